"""Which unit of which net all panels of what a unit sees look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.gui.compare.units.asked_net import HAND_MADE, AskedNet, nets_of
from filterlab.gui.listening import listen
from filterlab.gui.soon import Soon
from filterlab.probes.units import Unit

if TYPE_CHECKING:
    from collections.abc import Hashable

    from filterlab.project import Document

NEWER_MS = 500


@dataclass(frozen=True, eq=False)
class Asked:
    """A unit and its net.

    Attributes
    ----------
    net : AskedNet
        The net, at one moment.
    unit : Unit
        The unit, in the middle of its map.
    name : str
        What it is called in sentences.
    """

    net: AskedNet
    unit: Unit
    name: str

    @property
    def key(self) -> Hashable:
        """The same for the same unit with the same weights."""
        return self.net.stamp, self.unit


class FollowedUnit(QObject):
    """Follow one unit of one net of the document; weights that come in while a net is trained are not taken unasked.

    Signals
    -------
    changed()
        Another unit is looked at, or one with other weights, or none.
    listed()
        There are other nets to choose from, or newer weights.
    """

    changed = Signal()
    listed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Look at the first filter of the newest net."""
        super().__init__(parent)
        self._document = document
        self._nets: list[AskedNet] = []
        self._net: AskedNet | None = None
        self._layer, self._channel = "", 0
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=NEWER_MS)
        for signal in (
            document.run_added,
            document.run_removed,
            document.filter_added,
            document.filter_removed,
            document.filter_renamed,
            document.filter_changed,
        ):
            listen(self, signal, self._on_document_changed)
        listen(self, document.run_updated, self._on_document_run_updated)
        self._soon.came.connect(self._refresh)
        self._pause.timeout.connect(self._refresh)
        self._refresh()

    @property
    def nets(self) -> tuple[AskedNet, ...]:
        """Every net that can be asked."""
        return tuple(self._nets)

    @property
    def net(self) -> AskedNet | None:
        """The net that is asked, with the weights it is asked with; None if there is none."""
        return self._net

    @property
    def asked(self) -> Asked | None:
        """The unit that is asked, or None."""
        if self._net is None:
            return None
        return Asked(self._net, Unit(self._layer, self._channel), self.name_of(self._channel))

    @property
    def is_idle(self) -> bool:
        """Whether all that the document has told is known."""
        return not self._soon.is_active and not self._pause.isActive()

    @property
    def has_newer(self) -> bool:
        """Whether the net has learned on since."""
        newest = self._listed(self._net.key) if self._net is not None else None
        return newest is not None and self._net is not None and newest.stamp != self._net.stamp

    def title_of(self, net: AskedNet) -> str:
        """Return the name of a net in a list."""
        return self.tr("hand-made, {size}").format(size=net.title) if _is_hand_made(net) else net.title

    def name_of(self, channel: int) -> str:
        """Return what a unit of the layer is called in sentences."""
        if self._net is not None and self._net.names:
            return self._net.names[channel]
        return self.tr("{layer} unit {channel}").format(layer=self._layer, channel=channel)

    def follow(self, key: str, layer: str = "", channel: int = 0) -> None:
        """Look at a unit of a net; without a layer, of its first one."""
        net = self._listed(key)
        if net is None:
            return
        layer = layer if layer in net.layers else net.layers[0]
        self._take(net, layer, min(channel, net.count_units(layer) - 1))

    def take_newest(self) -> None:
        """Look at the same unit with the newest weights."""
        if self._net is not None:
            self.follow(self._net.key, self._layer, self._channel)

    def shut_down(self) -> None:
        """Say no more."""
        self._soon.stop()
        self._pause.stop()

    def _listed(self, key: str) -> AskedNet | None:
        return next((net for net in self._nets if net.key == key), None)

    def _take(self, net: AskedNet | None, layer: str, channel: int) -> None:
        self._net, self._layer, self._channel = net, layer, channel
        self.changed.emit()

    def _refresh(self) -> None:
        """List the nets there are; go on with the same one, or look at the newest if it has gone."""
        self._nets = nets_of(self._document)
        same = self._listed(self._net.key) if self._net is not None else None
        if same is None:
            newest = self._nets[0] if self._nets else None
            if newest is not self._net:
                self._take(newest, newest.layers[0] if newest else "", 0)
        elif _is_hand_made(same) and self._net is not None and same.stamp != self._net.stamp:
            self.follow(same.key, self._layer, self._channel)
        self.listed.emit()

    def _on_document_changed(self, _key: str) -> None:
        self._soon.start()

    def _on_document_run_updated(self, _key: str) -> None:
        if not self._pause.isActive():
            self._pause.start()


def _is_hand_made(net: AskedNet) -> bool:
    return net.key.startswith(HAND_MADE)
