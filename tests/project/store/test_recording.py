"""Training runs in the project: figures and snapshots exact, gone on with from the last state, small."""

from __future__ import annotations

import itertools
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.nets import (
    Cancelled,
    EpochEnd,
    Failed,
    Finished,
    LayerNorms,
    Misclassified,
    Report,
    Snapshot,
    Started,
    Step,
    TrainConfig,
    TrainingState,
    zoo,
)
from filterlab.project import Document, Project, TrainingRequest
from filterlab.project.store import Pace, RecordingPlace, RunRecorder
from filterlab.project.store.metrics import append_metrics, read_events, read_metrics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

NOW = 1_700_000_000.0
LENET5 = {
    "conv1.weight": (6, 1, 5, 5), "conv1.bias": (6,), "conv2.weight": (16, 6, 5, 5), "conv2.bias": (16,),
    "fc1.weight": (120, 400), "fc1.bias": (120,), "fc2.weight": (84, 120), "fc2.bias": (84,),
    "fc3.weight": (10, 84), "fc3.bias": (10,),
}  # fmt: skip


EVERYTHING = Pace(least_steps=1, seconds_between_states=0.0, states_share=inf)


@pytest.fixture
def project() -> Iterator[Project]:
    """Return a project with a run that is about to start, "run-1"."""
    document = Document()
    document.add_run(TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig()))
    project = Project.untitled(document, NOW)
    yield project
    project.close()


def place(project: Project, pace: Pace = EVERYTHING) -> RecordingPlace:
    """Return where the run is written, unless told with every snapshot and every state."""
    found = project.recording_place("run-1")
    assert found is not None
    return replace(found, pace=pace)


def started() -> Started:
    """Return the event of the beginning of a run with a snapshot after every step."""
    return Started(
        net=zoo["tiny"],
        config=TrainConfig(snapshot_every=1),
        train_size=9,
        test_size=3,
        steps_per_epoch=5,
        total_steps=15,
    )


def step(number: int, loss: float = 0.1) -> Step:
    """Return the event of a step, a tenth of a second after the one before."""
    return Step(
        step=number, epoch=1, loss=loss, accuracy=1 / 3, learning_rate=0.05 / number, seconds=number / 10
    )


def weights(value: float) -> dict[str, NDArray[np.float32]]:
    """Return small weights."""
    return {"conv1.weight": np.full((2, 1, 3, 3), value, np.float32)}


def state(number: int, value: float = 0.0, position: int = 0) -> TrainingState:
    """Return what a training goes on from."""
    return TrainingState(
        step=number,
        epoch=1,
        position=position,
        parameters=weights(value),
        optimiser={"momentum.conv1.weight": np.arange(3.0), "step": np.array(float(number))},
        order_rng=f"pcg64 {number:x} 1 0 0",
        dropout_rng="pcg64 ffffffffffffffffffffffffffffffff 1 0 0",
        loss_sum=0.1,
        right=3,
        test_loss=0.2,
        test_accuracy=0.3,
        seconds=number / 10,
    )


def snapshot(number: int, value: float = 0.0, position: int = 0) -> Snapshot:
    """Return a snapshot after a step, from which a training can go on."""
    return Snapshot(
        step=number,
        epoch=1,
        parameters=weights(value),
        seconds=number / 10,
        state=state(number, value, position),
    )


def picture_only(number: int, value: float = 0.0) -> Snapshot:
    """Return a snapshot from which no training goes on."""
    return replace(snapshot(number, value), state=None)


def same(ours: TrainingState | None, theirs: TrainingState) -> bool:
    """Whether two states hold the same arrays and values, of the same types."""
    if ours is None:
        return False
    mine, others = ours.to_plain(), theirs.to_plain()
    return mine.keys() == others.keys() and all(
        np.array_equal(mine[name], others[name]) and type(mine[name]) is type(others[name]) for name in mine
    )


