"""Patches side by side, each with its number below it, to be looked at and chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.patch_art import Patch, paint_patch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

SIDE = 52
PAD = 4
STALE_OPACITY = 0.4


@dataclass(frozen=True, eq=False)
class PatchCard:
    """A patch and what is written below it.

    Attributes
    ----------
    patch : Patch
        The piece of the picture.
    value : str
        The number, on the first line.
    note : str
        The second line: a place, or what the patch is.
    words : str
        All of it in a sentence, for the tooltip and for screen readers.
    is_strong : bool
        Whether the number is written bold.
    can_be_chosen : bool
        Whether there is a place behind it to go to.
    """

    patch: Patch
    value: str
    note: str
    words: str
    is_strong: bool = False
    can_be_chosen: bool = True


class PatchButton(QAbstractButton):
    """One patch; a click, Enter or the space bar chooses it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a patch."""
        super().__init__(parent)
        self._card: PatchCard | None = None
        self._width = SIDE + 2 * PAD
        self._is_marked = self._is_stale = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def card(self) -> PatchCard | None:
        """What is shown."""
        return self._card

    @property
    def is_marked(self) -> bool:
        """Whether it is marked as the place that is looked at."""
        return self._is_marked

    def set_card(self, card: PatchCard) -> None:
        """Show a patch."""
        self._card = card
        self.setToolTip(card.words)
        self.setAccessibleName(card.words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card.can_be_chosen else Qt.FocusPolicy.NoFocus)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if card.can_be_chosen else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def set_state(self, *, is_marked: bool, is_stale: bool) -> None:
        """Mark the place that is looked at; pale what is about to be replaced."""
        if (is_marked, is_stale) != (self._is_marked, self._is_stale):
            self._is_marked, self._is_stale = is_marked, is_stale
            self.update()

    def needed_width(self) -> int:
        """Return how wide the patch and its texts are."""
        if self._card is None:
            return SIDE + 2 * PAD
        value = QFontMetrics(self._bold()).horizontalAdvance(self._card.value)
        note = self.fontMetrics().horizontalAdvance(self._card.note)
        return max(SIDE, value, note) + 2 * PAD

    def set_width(self, width: int) -> None:
        """Be as wide as the others beside it."""
        if width != self._width:
            self._width = width
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the patch and two lines."""
        return QSize(self._width, SIDE + 2 * self.fontMetrics().height() + 2 * PAD + 2)

    def minimumSizeHint(self) -> QSize:
        """Ask for the same: a patch is small already."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Enter as by the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the patch, its number and its note."""
        del event
        card = self._card
        if card is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        highlight = self.palette().color(QPalette.ColorRole.Highlight)
        if self._is_marked or (self.underMouse() and card.can_be_chosen):
            ground = QPalette(self.palette()).color(QPalette.ColorRole.Highlight)
            ground.setAlpha(70 if self._is_marked else 30)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setOpacity(STALE_OPACITY if self._is_stale else 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        paint_patch(painter, QRectF(PAD, PAD, self.width() - 2 * PAD, SIDE), card.patch)
        line = self.fontMetrics().height()
        centre = int(Qt.AlignmentFlag.AlignCenter)
        painter.setFont(self._bold() if card.is_strong else self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(0, PAD + SIDE + 2, self.width(), line), centre, card.value)
        painter.setFont(self.font())
        painter.setPen(current_theme().muted)
        painter.drawText(QRectF(0, PAD + SIDE + 2 + line, self.width(), line), centre, card.note)
        if self.hasFocus():
            painter.setOpacity(1.0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(highlight, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold)
        return font


class PatchStrip(QWidget):
    """Show patches in as many lines as the width asks for. Setters never emit.

    Signals
    -------
    patch_chosen(index)
        The user chose a patch.
    """

    patch_chosen = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty; the title is what a screen reader calls the strip."""
        super().__init__(parent)
        self.buttons: list[PatchButton] = []
        self._cards: tuple[PatchCard, ...] = ()
        self._marked = -1
        self._is_stale = False
        self._flow = FlowLayout(self, spacing=2)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(title)

    @property
    def cards(self) -> tuple[PatchCard, ...]:
        """What is shown, first to last."""
        return self._cards

    def set_cards(self, cards: Sequence[PatchCard]) -> None:
        """Show these patches."""
        self._cards = tuple(cards)
        while len(self.buttons) < len(self._cards):
            button = PatchButton(self)
            button.clicked.connect(partial(self._on_button_clicked, len(self.buttons)))
            self._flow.addWidget(button)
            self.buttons.append(button)
        for index, button in enumerate(self.buttons):
            button.setVisible(index < len(self._cards))
        shown = self.buttons[: len(self._cards)]
        for button, card in zip(shown, self._cards, strict=True):
            button.set_card(card)
        width = max((button.needed_width() for button in shown), default=0)
        for button in shown:
            button.set_width(width)
        self._is_stale = False
        self._show_state()
        self.updateGeometry()

    def set_marked(self, index: int) -> None:
        """Mark the patch that is looked at, -1 for none."""
        self._marked = index
        self._show_state()

    def set_stale(self, is_stale: bool) -> None:
        """Pale all patches while others are looked for."""
        self._is_stale = is_stale
        self._show_state()

    def _show_state(self) -> None:
        for index, button in enumerate(self.buttons):
            button.set_state(is_marked=index == self._marked, is_stale=self._is_stale)

    def _on_button_clicked(self, index: int, _checked: bool = False) -> None:
        if index < len(self._cards) and self._cards[index].can_be_chosen:
            self.patch_chosen.emit(index)
