"""Which picture goes through the net: a test picture, or the one that is looked at, and how it is made to fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.decision.deciding import Shown
from filterlab.gui.compare.decision.panel import LOOKED_AT, TEST
from filterlab.gui.train.held_back import HeldBackPictures
from filterlab.nets.spec import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.decision.panel import DecisionPanel
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.probes.units import Fit
    from filterlab.project import Run


class PictureOfDecision(QObject):
    """Keep the choice of the picture, and have the test pictures at hand.

    A net from a file was trained on nobody knows what: its test pictures are the drawn digits, and it is not said
    whether its answers are right.

    Signals
    -------
    changed()
        Another picture is wanted, or the test pictures are there.
    """

    changed = Signal()

    def __init__(self, panel: DecisionPanel, looked_at: LookedAt, parent: QObject | None = None) -> None:
        """Start with the first test picture, and with what is looked at for a net from a file."""
        super().__init__(parent)
        self._panel, self._looked_at, self._held_back = panel, looked_at, HeldBackPictures(self)
        self._source, self._number = "", 0
        self._fit: Fit = "resize"
        looked_at.picture_changed.connect(self.changed)
        self._held_back.loaded.connect(self.changed)
        panel.source_chosen.connect(self._on_panel_source_chosen)
        panel.number_chosen.connect(self._on_panel_number_chosen)
        panel.fit_chosen.connect(self._on_panel_fit_chosen)

    @property
    def is_idle(self) -> bool:
        """Whether no pictures are being loaded."""
        return self._held_back.is_idle

    def shut_down(self) -> None:
        """Wait for the worker."""
        self._held_back.shut_down()

    def take(self, run: Run, net: AskedNet) -> Shown | str:
        """Return what a net shall look at, and say in the panel which it is; a sentence if there is nothing."""
        is_from_file = run.request is None
        is_test = (self._source or (LOOKED_AT if is_from_file else TEST)) == TEST
        held = self._held_back.of_request(net.request) if is_test or not is_from_file else None
        count = len(held.pictures.images) if held is not None else 0
        self._number = min(self._number, max(count - 1, 0))
        names, looked = self._names(run, net), self._looked_at.picture
        found: Shown | None = None
        if is_test and held is not None and count:
            pictures, title = held.pictures, self.tr("test picture {number}").format(number=self._number)
            label = None if is_from_file else int(pictures.labels[self._number])
            found = Shown(pictures.images[self._number], "pad", title, names, label)
        elif not is_test and looked is not None:
            found = Shown(looked.pixels, "pad", looked.name, names, None)
        # A net that was trained here looks at its test pictures as it did then.
        has_choice = found is not None and (is_from_file or not is_test)
        if found is not None and has_choice and found.pixels.shape[1:] != net.spec.input_shape[1:]:
            found = replace(found, fit=self._fit)
        fit = None if found is None or found.fit == "pad" else self._fit
        self._panel.set_picture(TEST if is_test else LOOKED_AT, self._number, count, fit=fit)
        return found or self._without(is_test=is_test)

    def _without(self, *, is_test: bool) -> str:
        if not is_test:
            return self._looked_at.lack or self.tr("There is no picture to look at: open one in Design.")
        return self._held_back.problem or self.tr("Loading the test pictures …")

    def _names(self, run: Run, net: AskedNet) -> Sequence[str]:
        shape = trace(net.spec)[-1].output_shape
        if len(shape) != 1:
            return ()
        return self._held_back.names(run, shape[0])

    def _on_panel_source_chosen(self, source: str) -> None:
        self._source = source
        self.changed.emit()

    def _on_panel_number_chosen(self, number: int) -> None:
        self._number = number
        self.changed.emit()

    def _on_panel_fit_chosen(self, fit: str) -> None:
        self._fit = cast("Fit", fit)
        self.changed.emit()
