"""Attribution: which pixels of a picture speak for a class, and whether the method looks at the net at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.compare.units.picture_choice import PictureChoice
from filterlab.gui.compare.units.unit_panel import UnitPanel
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.patch_strip import PatchStrip
from filterlab.gui.widgets.tooltip import in_lines
from filterlab.probes.attribution import METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures import Kind
    from filterlab.gui.widgets.patch_strip import PatchCard

    Floats = NDArray[np.floating[Any]]

CHARACTERS = 9


class AttributionPanel(UnitPanel):
    """Show picture, overlay and map from left to right, what they say in words, and the check below the words.

    Signals
    -------
    choice_changed()
        The user wants another picture, class or method, or the check.
    """

    choice_changed = Signal()
    key = "attribution"

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Attribution")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "Which pixels of a picture speak for a class, by six methods, and whether they can be trusted"
        )

    def extras(self) -> Sequence[QWidget]:
        """Return the choices of picture, class and method."""
        self.bar.show_nets_alone()
        self.picture_choice = PictureChoice()
        self.labels = self._list(self.tr("Class"), self.tr("Whose score is explained"))
        self.labels.addItem(self.tr("as decided"), None)
        self.methods = self._list(self.tr("Method"), "")
        # Their names are known, and some begin alike.
        self.methods.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, method in METHODS.items():
            self.methods.addItem(method.title, key)
            self.methods.setItemData(self.methods.count() - 1, method.meaning, Qt.ItemDataRole.ToolTipRole)
        self.check = QCheckBox(self.tr("Sanity check"))
        self.check.setToolTip(
            in_lines(
                self.tr(
                    "Make the net forget, layer by layer from the top down: a method whose map stays the same shows "
                    "the picture rather than what was learned of it"
                )
            )
        )
        self.picture_choice.changed.connect(self.choice_changed)
        self.labels.activated.connect(self.choice_changed)
        self.methods.activated.connect(self.choice_changed)
        self.check.toggled.connect(self.choice_changed)
        return (
            self.picture_choice,
            _with_label(self.tr("Class"), self.labels),
            _with_label(self.tr("Method"), self.methods),
            self.check,
        )

    @staticmethod
    def _list(name: str, tip: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(CHARACTERS)
        return box

    def build_content(self) -> QWidget:
        """Return the views."""
        self.picture = ArrayView(self.tr("Picture"), colour_bar=False)
        self.overlay = ArrayView(self.tr("On the picture"), colour_bar=False)
        self.map = ArrayView(self.tr("Map"))
        for view in (self.overlay, self.map):
            view.link_to(self.picture)
            view.cell_hovered.connect(self._on_view_cell_hovered)
            view.hover_left.connect(partial(self.value_hovered.emit, ""))
        self.overlay.peers.append(self.map)
        self.map.peers.append(self.overlay)
        self.words = QLabel("", wordWrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.steps = PatchStrip(self.tr("The map while the net forgets"))
        self.steps_title = dressed(
            QLabel(self.tr("While the net forgets: similarity, lowest random layer"), wordWrap=True), "title"
        )
        self.steps_title.setToolTip(
            self.tr(
                "Rank correlation of the map with that of the learned net; 1 is the same order of pixels, 0 none"
            )
        )
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.steps_title)
        column.addWidget(self.steps)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(side)
        area.viewport().setAutoFillBackground(False)
        side.setAutoFillBackground(False)
        body = QSplitter(childrenCollapsible=False)
        for share, pane in ((3, self.picture), (3, self.overlay), (4, self.map), (4, area)):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, share)
        body.setSizes([300, 300, 350, 400])
        body.setHandleWidth(8)
        return body

    @property
    def label(self) -> int | None:
        """The class that is wanted; None for the one the net decides on."""
        chosen: int | None = self.labels.currentData()
        return chosen

    @property
    def method(self) -> str:
        """The method that is wanted."""
        return str(self.methods.currentData())

    def set_labels(self, names: Sequence[str]) -> None:
        """Name the classes that can be asked about."""
        box = self.labels
        if [box.itemText(row) for row in range(1, box.count())] == list(names):
            return
        box.blockSignals(True)
        chosen = self.label
        while box.count() > 1:
            box.removeItem(1)
        for index, name in enumerate(names):
            box.addItem(name, index)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.blockSignals(False)

    def show_maps(self, picture: Floats, overlay: Floats, values: Floats, kind: Kind, caption: str) -> None:
        """Show a picture (C, H, W), the overlay (3, H, W) in [0, 1], and the map (H, W)."""
        if len(picture) == 3:
            self.picture.set_array(picture, "colour", limits=(0.0, 1.0))
        else:
            self.picture.set_array(picture[0], "grey", limits=(0.0, 1.0))
        self.overlay.set_array(overlay, "colour", limits=(0.0, 1.0))
        self.map.set_array(values, kind)
        self.map.set_caption(caption)

    def show_words(self, words: str, steps: Sequence[PatchCard]) -> None:
        """Say what it means, and show the check as far as it is."""
        self.words.setText(words)
        self.steps_title.setVisible(bool(steps))
        self.steps.setVisible(bool(steps))
        self.steps.set_cards(steps)

    def _on_view_cell_hovered(self, row: int, column: int) -> None:
        values, cells = self.map.values, self.map.cells
        if values is not None and values.shape == cells.shape:
            words = self.tr("row {row}, column {column}: {value}")
            value = float(values[row // cells.rows.step, column // cells.columns.step])
            self.value_hovered.emit(words.format(row=row, column=column, value=f"{value:.4g}"))


def _with_label(text: str, box: QComboBox) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    label = QLabel(text)
    label.setBuddy(box)
    layout.addWidget(label)
    layout.addWidget(box)
    return row
