"""Which number is taken apart: the pinned one, or the one under the mouse; worked out off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.gui.circuit.taking_apart import PlaceAnswer, PlaceRequest, compute_place
from filterlab.gui.jobs import NewestWins

if TYPE_CHECKING:
    from filterlab.gui.circuit.scene import CircuitAnswer


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a map of a stage; all are counted from 0."""

    stage: int
    map: int
    row: int
    column: int


class PlaceKeeper(QObject):
    """Keep one number taken apart while maps, mouse and pin change.

    Signals
    -------
    answered(answer)
        The number has been taken apart.
    failed(error)
        It could not be.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without maps."""
        super().__init__(parent)
        self._maps: CircuitAnswer | None = None
        self._pinned: Spot | None = None
        self._hovered: Spot | None = None
        self._is_traced = False
        self._jobs: NewestWins[PlaceRequest, PlaceAnswer] = NewestWins(
            compute_place, lambda request: id(request.answer), self
        )
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether the newest number has been taken apart."""
        return self._jobs.is_idle

    @property
    def pinned(self) -> Spot | None:
        """The number that stays when the mouse leaves, or None."""
        return self._pinned

    @property
    def spot(self) -> Spot | None:
        """The number that is looked at, or None."""
        return self._hovered or self._pinned

    @property
    def is_pinned(self) -> bool:
        """Whether that is the pinned one."""
        return self._hovered is None

    def set_maps(self, maps: CircuitAnswer | None) -> None:
        """Look at other maps, at the same place of the picture; where there is none, at their strongest number."""
        before, self._maps = self._maps, maps
        if maps is None or not maps.faces:
            self._pinned = self._hovered = None
            self._jobs.forget()
            return
        if before is not None and before.request.picture_id == maps.request.picture_id:
            self._pinned = _carried(self._pinned, before, maps)
        self._hovered = self._hovered if self._is_on_map(self._hovered) else None
        self._pinned = self._pinned if self._is_on_map(self._pinned) else self._strongest_of_all()
        self._ask()

    def forget_pin(self) -> None:
        """Look for the strongest number when other maps come."""
        self._pinned = self._hovered = None

    def pin(self, spot: Spot) -> None:
        """Stay at a number."""
        if self._is_on_map(spot):
            self._pinned, self._hovered = spot, None
            self._ask()

    def pin_strongest(self) -> None:
        """Stay at the strongest number of the map that is looked at."""
        spot = self.spot
        if spot is not None and self._maps is not None:
            row, column = self._maps.faces[spot.stage].strongest(spot.map)
            self.pin(Spot(spot.stage, spot.map, row, column))

    def pin_map(self, stage: int, index: int) -> None:
        """Stay at the place where the pin is, on another map; on one of another stage, at its strongest number."""
        if self._maps is None or stage >= len(self._maps.faces):
            return
        old = self._pinned
        if old is not None and old.stage == stage:
            self.pin(Spot(stage, index, old.row, old.column))
        else:
            self.pin(Spot(stage, index, *self._maps.faces[stage].strongest(index)))

    def step(self, stage: int, index: int, rows: int, columns: int) -> None:
        """Move the pin by some cells; first of all, to a map of this stage."""
        old = self._pinned
        if self._maps is None or stage >= len(self._maps.faces):
            return
        if old is None or (old.stage, old.map) != (stage, index):
            self.pin_map(stage, index)
            return
        height, width = self._maps.faces[stage].shape
        row, column = old.row + rows, old.column + columns
        self.pin(Spot(stage, index, min(max(row, 0), height - 1), min(max(column, 0), width - 1)))

    def hover(self, spot: Spot | None) -> None:
        """Look at the number under the mouse, or, without one, at the pinned one."""
        if spot != self._hovered and (spot is None or self._is_on_map(spot)):
            self._hovered = spot
            self._ask()

    def set_traced(self, *, is_traced: bool) -> None:
        """Follow every number down to the pixels, or no longer."""
        self._is_traced = is_traced
        self._ask()

    def shut_down(self) -> None:
        """Take nothing apart any more."""
        self._jobs.shut_down()

    def _is_on_map(self, spot: Spot | None) -> bool:
        if spot is None or self._maps is None or spot.stage >= len(self._maps.faces):
            return False
        face = self._maps.faces[spot.stage]
        height, width = face.shape
        return spot.map < len(face.values) and 0 <= spot.row < height and 0 <= spot.column < width

    def _strongest_of_all(self) -> Spot | None:
        if self._maps is None:
            return None
        stage = len(self._maps.faces) - 1
        face = self._maps.faces[stage]
        index = int(np.argmax([np.abs(values).max() for values in face.values]))
        return Spot(stage, index, *face.strongest(index))

    def _ask(self) -> None:
        spot = self.spot
        if spot is not None and self._maps is not None:
            place = (spot.stage, spot.map, spot.row, spot.column)
            self._jobs.submit(PlaceRequest(self._maps, *place, is_traced=self._is_traced))

    def _on_jobs_answered(self, request: PlaceRequest, answer: PlaceAnswer, _milliseconds: float) -> None:
        if request.answer is self._maps:
            self.answered.emit(answer)

    def _on_jobs_failed(self, _request: PlaceRequest, error: Exception) -> None:
        self.failed.emit(error)


def _carried(spot: Spot | None, before: CircuitAnswer, maps: CircuitAnswer) -> Spot | None:
    """Return the cell of other maps that lies where a cell lay on the picture."""
    if spot is None or spot.stage >= min(len(before.faces), len(maps.faces)):
        return spot
    place = before.faces[spot.stage].placement
    middle = place.part(range(spot.row, spot.row + 1), range(spot.column, spot.column + 1)).center()
    row, column = maps.faces[spot.stage].placement.cell_at(middle.x(), middle.y())
    height, width = maps.faces[spot.stage].shape
    return Spot(spot.stage, spot.map, min(max(row, 0), height - 1), min(max(column, 0), width - 1))
