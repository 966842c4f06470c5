"""What the Circuit workspace says about stages, maps and numbers, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from filterlab.figures import MINUS, short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.circuit.map_face import MapsFace
    from filterlab.gui.circuit.scene import CircuitAnswer
    from filterlab.probes import Stages
    from filterlab.probes.chain import ChainExplanation, ChainStage, Link

SEPARATOR = " &nbsp;·&nbsp; "
MOST_SUMS = 4
PIXEL = "pixel"
"""Where the last link of a way leads."""


class CircuitWords(QObject):
    """Turn a circuit's parts into short sentences; a QObject for its ``tr``."""

    def stage(self, number: int) -> str:
        """Name a stage that is counted from 0."""
        return self.tr("Stage {number}").format(number=number + 1)

    def caption(self, stage: ChainStage, face: MapsFace | None, field: tuple[int, int] | None) -> str:
        """Say what the maps of a stage are like."""
        height, width = stage.kernel_size
        parts = [self.tr("{height} × {width} filters").format(height=height, width=width)]
        if face is not None:
            rows, columns = face.shape
            parts.append(self.tr("{rows} × {columns} maps").format(rows=rows, columns=columns))
        if field is not None:
            down, right = field
            parts.append(self.tr("sees {down} × {right}").format(down=down, right=right))
        return ", ".join(parts)

    def filter_note(self, bias: float, face: MapsFace | None, index: int) -> str:
        """Say the bias of a filter, and between which numbers its map lies."""
        parts = [self.tr("bias {bias}").format(bias=short_number(bias, 3))] if bias else []
        if face is not None:
            low, high = face.ends(index)
            span = self.tr("{low} to {high}")
            parts.append(span.format(low=short_number(low, 3), high=short_number(high, 3)))
        return " · ".join(parts)

    def filter_tip(self, name: str, bias: float, face: MapsFace | None, index: int) -> str:
        """Say all that a filter's tile shows, and where its map answers most strongly."""
        lines = [name, self.tr("bias {bias}").format(bias=short_number(bias, 6))]
        if face is not None:
            low, high = face.ends(index)
            row, column = face.strongest(index)
            text = self.tr("map from {low} to {high}, strongest {value} at row {row}, column {column}")
            value = face.value_at(index, row, column) or 0.0
            lines.append(
                text.format(
                    low=short_number(low, 6),
                    high=short_number(high, 6),
                    value=short_number(value, 6),
                    row=row,
                    column=column,
                )
            )
        return "\n".join(lines)

    def sheet_tip(self, name: str, weights: NDArray[np.floating[Any]], map_name: str) -> str:
        """Say which map a sheet of weights (KH, KW) looks at, and between which numbers they lie."""
        if not weights.any():
            return self.tr("{name} does not look at {map}").format(name=name, map=map_name)
        return self.tr("{name} looks at {map} through weights from {low} to {high}").format(
            name=name,
            map=map_name,
            low=short_number(float(weights.min()), 6),
            high=short_number(float(weights.max()), 6),
        )

    def mode_note(self, answer: CircuitAnswer | None) -> str:
        """Say so when not every number of the whole picture has been computed."""
        if answer is None or answer.mode == "whole":
            return ""
        if answer.mode == "part":
            return self.tr("Large picture: computed where you look")
        return self.tr("Large picture made {block} times smaller: zoom in for exact numbers").format(
            block=answer.block
        )

    def place(self, stage: int, name: str) -> str:
        """Name a map of a stage."""
        return f"{self.stage(stage)}, {name}"

    def all_maps(self, stage: int, count: int) -> str:
        """Name all maps of a stage together."""
        return self.tr("{stage}, all {count} maps").format(stage=self.stage(stage), count=count)

    def status(
        self, stage: int, name: str, row: int, column: int, value: float, shape: tuple[int, int]
    ) -> str:
        """Say a number and where it stands on a map of how many rows and columns, for the status bar."""
        text = self.tr("{place}   x {column}   y {row}   value {value}   of {height} × {width}")
        return text.format(
            place=self.place(stage, name),
            row=row,
            column=column,
            value=short_number(value, 6),
            height=shape[0],
            width=shape[1],
        )

    def speed(self, pixels: int, milliseconds: float) -> str:
        """Say how long all maps took, and how many pixels of the picture that is in a second."""
        return self.tr("{milliseconds:.1f} ms, {speed:.0f} Mpixel/s").format(
            milliseconds=milliseconds, speed=pixels / max(milliseconds, 1e-3) / 1000
        )

    def link(self, link: Link, names: Sequence[str]) -> str:
        """Say which cell a product came from, in few words."""
        text = self.tr("{product} from {name} ({row}, {column})")
        if len(names) == 1:
            text = self.tr("{product} from row {row}, column {column}")
        return text.format(
            product=short_number(link.product), name=names[link.map], row=link.row, column=link.column
        )

    def link_in_full(self, link: Link, names: Sequence[str]) -> str:
        """Say which cell a product came from, and what was multiplied."""
        text = self.tr(
            "{name}, row {row}, column {column}: {value} × {weight} = {product}\nClick to go there"
        )
        return text.format(
            name=names[link.map],
            row=link.row,
            column=link.column,
            value=short_number(link.value),
            weight=short_number(link.weight),
            product=short_number(link.product),
        )

    def sums(self, explanation: ChainExplanation, names: Sequence[str]) -> str:
        """Say how the sums for the maps add up."""
        sums = [(name, float(part)) for name, part in zip(names, explanation.map_sums, strict=True) if part]
        if len(names) == 1 or not sums:
            return ""
        shown = sorted(sums, key=lambda each: -abs(each[1]))[:MOST_SUMS]
        texts = [f"{short_number(part, 5)} ({name})" for name, part in shown]
        if len(sums) > len(shown):
            texts.append(self.tr("{count} more").format(count=len(sums) - len(shown)))
        return " + ".join(texts).replace(f"+ {MINUS}", f"{MINUS} ")

    def result(self, explanation: ChainExplanation, names: Sequence[str], settings: Stages) -> str:
        """Say what became of the sum on the way to the number, as rich text."""
        number = explanation.number
        terms = self.sums(explanation, names)
        total = f"<b>{short_number(number.sum, 6)}</b>"
        parts = [f"{terms} = {total}" if terms else self.tr("sum {total}").format(total=total)]
        parts.append(self.tr("bias {value}").format(value=short_number(number.bias, 6)))
        if settings.activation != "none":
            name = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(settings.activation, settings.activation)
            parts.append(f"{name} <b>{short_number(number.activated, 6)}</b>")
        if settings.pool != "none":
            what = self.tr("largest") if settings.pool == "max" else self.tr("average")
            text = self.tr("{what} of its {size} × {size} block: {value}")
            if settings.pool == "max":
                text = self.tr(
                    "{what} of its {size} × {size} block, won at row {row}, column {column}: {value}"
                )
            if settings.pool == "average":
                text += self.tr(" (above: its largest)")
            value = f"<b>{short_number(number.value, 6)}</b>"
            place = {"row": number.map_row, "column": number.map_column}
            parts.append(text.format(what=what, size=settings.pool_size, value=value, **place))
        if number.share is not None:
            text = self.tr("{share} % of {best}, which no picture of this brightness exceeds")
            share = f"{100 * number.share:.1f}".replace("-", MINUS)
            parts.append(text.format(share=share, best=short_number(number.best_possible, 5)))
        return SEPARATOR.join(parts)

    def path(self, path: Sequence[ChainExplanation]) -> str:
        """Write the way from a number to the pixels as links: the href is the step on the way, or ``PIXEL``."""
        texts = [
            self.tr('{value} in <a href="{step}">{place}, row {row}, column {column}</a>').format(
                value=f"<b>{short_number(each.value, 5)}</b>",
                step=step,
                place=self.place(each.stage, each.name),
                row=each.number.row,
                column=each.number.column,
            )
            for step, each in enumerate(path)
        ]
        last = path[-1].strongest
        if path[-1].stage == 0 and last is not None:
            pixel = self.tr(
                '{value} in <a href="{pixel}">the pixel at row {row}, column {column}</a> (ringed)'
            )
            value = f"<b>{short_number(last.value, 5)}</b>"
            texts.append(pixel.format(value=value, pixel=PIXEL, row=last.row, column=last.column))
        else:
            texts.append(self.tr("nothing but zeros"))
        return " &nbsp;←&nbsp; ".join(texts)
