"""What the Circuit workspace says of a pixel and of the cells that see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.figures import short_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.circuit.looking_back import PixelAnswer
    from filterlab.probes.chain import CellView, ChainSeenBy


class SeenByWords(QObject):
    """Turn what is known of a pixel into short sentences; a QObject for its ``tr``."""

    def title(self, seen: ChainSeenBy) -> str:
        """Say what the pixel is."""
        return self.tr("Who sees the pixel of {value}?").format(value=in_channels(seen.pixel))

    def remark(self, answer: PixelAnswer) -> str:
        """Say what is out of the ordinary: a picture made smaller, stages left out; mostly nothing."""
        parts, seen, block = [], answer.seen, answer.request.answer.block
        if seen is not None and block > 1:
            text = self.tr(
                "The picture was made {block} times smaller: this is its pixel at row {row}, column {column}."
            )
            parts.append(text.format(block=block, row=seen.row, column=seen.column))
        if answer.problem:
            parts.append(answer.problem)
        return " ".join(parts)

    def heading(self, seen: ChainSeenBy, number: int) -> str:
        """Say how many cells of a stage's maps see the pixel."""
        views = seen.stages[number]
        name = self.tr("Stage {number}").format(number=number + 1)
        if not views.reach.count:
            return self.tr("{stage}: nobody sees it").format(stage=name)
        wired, reach = int(views.is_wired.sum()), views.reach.count
        text = self.tr("{stage}: it counts in {count} of {reach} cells in reach")
        count = int((views.total != 0).sum())
        return text.format(stage=name, count=f"{count:,}", reach=f"{reach * wired:,}")

    def caption(self, number: int) -> str:
        """Say what the numbers of a stage's list are."""
        if number == 0:
            return self.tr("the filter's weight on the pixel, and the path weight if other")
        return self.tr("path weight, strongest first")

    def line(self, seen: ChainSeenBy, stage: int, cell: CellView, name: str) -> str:
        """Say through which weight a cell sees the pixel, in few words."""
        weight = short_number(cell.weight, 4)
        if stage == 0:
            tap = short_number(float(seen.tap_of(cell).sum()), 4)
            weight = tap if tap == weight else self.tr("{tap}, now {weight}").format(tap=tap, weight=weight)
        text = self.tr("{weight}   {name} ({row}, {column})")
        return text.format(weight=weight, name=name, row=cell.row, column=cell.column)

    def line_in_full(self, seen: ChainSeenBy, stage: int, cell: CellView, name: str) -> str:
        """Say all that is known of a cell that sees the pixel."""
        place = self.tr("Stage {stage}, {name}, row {row}, column {column}: value {value}")
        parts = [
            place.format(
                stage=stage + 1,
                name=name,
                row=cell.row,
                column=cell.column,
                value=short_number(cell.value, 6),
            )
        ]
        if stage == 0:
            text = self.tr("The filter's weight on the pixel: {weight}")
            parts.append(text.format(weight=in_channels(seen.tap_of(cell))))
        text = self.tr("Path weight: {weight}, what it gains when the pixel grows by 1 as everything stands")
        parts.append(text.format(weight=in_channels(seen.weights_of(stage, cell))))
        parts.append(self.tr("Click to take it apart"))
        return "\n".join(parts)

    def legend(self) -> str:
        """Say what is drawn on the maps, as rich text."""
        return self.tr(
            "On the maps: <b>dashed</b>, the reach: all cells whose receptive field holds the pixel. "
            "<b>Colours inside</b>, path weights: what a cell gains when the pixel grows by 1 as everything stands "
            "now, weights multiplied along each path and summed, through open activations and winners of pooling."
        )


def in_channels(values: NDArray[np.float64]) -> str:
    """Write one number, or several with their channels."""
    if values.size == 1:
        return short_number(float(values[0]))
    names = "RGB" if values.size == 3 else [str(number) for number in range(values.size)]
    return ", ".join(
        f"{name} {short_number(float(value), 3)}" for name, value in zip(names, values, strict=True)
    )
