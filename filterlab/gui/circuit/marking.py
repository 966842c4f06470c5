"""Shows one number that was taken apart: in the panel below, on the maps it was made of, on the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.gui.circuit.dissection_panel import Dissection
from filterlab.gui.circuit.edits import map_names
from filterlab.gui.circuit.tile_painter import Mark
from filterlab.probes import Box

if TYPE_CHECKING:
    from filterlab.figures import Kind, Limits
    from filterlab.gui.circuit.dissection_panel import DissectionPanel
    from filterlab.gui.circuit.stage_columns import StageColumns
    from filterlab.gui.circuit.taking_apart import PlaceAnswer
    from filterlab.gui.circuit.words import CircuitWords
    from filterlab.gui.widgets.array_view import ArrayView


class Marking:
    """Draw what is known of one number."""

    def __init__(
        self, picture_view: ArrayView, columns: StageColumns, panel: DissectionPanel, words: CircuitWords
    ) -> None:
        """Keep the views; nothing is marked yet."""
        self._picture_view, self._columns, self._panel, self._words = picture_view, columns, panel, words
        self._block = 1

    def clear(self, sentence: str) -> None:
        """Mark nothing, and say why."""
        for column in self._columns.columns:
            column.tiles.set_marks(())
        self._picture_view.set_field(None)
        self._picture_view.set_peaks([])
        self._panel.show_message(sentence)

    def show(self, found: PlaceAnswer, *, is_pinned: bool) -> None:
        """Mark a number and all that it sees."""
        answer, told = found.request.answer, found.explanation
        self._block = answer.block
        for number, column in enumerate(self._columns.columns):
            column.tiles.set_marks(self._marks(found, number))
        if is_pinned and told.stage < len(self._columns.columns):
            self._columns.columns[told.stage].set_current(told.map)
        seen, block = told.seen.box, self._block
        has_field = seen.height and seen.width
        place = (seen.top * block, seen.left * block, seen.height * block, seen.width * block)
        self._picture_view.set_field(place if has_field else None)
        self._picture_view.set_peaks([])
        last = found.path[-1]
        if found.request.is_traced and last.stage == 0 and last.strongest is not None:
            self.ring_pixel(last.strongest.row, last.strongest.column)
        self._panel.show_number(self._dissection(found, is_pinned=is_pinned))

    def ring_pixel(self, row: int, column: int) -> None:
        """Put a ring around one pixel of the picture that the first stage looks at."""
        middle = self._block // 2
        self._picture_view.set_peaks([(row * self._block + middle, column * self._block + middle)])

    @staticmethod
    def _marks(found: PlaceAnswer, stage: int) -> list[Mark]:
        """Return the marks on the maps of a stage: what the number sees, the number itself, the way down."""
        told, chain = found.explanation, found.request.answer.request.chain
        marks: list[Mark] = []
        if stage < told.stage:
            looked_at = {told.map}
            for above in range(told.stage, stage, -1):
                looked_at = {seen for each in looked_at for seen in chain.stages[above].looks_at(each)}
            field = found.fields()[stage]
            marks += [Mark(index, field, "field") for index in sorted(looked_at)]
        for each in found.path:
            if each.stage == stage:
                marks.append(Mark(each.map, Box(each.number.row, each.number.column, 1, 1), "cell"))
        return marks

    @staticmethod
    def _dissection(found: PlaceAnswer, *, is_pinned: bool) -> Dissection:
        answer, told = found.request.answer, found.explanation
        kind: Kind
        limits: Limits
        if told.stage == 0:
            low, high = min(answer.value_range[0], 0.0), max(answer.value_range[1], 0.0)
            kind, limits = "grey", (low, high if high > low else low + 1.0)
        else:
            before = answer.faces[told.stage - 1]
            kind, limits = before.kind, before.limits(None)
        own = answer.faces[told.stage]
        return Dissection(
            path=found.path,
            settings=answer.request.chain.stages[told.stage].settings,
            maps=map_names(answer.request.chain, told.stage),
            kind=kind,
            limits=limits,
            own_kind=own.kind,
            shape=own.shape,
            is_pinned=is_pinned,
            is_traced=found.request.is_traced,
        )
