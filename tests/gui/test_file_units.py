"""Pictures of 16 bits and of floats in the window: every number shown is the file's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QComboBox, QLabel
from scipy.signal import correlate2d

from filterlab.data import samples
from filterlab.figures import short_number
from filterlab.gui.circuit.exports import circuit_maps
from filterlab.gui.compare.map_queue import MapQueue
from filterlab.gui.compare.maps import LayerSight, MapItem, MapRequest, compute_maps
from filterlab.gui.design import DesignWorkspace
from filterlab.gui.design.exports import design_maps
from filterlab.gui.design.peak_search import PeaksRequest, compute_peaks
from filterlab.gui.design.picture_panel import PicturePanel
from filterlab.gui.design.scene import resolve_scene
from filterlab.gui.map_export import Course
from filterlab.gui.opening import open_file, open_sample
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.number_spin_box import fineness
from filterlab.nets import build, zoo
from filterlab.probes import Box, Stages
from filterlab.probes.chain import Chain, ChainStage
from filterlab.project import Document, Scale, starting_document

if TYPE_CHECKING:
    from pathlib import Path

KERNEL = np.random.default_rng(1).normal(size=(1, 3, 3)).astype(np.float32)
FLOATS = np.random.default_rng(0).uniform(-3.2, 1.8, (24, 30)).astype(np.float32)
FLOATS[:2, 0], FLOATS[5:9, 5:9] = (-3.2, 1.8), 0


@pytest.fixture
def document(stack, tmp_path: Path) -> Document:
    """Return a document that shows a float TIFF and a filter whose weights do not sum to 0."""
    document = starting_document()
    Image.fromarray(FLOATS).save(tmp_path / "float.tif")
    open_file(document, stack, tmp_path / "float.tif")
    document.set_weights(document.current_filter.id, KERNEL)
    document.set_stages(Stages(padding=(1, 1)))
    return document


@pytest.fixture
def workspace(document, qtbot) -> DesignWorkspace:
    """Return the drawing table with that document, its response on screen."""
    workspace = DesignWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace, before_close_func=DesignWorkspace.shut_down)
    workspace.resize(1400, 850)
    workspace.show()
    wait(workspace, qtbot)
    return workspace


def wait(workspace: DesignWorkspace, qtbot) -> None:
    """Wait until the newest response has been looked through."""
    qtbot.waitUntil(lambda: workspace.is_idle() and workspace.presenter.survey is not None)


def expected() -> np.ndarray:
    """Return the response to the file's numbers, with zeros around them."""
    return correlate2d(FLOATS.astype(np.float64), KERNEL[0].astype(np.float64), "same")


def units_box(workspace: DesignWorkspace) -> QComboBox:
    """Return the list of units."""
    (box,) = (b for b in workspace.stage_bar.findChildren(QComboBox) if b.accessibleName() == "Units")
    return box


def choices(workspace: DesignWorkspace) -> list[object]:
    """Return which units are offered."""
    box = units_box(workspace)
    return [box.itemData(index) for index in range(box.count())]


def test_picture_colour_bar_and_response_tell_the_files_numbers(workspace) -> None:
    picture, response = workspace.picture_view, workspace.response_view
    assert "24 × 30, grey, values −3.2 to 1.8" in [w.text() for w in picture.findChildren(ElidedLabel)]
    assert picture.limits == pytest.approx((-3.2, 1.8), abs=1e-6)
    np.testing.assert_allclose(picture.values, FLOATS, atol=5e-7)
    np.testing.assert_allclose(response.values, expected(), atol=1e-5)


