"""Whom a panel asks: classes by their names, and a place in the map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from filterlab.data import DataChoice
from filterlab.nets import TrainConfig, build, zoo
from filterlab.probes.units import Unit
from filterlab.project import TrainingRequest

from .conftest import make_end

NAMES = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay")


@pytest.fixture
def animals(document, tmp_path):
    """Return a run whose classes have names."""
    path = tmp_path / "animals.npz"
    images = np.random.default_rng(0).random((40, 1, 28, 28), np.float32)
    np.savez(path, images=images, labels=np.arange(40) % 10, class_names=NAMES)
    run = document.add_run(TrainingRequest(DataChoice(str(path)), zoo["tiny"], TrainConfig(epochs=1)))
    document.record_events(run.id, [make_end(5, build(zoo["tiny"], np.random.default_rng(1)).parameters)])
    return run


def texts(box) -> tuple[str, ...]:
    """Return the entries of a list."""
    return tuple(box.itemText(row) for row in range(box.count()))


def test_classes_are_listed_and_called_by_their_names(animals, room) -> None:
    panel = next(tool for tool in room.workspace.desk.tools if tool.key == "climb")
    panel.form.sliders["steps"].set_value(16)
    room.bring("climb")
    assert texts(panel.bar.units) == tuple(map(str, range(8)))
    room.followed.follow(animals.id, "fc1", 2)
    room.settle()
    assert texts(panel.bar.units) == NAMES
    assert panel.heading == "class cat of run 2, step 5"


def test_classes_whose_pictures_are_gone_are_called_by_their_numbers(animals, room) -> None:
    room.bring("field")
    Path(animals.request.data.source).unlink()
    room.followed.follow(animals.id, "fc1", 2)
    room.settle()
    assert room.followed.asked.name == "class 2"
    assert room.followed.unit_names() == list(map(str, range(10)))


def test_the_place_in_the_map_is_the_middle_until_another_is_chosen(room) -> None:
    panel = room.bring("field")
    place = panel.bar.place
    assert (place.row.value(), place.column.value()) == (11, 11)
    assert not place.middle.isEnabled()
    place.row.setValue(3)
    room.settle()
    assert room.followed.asked.unit == Unit("conv1", 0, (3, 11))
    assert panel.heading == "conv1 unit 0 at row 3, column 11 of run 1, step 5"
    assert "from row 3, column 11 on" in panel.words.text()
    assert panel.table.item(0, 3).text() == "3, 11"
    place.middle.click()
    room.settle()
    assert room.followed.asked.unit.place is None
    assert panel.heading == "conv1 unit 0 of run 1, step 5"


def test_a_layer_without_maps_has_no_place_and_another_layer_begins_in_its_middle(room) -> None:
    panel = room.bring("field")
    room.followed.follow_place((2, 2))
    room.settle()
    room.choose(panel.bar.layers, panel.bar.layers.findText("conv2"))
    assert room.followed.asked.unit.place is None
    assert panel.bar.place.isVisible()
    room.choose(panel.bar.layers, panel.bar.layers.findText("fc1"))
    assert not panel.bar.place.isVisible()


def test_a_patch_that_is_chosen_brings_its_place_and_patches_and_tuning_are_not_asked_anew(room) -> None:
    patches = room.bring("patches")
    before = patches.strip.cards
    patches.strip.patch_chosen.emit(1)
    room.settle()
    peak = room.workspace.panels.units._presenters[0].state.patches[1].peak
    assert room.followed.asked.unit.place == (peak.row, peak.column)
    assert patches.strip.cards == before
    assert patches.heading == "conv1 unit 0 of run 1, step 5"
    assert not patches.bar.place.isVisible()
    field = room.bring("field")
    assert f"at row {peak.row}, column {peak.column} of" in field.heading
