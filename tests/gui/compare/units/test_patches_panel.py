"""Top patches: what a unit answers to most, as it is found."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from filterlab.data import presets
from filterlab.gui.compare.units import patches_presenter
from filterlab.gui.compare.units.asked_net import PictureMemory
from filterlab.gui.compare.units.patches_presenter import look_through
from filterlab.probes.units import find_top_patches

from .conftest import PICTURES, add_run


@pytest.fixture
def panel(room):
    """Return the panel with its answer."""
    return room.bring("patches")


def test_the_strongest_patches_of_all_training_pictures_are_shown_with_picture_place_and_value(
    room, panel
) -> None:
    asked = room.followed.asked
    images = PictureMemory().load(asked.net.request).train.images
    *_others, last = find_top_patches(asked.net.subject(), "conv1", [0], images, count=24)
    best = last.patches[0][0]
    card = panel.strip.cards[0]
    np.testing.assert_array_equal(card.patch.pixels, best.pixels)
    assert card.note == f"{best.picture}: {best.peak.row}, {best.peak.column}"
    assert card.words.startswith("1: the unit answers ")
    assert panel.heading == "conv1 unit 0 of run 1, step 5"
    assert f"{PICTURES} of {PICTURES} training pictures" in panel.status


def test_a_click_shows_the_patch_in_its_picture_with_the_receptive_field(panel, qtbot) -> None:
    chosen = panel.strip.buttons[2]
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
    patch = panel.strip.cards[2].patch
    box = panel.picture._items.field.rect
    top, left = int(box.top()), int(box.left())
    np.testing.assert_array_equal(panel.picture.values[top : top + 7, left : left + 7], patch.pixels[0])
    assert chosen.is_marked


def test_another_unit_or_another_number_of_patches_asks_anew(room, panel) -> None:
    room.choose(panel.bar.units, 3)
    assert panel.heading.startswith("conv1 unit 3")
    panel.count.setValue(5)
    room.settle()
    assert len(panel.strip.cards) == 5
    room.choose(panel.bar.layers, panel.bar.layers.findText("conv2"))
    assert panel.heading.startswith("conv2 unit 0")


def test_a_unit_that_never_fires_is_told_in_a_sentence(room, panel) -> None:
    document = room.workspace.document
    add_run(document, silence=4)
    room.followed.follow(document.runs[1].id, "relu1", 4)
    room.settle()
    assert "answers 0 to all 40 pictures" in panel.message
    assert not panel.export.isEnabled()


def test_before_there_is_anybody_to_ask_the_panel_says_what_to_do(empty_room) -> None:
    panel = empty_room.bring("patches")
    assert panel.message.startswith("There is no net and no filter to ask yet")
    assert not panel.start.isEnabled()
    document = empty_room.workspace.document
    document.insert_filter(document.make_filter("edge", presets["sobel-x"].weights))
    empty_room.settle()
    assert panel.heading == "edge of the bank"


def test_looking_through_the_pictures_can_be_cancelled_and_taken_up_again(
    room, panel, qtbot, monkeypatch
) -> None:
    is_over = threading.Event()

    def slowly(*given):
        for state in look_through(*given):
            yield state
            # The user has all the time there is.
            assert is_over.wait(timeout=60)
            yield state

    monkeypatch.setattr(patches_presenter, "look_through", slowly)
    panel.strip.set_cards([])
    panel.start.click()
    qtbot.waitUntil(lambda: bool(panel.strip.cards))
    assert panel.progress.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    is_over.set()
    room.settle()
    assert not panel.cancel.isVisible()
    assert panel.strip.cards
    monkeypatch.undo()
    panel.start.click()
    room.settle()
    assert panel.export.isEnabled()


def test_the_view_and_its_numbers_are_written_to_files(room, panel, tmp_path, monkeypatch) -> None:
    said = room.messages()
    for name, action in (("seen.png", 0), ("seen.svg", 0), ("seen.csv", 1)):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given, path=path: (str(path), ""))
        panel.export.menu().actions()[action].trigger()
    assert not QImage(str(tmp_path / "seen.png")).isNull()
    assert b"<svg" in (tmp_path / "seen.svg").read_bytes()
    assert (tmp_path / "seen.csv").read_text().startswith("rank,picture,row,column,answer")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(tmp_path / "no" / "x.csv"), ""))
    panel.export.menu().actions()[1].trigger()
    assert len(said) == 1
