"""All filters of a layer side by side in the signed colours, with one scale for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from filterlab.figures import limits_of, lookup_table, short_number
from filterlab.gui.widgets.colour_bar import ColourBar
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.filter_canvas import FilterCanvas
from filterlab.gui.widgets.filter_planes import MAX_PLANES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures import Kind, Limits


class FilterMosaic(QWidget):
    """Show the filters of one layer: a title, the mosaic, and the bar that says which colour is which weight.

    A click (or Return) on a filter shows it alone, large enough for its numbers; another click shows all
    again. Setters never emit.

    Signals
    -------
    value_hovered(str)
        A sentence about the weight under the mouse; empty when the mouse has left.
    """

    value_hovered = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty, with this translated title."""
        super().__init__(parent)
        self._weights: NDArray[np.floating[Any]] | None = None
        self._limits = (-1.0, 1.0)
        self._title = dressed(ElidedLabel(title), "title")
        self._caption = dressed(ElidedLabel(""), "muted")
        self.canvas = FilterCanvas()
        self.canvas.setAccessibleName(title)
        self.canvas.setToolTip(
            self.tr("Click a filter (or press Return) to see it alone with its numbers, again to see all")
        )
        self._bar = ColourBar()
        self._bar.hide()
        # Where there is no room for both, the title stays.
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        header = QHBoxLayout()
        header.addWidget(self._title)
        header.addWidget(self._caption, 1)
        body = QHBoxLayout()
        body.setSpacing(6)
        body.addWidget(self.canvas, 1)
        body.addWidget(self._bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addLayout(body, 1)
        self.canvas.cell_hovered.connect(self._on_canvas_cell_hovered)
        self.canvas.hover_left.connect(self._on_canvas_hover_left)
        self.canvas.enlarged.connect(self._on_canvas_enlarged)

    @property
    def weights(self) -> NDArray[np.floating[Any]] | None:
        """The filters shown, shape (N, C, KH, KW), or None."""
        return self._weights

    @property
    def limits(self) -> tuple[float, float]:
        """The values at the two ends of the colour bar; the same for all filters, symmetric around 0."""
        return self._limits

    @property
    def title(self) -> str:
        """The title above the mosaic."""
        return self._title.text()

    @property
    def caption(self) -> str:
        """The line of second rank beside the title."""
        return self._caption.text()

    def set_title(self, title: str) -> None:
        """Change the title above the mosaic."""
        self._title.setText(title)
        self._title.updateGeometry()
        self.canvas.setAccessibleName(title)

    def set_filters(self, weights: NDArray[np.floating[Any]], *, limits: Limits | None = None) -> None:
        """Show filters of shape (N, C, KH, KW): up to three channels side by side, more as their mean.

        ``limits`` are the values at the ends of the colour map; None takes them from the weights.
        """
        self._show(weights, "signed", limits)

    def _show(self, weights: NDArray[np.floating[Any]], kind: Kind, limits: Limits | None) -> None:
        self._weights = weights
        self._limits = limits or limits_of(weights, kind)
        self._bar.set_scale(lookup_table(kind), self._limits)
        self._bar.show()
        self.canvas.set_filters(weights, self._limits, kind)
        self._update_caption()

    def show_message(self, message: str) -> None:
        """Show a sentence in place of the filters: what will be seen here, or why nothing is."""
        self._weights = None
        self._bar.hide()
        self._caption.setText("")
        self.canvas.show_message(message)

    def _update_caption(self) -> None:
        if self._weights is not None:
            self._caption.setText(self._caption_of(self._weights))

    def _caption_of(self, weights: NDArray[np.floating[Any]]) -> str:
        count, channels, height, width = weights.shape
        if self.canvas.shown_alone >= 0:
            text = self.tr("filter {index} of {count} alone").format(
                index=self.canvas.shown_alone, count=count
            )
        else:
            text = self.tr("{count} of {height} × {width}").format(count=count, height=height, width=width)
        if 1 < channels <= MAX_PLANES:
            text += self.tr("; channels side by side")
        elif channels > MAX_PLANES:
            text += self.tr("; mean of {channels} channels").format(channels=channels)
        return text

    def _on_canvas_enlarged(self, _index: int) -> None:
        self._update_caption()

    def _on_canvas_hover_left(self) -> None:
        self.value_hovered.emit("")

    def _on_canvas_cell_hovered(self, index: int, channel: int, row: int, column: int) -> None:
        if self._weights is not None:
            self.value_hovered.emit(self._cell_in_words(self._weights, index, channel, row, column))

    def _cell_in_words(
        self, weights: NDArray[np.floating[Any]], index: int, channel: int, row: int, column: int
    ) -> str:
        _count, channels, _height, _width = weights.shape
        kernel = weights[index]
        value = kernel[:, row, column].mean() if channels > MAX_PLANES else kernel[channel, row, column]
        place = self.tr("filter {index}, row {row}, column {column}").format(
            index=index, row=row, column=column
        )
        if 1 < channels <= MAX_PLANES:
            place += self.tr(", channel {channel}").format(channel=channel)
        return self.tr("{place}: weight {value}").format(place=place, value=short_number(float(value)))
