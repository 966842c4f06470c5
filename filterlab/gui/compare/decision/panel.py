"""The decision: a picture through all layers of a net, and what fed any number of it, down to the pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from filterlab.gui.compare.decision.chain_view import ChainView
from filterlab.gui.compare.decision.feeding_view import FeedingView
from filterlab.gui.compare.run_panel import RunPanel
from filterlab.gui.train.choosers import PictureNumberBox
from filterlab.gui.widgets.path_text import PathText

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

TEST, LOOKED_AT = "test", "looked-at"


class DecisionPanel(RunPanel):
    """Show the chain above and what fed one number below it. Setters never emit.

    Signals
    -------
    source_chosen(source), number_chosen(number), fit_chosen(fit)
        Another kind of picture, another test picture, another way to fit it.
    back_wanted(), home_wanted(), down_wanted()
        One step back on the way, to the decision, or on to the strongest that fed the number.
    step_wanted(step)
        Back to a number on the way.
    numbers_wanted()
        Write all products to a file.
    """

    source_chosen = Signal(str)
    number_chosen = Signal(int)
    fit_chosen = Signal(str)
    back_wanted = Signal()
    home_wanted = Signal()
    down_wanted = Signal()
    step_wanted = Signal(int)
    numbers_wanted = Signal()
    key = "decision"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.source, self.fit = QComboBox(), QComboBox()
        self.number = PictureNumberBox()
        self.back = QPushButton(self.tr("Back"))
        self.home = QPushButton(self.tr("Decision"))
        self.down = QPushButton(self.tr("Strongest"))
        self.chain, self.feeding, self.way = ChainView(), FeedingView(), PathText()
        self._set_up()
        self.lay_out(
            (self.source, self.number, self.fit, self.back, self.home, self.down),
            self._build(),
            ((self.tr("Products (CSV)…"), self.numbers_wanted),),
        )
        self._connect()
        self.set_picture(TEST, 0, 0, fit=None)
        self.show_message("")

    def _set_up(self) -> None:
        self.runs.setToolTip(self.tr("Whose decision is followed"))
        self.source.addItem(self.tr("Test picture"), TEST)
        self.source.addItem(self.tr("The picture looked at"), LOOKED_AT)
        self.source.setToolTip(self.tr("Which picture goes through the net"))
        self.source.setAccessibleName(self.tr("Picture"))
        self.fit.addItem(self.tr("resized"), "resize")
        self.fit.addItem(self.tr("its middle cropped"), "crop")
        self.fit.setToolTip(self.tr("The picture has another size than the net takes: how it is made to fit"))
        self.fit.setAccessibleName(self.tr("How the picture is made to fit"))
        self.back.setToolTip(self.tr("One step back on the way (Backspace or Esc)"))
        self.home.setToolTip(self.tr("Back to the score the net decided by (Home)"))
        self.down.setToolTip(self.tr("Go on to the number with the largest product (End)"))
        self.export.setToolTip(self.tr("Write what is shown as a picture, or all products as a table"))

    def _build(self) -> QWidget:
        """Put the chain above what fed one number of it."""
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 2, 0, 0)
        lower.setSpacing(2)
        lower.addWidget(self.way)
        lower.addWidget(self.feeding, 1)
        parts = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        parts.addWidget(self.chain)
        parts.addWidget(below)
        parts.setSizes([180, 140])
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        return parts

    def _connect(self) -> None:
        self.source.activated.connect(self._on_source_activated)
        self.fit.activated.connect(self._on_fit_activated)
        self.number.valueChanged.connect(self.number_chosen)
        self.back.clicked.connect(self.back_wanted)
        self.home.clicked.connect(self.home_wanted)
        self.down.clicked.connect(self.down_wanted)
        self.way.followed.connect(self._on_way_followed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Decision")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "A picture through all layers of a net; click any number to see what fed it, down to the pixels"
        )

    @property
    def way_text(self) -> str:
        """The way from the decision to the number, as rich text."""
        return self.way.text()

    def set_picture(self, source: str, number: int, count: int, *, fit: str | None) -> None:
        """Say which picture is looked at, of how many test pictures, and how it is fitted; None: it fits."""
        self.source.setCurrentIndex(self.source.findData(source))
        self.number.set_count(count, number)
        self.number.setVisible(source == TEST)
        self.fit.setVisible(fit is not None)
        if fit is not None:
            self.fit.setCurrentIndex(self.fit.findData(fit))

    def set_steps(self, *, can_go_back: bool, can_go_down: bool) -> None:
        """Say which ways there are from here."""
        for button, can in ((self.back, can_go_back), (self.home, can_go_back), (self.down, can_go_down)):
            button.setEnabled(can)
        self.export.setEnabled(not self.message)

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        super().show_message(sentence)
        self.set_steps(can_go_back=False, can_go_down=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Backspace or Esc, to the decision by Home, on to the strongest by End."""
        signals = {
            Qt.Key.Key_Backspace: self.back_wanted,
            Qt.Key.Key_Escape: self.back_wanted,
            Qt.Key.Key_Home: self.home_wanted,
            Qt.Key.Key_End: self.down_wanted,
        }
        wanted = signals.get(Qt.Key(event.key()))
        if wanted is None or self.message:
            super().keyPressEvent(event)
        else:
            wanted.emit()

    def _on_source_activated(self, _index: int) -> None:
        self.source_chosen.emit(self.source.currentData())

    def _on_fit_activated(self, _index: int) -> None:
        self.fit_chosen.emit(self.fit.currentData())

    def _on_way_followed(self, step: str) -> None:
        self.step_wanted.emit(int(step))
