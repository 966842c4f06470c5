"""An experiment written to files: its figure, and its trials as a table."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from filterlab import figures
from filterlab.files import write_whole
from filterlab.gui.theme import current_theme
from filterlab.gui.view_export import export_view
from filterlab.probes.experiments import trials_csv

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from filterlab.gui.train.experiment_outcome import Outcome


def write_figure(path: Path, outcome: Outcome, exhibit: QWidget) -> None:
    """Write the figure: .png as ``filterlab experiment`` draws it, .svg as the panel shows it.

    Parameters
    ----------
    path : Path
        The file.
    outcome : Outcome
        A finished one.
    exhibit : QWidget
        Where the panel shows it.

    Raises
    ------
    FilterLabError
        It cannot be written.
    """
    if path.suffix.lower() != ".png" or outcome.finding is None:
        export_view(exhibit, path)
        return
    look = figures.DARK if current_theme().is_dark else figures.LIGHT
    stream = BytesIO()
    image = figures.experiment_figure(outcome.experiment, outcome.curves, outcome.finding, look=look)
    image.save(stream, "PNG")
    write_whole(path, stream.getvalue())


def write_numbers(path: Path, outcome: Outcome) -> None:
    """Write every trial as a line of a CSV file; ``FilterLabError`` if it cannot be written."""
    write_whole(path, trials_csv(outcome.trials).encode())
