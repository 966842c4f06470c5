"""The Train workspace as a user meets it: choose, train, watch, stop, and what goes wrong in words."""

from __future__ import annotations

import os
import signal

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QTabWidget

from filterlab.nets import load_weights, zoo

from .runs import CHILD_MS, messages, press_train


def test_before_the_first_run_every_pane_says_what_will_be_there(workspace) -> None:
    assert "loss of every step" in workspace.curves.loss.message
    assert "never seen" in workspace.curves.accuracy.message
    assert workspace.controls.phase.text() == "Ready"
    assert workspace.net.table.rowCount() == 1 + len(zoo["tiny"].layers)
    assert workspace.is_idle()
    assert workspace.may_close()
    assert not workspace.save.isEnabled()


def test_a_run_goes_from_strokes_to_test_accuracy_and_its_weights_can_be_saved(
    workspace, qtbot, monkeypatch, tmp_path
) -> None:
    said = messages(workspace)
    press_train(workspace, qtbot)
    (run,) = workspace.document.runs
    assert workspace.controls.phase.text() == "Making the strokes…"
    assert not workspace.controls.train.isEnabled()
    assert not workspace.settings.isEnabled()
    assert not workspace.is_idle()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert run.state == "finished"
    assert [step.step for step in run.steps] == list(range(1, 11))
    assert workspace.controls.phase.text() == "Run 1 finished"
    np.testing.assert_array_equal(workspace.curves.loss.points(0)[1], [step.loss for step in run.steps])
    np.testing.assert_array_equal(workspace.mosaic.weights, run.parameters["conv1.weight"])
    assert workspace.mosaic.title == "First-layer filters, step 10"
    assert workspace.controls.accuracy.text().startswith("Test ")
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
    # Nobody has to start a second run to hear it again.
    assert not workspace.controls.train.isEnabled()
    assert "nothing here" in workspace.controls.train.toolTip()
    workspace.setup.data.choose("strokes")
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
    assert workspace.net.table.rowCount() == 1 + len(zoo["alexnet"].layers)
    assert "take weeks" in workspace.net.note
    assert not workspace.controls.train.isEnabled()
    workspace.presenter.start()
    assert workspace.document.runs == ()
    workspace.controls.net.setCurrentText("lenet5")
    workspace.controls.net.activated.emit(workspace.controls.net.currentIndex())
    assert workspace.net.note == ""
    assert workspace.controls.train.isEnabled()
