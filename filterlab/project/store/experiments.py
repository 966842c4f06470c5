"""Experiments of the course in the tables: what was asked, how it ended, and every trial as it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.probes.experiments import ExperimentRequest, Setting, Trial
from filterlab.project.runs import TrainingRequest
from filterlab.project.store.arrays import read_arrays, remove_arrays, write_arrays
from filterlab.project.store.plain import (
    NOT_AS_WRITTEN,
    format_json,
    from_plain,
    parse_json,
    request_from_plain,
    request_to_plain,
    safe_text,
    to_plain,
)
from filterlab.project.store.rows import checked_name, read_rows

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ExperimentState = Literal["running", "finished", "cancelled", "failed"]

_MOST_CURVE_BYTES = 16 << 20


@dataclass(frozen=True)
class _Asked:
    """An `ExperimentRequest` without its filters, which are arrays; its setting as a run's request."""

    name: str
    seeds: tuple[int, ...]
    data: str
    threads: int | None
    run: str = ""
    setting: dict[str, Any] | None = None


@dataclass(frozen=True)
class ExperimentRow:
    """What is known of an experiment without its trials.

    Attributes
    ----------
    id : int
        Its number in the file.
    request : ExperimentRequest
        What was asked for.
    began : float
        When, in seconds since 1970.
    state : str
        "running", "finished", "cancelled" or "failed".
    reason : str
        Why it failed, in words; empty otherwise.
    trials : int
        How many are over.
    """

    id: int
    request: ExperimentRequest
    began: float
    state: ExperimentState
    reason: str
    trials: int


@dataclass(frozen=True, eq=False)
class TrialRecord:
    """A trial that is over, with its curve.

    Attributes
    ----------
    trial : Trial
        Its figures.
    steps, errors : ndarray
        (N,): steps made, and the error in percent.
    """

    trial: Trial
    steps: Floats
    errors: Floats


def write_experiment(connection: sqlite3.Connection, request: ExperimentRequest, began: float) -> int:
    """Store an experiment that is about to run; return its number."""
    asked = _Asked(
        request.name,
        request.seeds,
        safe_text(request.data),
        request.threads,
        safe_text(request.setting.run) if request.setting is not None else "",
        _setting_to_plain(request.setting) if request.setting is not None else None,
    )
    cursor = connection.execute(
        "INSERT INTO experiments (request, began, state, reason) VALUES (?, ?, 'running', '')",
        (format_json(to_plain(asked, _Asked)), began),
    )
    number = cast("int", cursor.lastrowid)
    filters = {f"{place:05}": filter_ for place, filter_ in enumerate(request.filters)}
    write_arrays(connection, _filters_of(number), filters)
    return number


def write_experiment_state(
    connection: sqlite3.Connection, experiment: int, state: ExperimentState, reason: str = ""
) -> None:
    """Store how an experiment stands."""
    connection.execute(
        "UPDATE experiments SET state = ?, reason = ? WHERE id = ?", (state, safe_text(reason), experiment)
    )


def end_interrupted(connection: sqlite3.Connection) -> None:
    """Note of every experiment that runs no more, as its program was killed, that it was stopped."""
    connection.execute("UPDATE experiments SET state = 'cancelled' WHERE state = 'running'")


def write_trial(connection: sqlite3.Connection, experiment: int, record: TrialRecord) -> None:
    """Add a trial to an experiment."""
    connection.execute(
        "INSERT INTO trials (experiment, number, figures, curve) "
        "VALUES (?, (SELECT COUNT(*) + 1 FROM trials WHERE experiment = ?), ?, ?)",
        (
            experiment,
            experiment,
            format_json(to_plain(record.trial, Trial)),
            np.stack((record.steps, record.errors), axis=1).astype("<f8").tobytes(),
        ),
    )


def remove_experiment(connection: sqlite3.Connection, experiment: int) -> None:
    """Remove an experiment with its trials."""
    connection.execute("DELETE FROM trials WHERE experiment = ?", (experiment,))
    connection.execute("DELETE FROM experiments WHERE id = ?", (experiment,))
    remove_arrays(connection, _filters_of(experiment))


def list_experiments(connection: sqlite3.Connection) -> tuple[ExperimentRow, ...]:
    """Read all experiments, oldest first, without their trials.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    query = (
        "SELECT id, request, began, state, reason, "
        "(SELECT COUNT(*) FROM trials WHERE experiment = experiments.id) FROM experiments ORDER BY id"
    )
    rows = read_rows(connection, query, (), int, str, float, str, str, int)
    return tuple(_row(connection, row) for row in rows)


def _filters_of(experiment: int) -> str:
    return f"experiment-{experiment}"


def _row(connection: sqlite3.Connection, row: tuple[int, str, float, str, str, int]) -> ExperimentRow:
    key, request, began, state, reason, trials = row
    if state not in get_args(ExperimentState):
        raise FilterLabError(NOT_AS_WRITTEN)
    asked = from_plain(parse_json(request), _Asked)
    filters = tuple(array for _place, array in sorted(read_arrays(connection, _filters_of(key)).items()))
    setting = _setting_from_plain(asked.run, asked.setting) if asked.setting is not None else None
    wanted = ExperimentRequest(asked.name, asked.seeds, asked.data, asked.threads, filters, setting)
    return ExperimentRow(key, wanted, began, cast("ExperimentState", state), checked_name(reason), trials)


def _setting_to_plain(setting: Setting) -> dict[str, Any]:
    return request_to_plain(TrainingRequest(setting.data, setting.net, setting.config))


def _setting_from_plain(run: str, plain: dict[str, Any]) -> Setting:
    request = request_from_plain(plain, None)
    return Setting(checked_name(run), request.net, request.data, request.config)


def read_trials(connection: sqlite3.Connection, experiment: int) -> tuple[TrialRecord, ...]:
    """Read the trials of an experiment, in their order.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    query = (
        "SELECT figures, curve FROM trials WHERE experiment = ? "
        f"AND length(curve) <= {_MOST_CURVE_BYTES} ORDER BY number"
    )
    rows = read_rows(connection, query, (experiment,), str, bytes)
    return tuple(_record(figures, curve) for figures, curve in rows)


def _record(figures: str, curve: bytes) -> TrialRecord:
    trial = from_plain(parse_json(figures), Trial)
    counts = (trial.parameters, trial.steps, trial.seconds, trial.steps_to_target, trial.seconds_to_target)
    shares = (trial.train_accuracy, trial.test_accuracy)
    ways = [value for moved in trial.way for value in (moved.step, moved.angle, moved.distance)]
    points = np.frombuffer(curve, "<f8") if len(curve) % 16 == 0 else np.array([np.nan])
    if (
        not all(0 <= share <= 1 for share in shares)
        or any(count is not None and count < 0 for count in counts)
        or not np.isfinite(points).all()
        or not np.isfinite(ways).all()
    ):
        raise FilterLabError(NOT_AS_WRITTEN)
    steps, errors = points.astype(np.float64).reshape(-1, 2).T
    return TrialRecord(trial, steps, errors)
