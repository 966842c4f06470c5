"""Experiments in the project: every trial is kept as it comes, and all are there when the project opens again."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
from filterlab.nets import TrainConfig, zoo
from filterlab.probes.experiments import (
    FIRST_LAYER,
    ExperimentCancelled,
    ExperimentFinished,
    ExperimentRequest,
    Moved,
    Setting,
    Trial,
    experiments,
)
from filterlab.project import Document, Project
from filterlab.project.store import TrialRecord
from filterlab.project.store.experiments import write_experiment_state, write_trial

from .runs import CHILD_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "pooling"
ARMS = [arm.name for arm in experiments[NAME].arms]
NOW = 1_700_000_000.0


@pytest.fixture
def project() -> Iterator[Project]:
    """Return a project without a name."""
    project = Project.untitled(Document(), NOW)
    yield project
    project.close()


@pytest.fixture
def show(qtbot):
    """Return what shows the experiments of a project."""
    shown: list[ExperimentsPresenter] = []

    def present(project: Project | None) -> ExperimentsPresenter:
        presenter = ExperimentsPresenter()
        qtbot.addWidget(presenter.panel)
        presenter.set_file(project)
        presenter.choose(NAME)
        presenter.panel.resize(1100, 400)
        presenter.panel.show()
        presenter.panel.set_seen(True)
        shown.append(presenter)
        return presenter

    yield present
    for presenter in shown:
        presenter.shut_down()


def record(arm: str, seed: int) -> TrialRecord:
    """Return a trial of four points."""
    trial = Trial(arm, seed, 1000, 4, 0.4, 3, 0.3, 0.9, 0.8 + 0.01 * seed)
    return TrialRecord(trial, np.arange(1.0, 5), np.array([40.0, 30, 20, 10 + seed]))


def keep(project: Project, seeds: int, trials: int, state: str = "cancelled", began: float = NOW) -> int:
    """Put an experiment into a project of which so many trials are over."""
    place = project.experiments.begin(ExperimentRequest(NAME, tuple(range(seeds)), threads=1), began)
    wanted = [(arm, seed) for seed in range(seeds) for arm in ARMS]
    with project._file.writing() as connection:
        for arm, seed in wanted[:trials]:
            write_trial(connection, place.experiment, record(arm, seed))
        write_experiment_state(connection, place.experiment, state, "No memory." if state == "failed" else "")
    return place.experiment


def test_the_net_and_the_pictures_of_a_run_come_back_with_its_controls(project) -> None:
    data = DataChoice("/some/where", seed=3, test_share=0.2)
    setting = Setting("run 1", zoo["lenet5"], data, TrainConfig(epochs=2))
    request = ExperimentRequest(FIRST_LAYER, (0, 1), threads=1, setting=setting)
    project.experiments.begin(request, NOW)
    project.experiments.begin(ExperimentRequest(FIRST_LAYER, (0,)), NOW)
    first, second = project.experiments.rows()
    assert first.request == request
    assert first.request.setting.run == "run 1"
    assert second.request.setting is None


def test_experiments_of_a_project_are_listed_and_shown_when_it_opens_again(project, show) -> None:
    keep(project, 1, 2, "finished")
    keep(project, 2, 3, began=NOW + 86_400)
    presenter = show(project)
    panel = presenter.panel
    assert panel.results.count() == 2
    assert panel.results.itemText(0).endswith(": 2 seeds")
    assert panel.status.text() == "Stopped after 3 trials; no finding from a part"
    assert panel.resume.isVisible()
    np.testing.assert_allclose(panel.plot.points(0)[1], [40, 30, 20, 10.5])
    panel.results.activated.emit(1)
    assert panel.status.text() == "Finished: 2 trials"
    assert panel.sentences[0]
    assert not panel.resume.isVisible()
    assert isinstance(presenter.outcome.last, ExperimentFinished)


def test_an_experiment_that_was_closed_with_its_window_is_gone_on_with_and_its_trials_are_kept(
    project, show, qtbot
) -> None:
    presenter = show(project)
    presenter.start(1)
    qtbot.waitUntil(lambda: len(presenter.outcome.trials) > 0, timeout=CHILD_MS)
    presenter.shut_down()
    (row,) = project.experiments.rows()
    assert row.state == "cancelled"
    assert row.trials >= 1
    path = project.path
    project.close()
    again = Project.opened(path, NOW)
    later = show(again)
    assert isinstance(later.outcome.last, ExperimentCancelled)
    kept = list(later.outcome.trials)
    qtbot.mouseClick(later.panel.resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: later.is_idle, timeout=CHILD_MS)
    assert later.panel.status.text() == "Finished: 2 trials"
    assert later.outcome.trials[: len(kept)] == kept
    (row,) = again.experiments.rows()
    assert (row.state, row.trials) == ("finished", 2)
    assert [one.trial for one in again.experiments.trials(row.id)] == later.outcome.trials
    again.close()


def test_an_experiment_whose_process_is_killed_is_noted_as_failed_at_once(project, show, qtbot) -> None:
    presenter = show(project)
    presenter.start(1)
    qtbot.waitUntil(lambda: presenter.outcome.place is not None, timeout=CHILD_MS)
    os.kill(presenter.process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: presenter.is_idle, timeout=CHILD_MS)
    (row,) = project.experiments.rows()
    assert row.state == "failed"
    assert "killed from outside" in row.reason
    assert not project.experiments.is_any_running
    assert presenter.panel.status.text() == f"Failed: {row.reason}"


def test_the_first_layer_experiment_takes_the_filters_of_the_bank_and_the_project_keeps_them(
    project, qtbot
) -> None:
    filters = [np.array([[[0.0, 1.0], [-1.0, 0.5]]]), np.eye(3)[np.newaxis]]
    presenter = ExperimentsPresenter(bank=lambda: filters)
    qtbot.addWidget(presenter.panel)
    presenter.set_file(project)
    panel = presenter.panel
    panel.show()
    assert not panel.filters.isVisible()
    presenter.choose(FIRST_LAYER)
    assert panel.filters.isVisible()
    panel.filters.setCurrentIndex(1)
    panel.start.click()
    presenter.stop()
    qtbot.waitUntil(lambda: presenter.is_idle, timeout=CHILD_MS)
    assert panel.results.currentText().endswith(", 2 filters of my bank")
    # However long that is, it is no reason for the column to be wider than its place.
    assert panel.results.minimumSizeHint().width() < 200
    assert "2 first filters are made by hand" in panel._method.text()
    (row,) = project.experiments.rows()
    assert len(row.request.filters) == 2
    for kept, given in zip(row.request.filters, filters, strict=True):
        np.testing.assert_array_equal(kept, given)
    project.experiments.remove(row.id)
    with project._file.reading() as connection:
        assert connection.execute("SELECT COUNT(*) FROM arrays WHERE owner LIKE 'exp%'").fetchone() == (0,)
    presenter.shut_down()


def test_filters_that_no_first_layer_can_begin_with_say_so_and_nothing_is_begun(project, qtbot) -> None:
    banks = iter([[], [np.zeros((1, 3, 3))], [np.ones((1, 40, 40))]])
    presenter = ExperimentsPresenter(bank=lambda: next(banks))
    qtbot.addWidget(presenter.panel)
    presenter.set_file(project)
    presenter.choose(FIRST_LAYER)
    said: list[str] = []
    presenter.message_raised.connect(said.append)
    for words in ("Your bank is empty", "is all zeros", "use a smaller kernel"):
        presenter.start(1, with_own=True)
        assert words in said[-1]
    assert project.experiments.rows() == ()
    presenter.shut_down()


def test_an_experiment_whose_program_was_killed_counts_as_stopped(project, show) -> None:
    keep(project, 2, 1, "running")
    path = project.path
    project.close()
    again = Project.opened(path, time.time())
    assert [row.state for row in again.experiments.rows()] == ["cancelled"]
    assert not again.is_untouched
    assert show(again).panel.resume.isVisible()
    again.close()


def test_a_failed_experiment_says_why_when_it_is_seen_again(project, show) -> None:
    keep(project, 1, 1, "failed")
    assert show(project).panel.status.text() == "Failed: No memory."


def test_what_was_found_can_be_deleted_after_a_question(project, show, qtbot, monkeypatch) -> None:
    keep(project, 1, 2, "finished")
    presenter = show(project)
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: next(answers))
    for left in (1, 0):
        qtbot.mouseClick(presenter.panel.delete, Qt.MouseButton.LeftButton)
        assert len(project.experiments.rows()) == left
    assert not presenter.panel.results.isVisible()
    assert presenter.outcome.last is None


def test_without_a_project_experiments_are_listed_for_the_session(show, qtbot) -> None:
    presenter = show(None)
    presenter.start(1)
    presenter.stop()
    qtbot.waitUntil(lambda: presenter.is_idle, timeout=CHILD_MS)
    assert presenter.panel.results.count() == 1
    presenter.choose("dropout")
    assert not presenter.panel.results.isVisible()
    presenter.choose(NAME)
    assert presenter.panel.results.count() == 1


def test_a_project_to_be_looked_at_shows_its_experiments_and_keeps_none(project, show) -> None:
    number = keep(project, 1, 1)
    project.export(project.path.with_name("copy.filterlab"), NOW)
    lock = Project.opened(project.path.with_name("copy.filterlab"), NOW)
    looked_at = Project.opened(lock.path, NOW)
    presenter = show(looked_at)
    assert presenter.panel.results.count() == 1
    assert looked_at.experiments.place(number) is None
    assert looked_at.experiments.begin(ExperimentRequest(NAME, (0,)), NOW) is None
    said: list[str] = []
    presenter.message_raised.connect(said.append)
    presenter.delete()
    assert "can be looked at here" in said[-1]
    looked_at.close()
    lock.close()


def test_an_experiment_of_a_stranger_is_refused_in_a_sentence_or_passed_over(project, show) -> None:
    number = keep(project, 1, 2, "finished")
    wrong = replace(record(ARMS[0], 0).trial, test_accuracy=7.0)
    with project._file.writing() as connection:
        write_trial(connection, number, replace(record(ARMS[0], 5), trial=wrong))
    with pytest.raises(FilterLabError, match="not as FilterLab writes it"):
        project.experiments.trials(number)
    said: list[str] = []
    presenter = ExperimentsPresenter()
    presenter.message_raised.connect(said.append)
    presenter.set_file(project)
    presenter.choose(NAME)
    assert "not as FilterLab writes it" in said[-1]
    presenter.panel.deleteLater()
    with project._file.writing() as connection:
        connection.execute("DELETE FROM trials WHERE number > 2")
        connection.execute("UPDATE experiments SET request = replace(request, ?, 'later')", (NAME,))
    assert show(project).panel.results.count() == 0


def test_how_far_filters_came_is_kept_and_files_from_before_have_none(project) -> None:
    number = keep(project, 1, 1)
    way = (Moved(0, 0.0, 0.0), Moved(4, 12.5, 0.25))
    with project._file.writing() as connection:
        write_trial(
            connection, number, replace(record(ARMS[1], 0), trial=replace(record(ARMS[1], 0).trial, way=way))
        )
    assert [each.trial.way for each in project.experiments.trials(number)] == [(), way]
    for old, new in ((', "way": []', ""), (',"way":[]', "")):
        with project._file.writing() as connection:
            connection.execute("UPDATE trials SET figures = replace(figures, ?, ?)", (old, new))
            (before,) = connection.execute("SELECT figures FROM trials ORDER BY number LIMIT 1").fetchone()
    assert "way" not in before
    assert project.experiments.trials(number)[0].trial.way == ()
    with project._file.writing() as connection:
        connection.execute("UPDATE trials SET figures = replace(figures, '12.5', '1e999')")
    with pytest.raises(FilterLabError, match="not as FilterLab writes it"):
        project.experiments.trials(number)


def test_saving_a_project_under_another_name_takes_a_running_experiment_along(
    project, show, qtbot, tmp_path
) -> None:
    presenter = show(project)
    presenter.start(1)
    qtbot.waitUntil(lambda: presenter.outcome.place is not None, timeout=CHILD_MS)
    project.save_as(tmp_path / "named", NOW)
    qtbot.waitUntil(lambda: presenter.is_idle, timeout=CHILD_MS)
    (row,) = project.experiments.rows()
    assert (row.state, row.trials) == ("finished", 2)
    assert project.path == tmp_path / "named.filterlab"
