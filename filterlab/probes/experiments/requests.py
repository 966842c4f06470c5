"""An experiment asked for by name: small enough to be sent to a child process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from filterlab.data import load_dataset
from filterlab.errors import FilterLabError
from filterlab.probes.experiments.catalogue import experiments, first_layer
from filterlab.probes.experiments.running import run_experiment
from filterlab.probes.experiments.seeding import FIRST_LAYER

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from filterlab.data import Dataset
    from filterlab.engine.arrays import FloatArray
    from filterlab.probes.experiments.events import ExperimentEvent
    from filterlab.probes.experiments.model import Experiment, Trial


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
    """

    name: str
    seeds: tuple[int, ...]
    data: str = "strokes"
    threads: int | None = None
    filters: tuple[FloatArray, ...] = field(default=(), compare=False)

    @property
    def experiment(self) -> Experiment:
        """The experiment with that many threads.

        Raises
        ------
        FilterLabError
            If there is none of the name, it takes no filters, or the filters do not fit.
        """
        if self.name not in experiments:
            raise FilterLabError(
                f'There is no experiment "{self.name}"; choose one of {", ".join(experiments)}.'
            )
        found = self._found()
        arms = tuple(replace(arm, config=replace(arm.config, threads=self.threads)) for arm in found.arms)
        return replace(found, arms=arms)

    def _found(self) -> Experiment:
        if not self.filters:
            return experiments[self.name]
        if self.name != FIRST_LAYER:
            raise FilterLabError(
                f'The experiment "{self.name}" takes no filters: give them to {FIRST_LAYER}, or leave them out.'
            )
        return first_layer(self.filters)


def run_requested(
    request: ExperimentRequest,
    should_stop: Callable[[], bool] = lambda: False,
    known: Sequence[Trial] = (),
) -> Generator[ExperimentEvent, None, None]:
    """Run an experiment on pictures that each seed draws for itself; see `run_experiment`.

    Raises
    ------
    FilterLabError
        At the first event, if there is no such experiment, or the data cannot be read.
    """
    experiment = request.experiment

    def draw(seed: int) -> Dataset:
        return load_dataset(
            request.data, seed=seed, train_size=experiment.train_size, test_size=experiment.test_size
        )

    yield from run_experiment(experiment, draw, request.seeds, known=known, should_stop=should_stop)
