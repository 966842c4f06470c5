"""The Train workspace as a user meets it: choose, train, watch, stop, and what goes wrong in words."""

from __future__ import annotations

import multiprocessing
import os
import signal

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QTabWidget

from filterlab.gui.train import TrainWorkspace
from filterlab.gui.train.words import RunWords
from filterlab.nets import Failed, Snapshot, Started, Step, TrainConfig, load_weights, zoo
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, example_chains, stage_on_picture, with_even_strength
from filterlab.project import Document, TrainingRequest

CHILD_MS = 60_000


@pytest.fixture
def workspace(qtbot) -> TrainWorkspace:
    """Return the workspace of an empty document, set for a small run."""
    workspace = TrainWorkspace(Document(), QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1000, 620)
    workspace.settings.set_config(TrainConfig(epochs=1, batch_size=20))
    workspace.settings.set_train_size(200)
    workspace.show()
    yield workspace
    workspace.shut_down()
    assert multiprocessing.active_children() == []


def messages(workspace: TrainWorkspace) -> list[str]:
    """Return a list that fills with the sentences the workspace raises; an empty one takes the last away."""
    said: list[str] = []
    workspace.message_raised.connect(lambda sentence: said.append(sentence) if sentence else said.clear())
    return said


def press_train(workspace: TrainWorkspace, qtbot) -> None:
    """Press Train with the mouse."""
    qtbot.mouseClick(workspace.controls.train, Qt.MouseButton.LeftButton)


def make_run(document: Document, steps: int = 0):
    """Return a run of the document that has told so many steps."""
    request = TrainingRequest("strokes", zoo["tiny"], TrainConfig(epochs=2))
    run = document.add_run(request)
    started = Started(
        net=zoo["tiny"],
        config=request.config,
        train_size=100,
        test_size=20,
        steps_per_epoch=50,
        total_steps=100,
    )
    document.record_events(run.id, [started, *(make_step(n) for n in range(1, steps + 1))])
    return run


def make_step(number: int) -> Step:
    """Return a step of a tenth of a second."""
    return Step(step=number, epoch=1, loss=2.0, accuracy=0.5, learning_rate=0.05, seconds=0.1 * number)


def test_before_the_first_run_every_pane_says_what_will_be_there(workspace) -> None:
    assert "loss of every step" in workspace.curves.loss.message
    assert "never seen" in workspace.curves.accuracy.message
    assert workspace.controls.phase.text() == "Ready"
    assert workspace.net.table.rowCount() == len(zoo["tiny"].layers)
    assert workspace.is_idle()
    assert workspace.may_close()
    assert not workspace.save.isEnabled()


def test_a_run_goes_from_strokes_to_test_accuracy_and_its_weights_can_be_saved(
    workspace, qtbot, monkeypatch, tmp_path
) -> None:
    said = messages(workspace)
    phases: list[str] = []
    press_train(workspace, qtbot)
    (run,) = workspace.document.runs
    assert workspace.controls.phase.text() == "Making the strokes…"
    assert not workspace.controls.train.isEnabled()
    assert not workspace.settings.isEnabled()
    assert not workspace.is_idle()
    workspace.presenter.drawing.drawn.connect(lambda: phases.append(workspace.controls.phase.text()))
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert run.state == "finished"
    assert [step.step for step in run.steps] == list(range(1, 11))
    assert "Epoch 1/1" in phases
    assert phases[-1] == "Run 1 finished"
    np.testing.assert_array_equal(workspace.curves.loss.points(0)[1], [step.loss for step in run.steps])
    np.testing.assert_array_equal(workspace.mosaic.weights, run.parameters["conv1.weight"])
    assert workspace.mosaic.title == "First-layer filters, step 10"
    assert workspace.controls.accuracy.text().startswith("Test accuracy ")
    assert workspace.controls.progress.value() == workspace.controls.progress.maximum()
    assert workspace.controls.train.isEnabled()
    assert said == []
    target = tmp_path / "learned"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    qtbot.mouseClick(workspace.save, Qt.MouseButton.LeftButton)
    saved = load_weights(target.with_suffix(".safetensors"))
    assert saved.keys() == run.parameters.keys()
    np.testing.assert_array_equal(saved["conv1.weight"], run.parameters["conv1.weight"])


