"""What is on screen of a response is true at once; the rest of it is looked through afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize

from filterlab.engine import kernels
from filterlab.errors import FilterLabError
from filterlab.gui.design.live_response import LiveResponse
from filterlab.gui.design.scene import Scene
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.placement import Placement, visible_cells
from filterlab.probes import Cells, Stages, respond
from filterlab.project import Scale


def scene(
    side: int = 60, *, revision: int = 0, weights: np.ndarray | None = None, stages: Stages | None = None
):
    rng = np.random.default_rng(7)
    pixels = rng.random((1, side, side), dtype=np.float32)
    if weights is None:
        weights = rng.normal(size=(1, 5, 5)).astype(np.float32)
    return Scene("picture-1", "filter-1", pixels, weights, revision, stages or Stages(), Scale())


@pytest.fixture
def live(qapp):
    """Return what keeps a response true."""
    assert qapp is not None
    kernels.prepare(wait=True)
    live = LiveResponse()
    yield live
    live.shut_down()


def whole(of: Scene) -> np.ndarray:
    return respond(of.pixels * np.float32(255), of.weights, of.stages).values


def test_a_scene_is_shown_before_the_event_loop_turns(live, qtbot) -> None:
    got = []
    live.sampled.connect(lambda *values: got.append(values))
    live.show(scene(), Cells(range(0, 56, 3), range(10, 20)))
    assert len(got) == 1
    np.testing.assert_allclose(got[0][1].values, whole(scene())[0:56:3, 10:20], rtol=1e-4, atol=0.01)
    qtbot.waitUntil(lambda: live.is_idle)


def test_a_stroke_is_followed_cell_by_cell_and_computed_anew_when_the_hand_rests(live, qtbot) -> None:
    cells = Cells(range(56), range(56))
    first = scene()
    live.show(first, cells)
    weights = first.weights
    for step in range(4):
        weights = weights.copy()
        weights[0, 1, step] += 3
        newest = scene(revision=step + 1, weights=weights)
        with qtbot.waitSignal(live.sampled) as shown:
            live.show(newest, cells)
        np.testing.assert_allclose(shown.args[1].values, whole(newest), rtol=1e-3, atol=0.05)
    with qtbot.waitSignal(live.surveyed) as surveyed:
        pass
    assert surveyed.args[0] is newest
    assert surveyed.args[1].high == pytest.approx(float(whole(newest).max()), rel=1e-4)
    qtbot.waitUntil(lambda: live.is_idle)


def test_the_extremes_of_what_is_out_of_sight_are_told_too(live, qtbot) -> None:
    of = scene()
    with qtbot.waitSignal(live.sampled) as shown:
        live.show(of, Cells(range(3), range(3)))
    _, _, low, high, _ = shown.args
    assert (low, high) == pytest.approx((whole(of).min(), whole(of).max()), rel=1e-4)
    qtbot.waitUntil(lambda: live.is_idle)


def test_other_cells_of_the_same_scene_are_shown_without_another_survey(live, qtbot) -> None:
    of = scene()
    live.show(of, Cells(range(3), range(3)))
    qtbot.waitUntil(lambda: live.is_idle)
    with qtbot.assertNotEmitted(live.surveyed, wait=250), qtbot.waitSignal(live.sampled) as shown:
        live.look_at(Cells(range(5, 9), range(40, 56)))
    np.testing.assert_allclose(shown.args[1].values, whole(of)[5:9, 40:56], rtol=1e-4, atol=0.01)


def test_what_takes_long_is_computed_in_a_worker_and_shown_when_it_is_there(live, qtbot) -> None:
    weights = np.random.default_rng(1).normal(size=(1, 31, 31)).astype(np.float32)
    of = scene(1200, weights=weights)
    cells = Cells(range(0, 1170, 3), range(0, 1170, 3))
    shown = []
    live.sampled.connect(lambda *values: shown.append(values))
    live.show(of, cells)
    assert not shown
    qtbot.waitUntil(lambda: live.is_idle, timeout=20_000)
    assert shown
    row, column = 30, 300
    patch = of.pixels[:, row : row + 31, column : column + 31].astype(np.float64) * 255
    assert shown[-1][1].values[10, 100] == pytest.approx(float((patch * weights).sum()), rel=1e-3, abs=0.5)


def test_a_response_that_cannot_be_is_given_up_with_its_sentence(live, qtbot) -> None:
    with qtbot.waitSignal(live.failed) as failed:
        live.show(scene(weights=np.full((1, 5, 5), 3e38, np.float32)), Cells(range(9), range(9)))
    assert isinstance(failed.args[1], FilterLabError)
    assert "grew beyond" in str(failed.args[1])
    assert live.is_idle


def test_the_brightness_of_a_large_picture_is_looked_for_in_a_worker(live, qtbot) -> None:
    of = scene(1500)
    with qtbot.waitSignal(live.measured):
        assert live.brightness(of) is None
    low, high = live.brightness(of)
    assert (low, high) == pytest.approx((float(of.pixels.min()) * 255, float(of.pixels.max()) * 255))


def test_only_what_a_screen_has_points_for_is_asked_for() -> None:
    rows, columns = visible_cells(
        QRectF(0, 0, 10_000, 10_000), Placement(), (10_000, 10_000), QSize(400, 500)
    )
    assert (rows.step, columns.step) == (20, 25)
    assert (len(rows), len(columns)) == (500, 400)
    rows, columns = visible_cells(
        QRectF(5000, 7000, 200, 100), Placement(), (10_000, 10_000), QSize(400, 400)
    )
    assert rows.step == columns.step == 1
    assert rows[0] <= 7000 <= rows[-1] <= 7200
    assert columns[0] <= 5000 <= columns[-1] <= 5300
    whole_picture = visible_cells(QRectF(5, 7, 2, 2), Placement(), (100, 80), QSize(400, 400))
    assert whole_picture == (range(100), range(80))
    beyond = visible_cells(QRectF(-900, -900, 10, 10), Placement(), (10_000, 10_000), QSize(400, 400))
    assert all(beyond)


def test_a_view_asks_for_other_cells_when_they_come_into_sight(qtbot) -> None:
    view = ArrayView("Large")
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.show()
    view.set_frame((5000, 5000))
    cells = view.cells_in_sight()
    assert cells.rows.step > 5
    view.set_cells(cells, np.zeros(cells.shape, np.float32), "signed")
    with qtbot.waitSignal(view.sight_changed):
        view.zoom_by(20)
    sight = view.view_box.viewRect()
    wanted = view.cells_in_sight()
    assert wanted.rows.step == 1
    assert wanted.rows[0] <= sight.top() <= sight.bottom() <= wanted.rows[-1] + 1
    view.set_cells(wanted, np.zeros(wanted.shape, np.float32), "signed")
    with qtbot.assertNotEmitted(view.sight_changed):
        view.view_box.translateBy(x=sight.width() * 0.05)
    centre = view.view_box.mapViewToScene(QPointF(2500.5, 2500.5))
    assert view.canvas.mapFromScene(centre) is not None
