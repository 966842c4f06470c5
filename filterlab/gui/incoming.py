"""What comes into the window from other programs, pasted or dropped: files, a picture, rows of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QPixmap

from filterlab.errors import FilterLabError
from filterlab.gui.commands import AddPicture
from filterlab.gui.widgets.kernel_keys import holds_numbers
from filterlab.project import Picture, taken_over

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from filterlab.gui.main_window import MainWindow


class Incoming(QObject):
    """Take what is pasted into a window or dropped on it."""

    def __init__(self, window: MainWindow) -> None:
        """Take drops on the window itself; a panel that floats is a window of its own and is watched too."""
        super().__init__(window)
        self._window = window
        self.watch(window)

    def watch(self, widget: QWidget) -> None:
        """Take what is dropped on a widget, and on what lies in it and takes nothing itself."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Welcome what is dragged over a watched widget, and take it when it is dropped."""
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            if _copied(event):
                self._window.attempt(
                    lambda: self._take(event.mimeData(), self.tr("Dropped picture"), self.tr("Drop picture"))
                )
            return True
        is_over = event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove)
        if is_over and isinstance(event, QDragMoveEvent):
            if is_welcome(event.mimeData()):
                _copied(event)
            else:
                event.ignore()
            return True
        return super().eventFilter(watched, event)

    def paste(self) -> None:
        """Take what is on the clipboard.

        Raises
        ------
        FilterLabError
            It holds nothing that can be used here.
        """
        # An empty clipboard has none, whatever its annotation says.
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is None or not is_welcome(data):
            raise FilterLabError(
                self.tr(
                    "The clipboard holds neither a picture nor rows of numbers; copy one of them and paste again."
                )
            )
        self._take(data, self.tr("Pasted picture"), self.tr("Paste picture"))

    def _take(self, data: QMimeData, name: str, step: str) -> None:
        self._window.show_error("")
        files = local_files(data)
        # Spreadsheets hand over a picture of the cells beside their numbers.
        has_numbers = data.hasText() and holds_numbers(data.text())
        if files:
            self._window.open_files(files)
        elif has_numbers and self._window.current_workspace.paste_text(data.text()):
            return
        elif data.hasImage():
            document = self._window.document
            pixels = taken_over(image_to_pixels(data.imageData()))
            picture = Picture(document.new_id("picture"), name, pixels)
            self._window.undo_stack.push(AddPicture(document, picture, step))
        elif data.hasUrls():
            raise FilterLabError(
                self.tr(
                    "That is an address on the web and no file; save the picture first, or copy it in the browser"
                    " and paste it here."
                )
            )
        elif self._window.current_workspace is not self._window.design:
            raise FilterLabError(
                self.tr(
                    "Text is taken in Design, as the rows of a filter; go there (Alt+1) and hand it over again."
                )
            )
        elif not self._window.current_workspace.paste_text(data.text()):
            raise FilterLabError(
                self.tr(
                    "That text holds no numbers; a filter is handed over as rows of them, such as 1 0 -1."
                )
            )


def _copied(event: QDropEvent) -> bool:
    """Accept what is dragged as a copy: whoever offers a file to be moved would delete it once it is taken."""
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        event.ignore()
        return False
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
    return True


def is_welcome(data: QMimeData) -> bool:
    """Whether it may be something for this window: files or addresses, a picture, a text."""
    return data.hasUrls() or data.hasImage() or data.hasText()


def local_files(data: QMimeData) -> list[Path]:
    """Return the files and folders of this computer among what is handed over, each once, in order."""
    paths = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    return [Path(path) for path in dict.fromkeys(paths) if path]


def image_to_pixels(handed_over: object) -> NDArray[np.float32]:
    """Turn a picture of another program into (3, H, W) float32 in [0, 1], transparency over white.

    Parameters
    ----------
    handed_over : QImage or QPixmap
        What Qt made of it; anything else is no picture.

    Raises
    ------
    FilterLabError
        The other program promised a picture and gave none.
    """
    image = handed_over.toImage() if isinstance(handed_over, QPixmap) else handed_over
    if not isinstance(image, QImage) or image.isNull():
        raise FilterLabError(
            QCoreApplication.translate(
                "incoming",
                "The other program handed over a picture that cannot be read; save it to a file there and open that.",
            )
        )
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width = rgba.height(), rgba.width()
    raw = np.frombuffer(rgba.constBits(), dtype=np.uint8).reshape(height, rgba.bytesPerLine())
    values = raw[:, : 4 * width].reshape(height, width, 4).astype(np.float32) / np.float32(255)
    alpha = values[..., 3:]
    return np.ascontiguousarray((values[..., :3] * alpha + (1 - alpha)).transpose(2, 0, 1))
