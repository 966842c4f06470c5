"""The time machine: go through all snapshots of a run, pin one, see what has changed since, write an animation."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel, PanelBody
from filterlab.gui.train.choosers import LayerBox, PictureNumberBox
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.filter_mosaic import FilterMosaic
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.map_mosaic import MapMosaic
from filterlab.gui.widgets.slide_player import SlidePlayer
from filterlab.gui.widgets.still_label import StillLabel

METRICS_WIDTH = 150


class TimePanel(DeskPanel):
    """Show figures, filters and maps of one moment, and the player below.

    Signals
    -------
    layer_chosen(name), picture_chosen(index)
        The user wants to see another layer, or what the net makes of another test picture.
    pinned(), difference_wanted(is_on)
        The user pins this moment, or wants to see what has changed since.
    cancel_wanted()
        The animation is wanted no more.
    value_hovered(sentence)
        About the weight or the value under the mouse.
    """

    layer_chosen = Signal(str)
    picture_chosen = Signal(int)
    pinned = Signal()
    difference_wanted = Signal(bool)
    cancel_wanted = Signal()
    value_hovered = Signal(str)
    key = "time"
    group = "runs"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.runs = run_box(self.tr("Run"))
        self.layers = LayerBox()
        self.number = PictureNumberBox()
        self.pin = QPushButton(self.tr("Pin"))
        self.difference = QCheckBox()
        self.metrics = StillLabel(alignment=Qt.AlignmentFlag.AlignTop)
        self.filters = FilterMosaic(self.tr("Filters"))
        self.maps = MapMosaic(self.tr("Maps"))
        self.player = SlidePlayer()
        self.note = ElidedLabel("")
        self.progress = QProgressBar(textVisible=False, maximum=100)
        self.cancel = QPushButton(self.tr("Cancel"))
        self._set_up()
        self._lay_out()
        self.layers.layer_chosen.connect(self.layer_chosen)
        self.number.valueChanged.connect(self.picture_chosen)
        self.pin.clicked.connect(self.pinned)
        self.difference.toggled.connect(self.difference_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.filters.value_hovered.connect(self.value_hovered)
        self.maps.value_hovered.connect(self.value_hovered)
        self.player.clear()
        self.set_pinned("")
        self.set_exporting(percent=None, note="")

    def _set_up(self) -> None:
        self.pin.setToolTip(self.tr("Remember this moment, to compare others with it"))
        self.difference.setToolTip(
            self.tr("Show what has been added to weights and maps since the pinned moment")
        )
        self.metrics.setToolTip(
            self.tr(
                "Loss and accuracy of a moment are means over ten steps on either side; test: of the last epoch"
            )
        )
        self.progress.setMaximumWidth(140)
        self.progress.setFixedHeight(12)
        self.progress.setAccessibleName(self.tr("Progress of the animation"))
        self.metrics.setFixedWidth(METRICS_WIDTH)

    def _lay_out(self) -> None:
        top = QWidget()
        flow = FlowLayout(top, spacing=6)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.addWidget(self.runs)
        for text, widget in ((self.tr("Layer"), self.layers), (self.tr("Test picture"), self.number)):
            label = QLabel(text)
            label.setBuddy(widget)
            flow.addWidget(label)
            flow.addWidget(widget)
        flow.addWidget(self.pin)
        flow.addWidget(self.difference)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(dressed(QLabel(self.tr("At this moment")), "title"))
        column.addWidget(self.metrics, 1)
        left.setFixedWidth(METRICS_WIDTH)
        body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        body.addWidget(self.filters)
        body.addWidget(self.maps)
        body.setHandleWidth(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(left)
        row.addWidget(body, 1)
        export = QHBoxLayout()
        export.addWidget(self.note, 1)
        export.addWidget(self.progress)
        export.addWidget(self.cancel)
        whole = PanelBody()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(top)
        layout.addLayout(row, 1)
        layout.addWidget(self.player)
        layout.addLayout(export)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("T&ime machine")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Any snapshot of a run again, two compared, the learning as an animation")

    def fall_asleep(self) -> None:
        """Pause when nobody looks."""
        self.player.pause()

    def set_pinned(self, words: str) -> None:
        """Say what can be taken from every moment; without one that is pinned there is no difference to show."""
        self.difference.setText(words or self.tr("Difference"))
        self.difference.setEnabled(bool(words))
        if not words:
            self.difference.blockSignals(True)
            self.difference.setChecked(False)
            self.difference.blockSignals(False)

    def set_exporting(self, *, percent: int | None, note: str) -> None:
        """Show how far an animation is; None: none is being written."""
        is_exporting = percent is not None
        self.player.set_exporting(is_exporting=is_exporting)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.progress.setVisible(is_exporting)
        self.cancel.setVisible(is_exporting)
        self.progress.setValue(percent or 0)

    def show_message(self, sentence: str) -> None:
        """Say in place of filters and maps what will be seen here, or why nothing is."""
        self.metrics.setText("")
        self.player.clear()
        self.pin.setEnabled(False)
        self.filters.show_message(sentence)
        self.maps.show_message(self.tr("Here: what the layer makes of a test picture."))
