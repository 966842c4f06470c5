"""One picture of the document that a camera keeps changing, no faster than it is shown."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.project import Document, Picture


class LivePicture(QObject):
    """Put frames into a picture, and know whether the last one has been answered by a response."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Start without a picture; the first frame adds one."""
        super().__init__(parent)
        self._document = document
        self._picture_id = ""
        self._awaited: int | None = None

    @property
    def picture(self) -> Picture | None:
        """The picture that changes, or None before the first frame."""
        return self._document.picture(self._picture_id) if self._picture_id else None

    @property
    def is_ready(self) -> bool:
        """Whether the window has shown what it was given, so that the next frame may come."""
        return self._awaited is None

    def begin(self) -> None:
        """Look at the picture, if there is one already, and wait for nothing."""
        self._awaited = None
        if self._picture_id:
            self._document.select_picture(self._picture_id)

    def show(self, pixels: NDArray[np.float32]) -> None:
        """Put a frame (C, H, W) into the picture."""
        if self._picture_id:
            self._awaited = self._document.picture(self._picture_id).revision + 1
            self._document.set_pixels(self._picture_id, pixels)
            return
        taken = {picture.name for picture in self._document.pictures}
        names = (self.tr("camera {number}").format(number=number) for number in itertools.count(1))
        picture = self._document.add_picture(next(name for name in names if name not in taken), pixels)
        self._picture_id, self._awaited = picture.id, picture.revision

    def take_answer(self, picture_id: str, revision: int) -> None:
        """Take in that the response of a picture has been shown."""
        if picture_id == self._picture_id and self._awaited is not None and revision >= self._awaited:
            self._awaited = None

    def expect_nothing(self) -> None:
        """Take in that there is no response to wait for."""
        self._awaited = None

    def is_replaced_by(self, picture_id: str) -> bool:
        """Whether this current picture means that the user looks at something else now."""
        return bool(self._picture_id) and picture_id != self._picture_id

    def let_go(self) -> None:
        """Leave the picture as it is; the next frame adds another one."""
        self._picture_id, self._awaited = "", None
