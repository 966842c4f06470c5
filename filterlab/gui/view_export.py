"""Write what a view shows to a file: PNG as it is on the screen, SVG to be enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from filterlab.errors import FilterLabError
from filterlab.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

VIEW_SUFFIXES = (".png", ".svg")


def export_view(view: QWidget, path: Path) -> None:
    """Write a view to a file, whole or not at all.

    Parameters
    ----------
    view : QWidget
        What is drawn, with everything on it.
    path : Path
        Ends in .png, for the points of the screen, or in .svg, for lines and text that stay sharp.

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
    data = _png_of(view.grab().toImage()) if suffix == ".png" else _as_svg(view)
    write_whole(path, bytes(data.data()))


def write_png(image: QImage, path: Path) -> None:
    """Write a picture to a PNG file, whole or not at all; raise ``FilterLabError`` where that cannot be."""
    write_whole(path, bytes(_png_of(image).data()))


def _png_of(image: QImage) -> QByteArray:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return buffer.data()


def _as_svg(view: QWidget) -> QByteArray:
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    # Otherwise text is written for 72 dots an inch, smaller than the room that was made for it on the screen.
    generator.setResolution(view.logicalDpiX())
    size: QSize = view.size()
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle(view.accessibleName() or view.windowTitle())
    painter = QPainter(generator)
    view.render(painter, QPoint(0, 0))
    painter.end()
    return buffer.data()
