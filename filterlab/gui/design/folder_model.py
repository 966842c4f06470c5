"""The pictures of a folder as a list for a view: name, thumbnail, and why some cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPalette, QPixmap

from filterlab.gui.design.thumbnails import SIDE, Thumbnails
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject

    from filterlab.gui.folder_browser import FolderBrowser

AnyIndex = QModelIndex | QPersistentModelIndex


class FolderModel(QAbstractListModel):
    """List what a browser knows; thumbnails are read when a view asks for them."""

    def __init__(self, browser: FolderBrowser, parent: QObject | None = None) -> None:
        """Follow a browser."""
        super().__init__(parent)
        self._browser = browser
        self._pictures: tuple[Path, ...] = ()
        self._rows: dict[Path, int] = {}
        self.thumbnails = Thumbnails(self)
        self.thumbnails.ready.connect(self._on_picture_changed)
        self.thumbnails.failed.connect(browser.note_problem)
        browser.problem_found.connect(self._on_picture_changed)
        browser.listed.connect(self.list_anew)
        self.list_anew()

    def list_anew(self) -> None:
        """List the pictures of the browser's folder."""
        self.beginResetModel()
        if self._folder_of(self._pictures) != self._folder_of(self._browser.pictures):
            self.thumbnails.forget()
        self._pictures = self._browser.pictures
        self._rows = {picture: row for row, picture in enumerate(self._pictures)}
        self.endResetModel()

    def picture(self, row: int) -> Path:
        """Return the picture in a row."""
        return self._pictures[row]

    def row_of(self, picture: Path | None) -> int:
        """Return the row of a picture; -1 if there is none."""
        return self._rows.get(picture, -1) if picture is not None else -1

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Return how many pictures there are."""
        return 0 if parent is not None and parent.isValid() else len(self._pictures)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, the thumbnail, or what is said about a picture."""
        if not index.isValid():
            return None
        picture = self._pictures[index.row()]
        problem = self._browser.problems.get(picture, "")
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return picture.name
            case Qt.ItemDataRole.ToolTipRole:
                return problem or picture.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return (
                    self.tr("{name}, cannot be read").format(name=picture.name) if problem else picture.name
                )
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return problem
            case Qt.ItemDataRole.DecorationRole:
                return _tile(None if problem else self.thumbnails.want(picture), is_damaged=bool(problem))
            case _:
                return None

    def _folder_of(self, pictures: tuple[Path, ...]) -> Path | None:
        return pictures[0].parent if pictures else None

    def _on_picture_changed(self, picture: Path) -> None:
        row = self.row_of(picture)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))


def _tile(image: QImage | None, *, is_damaged: bool) -> QPixmap:
    """Draw a thumbnail in the middle of a square, or what stands for one that is not there."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    tile = QPixmap(QSize(SIDE, SIDE) * ratio)
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    square = QRectF(0.5, 0.5, SIDE - 1, SIDE - 1)
    if image is not None:
        # A picture of a few pixels is enlarged, with its pixels sharp.
        scale = min(SIDE / image.width(), SIDE / image.height())
        width, height = image.width() * scale, image.height() * scale
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(QRectF((SIDE - width) / 2, (SIDE - height) / 2, width, height), image)
    else:
        painter.setPen(current_theme().border)
        painter.setBrush(current_theme().canvas)
        painter.drawRoundedRect(square, 4, 4)
    if is_damaged:
        font = painter.font()
        font.setPointSizeF(SIDE / 3)
        painter.setFont(font)
        painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, "⚠")
    painter.end()
    return tile
