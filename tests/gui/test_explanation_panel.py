"""One number taken apart, in grey and in colour."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.gui.design.explanation_panel import ExplanationPanel
from filterlab.gui.widgets.matrix_view import MatrixView
from filterlab.probes import Stages, explain

PICTURE = np.arange(75, dtype=np.float32).reshape(3, 5, 5)
RED_AGAINST_BLUE = np.stack([np.full((2, 2), 2.0), np.zeros((2, 2)), np.full((2, 2), -1.0)]).astype(
    np.float32
)


@pytest.fixture
def panel(qtbot) -> ExplanationPanel:
    """Return a panel on screen that shows a number of a filter of three channels."""
    panel = ExplanationPanel()
    qtbot.addWidget(panel)
    panel.resize(660, 280)
    panel.show()
    show(panel, RED_AGAINST_BLUE)
    return panel


def show(panel: ExplanationPanel, weights: np.ndarray, picture: np.ndarray = PICTURE) -> None:
    told = explain(picture, weights, Stages(), 1, 2)
    panel.show_explanation(told, Stages(), value_range=(0.0, 75.0), pinned=True)


def choose(panel: ExplanationPanel, channel: str) -> None:
    box = panel.channel_box
    box.setCurrentText(channel)
    box.activated.emit(box.currentIndex())


def shown(panel: ExplanationPanel) -> list[np.ndarray]:
    return [view.values for view in panel.findChildren(MatrixView)]


def test_the_sums_of_the_channels_are_written_with_what_they_make_together(panel) -> None:
    # Red: 2 · (7 + 8 + 12 + 13) = 80; blue: −(57 + 58 + 62 + 63) = −240.
    assert panel._terms.text() == "Sum by channel: R 80, G 0, B −240; together <b>−160</b>"


def test_one_channel_shows_an_equation_that_is_true(panel) -> None:
    choose(panel, "red")
    patch, weights, products = shown(panel)
    np.testing.assert_array_equal(patch, [[7, 8], [12, 13]])
    np.testing.assert_array_equal(products, patch * weights)
    assert panel._terms.text().startswith("R: 14 + 16 + 24 + 26 = <b>80</b>")
    assert all(sign.isVisible() for sign in panel._signs)


def test_means_of_channels_are_not_joined_by_signs_that_would_lie(panel) -> None:
    patch, weights, products = shown(panel)
    assert not np.allclose(patch * weights, products)
    assert not any(sign.isVisible() for sign in panel._signs)


def test_the_channel_chosen_stays_from_place_to_place_and_is_no_choice_in_grey(panel) -> None:
    choose(panel, "blue")
    show(panel, RED_AGAINST_BLUE, PICTURE + 1)
    assert panel.channel == 2
    assert "B: " in panel._terms.text()
    show(panel, np.ones((1, 2, 2), np.float32), PICTURE[:1])
    assert panel.channel is None
    assert not panel.channel_box.isVisible()
    assert panel._terms.text() == "7 + 8 + 12 + 13 = <b>40</b>"


def test_a_message_takes_the_place_of_everything_about_the_number(panel) -> None:
    panel.show_message("Choose a picture.")
    assert not panel.channel_box.isVisible()
    assert panel.channel is None
