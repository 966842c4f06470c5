"""Ties the pixel that is asked about to picture, maps and panel: who sees it, through all stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.circuit.looking_back import PixelAnswer, PixelRequest, compute_pixel
from filterlab.gui.circuit.place_keeper import Spot
from filterlab.gui.circuit.view_painter import PixelShade
from filterlab.gui.jobs import NewestWins
from filterlab.gui.widgets.mark_boxes import MarkBox, MarkBoxes
from filterlab.probes import Box

if TYPE_CHECKING:
    from filterlab.gui.circuit.pixel_panel import PixelPanel
    from filterlab.gui.circuit.scene import CircuitAnswer
    from filterlab.gui.circuit.stage_columns import StageColumns
    from filterlab.gui.widgets.array_view import ArrayView


class PixelSide(QObject):
    """Keep what sees one pixel true to the maps while that is wanted.

    Signals
    -------
    asked()
        A pixel has been asked about.
    spot_wanted(spot)
        The user wants to go to one of the cells that see the pixel.
    """

    asked = Signal()
    spot_wanted = Signal(object)

    def __init__(
        self, view: ArrayView, columns: StageColumns, panel: PixelPanel, parent: QObject | None = None
    ) -> None:
        """Connect the views; nothing is asked about yet."""
        super().__init__(parent)
        self._columns, self._panel = columns, panel
        self.marks = MarkBoxes(view.view_box)
        self._maps: CircuitAnswer | None = None
        self._pixel: tuple[int, int] | None = None
        self._is_on = False
        self._jobs: NewestWins[PixelRequest, PixelAnswer] = NewestWins(
            compute_pixel, lambda request: id(request.answer), self
        )
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        view.cell_picked.connect(self.look_from)
        view.cell_stepped.connect(self._on_view_cell_stepped)
        panel.pixel_typed.connect(self.look_from)
        panel.cell_chosen.connect(self._on_panel_cell_chosen)
        panel.closed.connect(self.stop)

    @property
    def is_idle(self) -> bool:
        """Whether what is asked about has been worked out."""
        return self._jobs.is_idle

    @property
    def pixel(self) -> tuple[int, int] | None:
        """(row, column) of the pixel that is asked about, or None."""
        return self._pixel if self._is_on else None

    def set_maps(self, maps: CircuitAnswer | None) -> None:
        """Ask the same of other maps; None: there are none."""
        self._maps = maps
        self._refresh()

    def start(self, first: tuple[int, int] | None = None) -> None:
        """Ask about the pixel that was asked about last; if none was, about the first, or that in the middle."""
        self._pixel = self._pixel or first
        self._is_on = True
        self._refresh()
        self.asked.emit()

    def look_from(self, row: int, column: int) -> None:
        """Ask who sees this pixel of the picture."""
        self._pixel = row, column
        self.start()

    def stop(self) -> None:
        """Ask no more, and mark nothing."""
        self._is_on = False
        self._refresh()

    def shut_down(self) -> None:
        """Work nothing out any more."""
        self._jobs.shut_down()

    def _refresh(self) -> None:
        """Ask for what is to be shown, or show nothing."""
        maps = self._maps
        if maps is None or not self._is_on:
            self._jobs.forget()
            self._clear(self.tr("There are no maps that could see a pixel."))
            self.marks.set_marks([])
            return
        height, width = maps.request.size
        row, column = self._pixel or (height // 2, width // 2)
        row, column = min(max(row, 0), height - 1), min(max(column, 0), width - 1)
        self._pixel = row, column
        self._panel.set_pixel(row, column, (height, width))
        self.marks.set_marks([MarkBox(_pixels_of(maps, row, column))])
        self._jobs.submit(PixelRequest(maps, row, column))

    def _clear(self, sentence: str) -> None:
        for column in self._columns.columns:
            column.tiles.set_shade(None)
        self._panel.show_message(sentence)

    def _on_view_cell_stepped(self, rows: int, columns: int) -> None:
        if self._is_on and self._pixel is not None:
            self.look_from(self._pixel[0] + rows, self._pixel[1] + columns)

    def _on_panel_cell_chosen(self, stage: int, index: int, row: int, column: int) -> None:
        self.spot_wanted.emit(Spot(stage, index, row, column))

    def _on_jobs_answered(self, request: PixelRequest, answer: PixelAnswer, _milliseconds: float) -> None:
        if request.answer is not self._maps or not self._is_on:
            return
        stages = answer.seen.stages if answer.seen is not None else ()
        for number, column in enumerate(self._columns.columns):
            column.tiles.set_shade(PixelShade.of(stages[number]) if number < len(stages) else None)
        chain = request.answer.request.chain
        self._panel.show_answer(answer, [stage.names for stage in chain.stages])

    def _on_jobs_failed(self, _request: PixelRequest, error: Exception) -> None:
        self._clear(str(error))


def _pixels_of(maps: CircuitAnswer, row: int, column: int) -> Box:
    """Return the pixel, or in a picture made smaller the block of pixels that its like stands for."""
    block = maps.block
    return Box(row // block * block, column // block * block, block, block)
