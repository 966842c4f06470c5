"""The marks of the Examples panel: two lists and the boxes on the picture, kept the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap

from filterlab.figures import shades_of
from filterlab.gui.design.mark_hand import MarkHand
from filterlab.gui.design.mark_list import THUMBNAIL
from filterlab.gui.widgets.mark_boxes import MarkBox, MarkBoxes
from filterlab.probes import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.gui.design.mark_list import Centre, MarkList
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.gui.widgets.mark_boxes import MarkLook

LOOKS: tuple[MarkLook, MarkLook] = ("solid", "dashed")


class Marks(QObject):
    """Keep lists and boxes the same, and let both be chosen, moved and taken out.

    A mark is (list, index): list 0 are the patches that are "this", list 1 those that are not.

    Signals
    -------
    changed()
        There are other marks, or they lie elsewhere.
    place_wanted()
        The pinned place shall be marked by the list that clicks go to.
    hand_lost()
        Another tool has taken the mouse on the picture.
    """

    changed = Signal()
    place_wanted = Signal()
    hand_lost = Signal()

    def __init__(
        self, lists: tuple[MarkList, MarkList], view: ArrayView | None, parent: QObject | None = None
    ) -> None:
        """Start without marks; without a view there are lists alone."""
        super().__init__(parent)
        self._lists, self._view = lists, view
        self.boxes = MarkBoxes(view.view_box) if view is not None else None
        self.hand = MarkHand(lambda x, y: self._mark_at(x, y) is not None, self)
        self._pixels: NDArray[np.float32] | None = None
        self._size = 7
        self._is_seen = False
        self._target = -1
        self._chosen: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._before: tuple[tuple[int, int], Centre | None] | None = None
        for number, each in enumerate(lists):
            each.mark_removed.connect(self._on_list_mark_removed)
            each.mark_chosen.connect(lambda index, number=number: self.choose((number, index)))
            each.mark_hovered.connect(lambda index, number=number: self._hover(number, index))
        if view is not None:
            view.cell_clicked.connect(self._on_view_cell_clicked)
            view.hand_changed.connect(self._on_view_hand_changed)
        self.hand.began.connect(self._on_hand_began)
        self.hand.moved.connect(self._on_hand_moved)
        self.hand.cancelled.connect(self._on_hand_cancelled)
        self.hand.here_wanted.connect(self.place_wanted)
        self.hand.stepped.connect(self._on_hand_stepped)
        self.hand.removal_wanted.connect(self._on_hand_removal_wanted)

    @property
    def target(self) -> int:
        """Which list a click on the picture goes to, -1 for none."""
        return self._target

    @property
    def chosen(self) -> tuple[int, int] | None:
        """The mark that stands out, or None."""
        return self._chosen

    def set_picture(self, pixels: NDArray[np.float32], size: int) -> None:
        """Draw the marks' patches, of so many rows and columns, from these pixels (C, H, W)."""
        self._pixels, self._size = pixels, size
        for each in self._lists:
            for index, centre in enumerate(each.centres):
                each.set_icon(index, _icon(pixels, self.box_around(centre)))
        self._show()

    def set_seen(self, *, is_seen: bool) -> None:
        """Show the boxes on the picture while the panel is seen."""
        self._is_seen = is_seen
        if not is_seen:
            self.set_target(-1)
        self._show()

    def set_target(self, number: int) -> None:
        """Let a click on the picture mark a patch in this list; -1: let it pin a place."""
        self._target = number
        if self._view is None:
            return
        if number >= 0:
            self._view.set_hand(self.hand)
        else:
            self._view.take_back(self.hand)

    def box_around(self, centre: Centre) -> Box:
        """Return the patch around a pixel, moved inside the picture."""
        size = self._size
        height, width = self._pixels.shape[1:] if self._pixels is not None else (size, size)
        top = min(max(centre[0] - (size - 1) // 2, 0), max(height - size, 0))
        left = min(max(centre[1] - (size - 1) // 2, 0), max(width - size, 0))
        return Box(top, left, size, size)

    def add(self, number: int, centre: Centre) -> None:
        """Mark a patch, unless it is marked so already; the mark stands out."""
        each = self._lists[number]
        known = each.centres
        index = known.index(centre) if centre in known else each.add(centre)
        self._draw_patch(number, index)
        self.choose((number, index))
        self.changed.emit()

    def clear(self) -> None:
        """Take all marks out."""
        for each in self._lists:
            each.clear()
        self._chosen = self._hovered = self._before = None
        self._show()

    def choose(self, mark: tuple[int, int] | None) -> None:
        """Let one mark stand out, in its list and on the picture."""
        self._chosen = mark
        for number, each in enumerate(self._lists):
            each.choose(mark[1] if mark is not None and mark[0] == number else -1)
        self._show()

    def _show(self) -> None:
        """Draw the boxes as the lists say."""
        if self.boxes is None:
            return
        marks = [
            MarkBox(self.box_around(centre), look, each.text_of(index))
            for each, look in zip(self._lists, LOOKS, strict=True)
            for index, centre in enumerate(each.centres)
        ]
        is_shown = self._is_seen and self._pixels is not None
        self.boxes.set_marks(marks if is_shown else [])
        strong = self._hovered or self._chosen
        if is_shown and strong is not None:
            self.boxes.set_strong(strong[0] * self._lists[0].count() + strong[1])

    def _mark_at(self, x: float, y: float) -> tuple[int, int] | None:
        flat = self.boxes.mark_at(x, y) if self.boxes is not None else -1
        first = self._lists[0].count()
        if flat < 0:
            return None
        return (0, flat) if flat < first else (1, flat - first)

    def _draw_patch(self, number: int, index: int) -> None:
        each = self._lists[number]
        if self._pixels is not None:
            each.set_icon(index, _icon(self._pixels, self.box_around(each.centres[index])))

    def _move(self, mark: tuple[int, int], centre: Centre) -> None:
        number, index = mark
        if self._pixels is None:
            return
        height, width = self._pixels.shape[1:]
        inside = min(max(centre[0], 0), height - 1), min(max(centre[1], 0), width - 1)
        self._lists[number].move_mark(index, inside)
        self._draw_patch(number, index)
        self._show()
        self.changed.emit()

    def _remove(self, mark: tuple[int, int]) -> None:
        self._lists[mark[0]].remove(mark[1])
        self._on_list_mark_removed()

    def _hover(self, number: int, index: int) -> None:
        self._hovered = (number, index) if index >= 0 else None
        self._show()

    def _on_list_mark_removed(self) -> None:
        self._hovered = None
        self.choose(None)
        self.changed.emit()

    def _on_view_cell_clicked(self, row: int, column: int) -> None:
        mark = self._mark_at(column + 0.5, row + 0.5)
        if mark is not None:
            self.choose(mark)

    def _on_view_hand_changed(self) -> None:
        if self._target >= 0 and self._view is not None and self._view.hand is not self.hand:
            self._target = -1
            self.hand_lost.emit()

    def _on_hand_began(self, row: int, column: int) -> None:
        self._before = None
        mark = self._mark_at(column + 0.5, row + 0.5)
        if mark is not None:
            self._before = mark, self._lists[mark[0]].centres[mark[1]]
            self.choose(mark)
        elif self._pixels is not None and self._target >= 0:
            height, width = self._pixels.shape[1:]
            if 0 <= row < height and 0 <= column < width:
                self.add(self._target, (row, column))
                self._before = (self._target, self._lists[self._target].count() - 1), None

    def _on_hand_moved(self, row: int, column: int) -> None:
        if self._before is not None:
            self._move(self._before[0], (row, column))

    def _on_hand_cancelled(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            mark, centre = before
            if centre is None:
                self._remove(mark)
            else:
                self._move(mark, centre)

    def _on_hand_stepped(self, rows: int, columns: int) -> None:
        if self._chosen is not None:
            row, column = self._lists[self._chosen[0]].centres[self._chosen[1]]
            self._move(self._chosen, (row + rows, column + columns))

    def _on_hand_removal_wanted(self) -> None:
        if self._chosen is not None:
            self._remove(self._chosen)


def _icon(pixels: NDArray[np.float32], box: Box) -> QIcon:
    """Draw a patch of a picture (C, H, W)."""
    part = pixels[:, box.top : box.top + box.height, box.left : box.left + box.width]
    low, high = float(part.min()), float(part.max())
    shades = shades_of(part, (min(low, 0.0), high if high > min(low, 0.0) else min(low, 0.0) + 1.0))
    colours = np.ascontiguousarray(np.broadcast_to(shades, (3, *shades.shape[1:])).transpose(1, 2, 0))
    height, width, _ = colours.shape
    image = QImage(colours.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QIcon(QPixmap.fromImage(image).scaled(THUMBNAIL, THUMBNAIL))
