"""Surgery as a user meets it: a copy of a net operated on by click, tested before and after, undone."""

from __future__ import annotations

import contextlib
import csv
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from tests.gui.compare.bench import ANSWER_MS, bring_to_front, choose, learned_workspace, workspace_of
from tests.gui.train.runs import make_learned_run

from filterlab.data import DataChoice, presets
from filterlab.gui.compare.looked_at import Looked
from filterlab.nets import TrainConfig, build, examine, zoo
from filterlab.probes.surgery import Silence
from filterlab.project import Document, Project, TrainingRequest
from filterlab.project.runs import load_fitting_dataset

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(document, qtbot):
    """Return the workspace on screen, beside a run of three steps that was tested with forty pictures."""
    document.insert_filter(document.make_filter("edge", presets["sobel-x"].weights))
    document.insert_filter(document.make_filter("huge", np.ones((1, 9, 9))))
    return learned_workspace(document, qtbot)


@pytest.fixture
def panel(workspace, qtbot):
    """Return the panel in front, the patient tested."""
    return bring_to_front(workspace, qtbot, "surgery")


def press(button, workspace, qtbot) -> None:
    """Press a button and wait until the patient has been tested."""
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)


def test_the_patient_is_a_copy_and_says_so(panel, workspace, document, qtbot) -> None:
    assert panel.patient.text() == "Patient: a copy of run 1 at step 3. The run itself stays as it is."
    before = {name: array.copy() for name, array in document.runs[0].parameters.items()}
    press(panel.silence, workspace, qtbot)
    for name, array in document.runs[0].parameters.items():
        np.testing.assert_array_equal(array, before[name])
    assert not panel.filters.rows[0].weights.any()
    assert panel.filters.rows[0].words == "silenced"


def test_the_test_accuracy_is_that_of_the_net_before_and_after(panel, workspace, document, qtbot) -> None:
    press(panel.silence, workspace, qtbot)
    run = document.runs[0]
    pictures = load_fitting_dataset(run.request).test
    net = build(run.request.net, np.random.default_rng(0))
    net.set_parameters(run.parameters)
    before = examine(net, pictures)
    state = {name: array.copy() for name, array in net.state.items()}
    for name in ("conv1.weight", "conv1.bias"):
        state[name][0] = 0
    net.set_parameters(state)
    after = examine(net, pictures)
    shown_before, shown_after = panel.classes.shares
    np.testing.assert_allclose(shown_before, before.class_accuracy)
    np.testing.assert_allclose(shown_after, after.class_accuracy)
    assert (
        f"{100 * before.accuracy:.1f} % before, {100 * after.accuracy:.1f} % after" in panel.headline.text()
    )
    assert "40 test pictures" in panel.headline.text()


def test_every_operation_is_done_to_the_chosen_filter_and_undone_one_by_one(panel, workspace, qtbot) -> None:
    began = [row.weights.copy() for row in panel.filters.rows]
    qtbot.keyClick(panel.filters, Qt.Key.Key_Down)
    assert workspace.looked_at.looked.number == 1
    panel.other.setValue(4)
    panel.donor.setCurrentIndex(panel.donor.findText("edge"))
    for button in (panel.swap, panel.rotate, panel.blur, panel.transplant, panel.silence):
        press(button, workspace, qtbot)
    words = panel.filters.rows[1].words
    assert words == "swapped with 4; turned by 90°; blurred by 1 cell; replaced by edge; silenced"
    assert panel.filters.rows[4].words == "swapped with 1"
    np.testing.assert_array_equal(panel.filters.rows[4].weights, began[1])
    stack = workspace.undo_stack
    assert stack.undoText() == "conv1: filter 1 silenced"
    for _ in range(5):
        stack.undo()
        qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert not stack.canUndo()
    assert not panel.restart.isEnabled()
    for row, weights in zip(panel.filters.rows, began, strict=True):
        np.testing.assert_array_equal(row.weights, weights)
    stack.redo()
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert panel.filters.rows[1].words == "swapped with 4"
    np.testing.assert_array_equal(panel.filters.rows[4].weights, began[1])


def test_a_new_copy_is_as_the_net_came_and_that_can_be_undone_too(panel, workspace, qtbot) -> None:
    began = panel.headline.text()
    for button in (panel.silence, panel.rotate):
        press(button, workspace, qtbot)
    press(panel.restart, workspace, qtbot)
    assert panel.headline.text() == began
    assert panel.history.text() == ""
    workspace.undo_stack.undo()
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert panel.filters.rows[0].words == "silenced; turned by 90°"


