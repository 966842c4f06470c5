"""The bench of Hubel and Wiesel: curves, what they tell, and several units over each other."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from filterlab.data import presets
from filterlab.gui.compare.units import tuning_presenter
from filterlab.gui.compare.units.tuning_presenter import measure
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.probes.bench import run_bench

from .conftest import add_run

ANGLE = ("grating", "angle")


@pytest.fixture
def panel(room):
    """Return the panel with the curves of the Gabor of the bank."""
    panel = room.bring("tuning")
    room.followed.follow("bank 13 × 13")
    room.settle()
    return panel


def test_every_curve_is_drawn_as_the_bench_has_measured_it(room, panel) -> None:
    asked = room.followed.asked
    *_others, last = run_bench(asked.net.subject(), asked.unit)
    for key, card in panel.cards.items():
        drawn = card.plot.curves[0]
        answers = drawn.answers if key[1] == "angle" else drawn[1]
        np.testing.assert_allclose(answers, last.report.curve(*key).answers, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(panel.arcs.values, last.report.curvature.answers, rtol=1e-5, atol=1e-5)


def test_figures_are_written_out_with_their_units(panel) -> None:
    assert panel.heading == "gabor of the bank"
    assert panel.status.startswith("simple cell")
    assert "degrees, selectivity 0." in panel.cards[ANGLE].note.text()
    frequency = panel.cards["grating", "frequency"]
    assert "stripes per pixel, width at half height" in frequency.note.text()
    assert frequency.note.text().endswith("octaves")
    assert "stripes per pixel, phase" in panel.grating_note.text()
    assert panel.arcs_note.text().startswith("preferred: radius")
    heard = []
    panel.value_hovered.connect(heard.append)
    assert "a complex cell answers wherever they lie" in panel.findChild(ElidedLabel).toolTip()
    assert "one octave is a doubling" in panel.cards["grating", "frequency"].toolTip()
    panel.arcs.cell_hovered.emit(0, 6)
    assert heard[0].startswith("arc of radius 2.17 pixels in direction 90 degrees: answer ")


def test_a_round_filter_has_a_dash_for_the_direction_it_prefers(room, panel) -> None:
    document, weights = room.workspace.looked_at.document, presets["gaussian"].weights
    document.insert_filter(document.make_filter("round", weights))
    height, width = weights.shape[1:]
    room.followed.follow(f"bank {height} × {width}")
    room.settle()
    assert panel.cards[ANGLE].note.text().startswith("preferred –, ")
    assert panel.grating_note.text().startswith("direction –, ")
    assert panel.cards[ANGLE].plot.curves[0].preferred is None
    assert panel.arcs_note.text().endswith("direction –")


def test_curves_that_are_kept_lie_under_those_of_the_next_unit(room, panel) -> None:
    panel.keep.click()
    assert not panel.keep.isEnabled()
    kept = panel.cards[ANGLE].plot.curves[0].answers
    room.followed.follow(room.workspace.document.runs[0].id, "conv1", 2)
    room.settle()
    assert panel.names == ("conv1 unit 2 of run 1, step 5", "gabor of the bank")
    first, second = panel.cards[ANGLE].plot.curves
    np.testing.assert_array_equal(first.answers, kept)
    assert (first.colour, second.colour) == (1, 0)
    panel.forget.click()
    assert panel.names == ("conv1 unit 2 of run 1, step 5",)
    assert len(panel.cards[ANGLE].plot.curves) == 1


def test_a_unit_that_never_fires_and_one_that_sees_too_little_are_told_in_a_sentence(room, panel) -> None:
    document = room.workspace.document
    run = add_run(document, silence=4)
    room.followed.follow(run.id, "relu1", 4)
    room.settle()
    assert "answers alike to gratings" in panel.message
    dot = document.make_filter("dot", np.ones((1, 1, 1), np.float32))
    document.insert_filter(dot)
    room.followed.follow("bank 1 × 1")
    room.settle()
    assert "too few to show it a bar" in panel.message
    assert not panel.export.isEnabled()


def test_the_curves_are_written_as_a_table(panel, tmp_path, monkeypatch) -> None:
    path = tmp_path / "tuning.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(path), ""))
    panel.export.menu().actions()[1].trigger()
    assert path.read_text().startswith("unit,stimulus,parameter,value,angle,answer,measure")


def turn_wheel(canvas) -> QWheelEvent:
    """Turn the wheel by a notch over the middle of a canvas."""
    middle = QPointF(canvas.viewport().rect().center())
    turn = QWheelEvent(
        middle,
        canvas.viewport().mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), turn)
    return turn


def test_the_wheel_scrolls_the_panel_and_leaves_the_curves(panel) -> None:
    canvas = panel.cards["bar", "position"].plot.canvas
    before = canvas.viewRange()
    turn = turn_wheel(canvas)
    assert canvas.viewRange() == before
    assert not turn.isAccepted()


@pytest.mark.parametrize("name", ["grating", "arcs"])
def test_the_wheel_scrolls_the_panel_and_leaves_the_pictures(panel, name) -> None:
    view = getattr(panel, name)
    before = view.view_box.viewRange()
    turn = turn_wheel(view.canvas)
    assert view.view_box.viewRange() == before
    assert not turn.isAccepted()


def test_measuring_can_be_stopped_and_shows_what_was_measured_until_then(
    room, panel, qtbot, monkeypatch
) -> None:
    is_over = threading.Event()

    def slowly(*given):
        for state in measure(*given):
            yield state
            if len(state.curves) == 2:
                # The user has all the time there is.
                assert is_over.wait(timeout=60)

    monkeypatch.setattr(tuning_presenter, "measure", slowly)
    panel.start.click()
    qtbot.waitUntil(lambda: "pictures shown" in panel.status)
    qtbot.waitUntil(lambda: panel.cards["grating", "frequency"].plot.curves != [])
    panel.cancel.click()
    is_over.set()
    room.settle()
    assert "pictures shown" in panel.status
    assert panel.cards["spot", "radius"].plot.curves == []
    assert not panel.export.isEnabled()
    assert not panel.keep.isEnabled()


def test_the_circle_is_drawn_with_its_curves_inside(panel) -> None:
    plot = panel.cards[ANGLE].plot
    with_curves = plot.grab().toImage()
    plot.set_curves(())
    assert with_curves != plot.grab().toImage()
