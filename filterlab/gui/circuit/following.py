"""From what a user points at in the circuit to the number that is taken apart: cells of maps, links, typed places."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.circuit.place_keeper import PlaceKeeper, Spot

if TYPE_CHECKING:
    from filterlab.gui.circuit.dissection_panel import DissectionPanel
    from filterlab.gui.circuit.map_tiles import MapTiles
    from filterlab.gui.circuit.stage_columns import StageColumns


class Following(QObject):
    """Tell the keeper of places what is hovered, pinned and followed; down to the pixels.

    Signals
    -------
    input_chosen(row, column)
        The user has followed a number of the first stage down to this pixel of what that stage looks at.
    """

    input_chosen = Signal(int, int)

    def __init__(
        self,
        columns: StageColumns,
        panel: DissectionPanel,
        places: PlaceKeeper,
        parent: QObject | None = None,
    ) -> None:
        """Connect the panel; maps are connected by `watch` as they come into being."""
        super().__init__(parent)
        self._columns, self._panel, self._places = columns, panel, places
        panel.place_typed.connect(self._on_panel_place_typed)
        panel.strongest_wanted.connect(places.pin_strongest)
        panel.link_chosen.connect(self._on_panel_link_chosen)
        panel.step_chosen.connect(self._on_panel_step_chosen)
        panel.pixel_followed.connect(self._on_panel_pixel_followed)
        panel.trace_toggled.connect(self._on_panel_trace_toggled)

    def watch(self, stage: int, tiles: MapTiles) -> None:
        """Follow mouse and keyboard over the maps of a stage."""
        tiles.cell_hovered.connect(partial(self._on_tiles_cell_hovered, stage))
        tiles.cell_clicked.connect(partial(self._on_tiles_cell_clicked, stage))
        tiles.cell_stepped.connect(partial(self._on_tiles_cell_stepped, stage))
        tiles.hover_left.connect(self._on_tiles_hover_left)

    def _on_tiles_cell_hovered(self, stage: int, index: int, row: int, column: int) -> None:
        self._places.hover(Spot(stage, index, row, column))

    def _on_tiles_cell_clicked(self, stage: int, index: int, row: int, column: int) -> None:
        self._places.pin(Spot(stage, index, row, column))

    def _on_tiles_cell_stepped(self, stage: int, rows: int, columns: int) -> None:
        self._places.step(stage, self._columns.columns[stage].tiles.current, rows, columns)

    def _on_tiles_hover_left(self) -> None:
        self._places.hover(None)

    def _on_panel_place_typed(self, row: int, column: int) -> None:
        spot = self._places.spot
        if spot is not None:
            self._places.pin(Spot(spot.stage, spot.map, row, column))

    def _on_panel_link_chosen(self, number: int) -> None:
        """Go one level down; below the first stage there are only pixels."""
        shown = self._panel.shown
        if shown is None:
            return
        told = shown.path[0]
        link = told.links()[number]
        if told.stage > 0:
            self._places.pin(Spot(told.stage - 1, link.map, link.row, link.column))
        else:
            self.input_chosen.emit(link.row, link.column)

    def _on_panel_step_chosen(self, step: int) -> None:
        shown = self._panel.shown
        if shown is not None:
            told = shown.path[step]
            self._places.pin(Spot(told.stage, told.map, told.number.row, told.number.column))

    def _on_panel_pixel_followed(self) -> None:
        last = self._panel.shown.path[-1].strongest if self._panel.shown is not None else None
        if last is not None:
            self.input_chosen.emit(last.row, last.column)

    def _on_panel_trace_toggled(self, is_traced: bool) -> None:
        self._places.set_traced(is_traced=is_traced)
