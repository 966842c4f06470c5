"""The Experiments panel: what is asked, a real run in a child process, its curves, its words and its files."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QBoxLayout

from filterlab.gui.theme import apply_theme, current_theme
from filterlab.gui.train.experiment_outcome import Outcome
from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
from filterlab.gui.train.spread_plot import SpreadPlot
from filterlab.probes.experiments import (
    FIRST_LAYER,
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    Trial,
    TrialEnded,
    TrialStarted,
    TrialStep,
    experiments,
)

from .runs import CHILD_MS


@pytest.fixture
def presenter(qtbot) -> ExperimentsPresenter:
    """Return the presenter with its panel in sight; no child outlives it."""
    presenter = ExperimentsPresenter()
    qtbot.addWidget(presenter.panel)
    presenter.panel.resize(1100, 330)
    presenter.panel.show()
    presenter.panel.set_seen(True)
    yield presenter
    presenter.shut_down()
    assert multiprocessing.active_children() == []


def told(name: str, seeds: int = 2) -> list[object]:
    """Return what an experiment would tell that has learned nothing."""
    experiment, events, trials = experiments[name], [], []
    total = seeds * len(experiment.arms)
    for seed in range(seeds):
        for arm in experiment.arms:
            place = {"arm": arm.name, "seed": seed, "number": len(trials) + 1, "total": total}
            events.append(TrialStarted(**place))
            for step in range(1, 5):
                error = (0.3 + 0.1 * seed) / step
                events.append(
                    TrialStep(
                        **place, step=step, total_steps=4, seconds=0.1, training_error=error, test_error=error
                    )
                )
            trials.append(Trial(arm.name, seed, 1000, 4, 0.4, 3 + seed, 0.3, 0.9, 0.8 + 0.01 * seed))
            events.append(TrialEnded(trial=trials[-1], number=len(trials), total=total))
    return [*events, ExperimentFinished(finding=experiment.judge(experiment, trials), trials=tuple(trials))]


def tell(presenter: ExperimentsPresenter, events: list[object], qtbot) -> None:
    """Let events come from the child, and wait until they are drawn."""
    presenter.process.events_received.emit(events)
    qtbot.waitUntil(lambda: presenter.is_idle)


def test_an_experiment_says_what_it_asks_and_what_was_published_before_it_runs(presenter) -> None:
    panel = presenter.panel
    assert [panel.choice.itemText(row) for row in range(panel.choice.count())] == [
        one.title for one in experiments.values()
    ]
    presenter.choose("pooling")
    assert panel.choice.currentData() == "pooling"
    answer, published, comparison = panel.sentences
    assert published.startswith("Published: overlapping pooling lowers the top-1 error")
    assert answer == comparison == ""
    assert panel.plot.message.startswith("Press Start")
    assert not panel.stop.isEnabled()
    assert not panel.figure.isVisible()


def test_a_real_experiment_runs_in_a_child_and_can_be_stopped(presenter, qtbot) -> None:
    panel = presenter.panel
    presenter.choose("dropout")
    panel.activateWindow()
    panel.start.setFocus()
    qtbot.keyClick(panel.start, Qt.Key.Key_Space)
    assert presenter.is_active
    assert not panel.start.isEnabled()
    assert not panel.choice.isEnabled()
    assert panel.stop.hasFocus()
    presenter.start(3)
    assert panel.plot.message == "Getting the pictures…"
    qtbot.waitUntil(lambda: "Trial 1 of 10: no dropout, seed 0" in panel.status.text(), timeout=CHILD_MS)
    qtbot.waitUntil(lambda: len(panel.plot.running_points(0)[0]) > 0, timeout=CHILD_MS)
    qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    assert panel.status.text() == "Stopping…"
    assert not panel.stop.isEnabled()
    qtbot.waitUntil(lambda: presenter.is_idle, timeout=CHILD_MS)
    assert isinstance(presenter.outcome.last, ExperimentCancelled)
    assert panel.status.text().startswith("Stopped after 0 trials")
    assert panel.start.isEnabled()
    assert not panel.numbers.isVisible()


def test_a_finished_experiment_shows_mean_spread_sentence_and_table(presenter, qtbot) -> None:
    presenter.choose("dropout")
    tell(presenter, told("dropout"), qtbot)
    panel = presenter.panel
    np.testing.assert_allclose(panel.plot.points(0)[1], [35, 17.5, 35 / 3, 8.75])
    low, high = panel.plot.band_edges(0)
    np.testing.assert_allclose(np.asarray(high[1]) - low[1], 2 * 10 / 2**0.5 / np.arange(1, 5))
    answer, _published, comparison = panel.sentences
    assert answer.startswith("Dropout 0.5 takes 1.00 times the steps of no dropout")
    assert comparison.startswith("Ours")
    assert panel.status.text() == "Finished: 4 trials"
    table = panel.table
    assert table.item(0, 0).text() == "no dropout"
    assert table.item(1, 1).text() == "4 ± 1"
    heading = table.horizontalHeaderItem(3).text().replace("\n", " ")
    assert heading == "gap between test and training error (percentage points)"


@pytest.mark.parametrize("name", experiments)
def test_the_table_of_findings_fits_into_a_small_window(presenter, qtbot, name) -> None:
    # As wide as in a window of 1000 pixels.
    presenter.panel.resize(566, 900)
    presenter.choose(name)
    tell(presenter, told(name), qtbot)
    table = presenter.panel.table
    qtbot.waitUntil(lambda: 0 < table.horizontalHeader().length() <= table.viewport().width())


def test_going_to_another_experiment_and_back_loses_nothing(presenter, qtbot, monkeypatch) -> None:
    presenter.choose("pooling")
    monkeypatch.setattr(presenter.process, "start", lambda *_arguments: None)
    presenter.start(2)
    tell(presenter, told("pooling"), qtbot)
    found = presenter.panel.sentences
    presenter.choose("relu-tanh")
    assert presenter.panel.sentences[0] == ""
    presenter.choose("pooling")
    assert presenter.panel.sentences == found
    assert len(presenter.panel.plot.points(1)[0]) == 4


def test_figure_and_numbers_are_written_and_what_cannot_be_written_is_said(
    presenter, qtbot, tmp_path
) -> None:
    presenter.choose("convolution")
    tell(presenter, told("convolution"), qtbot)
    notes: list[str] = []
    presenter.status_changed.connect(notes.append)
    presenter.save_figure(tmp_path / "c.png")
    presenter.save_figure(tmp_path / "c.svg")
    presenter.save_numbers(tmp_path / "c.csv")
    with Image.open(tmp_path / "c.png") as picture:
        assert picture.width > 1000
    assert "Ours cannot tell" in (tmp_path / "c.svg").read_text(encoding="utf-8")
    with (tmp_path / "c.csv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 11
    assert len(notes) == 3
    said: list[str] = []
    presenter.message_raised.connect(said.append)
    presenter.save_numbers(tmp_path / "nowhere" / "c.csv")
    assert "nowhere" in said[0]


def test_an_experiment_that_fails_says_why(presenter, qtbot) -> None:
    said: list[str] = []
    presenter.message_raised.connect(said.append)
    tell(presenter, [ExperimentFailed(reason="The memory is full.", trials=())], qtbot)
    assert said == ["The experiment failed: The memory is full."]
    assert presenter.panel.status.text() == "Failed: The memory is full."


def test_a_child_that_is_killed_is_told_as_a_failure(presenter, qtbot) -> None:
    said: list[str] = []
    presenter.message_raised.connect(said.append)
    presenter.start(1)
    os.kill(presenter.process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: presenter.is_idle, timeout=CHILD_MS)
    assert "killed from outside" in said[-1]
    assert presenter.panel.start.isEnabled()


def test_a_child_that_cannot_be_started_is_told(presenter, monkeypatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError("no more processes")

    said: list[str] = []
    presenter.message_raised.connect(said.append)
    monkeypatch.setattr(presenter.process, "start", refuse)
    presenter.start(1)
    assert "no more processes" in said[-1]


def test_the_share_that_is_done_counts_trials_and_their_steps() -> None:
    outcome = Outcome(experiments["pooling"])
    assert outcome.share == 0
    events = told("pooling")
    for event in events[:8]:
        outcome.take_in(event)
    assert outcome.share == pytest.approx(1 / 4 + 1 / 4 * 1 / 4)
    for event in events[8:]:
        outcome.take_in(event)
    assert outcome.share == 1


def test_time_left_follows_from_the_share_that_is_done(qtbot) -> None:
    now = [0.0]
    presenter = ExperimentsPresenter(clock=lambda: now[0])
    qtbot.addWidget(presenter.panel)
    presenter.start(1)
    now[0] = 60.0
    events = told("relu-tanh", seeds=1)
    presenter.process.events_received.emit(events[:6])
    presenter._draw()
    assert presenter.panel.status.text() == "Trial 1 of 2: ReLU, seed 0; 1:00 left"
    presenter.shut_down()


def test_a_narrow_panel_puts_its_parts_below_one_another(presenter, qtbot) -> None:
    panel = presenter.panel
    direction = panel.layout().direction
    assert direction() == QBoxLayout.Direction.LeftToRight
    panel.resize(340, 900)
    qtbot.waitUntil(lambda: direction() == QBoxLayout.Direction.TopToBottom)


def test_the_table_has_the_colours_of_the_curves_in_either_theme(presenter, qtbot, qapp) -> None:
    tell(presenter, told("relu-tanh"), qtbot)
    item = presenter.panel.table.item(1, 0)
    light = current_theme().curves[1]
    assert item.data(Qt.ItemDataRole.DecorationRole) == light
    apply_theme(qapp, "dark")
    assert current_theme().curves[1] != light
    qtbot.waitUntil(lambda: item.data(Qt.ItemDataRole.DecorationRole) == current_theme().curves[1])
    apply_theme(qapp, "light")
    qtbot.waitUntil(lambda: item.data(Qt.ItemDataRole.DecorationRole) == light)


def test_a_level_to_wait_for_does_not_stretch_an_empty_plot(qtbot) -> None:
    plot = SpreadPlot(("Error", "Step", "%"), ("a", "b"), level=2.0)
    qtbot.addWidget(plot)
    plot.show_message("Nothing yet.")
    (_left, _right), (low, high) = plot.canvas.getPlotItem().viewRange()
    assert (low, high) == pytest.approx((0, 100))


def test_the_panel_is_on_the_desk_of_train_and_speaks_through_its_window(workspace, qtbot) -> None:
    said: list[str] = []
    workspace.message_raised.connect(said.append)
    workspace.desk.show_tool("experiments")
    qtbot.waitUntil(lambda: workspace.experiments.panel.is_seen)
    workspace.experiments.process.events_received.emit(
        [ExperimentFailed(reason="No more memory.", trials=())]
    )
    assert not workspace.is_idle()
    qtbot.waitUntil(workspace.is_idle)
    assert said == ["The experiment failed: No more memory."]


def test_curves_are_not_drawn_while_another_panel_lies_in_front(presenter, monkeypatch):
    drawn = []
    presenter.panel.set_seen(False)
    monkeypatch.setattr(presenter.panel.plot, "show_message", drawn.append)
    presenter.choose(presenter.outcome.experiment.name)
    assert drawn == []
    presenter.panel.set_seen(True)
    assert len(drawn) == 1


def test_a_seed_under_way_is_drawn_in_its_ways_own_colour(presenter, qtbot) -> None:
    presenter.choose(FIRST_LAYER)
    tell(presenter, told(FIRST_LAYER)[:2], qtbot)
    plot = presenter.panel.plot
    assert len(plot.running_points(0)[0]) == 1
    colours = [plot.running_colour(index).name(QColor.NameFormat.HexArgb) for index in range(4)]
    assert len(set(colours)) == 4
    assert all(colour.startswith("#ff") for colour in colours)
