"""All runs in a table: sorted, filtered, noted, compared, run again, deleted, written for other programs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox

from filterlab.data import DataChoice
from filterlab.gui.train.run_words import difference, in_words, settings_of
from filterlab.gui.train.runs_table import ROW_HEIGHT
from filterlab.nets import Failed, TrainConfig, load_model, save_weights, zoo
from filterlab.nets.network import build
from filterlab.project import Document, TrainingRequest
from filterlab.project.store.desk import Note

from .runs import CHILD_MS, bring_to_front, make_learned_run, make_run, make_step, messages


@pytest.fixture
def panel(workspace, qtbot):
    """Return the panel of two runs, the second chosen."""
    make_learned_run(workspace.document, steps=3)
    make_learned_run(workspace.document, steps=5)
    return bring_to_front(workspace, qtbot, "runs")


def test_before_the_first_run_the_table_says_what_it_will_list(workspace, qtbot) -> None:
    panel = bring_to_front(workspace, qtbot, "runs")
    assert panel.message.startswith("Press Train")
    assert not panel.delete.isEnabled()
    assert not panel.rerun.isEnabled()


def test_runs_are_listed_sorted_and_filtered(workspace, qtbot, panel) -> None:
    first, second = (run.id for run in workspace.document.runs)
    assert panel.table.shown == [first, second]
    assert panel.table.selected == [second]
    panel.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert panel.table.shown == [second, first]
    panel.filter.setText("run 1")
    assert panel.table.shown == [first]
    panel.filter.clear()
    assert len(panel.table.shown) == 2
    qtbot.waitUntil(workspace.is_idle)


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_runs_whose_figure_is_not_known_stand_last_whichever_way_they_are_sorted(
    workspace, qtbot, panel, order
) -> None:
    first, second = (run.id for run in workspace.document.runs)
    files = [
        workspace.document.add_imported_run(name, {"a.weight": np.ones((2, 1, 3, 3))}).id for name in "ab"
    ]
    qtbot.waitUntil(lambda: len(panel.table.shown) == 4)
    panel.table.sortByColumn(7, order)
    assert set(panel.table.shown[:2]) == {first, second}
    assert set(panel.table.shown[2:]) == set(files)
    seconds = [run.steps[-1].seconds for run in workspace.document.runs[:2]]
    assert seconds[0] < seconds[1]
    assert panel.table.shown[:2] == (
        [first, second] if order == Qt.SortOrder.AscendingOrder else [second, first]
    )


def test_f2_in_a_note_that_is_being_written_does_no_harm(workspace, qtbot, panel) -> None:
    table = panel.table
    table.activateWindow()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "so")
    qtbot.keyClick(editor, Qt.Key.Key_F2)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.runs.notes.note(workspace.document.runs[0].id).text == "so"


def test_the_curves_of_all_chosen_runs_are_drawn_in_their_colours(workspace, panel) -> None:
    panel.table.select([run.id for run in workspace.document.runs])
    assert [len(x) for x, _y in panel.plot.curves] == [3, 5]
    panel.measure.setCurrentIndex(1)
    panel.measure.activated.emit(1)
    np.testing.assert_allclose(panel.plot.curves[1][1], 50.0)
    panel.table.select([workspace.document.runs[0].id])
    assert [len(x) for x, _y in panel.plot.curves] == [3]
    assert workspace.runs.followed.run is workspace.document.runs[0]


def test_the_curve_of_a_few_steps_is_not_smoothed_to_a_level_line(workspace, qtbot, panel) -> None:
    run = workspace.document.runs[1]
    falling = [replace(step, loss=3.0 - 0.2 * step.step) for step in run.steps]
    other = workspace.document.add_run(run.request)
    workspace.document.record_events(other.id, falling)
    qtbot.waitUntil(lambda: len(panel.table.shown) == 3)
    panel.smoothing.setValue(panel.smoothing.maximum())
    panel.table.select([other.id])
    ((_steps, losses),) = panel.plot.curves
    assert losses[0] - losses[-1] > 0.5 * (falling[0].loss - falling[-1].loss)


def test_a_note_and_a_colour_are_kept_with_the_run(workspace, qtbot, panel) -> None:
    second = workspace.document.runs[1]
    model = panel.table.model()
    model.setData(model.index(1, 8), "the better one")
    panel.colour_chosen.emit("#009e73")
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.runs.notes.note(second.id) == Note("the better one", "#009e73")
    assert model.index(1, 0).data(Qt.ItemDataRole.DecorationRole).name() == "#009e73"
    panel.filter.setText("better")
    assert panel.table.shown == [second.id]


def test_the_settings_in_which_two_runs_differ_are_named(workspace, qtbot, panel) -> None:
    other = TrainingRequest(DataChoice(train_size=50), zoo["tiny"], TrainConfig(epochs=7, batch_size=32))
    run = workspace.document.add_run(other)
    rows = difference(workspace.document.runs[0], run)
    assert ("config.epochs", "1", "7") in rows
    assert ("config.batch_size", "64", "32") in rows
    assert [in_words(name) for name in ("config.batch_size", "data.seed")] == ["batch size", "data: seed"]
    assert not any(name.startswith("net") for name, *_ in rows)
    qtbot.waitUntil(workspace.is_idle)
    panel.table.select([workspace.document.runs[0].id, workspace.document.runs[1].id])
    assert panel.settings.rowCount() == 0
    assert panel.settings_words.text() == "These two runs have the same settings."


def test_a_setting_of_several_words_is_read_whole_in_a_narrow_column(qtbot, panel) -> None:
    panel.pages.setCurrentIndex(1)
    qtbot.waitUntil(panel.settings.isVisible)
    panel.set_settings(
        ["Setting", "run 1"], [["epochs", "5"], ["threads", "one for each processor " * 5]], ""
    )
    qtbot.waitUntil(lambda: panel.settings.rowHeight(1) >= 2 * panel.settings.rowHeight(0))
    assert panel.settings.rowHeight(0) == ROW_HEIGHT


def test_a_colour_is_offered_by_its_name(panel) -> None:
    names = [action.text() for action in panel.colour.menu().actions()]
    assert names[:3] == ["blue", "vermilion", "green"]
    assert not any(name.startswith("#") for name in names)


def test_what_is_not_set_is_told_in_words(workspace) -> None:
    plain = TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig())
    settings = settings_of(workspace.document.add_run(plain))
    assert settings["config.learning_rate"] == "usual (0.05)"
    assert settings["data.image_size"] == "not set"
    assert settings["config.frozen"] == "none"
    assert settings["config.nesterov"] == "no"
    assert settings["net.layers.conv1.kernel_size"] == "7 × 7"
    other = TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig(frozen=("conv1",), learning_rate=0.1))
    rows = difference(workspace.document.runs[-1], workspace.document.add_run(other))
    assert rows == [
        ("config.learning_rate", "usual (0.05)", "0.1"),
        ("config.frozen", "none", "conv1"),
    ]


def test_a_run_is_trained_again_with_its_settings(workspace, qtbot) -> None:
    request = TrainingRequest(
        DataChoice(train_size=100, test_size=20), zoo["tiny"], TrainConfig(epochs=1, batch_size=25)
    )
    workspace.document.add_run(request)
    panel = bring_to_front(workspace, qtbot, "runs")
    panel.rerun.click()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    _first, second = workspace.document.runs
    assert second.request == request
    assert second.state == "finished"


def test_deleting_asks_first(workspace, qtbot, panel, monkeypatch) -> None:
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    monkeypatch.setattr(QMessageBox, "question", lambda *_given: next(answers))
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(workspace.document.runs) == 2
    panel.delete.click()
    assert [run.name for run in workspace.document.runs] == ["run 1"]
    qtbot.waitUntil(workspace.is_idle)
    assert panel.table.selected == [workspace.document.runs[0].id]


def test_a_deleted_run_is_drawn_no_more_and_the_others_keep_their_colours(workspace, qtbot, panel) -> None:
    first, second = workspace.document.runs
    model = panel.table.model()
    colour = model.index(1, 0).data(Qt.ItemDataRole.DecorationRole)
    imported = workspace.document.add_imported_run("out", first.parameters)
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.presenter.drawing.run is second
    workspace.document.remove_run(first.id)
    qtbot.waitUntil(workspace.is_idle)
    assert panel.table.shown == [second.id, imported.id]
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) == colour
    workspace.document.remove_run(second.id)
    assert workspace.presenter.drawing.run is None
    assert not workspace.save.isEnabled()


def test_the_figures_of_a_failed_run_that_goes_on_follow_it(workspace, qtbot, panel) -> None:
    document, (_first, run) = workspace.document, workspace.document.runs
    document.record_events(run.id, [Failed(reason="The disk is full.", step=5, epoch=1, seconds=1.0)])
    qtbot.waitUntil(workspace.is_idle)
    document.take_up_run(run.id)
    document.record_events(run.id, [make_step(6)])
    qtbot.waitUntil(workspace.is_idle)
    assert panel.table.model().index(1, 4).data() == "6"


@pytest.mark.parametrize(
    ("kind", "name", "begin"),
    [
        ("csv", "run.csv", b"step,epoch,seconds"),
        ("numpy", "run.py", b'"""The net "tiny"'),
        ("torch", "run.py", b'"""The net "tiny"'),
    ],
)
def test_a_run_is_written_for_other_programs(panel, monkeypatch, tmp_path, kind, name, begin) -> None:
    target = tmp_path / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel.export_wanted.emit(kind)
    assert target.read_bytes().startswith(begin)
    assert (tmp_path / "run.safetensors").exists() == (kind != "csv")


