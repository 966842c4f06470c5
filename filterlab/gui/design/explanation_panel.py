"""One number of the response, taken apart: patch × filter = products, and their sum."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.design.explanation_words import products_in_words, result_in_words
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.matrix_view import MatrixView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.probes import Explanation, Stages


class ExplanationPanel(Card):
    """Show where one number comes from; ask for another place.

    Signals
    -------
    place_typed(row, column)
        The user typed a place.
    mark_chosen(str)
        The user chose a named place.
    unpin_wanted()
        The user wants no place pinned.

    Attributes
    ----------
    places_button, places_menu : QWidget
        The named places.
    channel_box : QComboBox
        Which channel is taken apart; there where there are three.
    unpin_button : QPushButton
        Lets go of the pinned place; there while one is shown.
    """

    place_typed = Signal(int, int)
    mark_chosen = Signal(str)
    unpin_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._row = _place_box()
        self._column = _place_box()
        self.places_button = QPushButton(self.tr("&Go to"))
        self.places_menu = QMenu(self)
        self._pinned = dressed(QLabel(), "muted")
        self.unpin_button = QPushButton(self.tr("Unpin"))
        self.channel_box = QComboBox()
        self._shown: tuple[Explanation, tuple[float, float]] | None = None
        self._patch = MatrixView("grey")
        self._weights = MatrixView("signed")
        self._products = MatrixView("signed")
        self._signs = [dressed(QLabel(sign), "title") for sign in ("×", "=")]
        self._captions = [dressed(QLabel(), "muted") for _ in range(3)]
        self._terms = CalmText()
        self._result = CalmText()
        self._message = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._body = QWidget()
        self._build()
        self.show_message(self.tr("Move over the response to see where a number comes from."))

    def _build(self) -> None:
        header = QHBoxLayout()
        for label, spin in ((self.tr("At &row"), self._row), (self.tr("colu&mn"), self._column)):
            name = dressed(QLabel(label), "title")
            name.setBuddy(spin)
            spin.setAccessibleName(label.replace("&", ""))
            spin.setToolTip(self.tr("The place in the response; click the response to choose one"))
            header.addWidget(name)
            header.addWidget(spin)
            spin.valueChanged.connect(self._on_place_value_changed)
        self.places_button.setMenu(self.places_menu)
        self.places_button.setToolTip(
            self.tr("Places worth a look: the strongest response, marks of the sample")
        )
        header.addSpacing(8)
        header.addWidget(self.places_button)
        self.channel_box.addItems(
            [self.tr("all channels"), self.tr("red"), self.tr("green"), self.tr("blue")]
        )
        self.channel_box.setAccessibleName(self.tr("Channel that is taken apart"))
        self.channel_box.setToolTip(
            self.tr("Which channel's patch × filter = products are shown; all add up to the response")
        )
        self.channel_box.activated.connect(self._on_channel_box_activated)
        self.channel_box.hide()
        header.addWidget(self.channel_box)
        header.addStretch(1)
        header.addWidget(self._pinned)
        self.unpin_button.setToolTip(
            self.tr("Let go of this place, so that only the mouse says what is read")
        )
        self.unpin_button.clicked.connect(self._on_unpin_button_clicked)
        header.addWidget(self.unpin_button)
        matrices = QHBoxLayout(self._body)
        matrices.setContentsMargins(0, 0, 0, 0)
        views = (self._patch, self._weights, self._products)
        for caption, view, sign in zip(self._captions, views, (*self._signs, None), strict=True):
            column = QVBoxLayout()
            column.setSpacing(2)
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(caption)
            column.addWidget(view, 1)
            matrices.addLayout(column, 1)
            if sign is not None:
                matrices.addWidget(sign)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._body, 1)
        layout.addWidget(self._terms)
        layout.addWidget(self._result)

    def set_bounds(self, height: int, width: int) -> None:
        """Say how large the response is, so that only its places can be typed."""
        for spin, size in ((self._row, height), (self._column, width)):
            if spin.maximum() != max(0, size - 1):
                spin.blockSignals(True)
                spin.setMaximum(max(0, size - 1))
                spin.blockSignals(False)

    def set_marks(self, marks: Sequence[tuple[str, str]]) -> None:
        """List named places as (key, title)."""
        self.places_menu.clear()
        for key, title in marks:
            self.places_menu.addAction(title).triggered.connect(partial(self._on_place_triggered, key))

    def show_message(self, message: str) -> None:
        """Show a sentence in place of the numbers."""
        self._message.setText(message)
        self._message.show()
        self._pinned.setText("")
        self._shown = None
        self.channel_box.hide()
        self.unpin_button.hide()
        for widget in (self._body, self._terms, self._result):
            widget.hide()

    def show_explanation(
        self, explanation: Explanation, stages: Stages, *, value_range: tuple[float, float], pinned: bool
    ) -> None:
        """Show one number.

        Parameters
        ----------
        explanation : Explanation
            The number, taken apart.
        stages : Stages
            What happens after the sum.
        value_range : (float, float)
            Darkest and brightest value of the whole picture, so that a patch has the picture's own greys.
        pinned : bool
            Whether it stays when the mouse leaves.
        """
        self._message.hide()
        for widget in (self._body, self._terms, self._result):
            widget.show()
        for spin, value in ((self._row, explanation.row), (self._column, explanation.column)):
            if spin.value() != value:
                spin.blockSignals(True)
                spin.setValue(value)
                spin.blockSignals(False)
        self._pinned.setText(self.tr("pinned") if pinned else self.tr("under the mouse; click to pin"))
        self.unpin_button.setVisible(pinned)
        self._shown = (explanation, value_range)
        self.channel_box.setVisible(len(explanation.products) > 1)
        self._show_products()
        self._result.set_text(result_in_words(explanation, stages))

    @property
    def channel(self) -> int | None:
        """The channel that is taken apart, of three; None where all are shown together."""
        index = self.channel_box.currentIndex()
        return (
            index - 1 if index > 0 and self._shown is not None and len(self._shown[0].products) > 1 else None
        )

    def _show_products(self) -> None:
        if self._shown is None:
            return
        explanation, value_range = self._shown
        channel, count = self.channel, len(explanation.products)
        which = slice(None) if channel is None else slice(channel, channel + 1)
        low, high = min(value_range[0], 0.0), max(value_range[1], 0.0)
        # Three channels together are shown as their mean; the products are summed, as the response does.
        self._patch.set_values(
            explanation.patch[which].mean(axis=0),
            limits=(low, high if high > low else low + 1.0),
            hatched=explanation.is_padding,
        )
        self._weights.set_values(explanation.weights[which].mean(axis=0))
        self._products.set_values(explanation.products[which].sum(axis=0))
        names = (self.tr("patch of the picture"), self.tr("filter"), self.tr("products"))
        if channel is not None:
            names = (
                self.tr("patch, {channel}"),
                self.tr("filter, {channel}"),
                self.tr("products, {channel}"),
            )
        elif count > 1:
            names = (
                self.tr("patch, mean of R G B"),
                self.tr("filter, mean of R G B"),
                self.tr("products, sum of R G B"),
            )
        for caption, name in zip(self._captions, names, strict=True):
            caption.setText(name.format(channel=self.channel_box.currentText()))
        # The mean of the patch times the mean of the filter is not what the products are.
        for sign in self._signs:
            sign.setVisible(channel is not None or count == 1)
        self._terms.set_text(products_in_words(explanation, channel))

    def _on_place_value_changed(self) -> None:
        self.place_typed.emit(self._row.value(), self._column.value())

    def _on_channel_box_activated(self, _index: int) -> None:
        self._show_products()

    def _on_unpin_button_clicked(self) -> None:
        # The button goes away, and the keyboard with it.
        self._row.setFocus()
        self.unpin_wanted.emit()

    def _on_place_triggered(self, key: str, _checked: bool = False) -> None:
        self.mark_chosen.emit(key)


def _place_box() -> QSpinBox:
    """Make a box for a row or a column; it speaks when the number is typed in full."""
    box = QSpinBox(maximum=0)
    box.setKeyboardTracking(False)
    return box
