"""From a pixel to the outputs that look at it, and through which weight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QSpinBox

from filterlab.data import presets, samples
from filterlab.gui.design import pixel_view
from filterlab.gui.design.pixel_view import view_pixel
from filterlab.gui.design.pixel_words import PixelWords
from filterlab.gui.design.scene import Scene
from filterlab.gui.design.seen_by_panel import SeenByPanel
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.probes import Box, Stages, respond
from filterlab.probes.chain import seen_by
from filterlab.project import Scale

from .scenes import CURVE, mouse_scene, place_of

BACK = samples["mouse"].marks["back"]


@pytest.fixture
def panel(qtbot) -> SeenByPanel:
    """Return a panel in sight, looking at the mouse's back."""
    panel = SeenByPanel()
    qtbot.addWidget(panel)
    panel.resize(330, 500)
    panel.show()
    panel.set_seen(True)
    panel.tell_scene(mouse_scene())
    panel.tell_place(place_of(mouse_scene(), *BACK))
    return panel


def texts(panel: SeenByPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_without_a_chosen_pixel_it_is_the_middle_of_the_pinned_field(panel) -> None:
    assert panel.pixel == (44, 90)
    assert panel.summary.startswith("The pixel is <b>50</b>. It is seen by <b>49</b> of 47,524 outputs, by 6")


def test_the_block_is_the_filter_turned_by_180_degrees(panel) -> None:
    np.testing.assert_array_equal(panel.outputs.values, CURVE[0, ::-1, ::-1])
    assert "Outputs, rows 38 to 44, columns 84 to 90" in texts(panel)
    assert "the filter turned by 180°" in texts(panel)


def test_the_block_says_what_each_output_gains_from_the_pixel(panel) -> None:
    table = mouse_scene()
    panel.show_pixel(43, 91)
    more = table.pixels.copy()
    more[0, 43, 91] += 1 / 255
    before, after = (
        respond(pixels * np.float32(255), table.weights, table.stages).values
        for pixels in (table.pixels, more)
    )
    rows, columns = np.nonzero(np.abs(after - before) > 1e-3)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (38, 43, 86, 88)
    np.testing.assert_allclose(panel.outputs.values, (after - before)[37:44, 85:92], atol=2e-3)


def test_an_output_can_be_gone_to_and_the_pixel_stays(panel, qtbot) -> None:
    wanted: list[tuple[int, int]] = []
    panel.place_wanted.connect(lambda row, column: wanted.append((row, column)))
    point = panel.outputs.cell_rect(3, 2).center().toPoint()
    qtbot.mouseClick(panel.outputs, Qt.MouseButton.LeftButton, pos=point)
    assert wanted == [(41, 86)]
    panel.tell_place(place_of(mouse_scene(), 41, 86))
    assert panel.pixel == (44, 90)
    panel.findChild(QCheckBox).click()
    assert panel.pixel == (44, 89)


def test_a_pixel_can_be_typed_and_stays_while_others_are_pinned(panel) -> None:
    row, column = panel.findChildren(QSpinBox)
    row.setValue(3)
    column.setValue(5)
    assert panel.summary.startswith("The pixel is <b>0</b>. It is seen by <b>24</b> of 47,524")
    assert panel.outputs.values.shape == (4, 6)
    assert "turned" not in texts(panel)
    panel.tell_place(place_of(mouse_scene(), 100, 100))
    assert panel.pixel == (3, 5)


def test_showing_a_pixel_is_the_same_as_typing_it(panel) -> None:
    panel.show_pixel(10, 20)
    assert panel.pixel == (10, 20)
    assert not panel.findChild(QCheckBox).isChecked()
    panel.show_pixel(9999, 20)
    assert panel.pixel == (223, 20)


def test_hovering_does_not_move_the_pixel(panel) -> None:
    panel.tell_place(place_of(mouse_scene(), 100, 100, is_pinned=False))
    assert panel.pixel == (44, 90)


def test_another_picture_forgets_the_chosen_pixel(panel) -> None:
    panel.show_pixel(10, 20)
    other = replace(mouse_scene(), picture_id="other", pixels=np.zeros((1, 30, 40), np.float32))
    panel.tell_scene(other)
    assert panel.pixel == (15, 20)
    assert panel.findChild(QCheckBox).isChecked()


def test_painting_shows_the_new_weights(panel) -> None:
    panel.tell_scene(mouse_scene(CURVE * 2, revision=1))
    assert panel.outputs.values.max() == 60
    panel.tell_place(place_of(mouse_scene(), *BACK))
    assert panel.outputs.values.max() == 60


def test_outputs_that_do_not_look_are_hatched(panel) -> None:
    panel.tell_scene(mouse_scene(stride=(2, 2), dilation=(3, 3)))
    assert "hatched: do not look at it" in texts(panel)
    view = view_pixel(mouse_scene(stride=(2, 2), dilation=(3, 3)), *panel.pixel)
    assert not view.looks.all()
    assert panel.outputs.values.shape == view.looks.shape
    row, column = (int(i) for i in np.argwhere(~view.looks)[0])
    assert "does not look at the pixel" in PixelWords().output(view, row, column)


def test_every_output_says_what_the_pixel_adds_to_it(panel) -> None:
    view = view_pixel(mouse_scene(), 44, 90)
    assert PixelWords().output(view, 3, 3) == "Output row 41, column 87 sees it through 30: it adds 1500"
    assert panel.outputs.accessibleDescription().startswith("Output row 38, column 84 sees it through 0")


def test_wide_gaps_are_left_out(panel) -> None:
    panel.tell_scene(mouse_scene(dilation=(16, 16)))
    panel.show_pixel(112, 112)
    assert panel.outputs.values.shape == (7, 7)
    assert "only the rows and columns that look at it" in texts(panel)
    wanted: list[tuple[int, int]] = []
    panel.place_wanted.connect(lambda row, column: wanted.append((row, column)))
    panel.outputs.cell_chosen.emit(0, 0)
    panel.outputs.cell_chosen.emit(1, 0)
    assert wanted[1][0] - wanted[0][0] == 16


def test_a_pixel_that_windows_step_over_is_seen_by_none(panel) -> None:
    panel.tell_scene(mouse_scene(presets["sobel-x"].weights, stride=(5, 5)))
    panel.show_pixel(3, 0)
    assert "No output looks at it" in panel.summary
    assert panel.outputs.isHidden()
    panel.show_pixel(5, 0)
    assert not panel.outputs.isHidden()


def test_after_pooling_the_windows_it_wins_are_shown(panel) -> None:
    table = mouse_scene(pool="max", activation="relu", bias=-300.0)
    panel.tell_scene(table)
    panel.show_pixel(44, 90)
    box = panel.pooled.values.shape
    assert box == (4, 4)
    assert "Before pooling, rows 38 to 44, columns 84 to 90" in texts(panel)
    assert "After pooling, rows 19 to 22, columns 42 to 45" in texts(panel)
    exact = table.pixels.astype(np.float64) * 255
    more = exact.copy()
    more[0, 44, 90] += 1e-3
    finished = [respond(pixels, table.weights, table.stages).values[19:23, 42:46] for pixels in (exact, more)]
    view = view_pixel(table, 44, 90)
    gained = (finished[1] - finished[0]) / 1e-3
    np.testing.assert_allclose(gained[finished[0] > 0], view.pooled_weights[0][finished[0] > 0], atol=1e-3)


def test_a_window_says_who_won_it(panel) -> None:
    table = mouse_scene(pool="max")
    panel.tell_scene(table)
    view = view_pixel(table, 44, 90)
    words = PixelWords()
    row, column = (int(i) for i in np.argwhere(view.seen.pooled.wins)[0])
    winner = view.seen.pooled.winner_rows[row, column]
    assert f"its winner, row {winner}, column" in words.pooled(view, row, column)
    row, column = (int(i) for i in np.argwhere(~view.seen.pooled.wins)[0])
    assert "does not look at it" in words.pooled(view, row, column)


def test_cells_before_pooling_lead_to_their_window_and_windows_to_themselves(panel, qtbot) -> None:
    panel.tell_scene(mouse_scene(pool="max"))
    with qtbot.waitSignal(panel.place_wanted) as wanted:
        panel.outputs.cell_chosen.emit(3, 3)
    assert wanted.args == [20, 43]
    with qtbot.waitSignal(panel.place_wanted) as wanted:
        panel.pooled.cell_chosen.emit(1, 2)
    assert wanted.args == [20, 44]


def test_a_cell_that_no_window_reaches_says_so(panel, qtbot) -> None:
    panel.tell_scene(replace(mouse_scene(pool="max"), pixels=np.zeros((1, 9, 9), np.float32)))
    panel.show_pixel(8, 8)
    assert "No pooling window holds any of these outputs." in texts(panel)
    assert panel.pooled.isHidden()
    with qtbot.waitSignal(panel.message_raised) as raised:
        panel.outputs.cell_chosen.emit(0, 0)
    assert raised.args == ["No pooling window reaches row 2, column 2 of the map."]


def test_an_average_gives_each_window_a_part_of_the_weight(panel) -> None:
    panel.tell_scene(mouse_scene(np.full((1, 2, 2), 8.0, np.float32), pool="average"))
    panel.show_pixel(1, 1)
    np.testing.assert_array_equal(panel.pooled.values, [[8.0]])
    view = view_pixel(mouse_scene(np.full((1, 2, 2), 8.0, np.float32), pool="average"), 1, 2)
    assert "averaged over the window" in PixelWords().pooled(view, 0, 0)
    np.testing.assert_array_equal(view.pooled_weights, [[[4.0, 4.0]]])
    assert "weights averaged over each window" in texts(panel)


def test_colour_is_told_by_channel_or_as_luminance(panel) -> None:
    pixels = np.zeros((3, 9, 9), np.float32)
    pixels[:, 4, 4] = (1.0, 0.0, 0.2)
    weights = np.zeros((3, 3, 3), np.float32)
    weights[0], weights[2] = 2.0, -1.0
    colour = replace(mouse_scene(weights), pixels=pixels)
    panel.tell_scene(colour)
    panel.show_pixel(4, 4)
    assert "The pixel is <b>R 255, G 0, B 51</b>" in panel.summary
    assert "weights, sum of R G B" in texts(panel)
    assert panel.outputs.values.max() == 1.0
    assert "through R 2, G 0, B −1: it adds 459" in PixelWords().output(view_pixel(colour, 4, 4), 0, 0)
    panel.tell_scene(replace(mouse_scene(), pixels=pixels, picture_id="grey filter"))
    assert "weights of the luminance" in texts(panel)


def test_what_is_too_much_is_told_and_not_computed(panel, monkeypatch) -> None:
    monkeypatch.setattr(pixel_view, "MOST_PRODUCTS", 1000)
    panel.tell_scene(mouse_scene(pool="max"))
    assert "Too many windows hold these outputs" in texts(panel)
    assert PixelWords().pooled(view_pixel(mouse_scene(pool="max"), 44, 90), 0, 0) == ""
    monkeypatch.setattr(pixel_view, "MOST_CELLS", 10)
    panel.tell_scene(mouse_scene(revision=3))
    assert "use a smaller dilation" in panel.summary
    assert panel.outputs.isHidden()


def test_without_a_response_it_says_why_and_takes_no_pixel(qtbot) -> None:
    panel = SeenByPanel()
    qtbot.addWidget(panel)
    panel.set_seen(True)
    panel.show_pixel(1, 1)
    panel.tell_nothing("Choose a picture.")
    assert panel.summary == "Choose a picture."
    assert panel.is_idle()


@pytest.mark.parametrize(
    "stages",
    [
        {"activation": "relu"},
        {"activation": "relu", "bias": -3000.0, "pool": "max", "pool_size": 3, "pool_stride": 2},
        {"activation": "tanh", "pool": "average", "stride": (2, 1)},
        {"activation": "abs", "pool": "max", "padding": (3, 3), "dilation": (1, 2)},
    ],
)
@pytest.mark.parametrize("pixel", [(44, 90), (45, 91), (0, 0)])
def test_what_gets_through_is_what_the_finished_map_gains(stages, pixel) -> None:
    noise = np.random.default_rng(5).random((1, 100, 120), dtype=np.float32)
    weights = (CURVE / 1000) if stages["activation"] == "tanh" else CURVE
    table = Scene("noise", "f", noise, weights, 0, Stages(**stages), Scale())
    view = view_pixel(table, *pixel)
    maps = []
    for step in (1e-5, -1e-5):
        pixels = noise.astype(np.float64) * 255
        pixels[0, *pixel] += step
        maps.append(respond(pixels, weights.astype(np.float64), table.stages).values)
    slope = (maps[0] - maps[1]) / 2e-5
    shown = np.array([[view.path_weight(r, c) for c in range(slope.shape[1])] for r in range(slope.shape[0])])
    np.testing.assert_allclose(shown, slope, atol=1e-5 * max(np.abs(slope).max(), 1))


def test_a_closed_relu_is_told_of_an_output_and_of_all(panel) -> None:
    panel.tell_scene(mouse_scene(activation="relu", bias=-99999.0))
    panel.show_pixel(44, 90)
    assert "Through the activation, it counts in <b>0</b> of the finished numbers now." in panel.summary
    assert "through the activation it now gains 0 for each 1 of the pixel" in panel.outputs._say(3, 2)


def test_a_winning_window_says_what_gets_through_it(panel) -> None:
    panel.tell_scene(mouse_scene(activation="relu", pool="max"))
    panel.show_pixel(44, 90)
    view = view_pixel(mouse_scene(activation="relu", pool="max"), 44, 90)
    row, column = (int(at) for at in np.argwhere(view.pooled_weights[0] > 0)[0])
    sentence = panel.pooled._say(row, column)
    weight = f"{view.pooled_weights[0, row, column]:g}"
    assert f"sees it through {weight}; through activation and pooling it now gains {weight} " in sentence
    assert "in <b>" in panel.summary


def test_without_an_activation_the_weights_say_it_all(panel) -> None:
    assert "gains" not in panel.outputs._say(3, 2)
    assert "counts in" not in panel.summary


def test_a_way_of_too_many_products_leaves_the_weights(panel, monkeypatch) -> None:
    monkeypatch.setattr(seen_by, "MOST_PRODUCTS", 1)
    panel.tell_scene(mouse_scene(activation="relu"))
    assert "counts in" not in panel.summary
    assert "It is seen by" in panel.summary


def test_the_pixel_is_marked_on_the_picture_while_the_panel_is_in_sight(qtbot) -> None:
    view = ArrayView("Picture")
    panel = SeenByPanel(view)
    for widget in (view, panel):
        qtbot.addWidget(widget)
    panel.set_seen(True)
    panel.tell_scene(mouse_scene())
    panel.show_pixel(7, 8)
    assert [mark.box for mark in panel.marks.marks] == [Box(7, 8, 1, 1)]
    panel.set_seen(False)
    assert not panel.marks.marks
    panel.set_seen(True)
    assert [mark.box for mark in panel.marks.marks] == [Box(7, 8, 1, 1)]
    panel.tell_nothing("No filter.")
    assert not panel.marks.marks
