"""A filter that is dragged from one view of tiles to another, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtGui import QDrag, QPixmap

from filterlab.gui.widgets.filter_planes import image_of, planes_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from filterlab.gui.widgets.tile import Tile

FORMAT = "application/x-filterlab-filter"
SIDE = 72


def packed(key: str) -> QMimeData:
    """Wrap the key of a tile; nothing but this program can take it."""
    data = QMimeData()
    data.setData(FORMAT, QByteArray(key.encode()))
    return data


def dragged_key(data: QMimeData) -> str:
    """Return the key of the tile that is dragged; empty where it is something else."""
    return bytes(data.data(FORMAT).data()).decode(errors="replace") if data.hasFormat(FORMAT) else ""


def drag(tile: Tile, source: QWidget) -> None:
    """Let the user drag a tile's filter away; returns once it was dropped."""
    carried = QDrag(source)
    carried.setMimeData(packed(tile.key))
    image = image_of(planes_of(tile.weights)[0], "signed", tile.weight_limits(None))
    carried.setPixmap(QPixmap.fromImage(image).scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    carried.exec(Qt.DropAction.CopyAction)
