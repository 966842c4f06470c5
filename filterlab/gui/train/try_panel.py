"""Try it: draw or load a picture and see what the net makes of it while the pen moves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from filterlab.gui.desk_panel import DeskPanel, PanelBody
from filterlab.gui.train.bars_view import BarsView
from filterlab.gui.train.choosers import LayerBox
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.map_mosaic import MapMosaic
from filterlab.gui.widgets.pen_hand import PenHand
from filterlab.gui.widgets.tooltip import in_lines


class TryPanel(DeskPanel):
    """Show the pad, the probabilities and the maps of a layer from left to right.

    Attributes
    ----------
    hand : PenHand
        The pen on the pad; by mouse, or by arrows and the space bar.

    Signals
    -------
    layer_chosen(name)
        The user wants to see another layer.
    clear_wanted(), invert_wanted(), load_wanted(), newest_wanted()
        The buttons.
    value_hovered(sentence)
        About the value of a map under the mouse.
    """

    layer_chosen = Signal(str)
    clear_wanted = Signal()
    invert_wanted = Signal()
    load_wanted = Signal()
    newest_wanted = Signal()
    value_hovered = Signal(str)
    key = "try"
    group = "runs"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.runs = run_box(self.tr("Run"))
        self.layers = LayerBox()
        self.clear = QPushButton(self.tr("Clear"))
        self.load = QPushButton(self.tr("Load…"))
        self.invert = QPushButton(self.tr("Invert"))
        self.newest = QPushButton(self.tr("Newest weights"))
        self.headline = ElidedLabel("")
        self.pad = ArrayView(self.tr("Draw here"), colour_bar=False)
        self.hand = PenHand(self.pad, self)
        self.bars = BarsView(self.tr("Probabilities of the classes"))
        self.maps = MapMosaic(self.tr("Maps"))
        self._set_up()
        self._lay_out()
        self.layers.layer_chosen.connect(self.layer_chosen)
        self.clear.clicked.connect(self.clear_wanted)
        self.load.clicked.connect(self.load_wanted)
        self.invert.clicked.connect(self.invert_wanted)
        self.newest.clicked.connect(self.newest_wanted)
        self.maps.value_hovered.connect(self.value_hovered)

    def _set_up(self) -> None:
        self.clear.setToolTip(self.tr("Take everything off the pad"))
        self.load.setToolTip(self.tr("Open a picture; it is brought to the size the net takes"))
        self.invert.setToolTip(
            self.tr("Turn dark into light: the nets of digits learned from white ink on black")
        )
        self.newest.setToolTip(self.tr("Leave the moment of the time machine"))
        self.pad.setToolTip(
            in_lines(
                self.tr(
                    "Drag to draw. Arrows move the pen (Shift: by ten), Space puts it down and lifts it, [ and ] "
                    "change its width, Escape takes a stroke back"
                )
            )
        )

    def _lay_out(self) -> None:
        top = QWidget()
        flow = FlowLayout(top, spacing=6)
        flow.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("Layer"))
        label.setBuddy(self.layers)
        for widget in (self.runs, self.clear, self.load, self.invert, label, self.layers, self.newest):
            flow.addWidget(widget)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.addWidget(dressed(QLabel(self.tr("The net says")), "title"))
        header.addWidget(dressed(self.headline, "muted"), 1)
        column.addLayout(header)
        column.addWidget(self.bars, 1)
        body = QSplitter(childrenCollapsible=False)
        for share, pane in ((3, self.pad), (3, middle), (4, self.maps)):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, share)
        body.setSizes([300, 300, 400])
        body.setHandleWidth(8)
        whole = PanelBody()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(top)
        layout.addWidget(body, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Tr&y it")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Draw or load a picture and see what the net says, and why, while the pen moves")

    def wake_up(self) -> None:
        """Take up the pen."""
        self.hand.take()

    def fall_asleep(self) -> None:
        """Put the pen away."""
        self.hand.give_back()

    def set_possible(self, *, is_possible: bool, is_back: bool) -> None:
        """Say whether there is a net to try, and whether it is one of an earlier moment."""
        for widget in (self.clear, self.load, self.invert):
            widget.setEnabled(is_possible)
        self.newest.setVisible(is_back)

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        self.headline.setText("")
        self.pad.show_message(self.tr("A pad to draw on."))
        self.bars.show_message(sentence)
        self.maps.show_message(self.tr("Here: what the layers make of the drawing."))
