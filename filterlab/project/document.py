"""The document: what the user is working on, observable by anyone and free of Qt."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from psygnal import Signal

from filterlab.probes import Stages
from filterlab.project.filter_bank import FilterBank
from filterlab.project.filters import Picture, frozen_array, taken_over
from filterlab.project.run_book import RunBook
from filterlab.project.scale import Scale, Units
from filterlab.project.starts import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from filterlab.nets import NetSpec
    from filterlab.probes.chain import Chain
    from filterlab.project.comparison import Comparison
    from filterlab.project.contents import Contents
    from filterlab.project.plans import TrainingPlan


class Document(FilterBank, RunBook):
    """Filters, pictures, stage settings and runs, with one signal for each kind of change.

    Every method either does the whole change and emits one signal, or raises ``FilterLabError`` and changes
    nothing. Signals carry ids, not objects: a listener asks the document for what it shows. Setting what is
    already set emits nothing.
    """

    picture_added = Signal(str)
    picture_removed = Signal(str)
    picture_changed = Signal(str)
    current_picture_changed = Signal(str)
    stages_changed = Signal(Stages)
    units_changed = Signal(object)
    chain_changed = Signal()
    start_added = Signal(str)
    plan_changed = Signal()
    comparison_changed = Signal()

    def __init__(self) -> None:
        """Start with an empty document in units of 0 to 255."""
        super().__init__()
        self._pictures: dict[str, Picture] = {}
        self._current_picture = ""
        self._stages = Stages()
        self._units: Units = 255
        self._chain: Chain | None = None
        self._chain_name = ""
        self._starts: dict[str, Start] = {}
        self._plan: TrainingPlan | None = None
        self._comparison: Comparison | None = None

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
    def pictures(self) -> Sequence[Picture]:
        """All pictures, oldest first."""
        return tuple(self._pictures.values())

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

    def picture(self, picture_id: str) -> Picture:
        """Return the picture with this id; raise ``KeyError`` when there is none."""
        return self._pictures[picture_id]

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

    def remove_picture(self, picture_id: str, look_at: str = "") -> None:
        """Take a picture out, and look at another one: the given, else the one that was added before it."""
        order = list(self._pictures)
        index = order.index(picture_id)
        del self._pictures[picture_id]
        is_current_gone = self._current_picture == picture_id
        if is_current_gone:
            rest = list(self._pictures)
            neighbour = rest[max(index - 1, 0)] if rest else ""
            self._current_picture = look_at if look_at in self._pictures else neighbour
        self.picture_removed.emit(picture_id)
        if is_current_gone:
            self.current_picture_changed.emit(self._current_picture)
        elif look_at in self._pictures:
            self.select_picture(look_at)

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


def _kept_or_first(current: str, ids: Mapping[str, object]) -> str:
    return current if current in ids else next(iter(ids), "")