def test_stop_says_stopping_until_the_run_has_been_cancelled(workspace, qtbot) -> None:
    workspace.settings.epochs.setValue(500)
    qtbot.keyClick(workspace.settings, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (run,) = workspace.document.runs
    qtbot.waitUntil(lambda: workspace.controls.time.text().endswith(" left"), timeout=CHILD_MS)
    qtbot.mouseClick(workspace.controls.stop, Qt.MouseButton.LeftButton)
    assert workspace.controls.phase.text() == "Stopping…"
    assert not workspace.controls.stop.isEnabled()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert run.state == "cancelled"
    assert workspace.controls.phase.text() == f"Run 1 stopped at step {len(run.steps)}"
    assert workspace.controls.train.isEnabled()
    assert workspace.mosaic.weights is not None


def test_a_killed_child_is_told_in_words_and_one_can_train_again(workspace, qtbot) -> None:
    said = messages(workspace)
    workspace.settings.epochs.setValue(500)
    press_train(workspace, qtbot)
    (run,) = workspace.document.runs
    qtbot.waitUntil(lambda: len(run.steps) > 0, timeout=CHILD_MS)
    os.kill(workspace.presenter.process.pid, signal.SIGKILL)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert run.state == "failed"
    assert len(said) == 1
    assert said[0].startswith("Run 1 failed: The training process was killed from outside (signal 9)")
    assert workspace.controls.phase.text() == said[0]
    assert workspace.controls.train.isEnabled()
    assert workspace.settings.isEnabled()


def test_a_folder_without_pictures_is_named_and_the_document_stays(
    workspace, qtbot, monkeypatch, tmp_path
) -> None:
    said = messages(workspace)
    empty = tmp_path / "nothing here"
    empty.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(empty))
    workspace.controls.folder_wanted.emit()
    assert workspace.controls.data.currentText() == "nothing here"
    assert not workspace.settings.pictures.isEnabled()
    press_train(workspace, qtbot)
    assert workspace.controls.phase.text() == "Reading nothing here…"
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert len(said) == 1
    assert "nothing here" in said[0]
    assert workspace.curves.loss.message == said[0]
    assert workspace.document.filters == ()
    assert workspace.controls.train.isEnabled()


def test_closing_while_a_net_is_trained_asks_first_and_then_stops_the_child(
    workspace, qtbot, monkeypatch
) -> None:
    workspace.settings.epochs.setValue(500)
    press_train(workspace, qtbot)
    answers = iter([QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close])
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: next(answers))
    assert not workspace.may_close()
    assert workspace.may_close()
    workspace.shut_down()
    assert not workspace.presenter.is_active


def test_a_run_that_ends_while_the_question_is_asked_no_longer_keeps_the_window(
    workspace, qtbot, monkeypatch
) -> None:
    press_train(workspace, qtbot)

    def cancel_after_the_end(*_args: object) -> QMessageBox.StandardButton:
        qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", cancel_after_the_end)
    assert workspace.may_close()