def test_a_run_does_not_go_on_with_other_pictures_and_loses_nothing_by_the_attempt(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        recorder.check_data("cats")
        recorder.resume_point()
        for event in (started(), step(1), snapshot(1), step(2)):
            recorder.record(event)
        recorder.record(Failed(reason="The disk was full."))
    with RunRecorder(place(project)) as recorder:
        # No state is left to go on from: the run begins anew, with whatever there is.
        recorder.check_data("dogs")
        recorder.resume_point()
        for event in (started(), step(1), snapshot(1), step(2)):
            recorder.record(event)
        recorder.record(Cancelled(step=2, epoch=1, parameters=weights(0), seconds=0.2), is_pausing=True)
    with RunRecorder(place(project)) as recorder, pytest.raises(FilterLabError, match="put them back"):
        recorder.check_data("cats")
    with project._file.reading() as connection:
        assert [event.step for event in read_events(connection, "run-1", Step)] == [1, 2]
    with RunRecorder(place(project)) as recorder:
        recorder.check_data("dogs")


def test_a_recorded_run_comes_back_exactly_when_it_is_asked_for(project: Project) -> None:
    steps = [
        step(n, loss) for n, loss in ((1, 0.1), (2, float("nan")), (3, float("inf")), (4, 1e-300), (5, np.pi))
    ]
    mistakes = (Misclassified(7, 1, 0, 0.9), Misclassified(2, 0, 1, 1 / 3))
    epoch = EpochEnd(
        epoch=1,
        step=5,
        train_loss=0.3,
        train_accuracy=0.1,
        test_loss=0.2,
        test_accuracy=0.7,
        seconds=0.5,
        dead_units={"relu1": 0.125, "relu2": 0.0},
        report=Report(0.2, 0.7, np.array([[5, 1], [2, 9]]), mistakes),
    )
    norms = {"conv1": LayerNorms(3.5, 1e-9), "frozen": LayerNorms(0.1, None)}
    with RunRecorder(place(project)) as recorder:
        recorder.record(started())
        recorder.record(snapshot(0))
        for event in (*steps, epoch):
            recorder.record(event)
        recorder.record(replace(snapshot(5, 5.0), norms=norms))
        recorder.record(
            Finished(step=5, epoch=1, test_loss=0.2, test_accuracy=0.7, parameters=weights(5.0), seconds=0.6)
        )
    project.close()
    again = Project.opened(project.path, NOW)
    run = again.document.run("run-1")
    assert (run.state, run.started) == ("finished", started())
    assert not {"steps", "epochs", "norms", "snapshot"} & vars(run).keys()
    assert repr(run.steps) == repr(steps)
    assert run.epochs == [epoch]
    assert repr(run.epochs[0].report) == repr(epoch.report)
    assert run.norms == [(5, norms)]
    assert run.parameters["conv1.weight"][0, 0, 0, 0] == 5
    assert [(at.step, at.has_state) for at in again.snapshots("run-1")] == [(0, False), (5, False)]
    first = again.snapshot("run-1", 0)
    assert first is not None
    assert first.parameters["conv1.weight"].max() == 0
    assert again.snapshot("run-1", 3) is None
    assert [(one.step, one.parameters["conv1.weight"].max()) for one in again.each_snapshot("run-1")] == [
        (0, 0),
        (5, 5),
    ]
    again.close()


def test_only_the_latest_two_snapshots_keep_their_state(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        for number in range(1, 6):
            recorder.record(snapshot(number))
    assert [at.has_state for at in project.snapshots("run-1")] == [False, False, False, True, True]


def test_a_run_goes_on_from_its_last_state_and_forgets_what_came_after(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        recorder.record(started())
        for number in range(1, 8):
            recorder.record(step(number))
        recorder.record(snapshot(7, 7.0))
        for number in range(8, 40):
            recorder.record(step(number))
        recorder.record(picture_only(39))
    with RunRecorder(place(project)) as recorder:
        point = recorder.resume_point()
        assert point is not None
        assert point.step == 7
        assert point.parameters["conv1.weight"][0, 0, 0, 0] == 7
        assert same(point.state, state(7, 7.0))
        for number in range(8, 12):
            recorder.record(step(number, 0.5))
        recorder.record(snapshot(11, 11.0))
    project.close()
    again = Project.opened(project.path, NOW)
    run = again.document.run("run-1")
    assert run.state == "paused"
    assert [(event.step, event.loss) for event in run.steps] == [
        (number, 0.1 if number < 8 else 0.5) for number in range(1, 12)
    ]
    assert [at.step for at in again.snapshots("run-1")] == [7, 11]
    run.rewind(9)
    assert run.steps[-1].step == 9
    again.close()


def test_a_run_without_a_state_begins_anew(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        recorder.record(started())
        recorder.record(step(1))
        recorder.record(picture_only(1))
    with RunRecorder(place(project)) as recorder:
        assert recorder.resume_point() is None
    assert project.snapshots("run-1") == ()


def test_a_run_cut_off_by_a_kill_is_paused_or_failed_at_the_next_opening(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        recorder.record(started())
    project.close()
    again = Project.opened(project.path, NOW)
    run = again.document.run("run-1")
    assert (run.state, "train again" in run.reason) == ("failed", True)
    assert not run.is_active
    again.close()


def test_a_failed_run_keeps_its_reason_and_a_cancelled_one_its_weights(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        recorder.record(step(1))
        recorder.record(Cancelled(step=1, epoch=1, parameters=weights(3.0), seconds=1.0))
        assert project.snapshots("run-1")[-1].step == 1
        recorder.record(Failed(reason="The loss is no number any more."))
    project.close()
    again = Project.opened(project.path, NOW)
    run = again.document.run("run-1")
    assert (run.state, run.reason) == ("failed", "The loss is no number any more.")
    assert run.parameters["conv1.weight"].max() == 3
    again.close()


def test_a_training_follows_its_project_when_that_gets_a_name(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("named") / "named.filterlab"
    old = project.path
    with RunRecorder(place(project)) as recorder:
        project.document.record_events("run-1", [started()])
        recorder.record(started())
        recorder.record(step(1))
        project.save_as(target, NOW)
        assert old.exists()
        recorder.record(step(2))
        recorder.record(snapshot(2, 2.0))
        recorder.record(Failed(reason="enough"))
    project.close()
    assert not old.exists()
    again = Project.opened(target, NOW)
    assert [event.step for event in again.document.run("run-1").steps] == [1, 2]
    assert again.document.run("run-1").reason == "enough"
    again.close()


def test_the_window_and_the_training_write_side_by_side(project: Project) -> None:
    item = project.document.make_filter("mine", np.zeros((1, 3, 3)))
    project.document.insert_filter(item)
    with RunRecorder(place(project)) as recorder:
        for number in range(1, 30):
            recorder.record(step(number))
            recorder.record(snapshot(number))
            project.document.set_weights(item.id, np.full((1, 3, 3), number))
            project.write()
    assert len(project.snapshots("run-1")) == 29


def test_a_full_disk_ends_the_recording_in_a_sentence_and_keeps_what_was_written(project: Project) -> None:
    recorder = RunRecorder(place(project))
    recorder.record(step(1))
    recorder.record(snapshot(1))
    (pages,) = recorder._file._connection.execute("PRAGMA page_count").fetchone()
    recorder._file._connection.execute(f"PRAGMA max_page_count = {pages}")
    large = Snapshot(step=2, epoch=1, parameters={"w": np.zeros((300, 300))}, seconds=1.0)
    with pytest.raises(FilterLabError, match="the disk is full"):
        recorder.record(large)
    recorder.close()
    assert [at.step for at in project.snapshots("run-1")] == [1]


def test_a_long_run_keeps_about_as_many_snapshots_as_are_asked_for(project: Project) -> None:
    pace = Pace(most_snapshots=5, least_steps=1, seconds_between_states=30.0, seconds_to_first_state=30.0)
    with RunRecorder(place(project, pace)) as recorder:
        recorder.record(replace(started(), total_steps=100, config=TrainConfig(snapshot_every=2)))
        for number in range(0, 101, 2):
            recorder.record(snapshot(number))
        # Written because half a minute has passed, and gone when two newer ones are there.
        recorder.record(replace(snapshot(102), seconds=31.0))
        assert [at.step for at in project.snapshots("run-1")] == [0, 20, 40, 60, 80, 100, 102]
        assert [at.has_state for at in project.snapshots("run-1")] == [True, *[False] * 5, True]
        for number in (120, 140):
            recorder.record(replace(snapshot(number), seconds=100.0 * number))
    assert [at.step for at in project.snapshots("run-1")] == [0, 20, 40, 60, 80, 100, 120, 140]


def test_of_a_large_net_and_of_a_short_run_fewer_snapshots_stay() -> None:
    long = replace(started(), total_steps=10_000)
    assert Pace().steps_between(long) == 100
    assert Pace().steps_between(replace(long, total_steps=64)) == 30
    assert Pace().steps_between(replace(long, net=zoo["alexnet"])) == 1000


def test_a_state_that_takes_long_to_write_is_written_less_often(project: Project) -> None:
    now = itertools.count(step=0.1)
    with RunRecorder(place(project, Pace(least_steps=1)), clock=lambda: next(now)) as recorder:
        recorder.record(replace(started(), config=TrainConfig(snapshot_every=1)))
        for number in range(150):
            recorder.record(snapshot(number))
    # Each took a tenth of a second: a hundredth of ten.
    assert [at.step for at in project.snapshots("run-1") if at.has_state] == [0, 100]


def test_a_state_that_had_to_wait_is_followed_by_another_within_a_minute() -> None:
    assert Pace().pause_after_state(100.0, 0.001) == 5
    assert Pace().pause_after_state(100.0, 0.2) == 20
    # A window that saves a large project under another name keeps a recorder waiting for as long as that takes.
    assert Pace().pause_after_state(100.0, 30.0) == 60


def test_a_young_run_is_written_with_its_state_more_often(project: Project) -> None:
    with RunRecorder(place(project, Pace(least_steps=10**6)), clock=lambda: 0.0) as recorder:
        recorder.record(replace(started(), config=TrainConfig(snapshot_every=1)))
        due = []
        for number in range(200):
            if recorder.wants_state(number / 10):
                due.append(number / 10)
                recorder.record(snapshot(number))
    # The pauses are as long as the run so far, but one second at least and five at most.
    assert due == [0, 1, 2, 4, 8, 13, 18]
    assert [at.step for at in project.snapshots("run-1") if at.has_state] == [130, 180]


def test_a_paused_run_goes_on_where_it_was_stopped(project: Project) -> None:
    stopped = Cancelled(step=9, epoch=1, parameters=weights(9.0), seconds=1.0, state=state(9, 9.0))
    few = place(project, replace(EVERYTHING, most_snapshots=3))
    with RunRecorder(few) as recorder:
        recorder.record(started())
        recorder.record(snapshot(0))
        recorder.record(snapshot(5))
        recorder.record(stopped, is_pausing=True)
    assert project.can_resume("run-1")
    with RunRecorder(few) as recorder:
        point = recorder.resume_point()
        assert point is not None
        assert same(point.state, state(9, 9.0))
        recorder.record(replace(started(), step=9))
        for number in range(10, 15):
            recorder.record(snapshot(number))
        recorder.record(
            Finished(step=15, epoch=1, test_loss=0.1, test_accuracy=0.9, parameters=weights(1.0), seconds=2.0)
        )
    assert [at.step for at in project.snapshots("run-1")] == [0, 5, 10, 15]
    assert not project.can_resume("run-1")


def test_a_test_that_is_made_again_after_an_interruption_is_kept_once(project: Project) -> None:
    end = EpochEnd(
        epoch=1, step=5, train_loss=0.3, train_accuracy=0.1, test_loss=0.2, test_accuracy=0.7, seconds=0.5,
        dead_units={"relu1": 0.5},
    )  # fmt: skip
    with RunRecorder(place(project)) as recorder:
        recorder.record(snapshot(5, position=9))
        recorder.record(end)
        recorder.record(Cancelled(step=5, epoch=1, parameters=weights(0.0), seconds=0.5, state=state(5)))
    with RunRecorder(place(project)) as recorder:
        recorder.resume_point()
        recorder.record(end)
        recorder.record(snapshot(6))
    with RunRecorder(place(project)) as recorder:
        recorder.resume_point()
        recorder.record(Failed(reason="enough"))
    assert project.document.run("run-1").epochs == []
    project.close()
    again = Project.opened(project.path, NOW)
    assert again.document.run("run-1").epochs == [end]
    again.close()


def test_a_run_is_written_by_the_last_process_that_took_it_over(project: Project) -> None:
    with RunRecorder(place(project)) as lost, RunRecorder(place(project)) as recorder:
        recorder.record(snapshot(1))
        with pytest.raises(FilterLabError, match="Another process"):
            lost.record(snapshot(2))
    assert [at.step for at in project.snapshots("run-1")] == [1]


def test_what_the_window_writes_late_does_not_undo_the_end_of_a_run(project: Project) -> None:
    with RunRecorder(place(project)) as recorder:
        recorder.record(started())
        project.document.record_events("run-1", [started()])
        recorder.record(Failed(reason="The loss is no number any more."))
    project.write()
    with project._file.reading() as connection:
        row = connection.execute("SELECT state, reason FROM runs").fetchone()
    assert row == ("failed", "The loss is no number any more.")


def test_figures_of_other_kinds_are_kept_beside_the_steps(project: Project) -> None:
    norms = np.array([[5.0, 0.25], [10.0, 0.5]])
    with project._file.writing() as connection:
        append_metrics(connection, "run-1", "norms", ["step", "conv1"], norms)
        append_metrics(connection, "run-1", "norms", ["step", "conv1"], np.zeros((0, 2)))
    with project._file.reading() as connection:
        ((names, rows),) = read_metrics(connection, "run-1", "norms")
    assert names == ["step", "conv1"]
    np.testing.assert_array_equal(rows, norms)


def test_ten_thousand_steps_and_fifty_snapshots_of_lenet5_stay_under_a_hundred_megabytes(
    project: Project,
) -> None:
    rng = np.random.default_rng(0)
    parameters = {name: rng.normal(size=shape).astype(np.float32) for name, shape in LENET5.items()}
    assert sum(array.size for array in parameters.values()) == 61_706
    moments = {f"{part}.{name}": a for part in ("mean", "square") for name, a in parameters.items()}
    full = replace(state(1), parameters=parameters, optimiser=moments)
    with RunRecorder(place(project)) as recorder:
        recorder.record(replace(started(), total_steps=10_000))
        for number in range(1, 10_001):
            recorder.record(step(number))
            if number % 200 == 0:
                at = replace(snapshot(number), parameters=parameters, state=full)
                recorder.record(at)
    project.close()
    assert project.path.stat().st_size < 20_000_000


def test_a_project_of_a_hundred_runs_is_opened_without_reading_their_history(project: Project) -> None:
    for number in range(2, 102):
        project.document.add_run(TrainingRequest(DataChoice(), zoo["lenet5"], TrainConfig(seed=number)))
    project.write()
    for run in project.document.runs:
        with RunRecorder(RecordingPlace(str(project.path), run.id, EVERYTHING)) as recorder:
            recorder.record(started())
            recorder.record(step(1))
            recorder.record(snapshot(1))
    project.close()
    again = Project.opened(project.path, NOW)
    asked: list[str] = []
    with again._file.reading() as connection:
        connection.set_trace_callback(asked.append)
        assert [run.state for run in again.document.runs] == ["paused"] * 101
        assert asked == []
        assert again.document.runs[70].steps == [step(1)]
        assert len(asked) == 1
        connection.set_trace_callback(None)
    again.close()
