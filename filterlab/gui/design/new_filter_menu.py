"""The menu of filters to begin with: empty ones by size, presets by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from filterlab.data import presets
from filterlab.gui.widgets.filter_delegate import draw_thumbnail
from filterlab.gui.widgets.filter_model import FilterEntry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.data import Preset

EMPTY_SIZES = (3, 5, 7, 11)
ICON = 32


class NewFilterMenu(QMenu):
    """Offer filters to begin with.

    Signals
    -------
    filter_wanted(name, weights, origin)
        The user wants a filter with this name, these weights of shape (C, KH, KW), from there.
    """

    filter_wanted = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build nothing yet; the menu is filled when it is opened for the first time."""
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._on_about_to_show)

    def fill(self) -> None:
        """Build all entries, once."""
        if self.actions():
            return
        for size in EMPTY_SIZES:
            title = self.tr("Empty {size} × {size}").format(size=size)
            weights = np.zeros((1, size, size), dtype=np.float32)
            # It will not be empty for long, nor perhaps of this size.
            self._add(self, title, self.tr("My filter"), weights, "painted")
        self.addSeparator()
        groups: dict[str, QMenu] = {}
        for preset in presets.values():
            if preset.group not in groups:
                groups[preset.group] = self.addMenu(_capitalised(preset.group))
                groups[preset.group].setToolTipsVisible(True)
            self._add_preset(groups[preset.group], preset)

    def _add_preset(self, menu: QMenu, preset: Preset) -> None:
        weights = preset.weights.astype(np.float32)
        action = self._add(menu, preset.title, preset.title, weights, f"preset {preset.name}")
        action.setIcon(thumbnail_icon(weights, self.devicePixelRatioF()))
        action.setIconVisibleInMenu(True)
        action.setToolTip(preset.explanation)
        action.setStatusTip(preset.explanation)

    def _add(self, menu: QMenu, title: str, name: str, weights: NDArray[np.float32], origin: str) -> QAction:
        action = menu.addAction(title)
        action.triggered.connect(lambda _checked=False: self.filter_wanted.emit(name, weights, origin))
        return action

    def _on_about_to_show(self) -> None:
        self.fill()


def thumbnail_icon(weights: NDArray[np.float32], pixel_ratio: float) -> QIcon:
    """Draw a filter of shape (C, KH, KW) as an icon."""
    pixmap = QPixmap(round(ICON * pixel_ratio), round(ICON * pixel_ratio))
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_thumbnail(painter, QRectF(1, 1, ICON - 2, ICON - 2), FilterEntry("", "", weights))
    painter.end()
    return QIcon(pixmap)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
