"""Who looks at a pixel, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.figures import short_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.design.pixel_view import PixelView
    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Box


class PixelWords(QObject):
    """Say what there is to see of a pixel and of those that look at it."""

    def summary(self, view: PixelView) -> str:
        """Say what the pixel is, and how many outputs look at it."""
        seen = view.seen
        height, width = view.places.map_shape
        value = self.tr("The pixel is <b>{value}</b>.").format(value=_in_channels(view.pixel))
        if not seen.is_seen:
            return value + " " + self.tr("No output looks at it: the windows step over it or stop before it.")
        counted = self.tr(
            "It is seen by <b>{count}</b> of {total} outputs, by {others} through a weight other than 0."
        )
        text = counted.format(
            count=f"{int(seen.looks.sum()):,}",
            total=f"{height * width:,}",
            others=f"{int((seen.weights != 0).any(axis=0).sum()):,}",
        )
        if view.path is not None:
            through = self.tr("Through {what}, it counts in <b>{count}</b> of the finished numbers now.")
            count = f"{int((view.path.total != 0).sum()):,}"
            text += " " + through.format(what=self._what_follows(view), count=count)
        return f"{value} {text}"

    def _what_follows(self, view: PixelView) -> str:
        return self.tr("the activation") if view.pool == "none" else self.tr("activation and pooling")

    def _now(self, view: PixelView, row: int, column: int) -> str:
        """Say what of the pixel gets through to a cell of the finished map, where something may stop it."""
        weight = view.path_weight(row, column)
        if weight is None:
            return ""
        text = self.tr("; through {what} it now gains {weight} for each 1 of the pixel")
        return text.format(what=self._what_follows(view), weight=short_number(weight))

    def outputs_caption(self, scene: Scene, view: PixelView) -> str:
        """Say which outputs are drawn."""
        box = view.seen.cells
        where = self._where(box)
        name = self.tr("Outputs, {where}") if view.pool == "none" else self.tr("Before pooling, {where}")
        parts = [f"<b>{name.format(where=where)}</b>"]
        if view.weights.shape[0] == 3:
            parts.append(self.tr("weights, sum of R G B"))
        elif scene.pixels.shape[0] == 3:
            parts.append(self.tr("weights of the luminance"))
        is_whole = view.looks.all() and view.looks.shape == scene.weights.shape[1:]
        if is_whole and scene.stages.stride == (1, 1) and not scene.stages.flip:
            parts.append(self.tr("the filter turned by 180°"))
        if view.leaves_out_gaps:
            parts.append(self.tr("only the rows and columns that look at it"))
        elif not view.looks.all():
            parts.append(self.tr("hatched: do not look at it"))
        return " · ".join(parts)

    def pooled_caption(self, view: PixelView) -> str:
        """Say which windows are drawn, and which of them the pixel has a part in."""
        pooled = view.seen.pooled
        if pooled is None:
            return self.tr("Too many windows hold these outputs to look through all of them.")
        if not pooled.wins.size:
            return self.tr("No pooling window holds any of these outputs.")
        name = self.tr("After pooling, {where}").format(where=self._where(pooled.box))
        if view.pool == "average":
            return f"<b>{name}</b> · {self.tr('weights averaged over each window')}"
        text = self.tr("{wins} of {count} windows are won by an output that looks at it; hatched: the others")
        return f"<b>{name}</b> · {text.format(wins=int(pooled.wins.sum()), count=pooled.wins.size)}"

    def _where(self, box: Box) -> str:
        return self.tr("rows {top} to {bottom}, columns {left} to {right}").format(
            top=box.top, bottom=box.top + box.height - 1, left=box.left, right=box.left + box.width - 1
        )

    def output(self, view: PixelView, row: int, column: int) -> str:
        """Say of a cell of the block what it makes of the pixel."""
        map_row, map_column = view.output(row, column)
        if not view.looks[row, column]:
            text = self.tr("Output row {row}, column {column} does not look at the pixel")
            return text.format(row=map_row, column=map_column)
        weights = view.weights[:, row, column]
        text = self.tr("Output row {row}, column {column} sees it through {weight}: it adds {product}")
        said = text.format(
            row=map_row,
            column=map_column,
            weight=_in_channels(weights),
            product=short_number(float(weights @ view.pixel), 6),
        )
        return said + (self._now(view, map_row, map_column) if view.pool == "none" else "")

    def pooled(self, view: PixelView, row: int, column: int) -> str:
        """Say of a pooling window who won it."""
        pooled = view.seen.pooled
        if pooled is None:
            return ""
        place = {"row": pooled.box.top + row, "column": pooled.box.left + column}
        weight = _in_channels(view.pooled_weights[:, row, column])
        if view.pool == "average":
            text = self.tr("Row {row}, column {column} sees it through {weight}, averaged over the window")
            return text.format(weight=weight, **place) + self._now(view, **place)
        text = (
            self.tr(
                "Row {row}, column {column}: its winner, row {map_row}, column {map_column}, sees it through {weight}"
            )
            if pooled.wins[row, column]
            else self.tr(
                "Row {row}, column {column}: its winner, row {map_row}, column {map_column}, does not look at it"
            )
        )
        said = text.format(
            map_row=int(pooled.winner_rows[row, column]),
            map_column=int(pooled.winner_columns[row, column]),
            weight=weight,
            **place,
        )
        return said + (self._now(view, **place) if pooled.wins[row, column] else "")


def _in_channels(values: NDArray[np.float64]) -> str:
    """Write one number, or three with their channels."""
    if values.size == 1:
        return short_number(float(values[0]))
    return ", ".join(
        f"{name} {short_number(float(value), 3)}" for name, value in zip("RGB", values, strict=True)
    )