def test_ctrl_return_starts_again_after_the_stop_button_took_the_focus_with_it(workspace, qtbot) -> None:
    workspace.activateWindow()
    workspace.settings.epochs.setValue(500)
    press_train(workspace, qtbot)
    first = workspace.document.runs[0]
    qtbot.waitUntil(lambda: len(first.steps) > 0, timeout=CHILD_MS)
    workspace.controls.stop.setFocus()
    qtbot.mouseClick(workspace.controls.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    if workspace.focusWidget() is not None:
        workspace.focusWidget().clearFocus()
    workspace.settings.epochs.setValue(1)
    qtbot.keyClick(workspace.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(workspace.document.runs) == 2
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)


def test_ctrl_return_is_not_heard_while_another_workspace_is_in_front(workspace, qtbot) -> None:
    window = QTabWidget()
    qtbot.addWidget(window)
    other = QLineEdit()
    window.addTab(other, "other")
    window.addTab(workspace, "train")
    window.show()
    window.activateWindow()
    qtbot.keyClick(other, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert workspace.document.runs == ()
    workspace.setParent(None)


def test_a_start_that_succeeds_takes_the_last_message_away(workspace, qtbot) -> None:
    said = messages(workspace)
    workspace.settings.learning_rate.setEditText("-1")
    press_train(workspace, qtbot)
    assert len(said) == 1
    workspace.settings.learning_rate.setEditText("0.05")
    press_train(workspace, qtbot)
    assert said == []
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)


def test_a_run_whose_loss_grew_names_the_learning_rate_and_a_better_one(workspace, qtbot) -> None:
    said = messages(workspace)
    workspace.settings.learning_rate.setEditText("1000")
    press_train(workspace, qtbot)
    (run,) = workspace.document.runs
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert run.state == "finished"
    assert len(said) == 1
    assert "The loss of run 1 grew to " in said[0]
    assert said[0].endswith("the learning rate 1000 is too high; try 0.05.")
    assert workspace.controls.phase.text() == "Run 1 diverged"


def test_settings_that_cannot_be_used_start_nothing(workspace, qtbot) -> None:
    said = messages(workspace)
    workspace.settings.learning_rate.setEditText("-1")
    press_train(workspace, qtbot)
    workspace.settings.learning_rate.setEditText("0.1")
    workspace.settings.pictures.setEditText("1")
    press_train(workspace, qtbot)
    assert len(said) == 2
    assert "learning_rate" in said[0]
    assert "1 training pictures" in said[1]
    assert workspace.document.runs == ()
    assert workspace.is_idle()


def test_a_net_too_large_to_be_trained_here_shows_its_table_and_why(workspace) -> None:
    workspace.controls.net.setCurrentText("alexnet")
    workspace.controls.net.activated.emit(workspace.controls.net.currentIndex())
    assert workspace.net.table.rowCount() == len(zoo["alexnet"].layers)
    assert "take weeks" in workspace.net.note
    assert not workspace.controls.train.isEnabled()
    workspace.presenter.start()
    assert workspace.document.runs == ()
    workspace.controls.net.setCurrentText("lenet5")
    workspace.controls.net.activated.emit(workspace.controls.net.currentIndex())
    assert workspace.net.note == ""
    assert workspace.controls.train.isEnabled()


def test_many_updates_at_once_are_drawn_twice_and_lose_no_step(workspace, qtbot) -> None:
    run = make_run(workspace.document)
    workspace.presenter.drawing.show_run(run)
    drawn: list[int] = []
    workspace.presenter.drawing.drawn.connect(lambda: drawn.append(len(run.steps)))
    for number in range(1, 61):
        workspace.document.record_events(run.id, [make_step(number)])
    assert drawn == [1]
    assert not workspace.is_idle()
    qtbot.waitUntil(workspace.is_idle)
    assert drawn == [1, 60]
    assert len(workspace.curves.loss.points(0)[0]) == 60


def test_only_the_newest_of_several_snapshots_is_drawn(workspace, monkeypatch) -> None:
    run = make_run(workspace.document)
    workspace.presenter.drawing.show_run(run)
    drawn: list[float] = []
    monkeypatch.setattr(workspace.mosaic, "set_filters", lambda weights: drawn.append(float(weights.max())))
    snapshots = [
        Snapshot(step=n, epoch=1, parameters={"conv1.weight": np.full((8, 1, 7, 7), n)}, seconds=1.0)
        for n in range(1, 6)
    ]
    workspace.document.record_events(run.id, snapshots)
    assert drawn == [5.0]


def test_time_left_follows_from_the_steps_made() -> None:
    run = make_run(Document(), steps=60)
    text, share, time, _accuracy = RunWords().phase(run, is_stopping=False)
    assert text == "Epoch 2/2"
    assert share == pytest.approx(0.6)
    assert time == "0:04 left"


def test_a_run_that_fails_before_its_first_step_says_so_in_the_panes(workspace) -> None:
    run = make_run(workspace.document)
    workspace.presenter.drawing.show_run(run)
    workspace.document.record_events(run.id, [Failed(reason="The data are gone.")])
    assert workspace.curves.loss.message == "Run 1 failed: The data are gone."
    assert workspace.controls.phase.text() == "Run 1 failed: The data are gone."


def test_a_workspace_opened_later_shows_the_newest_run(qtbot) -> None:
    document = Document()
    make_run(document, steps=5)
    workspace = TrainWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    assert len(workspace.curves.loss.points(0)[0]) == 5
    workspace.shut_down()


CORNERS = example_chains["corners"].chain
WIRED = "corners, hand-wired"


def open_corners(workspace: TrainWorkspace, qtbot) -> None:
    """Open the corners as a net."""
    with qtbot.waitSignal(workspace.circuit_opened) as opened:
        workspace.open_circuit(CORNERS, "corners")
    assert opened.args == [WIRED]


def test_an_opened_circuit_is_chosen_among_the_nets_with_its_table(workspace, qtbot) -> None:
    open_corners(workspace, qtbot)
    assert workspace.controls.net.currentText() == WIRED
    assert workspace.net.table.item(0, 0).text() == "conv1"
    assert workspace.net.table.rowCount() == 7
    assert "filters of your circuit" in workspace.net.note
    assert "fc" in workspace.net.note
    assert workspace.controls.train.isEnabled()
    assert workspace.is_idle()


def test_training_an_opened_circuit_really_begins_with_its_filters(workspace, qtbot) -> None:
    open_corners(workspace, qtbot)
    snapshots: list[Snapshot] = []
    workspace.presenter.process.events_received.connect(
        lambda events: snapshots.extend(event for event in events if isinstance(event, Snapshot))
    )
    press_train(workspace, qtbot)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    (run,) = workspace.document.runs
    assert run.state == "finished"
    assert snapshots[0].step == 0
    first = with_even_strength(CORNERS).stages[0].weights
    np.testing.assert_allclose(snapshots[0].parameters["conv1.weight"], first, rtol=1e-5)
    assert not np.array_equal(run.parameters["conv1.weight"], snapshots[0].parameters["conv1.weight"])


def test_opening_a_circuit_again_takes_the_newer_one(workspace, qtbot) -> None:
    open_corners(workspace, qtbot)
    with qtbot.waitSignal(workspace.circuit_opened):
        workspace.open_circuit(Chain(CORNERS.stages[:1]), "corners")
    names = [workspace.controls.net.itemText(row) for row in range(workspace.controls.net.count())]
    assert names.count(WIRED) == 1
    assert workspace.net.table.rowCount() == 5


def test_a_circuit_that_can_be_no_net_says_why_in_a_sentence(workspace, qtbot) -> None:
    said = messages(workspace)
    absolute = Chain((CORNERS.stages[0].with_settings(Stages(activation="abs")),))
    workspace.open_circuit(absolute, "absolute")
    qtbot.waitUntil(workspace.is_idle)
    assert said[0].startswith("Stage 1 takes absolute values")
    large = Chain((stage_on_picture({"large": np.ones((1, 31, 31))}),))
    workspace.open_circuit(large, "large")
    qtbot.waitUntil(workspace.is_idle)
    assert "does not fit on the picture of 28 × 28" in said[1]
    assert workspace.document.starts == {}
    open_corners(workspace, qtbot)
    assert said == []


def test_a_circuit_in_colour_can_be_trained_on_the_grey_strokes(workspace, qtbot) -> None:
    with qtbot.waitSignal(workspace.circuit_opened):
        workspace.open_circuit(Chain((stage_on_picture({"hue": np.ones((3, 3, 3))}),)), "hue")
    assert workspace.controls.net.currentText() == "hue, hand-wired"
    assert workspace.controls.train.isEnabled()


def test_a_circuit_is_fitted_to_the_folder_that_is_chosen(workspace, qtbot, tmp_path) -> None:
    for name in ("cat", "dog", "owl"):
        (tmp_path / name).mkdir()
        for number in range(4):
            Image.new("L", (30, 30), 40 * number).save(tmp_path / name / f"{number}.png")
    workspace.controls.data_chosen.emit(str(tmp_path))
    open_corners(workspace, qtbot)
    assert workspace.document.starts[WIRED].parameters["fc.weight"].shape[0] == 3
    workspace.controls.data_chosen.emit(str(tmp_path / "nowhere"))
    said = messages(workspace)
    workspace.open_circuit(CORNERS, "corners")
    qtbot.waitUntil(workspace.is_idle)
    assert "nowhere" in said[0]


def test_while_a_run_goes_on_no_circuit_is_opened(workspace, qtbot) -> None:
    said = messages(workspace)
    workspace.settings.epochs.setValue(500)
    press_train(workspace, qtbot)
    workspace.open_circuit(CORNERS, "corners")
    assert "A run is going on" in said[0]
    assert workspace.document.starts == {}
    workspace.presenter.stop()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