@pytest.mark.parametrize("place", [(12, 15), (0, 0), (6, 6)])
def test_the_products_add_up_to_the_response_also_where_zeros_lie_around(workspace, qtbot, place) -> None:
    told = []
    workspace.presenter.place_shown.connect(told.append)
    workspace.presenter.reading.pin(*place)
    wait(workspace, qtbot)
    explanation = told[-1].explanation
    assert explanation.value == pytest.approx(expected()[place], abs=1e-5)
    assert explanation.products.sum() == pytest.approx(explanation.value, abs=1e-5)
    around = np.pad(FLOATS, 1)[place[0] : place[0] + 3, place[1] : place[1] + 3]
    np.testing.assert_allclose(explanation.patch[0], around, atol=5e-7)
    text = " ".join(label.text() for label in workspace.explanation.findChildren(QLabel))
    assert f"sum <b>{short_number(explanation.value, 6)}</b>" in text


def test_the_status_bar_tells_the_response_to_the_files_numbers(workspace, qtbot) -> None:
    told = []
    workspace.status_changed.connect(told.append)
    workspace.presenter.reading.pin(12, 15)
    wait(workspace, qtbot)
    number = told[-1].split("value ")[1].split()[0].replace("\N{MINUS SIGN}", "-")
    assert float(number) == pytest.approx(expected()[12, 15], abs=1e-5)


def test_units_of_the_file_are_offered_only_for_a_picture_that_has_some(workspace) -> None:
    assert choices(workspace) == [255, 1, "file"]
    assert units_box(workspace).currentData() == "file"
    workspace.document.set_units(255)
    open_sample(workspace.document, samples["mouse"])
    assert choices(workspace) == [255, 1]
    workspace.document.select_picture(
        next(p.id for p in workspace.document.pictures if p.name == "float.tif")
    )
    assert choices(workspace) == [255, 1, "file"]
    assert units_box(workspace).currentData() == 255


def test_an_ordinary_picture_is_told_from_0_to_255_beside_one_with_its_own_numbers(workspace, qtbot) -> None:
    open_sample(workspace.document, samples["mouse"])
    wait(workspace, qtbot)
    assert units_box(workspace).currentData() == "file"
    assert workspace.document.scale == Scale(0, 255)
    pixels = workspace.document.current_picture.pixels[0].astype(np.float64) * 255
    shown = workspace.response_view
    whole = correlate2d(pixels, KERNEL[0].astype(np.float64), "same")
    cells = shown.cells
    np.testing.assert_allclose(
        shown.values, whole[np.ix_(np.array(cells.rows), np.array(cells.columns))], atol=1e-2
    )


def test_the_user_goes_to_other_units_and_back_by_undo(workspace, qtbot) -> None:
    box = units_box(workspace)
    workspace.document.set_stages(Stages(padding=(1, 1), bias=5.0))
    box.setCurrentIndex(box.findData(1))
    box.activated.emit(box.currentIndex())
    wait(workspace, qtbot)
    assert workspace.document.stages.bias == pytest.approx(1)
    assert workspace.picture_view.limits == (0, 1)
    workspace.undo_stack.undo()
    wait(workspace, qtbot)
    assert (workspace.document.units, workspace.document.stages.bias) == ("file", 5)
    np.testing.assert_allclose(workspace.response_view.values, expected() + 5, atol=1e-5)


@pytest.fixture
def panel(workspace, qtbot) -> PicturePanel:
    """Return the panel that changes the picture, in sight."""
    (panel,) = (tool for tool in workspace.desk.tools if isinstance(tool, PicturePanel))
    workspace.desk.show_tool(panel.key)
    qtbot.waitUntil(panel.is_idle)
    return panel


def test_what_is_cropped_and_resized_keeps_its_numbers(workspace, panel, qtbot) -> None:
    panel.area.crop_wanted.emit(Box(4, 5, 10, 12))
    qtbot.waitUntil(lambda: "cropped" in workspace.document.current_picture.name)
    wait(workspace, qtbot)
    np.testing.assert_allclose(workspace.picture_view.values, FLOATS[4:14, 5:17], atol=5e-7)
    panel.resizing.resize_wanted.emit(20, 24, "nearest")
    qtbot.waitUntil(lambda: "20 × 24" in workspace.document.current_picture.name)
    wait(workspace, qtbot)
    twice = FLOATS[4:14, 5:17].repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_allclose(workspace.picture_view.values, twice, atol=5e-7)


