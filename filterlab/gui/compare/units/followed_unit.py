"""Which unit all panels of what a unit sees look at: the filter that Compare looks at, or one chosen here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.units.asked_net import BANK, AskedNet, PictureMemory, bank_key, keys_of, net_of
from filterlab.gui.listening import listen
from filterlab.gui.train.held_back import HeldBackPictures
from filterlab.gui.train.learned import filters_by_layer
from filterlab.probes.units import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.nets import Snapshot
    from filterlab.probes.stages import Pair
    from filterlab.project import Run

NEWER_MS = 500


@dataclass(frozen=True, eq=False)
class Asked:
    """A unit and its net.

    Attributes
    ----------
    net : AskedNet
        The net, at one moment.
    unit : Unit
        The unit; its place is None unless another than the middle of its map was chosen.
    name : str
        What it is called in sentences.
    """

    net: AskedNet
    unit: Unit
    name: str

    @property
    def is_class(self) -> bool:
        """Whether the unit is one of the scores the net ends with."""
        return self.net.has_classes(self.unit.layer)


class FollowedUnit(QObject):
    """Follow one unit; weights that come in while its net is trained are not taken unasked until the run has ended.

    Nothing is read before somebody asks for `asked`.

    Signals
    -------
    changed()
        Another unit is looked at, or one with other weights, or none.
    listed()
        There are other nets to choose from, or newer weights, or names of classes have come.

    Attributes
    ----------
    looked_at : LookedAt
        The filter that all of Compare looks at.
    memory : PictureMemory
        The pictures that nets are shown.
    """

    changed = Signal()
    listed = Signal()

    def __init__(self, looked_at: LookedAt, parent: QObject | None = None) -> None:
        """Look at what Compare looks at."""
        super().__init__(parent)
        self.looked_at, self.document = looked_at, looked_at.document
        self.memory = PictureMemory()
        self._key, self._layer, self._channel = "", "", 0
        self._place: Pair | None = None
        # It is read only once somebody asks about a class.
        self._held_back = HeldBackPictures(self)
        self._held_back.loaded.connect(self.listed)
        self._net: AskedNet | None = None
        self._is_open, self._is_pinned = True, False
        # The bank may have changed since: it does with every cell that is painted in Design, unseen from here.
        self._is_stale = False
        self._pause = QTimer(self, singleShot=True, interval=NEWER_MS)
        self._pause.timeout.connect(self._on_pause_timeout)
        document = self.document
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
        looked_at.changed.connect(self._on_looked_at_changed)

    @property
    def asked(self) -> Asked | None:
        """The unit that is asked, or None; `problem` says why."""
        if self._is_open:
            self._is_open = False
            self._take_looked()
        elif self._is_stale:
            self._catch_up()
        if self._net is None:
            return None
        return Asked(self._net, Unit(self._layer, self._channel, self._place), self.name_of(self._channel))

    @property
    def key(self) -> str:
        """The key of the net that is asked, also if it has nothing to say yet; empty for none."""
        return self._key

    @property
    def problem(self) -> str:
        """Why nobody can be asked; empty if one can."""
        if self.asked is not None:
            return ""
        if not self._key:
            return self.tr(
                "There is no net and no filter to ask yet: train a net, or draw a filter in Design."
            )
        return self.tr(
            "{net} has no filters for pictures yet: let it train for a moment, or choose another net."
        ).format(net=dict(self.entries()).get(self._key, self._key))

    @property
    def is_idle(self) -> bool:
        """Whether all that the document has told is known."""
        return not self._pause.isActive() and self._held_back.is_idle

    @property
    def has_newer(self) -> bool:
        """Whether the net has learned on since; not if the user has gone back to a moment of its run."""
        run = self._run
        if self._net is None or run is None or run.snapshot is None or self._is_pinned:
            return False
        return (run.id, run.snapshot.step) != self._net.stamp

    @property
    def _run(self) -> Run | None:
        return next((run for run in self.document.runs if run.id == self._key), None)

    def entries(self) -> list[tuple[str, str]]:
        """List every net that can be asked, as (key, title)."""
        return [
            (key, self.tr("bank, {size}").format(size=name) if key.startswith(BANK) else name)
            for key, name in keys_of(self.document)
        ]

    def title_of(self, net: AskedNet) -> str:
        """Return the name of a net in sentences."""
        return self.tr("the bank") if net.key.startswith(BANK) else net.title

    def name_of(self, channel: int) -> str:
        """Return what a unit of the layer is called in sentences."""
        if self._net is not None and self._net.names:
            return self._net.names[channel]
        if self._net is not None and self._net.has_classes(self._layer):
            return self.tr("class {name}").format(name=self.unit_names()[channel])
        return self.tr("{layer} unit {channel}").format(layer=self._layer, channel=channel)

    def unit_names(self) -> Sequence[str]:
        """Return what the units of the layer are called in a list: filters of the bank and classes have names."""
        net = self._net
        if net is None or net.names:
            return net.names if net is not None else ()
        count = net.count_units(self._layer)
        if net.has_classes(self._layer):
            return self._held_back.names(self._run, count)
        return [str(channel) for channel in range(count)]

    def follow_place(self, place: Pair | None) -> None:
        """Look at the unit at another row and column of its map; None stands for the middle."""
        if self._net is not None and place != self._place:
            self._place = place
            self.changed.emit()

    def follow(self, key: str, layer: str = "", channel: int = 0) -> None:
        """Look at a unit of a net with its newest weights, as the user wants; without a layer, of its first one."""
        self._is_open = False
        self._take(key, layer, channel)
        self._publish()

    def take_newest(self) -> None:
        """Look at the same unit with the newest weights."""
        if self.has_newer:
            self._take(self._key, self._layer, self._channel)

    def shut_down(self) -> None:
        """Say no more."""
        self._pause.stop()
        self._held_back.shut_down()

    def _take(self, key: str, layer: str, channel: int, moment: Snapshot | None = None) -> None:
        net = net_of(self.document, key, moment) if key else None
        if net is not None:
            layer = layer if layer in net.layers else net.layers[0]
            channel = min(channel, net.count_units(layer) - 1)
        if (key, layer) != (self._key, self._layer):
            self._place = None
        self._key, self._net, self._layer, self._channel = key, net, layer, channel
        self._is_stale = False
        run = self._run
        self._is_pinned = moment is not None and run is not None and run.snapshot is not moment
        self.changed.emit()

    def _take_looked(self) -> None:
        """Look at what Compare looks at."""
        looked = self.looked_at.looked
        if looked is None:
            self._take("", "", 0)
        elif looked.filter_id:
            alike = bank_key(self.document.filter(looked.filter_id))
            ids = [item.id for item in self.document.filters if bank_key(item) == alike]
            self._take(alike, "", ids.index(looked.filter_id))
        else:
            self._take(looked.run_id, looked.layer, looked.number, self.looked_at.moment)

    def _publish(self) -> None:
        """Let all of Compare look at the unit, if it is a filter."""
        net = self._net
        if net is None:
            return
        if net.ids:
            self.looked_at.look_at(Looked(filter_id=net.ids[self._channel]))
        elif self._layer in filters_by_layer(net.parameters):
            self.looked_at.look_at(Looked(run_id=net.key, layer=self._layer, number=self._channel))

    def _is_looked_at(self) -> bool:
        """Whether the unit is the filter that all of Compare looks at."""
        looked, net = self.looked_at.looked, self._net
        if looked is None or net is None:
            return looked is None and net is None and not self._key
        if net.ids:
            return looked.filter_id == net.ids[self._channel]
        same = (looked.run_id, looked.layer, looked.number) == (net.key, self._layer, self._channel)
        moment = self.looked_at.moment
        return same and moment is not None and net.stamp == (net.key, moment.step)

    def _on_looked_at_changed(self) -> None:
        if self._is_open:
            self.changed.emit()
        elif not self._is_looked_at():
            self._take_looked()

    def _catch_up(self) -> None:
        """Take what the unit has become since somebody asked last."""
        self._is_stale = False
        if self._key not in dict(keys_of(self.document)):
            self._take_looked()
        elif self._key.startswith(BANK):
            net = net_of(self.document, self._key)
            if net is not None and self._net is not None and net.stamp != self._net.stamp:
                self._take(self._key, self._layer, self._channel)

    def _on_document_changed(self, _key: str) -> None:
        # Who has not asked since it was said last is not seen, and will ask.
        if not self._is_stale:
            self._is_stale = True
            self.listed.emit()

    def _on_document_run_updated(self, run_id: str) -> None:
        if run_id == self._key and not self._pause.isActive():
            self._pause.start()

    def _on_pause_timeout(self) -> None:
        run = self._run
        if self._net is None:
            self._take(self._key, self._layer, self._channel)
        elif run is not None and not run.is_active:
            self.take_newest()
        self.listed.emit()
