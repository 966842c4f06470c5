"""The strongest and the most negative responses as patches, and the way to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSpinBox

from filterlab.data import presets
from filterlab.gui.design import peak_search
from filterlab.gui.design.peak_search import FoundPeaks, PeaksRequest, brightest, compute_peaks
from filterlab.gui.design.peaks_panel import PeaksPanel
from filterlab.gui.design.tool import Place
from filterlab.probes import explain, find_peaks, respond, survey

from .scenes import mouse_scene, scene_of

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene

LAPLACIAN = presets["laplacian-8"].weights


def surveyed(scene: Scene) -> object:
    found = survey(scene.pixels, scene.weights, scene.stages, scale=255.0, largest=255.0)
    assert found is not None
    return found


def found(scene: Scene) -> FoundPeaks:
    answer = compute_peaks(PeaksRequest(scene, None, lambda: True))
    assert answer is not None
    return answer


def place(scene: Scene, row: int, column: int, *, is_pinned: bool = True) -> Place:
    told = explain(scene.pixels, scene.weights, scene.stages, row, column, scale=255.0)
    return Place(scene, told, (0.0, 50.0), is_pinned)


@pytest.fixture
def panel(qtbot) -> PeaksPanel:
    """Return a panel in sight, without a scene."""
    panel = PeaksPanel()
    qtbot.addWidget(panel)
    panel.resize(330, 400)
    panel.show()
    panel.set_seen(True)
    yield panel
    panel.shut_down()


def show(panel: PeaksPanel, scene: Scene, qtbot) -> None:
    """Tell a scene and its survey, and wait for all peaks."""
    panel.tell_scene(scene)
    panel.tell_survey(scene, surveyed(scene), 1.0)
    qtbot.waitUntil(panel.is_idle)


def texts(panel: PeaksPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def test_both_ends_of_the_response_are_shown_with_their_places(panel, qtbot) -> None:
    table = mouse_scene(LAPLACIAN)
    show(panel, table, qtbot)
    response = respond(table.pixels * np.float32(255), table.weights, table.stages).values
    assert float(panel.strongest.cards[0].value) == response.max()
    assert float(panel.most_negative.cards[0].value.replace("−", "-")) == response.min()
    row, column = np.unravel_index(int(response.argmin()), response.shape)
    assert panel.most_negative.cards[0].note == f"{row}, {column}"
    assert len(panel.strongest.cards) == len(panel.most_negative.cards) == 5


def test_the_patch_is_what_the_number_was_made_of(panel, qtbot) -> None:
    table = mouse_scene(LAPLACIAN)
    show(panel, table, qtbot)
    patch = panel.strongest.cards[0].patch
    value = (patch.pixels * 255 * table.weights).sum()
    assert f"{value:.0f}" == panel.strongest.cards[0].value
    np.testing.assert_array_equal(patch.signs, [[0, 0, 0], [0, -1, 0], [0, 0, 0]])


def test_choosing_a_patch_asks_for_its_place(panel, qtbot) -> None:
    show(panel, mouse_scene(LAPLACIAN), qtbot)
    wanted: list[tuple[int, int]] = []
    panel.place_wanted.connect(lambda row, column: wanted.append((row, column)))
    qtbot.mouseClick(panel.most_negative.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(panel.strongest.buttons[2], Qt.Key.Key_Return)
    notes = (panel.most_negative.cards[1].note, panel.strongest.cards[2].note)
    assert wanted == [tuple(map(int, note.split(", "))) for note in notes]


def test_three_to_twelve_of_each_can_be_asked_for(panel, qtbot) -> None:
    show(panel, mouse_scene(LAPLACIAN), qtbot)
    box = panel.findChild(QSpinBox)
    assert (box.minimum(), box.maximum()) == (3, 12)
    box.setValue(12)
    assert len(panel.strongest.cards) == len(panel.most_negative.cards) == 12
    box.setValue(3)
    assert len(panel.strongest.cards) == 3


def test_the_strongest_are_there_before_the_others_have_been_looked_for(panel, qtbot) -> None:
    table = mouse_scene(LAPLACIAN)
    told = surveyed(table)
    panel.tell_scene(table)
    panel.tell_survey(table, told, 1.0)
    assert not panel.is_idle()
    assert [card.note for card in panel.strongest.cards] == [f"{p.row}, {p.column}" for p in told.peaks]
    qtbot.waitUntil(panel.is_idle)
    assert [card.note for card in panel.strongest.cards] == [f"{p.row}, {p.column}" for p in told.peaks]


def test_the_pinned_peak_is_marked(panel, qtbot) -> None:
    table = mouse_scene(LAPLACIAN)
    show(panel, table, qtbot)
    peak = found(table).most_negative[2].peak
    panel.tell_place(place(table, peak.row, peak.column))
    assert [button.is_marked for button in panel.most_negative.buttons] == [False, False, True, False, False]
    panel.tell_place(place(table, 0, 0, is_pinned=False))
    assert panel.most_negative.buttons[2].is_marked
    panel.tell_place(place(table, 0, 0))
    assert not any(button.is_marked for button in panel.most_negative.buttons)


def test_a_response_without_negative_numbers_says_so(panel, qtbot) -> None:
    show(panel, mouse_scene(LAPLACIAN, activation="relu"), qtbot)
    assert "the activation leaves nothing below 0" in texts(panel)
    show(panel, mouse_scene(presets["curve-detector"].weights), qtbot)
    assert "No place stands out below 0." in texts(panel)
    assert panel.most_negative.isHidden()


def test_a_response_of_zeros_has_no_peak(panel, qtbot) -> None:
    show(panel, mouse_scene(np.zeros((1, 3, 3), np.float32)), qtbot)
    assert "No place stands out above 0." in texts(panel)
    assert "No place stands out below 0." in texts(panel)


def test_painting_keeps_the_old_patches_until_the_new_ones_are_known(panel, qtbot) -> None:
    show(panel, mouse_scene(LAPLACIAN), qtbot)
    old = panel.strongest.cards
    painted = mouse_scene(LAPLACIAN * 2, revision=1)
    panel.tell_scene(painted)
    assert panel.strongest.cards == old
    panel.tell_survey(painted, surveyed(painted), 1.0)
    qtbot.waitUntil(panel.is_idle)
    assert float(panel.strongest.cards[0].value) == 2 * float(old[0].value)


def test_the_same_scene_told_again_asks_nothing_again(panel, qtbot) -> None:
    table = mouse_scene(LAPLACIAN)
    panel.tell_scene(table)
    panel.tell_survey(table, surveyed(table), 1.0)
    panel.tell_scene(replace(table))
    qtbot.waitUntil(panel.is_idle)
    assert panel.most_negative.cards
    panel.tell_scene(replace(table))
    panel.tell_survey(table, surveyed(table), 1.0)
    assert panel.is_idle()


def test_another_picture_takes_the_old_patches_away(panel, qtbot) -> None:
    show(panel, mouse_scene(LAPLACIAN), qtbot)
    panel.tell_scene(replace(mouse_scene(LAPLACIAN), picture_id="other"))
    assert panel.strongest.isHidden()
    assert "Looking through the response" in texts(panel)
    panel.tell_nothing("Choose a picture.")
    assert texts(panel).count("Choose a picture.") == 1


def test_out_of_sight_nothing_is_looked_for(panel, qtbot) -> None:
    table = mouse_scene(LAPLACIAN)
    panel.set_seen(False)
    panel.tell_scene(table)
    panel.tell_survey(table, surveyed(table), 1.0)
    assert panel.is_idle()
    panel.set_seen(True)
    qtbot.waitUntil(lambda: panel.is_idle() and bool(panel.most_negative.cards))
    panel.tell_scene(mouse_scene(LAPLACIAN, revision=1))
    panel.tell_survey(mouse_scene(LAPLACIAN, revision=1), surveyed(table), 1.0)
    panel.set_seen(False)
    qtbot.waitUntil(panel.is_idle)


def test_a_search_that_is_not_wanted_any_more_ends_without_an_answer() -> None:
    assert compute_peaks(PeaksRequest(mouse_scene(LAPLACIAN), None, lambda: False)) is None


@pytest.mark.parametrize("stages", [{}, {"pool": "max"}, {"stride": (2, 3), "padding": (1, 1)}])
def test_bands_have_the_peaks_of_the_whole_map(monkeypatch, stages) -> None:
    rng = np.random.default_rng(4)
    pixels = rng.random((1, 70, 61), dtype=np.float32)
    weights = rng.normal(size=(1, 5, 5)).astype(np.float32)
    table = scene_of(pixels, weights, units=1, **stages)
    monkeypatch.setattr(peak_search, "BAND", 300)
    answer = found(table)
    values = respond(pixels, weights, table.stages).values
    for sights, sign in ((answer.strongest, "positive"), (answer.most_negative, "negative")):
        expected = find_peaks(values, 12, min_distance=3, sign=sign)
        assert [(s.peak.row, s.peak.column) for s in sights] == [(p.row, p.column) for p in expected]


def test_after_pooling_the_filter_is_outlined_where_the_window_was_won() -> None:
    pixels = np.zeros((1, 8, 8), np.float32)
    pixels[0, 3, 3] = 1.0
    weights = np.zeros((1, 3, 3), np.float32)
    weights[0, 1, 1] = 1.0
    sight = found(scene_of(pixels, weights, units=1, pool="max", pool_size=3)).strongest[0]
    assert sight.patch.pixels.shape == (1, 5, 5)
    np.testing.assert_array_equal(sight.patch.signs == 1, sight.patch.pixels[0] == 1)


def test_over_the_edge_a_patch_has_padding() -> None:
    pixels = np.zeros((1, 6, 6), np.float32)
    pixels[0, 0, 0] = 1.0
    weights = np.zeros((1, 3, 3), np.float32)
    weights[0, 1, 1] = 1.0
    sight = found(scene_of(pixels, weights, units=1, padding=(1, 1))).strongest[0]
    assert sight.patch.is_padding[0].all()
    assert not sight.patch.is_padding[1:, 1:].any()


def test_of_a_very_large_patch_every_few_pixels_are_kept() -> None:
    pixels = np.random.default_rng(0).random((3, 300, 300), dtype=np.float32)
    weights = np.ones((1, 9, 9), np.float32)
    sight = found(scene_of(pixels, weights, units=1, dilation=(16, 16))).strongest[0]
    assert sight.patch.pixels.shape == (3, 43, 43)
    assert sight.patch.signs is None


def test_white_is_the_brightest_pixel_of_a_grey_picture_and_1_in_colour() -> None:
    assert brightest(mouse_scene(LAPLACIAN)) == pytest.approx(50 / 255)
    colour = replace(mouse_scene(LAPLACIAN), pixels=np.zeros((3, 4, 4), np.float32))
    assert brightest(colour) == 1.0
    black = replace(mouse_scene(LAPLACIAN), pixels=np.zeros((1, 4, 4), np.float32))
    assert brightest(black) == 1.0


def test_a_receptive_field_too_large_for_patches_is_told_in_a_sentence(panel, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("filterlab.probes.patches.MAX_PATCH_PIXELS", 4)
    monkeypatch.setattr("filterlab.gui.design.peaks_panel.QUICK_PATCH", 4)
    show(panel, mouse_scene(LAPLACIAN), qtbot)
    assert "too many for a patch" in texts(panel)