def test_levels_are_chosen_and_undone_in_the_files_numbers(workspace, panel, qtbot) -> None:
    levels = panel.levels
    assert (levels.black_box.value(), levels.white_box.value()) == pytest.approx((-3.2, 1.8))
    levels.white_box.setValue(-0.7)
    qtbot.waitUntil(panel.is_idle)
    wait(workspace, qtbot)
    stretched = np.clip((FLOATS + 3.2) * 2 - 3.2, -3.2, 1.8)
    np.testing.assert_allclose(workspace.picture_view.values, stretched, atol=1e-5)
    workspace.undo_stack.undo()
    qtbot.waitUntil(panel.is_idle)
    assert levels.white_box.value() == pytest.approx(1.8)
    assert workspace.document.current_picture.scale.white == pytest.approx(1.8)


def test_an_area_becomes_a_filter_of_the_files_numbers(panel) -> None:
    area = panel.area
    panel.tabs.setCurrentWidget(area)
    for box, value in ((area.rows_box, 5), (area.columns_box, 6), (area.row_box, 2), (area.column_box, 3)):
        box.setValue(value)
    area.zero_mean_box.setChecked(False)
    area.unit_norm_box.setChecked(False)
    np.testing.assert_allclose(panel.area.preview.weights[0], FLOATS[2:7, 3:9], atol=5e-7)


def test_what_is_exported_are_the_files_numbers_and_the_response_to_them(document) -> None:
    response, seen = design_maps(document)
    np.testing.assert_allclose(seen.compute(Course()), FLOATS, atol=5e-7)
    np.testing.assert_allclose(response.compute(Course()), expected(), atol=1e-5)


def test_peaks_are_drawn_between_the_files_black_and_white(document) -> None:
    found = compute_peaks(PeaksRequest(resolve_scene(document), None, lambda: True))
    assert found.strongest[0].patch.limits == pytest.approx((-3.2, 1.8), abs=1e-6)
    assert found.strongest[0].peak.value == pytest.approx(expected().max(), abs=1e-5)


def test_circuits_look_at_the_files_numbers(document) -> None:
    chain = Chain((ChainStage(KERNEL[np.newaxis], np.zeros(1), ("one",), Stages(padding=(1, 1))),))
    document.set_chain(chain)
    np.testing.assert_allclose(circuit_maps(document, None)[0].compute(Course()), expected(), atol=1e-5)


def test_compare_looks_at_the_files_numbers_and_drops_answers_in_other_units(document) -> None:
    queue, items = MapQueue(), [MapItem("mine", 1, KERNEL)]
    queue.want(document.current_picture, "file", items)
    request = queue.next_request()
    (answer,) = answers = compute_maps(request)
    np.testing.assert_allclose(answer.values, expected()[1:-1, 1:-1], atol=1e-5)
    queue.want(document.current_picture, 1, items)
    assert not queue.accept(request, answers)


@pytest.mark.parametrize(
    ("span", "decimals", "step"), [(255, 1, 1), (1, 4, 0.01), (65535, 1, 100), (5, 4, 0.01), (2e-3, 7, 1e-5)]
)
def test_a_box_steps_through_any_range_in_a_few_hundred_steps(span, decimals, step) -> None:
    assert fineness(span) == (decimals, pytest.approx(step))


def test_a_net_in_compare_sees_0_to_1_whatever_the_file_counts(document) -> None:
    spec = zoo["tiny"]
    net = build(spec, np.random.default_rng(0))
    weights = net.parameters["conv1.weight"]
    item = MapItem("net", 1, weights[0], LayerSight(spec, net.parameters, "conv1", "resize"))
    picture = document.current_picture
    (own,), (plain,) = (
        compute_maps(MapRequest(picture.id, picture.pixels, scale, (item,)))
        for scale in (picture.scale, Scale(0, 1))
    )
    np.testing.assert_array_equal(own.values, plain.values)
