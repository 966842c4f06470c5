"""Drag something over a widget and drop it, as Qt hands the events over."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from pathlib import Path

COPY, MOVE, LINK = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction, Qt.DropAction.LinkAction
BUTTON, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*paths: Path) -> QMimeData:
    """Return what a file manager hands over."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(widget: QWidget, data: QMimeData, actions: Qt.DropAction = COPY | MOVE) -> QDropEvent | None:
    """Drag something over the middle of a widget and drop it there; None where it is not welcome."""
    middle = widget.rect().center()
    with warnings.catch_warnings():
        # Qt 6.12 asks for QPointF here, which Qt 6.11 does not know.
        warnings.simplefilter("ignore", DeprecationWarning)
        entering = QDragEnterEvent(middle, actions, data, BUTTON, PLAIN)
        moving = QDragMoveEvent(middle + QPoint(1, 0), actions, data, BUTTON, PLAIN)
    QApplication.sendEvent(widget, entering)
    if not entering.isAccepted():
        return None
    QApplication.sendEvent(widget, moving)
    if not moving.isAccepted():
        return None
    dropping = QDropEvent(QPointF(middle), actions, data, BUTTON, PLAIN)
    QApplication.sendEvent(widget, dropping)
    return dropping
