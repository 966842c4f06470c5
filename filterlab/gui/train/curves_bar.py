"""The line above the curves: over what they are drawn, and how much they are smoothed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from filterlab.gui.widgets.dressed import dressed

MOST_REACH = 100
SLIDER_WIDTH = 120
_STEPS, _SECONDS = 0, 1


class CurvesBar(QWidget):
    """Choose what the x axis counts and how many steps make a mean.

    Signals
    -------
    axis_chosen(), reach_chosen()
        The user chose otherwise.
    """

    axis_chosen = Signal()
    reach_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with steps, and with a smoothing that grows with the run."""
        super().__init__(parent)
        self.axis = QComboBox()
        self.axis.addItems([self.tr("steps"), self.tr("seconds")])
        self.axis.setToolTip(self.tr("What the curves are drawn over: steps made, or time taken"))
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, MOST_REACH + 1)
        self.smoothing.setPageStep(10)
        self.smoothing.setMaximumWidth(SLIDER_WIDTH)
        self.smoothing.setToolTip(
            self.tr("How many steps on either side count towards the mean; leftmost: as many as suit the run")
        )
        self._words = dressed(QLabel(), "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(6)
        for text, widget in ((self.tr("&Over"), self.axis), (self.tr("Smoothin&g"), self.smoothing)):
            label = QLabel(text)
            label.setBuddy(widget)
            layout.addWidget(label)
            layout.addWidget(widget)
        layout.addWidget(self._words)
        layout.addStretch(1)
        self.axis.setAccessibleName(self.tr("What the curves are drawn over"))
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self._say_reach()
        self.axis.activated.connect(self._on_axis_activated)
        self.smoothing.valueChanged.connect(self._on_smoothing_value_changed)

    @property
    def is_by_seconds(self) -> bool:
        """Whether the x axis counts seconds instead of steps."""
        return self.axis.currentIndex() == _SECONDS

    @property
    def reach(self) -> int | None:
        """How many steps on either side make a mean; None: as many as suit the run."""
        value = self.smoothing.value()
        return value - 1 if value else None

    def _say_reach(self) -> None:
        reach = self.reach
        self._words.setText(
            self.tr("by itself") if reach is None else self.tr("± {count} steps").format(count=reach)
        )

    def _on_axis_activated(self, _index: int) -> None:
        self.axis_chosen.emit()

    def _on_smoothing_value_changed(self, _value: int) -> None:
        self._say_reach()
        self.reach_chosen.emit()
