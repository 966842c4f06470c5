"""What all panels of what a unit sees have in common: whom they ask, how far it is, and what can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.compare.units.unit_bar import UnitBar
from filterlab.gui.desk_panel import DeskPanel, PanelBody
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

GROUP = "unit"
PROGRESS_WIDTH = 110


class UnitPanel(DeskPanel):
    """A row of choices, a line that says how it stands, and below them the answer or a sentence. Setters never emit.

    Signals
    -------
    start_wanted(), cancel_wanted()
        The buttons; Escape cancels too.
    fit_wanted(how)
        The user wants a picture that is too large to be brought to the size of the net: "resize" or "crop".
    picture_wanted(), numbers_wanted()
        The user wants to write the figure with its captions, or the numbers, to a file.
    value_hovered(sentence)
        About the value under the mouse.

    Attributes
    ----------
    bar : UnitBar
        Net, layer and unit.
    content : QWidget
        The answer.
    """

    start_wanted = Signal()
    cancel_wanted = Signal()
    fit_wanted = Signal(str)
    picture_wanted = Signal()
    numbers_wanted = Signal()
    value_hovered = Signal(str)
    group = GROUP

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.bar = UnitBar()
        self.start = QPushButton(self.start_text())
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop here and keep what is there (Esc)"))
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedWidth(PROGRESS_WIDTH)
        self.progress.setMaximumHeight(14)
        self.progress.setAccessibleName(self.tr("How far it is"))
        self.export = QPushButton(self.tr("Export"))
        self.export.setToolTip(self.tr("Write a figure with captions, or the numbers as a table"))
        self._status = dressed(ElidedLabel(""), "muted")
        self._message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, margin=16)
        self.resize_offer = QPushButton(self.tr("Resize it"))
        self.crop_offer = QPushButton(self.tr("Take its middle"))
        self._message_page = self._build_message_page()
        self._stack = QStackedWidget()
        self.content = QWidget()
        self._heading = dressed(QLabel(""), "title")
        self._build_menu()
        self._lay_out()
        self.start.clicked.connect(self.start_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.set_busy(is_busy=False)
        self.set_can_export(can_export=False)

    def start_text(self) -> str:
        """Return the translated word on the button that asks once more."""
        return self.tr("Ask again")

    def extras(self) -> Sequence[QWidget]:
        """Return what else is chosen, for the first row."""
        return ()

    def build_content(self) -> QWidget:
        """Return the views that show the answer."""
        raise NotImplementedError

    def lay_beside(self, stack: QWidget) -> QWidget:
        """Return answers and sentences with what stays beside them; at first nothing does."""
        return stack

    def _build_message_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(self._message)
        offers = QHBoxLayout()
        offers.addStretch(1)
        for button in (self.resize_offer, self.crop_offer):
            offers.addWidget(button)
        offers.addStretch(1)
        layout.addLayout(offers)
        layout.addStretch(1)
        self.resize_offer.clicked.connect(self._on_resize_offer_clicked)
        self.crop_offer.clicked.connect(self._on_crop_offer_clicked)
        return page

    def _build_menu(self) -> None:
        menu = QMenu(self.export)
        menu.addAction(self.tr("Figure with captions (PNG or SVG)…")).triggered.connect(
            self._on_picture_triggered
        )
        menu.addAction(self.tr("Numbers (CSV)…")).triggered.connect(self._on_numbers_triggered)
        self.export.setMenu(menu)

    def _lay_out(self) -> None:
        top = QWidget()
        flow = FlowLayout(top, spacing=6)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.bar, *self.extras(), self.start, self.cancel, self.progress, self.export):
            flow.addWidget(widget)
        filled = QVBoxLayout(self.content)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.setSpacing(4)
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self._heading)
        header.addWidget(self._status, 1)
        filled.addLayout(header)
        filled.addWidget(self.build_content(), 1)
        self._stack.addWidget(self._message_page)
        self._stack.addWidget(self.content)
        whole = PanelBody()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(6)
        layout.addWidget(top)
        layout.addWidget(self.lay_beside(self._stack), 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    @property
    def message(self) -> str:
        """The sentence in place of an answer; empty when there is one."""
        return "" if self._stack.currentWidget() is self.content else self._message.text()

    @property
    def status(self) -> str:
        """The line beside the heading."""
        return self._status.text()

    @property
    def heading(self) -> str:
        """The line above the answer."""
        return self._heading.text()

    def show_message(self, sentence: str, *, offers_to_fit: bool = False) -> None:
        """Say what will be seen here, or why nothing is; if a picture is too large, offer to make it fit."""
        self._message.setText(sentence)
        for button in (self.resize_offer, self.crop_offer):
            button.setVisible(offers_to_fit)
        self._stack.setCurrentWidget(self._message_page)
        self.set_can_export(can_export=False)

    def show_content(self, heading: str, status: str) -> None:
        """Show the views, with what they are about above them."""
        self._heading.setText(heading)
        self._status.setText(status)
        self._stack.setCurrentWidget(self.content)

    def set_busy(self, *, is_busy: bool, percent: int | None = None) -> None:
        """Say whether an answer is on its way and, where that is known, how far it is."""
        had_focus = (self.cancel if not is_busy else self.start).hasFocus()
        self.start.setVisible(not is_busy)
        self.cancel.setVisible(is_busy)
        self.progress.setVisible(is_busy)
        self.progress.setRange(0, 0 if percent is None else 100)
        self.progress.setValue(-1 if percent is None else percent)
        if had_focus:
            (self.cancel if is_busy else self.start).setFocus()

    def set_can_start(self, *, can_start: bool, tip: str) -> None:
        """Say whether there is anybody to ask, and what the button would do."""
        self.start.setEnabled(can_start)
        self.start.setToolTip(tip)

    def set_can_export(self, *, can_export: bool) -> None:
        """Say whether there is an answer to write."""
        self.export.setEnabled(can_export)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel by Esc, as everywhere."""
        if event.key() == Qt.Key.Key_Escape and not self.cancel.isHidden():
            self.cancel_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_resize_offer_clicked(self) -> None:
        self.fit_wanted.emit("resize")

    def _on_crop_offer_clicked(self) -> None:
        self.fit_wanted.emit("crop")

    def _on_picture_triggered(self) -> None:
        self.picture_wanted.emit()

    def _on_numbers_triggered(self) -> None:
        self.numbers_wanted.emit()
