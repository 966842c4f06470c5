"""The way back from a pixel: every output that looks at it, and the weight it is seen through."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from filterlab.gui.design.finished import finished_place
from filterlab.gui.design.pixel_view import PixelView, view_pixel
from filterlab.gui.design.pixel_words import PixelWords
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.mark_boxes import MarkBox, MarkBoxes
from filterlab.gui.widgets.matrix_picker import MatrixPicker
from filterlab.probes import Box

if TYPE_CHECKING:
    from collections.abc import Hashable

    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Pair


class SeenByPanel(DesignTool):
    """Show which outputs look at one pixel of the picture, and through which weight."""

    key = "seen-by"
    group = "understand"

    def __init__(self, picture_view: ArrayView | None = None, parent: QWidget | None = None) -> None:
        """Start empty; on the picture's view, if there is one, the pixel is marked."""
        super().__init__(parent)
        self.marks = MarkBoxes(picture_view.view_box) if picture_view is not None else None
        self._row, self._column = QSpinBox(maximum=0), QSpinBox(maximum=0)
        self._follow = QCheckBox(self.tr("Follow the pin"))
        self._follow.setToolTip(self.tr("Look at the pixel in the middle of what the pinned number sees"))
        self._message = QLabel(wordWrap=True)
        self._summary = CalmText()
        self.outputs = MatrixPicker("signed", self.tr("Weights the pixel is seen through"))
        self.pooled = MatrixPicker("signed", self.tr("Numbers after pooling that see the pixel"))
        self._captions = [CalmText(), CalmText()]
        self._words = PixelWords(self)
        self._own: tuple[str, Pair] | None = None
        self._middle: tuple[str, Pair] | None = None
        self._shown: tuple[Hashable, PixelView] | None = None
        self._build()
        self._row.valueChanged.connect(self._on_spins_value_changed)
        self._column.valueChanged.connect(self._on_spins_value_changed)
        self._follow.clicked.connect(self._on_follow_clicked)
        self.outputs.cell_chosen.connect(self._on_outputs_cell_chosen)
        self.pooled.cell_chosen.connect(self._on_pooled_cell_chosen)
        self._say("")

    def _build(self) -> None:
        self._header = QWidget()
        flow = FlowLayout(self._header, spacing=6)
        flow.setContentsMargins(0, 0, 0, 0)
        for text, spin in ((self.tr("Pixel row"), self._row), (self.tr("column"), self._column)):
            pair = QWidget()
            line = QHBoxLayout(pair)
            line.setContentsMargins(0, 0, 0, 0)
            label = QLabel(text)
            label.setBuddy(spin)
            spin.setAccessibleName(text)
            spin.setToolTip(
                self.tr("A pixel of the picture; Ctrl and a click on the picture choose one, too")
            )
            spin.setKeyboardTracking(False)
            line.addWidget(label)
            line.addWidget(spin)
            flow.addWidget(pair)
        flow.addWidget(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        for widget in (self._header, self._message, self._summary):
            layout.addWidget(widget)
        for caption, matrix in zip(self._captions, (self.outputs, self.pooled), strict=True):
            layout.addWidget(caption)
            layout.addWidget(matrix, 1)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Seen by")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Which outputs look at one pixel, and with which weight")

    @property
    def summary(self) -> str:
        """What the panel says of the pixel."""
        return self._summary.text() or self._message.text()

    @property
    def pixel(self) -> Pair:
        """(row, column) of the pixel that is looked at."""
        return self._row.value(), self._column.value()

    def show_pixel(self, row: int, column: int) -> None:
        """Look at this pixel of the picture from now on, instead of the middle of the pinned field."""
        if self._scene is None:
            return
        self._own = (self._scene.picture_id, (row, column))
        self._refresh(self._scene)

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing that could look."""
        self._shown = None
        self._mark(None)
        self._say(sentence)

    def fall_asleep(self) -> None:
        """Take the mark off the picture."""
        self._mark(None)

    def _mark(self, pixel: Pair | None) -> None:
        """Mark a pixel on the picture, or none."""
        if self.marks is not None:
            self.marks.set_marks([MarkBox(Box(*pixel, 1, 1))] if pixel is not None else [])

    def show_scene(self, scene: Scene) -> None:
        """Show who looks at the pixel now."""
        self._refresh(scene)

    def show_place(self, place: Place) -> None:
        """Move to the middle of what the pinned number sees, unless another pixel has been chosen."""
        if not place.is_pinned:
            return
        _channels, height, width = place.scene.pixels.shape
        field = place.explanation.receptive_field
        middle = (
            min(max(field.top + field.height // 2, 0), height - 1),
            min(max(field.left + field.width // 2, 0), width - 1),
        )
        self._middle = (place.scene.picture_id, middle)
        # The filter may have been painted since this place was looked at.
        self._refresh(self._scene or place.scene)

    def _refresh(self, scene: Scene) -> None:
        """Show the pixel that is to be looked at, if that or what looks at it differs from what is shown."""
        row, column = self._wanted(scene)
        key = (scene.subject, scene.revision, row, column)
        self._set_spins(scene, row, column)
        self._mark((row, column) if self._is_seen else None)
        if self._shown is not None and self._shown[0] == key:
            return
        view = view_pixel(scene, row, column)
        if view is None:
            self._shown = None
            self._say(
                self.tr(
                    "The outputs that look at a pixel lie too far apart to be shown; use a smaller dilation."
                )
            )
            self._header.show()
            return
        self._shown = (key, view)
        self._show(scene, view)

    def _wanted(self, scene: Scene) -> Pair:
        """Return the pixel to look at: the chosen one, the middle of the pinned field, or of the picture."""
        _channels, height, width = scene.pixels.shape
        if self._own is not None and self._own[0] != scene.picture_id:
            self._own = None
        chosen = self._own or self._middle
        if chosen is None or chosen[0] != scene.picture_id:
            return height // 2, width // 2
        row, column = chosen[1]
        return min(max(row, 0), height - 1), min(max(column, 0), width - 1)

    def _set_spins(self, scene: Scene, row: int, column: int) -> None:
        _channels, height, width = scene.pixels.shape
        for spin, value, size in ((self._row, row, height), (self._column, column, width)):
            spin.blockSignals(True)
            spin.setMaximum(size - 1)
            spin.setValue(value)
            spin.blockSignals(False)
        self._follow.setChecked(self._own is None)

    def _say(self, sentence: str) -> None:
        """Show a sentence in place of the numbers."""
        self._message.setText(sentence)
        self._message.show()
        self._summary.set_text("")
        for widget in (self._header, self._summary, self.outputs, self.pooled, *self._captions):
            widget.hide()

    def _show(self, scene: Scene, view: PixelView) -> None:
        seen = view.seen
        self._message.hide()
        self._header.show()
        self._summary.set_text(self._words.summary(view))
        self._summary.show()
        for widget in (self.outputs, self._captions[0]):
            widget.setVisible(seen.is_seen)
        self._captions[1].setVisible(seen.is_seen and view.pool != "none")
        self.pooled.setVisible(seen.pooled is not None and bool(seen.pooled.wins.size))
        if not seen.is_seen:
            return
        self._captions[0].set_text(self._words.outputs_caption(scene, view))
        self.outputs.set_cells(view.weights.sum(axis=0), ~view.looks, partial(self._words.output, view))
        self._captions[1].set_text(self._words.pooled_caption(view))
        if seen.pooled is not None and seen.pooled.wins.size:
            hatched = None if view.pool == "average" else ~seen.pooled.wins
            self.pooled.set_cells(view.pooled_weights.sum(axis=0), hatched, partial(self._words.pooled, view))

    def _on_spins_value_changed(self) -> None:
        self.show_pixel(self._row.value(), self._column.value())

    def _on_follow_clicked(self) -> None:
        if self._scene is None:
            return
        self._own = None if self._follow.isChecked() else (self._scene.picture_id, self.pixel)
        self._refresh(self._scene)

    def _on_outputs_cell_chosen(self, row: int, column: int) -> None:
        if self._shown is None:
            return
        view = self._shown[1]
        map_row, map_column = view.output(row, column)
        place = finished_place(view.places, map_row, map_column)
        if place is None:
            text = self.tr("No pooling window reaches row {row}, column {column} of the map.")
            self.message_raised.emit(text.format(row=map_row, column=map_column))
            return
        self._go_to(place)

    def _on_pooled_cell_chosen(self, row: int, column: int) -> None:
        if self._shown is not None and self._shown[1].seen.pooled is not None:
            box = self._shown[1].seen.pooled.box
            self._go_to((box.top + row, box.left + column))

    def _go_to(self, place: Pair) -> None:
        """Pin a place, and go on looking at the same pixel: the block would move away under the mouse."""
        if self._own is None and self._scene is not None:
            self._own = (self._scene.picture_id, self.pixel)
            self._follow.setChecked(False)
        self.place_wanted.emit(*place)
