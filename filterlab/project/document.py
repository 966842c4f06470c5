"""The document: what the user is working on, observable by anyone and free of Qt."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from psygnal import Signal

from filterlab.errors import FilterLabError
from filterlab.nets import Snapshot
from filterlab.probes import Stages
from filterlab.project.filters import Filter, Picture, frozen_array, taken_over
from filterlab.project.runs import Run
from filterlab.project.scale import Scale, Units
from filterlab.project.starts import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from filterlab.nets import Event, NetSpec
    from filterlab.probes.chain import Chain
    from filterlab.project.comparison import Comparison
    from filterlab.project.contents import Contents
    from filterlab.project.plans import TrainingPlan
    from filterlab.project.runs import TrainingRequest


class Document:
    """Filters, pictures, stage settings and runs, with one signal for each kind of change.

    Every method either does the whole change and emits one signal, or raises ``FilterLabError`` and changes
    nothing. Signals carry ids, not objects: a listener asks the document for what it shows. Setting what is
    already set emits nothing.
    """

    filter_added = Signal(str)
    filter_removed = Signal(str)
    filter_changed = Signal(str)
    filter_renamed = Signal(str)
    current_filter_changed = Signal(str)
    picture_added = Signal(str)
    picture_changed = Signal(str)
    current_picture_changed = Signal(str)
    stages_changed = Signal(Stages)
    units_changed = Signal(object)
    run_added = Signal(str)
    run_updated = Signal(str)
    run_removed = Signal(str)
    chain_changed = Signal()
    start_added = Signal(str)
    plan_changed = Signal()
    comparison_changed = Signal()

    def __init__(self) -> None:
        """Start with an empty document in units of 0 to 255."""
        self._filters: dict[str, Filter] = {}
        self._pictures: dict[str, Picture] = {}
        self._runs: dict[str, Run] = {}
        self._current_filter = ""
        self._current_picture = ""
        self._stages = Stages()
        self._units: Units = 255
        self._chain: Chain | None = None
        self._chain_name = ""
        self._starts: dict[str, Start] = {}
        self._plan: TrainingPlan | None = None
        self._comparison: Comparison | None = None
        self._numbers = itertools.count(1)

    @classmethod
    def restored(cls, contents: Contents) -> Document:
        """Make the document that these contents were taken from; nobody listens yet, so no signal is sent."""
        document = cls()
        document._filters = {item.id: item for item in contents.filters}
        document._pictures = {picture.id: picture for picture in contents.pictures}
        document._runs = {run.id: run for run in contents.runs}
        document._starts = {start.name: start for start in contents.starts}
        document._stages, document._units = contents.stages, contents.units
        document._chain, document._chain_name = contents.chain, contents.chain_name
        document._plan, document._comparison = contents.plan, contents.comparison
        document._current_filter = _kept_or_first(contents.current_filter, document._filters)
        document._current_picture = _kept_or_first(contents.current_picture, document._pictures)
        document._numbers = itertools.count(contents.next_number)
        return document

    @property
    def filters(self) -> Sequence[Filter]:
        """All filters of the bank, in its order."""
        return tuple(self._filters.values())

    @property
    def pictures(self) -> Sequence[Picture]:
        """All pictures, oldest first."""
        return tuple(self._pictures.values())

    @property
    def runs(self) -> Sequence[Run]:
        """All training runs, oldest first."""
        return tuple(self._runs.values())

    @property
    def current_filter(self) -> Filter | None:
        """The filter on the drawing table, or None in an empty bank."""
        return self._filters.get(self._current_filter)

    @property
    def current_picture(self) -> Picture | None:
        """The picture being looked at, or None."""
        return self._pictures.get(self._current_picture)

    @property
    def stages(self) -> Stages:
        """What happens to the picture: stride, padding, dilation, bias, activation, pooling."""
        return self._stages

    @property
    def units(self) -> Units:
        """1 when picture values are shown from 0 to 1, 255 when from 0 to 255."""
        return self._units

    @property
    def scale(self) -> Scale:
        """What black and white of the current picture count as."""
        return self.scale_in(self._units)

    def scale_in(self, units: Units) -> Scale:
        """Return what black and white of the current picture, or of an ordinary one, count as in some units."""
        picture = self.current_picture
        if picture is not None:
            return picture.scale_in(units)
        return Scale() if units == "file" else Scale(0.0, float(units))

    @property
    def chain(self) -> Chain | None:
        """The circuit of filters that is being wired, or None."""
        return self._chain

    @property
    def chain_name(self) -> str:
        """What the circuit is called; empty without one."""
        return self._chain_name

    @property
    def starts(self) -> Mapping[str, Start]:
        """The nets that were wired by hand, by their names, oldest first."""
        return dict(self._starts)

    @property
    def plan(self) -> TrainingPlan | None:
        """What is set up to be trained next; None as long as nobody has set anything up."""
        return self._plan

    @property
    def comparison(self) -> Comparison | None:
        """What stands in Compare; None as long as nobody has chosen anything there."""
        return self._comparison

    def filter(self, filter_id: str) -> Filter:
        """Return the filter with this id; raise ``KeyError`` when there is none."""
        return self._filters[filter_id]

    def picture(self, picture_id: str) -> Picture:
        """Return the picture with this id; raise ``KeyError`` when there is none."""
        return self._pictures[picture_id]

    def run(self, run_id: str) -> Run:
        """Return the run with this id; raise ``KeyError`` when there is none."""
        return self._runs[run_id]

    def new_id(self, kind: str) -> str:
        """Return an id that was never given out in this document, such as "filter-7"."""
        return f"{kind}-{next(self._numbers)}"

    def free_name(self, wanted: str) -> str:
        """Return the wanted filter name, or "name 2", "name 3" … where it is taken."""
        taken = {item.name for item in self._filters.values()}
        if wanted not in taken:
            return wanted
        return next(f"{wanted} {n}" for n in itertools.count(2) if f"{wanted} {n}" not in taken)

    def make_filter(self, name: str, weights: ArrayLike, *, origin: str = "painted") -> Filter:
        """Make a filter with a fresh id and a free name, without adding it to the bank yet."""
        return Filter(
            id=self.new_id("filter"), name=self.free_name(name), weights=frozen_array(weights), origin=origin
        )

    def insert_filter(self, item: Filter, index: int | None = None) -> None:
        """Put a filter into the bank, at the end or before the filter that now has this index."""
        if item.id in self._filters:
            raise ValueError(f"the bank holds {item.id} already")
        order = list(self._filters.values())
        order.insert(len(order) if index is None else index, item)
        self._filters = {entry.id: entry for entry in order}
        self.filter_added.emit(item.id)
        if not self._current_filter:
            self.select_filter(item.id)

    def remove_filter(self, filter_id: str) -> None:
        """Take a filter out of the bank; its neighbour becomes the current one."""
        order = list(self._filters)
        index = order.index(filter_id)
        del self._filters[filter_id]
        if self._current_filter == filter_id:
            rest = [key for key in order if key != filter_id]
            self._current_filter = rest[min(index, len(rest) - 1)] if rest else ""
            self.filter_removed.emit(filter_id)
            self.current_filter_changed.emit(self._current_filter)
        else:
            self.filter_removed.emit(filter_id)

    def set_weights(self, filter_id: str, weights: ArrayLike) -> None:
        """Give a filter other weights of shape (C, KH, KW): a new array and the next revision."""
        self._filters[filter_id] = self._filters[filter_id].with_weights(weights)
        self.filter_changed.emit(filter_id)

    def rename_filter(self, filter_id: str, name: str) -> None:
        """Give a filter another name, which no other filter may have."""
        renamed = self._filters[filter_id].with_name(name)
        if any(f.name == renamed.name and f.id != filter_id for f in self._filters.values()):
            raise FilterLabError(f"Another filter is called {renamed.name!r} already; choose another name.")
        if renamed.name != self._filters[filter_id].name:
            self._filters[filter_id] = renamed
            self.filter_renamed.emit(filter_id)

    def select_filter(self, filter_id: str) -> None:
        """Put a filter of the bank on the drawing table."""
        if filter_id not in self._filters:
            raise KeyError(filter_id)
        if filter_id != self._current_filter:
            self._current_filter = filter_id
            self.current_filter_changed.emit(filter_id)

    def add_picture(
        self, name: str, pixels: ArrayLike, *, source: str = "", scale: Scale | None = None
    ) -> Picture:
        """Add a picture of shape (C, H, W) in [0, 1] and look at it; a read-only array is taken over, not copied.

        The scale is what 0 and 1 are in its file; without one, 0 and 255.
        """
        picture = Picture(
            self.new_id("picture"),
            name,
            taken_over(pixels),
            source,
            scale=scale if scale is not None else Scale(),
        )
        self.insert_picture(picture)
        return picture

    def insert_picture(self, picture: Picture) -> None:
        """Add a picture that was made elsewhere with an id of `new_id`, and look at it; no pixel is touched."""
        if picture.id in self._pictures:
            raise ValueError(f"the document holds {picture.id} already")
        self._pictures[picture.id] = picture
        self.picture_added.emit(picture.id)
        self.select_picture(picture.id)

    def replace_picture(self, picture_id: str, picture: Picture) -> None:
        """Put a picture with an id of `new_id` in the place of another, which goes, and look at it.

        Who browses through a folder leaves one picture behind and not hundreds.
        """
        if picture_id not in self._pictures:
            raise KeyError(picture_id)
        if picture.id in self._pictures:
            raise ValueError(f"the document holds {picture.id} already")
        kept = ((picture if key == picture_id else item) for key, item in self._pictures.items())
        self._pictures = {item.id: item for item in kept}
        is_current_gone = self._current_picture == picture_id
        if is_current_gone:
            # Whoever is told of the new picture already finds it in front.
            self._current_picture = picture.id
        self.picture_added.emit(picture.id)
        if is_current_gone:
            self.current_picture_changed.emit(picture.id)
        else:
            self.select_picture(picture.id)

    def select_picture(self, picture_id: str) -> None:
        """Look at another picture of the document."""
        if picture_id not in self._pictures:
            raise KeyError(picture_id)
        if picture_id != self._current_picture:
            self._current_picture = picture_id
            self.current_picture_changed.emit(picture_id)

    def set_pixels(self, picture_id: str, pixels: ArrayLike) -> None:
        """Give a picture other pixels (C, H, W) in [0, 1], as a drawing pad does; a read-only array is taken over."""
        self._pictures[picture_id] = self._pictures[picture_id].with_pixels(pixels)
        self.picture_changed.emit(picture_id)

    def set_stages(self, stages: Stages) -> None:
        """Replace the stage settings."""
        if stages != self._stages:
            self._stages = stages
            self.stages_changed.emit(stages)

    def set_units(self, units: Units) -> None:
        """Show picture values from 0 to 1, from 0 to 255 or as in their files; the pictures do not change."""
        if units != self._units:
            self._units = units
            self.units_changed.emit(units)

    def set_chain(self, chain: Chain | None, name: str = "") -> None:
        """Wire another circuit, or none; a circuit without a name keeps the one the last had."""
        kept = (name or self._chain_name or "circuit") if chain is not None else ""
        if (chain, kept) != (self._chain, self._chain_name):
            self._chain, self._chain_name = chain, kept
            self.chain_changed.emit()

    def add_start(self, name: str, spec: NetSpec, parameters: Mapping[str, ArrayLike]) -> Start:
        """Remember a net wired by hand to start training from, in place of an older one of this name."""
        frozen = {key: frozen_array(value) for key, value in parameters.items()}
        start = Start(name, spec, frozen)
        self._starts[name] = start
        self.start_added.emit(name)
        return start

    def set_plan(self, plan: TrainingPlan) -> None:
        """Set up otherwise what is trained next."""
        if plan != self._plan:
            self._plan = plan
            self.plan_changed.emit()

    def set_comparison(self, comparison: Comparison) -> None:
        """Note that something else stands in Compare."""
        if comparison != self._comparison:
            self._comparison = comparison
            self.comparison_changed.emit()

    def add_run(self, request: TrainingRequest) -> Run:
        """Remember a run that is about to start."""
        run_id = self.new_id("run")
        taken = {run.name for run in self._runs.values()}
        numbers = itertools.count(len(self._runs) + 1)
        name = next(name for name in (f"run {number}" for number in numbers) if name not in taken)
        run = Run(id=run_id, name=name, request=request)
        self._runs[run_id] = run
        self.run_added.emit(run_id)
        return run

    def add_imported_run(self, name: str, parameters: Mapping[str, ArrayLike]) -> Run:
        """Remember weights that came from a file, by PyTorch's names, as a run without a history."""
        frozen = {key: frozen_array(value) for key, value in parameters.items()}
        snapshot = Snapshot(step=0, epoch=0, parameters=frozen, seconds=0.0)
        run = Run(id=self.new_id("run"), name=name, request=None, state="imported")
        run.snapshot = snapshot
        self._runs[run.id] = run
        self.run_added.emit(run.id)
        return run

    def remove_run(self, run_id: str) -> None:
        """Forget a run that has ended, with all it learned; ``FilterLabError`` while it goes on."""
        run = self._runs[run_id]
        if run.is_active:
            raise FilterLabError(f"{run.name} is still going on: stop it first.")
        del self._runs[run_id]
        self.run_removed.emit(run_id)

    def take_up_run(self, run_id: str) -> None:
        """Note that a run which was interrupted is about to go on; what it reports says from where."""
        run = self._runs[run_id]
        run.state, run.reason = "waiting", ""
        self.run_updated.emit(run_id)

    def record_events(self, run_id: str, events: Sequence[Event], *, is_pausing: bool = False) -> None:
        """Take in what a run has reported since last time, with one signal for all of it.

        Parameters
        ----------
        run_id : str
            The run.
        events : sequence of Event
            In their order.
        is_pausing : bool
            Whether the run was asked to stop so that it can go on another time.
        """
        run = self._runs[run_id]
        for event in events:
            run.record(event, is_pausing=is_pausing)
        if events:
            self.run_updated.emit(run_id)


def _kept_or_first(current: str, ids: Mapping[str, object]) -> str:
    return current if current in ids else next(iter(ids), "")
