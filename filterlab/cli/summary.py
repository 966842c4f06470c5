"""``filterlab summary``: a net's layers as a table or as JSON."""

from filterlab.cli.nets import find_net
from filterlab.cli.output import Voice
from filterlab.nets import Summary, summary


def print_summary(name: str, voice: Voice) -> None:
    """List the layers of a net of the zoo, of a description or of a weights file."""
    result = summary(find_net(name, weights_too=True))
    if voice.as_json:
        voice.tell("", _record(result))
    else:
        _print_table(result)


def _record(result: Summary) -> dict[str, object]:
    rows = [
        {
            "name": row.name,
            "kind": row.kind,
            "output_shape": row.output_shape,
            "params": row.params,
            "macs": row.macs,
            "receptive_field": row.receptive_field,
            "jump": row.jump,
        }
        for row in result.rows
    ]
    return {
        "name": result.name,
        "input_shape": result.input_shape,
        "rows": rows,
        "params": result.params,
        "macs": result.macs,
    }


def _print_table(result: Summary) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{result.name}, input {_sizes(result.input_shape)}", title_justify="left")
    for heading in ("layer", "kind"):
        table.add_column(heading)
    for heading in ("output", "parameters", "MACs", "sees", "jump"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in result.rows:
        table.add_row(
            row.name,
            row.kind,
            _sizes(row.output_shape),
            f"{row.params:,}",
            f"{row.macs:,}",
            _sizes(row.receptive_field),
            _sizes(row.jump),
        )
    table.add_section()
    table.add_row("total", "", "", f"{result.params:,}", f"{result.macs:,}", "", "")
    # A pipe has no width; a narrow table would cut the numbers.
    console = Console(highlight=False)
    (console if console.is_terminal else Console(highlight=False, width=110)).print(table)


def _sizes(sizes: tuple[int, ...]) -> str:
    return " × ".join(str(size) for size in sizes)
