"""The filters of any layer as they learn, and what the layer makes of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.choosers import LayerBox, PictureNumberBox
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.filter_mosaic import FilterMosaic
from filterlab.gui.widgets.map_mosaic import MapMosaic
from filterlab.gui.widgets.still_label import StillLabel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPixmap

    Floats = NDArray[np.floating[Any]]

PICTURE_SIDE = 112


class FiltersPanel(DeskPanel):
    """Show the picture, the filters of a layer, and the layer's maps from left to right.

    Signals
    -------
    layer_chosen(name)
        The user wants to see another layer.
    picture_chosen(index)
        The user wants to see what the net makes of another test picture.
    value_hovered(sentence)
        About the weight or the value under the mouse.
    """

    layer_chosen = Signal(str)
    picture_chosen = Signal(int)
    value_hovered = Signal(str)
    key = "filters"
    group = "live"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.runs = run_box(self.tr("Run"))
        self.layers = LayerBox()
        self.number = PictureNumberBox()
        self.headline = ElidedLabel("")
        self.picture = QLabel("", alignment=Qt.AlignmentFlag.AlignTop)
        self.words = dressed(StillLabel(alignment=Qt.AlignmentFlag.AlignTop), "muted")
        self.filters = FilterMosaic(self.tr("Filters"))
        self.maps = MapMosaic(self.tr("Maps"))
        top = QHBoxLayout()
        top.addWidget(self.runs)
        for text, widget in ((self.tr("Layer"), self.layers), (self.tr("Test picture"), self.number)):
            label = QLabel(text)
            label.setBuddy(widget)
            top.addWidget(label)
            top.addWidget(widget)
        top.addWidget(self.headline, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(dressed(QLabel(self.tr("Picture")), "title"))
        column.addWidget(self.picture)
        column.addWidget(self.words, 1)
        left.setFixedWidth(PICTURE_SIDE + 4)
        body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        body.addWidget(self.filters)
        body.addWidget(self.maps)
        body.setHandleWidth(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(left)
        row.addWidget(body, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(row, 1)
        self.layers.layer_chosen.connect(self.layer_chosen)
        self.number.valueChanged.connect(self.picture_chosen)
        self.filters.value_hovered.connect(self.value_hovered)
        self.maps.value_hovered.connect(self.value_hovered)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Filters and &maps")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("The filters of any layer while they learn, and the maps they make of a picture")

    def set_picture(self, picture: QPixmap, words: str, index: int, count: int) -> None:
        """Show the picture looked at, one of so many, and what is known of it."""
        self.number.set_count(count, index)
        self.picture.setPixmap(picture)
        self.words.setText(words)

    def show_message(self, sentence: str) -> None:
        """Say in place of filters and maps what will be seen here, or why nothing is."""
        self.headline.setText("")
        self.filters.show_message(sentence)
        self.maps.show_message(self.tr("Here: what the layer makes of a test picture."))