def test_weights_that_lie_where_a_script_puts_its_own_are_asked_about(
    workspace, panel, monkeypatch, tmp_path
) -> None:
    precious = tmp_path / "run.safetensors"
    precious.write_bytes(b"precious")
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(tmp_path / "run.py"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *given: asked.append(given[2]) or answers.pop(0))
    panel.export_wanted.emit("numpy")
    assert "run.safetensors" in asked[0]
    assert [path.name for path in tmp_path.iterdir()] == ["run.safetensors"]
    assert precious.read_bytes() == b"precious"
    said: list[str] = []
    workspace.status_changed.connect(said.append)
    panel.export_wanted.emit("numpy")
    assert (tmp_path / "run.py").exists()
    assert precious.read_bytes() != b"precious"
    assert said[-1].startswith("run.py, with its weights in run.safetensors, was written to ")


def test_weights_and_events_are_written_too(workspace, panel, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(tmp_path))
    panel.export_wanted.emit("tensorboard")
    assert [path.name.startswith("events.out.tfevents.") for path in tmp_path.iterdir()] == [True]
    target = tmp_path / "run.safetensors"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel.export_wanted.emit("safetensors")
    saved = load_model(target)
    np.testing.assert_array_equal(
        saved.parameters["conv1.weight"], workspace.document.runs[1].parameters["conv1.weight"]
    )


