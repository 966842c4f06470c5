"""The filter walks over the picture, step by step, and its map fills in as it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.figures import DARK, LIGHT
from filterlab.figures.slide import SlideView, export_slide
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.jobs import NewestWins
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.picture_frame import PictureFrame
from filterlab.gui.widgets.slide_player import SlidePlayer
from filterlab.probes import Box
from filterlab.probes.slide import Walk, plan_walk

if TYPE_CHECKING:
    from pathlib import Path

    from filterlab.figures import Look
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place

# Cells of a side of the map that are walked over: of a larger one the part around the pinned place.
MOST_CELLS = 256
SMALLEST_SIDE, LARGEST_SIDE = 64, 640


@dataclass(frozen=True, eq=False)
class WalkRequest:
    """A walk to be laid out: of which scene, and over which cells of its map."""

    scene: Scene
    cells: Box


def lay_out(request: WalkRequest) -> Walk:
    """Compute all numbers of a walk; pure, runs off the UI thread."""
    scene = request.scene
    with limited_threads(1):
        return plan_walk(
            scene.pixels, scene.weights, scene.stages, cells=request.cells, scale=scene.scale.factor
        )


@dataclass(frozen=True, eq=False)
class WalkExport:
    """A walk to be written: where to, and in which colours."""

    walk: Walk
    path: Path
    look: Look


def write(request: WalkExport) -> int:
    """Write an animation and return the number of its frames; runs off the UI thread."""
    return export_slide(request.path, request.walk, look=request.look)


class SlidePanel(DesignTool):
    """Play, pause and step through the walk of the filter; write it as an animation."""

    key = "slide"
    group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a walk."""
        super().__init__(parent)
        self.frame = PictureFrame()
        self.words = QLabel("", wordWrap=True)
        # Words that wrap would take the room that the pictures above can spare.
        self.note = ElidedLabel("")
        self.note.hide()
        self.player = SlidePlayer()
        self._walk: Walk | None = None
        self._view: SlideView | None = None
        self._wanted: tuple[Scene, Box] | None = None
        self._jobs: NewestWins[WalkRequest, Walk] = NewestWins(
            lay_out, lambda request: (request.scene.subject, request.scene.revision), self
        )
        self._exports: NewestWins[WalkExport, int] = NewestWins(write, lambda request: request.path, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addWidget(self.frame, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.player)
        layout.addWidget(self.note)
        self.player.moved.connect(self._on_player_moved)
        self.player.rested.connect(self._on_player_rested)
        self.player.export_wanted.connect(self._on_player_export_wanted)
        self.frame.resized.connect(self._on_frame_resized)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        self._exports.answered.connect(self._on_exports_answered)
        self._exports.failed.connect(self._on_exports_failed)
        self._say(self.tr("There is nothing to walk over yet."))

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Slide")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Watch the filter walk over the picture; save it as an animation")

    @property
    def walk(self) -> Walk | None:
        """The walk that is shown, or None."""
        return self._walk

    def is_idle(self) -> bool:
        """Whether the walk is laid out and none is being written; playing does not count as work."""
        return self._jobs.is_idle and self._exports.is_idle

    def shut_down(self) -> None:
        """Stop playing and computing."""
        self.player.stop()
        self._jobs.shut_down()
        self._exports.shut_down()

    def fall_asleep(self) -> None:
        """Pause when nobody looks."""
        self.player.pause()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the walk in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_walk()

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no walk."""
        self._jobs.forget()
        self._wanted = self._walk = self._view = None
        self._say(sentence)

    def show_scene(self, scene: Scene) -> None:
        """Lay out the walk of this filter over this picture."""
        rows, columns = scene.places.map_shape
        place = self._place.explanation if self._place is not None else None
        centre = (place.map_row, place.map_column) if place is not None else (rows // 2, columns // 2)
        cells = Box(
            *(_part_around(at, count)[0] for at, count in zip(centre, (rows, columns), strict=True)),
            *(_part_around(at, count)[1] for at, count in zip(centre, (rows, columns), strict=True)),
        )
        known = self._wanted
        if known is not None and known[0] is scene and known[1] == cells:
            return
        self._wanted = (scene, cells)
        self._jobs.submit(WalkRequest(scene, cells))

    def show_place(self, place: Place) -> None:
        """Stand where the pinned number is, unless the walk is on its way."""
        walk, number = self._walk, place.explanation
        if walk is None or not place.is_pinned or self.player.is_playing:
            return
        down, right = number.map_row - walk.cells.top, number.map_column - walk.cells.left
        if 0 <= down < walk.cells.height and 0 <= right < walk.cells.width:
            self._go_to(walk.number_of(number.map_row, number.map_column))
        elif self._scene is not None:
            self._wanted = None
            self.show_scene(self._scene)

    def export(self, path: Path) -> None:
        """Begin to write the walk as an animation; raise ``FilterLabError`` where there is none."""
        if self._walk is None:
            raise FilterLabError(self.tr("There is no walk to export; choose a picture and a filter first."))
        self.player.set_exporting(is_exporting=True)
        self._tell(self.tr("Writing {name} …").format(name=path.name), path)
        self._exports.submit(WalkExport(self._walk, path, self._look()))

    def _look(self) -> Look:
        return DARK if current_theme().is_dark else LIGHT

    def _tell(self, sentence: str, path: Path) -> None:
        """Say how an export goes; where to is in the tooltip."""
        self.note.setText(sentence)
        self.note.setToolTip(str(path))
        self.note.setVisible(bool(sentence))

    def _say(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.words.show()
        self.frame.set_image(QImage())
        self.player.clear()

    def _show_walk(self) -> None:
        walk = self._walk
        if walk is None:
            return
        width = max(min((self.frame.width() - 60) // 2, LARGEST_SIDE), SMALLEST_SIDE)
        height = max(min(self.frame.height() - 50, LARGEST_SIDE), SMALLEST_SIDE)
        self._view = SlideView(walk, side=min(width, height), look=self._look())
        self._draw()

    def _draw(self) -> None:
        walk, view = self._walk, self._view
        if walk is None or view is None:
            return
        number = self.player.position
        pixels = np.ascontiguousarray(view.frame(number))
        height, width, _ = pixels.shape
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self.frame.set_image(image.copy())
        row, column = walk.place(number)
        self.frame.setAccessibleDescription(
            self.tr("row {row}, column {column}: position {number} of {count}").format(
                row=row, column=column, number=f"{number + 1:,}", count=f"{walk.length:,}"
            )
        )

    def _go_to(self, number: int) -> None:
        """Stand at a position without asking for a place."""
        self.player.set_position(number)
        self._draw()

    def _on_player_moved(self, _number: int) -> None:
        self._draw()

    def _on_player_rested(self, number: int) -> None:
        walk, scene = self._walk, self._scene
        if walk is not None and scene is not None and scene.stages.pool == "none":
            self.place_wanted.emit(*walk.place(number))

    def _on_player_export_wanted(self) -> None:
        path = ask_where_to_save(
            self, self.tr("Export the walk"), "slide.gif", self.tr("Animations (*.gif *.webp)")
        )
        if path is not None:
            try:
                self.export(path)
            except FilterLabError as error:
                self.message_raised.emit(str(error))

    def _on_frame_resized(self) -> None:
        self._show_walk()

    def _on_jobs_answered(self, _request: WalkRequest, walk: Walk, _milliseconds: float) -> None:
        if self._wanted is None:
            return
        before = self.player.position if self._walk is not None else 0
        kept = self._walk is not None and self._walk.cells == walk.cells
        # Where the player stands is a place of this walk before anything is drawn, and words that come or go draw.
        self._walk, self._view = walk, None
        self.player.set_length(walk.length, walk.cells.width, before if kept else 0)
        rows, columns = walk.places.map_shape
        part = self.tr("The part of {height} × {width} cells around the pinned number.").format(
            height=walk.cells.height, width=walk.cells.width
        )
        self.words.setText("" if walk.length == rows * columns else part)
        self.words.setVisible(bool(self.words.text()))
        self._show_walk()
        if not kept and self._place is not None:
            self.show_place(self._place)

    def _on_jobs_failed(self, _request: WalkRequest, error: Exception) -> None:
        self.show_nothing(
            str(error) if isinstance(error, FilterLabError) else self.tr("The walk could not be computed.")
        )

    def _on_exports_answered(self, request: WalkExport, frames: int, _milliseconds: float) -> None:
        self.player.set_exporting(is_exporting=False)
        text = self.tr("{name} is written: {count} frames.")
        self._tell(text.format(name=request.path.name, count=frames), request.path)

    def _on_exports_failed(self, request: WalkExport, error: Exception) -> None:
        self.player.set_exporting(is_exporting=False)
        self._tell("", request.path)
        self.message_raised.emit(
            str(error) if isinstance(error, FilterLabError) else self.tr("The walk could not be written.")
        )


def _part_around(place: int, count: int) -> tuple[int, int]:
    """Return the first cell and the number of cells of the part of an axis that is walked over."""
    length = min(count, MOST_CELLS)
    return min(max(place - length // 2, 0), count - length), length
