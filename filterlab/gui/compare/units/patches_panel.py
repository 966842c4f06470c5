"""Top patches: what a unit answers to most in the whole data set, and where that lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSpinBox, QSplitter, QWidget

from filterlab.gui.compare.units.unit_panel import UnitPanel
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.patch_strip import PatchStrip

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.widgets.patch_strip import PatchCard

FEWEST, MOST, AT_FIRST = 1, 64, 24


class PatchesPanel(UnitPanel):
    """Show patches from the strongest on, and beside them the whole picture of the one that was chosen.

    Signals
    -------
    count_changed()
        The user wants more patches, or fewer.
    """

    count_changed = Signal()
    key = "patches"

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Top patches")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("The parts of all pictures that a unit answers to most")

    def start_text(self) -> str:
        """Return the word on the button."""
        return self.tr("Look again")

    def extras(self) -> Sequence[QWidget]:
        """Return how many are kept."""
        self.count = QSpinBox(minimum=FEWEST, maximum=MOST, value=AT_FIRST)
        self.count.setAccessibleName(self.tr("How many patches"))
        self.count.setToolTip(self.tr("How many patches are kept, one from each picture"))
        self.count.valueChanged.connect(self._on_count_value_changed)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("Patches"))
        label.setBuddy(self.count)
        layout.addWidget(label)
        layout.addWidget(self.count)
        return (row,)

    def build_content(self) -> QWidget:
        """Return the strip and the picture."""
        self.strip = PatchStrip(self.tr("The strongest patches"))
        self.picture = ArrayView(self.tr("Its picture"), colour_bar=False)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.strip)
        area.viewport().setAutoFillBackground(False)
        self.strip.setAutoFillBackground(False)
        body = QSplitter(childrenCollapsible=False)
        for share, pane in ((3, area), (2, self.picture)):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, share)
        body.setSizes([600, 400])
        body.setHandleWidth(8)
        return body

    def set_patches(self, cards: Sequence[PatchCard], marked: int) -> None:
        """Show patches, one of them marked as the one whose picture is shown."""
        self.strip.set_cards(cards)
        self.strip.set_marked(marked)

    def show_picture(
        self, pixels: NDArray[np.floating[Any]], box: tuple[float, float, float, float], caption: str
    ) -> None:
        """Show a picture (C, H, W) with the receptive field drawn on it."""
        if len(pixels) == 3:
            self.picture.set_array(pixels, "colour", limits=(0.0, 1.0))
        else:
            self.picture.set_array(pixels[0], "grey", limits=(0.0, 1.0))
        self.picture.set_field(box)
        self.picture.set_caption(caption)

    def _on_count_value_changed(self, _count: int) -> None:
        self.count_changed.emit()
