"""Tables as text that any spreadsheet reads."""

import csv
import io
from collections.abc import Iterable, Sequence


def table_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows below the names of their columns, with commas between; None stays empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()
