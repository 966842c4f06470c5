"""An experiment asked for by name: small enough to be sent to a child process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filterlab.data import DataChoice, batch_change, load_dataset
from filterlab.errors import FilterLabError
from filterlab.probes.experiments.catalogue import NEVER, experiments, first_layer
from filterlab.probes.experiments.running import run_experiment
from filterlab.probes.experiments.seeding import FIRST_LAYER

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from filterlab.data import Dataset
    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import NetSpec, TrainConfig
    from filterlab.probes.experiments.events import ExperimentEvent
    from filterlab.probes.experiments.model import Experiment, Trial


@dataclass(frozen=True)
class Setting:
    """What a run learned from what, and how, so that its controls do the same.

    Attributes
    ----------
    run : str
        What the run is called.
    net : NetSpec
        Its net.
    data : DataChoice
        Its pictures; each seed draws or splits them in its own way.
    config : TrainConfig
        How it learned; what it froze, its seed and what it recorded do not count.
    """

    run: str = field(compare=False)
    net: NetSpec
    data: DataChoice
    config: TrainConfig

    def __post_init__(self) -> None:
        """Leave out what the experiment sets by itself."""
        plain = replace(self.config, frozen=(), seed=0, threads=None, diagnostics=False, snapshot_every=NEVER)
        object.__setattr__(self, "config", plain)


@dataclass(frozen=True)
class ExperimentRequest:
    """Everything one experiment needs.

    Attributes
    ----------
    name : str
        One of `experiments`.
    seeds : tuple of int
        One trial of each arm for each; each seed draws weights, pictures and their order.
    data : str
        A data set of digits of 28 × 28 by its name, or the path of one.
    threads : int or None
        How many threads compute; None means one on each processor.
    filters : tuple of ndarray
        (C, KH, KW) each: hand-made filters to begin with instead of the course's, for the experiment about first
        layers.
    setting : Setting or None
        The net, the pictures and the way of learning of a run, for the experiment about first layers; None: those of
        the course.
    """

    name: str
    seeds: tuple[int, ...]
    data: str = "strokes"
    threads: int | None = None
    filters: tuple[FloatArray, ...] = field(default=(), compare=False)
    setting: Setting | None = None

    @property
    def experiment(self) -> Experiment:
        """The experiment with that many threads.

        Raises
        ------
        FilterLabError
            If there is none of the name, it takes no filters or setting, or the filters do not fit.
        """
        if self.name not in experiments:
            raise FilterLabError(
                f'There is no experiment "{self.name}"; choose one of {", ".join(experiments)}.'
            )
        found = self._found()
        arms = tuple(replace(arm, config=replace(arm.config, threads=self.threads)) for arm in found.arms)
        return replace(found, arms=arms)

    def _found(self) -> Experiment:
        if not self.filters and self.setting is None:
            return experiments[self.name]
        if self.name != FIRST_LAYER:
            raise FilterLabError(
                f'The experiment "{self.name}" takes no filters: give them to {FIRST_LAYER}, or leave them out.'
            )
        if self.setting is None:
            return first_layer(self.filters)
        setting = self.setting
        return first_layer(self.filters, setting.net, setting.config, pictures=Path(setting.data.source).name)


def run_requested(
    request: ExperimentRequest,
    should_stop: Callable[[], bool] = lambda: False,
    known: Sequence[Trial] = (),
    draw: Callable[[int], Dataset] | None = None,
) -> Generator[ExperimentEvent, None, None]:
    """Run an experiment on pictures that each seed draws for itself; see `run_experiment`.

    Parameters
    ----------
    request : ExperimentRequest
        What to run.
    should_stop : callable
        Asked between steps.
    known : sequence of Trial
        The trials that are over already.
    draw : callable or None
        Gives the pictures of a seed, as the net takes them; None draws those the request names.

    Raises
    ------
    FilterLabError
        At the first event, if there is no such experiment, or the data cannot be read.
    """
    experiment = request.experiment

    def named(seed: int) -> Dataset:
        return load_dataset(
            request.data, seed=seed, train_size=experiment.train_size, test_size=experiment.test_size
        )

    change = batch_change(request.setting.data.augmentation) if request.setting is not None else None
    yield from run_experiment(
        experiment, draw or named, request.seeds, known=known, should_stop=should_stop, change=change
    )
