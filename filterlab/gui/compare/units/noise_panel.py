"""Reverse correlation: the kernel that white noise brings out, beside the true one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QWidget

from filterlab.figures import limits_of
from filterlab.gui.compare.units.unit_panel import UnitPanel
from filterlab.gui.widgets.filter_mosaic import FilterMosaic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.probes.units import NoiseProbe

COUNTS = (1_000, 5_000, 20_000, 100_000)
USUAL = 20_000


class NoisePanel(UnitPanel):
    """Show what noise has brought out so far on the left, and the weights on the right.

    Signals
    -------
    count_changed()
        The user wants more noise, or less.
    """

    count_changed = Signal()
    key = "noise"

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Noise")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "Reverse correlation: white noise in, the kernel of a unit comes out, beside the true one"
        )

    def start_text(self) -> str:
        """Return the word on the button."""
        return self.tr("Show new noise")

    def extras(self) -> Sequence[QWidget]:
        """Return how many pictures of noise are shown."""
        self.count = QComboBox()
        self.count.setAccessibleName(self.tr("Pictures of noise"))
        self.count.setToolTip(
            self.tr("How many pictures of noise are shown: four times as many halve the error of the kernel")
        )
        for count in COUNTS:
            self.count.addItem(self.tr("{count} pictures").format(count=f"{count:,}"), count)
        self.count.setCurrentIndex(COUNTS.index(USUAL))
        self.count.activated.connect(self._on_count_activated)
        return (self.count,)

    def build_content(self) -> QWidget:
        """Return the two kernels."""
        self.found = FilterMosaic(self.tr("From noise"))
        self.true = FilterMosaic(self.tr("True kernel"))
        for mosaic, tip in (
            (
                self.found,
                self.tr("The mean of the noise weighed by the answers, in answer per unit of pixel value"),
            ),
            (self.true, self.tr("The unit's weights, as they lie on the pixels it sees")),
        ):
            mosaic.canvas.setToolTip(tip)
            mosaic.value_hovered.connect(self.value_hovered)
        body = QSplitter(childrenCollapsible=False)
        for pane in (self.found, self.true):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, 1)
        body.setSizes([500, 500])
        body.setHandleWidth(8)
        return body

    def show_kernels(self, probe: NoiseProbe, lack: str) -> None:
        """Show both kernels, each in colours of its own; ``lack`` says why there is no true one."""
        self.found.set_filters(probe.kernel[None], limits=limits_of(probe.kernel, "signed"))
        if probe.true_kernel is None:
            self.true.show_message(lack)
        else:
            self.true.set_filters(probe.true_kernel[None], limits=limits_of(probe.true_kernel, "signed"))

    def _on_count_activated(self, _index: int) -> None:
        self.count_changed.emit()