def test_what_is_undone_is_seen_whatever_is_looked_at(panel, workspace, document, qtbot) -> None:
    press(panel.silence, workspace, qtbot)
    workspace.looked_at.look_at(Looked(run_id=document.runs[0].id, layer="conv2", number=3))
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    workspace.undo_stack.undo()
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert workspace.looked_at.looked == Looked(run_id=document.runs[0].id, layer="conv1", number=0)
    assert panel.layer.currentText() == "conv1"
    assert panel.history.text() == ""


def test_who_lies_on_the_table_comes_back_with_all_that_was_done(panel, workspace, document, qtbot) -> None:
    panel.donor.setCurrentIndex(panel.donor.findText("edge"))
    for button in (panel.transplant, panel.blur):
        press(button, workspace, qtbot)
    shown, headline = panel.filters.rows[0], panel.headline.text()
    again = bring_to_front(workspace_of(document, qtbot), qtbot, "surgery")
    assert again.filters.rows[0].words == shown.words == "replaced by edge; blurred by 1 cell"
    np.testing.assert_array_equal(again.filters.rows[0].weights, shown.weights)
    assert again.headline.text() == headline


def test_a_patient_of_an_earlier_step_comes_back_at_that_step(panel, workspace, document, qtbot) -> None:
    column = workspace.columns.columns[1]
    choose(column.step, 1)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    press(panel.silence, workspace, qtbot)
    (kept,) = document.comparison.patients
    assert (kept.step, kept.layer, kept.operations) == (1, "conv1", (Silence("conv1", 0),))
    again = workspace_of(document, qtbot)
    newest = bring_to_front(again, qtbot, "surgery")
    # This window has seen no steps of the run, and no file keeps them here.
    assert "at step 3." in newest.patient.text()
    assert newest.history.text() == ""


def test_a_patient_whose_run_is_deleted_leaves_a_sentence_here_and_after_opening(
    panel, workspace, document, qtbot
) -> None:
    press(panel.silence, workspace, qtbot)
    make_learned_run(document)
    document.remove_run(document.runs[0].id)
    for one in (workspace, workspace_of(document, qtbot)):
        told = bring_to_front(one, qtbot, "surgery")
        assert told.message.startswith("A copy of run 1 lay here, and the run was deleted meanwhile")
    workspace.undo_stack.undo()
    assert panel.message.startswith("A copy of run 1")
    other = Looked(run_id=document.runs[0].id, layer="conv1")
    workspace.looked_at.look_at(other)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert "a copy of run 2" in panel.patient.text()


def test_several_clicks_in_a_row_are_all_done(panel, workspace, qtbot) -> None:
    for _ in range(3):
        qtbot.mouseClick(panel.rotate, LEFT)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert panel.filters.rows[0].words == "turned by 90°; turned by 90°; turned by 90°"
    original = workspace.document.runs[0].parameters["conv1.weight"][0]
    np.testing.assert_array_equal(panel.filters.rows[0].weights, np.rot90(original, 3, axes=(-2, -1)))


def test_what_cannot_be_done_says_why_and_is_no_step(panel, workspace, qtbot) -> None:
    said: list[str] = []
    workspace.message_raised.connect(said.append)
    panel.donor.setCurrentIndex(panel.donor.findText("huge"))
    press(panel.transplant, workspace, qtbot)
    assert len(said) == 1
    assert "9 × 9" in said[0]
    assert panel.filters.rows[0].words == ""
    assert not workspace.undo_stack.canUndo()
    press(panel.silence, workspace, qtbot)
    assert panel.filters.rows[0].words == "silenced"


def test_a_ranking_sorts_the_filters_here_and_in_the_columns(panel, workspace, document, qtbot) -> None:
    assert "press Rank" in panel.caption.text()
    press(panel.rank, workspace, qtbot)
    lost = [row.lost for row in panel.filters.rows]
    assert lost == sorted(lost, reverse=True)
    run = document.runs[0]
    ranking = workspace.rankings.ranking(run.id, 3, "conv1")
    assert [row.number for row in panel.filters.rows] == list(ranking.order)
    order = workspace.top.order
    order.setCurrentIndex(order.findData("importance"))
    order.activated.emit(order.currentIndex())
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    titles = [tile.headline for tile in workspace.columns.columns[1].view.tiles]
    assert titles[0].startswith(f"conv1 filter {np.argmax(ranking.lost)}  ·  worth ")
    assert not panel.grab().isNull()
    press(panel.silence, workspace, qtbot)
    assert "before other operations" in panel.caption.text()


