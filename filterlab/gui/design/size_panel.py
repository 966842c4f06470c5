"""The output-size formula with the present numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from filterlab.gui.design.tool import DesignTool

if TYPE_CHECKING:
    from filterlab.engine.geometry import Axis
    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Places


class SizePanel(DesignTool):
    """Explain why the response has the size it has."""

    key = "size"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._shown: tuple[Places, int] | None = None
        self._text = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.addWidget(self._text, 1)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Size")

    @property
    def text(self) -> str:
        """The explanation as rich text."""
        return self._text.text()

    def show_nothing(self, sentence: str) -> None:
        """Show a sentence in place of the formula."""
        self._shown = None
        self._text.setText(sentence)

    def show_scene(self, scene: Scene) -> None:
        """Put the scene's numbers into the formula."""
        self._show_places(scene.places(), scene.weights.shape[0])

    def _show_places(self, places: Places, channels: int) -> None:
        """Put the numbers of both axes into the formula, and count weights and multiplications."""
        if self._shown == (places, channels):
            return
        self._shown = (places, channels)
        rule = self.tr("(size + padding − filter) / stride + 1")
        lines = [self._axis_line(self.tr("height"), places.rows)]
        if places.columns == places.rows:
            lines = [self._axis_line(self.tr("height and width"), places.rows)]
        else:
            lines.append(self._axis_line(self.tr("width"), places.columns))
        if places.pool_rows is not None and places.pool_columns is not None:
            lines.append(self._axis_line(self.tr("pooled height"), places.pool_rows))
            if places.pool_columns != places.pool_rows:
                lines.append(self._axis_line(self.tr("pooled width"), places.pool_columns))
        weights = channels * places.rows.kernel * places.columns.kernel
        products = weights * places.rows.out * places.columns.out
        lines.append(
            self.tr("{weights} weights + 1 bias, {products} multiplications").format(
                weights=f"{weights:,}", products=f"{products:,}"
            )
        )
        lines.insert(0, f"<i>{rule}</i>")
        self._text.setText("".join(f"<p style='margin: 0 0 5px 0'>{line}</p>" for line in lines))

    def _axis_line(self, name: str, axis: Axis) -> str:
        span = axis.dilation * (axis.kernel - 1) + 1
        padding = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
        reach = (
            str(axis.kernel)
            if axis.dilation == 1
            else self.tr("(span {dilation}·({kernel} − 1) + 1 = {span})").format(
                dilation=axis.dilation, kernel=axis.kernel, span=span
            )
        )
        left_over = (axis.padded - span) % axis.stride
        formula = f"({axis.size} + {padding} − {reach})/{axis.stride} + 1 = <b>{axis.out}</b>"
        note = self.tr("rounded down: {count} left over").format(count=left_over) if left_over else ""
        return f"{name}<br>{formula}" + (f"<br><i>{note}</i>" if note else "")
