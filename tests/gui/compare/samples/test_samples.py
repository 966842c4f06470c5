"""A picture of a data set before all filters: whose data, which picture, which class, and what does not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from tests.gui.compare.bench import ANSWER_MS, choose, workspace_of
from tests.gui.train.runs import make_learned_run, make_snapshot

from filterlab.data import DataChoice, Dataset, Split
from filterlab.errors import FilterLabError
from filterlab.gui.compare.top_bar import A_SAMPLE
from filterlab.nets import TrainConfig, build, zoo
from filterlab.nets.parts import up_to
from filterlab.probes import Stages, respond
from filterlab.project import NetDraft, TrainingPlan, TrainingRequest
from filterlab.project.runs import load_fitting_dataset

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(document, qtbot):
    """Return the workspace on screen beside a run, with the first picture it was tested with before all filters."""
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    look_at_sample(workspace, qtbot)
    return workspace


@pytest.fixture
def bar(workspace):
    """Return the row that chooses the sample."""
    return workspace.sample_bar


def settle(workspace, qtbot) -> None:
    """Wait until all is shown."""
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)


def look_at_sample(workspace, qtbot) -> None:
    """Choose a sample in place of the open picture."""
    choose(workspace.top.picture, A_SAMPLE)
    settle(workspace, qtbot)


def tiles(workspace, number: int):
    """Return the tiles of a column."""
    return workspace.columns.columns[number].view.tiles


def pictures_of(document):
    """Return the pictures of the run, as its net sees them."""
    return load_fitting_dataset(document.runs[0].request)


def test_every_column_answers_to_the_sample(workspace, document, bar) -> None:
    held = pictures_of(document).test
    assert bar.isVisible()
    for tile, item in zip(tiles(workspace, 0), document.filters, strict=True):
        expected = respond(held.images[0], item.weights, Stages()).linear * 255
        np.testing.assert_allclose(tile.response, expected, rtol=1e-4, atol=1e-3)
    assert bar.words == f"{held.labels[0]}, one of 40 pictures, 1×28×28"
    assert bar.data.currentText() == "strokes of run 1"
    choose(workspace.top.picture, document.pictures[0].id)
    assert not bar.isVisible()
    assert workspace.looked_at.picture is document.current_picture


def test_filters_of_a_deeper_layer_see_the_maps_of_their_own_net(workspace, document, qtbot) -> None:
    workspace.columns.columns[1].layer_chosen.emit("conv2")
    settle(workspace, qtbot)
    net = build(zoo["tiny"], np.random.default_rng(0))
    net.set_parameters(document.runs[0].parameters)
    expected = up_to(net, "conv2")(pictures_of(document).test.images[:1])[0]
    shown = np.stack([tile.response for tile in tiles(workspace, 1)])
    np.testing.assert_allclose(shown, expected, rtol=1e-4, atol=1e-4)


def test_one_goes_through_the_pictures_of_one_class(workspace, document, bar, qtbot) -> None:
    labels = pictures_of(document).test.labels
    of_class = np.flatnonzero(labels == labels[7]).tolist()
    bar.number.setValue(8)
    choose(bar.label, int(labels[7]))
    settle(workspace, qtbot)
    after = [*of_class, *of_class]
    place = next(i for i, number in enumerate(after) if number >= 8 or i == len(of_class))
    assert bar.number.value() == after[place]
    qtbot.mouseClick(bar.on, LEFT)
    assert bar.number.value() == after[place + 1]
    for _ in range(2):
        qtbot.mouseClick(bar.back, LEFT)
    assert bar.number.value() == after[place - 1]
    choose(bar.label, None)
    qtbot.mouseClick(bar.on, LEFT)
    assert bar.number.value() == (after[place - 1] + 1) % 40


def test_the_other_part_and_other_data_are_looked_at(workspace, document, bar, qtbot) -> None:
    choose(bar.part, "train")
    settle(workspace, qtbot)
    np.testing.assert_array_equal(workspace.looked_at.picture.pixels, pictures_of(document).train.images[0])
    plan = TrainingPlan(NetDraft(zoo["lenet5"]), TrainConfig(), DataChoice(train_size=30, test_size=20))
    document.set_plan(plan)
    choose(bar.data, "train")
    settle(workspace, qtbot)
    assert bar.data.currentText() == "strokes of Train room"
    assert "one of 30 pictures" in bar.words


def test_a_place_pointed_at_shows_in_the_maps_of_deeper_layers_too(workspace, qtbot) -> None:
    workspace.top.column_wanted.emit()
    column = workspace.columns.columns[2]
    column.source_chosen.emit(workspace.document.runs[0].id)
    column.layer_chosen.emit("conv2")
    settle(workspace, qtbot)
    view = workspace.columns.columns[1].view
    boxes = view.grid().boxes(0)
    qtbot.mouseMove(view.viewport(), view.tiles[0].map_rect(boxes.response).center().toPoint())
    place = view.place
    assert place is not None
    deep = column.view.tiles[0]
    row, at = deep.map_cell_of(place)
    # The field of a cell of conv2 has its middle where the cell looks; neighbours are two pixels apart.
    assert abs(deep.grid.top + row * deep.grid.down - place.row) <= deep.grid.down / 2
    assert abs(deep.grid.left + at * deep.grid.right - place.column) <= deep.grid.right / 2
    assert deep.grid.down == 2


def other_data(shape: tuple[int, ...]):
    """Return what loads pictures of another shape (C, H, W) in place of any data."""
    images = np.random.default_rng(0).random((6, *shape), dtype=np.float32)
    split = Split(images, np.arange(6) % 2)

    def load(_request: TrainingRequest) -> Dataset:
        return Dataset("other", split, split, ("a", "b"))

    return load


MADE_BY = "filterlab.gui.compare.units.asked_net.load_fitting_dataset"


def test_a_coloured_picture_is_seen_as_grey_by_filters_of_one_channel_and_said_so(
    document, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(MADE_BY, other_data((3, 28, 28)))
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    look_at_sample(workspace, qtbot)
    assert all(tile.response is not None for number in (0, 1) for tile in tiles(workspace, number))
    column = workspace.columns.columns[1]
    assert "they see the grey of the coloured picture" in column.caption
    column.layer_chosen.emit("conv2")
    settle(workspace, qtbot)
    assert all(tile.response is not None for tile in tiles(workspace, 1))


def test_a_picture_smaller_than_the_filters_is_said_once_and_resized_on_request(
    document, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(MADE_BY, other_data((1, 5, 5)))
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    look_at_sample(workspace, qtbot)
    column = workspace.columns.columns[1]
    assert "7 × 7" in column.notice.sentence
    assert len(tiles(workspace, 1)) == 8
    qtbot.mouseClick(column.notice.resize_offer, LEFT)
    settle(workspace, qtbot)
    assert not column.notice.isVisible()
    assert tiles(workspace, 1)[0].response.shape == (22, 22)
    assert "maps of the layer in its net" in column.caption
    choose(column.fit, "direct")
    settle(workspace, qtbot)
    assert column.notice.isVisible()


def test_data_that_cannot_be_had_say_why_in_the_row_and_in_the_tiles(document, qtbot, monkeypatch) -> None:
    def refuse(_request: TrainingRequest) -> Dataset:
        raise FilterLabError("The folder is gone: choose other data.")

    monkeypatch.setattr(MADE_BY, refuse)
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    look_at_sample(workspace, qtbot)
    assert workspace.sample_bar.words == "The folder is gone: choose other data."
    assert tiles(workspace, 0)[0].problem == "The folder is gone: choose other data."


def test_the_sample_comes_back_and_a_deleted_run_leaves_a_sentence(workspace, document, bar, qtbot) -> None:
    bar.number.setValue(5)
    settle(workspace, qtbot)
    again = workspace_of(document, qtbot)
    assert again.sample_bar.number.value() == 5
    assert again.looked_at.picture.name == "picture 5 of strokes of run 1"
    small = DataChoice(train_size=30, test_size=20)
    document.set_plan(TrainingPlan(NetDraft(zoo["tiny"]), TrainConfig(), small))
    document.remove_run(document.runs[0].id)
    settle(again, qtbot)
    assert again.sample_bar.words.startswith("The data of run 1 were looked at, and it was deleted")
    choose(again.sample_bar.data, "train")
    settle(again, qtbot)
    assert "one of 20 pictures" in again.sample_bar.words


def test_painting_and_other_pictures_leave_the_sample_before_the_filters(workspace, document, qtbot) -> None:
    said: list[object] = []
    workspace.looked_at.picture_changed.connect(lambda: said.append(True))
    document.add_picture("other", np.zeros((1, 9, 9)))
    settle(workspace, qtbot)
    assert workspace.looked_at.is_sample
    assert said == []
    document.record_events(document.runs[0].id, [make_snapshot(9)])
    settle(workspace, qtbot)
    assert tiles(workspace, 1)[0].shape == (22, 22)


def test_a_part_without_pictures_says_so(document, qtbot, monkeypatch) -> None:
    def empty(request: TrainingRequest) -> Dataset:
        dataset = other_data((1, 28, 28))(request)
        none = Split(dataset.test.images[:0], dataset.test.labels[:0])
        return replace(dataset, test=none)

    monkeypatch.setattr(MADE_BY, empty)
    make_learned_run(document)
    workspace = workspace_of(document, qtbot)
    look_at_sample(workspace, qtbot)
    assert "no pictures" in workspace.sample_bar.words
