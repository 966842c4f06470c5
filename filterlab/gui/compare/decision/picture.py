"""Which picture goes through the net: a test picture, or the one that is looked at, and how it is made to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        self._source, self._number, self._fit = "", 0, "resize"
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
        is_test = (self._source or (LOOKED_AT if run.request is None else TEST)) == TEST
        has_names = run.request is not None
        held = self._held_back.of_request(net.request) if is_test or has_names else None
        count = len(held.pictures.images) if held is not None else 0
        self._number = min(self._number, max(count - 1, 0))
        looked = self._looked_at.picture
        room = net.spec.input_shape[1:]
        fits = is_test or looked is None or looked.pixels.shape[1:] == room
        self._panel.set_picture(
            TEST if is_test else LOOKED_AT, self._number, count, fit=None if fits else self._fit
        )
        names = self._names(run, net)
        if not is_test:
            if looked is None:
                return self.tr("There is no picture to look at: open one in Design.")
            how: Fit = "pad" if fits else "crop" if self._fit == "crop" else "resize"
            return Shown(looked.pixels, how, looked.name, names, None)
        if held is None or not count:
            return self._held_back.problem or self.tr("Loading the test pictures …")
        pixels, label = held.pictures.images[self._number], int(held.pictures.labels[self._number])
        title = self.tr("test picture {number}").format(number=self._number)
        return Shown(pixels, "pad", title, names, label if has_names else None)

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
        self._fit = fit
        self.changed.emit()
