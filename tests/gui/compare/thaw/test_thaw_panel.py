"""How far filters drift from what they began as, beside controls."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from filterlab.data import DataChoice
from filterlab.gui.compare.looked_at import Looked, LookedAt
from filterlab.gui.compare.thaw.panel import ThawPanel
from filterlab.gui.compare.thaw.presenter import ThawPresenter
from filterlab.gui.compare.thaw.reading import joined
from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
from filterlab.gui.train.snapshots import RunSnapshots, SnapshotMemory
from filterlab.nets import NetSpec, Snapshot, TrainConfig, build, zoo
from filterlab.nets.spec import Flatten, Linear
from filterlab.probes.drift import measure_drift
from filterlab.probes.experiments import (
    FIRST_LAYER,
    ExperimentCancelled,
    ExperimentFinished,
    ExperimentRequest,
    Moved,
    Trial,
    TrialEnded,
    TrialStarted,
    experiments,
)
from filterlab.project import Document, TrainingRequest

if TYPE_CHECKING:
    from collections.abc import Iterator


NO_FILTERS = NetSpec("dense", (1, 28, 28), (Flatten("flatten"), Linear("fc1", 10)))


def snapshots(count: int = 3) -> list[Snapshot]:
    """Return weights of tiny that go on and on in the same direction."""
    net = build(zoo["tiny"], np.random.default_rng(0))
    way = np.random.default_rng(1).standard_normal((8, 1, 7, 7)).astype(np.float32)
    parameters = {name: array.copy() for name, array in net.parameters.items()}
    return [
        Snapshot(
            step=10 * number,
            epoch=1,
            seconds=float(number),
            parameters=parameters
            | {"conv1.weight": parameters["conv1.weight"] + np.float32(0.1 * number) * way},
        )
        for number in range(count)
    ]


class Bench:
    """A panel in sight and all it looks at."""

    def __init__(self, qtbot) -> None:
        self.qtbot, self.owner, self.document = qtbot, QObject(), Document()
        self.looked_at = LookedAt(self.document, self.owner)
        memory = SnapshotMemory(self.document, self.owner)
        self.panel = ThawPanel()
        self.presenter = ThawPresenter(
            self.panel, self.looked_at, RunSnapshots(memory, lambda: None), self.owner
        )
        self.experiments = ExperimentsPresenter(self.owner, clock=lambda: 0.0)
        qtbot.addWidget(self.experiments.panel)
        self.presenter.controls.set_experiments(self.experiments)
        self.asked: list[ExperimentRequest] = []
        qtbot.addWidget(self.panel)
        self.panel.resize(1300, 380)
        self.panel.show()
        self.panel.set_seen(True)
        self.rest()

    def rest(self) -> None:
        """Wait until everything is shown."""
        self.qtbot.waitUntil(lambda: self.presenter.is_idle)

    def start_nothing(self, monkeypatch) -> None:
        """Take note of what would be run in a child process."""

        def start(request: ExperimentRequest, *_rest: object) -> None:
            self.asked.append(request)

        monkeypatch.setattr(self.experiments.process, "start", start)
        monkeypatch.setattr(
            type(self.experiments.process), "is_running", property(lambda _self: bool(self.asked))
        )

    def tell(self, seeds: int) -> None:
        """Let all controls tell what they reach, and how far their filters come."""
        arms = [arm.name for arm in experiments[FIRST_LAYER].arms]
        for number, (seed, arm) in enumerate(((seed, arm) for seed in range(seeds) for arm in arms), start=1):
            place = {"number": number, "total": 5 * len(arms)}
            free = arm in ("learned", "hand-made, free")
            way = tuple(Moved(10 * at, free * 4.0 * at * (seed + 1), free * 0.1 * at) for at in range(4))
            trial = Trial(
                arm=arm,
                seed=seed,
                steps=30,
                seconds=1.0,
                steps_to_target=None,
                seconds_to_target=None,
                parameters=100,
                train_accuracy=0.9,
                test_accuracy=0.8 + 0.1 * seed,
                drift=way[-1].angle,
                way=way,
            )
            started = TrialStarted(arm=arm, seed=seed, **place)
            self.experiments.process.events_received.emit([started, TrialEnded(trial=trial, **place)])
        self.qtbot.waitUntil(lambda: not self.experiments._drawing.isActive())
        self.rest()

    def end(self, kind: type[ExperimentFinished | ExperimentCancelled]) -> None:
        """Let the experiment be over, all of it or as far as it was told."""
        outcome = self.experiments.outcome
        trials = tuple(outcome.trials)
        finding = {}
        if kind is ExperimentFinished:
            finding["finding"] = outcome.experiment.judge(outcome.experiment, trials)
        self.experiments.process.events_received.emit([kind(trials=trials, **finding)])
        self.asked.clear()
        self.experiments.process.ended.emit()
        self.qtbot.waitUntil(lambda: self.experiments.is_idle)
        self.rest()

    def train(self, count: int = 3, **changes: object):
        """Add a run with some snapshots."""
        request = TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig())
        run = self.document.add_run(replace(request, **changes))
        for snapshot in snapshots(count):
            self.document.record_events(run.id, [snapshot])
        self.rest()
        return run


@pytest.fixture
def bench(qtbot) -> Iterator[Bench]:
    """Return a panel in sight without a run."""
    bench = Bench(qtbot)
    yield bench
    bench.presenter.shut_down()


def test_without_a_run_it_says_what_will_be_seen(bench) -> None:
    assert bench.panel.message.startswith("No net has been trained yet.")
    assert bench.panel.controls.about.startswith("Controls: nets whose first layer is hand-made or random")
    assert bench.panel.controls.table.isHidden()
    assert bench.panel.controls.start.isEnabled()
    assert bench.panel.controls.stop.isHidden()


def test_every_filter_has_its_way_over_the_snapshots(bench) -> None:
    bench.train()
    whole = measure_drift(snapshots(), "conv1")
    np.testing.assert_allclose(bench.presenter.drift.angles, whole.angles)
    np.testing.assert_array_equal(bench.presenter.drift.steps, [0, 10, 20])
    assert len(bench.panel.plot.curves) == 8
    assert "since step 0" in bench.panel.headline.text()
    x, y = bench.panel.plot.curves[7]
    np.testing.assert_array_equal(x, [0, 10, 20])
    np.testing.assert_allclose(y, whole.angles[:, 0])


def test_another_measure_is_drawn(bench) -> None:
    bench.train()
    bench.panel.measure.setCurrentIndex(1)
    bench.panel.measure.activated.emit(1)
    np.testing.assert_allclose(bench.panel.plot.curves[7][1], bench.presenter.drift.distances[:, 0])


def test_filters_are_followed_from_those_the_run_was_given(bench) -> None:
    start = dict(snapshots()[0].parameters) | {"conv1.weight": -snapshots()[0].parameters["conv1.weight"]}
    bench.train(start=start)
    np.testing.assert_allclose(bench.presenter.drift.angles[0], 180, atol=1e-3)
    assert "since the filters it was given" in bench.panel.headline.text()


def test_a_frozen_layer_is_said_to_stay(bench) -> None:
    bench.train(config=TrainConfig(frozen=("conv1",)))
    assert bench.panel.headline.text() == "conv1 was frozen: it stays as it began"


def test_a_chosen_filter_is_drawn_in_colour_and_looked_at_by_all(bench) -> None:
    bench.train()
    ghosts = bench.panel.ghosts
    bench.qtbot.mouseClick(ghosts, Qt.MouseButton.LeftButton, pos=ghosts.boxes()[5].center().toPoint())
    assert bench.looked_at.looked.number == 5
    np.testing.assert_allclose(bench.panel.plot.curves[7][1], bench.presenter.drift.angles[:, 5])
    bench.qtbot.keyClick(ghosts, Qt.Key.Key_Right)
    assert bench.looked_at.looked.number == 6
    bench.looked_at.look_at(Looked(run_id=bench.document.runs[0].id, layer="conv1", number=2))
    bench.rest()
    assert ghosts.chosen == 2


def test_a_run_that_goes_on_is_followed(bench) -> None:
    run = bench.train(2)
    bench.document.record_events(run.id, [snapshots(3)[-1]])
    bench.rest()
    assert bench.presenter.drift.steps.tolist() == [0, 10, 20]


def test_weights_from_a_file_tell_nothing_of_how_they_began(bench) -> None:
    bench.document.add_imported_run("file", snapshots()[0].parameters)
    bench.rest()
    assert bench.panel.message.startswith("file came from a file")


def test_all_controls_are_started_over_several_seeds_by_one_click(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    view = bench.panel.controls
    bench.qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    (request,) = bench.asked
    assert (request.name, request.seeds, request.filters) == (FIRST_LAYER, (0, 1, 2, 3, 4), ())
    assert view.start.isHidden()
    assert not view.progress.isHidden()
    assert view.status.text() == "Getting the pictures…"
    bench.tell(1)
    assert view.status.text().startswith("Trial 4 of 20: random, frozen, seed 0")
    assert view.progress.value() > 0
    stopped = []
    monkeypatch.setattr(bench.experiments.process, "request_stop", lambda: stopped.append(True))
    bench.qtbot.keyClick(bench.panel, Qt.Key.Key_Escape)
    assert stopped == [True]
    assert view.status.text() == "Stopping…"
    assert not view.stop.isEnabled()
    bench.asked.clear()
    bench.experiments.process.ended.emit()
    assert not view.start.isHidden()


def test_controls_are_of_the_net_and_the_pictures_of_the_run(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    data = DataChoice(train_size=300, test_size=100)
    bench.train(
        net=zoo["lenet5"], data=data, config=TrainConfig(epochs=3, learning_rate=0.02, frozen=("conv1",))
    )
    view = bench.panel.controls
    assert view.about.endswith("They learn as run 1 did: the net lenet5, the pictures strokes.")
    view.start.click()
    (request,) = bench.asked
    assert request.setting.data == data
    learned = next(arm for arm in request.experiment.arms if arm.name == "learned")
    assert [layer.name for layer in learned.net.layers] == [layer.name for layer in zoo["lenet5"].layers]
    assert (learned.config.epochs, learned.config.learning_rate, learned.config.frozen) == (3, 0.02, ())
    assert "The net lenet5 learns the pictures of strokes for 3 epochs." in request.experiment.method


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"data": DataChoice("/nowhere/at all")},
            "The pictures of run 1 (/nowhere/at all) are not there any more",
        ),
        ({"net": NO_FILTERS}, "The net of run 1 does not begin with filters for pictures"),
        (None, "file came from a file, which tells nothing of its pictures"),
    ],
)
def test_where_the_run_has_no_controls_of_its_own_a_sentence_says_so(
    bench, monkeypatch, changes, why
) -> None:
    bench.start_nothing(monkeypatch)
    if changes is None:
        bench.document.add_imported_run("file", snapshots()[0].parameters)
        bench.rest()
    else:
        bench.train(**changes)
    sentence = f"{why}: its controls are those of the course, the net tiny on drawn digits."
    assert bench.panel.controls.about.endswith(sentence)
    bench.panel.controls.start.click()
    assert bench.asked[0].setting is None
    bench.tell(1)
    assert bench.panel.controls.about.endswith(sentence)


def with_whole_controls(bench, monkeypatch):
    """Return the view of a run whose controls have come to their end, of five seeds."""
    bench.start_nothing(monkeypatch)
    bench.train()
    bench.panel.controls.start.click()
    bench.tell(5)
    bench.end(ExperimentFinished)
    return bench.panel.controls


def test_the_earlier_controls_stay_until_the_new_ones_are_whole(bench, monkeypatch) -> None:
    view = with_whole_controls(bench, monkeypatch)
    whole = view.about
    assert whole.startswith("Controls, 5 seeds")
    view.start.click()
    assert view.about == f"{whole}. These are the earlier ones, until the new ones are whole"
    bench.tell(1)
    assert view.about.startswith("Controls, 5 seeds")
    bench.end(ExperimentCancelled)
    assert view.about == whole
    assert view.table.item(0, 0).text() == "hand-made, frozen"


def test_controls_of_another_net_say_so(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    view = bench.panel.controls
    view.start.click()
    bench.tell(1)
    bench.end(ExperimentCancelled)
    bench.train()
    assert view.about.endswith(
        "They are those of the course, the net tiny on drawn digits: start them to have those of run 1."
    )
    view.start.click()
    bench.tell(1)
    assert "as in run 1" in view.about
    bench.end(ExperimentCancelled)
    bench.train(net=zoo["lenet5"])
    assert view.about.endswith("run 2 has learned otherwise: start them to have its own.")


def test_controls_that_were_stopped_say_how_many_of_them_are_over(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    bench.train()
    view = bench.panel.controls
    view.start.click()
    bench.tell(1)
    bench.end(ExperimentCancelled)
    assert view.about.endswith("They were stopped after 4 of 20 nets: Train ▸ Experiments goes on")


def test_another_experiment_that_runs_is_waited_for(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    bench.experiments.choose("pooling")
    bench.experiments.start(2)
    view = bench.panel.controls
    assert view.status.text().startswith("Another experiment is running in Train")
    assert not view.start.isEnabled()
    assert view.stop.isHidden()


def test_another_experiment_that_runs_does_not_make_the_controls_earlier_ones(bench, monkeypatch) -> None:
    view = with_whole_controls(bench, monkeypatch)
    whole = view.about
    bench.experiments.choose("pooling")
    bench.experiments.start(2)
    bench.experiments.progressed.emit()
    assert view.status.text().startswith("Another experiment is running in Train")
    assert view.about == whole


def test_controls_are_told_with_their_spread_and_drawn_behind_the_filters(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    bench.train()
    bench.panel.controls.start.click()
    bench.tell(2)
    view = bench.panel.controls
    assert view.about == (
        "Controls, 2 seeds: mean ± standard deviation; dashed in the plot, the mean over their filters; "
        "the net tiny, the pictures strokes, as in run 1"
    )
    rows = [[view.table.item(row, column).text() for column in range(4)] for row in range(4)]
    assert rows[0] == ["hand-made, frozen", "85.00 ± 7.07", "0.00 ± 0.00", "80, 90"]
    assert rows[1] == ["learned", "85.00 ± 7.07", "18.00 ± 8.49", "80, 90"]
    ways = bench.panel.plot.controls
    assert len(ways) == 4
    np.testing.assert_array_equal(ways[1][0], [0, 10, 20, 30])
    np.testing.assert_allclose(ways[1][1], [0, 6, 12, 18])
    np.testing.assert_allclose(ways[0][1], 0)
    assert bench.panel.plot.y_title == "angle (°)"
    bench.panel.measure.setCurrentIndex(1)
    bench.panel.measure.activated.emit(1)
    np.testing.assert_allclose(bench.panel.plot.controls[1][1], [0, 0.1, 0.2, 0.3])
    assert bench.panel.plot.y_title == "relative distance"
    bench.panel.measure.setCurrentIndex(2)
    bench.panel.measure.activated.emit(2)
    assert bench.panel.plot.controls == []


def test_one_seed_alone_has_no_spread(bench, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    bench.panel.controls.start.click()
    bench.tell(1)
    assert bench.panel.controls.about.startswith("Controls, 1 seed; ")


def test_what_is_drawn_of_the_controls_alone_is_written_to_files(bench, tmp_path, monkeypatch) -> None:
    bench.start_nothing(monkeypatch)
    assert bench.panel.plot.isHidden()
    bench.panel.controls.start.click()
    bench.tell(2)
    assert bench.panel.message.startswith("No net has been trained yet.")
    assert not bench.panel.plot.isHidden()
    assert len(bench.panel.plot.controls) == 4
    picture = tmp_path / "controls.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(picture), ""))
    bench.panel.picture_wanted.emit()
    assert picture.stat().st_size > 1000
    for signal, lines in ((bench.panel.trials_wanted, 8), (bench.panel.ways_wanted, 32)):
        path = tmp_path / f"{lines}.csv"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, path=path: (str(path), ""))
        signal.emit()
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == lines
        assert rows[0]["arm"] == "hand-made, frozen"


def test_ways_are_written_to_a_file(bench, tmp_path, monkeypatch) -> None:
    bench.train()
    path = tmp_path / "drift.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    bench.panel.drift_wanted.emit()
    with path.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 24
    said = []
    bench.panel.message_raised.connect(said.append)
    bench.panel.trials_wanted.emit()
    bench.panel.ways_wanted.emit()
    assert said == 2 * ["There are no controls to write: start them first."]


def test_what_is_shown_is_written_as_a_picture_with_the_run_above_it(bench, tmp_path, monkeypatch) -> None:
    path = tmp_path / "thaw.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    bench.train()
    bench.panel.picture_wanted.emit()
    assert "run 1, conv1, step 20. Turned by" in path.read_text(encoding="utf-8")


def test_ways_of_single_snapshots_are_joined_to_that_of_all() -> None:
    first, *others = snapshots()
    original = first.parameters["conv1.weight"]
    parts = [measure_drift([one], "conv1", original) for one in (first, *others)]
    np.testing.assert_array_equal(joined(parts).angles, measure_drift(snapshots(), "conv1").angles)
