"""Where a panel scrolls up and down when it is higher than its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from filterlab.gui.soon import Soon


class PanelArea(QScrollArea):
    """Hold a panel that is as wide as there is room, and show a part of it that has come into being."""

    def __init__(self, panel: QWidget, parent: QWidget | None = None) -> None:
        """Put the panel in."""
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._panel = panel
        self.setWidget(panel)
        panel.setAutoFillBackground(False)
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.setSizePolicy(room)
        self._part: QWidget | None = None
        self._soon = Soon(self)
        self._soon.came.connect(self._on_soon_came)
        self.verticalScrollBar().rangeChanged.connect(self._soon.start)

    def bring_into_sight(self, part: QWidget) -> None:
        """Scroll to a part of the panel that has just appeared, once the panel has been laid out with it."""
        self._part = part
        self._soon.start()

    def _on_soon_came(self) -> None:
        panel, view = self._panel, self.viewport()
        if panel.width() > view.width() >= panel.minimumSizeHint().width():
            # Qt sometimes leaves a panel as wide as it was before the scroll bar came.
            panel.resize(view.width(), panel.height())
        if self._part is not None:
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self.ensureWidgetVisible(self._part, 0, 0)
            self._part = None