def test_a_run_without_weights_or_figures_says_so(workspace, qtbot, monkeypatch, tmp_path) -> None:
    said = messages(workspace)
    workspace.document.add_imported_run("strange", {"a.weight": np.ones((2, 1, 3, 3))})
    panel = bring_to_front(workspace, qtbot, "runs")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(tmp_path / "a.csv"), ""))
    panel.export_wanted.emit("csv")
    panel.export_wanted.emit("onnx")
    assert "no step yet" in said[0]
    assert "no net known here" in said[1]


def test_weights_of_a_file_become_a_run_that_is_looked_at(
    workspace, qtbot, panel, monkeypatch, tmp_path
) -> None:
    said = messages(workspace)
    path = tmp_path / "bank.safetensors"
    save_weights(path, build(zoo["tiny"], np.random.default_rng(1)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_given: (str(path), ""))
    panel.import_button.click()
    run = workspace.document.runs[-1]
    assert (run.name, run.state) == ("bank", "imported")
    qtbot.waitUntil(workspace.is_idle)
    assert panel.table.selected == [run.id]
    path.write_bytes(b"nothing")
    panel.import_button.click()
    assert "damaged" in said[0]


def test_runs_of_a_file_are_read_a_few_at_a_time(workspace, qtbot) -> None:
    class Archive:
        def steps(self) -> list[object]:
            return []

        epochs = steps

        def snapshot(self) -> None:
            return None

    document: Document = workspace.document
    for _ in range(100):
        run = document.add_imported_run("kept", {"a.weight": np.ones((1, 1, 3, 3))})
        run.archive = Archive()
    panel = bring_to_front(workspace, qtbot, "runs")
    assert len(panel.table.shown) == 100


def test_a_run_that_failed_says_why_in_the_table_and_in_every_panel(workspace, qtbot) -> None:
    run = make_run(workspace.document)
    workspace.document.record_events(run.id, [Failed(reason="the disk is full.")])
    panel = bring_to_front(workspace, qtbot, "runs")
    assert panel.table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == "the disk is full."
    assert panel.plot.message == "The chosen runs have made no steps yet."
    why = "Run 1 failed before it had learned anything: the disk is full."
    assert bring_to_front(workspace, qtbot, "classes").message == why
    assert bring_to_front(workspace, qtbot, "layers").message == why
    assert bring_to_front(workspace, qtbot, "try").bars.message == why
    for key in ("filters", "time"):
        assert bring_to_front(workspace, qtbot, key).filters.canvas.message == why


def test_a_new_run_is_chosen_and_the_curves_above_are_of_the_chosen_one(workspace, qtbot) -> None:
    first = make_learned_run(workspace.document)
    panel = bring_to_front(workspace, qtbot, "runs")
    second = make_learned_run(workspace.document)
    qtbot.waitUntil(lambda: panel.table.selected == [second.id])
    panel.table.select([first.id])
    assert workspace.presenter.drawing.run is first
    assert workspace.controls.phase.text() == "Run 1 finished"
