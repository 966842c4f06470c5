"""What the panels tell of a run while it learns: classes, layers, filters and maps, each only while it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from filterlab.data import DataChoice
from filterlab.gui.train.classes_panel import Mistake
from filterlab.gui.train.desk import SET_UP
from filterlab.gui.train.held_back import HeldBackPictures, load_held_back
from filterlab.nets import EpochEnd, Misclassified, Report, TrainConfig, zoo
from filterlab.project import Document, TrainingRequest

from .runs import bring_to_front, make_learned_run, make_run, make_snapshot, make_step, panel_of

if TYPE_CHECKING:
    from filterlab.gui.train import TrainWorkspace


def make_report() -> Report:
    """Return a report of forty pictures: a 3 taken for an 8, and all else right."""
    counts = np.diag(np.full(10, 4))
    counts[3, 3], counts[3, 8] = 3, 1
    return Report(0.2, 39 / 40, counts, (Misclassified(5, 3, 8, 0.9),))


def end_epoch(workspace: TrainWorkspace, run) -> None:
    """Let a run tell the end of an epoch with a report and dead units."""
    event = EpochEnd(
        epoch=1,
        step=3,
        train_loss=0.5,
        train_accuracy=0.8,
        test_loss=0.2,
        test_accuracy=0.975,
        seconds=1.0,
        dead_units={"relu1": 0.25},
        report=make_report(),
    )
    workspace.document.record_events(run.id, [event])


def test_no_panel_is_empty_before_the_first_run(workspace, qtbot) -> None:
    for key in ("classes", "layers"):
        assert bring_to_front(workspace, qtbot, key).message.startswith("Press Train")
    panel = bring_to_front(workspace, qtbot, "filters")
    assert panel.filters.weights is None
    assert not panel.runs.isEnabled()


def test_the_panels_button_lists_every_panel_and_reset_brings_a_closed_one_back(workspace, qtbot) -> None:
    bring_to_front(workspace, qtbot, "layers")
    keys = [panel.key for panel in workspace.desk.tools]
    assert {"settings", "net", "filters", "classes", "layers"} <= set(keys)
    dock = panel_of(workspace, "layers")
    dock.window()
    action = next(a for a in workspace.desk.toggle_actions() if a.text() == "&Layers")
    qtbot.waitUntil(action.isChecked)
    action.trigger()
    qtbot.waitUntil(lambda: not panel_of(workspace, "layers").is_seen)
    workspace.desk.reset()
    in_front = next(panel for panel in workspace.desk.tools if panel.group != SET_UP)
    qtbot.waitUntil(lambda: in_front.is_seen)
    assert bring_to_front(workspace, qtbot, "layers").is_seen


def test_the_report_of_an_epoch_is_shown_with_its_mistakes(workspace, qtbot) -> None:
    run = make_learned_run(workspace.document)
    end_epoch(workspace, run)
    panel = bring_to_front(workspace, qtbot, "classes")
    np.testing.assert_array_equal(panel.confusion.counts, make_report().confusion)
    assert panel.headline.text() == "After epoch 1: 97.5 % of 40 test pictures right, loss 0.2 nats"
    assert [panel.mistakes.item(row).text() for row in range(panel.mistakes.count())] == ["3 → 8  90 %"]
    assert not panel.mistakes.item(0).icon().isNull()


def test_a_longer_caption_after_a_shorter_one_is_read_whole(workspace, qtbot) -> None:
    panel = bring_to_front(workspace, qtbot, "classes")
    picture = QPixmap(56, 56)
    panel.set_counts(np.eye(2, dtype=np.int64), np.ones(2), ["0", "1"], "")
    for text in ("9 → 4  9 %", "handbag → trousers  100 %"):
        panel.set_mistakes([Mistake(picture, text, text)], "")
        qtbot.waitUntil(lambda: panel.mistakes.visualItemRect(panel.mistakes.item(0)).isValid())
        width = panel.mistakes.visualItemRect(panel.mistakes.item(0)).width()
        assert width > panel.mistakes.fontMetrics().horizontalAdvance(text)


def test_a_cell_of_the_square_is_reached_by_keys_and_asks_for_its_mistakes(workspace, qtbot) -> None:
    run = make_learned_run(workspace.document)
    end_epoch(workspace, run)
    panel = bring_to_front(workspace, qtbot, "classes")
    for key in [Qt.Key.Key_Down] * 3 + [Qt.Key.Key_Right] * 7:
        qtbot.keyClick(panel.confusion, key)
    assert panel.confusion.accessibleDescription() == "3 taken for 7: 0 of 4 pictures"
    qtbot.keyClick(panel.confusion, Qt.Key.Key_Return)
    assert panel.mistakes.count() == 0
    qtbot.keyClick(panel.confusion, Qt.Key.Key_Right)
    qtbot.keyClick(panel.confusion, Qt.Key.Key_Return)
    assert panel.mistakes.count() == 1
    assert "3 taken for 8" in panel.mistakes_title.text()
    qtbot.keyClick(panel.confusion, Qt.Key.Key_Escape)
    assert panel.mistakes_title.text() == "1 of 1 mistakes, the surest first"


def test_a_run_without_a_report_is_examined_when_the_panel_is_seen(workspace, qtbot) -> None:
    make_learned_run(workspace.document)
    panel = bring_to_front(workspace, qtbot, "classes")
    assert panel.confusion.counts.sum() == 40
    assert panel.headline.text().startswith("After step 3: ")


def test_weights_from_a_file_say_why_no_classes_are_known(workspace, qtbot) -> None:
    workspace.document.add_imported_run("strange", {"a.weight": np.ones((2, 1, 3, 3))})
    assert "came from a file" in bring_to_front(workspace, qtbot, "classes").message
    assert "no net known here" in bring_to_front(workspace, qtbot, "layers").message
    panel = bring_to_front(workspace, qtbot, "filters")
    assert panel.filters.weights.shape == (2, 1, 3, 3)


def test_each_layer_has_its_norms_its_dead_units_and_its_curve(workspace, qtbot) -> None:
    run = make_learned_run(workspace.document)
    end_epoch(workspace, run)
    panel = bring_to_front(workspace, qtbot, "layers")
    texts = [[panel.table.item(row, column).text() for column in range(5)] for row in range(3)]
    assert texts == [
        ["conv1", "4", "0.5", "0.12", ""],
        ["relu1", "", "", "", "25 %"],
        ["conv2", "4", "0.5", "0.12", ""],
    ]
    np.testing.assert_array_equal(panel.weights.points(0)[1], [2.0, 3.0, 4.0])
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert "relu1 has nothing to learn" in panel.weights.message


def test_the_filters_of_any_layer_change_as_they_learn_with_the_maps_of_a_picture(workspace, qtbot) -> None:
    run = make_learned_run(workspace.document)
    panel = bring_to_front(workspace, qtbot, "filters")
    np.testing.assert_array_equal(panel.filters.weights, run.parameters["conv1.weight"])
    assert panel.maps.weights.shape == (8, 1, 22, 22)
    panel.layers.setCurrentText("conv2")
    panel.layers.activated.emit(panel.layers.currentIndex())
    qtbot.waitUntil(workspace.is_idle)
    np.testing.assert_array_equal(panel.filters.weights, run.parameters["conv2.weight"])
    assert panel.maps.weights.shape == (16, 1, 8, 8)
    before = panel.maps.weights
    panel.number.setValue(7)
    qtbot.waitUntil(lambda: workspace.is_idle() and panel.maps.weights is not before)
    workspace.document.record_events(run.id, [make_step(4), make_snapshot(4, seed=1)])
    qtbot.waitUntil(lambda: workspace.is_idle() and panel.headline.text() == "Step 4")
    np.testing.assert_array_equal(panel.filters.weights, run.parameters["conv2.weight"])
    panel.layers.setCurrentText("relu1")
    panel.layers.activated.emit(panel.layers.currentIndex())
    qtbot.waitUntil(workspace.is_idle)
    assert panel.filters.weights is None
    assert panel.maps.weights.min() >= 0


def test_a_run_that_ends_with_other_weights_of_the_same_step_is_drawn_anew(workspace, qtbot) -> None:
    run = make_run(workspace.document)
    workspace.document.record_events(run.id, [make_snapshot(3)])
    panel = bring_to_front(workspace, qtbot, "filters")
    workspace.document.record_events(run.id, [make_snapshot(3, seed=5)])
    qtbot.waitUntil(workspace.is_idle)
    np.testing.assert_array_equal(panel.filters.weights, make_snapshot(3, seed=5).parameters["conv1.weight"])


def test_a_panel_out_of_sight_computes_nothing(workspace, qtbot, monkeypatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "filterlab.gui.train.filters_presenter.small_picture", lambda *given: asked.append(given)
    )
    bring_to_front(workspace, qtbot, "layers")
    make_learned_run(workspace.document)
    qtbot.waitUntil(workspace.is_idle)
    assert asked == []


def test_curves_are_drawn_over_seconds_and_smoothed_as_told(workspace) -> None:
    run = make_run(workspace.document, steps=30)
    workspace.presenter.drawing.show_run(run)
    bar, loss = workspace.curves.bar, workspace.curves.loss
    np.testing.assert_allclose(loss.points(0)[0], np.arange(1, 31))
    bar.axis.setCurrentIndex(1)
    bar.axis.activated.emit(1)
    np.testing.assert_allclose(loss.points(1)[0], 0.1 * np.arange(1, 31))
    bar.smoothing.setValue(1)
    assert bar.reach == 0
    np.testing.assert_array_equal(loss.points(1)[1], loss.points(0)[1])


def test_snapshots_are_thinned_out_where_memory_ends(workspace) -> None:
    memory = workspace.runs.memory
    size = sum(array.nbytes for array in make_snapshot(1).parameters.values())
    memory.most_bytes = 4 * size
    run = make_learned_run(workspace.document, steps=9)
    kept = [one.step for one in memory.snapshots(run.id)]
    assert kept[0] == 1
    assert kept[-1] == 9
    assert len(kept) <= 4
    workspace.document.remove_run(run.id)
    assert memory.snapshots(run.id) == ()


def test_a_run_taken_up_again_does_its_steps_anew(workspace) -> None:
    run = make_run(workspace.document)
    for step in (1, 2, 3, 2):
        workspace.document.record_events(run.id, [make_snapshot(step)])
    assert [one.step for one in workspace.runs.memory.snapshots(run.id)] == [1, 2]


def test_the_run_chosen_in_one_panel_is_looked_at_in_all(workspace, qtbot) -> None:
    first = make_learned_run(workspace.document)
    make_learned_run(workspace.document)
    panel = bring_to_front(workspace, qtbot, "filters")
    assert panel.runs.currentText() == "run 2"
    panel.runs.setCurrentIndex(panel.runs.findData(first.id))
    panel.runs.activated.emit(panel.runs.currentIndex())
    assert panel_of(workspace, "classes").runs.currentText() == "run 1"
    assert workspace.runs.followed.run is first
    assert isinstance(workspace.document, Document)


def test_the_test_pictures_of_strokes_are_had_without_drawing_those_to_learn_from(workspace) -> None:
    run = make_run(workspace.document)
    whole = run.request.data.load().test
    held = load_held_back(run.request).pictures
    np.testing.assert_array_equal(held.images, whole.images)
    np.testing.assert_array_equal(held.labels, whole.labels)


def test_scores_without_a_class_go_by_their_numbers_beside_the_classes_names(
    workspace, qtbot, tmp_path
) -> None:
    path = tmp_path / "named.npz"
    images = np.zeros((12, 28, 28), np.uint8)
    np.savez(path, images=images, labels=np.array(["cat", "dog"] * 6))
    request = TrainingRequest(DataChoice(source=str(path)), zoo["tiny"], TrainConfig(epochs=1))
    run = workspace.document.add_run(request)
    pictures = HeldBackPictures(workspace)
    with qtbot.waitSignal(pictures.loaded):
        assert list(pictures.names(run, 3)) == ["0", "1", "2"]
    assert list(pictures.names(run, 10)) == ["cat", "dog", *"23456789"]
    pictures.shut_down()
