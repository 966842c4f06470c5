"""What the table of runs tells of each: its state in words, its figures, its note and its colour."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from filterlab.figures import short_number
from filterlab.gui.train.choices import duration
from filterlab.gui.train.run_words import RunFigures, settings_of
from filterlab.gui.train.runs_panel import COLOURS
from filterlab.gui.train.runs_table import RunRow

if TYPE_CHECKING:
    from filterlab.gui.train.run_notes import RunNotes
    from filterlab.project import Run


class RunRows(QObject):
    """Turn runs into rows; a QObject for its ``tr``."""

    def __init__(self, notes: RunNotes, parent: QObject | None = None) -> None:
        """Take notes and colours from where they are kept."""
        super().__init__(parent)
        self._notes = notes
        self._places: dict[str, int] = {}

    def row(self, number: int, run: Run, figures: RunFigures | None) -> RunRow:
        """Return what the table tells of a run; figures are None as long as they are not known."""
        states = {
            "waiting": self.tr("waiting"),
            "running": self.tr("running"),
            "paused": self.tr("paused"),
            "finished": self.tr("finished"),
            "cancelled": self.tr("stopped"),
            "failed": self.tr("failed"),
            "imported": self.tr("from a file"),
        }
        settings = settings_of(run)
        data = Path(settings.get("data", settings.get("data.source", ""))).name
        net = run.request.net.name if run.request is not None else ""
        nan = float("nan")
        steps, loss, test, seconds = (
            (figures.steps, figures.loss, figures.test_accuracy, figures.seconds)
            if figures is not None
            else (0, nan, nan, nan)
        )
        cells: tuple[tuple[str, float | str], ...] = (
            # "run 10" comes after "run 9": runs are sorted by when they were begun.
            (run.name, float(number)),
            (states[run.state], states[run.state]),
            (data, data),
            (net, net),
            (str(steps) if steps else "", float(steps)),
            ("" if isnan(loss) else short_number(loss, 3), loss),
            ("" if isnan(test) else self.tr("{percent:.1f} %").format(percent=100 * test), test),
            ("" if isnan(seconds) else duration(seconds), seconds),
        )
        return RunRow(run.id, cells, self._notes.note(run.id).text, self.colour(run), run.reason)

    def colour(self, run: Run) -> QColor:
        """Return the colour of a run's curves: the one the user chose, else the one it got when it was first seen."""
        # Not by its place in the list, which is another when an older run is deleted.
        place = self._places.setdefault(run.id, len(self._places))
        return QColor(self._notes.note(run.id).colour or COLOURS[place % len(COLOURS)])