def test_a_filter_is_not_swapped_with_itself(panel, workspace, qtbot) -> None:
    said = []
    workspace.message_raised.connect(said.append)
    panel.other.setValue(0)
    press(panel.swap, workspace, qtbot)
    assert said[-1].startswith("Filter 0 is the one that is chosen")
    assert not workspace.undo_stack.canUndo()
    panel.other.setValue(3)
    press(panel.swap, workspace, qtbot)
    assert panel.filters.rows[3].words == "swapped with 0"


def test_a_ranking_is_there_again_with_the_project(panel, workspace, document, qtbot) -> None:
    press(panel.silence, workspace, qtbot)
    press(panel.rank, workspace, qtbot)
    after = [(row.number, row.figure) for row in panel.filters.rows]
    workspace.undo_stack.undo()
    press(panel.rank, workspace, qtbot)
    before = [(row.number, row.figure) for row in panel.filters.rows]
    again = workspace_of(document, qtbot)
    panel = bring_to_front(again, qtbot, "surgery")
    assert [(row.number, row.figure) for row in panel.filters.rows] == before
    assert panel.caption.text().endswith("the most important first")
    # That of the net with the filter silenced is known too.
    press(panel.silence, again, qtbot)
    assert [(row.number, row.figure) for row in panel.filters.rows] == after
    assert panel.caption.text().endswith("the most important first")
    assert again.rankings.ranking(document.runs[0].id, 3, "conv1") is not None


def test_the_chosen_filter_is_in_sight_after_it_was_ranked(panel, workspace, qtbot) -> None:
    workspace.presenter.look_at(1, 0)
    press(panel.rank, workspace, qtbot)
    last = panel.filters.rows[-1].number
    panel.filters.set_rows(sorted(panel.filters.rows, key=lambda row: row.number == last, reverse=True), last)
    assert panel.filters.verticalScrollBar().value() == 0
    panel.filters.set_rows(sorted(panel.filters.rows, key=lambda row: row.number == last), last)
    box = panel.filters.row_rect(panel.filters.current)
    assert 0 <= box.top() < box.bottom() <= panel.filters.viewport().height()


def test_the_filter_that_is_chosen_above_is_brought_into_sight(panel, workspace, qtbot) -> None:
    workspace.presenter.look_at(1, len(panel.filters.rows) - 1)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    box = panel.filters.row_rect(panel.filters.current)
    assert panel.filters.current == len(panel.filters.rows) - 1
    assert 0 <= box.top() < box.bottom() <= panel.filters.viewport().height()
    assert panel.filters.verticalScrollBar().value() > 0


def test_a_ranking_asked_for_during_a_test_does_not_swallow_it(panel, workspace, qtbot) -> None:
    qtbot.mouseClick(panel.silence, LEFT)
    press(panel.rank, workspace, qtbot)
    assert "before, " in panel.headline.text()
    assert all(row.figure for row in panel.filters.rows)


def test_a_ranking_can_be_cancelled(panel, workspace, qtbot) -> None:
    qtbot.mouseClick(panel.rank, LEFT)
    assert panel.cancel.isEnabled()
    press(panel.cancel, workspace, qtbot)
    assert not panel.cancel.isEnabled()


def test_another_layer_is_chosen_and_looked_at(panel, workspace, document, qtbot) -> None:
    panel.layer.setCurrentIndex(panel.layer.findText("conv2"))
    panel.layer.activated.emit(panel.layer.currentIndex())
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    count = len(document.runs[0].parameters["conv2.weight"])
    assert len(panel.filters.rows) == count
    assert workspace.looked_at.looked == Looked(run_id=document.runs[0].id, layer="conv2")
    press(panel.silence, workspace, qtbot)
    assert panel.history.text() == str(Silence("conv2", 0))


def test_each_moment_has_its_own_patient_that_keeps_what_was_done(panel, workspace, document, qtbot) -> None:
    press(panel.silence, workspace, qtbot)
    step = workspace.columns.columns[1].step
    step.setCurrentIndex(step.findData(1))
    step.activated.emit(step.currentIndex())
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    qtbot.keyClick(workspace.columns.columns[1].view, Qt.Key.Key_Right)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert "at step 1." in panel.patient.text()
    assert panel.history.text() == ""
    assert panel.renew.isVisible()
    workspace.looked_at.look_at(Looked(run_id=document.runs[0].id, layer="conv1"))
    press(panel.renew, workspace, qtbot)
    assert "at step 3." in panel.patient.text()
    assert panel.filters.rows[0].words == "silenced"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"fc.weight": np.zeros((3, 4))}, "has no convolution of pictures"),
        ({"odd.weight": np.ones((2, 1, 3, 3))}, "fits no net that the program knows"),
    ],
)
def test_what_cannot_be_a_patient_says_why(panel, workspace, document, qtbot, parameters, sentence) -> None:
    run = document.add_imported_run("odd", parameters)
    workspace.looked_at.look_at(Looked(run_id=run.id, layer="odd"))
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert sentence in panel.message
    assert not panel.silence.isEnabled()


