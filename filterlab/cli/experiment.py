"""``filterlab experiment``: one of the course's experiments over several seeds, beside what was published."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console

from filterlab.cli.apply import read_filter
from filterlab.cli.kernels import note_first_use
from filterlab.cli.output import Voice, check_destination, counted, write_picture
from filterlab.cli.progress import bar_on
from filterlab.cli.stopped import StoppedError
from filterlab.cli.train import stop_on_interrupt
from filterlab.errors import FilterLabError
from filterlab.figures import experiment_figure
from filterlab.files import write_whole
from filterlab.probes.experiments import (
    QUICK_SEEDS,
    THOROUGH_SEEDS,
    Curves,
    Experiment,
    ExperimentCancelled,
    ExperimentEvent,
    ExperimentFailed,
    ExperimentFinished,
    ExperimentRequest,
    Trial,
    TrialEnded,
    TrialStarted,
    TrialStep,
    experiments,
    run_requested,
    trials_csv,
)

if TYPE_CHECKING:
    from rich.progress import TaskID

SUFFIXES = (".png", ".csv")


@dataclass(frozen=True, slots=True)
class ExperimentOptions:
    """The options of the command as they were written."""

    name: str
    seeds: int | None
    quick: bool
    data: str
    filters: tuple[str, ...] = ()

    def request(self) -> ExperimentRequest:
        """Turn the options into a request; FilterLabError naming the one that cannot work."""
        if self.quick and self.seeds is not None:
            raise FilterLabError(
                f"--quick means --seeds {QUICK_SEEDS}, and --seeds {self.seeds} is given too: leave one of them out."
            )
        usual = QUICK_SEEDS if self.quick else THOROUGH_SEEDS
        count = usual if self.seeds is None else self.seeds
        if count < 1:
            raise FilterLabError(f"--seeds is {count}: ask for 1 or more.")
        filters = tuple(read_filter(name) for name in self.filters)
        return ExperimentRequest(self.name, tuple(range(count)), self.data, filters=filters)


def list_experiments(voice: Voice) -> None:
    """Name every experiment, what it asks and what was published."""
    for experiment in experiments.values():
        lines = [
            f"{experiment.name}: {experiment.title}",
            f"  {experiment.question}",
            f"  Published: {experiment.claim.words} ({experiment.claim.source}).",
        ]
        voice.tell("\n".join(lines), _description(experiment))


def perform_experiment(options: ExperimentOptions, outputs: Sequence[Path], voice: Voice) -> None:
    """Run an experiment, say what it has found, and write its figure or its trials.

    With ``--json`` every trial becomes a line on stdout, and the finding the last one.

    Raises
    ------
    FilterLabError
        Before the first trial, if an option cannot work or an output cannot be written; later, if the data cannot
        be read or a trial cannot go on.
    StoppedError
        After Ctrl-C; nothing is written.
    """
    for path in outputs:
        check_destination(path, SUFFIXES)
    request = options.request()
    experiment = request.experiment
    note_first_use(voice)
    curves = Curves(experiment.curve)
    finished = _follow(request, curves, voice)
    for path in outputs:
        if path.suffix.lower() == ".png":
            write_picture(path, experiment_figure(experiment, curves, finished.finding))
        else:
            write_whole(path, trials_csv(finished.trials).encode())
    finding = finished.finding
    lines = [finding.figures, finding.answer, finding.published, finding.comparison, *map(str, outputs)]
    voice.tell("\n".join(lines), _record(experiment, finished) | {"outputs": [str(path) for path in outputs]})


def _follow(request: ExperimentRequest, curves: Curves, voice: Voice) -> ExperimentFinished:
    """Run an experiment to its end, with its progress on stderr."""
    with stop_on_interrupt() as should_stop, _Progress(request) as progress:
        for event in run_requested(request, should_stop):
            progress.show(event)
            curves.take_in(event)
            match event:
                case TrialEnded() if voice.as_json:
                    voice.tell("", {"event": "trial", **asdict(event.trial)})
                case ExperimentFinished():
                    return event
                case ExperimentCancelled():
                    raise StoppedError(
                        f"Stopped by Ctrl-C after {counted(len(event.trials), 'trial')}; nothing was written."
                    )
                case ExperimentFailed():
                    raise FilterLabError(event.reason)
    raise RuntimeError("the experiment ended without a terminal event")


def _description(experiment: Experiment) -> dict[str, object]:
    return {
        "experiment": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "method": experiment.method,
        "arms": [arm.name for arm in experiment.arms],
        "claim": asdict(experiment.claim),
    }


def _record(experiment: Experiment, finished: ExperimentFinished) -> dict[str, object]:
    finding = finished.finding
    return {
        "event": "finished",
        **_description(experiment),
        "seeds": len({trial.seed for trial in finished.trials}),
        "quantities": [
            asdict(one) | {"mean": one.mean, "standard_deviation": one.spread} for one in finding.quantities
        ],
        "measured": None if finding.measured is None else asdict(finding.measured),
        "agrees": finding.agrees,
        "sentence": finding.sentence,
    }


class _Progress:
    """Say on stderr how far an experiment is: a bar in a terminal, a line for each trial everywhere."""

    def __init__(self, request: ExperimentRequest) -> None:
        self._request = request
        self._console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
        self._bar = bar_on(self._console)
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        experiment, seeds = self._request.experiment, len(self._request.seeds)
        self._say(
            f"{experiment.title}: {counted(seeds, 'seed')} of {counted(len(experiment.arms), 'way')} on "
            f"{self._request.data}."
        )
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def show(self, event: ExperimentEvent) -> None:
        """Take in one event."""
        match event:
            case TrialStarted():
                if self._task is None:
                    self._task = self._bar.add_task("", total=float(event.total), figures="")
                self._bar.update(
                    self._task,
                    completed=event.number - 1,
                    description=f"trial {event.number}/{event.total}",
                    figures=f"{event.arm}, seed {event.seed}",
                )
            case TrialStep() if self._task is not None:
                share = event.step / event.total_steps
                self._bar.update(self._task, completed=event.number - 1 + share)
            case TrialEnded():
                self._say(_in_words(event.trial, event.number, event.total))
            case _:
                pass

    def _say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False)


def _in_words(trial: Trial, number: int, total: int) -> str:
    reached = (
        ""
        if trial.steps_to_target is None
        else f"at the target after {counted(trial.steps_to_target, 'step')}; "
    )
    turned = f"first filters turned by {trial.drift:.1f}°; " if trial.way and trial.drift is not None else ""
    return (
        f"Trial {number} of {total}, {trial.arm}, seed {trial.seed}: {reached}test error "
        f"{100 * (1 - trial.test_accuracy):.2f} %; {turned}{trial.seconds:.1f} s."
    )
