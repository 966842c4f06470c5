"""The row in which a panel says whom it asks: net, layer, unit; and lets another be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from filterlab.gui.compare.units.place_choice import PlaceChoice
from filterlab.gui.widgets.elided_box import ElidedBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.units.followed_unit import FollowedUnit
    from filterlab.gui.compare.units.unit_panel import UnitPanel
    from filterlab.probes.stages import Pair

CHARACTERS = 9


class UnitBar(QWidget):
    """Show and ask for net, layer and unit; setters never emit.

    Signals
    -------
    net_chosen(key)
    layer_chosen(name)
    unit_chosen(channel)
        The user wants to ask another.
    place_chosen(place)
        The user wants to ask it at another (row, column) of its map; None for the middle.
    """

    net_chosen = Signal(str)
    layer_chosen = Signal(str)
    unit_chosen = Signal(int)
    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with empty lists."""
        super().__init__(parent)
        self.nets = self._list(
            self.tr("Net"), self.tr("Whose units are asked: a run's net, or filters drawn by hand")
        )
        self.layers = self._list(
            self.tr("Layer"), self.tr("The layer of the unit; those of the last layer are classes")
        )
        self.units = self._list(
            self.tr("Unit"), self.tr("Which filter of the layer, or which class; all panels look at the same")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._of_units: list[QWidget] = []
        for box in (self.nets, self.layers, self.units):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            if box is not self.nets:
                self._of_units += [label, box]
            layout.addWidget(label)
            layout.addWidget(box)
        self.place = PlaceChoice()
        self.place.chosen.connect(self.place_chosen)
        self.place.hide()
        self._minds_place = False
        layout.addWidget(self.place)
        self.nets.activated.connect(self._on_nets_activated)
        self.layers.activated.connect(self._on_layers_activated)
        self.units.activated.connect(self.unit_chosen)

    @staticmethod
    def _list(name: str, tip: str) -> QComboBox:
        box = ElidedBox()
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(CHARACTERS)
        return box

    def show_nets_alone(self) -> None:
        """Ask for the net only: layer and unit make no difference."""
        for widget in self._of_units:
            widget.hide()

    def show_place(self) -> None:
        """Ask for the place in the map too: it makes a difference."""
        self._minds_place = True

    def set_place(self, size: Pair, place: Pair | None) -> None:
        """Show where in its map of so many rows and columns the unit is asked; None for the middle."""
        self.place.setVisible(self._minds_place and size != (1, 1))
        self.place.set_place(size, place)

    def set_nets(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """List nets as (key, title) and show which is asked."""
        self._fill(self.nets, [(title, key) for key, title in entries], current)

    def set_layers(self, names: Sequence[str], current: str) -> None:
        """List the layers of the net and show which is asked."""
        self._fill(self.layers, [(name, name) for name in names], current)

    def set_units(self, names: Sequence[str], current: int) -> None:
        """List the units of the layer and show which is asked."""
        self._fill(self.units, [(name, index) for index, name in enumerate(names)], current)

    @staticmethod
    def _fill(box: QComboBox, entries: Sequence[tuple[str, object]], current: object) -> None:
        box.blockSignals(True)
        if list(entries) != [(box.itemText(row), box.itemData(row)) for row in range(box.count())]:
            box.clear()
            for text, key in entries:
                box.addItem(text, key)
        box.setCurrentIndex(box.findData(current))
        box.setEnabled(bool(entries))
        box.blockSignals(False)

    def _on_nets_activated(self, _index: int) -> None:
        self.net_chosen.emit(self.nets.currentData())

    def _on_layers_activated(self, _index: int) -> None:
        self.layer_chosen.emit(self.layers.currentData())


class UnitChooser(QObject):
    """Keep the bar of a panel true to the unit that all panels look at, while the panel is seen."""

    def __init__(self, panel: UnitPanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel, self._followed = panel, followed
        bar = panel.bar
        bar.net_chosen.connect(self._on_bar_net_chosen)
        bar.layer_chosen.connect(self._on_bar_layer_chosen)
        bar.unit_chosen.connect(self._on_bar_unit_chosen)
        bar.place_chosen.connect(followed.follow_place)
        for signal in (panel.seen_changed, followed.changed, followed.listed):
            signal.connect(self._fill)

    def _fill(self) -> None:
        if not self._panel.is_seen:
            return
        bar, followed, asked = self._panel.bar, self._followed, self._followed.asked
        bar.set_nets(followed.entries(), followed.key)
        if asked is None:
            bar.set_layers((), "")
            bar.set_units((), -1)
            bar.set_place((1, 1), None)
            return
        net, unit = asked.net, asked.unit
        bar.set_layers(net.layers, unit.layer)
        bar.set_units(followed.unit_names(), unit.channel)
        bar.set_place(net.map_size(unit.layer), unit.place)

    def _on_bar_net_chosen(self, key: str) -> None:
        self._followed.follow(key)

    def _on_bar_layer_chosen(self, name: str) -> None:
        self._followed.follow(self._followed.key, name)

    def _on_bar_unit_chosen(self, channel: int) -> None:
        asked = self._followed.asked
        if asked is not None:
            self._followed.follow(asked.net.key, asked.unit.layer, channel)
