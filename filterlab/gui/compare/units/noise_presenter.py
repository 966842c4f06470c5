"""Ties reverse correlation to the unit that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.figures.units import noise_figure, noise_title
from filterlab.gui.compare.units.unit_presenter import UnitPresenter
from filterlab.probes.units import NoiseProbe, correlate_noise, noise_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QObject

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit
    from filterlab.gui.compare.units.noise_panel import NoisePanel
    from filterlab.probes.units import Unit


def show_noise(net: AskedNet, unit: Unit, count: int, seed: int) -> Iterator[NoiseProbe]:
    """Show noise to a unit; runs off the UI thread."""
    yield from correlate_noise(net.subject(), unit, np.random.default_rng(seed), count=count)


class NoisePresenter(UnitPresenter[NoiseProbe]):
    """Show noise to the unit, and the kernel that comes out of it as it gets clearer."""

    def __init__(self, panel: NoisePanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel = panel
        self._seed = -1
        panel.count_changed.connect(self.refresh)

    def purpose(self) -> str:
        """Say what is seen once a net is there."""
        return self.tr("Here you will see the kernel that white noise brings out, beside the true one.")

    def settings(self) -> int:
        """Return how much noise is wanted."""
        return int(self._panel.count.currentData())

    def question(self, asked: Asked) -> Callable[[], Iterator[NoiseProbe]]:
        """Show noise, other noise each time."""
        self._seed += 1
        net, unit, count, seed = asked.net, self.unit_of(asked), self.settings(), self._seed
        return lambda: show_noise(net, unit, count, seed)

    def show_state(self, asked: Asked, state: NoiseProbe) -> None:
        """Show the kernel so far."""
        shown = self.tr("after {done} of {total} pictures of noise").format(
            done=f"{state.done:,}", total=f"{state.total:,}"
        )
        if state.correlation is not None:
            words = self.tr(
                "correlation with the true kernel {figure} {shown} (1: the same but for strength)"
            )
            shown = words.format(figure=f"{state.correlation:.4f}", shown=shown)
        self._panel.show_content(self.heading(asked), shown)
        lack = self.tr(
            "{layer} does not look at the picture directly, so this unit has no single true kernel: what noise "
            "brings out is its best linear likeness."
        )
        self._panel.show_kernels(state, lack.format(layer=asked.unit.layer))

    def figure(self, asked: Asked, state: NoiseProbe, look: Look) -> Plate:
        """Draw both kernels."""
        return noise_figure(state, title=noise_title(self.heading(asked)), look=look)

    def numbers(self, state: NoiseProbe) -> str:
        """Return both kernels as a table, a line for each pixel."""
        return noise_csv(state)