def test_weights_of_a_known_net_from_a_file_are_a_patient_too(panel, workspace, document, qtbot) -> None:
    net = build(zoo["tiny"], np.random.default_rng(0))
    run = document.add_imported_run("file", net.parameters)
    workspace.looked_at.look_at(Looked(run_id=run.id, layer="conv1"))
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert panel.patient.text() == "Patient: a copy of file. file itself stays as it is."
    assert "test pictures (strokes)" in panel.headline.text()


def test_before_anything_was_learned_the_panel_says_what_to_do(qtbot) -> None:
    workspace = workspace_of(Document(), qtbot)
    panel = bring_to_front(workspace, qtbot, "surgery")
    assert panel.message.startswith("Train a net first")
    run = workspace.document.add_run(TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig()))
    workspace.looked_at.look_at(Looked(run_id=run.id, layer="conv1"))
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    assert "still to come" in panel.message


def test_pictures_of_one_class_say_what_is_missing(document, qtbot, monkeypatch) -> None:
    def alike(request: TrainingRequest):
        dataset = load_fitting_dataset(request)
        test = replace(dataset.test, labels=np.full_like(dataset.test.labels, 3))
        return replace(dataset, test=test)

    monkeypatch.setattr("filterlab.gui.compare.units.asked_net.load_fitting_dataset", alike)
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    panel = bring_to_front(workspace, qtbot, "surgery")
    assert "are of class 3" in panel.message
    assert not panel.silence.isEnabled()


def test_a_net_with_more_scores_than_classes_is_ranked_written_and_opened_again(
    document, qtbot, monkeypatch, tmp_path
) -> None:
    def few(request: TrainingRequest):
        dataset = load_fitting_dataset(request)
        test = replace(dataset.test, labels=dataset.test.labels % 3)
        return replace(dataset, test=test, class_names=("a", "b", "c"))

    monkeypatch.setattr("filterlab.gui.compare.units.asked_net.load_fitting_dataset", few)
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    panel = bring_to_front(workspace, qtbot, "surgery")
    press(panel.rank, workspace, qtbot)
    order = [row.number for row in panel.filters.rows]
    place = str(tmp_path / "v.csv")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (place, ""))
    panel.save.menu().actions()[3].trigger()
    with (tmp_path / "v.csv").open(encoding="utf-8", newline="") as lines:
        names = [row[0] for row in csv.reader(lines)]
    assert names == ["class", "all", "a", "b", "c", "3", "4", "5", "6", "7", "8", "9"]
    Project.created(tmp_path / "few", document, 0.0).close()
    with contextlib.closing(Project.opened(tmp_path / "few.filterlab", 1.0)) as project:
        kept = project.document.comparison.rankings[0]
    assert kept.class_names == (*names[2:],)
    assert [row.number for row in panel.filters.rows] == order


def test_a_ranking_after_a_transplant_is_of_the_filter_that_was_put_in(panel, workspace, qtbot) -> None:
    edge = next(item for item in workspace.document.filters if item.name == "edge")
    panel.donor.setCurrentIndex(panel.donor.findText("edge"))
    press(panel.transplant, workspace, qtbot)
    press(panel.rank, workspace, qtbot)
    assert panel.caption.text().endswith("the most important first")
    workspace.undo_stack.undo()
    workspace.document.set_weights(edge.id, edge.weights[:, ::-1].T)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    panel.donor.setCurrentIndex(panel.donor.findText("edge"))
    press(panel.transplant, workspace, qtbot)
    assert "before other operations" in panel.caption.text()


def test_figures_and_tables_are_written(panel, workspace, tmp_path, monkeypatch, qtbot) -> None:
    said: list[str] = []
    workspace.message_raised.connect(said.append)
    figure, ranking, view, table = panel.save.menu().actions()
    figure.trigger()
    assert "press Rank" in said[0]
    press(panel.rank, workspace, qtbot)
    for action, name in ((figure, "r.svg"), (ranking, "r.csv"), (view, "v.png"), (table, "v.csv")):
        place = str(tmp_path / name)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, place=place: (place, ""))
        action.trigger()
    assert "conv1 of run 1, step 3" in (tmp_path / "r.svg").read_text(encoding="utf-8")
    with Image.open(tmp_path / "v.png") as picture:
        assert picture.width > 100
    with (tmp_path / "v.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["class", "before", "after", "operations"]
    assert len(rows) == 12
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()) == 9
