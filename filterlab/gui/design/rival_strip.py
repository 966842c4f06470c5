"""The place one means beside what may beat it: a flat patch, the best patch, the strongest other places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal

from filterlab.figures import short_number
from filterlab.gui.design.finished import finished_place
from filterlab.gui.widgets.patch_art import Patch, strong_cells
from filterlab.gui.widgets.patch_strip import PatchCard, PatchStrip
from filterlab.probes.patches import outside

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from filterlab.figures import Limits
    from filterlab.gui.design.fool_search import FoolRequest
    from filterlab.probes import Box, Fooling, Pair, Rival, Verdict

BEATS = "▲"
# A filter keeps seven digits of its weights: below this part of the best possible value a number is their rounding.
ROUNDING = 1e-6


def figure(value: float, verdict: Verdict, digits: int = 4) -> str:
    """Write a value of a verdict; what cannot be told from 0 for weights of float32 is 0."""
    is_rounding = abs(value) <= ROUNDING * abs(verdict.best)
    return short_number(0.0 if is_rounding else value, digits)


class RivalStrip(PatchStrip):
    """Show the patches of one verdict, each with its response.

    Signals
    -------
    place_chosen(row, column)
        The user wants to go to the intended place or to a rival; a place of the finished map.
    """

    place_chosen = Signal(int, int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(title, parent)
        self._places: list[Pair | None] = []
        self.patch_chosen.connect(self._on_patch_chosen)

    def show_fooling(self, request: FoolRequest, fooling: Fooling) -> None:
        """Show what is meant, and what the filter as it is makes of other patches."""
        plain = fooling.verdicts["none"]
        maker = _CardMaker(request, plain)
        level = short_number(fooling.flat_level)
        cards = [
            maker.card(
                fooling.patch,
                plain.intended,
                self.tr("meant"),
                self.tr("What you mean: {value}"),
                fooling.box,
            ),
            maker.card(
                np.full_like(fooling.patch, fooling.flat_level),
                plain.flat,
                self.tr("flat {level}").format(level=level),
                self.tr("A flat patch: {value}"),
            ),
            maker.card(
                plain.best_patch,
                plain.best,
                self.tr("best"),
                self.tr("The best of all patches in the picture's range of brightness: {value}"),
            ),
        ]
        self._places = [(request.row, request.column), None, None]
        for rival in plain.rivals:
            place = finished_place(request.scene.places, rival.row, rival.column)
            cards.append(self._rival_card(maker, rival, place))
            self._places.append(place)
        self.set_cards(cards)
        self.set_marked(0)

    def _rival_card(self, maker: _CardMaker, rival: Rival, place: Pair | None) -> PatchCard:
        if place is None:
            words = self.tr("A place that no pooling window reaches: {value}")
            return maker.card(rival.patch, rival.value, self.tr("not pooled"), words, rival.box, leads=False)
        row, column = place
        words = self.tr("Row {row}, column {column}: {value}; click to go there")
        return maker.card(
            rival.patch,
            rival.value,
            self.tr("{row}, {column}").format(row=row, column=column),
            words.format(row=row, column=column, value="{value}"),
            rival.box,
        )

    def _on_patch_chosen(self, index: int) -> None:
        place = self._places[index]
        if place is not None:
            self.place_chosen.emit(*place)


class _CardMaker:
    """Make cards of patches that one filter looks at."""

    def __init__(self, request: FoolRequest, verdict: Verdict) -> None:
        """Take what all of them have in common from the scene."""
        self._scene = request.scene
        self._verdict = verdict
        self._limits = _limits(request)
        turned = request.scene.stages.flip
        self._signs = strong_cells(verdict.weights[:, ::-1, ::-1] if turned else verdict.weights)

    def card(
        self,
        pixels: NDArray[np.float64],
        value: float,
        note: str,
        words: str,
        box: Box | None = None,
        *,
        leads: bool = True,
    ) -> PatchCard:
        """Return a card; ``words`` has room for the value, a box says where on the picture the patch is."""
        beats = self._verdict.beaten_by(value)
        _channels, height, width = self._scene.pixels.shape
        dilation = self._scene.stages.dilation
        return PatchCard(
            Patch(
                pixels,
                self._limits,
                outside((height, width), box, dilation) if box is not None else None,
                self._signs,
            ),
            (BEATS if beats else "") + figure(value, self._verdict),
            note,
            words.format(value=figure(value, self._verdict, 6)),
            is_strong=beats,
            can_be_chosen=leads and box is not None,
        )


def _limits(request: FoolRequest) -> Limits:
    """Return what is drawn black and white: as in the picture's own view."""
    scene = request.scene
    if scene.pixels.shape[0] == scene.weights.shape[0] == 3:
        return scene.scale.black, scene.scale.white
    return scene.scale.limits(request.brightness[1])
