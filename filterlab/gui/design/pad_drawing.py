"""Strokes of a pen as steps that can be undone: the picture in the document is the drawing, there is no other."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.data import PenStroke, blank_pad, check_pad_size
from filterlab.gui.commands import AddPicture, SetPixels
from filterlab.project import Picture, Scale, taken_over

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.data import Pen
    from filterlab.project import Document


class PadDrawing(QObject):
    """Make pads and draw on the current picture if it is one.

    All that is kept of a pad is its ground, what clearing and erasing bring back. So undoing a stroke needs
    nobody's help, and a stroke that is undone while it is drawn has simply ended.
    """

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        """Start without a pad."""
        super().__init__(parent)
        self._document = document
        self._undo_stack = undo_stack
        self._grounds: dict[str, NDArray[np.float32]] = {}
        self._numbers = itertools.count(1)
        self._number = 0
        self._picture_id = ""
        self._stroke: PenStroke | None = None
        self._text = ""
        self._last: NDArray[np.float32] | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke is under way, and nobody but it has changed the picture since it began."""
        picture = self._document.current_picture
        if self._stroke is None or picture is None:
            return False
        return picture.id == self._picture_id and picture.pixels is self._last

    def pad(self) -> Picture | None:
        """Return the current picture if it is a pad."""
        picture = self._document.current_picture
        if picture is None or picture.id not in self._grounds:
            return None
        return picture if self._grounds[picture.id].shape == picture.pixels.shape else None

    def add_blank(self, height: int, width: int, ground: float) -> Picture:
        """Add an empty pad of one grey, 0 to 1, to the document; raise ``FilterLabError`` for another size."""
        pixels = blank_pad(height, width, ground)
        taken = {picture.name for picture in self._document.pictures}
        names = (self.tr("drawing {number}").format(number=number) for number in itertools.count(1))
        return self._add(next(name for name in names if name not in taken), pixels, Scale())

    def add_copy(self) -> Picture | None:
        """Add a pad with the current picture as its ground; raise ``FilterLabError`` if its size is no pad's."""
        picture = self._document.current_picture
        if picture is None:
            return None
        _, height, width = picture.pixels.shape
        check_pad_size(height, width)
        name = self.tr("{name}, drawn on").format(name=picture.name)
        return self._add(name, picture.pixels, picture.scale)

    def _add(self, name: str, pixels: NDArray[np.float32], scale: Scale) -> Picture:
        picture = Picture(self._document.new_id("picture"), name, taken_over(pixels), scale=scale)
        self._grounds[picture.id] = picture.pixels
        self._undo_stack.push(AddPicture(self._document, picture, self.tr("New drawing")))
        return picture

    def put_down(self, pen: Pen, x: float, y: float) -> None:
        """Begin a stroke with a dot; on a picture that is no pad nothing happens."""
        picture = self.pad()
        if picture is None:
            return
        self._picture_id, self._number = picture.id, next(self._numbers)
        self._text = self.tr("Erase") if pen.ink is None else self.tr("Draw")
        self._stroke = PenStroke(picture.pixels, pen, self._grounds[picture.id])
        self._last = picture.pixels
        self.move_to(x, y)

    def move_to(self, x: float, y: float) -> None:
        """Draw a line from where the pen is."""
        if self._stroke is None or not self.is_drawing:
            return
        drawn = self._stroke.move_to(x, y)
        if drawn is not None:
            self._last = drawn
            self._undo_stack.push(
                SetPixels(self._document, self._picture_id, drawn, self._text, self._number)
            )

    def lift(self) -> None:
        """End the stroke."""
        self._stroke = self._last = None

    def take_back(self) -> None:
        """End the stroke as if it had never been: it cannot be done again either."""
        stroke, is_drawing = self._stroke, self.is_drawing
        self.lift()
        index = self._undo_stack.index() - 1
        step = self._undo_stack.command(index) if index >= 0 else None
        if (
            stroke is not None
            and is_drawing
            and isinstance(step, SetPixels)
            and (step.picture_id, step.stroke) == (self._picture_id, self._number)
        ):
            # Qt throws an obsolete step away without undoing it.
            step.setObsolete(True)
            self._undo_stack.undo()
            self._document.set_pixels(self._picture_id, stroke.before)

    def clear(self) -> None:
        """Make the pad empty again, as a step of its own."""
        self.lift()
        picture = self.pad()
        if picture is None:
            return
        ground = self._grounds[picture.id]
        if not np.array_equal(picture.pixels, ground):
            self._undo_stack.push(SetPixels(self._document, picture.id, ground, self.tr("Clear drawing")))
