"""The picture on the table changed: levels, inverting, cropping, resizing, and an area of it as a filter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from filterlab.data import crop_picture, resize_picture
from filterlab.errors import FilterLabError
from filterlab.gui.commands import AddPicture
from filterlab.gui.design.area_page import AreaPage
from filterlab.gui.design.levels_page import LevelsPage
from filterlab.gui.design.levels_side import PATIENCE_MS, LevelsSide
from filterlab.gui.design.picture_edits import NewPictureRequest, compute_new_picture, free_picture_name
from filterlab.gui.design.resize_page import ResizePage
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.jobs import NewestWins
from filterlab.gui.listening import listen
from filterlab.gui.widgets.box_hand import BoxHand
from filterlab.project import Scale

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.data.adjusting import Method
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Box
    from filterlab.project import Document, Picture

# Shown by no picture: whatever comes next is new.
NOTHING = ("", 0, Scale())


class PicturePanel(DesignTool):
    """Adjust a copy of the picture, cut pictures and filters out of it, resize it; the original stays in the list."""

    key = "picture"
    group = "picture"

    def __init__(
        self,
        document: Document,
        undo_stack: QUndoStack,
        picture_view: ArrayView,
        parent: QWidget | None = None,
    ) -> None:
        """Work on what the document shows; areas are chosen on its view."""
        super().__init__(parent)
        self._document, self._view, self._undo_stack = document, picture_view, undo_stack
        self.levels, self.area, self.resizing = LevelsPage(), AreaPage(), ResizePage()
        self.tabs = QTabWidget()
        self.hand = BoxHand(picture_view, self)
        self.hand.set_shown(False)
        self._levels_side = LevelsSide(document, undo_stack, self.levels, self)
        self._stamp: tuple[str, int, Scale] | None = NOTHING
        self._maker: AreaPage | ResizePage = self.area
        self._making: NewestWins[NewPictureRequest, Picture] = NewestWins(
            compute_new_picture, lambda request: request.name, self
        )
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.levels, self.tr("Levels")),
            (self.area, self.tr("Area")),
            (self.resizing, self.tr("Size")),
        ):
            self.tabs.addTab(page, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.tabs)

    def _connect(self) -> None:
        self.area.choosing_wanted.connect(self._on_area_choosing_wanted)
        self.area.box_typed.connect(self.hand.set_box)
        self.area.crop_wanted.connect(self._on_area_crop_wanted)
        self.area.kernel_wanted.connect(self._on_area_kernel_wanted)
        self.resizing.resize_wanted.connect(self._on_resizing_resize_wanted)
        self.hand.box_changed.connect(self.area.set_box)
        self.hand.put_away.connect(self._on_hand_put_away)
        self._view.hand_changed.connect(self._on_view_hand_changed)
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)
        self._making.answered.connect(self._on_making_answered)
        self._making.failed.connect(self._on_making_failed)
        self._patience.timeout.connect(self._on_patience_timeout)
        listen(self, self._document.current_picture_changed, self._on_document_changed)
        listen(self, self._document.picture_changed, self._on_document_changed)
        listen(self, self._document.units_changed, self._on_document_changed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Picture")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Levels, cropping, a new size; an area as a filter")

    def show_nothing(self, sentence: str) -> None:
        """Show the picture all the same: it can be changed without a filter."""
        del sentence
        self._look()

    def show_scene(self, scene: Scene) -> None:
        """Show the document's picture."""
        del scene
        self._look()

    def fall_asleep(self) -> None:
        """Give the left button back and take the outline off the picture."""
        self._show_hand()
        self._levels_side.rest()
        self._stamp = NOTHING

    def is_idle(self) -> bool:
        """Whether all that was asked for has been done, and the values are counted."""
        return self._levels_side.is_idle and self._making.is_idle

    def shut_down(self) -> None:
        """Stop working."""
        self._patience.stop()
        self._making.shut_down()
        self._levels_side.shut_down()

    def _look(self) -> None:
        """Show the document's picture on all pages, unless it is there already."""
        picture, scale = self._document.current_picture, self._document.scale
        stamp = (picture.id, picture.revision, scale) if picture is not None else None
        if not self._is_seen or stamp == self._stamp:
            return
        self._stamp = stamp
        size = (picture.pixels.shape[1], picture.pixels.shape[2]) if picture is not None else (0, 0)
        self._show_hand()
        self.hand.set_size(size)
        pixels = picture.numbers_in(self._document.units) if picture is not None else None
        self.area.set_picture(pixels, scale.factor, self.hand.box)
        self.resizing.set_size(size)
        self.levels.set_scale(scale)
        self._levels_side.show(picture)

    def _show_hand(self) -> None:
        """Let areas be chosen, and the one chosen be seen, only beside the page that tells of it."""
        is_shown = self._is_seen and self.tabs.currentWidget() is self.area
        self.hand.set_shown(is_shown)
        if not is_shown:
            self._view.take_back(self.hand)

    def _make(
        self,
        page: AreaPage | ResizePage,
        name: str,
        picture: Picture,
        make: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    ) -> None:
        """Make a new picture of this one, in a worker."""
        self._maker = page
        free = free_picture_name(self._document, name)
        new_id = self._document.new_id("picture")
        self._making.submit(NewPictureRequest(new_id, free, picture.pixels, picture.scale, make))
        self._patience.start()

    def _on_area_choosing_wanted(self, is_wanted: bool) -> None:
        if is_wanted:
            self._view.set_hand(self.hand)
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._view.take_back(self.hand)

    def _on_hand_put_away(self) -> None:
        self._view.take_back(self.hand)
        self.area.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_area_crop_wanted(self, box: Box) -> None:
        picture = self._document.current_picture
        if picture is not None:
            name = self.tr("{name}, cropped").format(name=picture.name)
            cut = partial(crop_picture, top=box.top, left=box.left, height=box.height, width=box.width)
            self._make(self.area, name, picture, cut)

    def _on_area_kernel_wanted(self, weights: NDArray[np.float32]) -> None:
        picture, box = self._document.current_picture, self.hand.box
        if picture is not None and box is not None:
            origin = self.tr("cut out of {name} at row {row}, column {column}")
            name = self.tr("{name}, cut out").format(name=picture.name)
            self.filter_offered.emit(
                name, weights, origin.format(name=picture.name, row=box.top, column=box.left)
            )

    def _on_resizing_resize_wanted(self, rows: int, columns: int, method: Method) -> None:
        picture = self._document.current_picture
        if picture is not None:
            name = self.tr("{name}, {rows} × {columns}").format(name=picture.name, rows=rows, columns=columns)
            stretch = partial(resize_picture, size=(rows, columns), method=method)
            self._make(self.resizing, name, picture, stretch)

    def _on_making_answered(
        self, _request: NewPictureRequest, picture: Picture, _milliseconds: float
    ) -> None:
        self._patience.stop()
        self.hand.set_box(None)
        text = self.tr("Crop picture") if self._maker is self.area else self.tr("Resize picture")
        self._undo_stack.push(AddPicture(self._document, picture, text))

    def _on_making_failed(self, _request: NewPictureRequest, error: Exception) -> None:
        self._patience.stop()
        is_told = isinstance(error, FilterLabError)
        self._maker.say(
            str(error)
            if is_told
            else self.tr("This could not be done; Help ▸ Open log folder has the details.")
        )

    def _on_patience_timeout(self) -> None:
        self._maker.say(self.tr("Making the new picture …"))

    def _on_tabs_current_changed(self, _index: int) -> None:
        self._show_hand()

    def _on_view_hand_changed(self) -> None:
        self.area.set_choosing(self._view.hand is self.hand)

    def _on_document_changed(self, _what: object) -> None:
        self._look()
