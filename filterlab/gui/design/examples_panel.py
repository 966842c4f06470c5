"""A filter from examples: patches of the picture marked as "this" and "not this", and a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from filterlab.data import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError
from filterlab.figures import shades_of, short_number
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.probes import Box
from filterlab.probes.from_examples import METHODS, cut_marked, fit_filter

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place

THUMBNAIL = 40


class MarkList(QListWidget):
    """Marked patches as thumbnails in a row.

    Signals
    -------
    mark_removed()
        The user took one out with Delete.
    """

    mark_removed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setSpacing(2)
        self.setMinimumHeight(THUMBNAIL + 16)
        self.setMinimumWidth(80)

    def sizeHint(self) -> QSize:
        """Ask for one row of thumbnails."""
        return QSize(120, THUMBNAIL + 40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen mark out on Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentRow() >= 0:
            self.takeItem(self.currentRow())
            self.mark_removed.emit()
        else:
            super().keyPressEvent(event)

    @property
    def centres(self) -> list[tuple[int, int]]:
        """The middle pixel (row, column) of each marked patch."""
        return [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]


class ExamplesPanel(DesignTool):
    """Mark patches where the pinned number looks, choose a formula, and take the filter into the bank."""

    key = "examples"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without marks."""
        super().__init__(parent)
        self.this = MarkList(self.tr("This"))
        self.not_this = MarkList(self.tr("Not this"))
        self.this_button = QPushButton(self.tr("Mark as this"))
        self.not_this_button = QPushButton(self.tr("Mark as not this"))
        self.size_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE, value=7)
        self.method_box = QComboBox()
        self.make_button = QPushButton(self.tr("Make filter"))
        self.clear_button = QPushButton(self.tr("Clear marks"))
        self.words = CalmText()
        self._picture_id = ""
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        names = {
            "matched": self.tr("matched: mean of this minus mean of not this"),
            "ridge": self.tr("ridge: responses near +1 and −1"),
            "lda": self.tr("LDA: weighs down what varies anyway"),
        }
        for method in METHODS:
            self.method_box.addItem(names[method], method)
        self.method_box.setAccessibleName(self.tr("Formula"))
        self.method_box.setMinimumContentsLength(8)
        self.method_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.size_box.setAccessibleName(self.tr("Size of a patch"))
        self.size_box.setToolTip(self.tr("Rows and columns of each patch, and of the filter"))
        for button in (self.this_button, self.not_this_button):
            button.setToolTip(self.tr("The patch in the middle of what the pinned number sees"))
        grid = QGridLayout()
        grid.setSpacing(4)
        for column, (button, marks) in enumerate(
            ((self.this_button, self.this), (self.not_this_button, self.not_this))
        ):
            grid.addWidget(button, 0, column)
            grid.addWidget(marks, 1, column)
        size = QLabel(self.tr("Size"))
        size.setBuddy(self.size_box)
        settings = QHBoxLayout()
        for widget in (size, self.size_box):
            settings.addWidget(widget)
        settings.addWidget(self.method_box, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.make_button, 1)
        buttons.addWidget(self.clear_button)
        hint = dressed(
            QLabel(
                self.tr("Click the picture to pin a place, mark it; Delete takes a mark out."), wordWrap=True
            ),
            "muted",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(4)
        layout.addWidget(hint)
        layout.addLayout(grid, 1)
        layout.addLayout(settings)
        layout.addLayout(buttons)
        layout.addWidget(self.words)

    def _connect(self) -> None:
        self.this_button.clicked.connect(lambda: self._mark(self.this))
        self.not_this_button.clicked.connect(lambda: self._mark(self.not_this))
        self.make_button.clicked.connect(self._on_make_button_clicked)
        self.clear_button.clicked.connect(self._clear)
        self.size_box.valueChanged.connect(self._on_settings_changed)
        self.method_box.currentIndexChanged.connect(self._on_settings_changed)
        for marks in (self.this, self.not_this):
            marks.mark_removed.connect(self._show_state)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Examples")

    def show_nothing(self, sentence: str) -> None:
        """Keep the marks; without a picture nothing can be marked."""
        del sentence
        self._show_state()

    def show_scene(self, scene: Scene) -> None:
        """Forget the marks when they belong to another picture."""
        if scene.picture_id != self._picture_id:
            self._picture_id = scene.picture_id
            for marks in (self.this, self.not_this):
                marks.clear()
        self._show_state()

    def show_place(self, place: Place) -> None:
        """Let the place be marked."""
        del place
        self._show_state()

    def _box_around(self, centre: tuple[int, int]) -> Box:
        """Return the patch around a pixel, moved inside the picture."""
        size = self.size_box.value()
        scene = self._scene
        height, width = scene.pixels.shape[1:] if scene is not None else (size, size)
        top = min(max(centre[0] - (size - 1) // 2, 0), max(height - size, 0))
        left = min(max(centre[1] - (size - 1) // 2, 0), max(width - size, 0))
        return Box(top, left, size, size)

    def _mark(self, marks: MarkList) -> None:
        if self._scene is None or self._place is None:
            return
        seen = self._place.explanation.patch_box
        centre = (seen.top + (seen.height - 1) // 2, seen.left + (seen.width - 1) // 2)
        if centre in marks.centres:
            return
        item = QListWidgetItem(self.tr("row {row}, column {column}").format(row=centre[0], column=centre[1]))
        item.setData(Qt.ItemDataRole.UserRole, centre)
        item.setToolTip(item.text())
        marks.addItem(item)
        self._draw_marks()
        self._show_state()

    def _draw_marks(self) -> None:
        if self._scene is None:
            return
        for marks in (self.this, self.not_this):
            for row, centre in enumerate(marks.centres):
                marks.item(row).setIcon(_icon(self._scene.pixels, self._box_around(centre)))

    def _show_state(self) -> None:
        can_mark = self._scene is not None and self._place is not None
        for button in (self.this_button, self.not_this_button):
            button.setEnabled(can_mark)
        has_marks = bool(self.this.count() or self.not_this.count())
        self.make_button.setEnabled(self._scene is not None and self.this.count() > 0)
        self.clear_button.setEnabled(has_marks)
        self.words.set_text(
            self.tr('{this} marked as "this", {not_this} as "not this"').format(
                this=self.this.count(), not_this=self.not_this.count()
            )
        )

    def _clear(self) -> None:
        for marks in (self.this, self.not_this):
            marks.clear()
        self._show_state()

    def _on_settings_changed(self, _value: int) -> None:
        self._draw_marks()

    def _on_make_button_clicked(self) -> None:
        scene = self._scene
        if scene is None:
            return
        method = self.method_box.currentData()
        try:
            patches = cut_marked(
                scene.pixels,
                [self._box_around(centre) for centre in self.this.centres],
                [self._box_around(centre) for centre in self.not_this.centres],
                scale=float(scene.units),
            )
            found = fit_filter(patches, method)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self.words.set_text(
            self.tr("{share} % of the examples on the right side; bias {bias} puts the border at 0.").format(
                share=short_number(100 * found.accuracy, 3), bias=short_number(found.bias)
            )
        )
        count = self.this.count() + self.not_this.count()
        origin = self.tr("{method} from {count} examples").format(method=method, count=count)
        self.filter_offered.emit(self.tr("From examples"), found.weights, origin)


def _icon(pixels: np.ndarray, box: Box) -> QIcon:
    """Draw a patch of a picture (C, H, W)."""
    part = pixels[:, box.top : box.top + box.height, box.left : box.left + box.width]
    low, high = float(part.min()), float(part.max())
    shades = shades_of(part, (min(low, 0.0), high if high > min(low, 0.0) else min(low, 0.0) + 1.0))
    colours = np.ascontiguousarray(np.broadcast_to(shades, (3, *shades.shape[1:])).transpose(1, 2, 0))
    height, width, _ = colours.shape
    image = QImage(colours.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QIcon(QPixmap.fromImage(image).scaled(THUMBNAIL, THUMBNAIL))
