"""What panels about one run have in common: the row above, and the sentence that stands in place of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from filterlab.gui.desk_panel import DeskPanel, PanelBody
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import SignalInstance


class RunPanel(DeskPanel):
    """Show something of one run, under a row that says of which. Setters never emit.

    A subclass makes its views and lays them out by `lay_out`.

    Signals
    -------
    run_chosen(run_id)
        The user wants another run.
    picture_wanted()
        Write what is shown as a picture.
    """

    run_chosen = Signal(str)
    picture_wanted = Signal()
    group = "net"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show, and not yet laid out."""
        super().__init__(parent)
        self.runs = run_box(self.tr("Run"))
        self.runs.activated.connect(self._on_runs_activated)
        self.export = QPushButton(self.tr("Export"))
        self.headline = dressed(ElidedLabel(""), "title")
        self.pages = QStackedWidget()
        self._message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, margin=16)

    def lay_out(
        self,
        row: Sequence[QWidget],
        shown: QWidget,
        exports: Sequence[tuple[str, SignalInstance]],
        body: QWidget | None = None,
    ) -> None:
        """Put everything in its place.

        Parameters
        ----------
        row : sequence of QWidget
            What stands above, between the list of runs and the button of the exports.
        shown : QWidget
            What is shown, if there is anything.
        exports : sequence of (str, signal)
            What can be written to a file besides a picture: its name in the menu, and who is told.
        body : QWidget or None
            What fills the panel below the row; it holds ``pages``. None: ``pages`` alone.
        """
        menu = QMenu(self.export)
        for text, wanted in ((self.tr("Picture (PNG or SVG)…"), self.picture_wanted), *exports):
            menu.addAction(text).triggered.connect(wanted)
        self.export.setMenu(menu)
        top = QWidget()
        flow = FlowLayout(top, spacing=6)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.runs, *row, self.export, self.headline):
            flow.addWidget(widget)
        self.pages.addWidget(self._message)
        self.pages.addWidget(shown)
        whole = PanelBody()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(top)
        layout.addWidget(self.pages if body is None else body, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    @property
    def message(self) -> str:
        """The sentence in place of what is shown; empty when there is something."""
        return self._message.text() if self.pages.currentWidget() is self._message else ""

    def set_runs(self, runs: Sequence[tuple[str, str]], current: str) -> None:
        """List the runs as (name, id) and say which is looked at."""
        self.runs.blockSignals(True)
        self.runs.clear()
        for name, run_id in runs:
            self.runs.addItem(name, run_id)
        self.runs.setCurrentIndex(self.runs.findData(current))
        self.runs.setEnabled(bool(runs))
        self.runs.blockSignals(False)

    def set_headline(self, text: str) -> None:
        """Say the result in a line."""
        self.headline.setText(text)
        # In a line that wraps it needs the room for all of it.
        self.headline.updateGeometry()

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        self._message.setText(sentence)
        self.set_headline("")
        self.pages.setCurrentWidget(self._message)

    def show_content(self) -> None:
        """Show what there is to show."""
        self.pages.setCurrentIndex(1)

    def _on_runs_activated(self, _index: int) -> None:
        self.run_chosen.emit(self.runs.currentData())
