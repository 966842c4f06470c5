"""The look into a filter: terms, spectra, and how the response is computed."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.data import presets
from filterlab.gui.design.xray_panel import XRayPanel
from filterlab.gui.widgets.matrix_view import MatrixView
from filterlab.probes import survey

from .scenes import mouse_scene


@pytest.fixture
def panel(qtbot):
    """Return a panel in sight, without a filter yet."""
    panel = XRayPanel()
    qtbot.addWidget(panel)
    panel.resize(340, 700)
    panel.show()
    panel.set_seen(True)
    yield panel
    panel.shut_down()


def shown(panel: XRayPanel, weights: np.ndarray, qtbot) -> XRayPanel:
    panel.tell_scene(mouse_scene(weights))
    qtbot.waitUntil(panel.is_idle)
    return panel


def test_the_curve_detector_is_a_sum_of_three_products_of_60_30_and_30(panel, qtbot) -> None:
    shown(panel, presets["curve-detector"].weights, qtbot)
    views = [view for view in panel.findChildren(MatrixView) if view.isVisible()]
    np.testing.assert_allclose(
        sum(view.values for view in views), presets["curve-detector"].weights[0], atol=1e-9
    )
    captions = [label.text() for label in panel._term_captions if label.isVisible()]
    assert captions == ["60", "30", "30"]
    assert "<b>3</b> of at most 7" in panel.terms_title.text()


def test_an_edge_filter_names_its_stripes_and_a_blur_says_that_it_averages(panel, qtbot) -> None:
    shown(panel, presets["sobel-x"].weights, qtbot)
    assert "run at 90°" in panel.figures.text()
    assert "gets 0 %" in panel.figures.text()
    assert "separable" in panel.terms_title.text()
    shown(panel, np.ones((1, 5, 5), np.float32), qtbot)
    assert "averages" in panel.figures.text()


def test_the_algorithm_its_reason_and_the_milliseconds_are_told(panel, qtbot) -> None:
    weights = presets["curve-detector"].weights
    shown(panel, weights, qtbot)
    assert ". It takes 2,328,676 multiplications." in panel.computation.text()
    of = mouse_scene(weights)
    panel.tell_survey(of, survey(of.pixels, of.weights, of.stages), 4.25)
    assert "took 4.25 ms" in panel.computation.text()


def test_without_a_filter_it_says_why(panel) -> None:
    panel.tell_nothing("Choose a filter.")
    assert not panel.figures.isVisible()


def test_a_sum_that_is_nothing_but_rounding_is_written_as_0(panel, qtbot) -> None:
    shown(panel, presets["gabor-45"].weights, qtbot)
    assert panel.figures.text().startswith("sum 0 · ")
    assert "a flat patch gets 0 % of" in panel.figures.text()
