"""Fool your filter: what beats the pinned place, and the cures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from filterlab.data import samples
from filterlab.engine.geometry import resolve_axis
from filterlab.gui.design.finished import finished_place
from filterlab.gui.design.fool_panel import FoolPanel
from filterlab.gui.design.fool_search import Course, course_of, cured
from filterlab.probes import CURES, Places, Stages, find_places, fool

from .scenes import CURVE, mouse_scene, place_of, scene_of

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene

BACK = samples["mouse"].marks["back"]


@pytest.fixture
def panel(qtbot) -> FoolPanel:
    """Return a panel in sight, without a scene."""
    panel = FoolPanel()
    qtbot.addWidget(panel)
    panel.resize(330, 500)
    panel.show()
    panel.set_seen(True)
    yield panel
    panel.shut_down()


def show(panel: FoolPanel, scene: Scene, qtbot, where: tuple[int, int] = BACK) -> None:
    """Pin a place of a scene, and wait for the figures."""
    panel.tell_scene(scene)
    panel.tell_place(place_of(scene, *where))
    qtbot.waitUntil(panel.is_idle)


def shown(panel: FoolPanel) -> list[tuple[str, str]]:
    return [(card.value, card.note) for card in panel.strip.cards[:3]]


def texts(panel: FoolPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def test_a_flat_patch_of_50_beats_the_curve(panel, qtbot) -> None:
    show(panel, mouse_scene(), qtbot)
    assert (
        "You mean row 41, column 87: <b>6600</b>. Fooled: a flat patch of 50 gives <b>9000</b>."
        in panel.headline
    )
    assert shown(panel) == [("6600", "meant"), ("▲9000", "flat 50"), ("▲9000", "best")]


def test_the_strongest_other_places_stand_beside_it_and_lead_there(panel, qtbot) -> None:
    table = mouse_scene()
    show(panel, table, qtbot)
    rivals = (
        fool(table.pixels, table.weights, table.stages, *BACK, scale=255.0, count=3).verdicts["none"].rivals
    )
    assert [card.note for card in panel.strip.cards[3:]] == [f"{r.row}, {r.column}" for r in rivals]
    wanted: list[tuple[int, int]] = []
    panel.place_wanted.connect(lambda row, column: wanted.append((row, column)))
    for index in (0, 1, 2, 3):
        qtbot.mouseClick(panel.strip.buttons[index], Qt.MouseButton.LeftButton)
    assert wanted == [BACK, (rivals[0].row, rivals[0].column)]


def test_under_each_cure_stand_the_figures_and_the_rank(panel, qtbot) -> None:
    table = mouse_scene()
    show(panel, table, qtbot)
    told = fool(table.pixels, table.weights, table.stages, *BACK, scale=255.0, count=3)
    for cure in CURES:
        assert panel.table.rank_text(cure) == f"rank {told.verdicts[cure].rank:,}"
    assert panel.table.figure_texts("none")[:3] == ["6600", "<b>▲9000</b>", "<b>▲9000</b>"]
    assert panel.table.figure_texts("zero_mean")[:3] == ["4212", "0", "<b>▲7898</b>"]
    assert panel.table.figure_texts("unit_length")[:3] == ["89.8", "<b>▲122</b>", "<b>▲122</b>"]
    assert panel.table.figure_texts("ncc")[:3] == ["0.406", "0", "<b>▲1</b>"]


@pytest.mark.parametrize("cure", CURES[1:])
@pytest.mark.parametrize("flip", [False, True])
def test_one_click_sets_the_weights_the_figures_were_computed_with(panel, qtbot, cure, flip) -> None:
    table = mouse_scene(flip=flip)
    show(panel, table, qtbot)
    edited: list[tuple[np.ndarray, str]] = []
    panel.weights_edited.connect(lambda weights, title: edited.append((weights, title)))
    qtbot.mouseClick(panel.table.buttons[cure], Qt.MouseButton.LeftButton)
    (weights, title), *others = edited
    assert not others
    assert weights.dtype == np.float32
    assert title == panel.table.title_of(cure)
    told = fool(table.pixels, table.weights, table.stages, *BACK, scale=255.0)
    np.testing.assert_allclose(weights, told.verdicts[cure].weights, rtol=1e-6, atol=1e-7)


def test_a_cure_acts_on_the_filter_as_it_has_been_painted_since(panel, qtbot) -> None:
    show(panel, mouse_scene(), qtbot)
    painted = mouse_scene(CURVE + 5, revision=1)
    panel.tell_scene(painted)
    with qtbot.waitSignal(panel.weights_edited) as edited:
        panel.table.buttons["unit_length"].click()
    np.testing.assert_array_equal(edited.args[0], cured(painted.weights, "unit_length"))


def test_what_a_filter_has_already_is_not_offered_and_its_rounding_is_0(panel, qtbot) -> None:
    show(panel, mouse_scene(cured(CURVE, "zero_mean")), qtbot)
    assert not panel.table.buttons["zero_mean"].isEnabled()
    assert panel.table.rank_text("zero_mean").endswith(": the same")
    assert panel.table.buttons["unit_length"].isEnabled()
    assert shown(panel)[1] == ("0", "flat 50")
    assert panel.table.figure_texts("none")[1] == "0"


def test_what_nothing_beats_is_said_too(panel, qtbot) -> None:
    pixels = np.zeros((1, 20, 20), np.float32)
    pixels[0, 8:11, 8:11] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    weights = np.array([[[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]], np.float32)
    table = scene_of(pixels, weights)
    show(panel, table, qtbot, (8, 8))
    assert "No flat patch as bright and no other place in the picture gives more." in panel.headline
    assert panel.table.rank_text("none") == "rank 1"


def test_the_rival_under_a_cure_can_be_gone_to(panel, qtbot) -> None:
    table = mouse_scene()
    show(panel, table, qtbot)
    rival = fool(table.pixels, table.weights, table.stages, *BACK, scale=255.0).verdicts["ncc"].rivals[0]
    label = next(
        label
        for label in panel.table.findChildren(QLabel)
        if label.text().startswith("<b>▲<a") and "0.7" in label.text()
    )
    with qtbot.waitSignal(panel.place_wanted) as wanted:
        label.linkActivated.emit("#")
    assert wanted.args == [rival.row, rival.column]


def test_with_pooling_places_are_those_of_the_finished_map(panel, qtbot) -> None:
    table = mouse_scene(pool="max", activation="relu")
    show(panel, table, qtbot, (20, 43))
    assert "You mean row 20, column 43" in panel.headline
    told = fool(table.pixels, table.weights, table.stages, 20, 43, scale=255.0, count=3)
    rival = told.verdicts["none"].rivals[0]
    assert panel.strip.cards[3].note == f"{rival.row // 2}, {rival.column // 2}"
    assert "before activation and pooling" in texts(panel)


def test_a_place_that_no_window_reaches_leads_nowhere(panel, qtbot) -> None:
    pixels = np.zeros((1, 9, 9), np.float32)
    pixels[0, 8, 8] = 1.0
    pixels[0, 1, 1] = 0.5
    table = scene_of(pixels, np.ones((1, 1, 1), np.float32), units=1, pool="max")
    show(panel, table, qtbot, (0, 0))
    assert panel.strip.cards[3].note == "not pooled"
    assert not panel.strip.cards[3].can_be_chosen
    with qtbot.waitSignal(panel.message_raised) as raised:
        panel.table.rival_chosen.emit("none")
    assert raised.args == ["No pooling window reaches row 8, column 8 of the map."]


def test_moving_the_mouse_over_the_response_asks_for_nothing(panel, qtbot) -> None:
    table = mouse_scene()
    panel.tell_scene(table)
    assert "Pin the place you mean" in panel.headline
    panel.tell_place(place_of(table, 3, 4, is_pinned=False))
    assert panel.is_idle()
    show(panel, table, qtbot)
    before = panel.headline
    panel.tell_place(place_of(table, 3, 4, is_pinned=False))
    assert panel.is_idle()
    assert panel.headline == before


def test_another_place_takes_over_from_the_one_that_is_looked_at(panel, qtbot) -> None:
    table = mouse_scene()
    panel.tell_scene(table)
    panel.tell_place(place_of(table, *BACK))
    panel.tell_place(place_of(table, 42, 87))
    qtbot.waitUntil(panel.is_idle)
    assert "row 42, column 87: <b>9000</b>" in panel.headline


def test_a_place_of_the_filter_before_the_last_stroke_is_waited_out(panel, qtbot) -> None:
    panel.tell_scene(mouse_scene(CURVE * 2, revision=1))
    panel.tell_place(place_of(mouse_scene(), *BACK))
    assert panel.is_idle()
    panel.tell_place(place_of(mouse_scene(CURVE * 2, revision=1), *BACK))
    qtbot.waitUntil(panel.is_idle)
    assert "<b>13200</b>" in panel.headline


def test_out_of_sight_the_search_stops_and_goes_on_when_it_is_seen_again(panel, qtbot) -> None:
    table = mouse_scene()
    panel.tell_scene(table)
    panel.tell_place(place_of(table, *BACK))
    panel.set_seen(False)
    qtbot.waitUntil(panel.is_idle)
    assert panel.strip.cards == ()
    panel.set_seen(True)
    qtbot.waitUntil(panel.is_idle)
    assert "6600" in panel.headline


def test_another_picture_and_no_picture_take_the_figures_away(panel, qtbot) -> None:
    show(panel, mouse_scene(), qtbot)
    panel.tell_scene(replace(mouse_scene(), picture_id="other"))
    assert panel.table.isHidden()
    panel.tell_nothing("Choose a picture.")
    assert panel.headline == "Choose a picture."


def test_what_cannot_be_computed_is_told_in_a_sentence(panel, qtbot) -> None:
    pixels = np.full((1, 9, 9), np.nan, np.float32)
    broken = scene_of(pixels, np.ones((1, 3, 3), np.float32), units=1)
    told = place_of(replace(broken, pixels=np.zeros((1, 9, 9), np.float32)), 1, 1)
    panel.tell_scene(broken)
    panel.tell_place(replace(told, scene=broken))
    qtbot.waitUntil(panel.is_idle)
    assert "NaN" in panel.headline


def test_a_search_that_takes_long_says_how_far_it_is(panel, qtbot) -> None:
    table = mouse_scene()
    panel.tell_scene(table)
    panel.tell_place(place_of(table, *BACK))
    panel.say_progress()
    assert "Looking through the picture: 0 %" in texts(panel)
    qtbot.waitUntil(panel.is_idle)
    assert "Looking" not in texts(panel)


def test_a_course_counts_and_stops() -> None:
    course = Course(4)
    assert course.proceed()
    assert course.percent == 0
    assert course.proceed()
    assert course.percent == 25
    course.stop()
    assert not course.proceed()
    assert course_of(mouse_scene()).bands >= 1


def test_cells_go_into_the_window_that_holds_them() -> None:
    stages = Stages(pool="max", pool_size=3, pool_stride=2)
    places = find_places((9, 9), (1, 1), stages)
    assert [finished_place(places, row, 0) for row in range(9)] == [
        (0, 0), (0, 0), (1, 0), (1, 0), (2, 0), (2, 0), (3, 0), (3, 0), (3, 0)
    ]  # fmt: skip
    apart = Places(
        resolve_axis("height", 9, 1),
        resolve_axis("width", 9, 1),
        resolve_axis("height", 9, 2, stride=3),
        resolve_axis("width", 9, 2, stride=3),
    )
    assert finished_place(apart, 2, 0) is None
    assert finished_place(apart, 3, 4) == (1, 1)
    assert finished_place(find_places((9, 9), (3, 3), Stages()), 4, 5) == (4, 5)
