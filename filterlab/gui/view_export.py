"""Write what a view shows to a file: PNG as it is on the screen, SVG to be enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPalette
from PySide6.QtSvg import QSvgGenerator

from filterlab.errors import FilterLabError
from filterlab.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

VIEW_SUFFIXES = (".png", ".svg")
CAPTION_MARGIN = 8


def export_view(view: QWidget, path: Path, caption: str = "") -> None:
    """Write a view to a file, whole or not at all.

    Parameters
    ----------
    view : QWidget
        What is drawn, with everything on it.
    path : Path
        Ends in .png, for the points of the screen, or in .svg, for lines and text that stay sharp.
    caption : str
        What stands above the view; empty for nothing.

    Raises
    ------
    FilterLabError
        The ending is another, or the file cannot be written; an old file of that name stays as it was.
    """
    suffix = path.suffix.lower()
    if suffix not in VIEW_SUFFIXES:
        raise FilterLabError(
            QCoreApplication.translate(
                "view_export", "A view cannot be written as {suffix}; choose a name that ends in {known}."
            ).format(suffix=suffix or path.name, known=" or ".join(VIEW_SUFFIXES))
        )
    data = _png_of(_as_image(view, caption)) if suffix == ".png" else _as_svg(view, caption)
    write_whole(path, bytes(data.data()))


def write_png(image: QImage, path: Path) -> None:
    """Write a picture to a PNG file, whole or not at all; raise ``FilterLabError`` where that cannot be."""
    write_whole(path, bytes(_png_of(image).data()))


def _png_of(image: QImage) -> QByteArray:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return buffer.data()


def _as_image(view: QWidget, caption: str) -> QImage:
    seen, above = view.grab().toImage(), _caption_height(view, caption)
    if not above:
        return seen
    ratio = seen.devicePixelRatio()
    image = QImage(seen.width(), seen.height() + round(above * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    _draw_caption(painter, view, caption, above)
    painter.drawImage(QPoint(0, above), seen)
    painter.end()
    return image


def _as_svg(view: QWidget, caption: str) -> QByteArray:
    buffer, above = QBuffer(), _caption_height(view, caption)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    # Otherwise text is written for 72 dots an inch, smaller than the room that was made for it on the screen.
    generator.setResolution(view.logicalDpiX())
    size = QSize(view.width(), view.height() + above)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle(caption or view.accessibleName() or view.windowTitle())
    painter = QPainter(generator)
    if above:
        _draw_caption(painter, view, caption, above)
    view.render(painter, QPoint(0, above))
    painter.end()
    return buffer.data()


def _caption_height(view: QWidget, caption: str) -> int:
    room = QRect(0, 0, view.width() - 2 * CAPTION_MARGIN, 0)
    lines = view.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), caption)
    return lines.height() + 2 * CAPTION_MARGIN if caption else 0


def _draw_caption(painter: QPainter, view: QWidget, caption: str, height: int) -> None:
    palette, margin = view.palette(), CAPTION_MARGIN
    painter.fillRect(0, 0, view.width(), height, palette.color(QPalette.ColorRole.Window))
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.setFont(view.font())
    room = QRect(margin, margin, view.width() - 2 * margin, height - 2 * margin)
    painter.drawText(room, int(Qt.TextFlag.TextWordWrap), caption)
