"""The banks that can stand in a column: hand-made filters, presets, and those of any layer of any run at any step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.gui.compare.exhibits import HAND_MADE, LEARNED, MAX_LEARNED, PRESET, Exhibit, with_strength
from filterlab.gui.compare.maps import LayerSight, MapItem
from filterlab.gui.compare.words import CompareWords
from filterlab.gui.train.learned import filters_by_layer, spec_of
from filterlab.gui.widgets.first_layer import first_filters
from filterlab.project.comparison import OWN, PRESETS, BankChoice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.train.snapshots import RunSnapshots
    from filterlab.nets import Snapshot
    from filterlab.project import Document, Run

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Bank:
    """A bank as it is now.

    Attributes
    ----------
    choice : BankChoice
        Which it is; of a run with the layer it begins with, where none was chosen.
    title : str
        Its name.
    exhibits : tuple of Exhibit
        Its filters.
    count : int
        How many it has, of which some may not be shown.
    layers : tuple of str
        The layers of its run that have filters.
    moment : Snapshot or None
        The weights that a learned one is from.
    problem : str
        Why it has no filters.
    is_first : bool
        Whether it is the first layer of a net the program knows: it can look at the picture as it is, or answer in
        its net as those behind it do.
    """

    choice: BankChoice
    title: str
    exhibits: tuple[Exhibit, ...] = ()
    count: int = 0
    layers: tuple[str, ...] = ()
    moment: Snapshot | None = None
    problem: str = ""
    is_first: bool = False

    @property
    def is_in_net(self) -> bool:
        """Whether its responses are the maps of its layer in its net."""
        return any(one.item.sight is not None for one in self.exhibits[:1])

    @property
    def weights(self) -> list[Floats]:
        """The filters (C, KH, KW) as they are, however strong they are shown."""
        return [one.weights for one in self.exhibits]

    @property
    def names(self) -> list[str]:
        """What each filter is called."""
        return [one.title for one in self.exhibits]


class BankReader(QObject):
    """Read banks out of the document; a QObject for its ``tr``."""

    def __init__(self, document: Document, snapshots: RunSnapshots, parent: QObject | None = None) -> None:
        """Read nothing yet."""
        super().__init__(parent)
        self._document, self._snapshots = document, snapshots
        self._words = CompareWords(self)
        self._kept: dict[tuple[str, int], Snapshot] = {}

    def sources(self) -> list[tuple[str, str]]:
        """List what a bank can be of, as (key, title): the newest run after the filters made by hand."""
        runs = [(run.id, run.name) for run in reversed(self._document.runs)]
        return [(OWN, self.tr("Hand-made")), *runs, (PRESETS, self.tr("Presets"))]

    def steps(self, choice: BankChoice) -> list[int]:
        """List the steps of a run whose weights were kept; empty where there is one alone, or none."""
        if not choice.is_learned or self.run(choice) is None:
            return []
        try:
            steps = [moment.step for moment in self._snapshots.snapshots(choice.source)]
        except FilterLabError:
            return []
        return steps if len(steps) > 1 else []

    def run(self, choice: BankChoice) -> Run | None:
        """Return the run of a choice; None for other banks, and for a run that is gone."""
        return next((run for run in self._document.runs if run.id == choice.source), None)

    def read(self, choice: BankChoice, *, equal_strength: bool = False) -> Bank:
        """Read a bank; one that has no filters says why."""
        if choice.source == OWN:
            return self._own(choice, equal_strength=equal_strength)
        if choice.source == PRESETS:
            return self._presets(choice, equal_strength=equal_strength)
        run = self.run(choice)
        if run is None and choice.source:
            return Bank(choice, self._words.gone_title(choice), problem=self._words.gone(choice))
        if run is None:
            return Bank(choice, self.tr("Learned"), problem=self._words.no_run())
        return self._learned(run, choice, equal_strength=equal_strength)

    def _own(self, choice: BankChoice, *, equal_strength: bool) -> Bank:
        exhibits = hand_made(self._document, equal_strength=equal_strength)
        problem = "" if exhibits else self._words.empty_bank()
        return Bank(choice, self.tr("Hand-made"), exhibits, len(exhibits), problem=problem)

    def _presets(self, choice: BankChoice, *, equal_strength: bool) -> Bank:
        exhibits = tuple(
            Exhibit(
                one.title,
                MapItem(PRESET + one.name, equal_strength, with_strength(one.weights, equal=equal_strength)),
                one.weights,
            )
            for one in presets.values()
        )
        return Bank(choice, self.tr("Presets"), exhibits, len(exhibits))

    def _learned(self, run: Run, choice: BankChoice, *, equal_strength: bool) -> Bank:
        try:
            moment = self._moment(run, choice.step)
        except FilterLabError as error:
            return Bank(choice, self._words.learned_title(run, None, ""), problem=str(error))
        banks = filters_by_layer(moment.parameters) if moment is not None else {}
        first = first_filters(moment.parameters) if moment is not None else None
        if moment is None or first is None:
            title = self._words.learned_title(run, moment, "")
            return Bank(choice, title, moment=moment, problem=self._words.nothing_learned(run))
        layer = choice.layer if choice.layer in banks else first[0]
        chosen = replace(choice, layer=layer)
        title = self._words.learned_title(run, moment, layer if layer != first[0] else "")
        sight, is_first = self._sight(run, moment, chosen), layer == first[0]
        used = sight if not is_first or choice.in_net else None
        exhibits = learned(run.id, moment, chosen, banks[layer], used, equal_strength=equal_strength)
        is_first = is_first and sight is not None and len(sight.spec.input_shape) == 3
        return Bank(chosen, title, exhibits, len(banks[layer]), tuple(banks), moment, is_first=is_first)

    def _moment(self, run: Run, step: int | None) -> Snapshot | None:
        if step is None or (run.snapshot is not None and run.snapshot.step == step):
            return run.snapshot
        if (run.id, step) not in self._kept:
            found = self._snapshots.snapshot(run.id, step)
            if found is None:
                return run.snapshot
            # A few moments are looked at in turn; all of a run would fill the memory.
            self._kept = dict(list(self._kept.items())[-3:]) | {(run.id, step): found}
        return self._kept[run.id, step]

    @staticmethod
    def _sight(run: Run, moment: Snapshot, choice: BankChoice) -> LayerSight | None:
        spec = spec_of(run)
        return LayerSight(spec, moment.parameters, choice.layer, choice.fit) if spec is not None else None


def hand_made(document: Document, *, equal_strength: bool) -> tuple[Exhibit, ...]:
    """Put the filters of a document's bank on a shelf, in their order."""
    return tuple(
        Exhibit(
            one.name,
            MapItem(
                HAND_MADE + one.id,
                (one.revision, equal_strength),
                with_strength(one.weights, equal=equal_strength),
            ),
            one.weights,
        )
        for one in document.filters
    )


def learned(
    run_id: str,
    moment: Snapshot,
    choice: BankChoice,
    weights: Floats,
    sight: LayerSight | None,
    *,
    equal_strength: bool,
) -> tuple[Exhibit, ...]:
    """Put the filters (N, C, KH, KW) of a layer on a shelf.

    Parameters
    ----------
    run_id : str
        Whose filters they are.
    moment : Snapshot
        The weights they are from.
    choice : BankChoice
        With the layer.
    weights : ndarray
        The filters.
    sight : LayerSight or None
        How the net comes to their responses; None: they look at the picture itself.
    equal_strength : bool
        Whether each is divided by its strength.
    """
    stamp = (moment.step, choice.fit, sight is not None, equal_strength)
    at = "" if choice.step is None else f"@{choice.step}"
    # The same filters can stand in two columns, and look at the picture in two ways.
    at += f"#{choice.fit}" if sight is not None else ""
    return tuple(
        Exhibit(
            f"{choice.layer} filter {index}",
            MapItem(
                f"{LEARNED}{run_id}{at} {choice.layer} {index}",
                stamp,
                with_strength(one, equal=equal_strength),
                sight,
                index,
            ),
            one,
        )
        for index, one in enumerate(weights[:MAX_LEARNED])
    )
