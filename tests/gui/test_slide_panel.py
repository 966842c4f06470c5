"""The filter's walk over a picture: play, pause, step, scrub, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from filterlab.errors import FilterLabError
from filterlab.gui.design.scene import Scene
from filterlab.gui.design.slide_panel import MOST_CELLS, SlidePanel
from filterlab.gui.design.tool import Place
from filterlab.gui.theme import apply_theme
from filterlab.probes import Stages, explain
from filterlab.project import Scale

if TYPE_CHECKING:
    from pathlib import Path


def scene(side: int = 12, stages: Stages | None = None) -> Scene:
    pixels = np.random.default_rng(0).random((1, side, side), dtype=np.float32)
    weights = np.ones((1, 3, 3), np.float32)
    return Scene("p", "f", pixels, weights, 0, stages or Stages(), Scale())


def place_at(of: Scene, row: int, column: int) -> Place:
    explanation = explain(of.pixels, of.weights, of.stages, row, column, scale=of.scale.factor)
    return Place(of, explanation, (0.0, 255.0), is_pinned=True)


@pytest.fixture
def panel(qtbot):
    """Return a panel in sight with a walk over a picture of 12 × 12."""
    panel = SlidePanel()
    qtbot.addWidget(panel)
    panel.resize(340, 260)
    panel.show()
    panel.set_seen(True)
    panel.tell_scene(scene())
    qtbot.waitUntil(lambda: panel.is_idle() and panel.walk is not None)
    yield panel
    panel.shut_down()


def test_a_walk_has_a_position_for_each_cell_of_the_map(panel) -> None:
    assert panel.player.scrubber.maximum() == 99
    assert "position 1 of 100" in panel.frame.accessibleDescription()
    assert not panel.frame.image.isNull()


def test_stepping_asks_for_the_place_it_comes_to(panel, qtbot) -> None:
    button = panel.findChildren(type(panel.player.play_button))
    on = next(b for b in button if b.accessibleName() == "One position on")
    with qtbot.waitSignal(panel.place_wanted) as wanted:
        qtbot.mouseClick(on, Qt.MouseButton.LeftButton)
    assert wanted.args == [0, 1]
    with qtbot.waitSignal(panel.place_wanted) as wanted:
        panel.player.scrubber.setValue(57)
    assert wanted.args == [5, 7]
    assert "row 5, column 7" in panel.frame.accessibleDescription()


def test_playing_goes_on_by_itself_to_the_end_and_pauses_there(panel, qtbot) -> None:
    panel.player.speed_box.setCurrentIndex(panel.player.speed_box.count() - 1)
    with qtbot.waitSignal(panel.place_wanted) as wanted:
        panel.player.play_button.click()
    assert wanted.args == [9, 9]
    assert not panel.player.play_button.isChecked()


def test_going_out_of_sight_pauses(panel) -> None:
    panel.player.play_button.click()
    assert panel.player.play_button.isChecked()
    panel.set_seen(False)
    assert not panel.player.play_button.isChecked()


def test_the_walk_stands_where_the_pinned_number_is_without_asking_back(panel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.place_wanted):
        panel.tell_place(place_at(scene(), 3, 4))
    assert panel.player.scrubber.value() == 34


def test_of_a_large_map_the_part_around_the_pinned_place_is_walked_over(panel, qtbot) -> None:
    of = scene(900)
    panel.tell_place(place_at(of, 700, 20))
    panel.tell_scene(of)
    panel.tell_place(place_at(of, 700, 20))
    qtbot.waitUntil(lambda: panel.is_idle() and panel.walk.length == MOST_CELLS**2)
    assert panel.walk.place(panel.player.scrubber.value()) == (700, 20)
    assert f"{MOST_CELLS} × {MOST_CELLS} cells" in panel.words.text()


def test_pooling_keeps_the_walk_but_asks_for_no_place(panel, qtbot) -> None:
    panel.tell_scene(scene(stages=Stages(pool="max")))
    qtbot.waitUntil(panel.is_idle)
    with qtbot.assertNotEmitted(panel.place_wanted):
        panel.player.scrubber.setValue(5)


def test_the_walk_is_exported_as_an_animation_while_the_window_goes_on(panel, qtbot, tmp_path: Path) -> None:
    panel.export(tmp_path / "walk.gif")
    assert panel.note.text() == "Writing walk.gif …"
    assert not panel.player.export_button.isEnabled()
    qtbot.waitUntil(panel.is_idle)
    with Image.open(tmp_path / "walk.gif") as animation:
        assert animation.n_frames > 90
    assert panel.note.text() == "walk.gif is written: 100 frames."
    assert panel.player.export_button.isEnabled()


def test_a_walk_that_cannot_be_written_says_why(panel, qtbot, tmp_path: Path) -> None:
    with qtbot.waitSignal(panel.message_raised) as raised:
        panel.export(tmp_path / "walk.mp4")
    assert ".gif or .webp" in raised.args[0]
    assert not panel.note.isVisible()
    assert panel.player.export_button.isEnabled()


def test_without_a_response_it_says_why_and_offers_nothing(panel) -> None:
    panel.tell_nothing("The filter does not fit.")
    assert panel.words.text() == "The filter does not fit."
    assert not panel.player.play_button.isEnabled()
    with pytest.raises(FilterLabError, match="no walk to export"):
        panel.export(None)


def test_the_walk_is_drawn_in_the_colours_of_another_theme(panel, qtbot, qapp) -> None:
    light = panel.frame.image.pixelColor(0, 0)
    try:
        apply_theme(qapp, "dark")
        qtbot.waitUntil(lambda: panel.frame.image.pixelColor(0, 0).lightness() < light.lightness() - 100)
    finally:
        apply_theme(qapp, "light")


def test_a_walk_that_becomes_shorter_is_never_asked_for_a_place_it_has_not(panel, qtbot) -> None:
    whole = scene(MOST_CELLS + 2)
    panel.tell_scene(whole)
    qtbot.waitUntil(lambda: panel.is_idle() and panel.walk.places == whole.places)
    panel.player.set_position(panel.walk.length - 1)
    # Of a long strip a part is walked over; the words that say so take room from the pictures, which are drawn anew.
    strip = Scene("p", "f", np.zeros((1, 4, 900), np.float32), whole.weights, 0, Stages(), Scale())
    panel.tell_scene(strip)
    qtbot.waitUntil(lambda: panel.is_idle() and panel.walk.places == strip.places)
    assert panel.words.text()
    assert panel.walk.length == 2 * MOST_CELLS
