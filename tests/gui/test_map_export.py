"""Maps are written with exact values, in full, in the units shown; what fails is told and the old file stays."""

from __future__ import annotations

import resource
import signal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog

from filterlab.data import load_sample, presets
from filterlab.errors import FilterLabError
from filterlab.gui import whole_maps
from filterlab.gui.circuit.exports import circuit_maps
from filterlab.gui.circuit.place_keeper import Spot
from filterlab.gui.design import exports as design_exports
from filterlab.gui.design.exports import design_maps
from filterlab.gui.map_export import Course, ExportableMap, MapExport, file_stem
from filterlab.gui.map_export_dialog import MapExportDialog
from filterlab.gui.workspace import Workspace
from filterlab.probes import Stages, respond
from filterlab.probes.chain import example_chains, respond_through
from filterlab.project import Document, Scale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def document() -> Document:
    """Return the mouse under the curve detector, in units of 255."""
    document = Document()
    document.add_picture("Mouse", load_sample("mouse"))
    document.insert_filter(document.make_filter("Curve detector", presets["curve-detector"].weights))
    return document


@pytest.fixture
def exports(qapp) -> Iterator[MapExport]:
    """Return an idle writer with the sentences it says."""
    assert qapp is not None
    exports = MapExport()
    exports.said = []
    exports.finished.connect(exports.said.append)
    exports.failed.connect(exports.said.append)
    yield exports
    exports.shut_down()


def ramp(computed: object = None) -> ExportableMap:
    """Return a small map of whole numbers."""
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    return ExportableMap("Ramp", "ramp", (3, 4), Scale(), computed or (lambda _course: values))


def test_the_response_is_written_in_full_in_the_units_shown(document, exports, qtbot, tmp_path) -> None:
    response = design_maps(document)[0]
    assert response.title == "Response of Mouse to Curve detector"
    exports.write(response, tmp_path / "map.npy")
    qtbot.waitUntil(lambda: exports.is_idle)
    values = np.load(tmp_path / "map.npy")
    assert values.shape == response.shape == (218, 218)
    assert values.dtype == np.float32
    assert values[41, 87] == 6600
    whole = respond(load_sample("mouse") * 255, presets["curve-detector"].weights, Stages()).values
    np.testing.assert_array_equal(values, whole)
    assert exports.said == ["Response of Mouse to Curve detector, 218 × 218, written to map.npy"]


def test_bands_give_what_one_piece_gives(document, monkeypatch) -> None:
    document.set_stages(Stages(stride=(2, 1), padding=(3, 2), activation="relu", pool="max", bias=-500.0))
    response, seen = design_maps(document)
    whole = [item.compute(Course()) for item in (response, seen)]
    for module in (design_exports, whole_maps):
        monkeypatch.setattr(module, "_BAND", 700)
    for item, expected in zip((response, seen), whole, strict=True):
        np.testing.assert_array_equal(item.compute(Course()), expected)
        assert expected.shape == item.shape


def test_what_the_filter_sees_is_luminance_or_all_channels(document) -> None:
    colours = np.random.default_rng(0).random((3, 9, 8)).astype(np.float32)
    document.add_picture("Colours", colours)
    document.set_weights(document.current_filter.id, np.ones((3, 2, 2)))
    seen = design_maps(document)[1]
    assert seen.shape == (3, 9, 8)
    np.testing.assert_array_equal(seen.compute(Course()), colours * np.float32(255))
    document.set_weights(document.current_filter.id, np.ones((1, 2, 2)))
    document.set_units(1)
    seen = design_maps(document)[1]
    assert seen.scale == Scale(0.0, 1.0)
    np.testing.assert_allclose(
        seen.compute(Course()), np.tensordot([0.299, 0.587, 0.114], colours, axes=1), atol=1e-6
    )


def test_an_even_picture_under_an_edge_filter_gives_zeros_and_no_rounding(document) -> None:
    document.add_picture("Even", np.full((1, 20, 20), 0.1, np.float32))
    document.set_weights(document.current_filter.id, [[[0.1, 0.2, -0.3]]])
    assert not design_maps(document)[0].compute(Course()).any()


def test_a_filter_that_does_not_fit_leaves_only_the_picture(document) -> None:
    document.add_picture("Small", np.zeros((1, 3, 3)))
    assert [item.shape for item in design_maps(document)] == [(3, 3)]
    assert design_maps(Document()) == ()


def test_a_circuit_offers_the_map_looked_at_first_then_its_stage(document, monkeypatch) -> None:
    chain = example_chains["corners"].chain
    document.set_chain(chain)
    offered = circuit_maps(document, Spot(0, 2, 5, 5))
    bank = chain.stages[0]
    assert offered[0].title == f"Stage 1, {bank.names[2]}"
    assert offered[1].shape[0] == bank.filters
    whole = respond_through(load_sample("mouse"), chain, scale=255.0)
    monkeypatch.setattr(whole_maps, "_BAND", 5000)
    scale = float(np.abs(whole.values).max())
    np.testing.assert_allclose(offered[0].compute(Course()), whole.stages[0].values[2], atol=1e-4 * scale)
    last = next(item for item in offered if item.name.endswith("stage-2"))
    np.testing.assert_allclose(last.compute(Course()), whole.values, atol=1e-4 * scale)
    assert circuit_maps(Document(), None) == ()


def test_a_png_says_what_its_ends_stand_for(exports, qtbot, tmp_path) -> None:
    exports.write(ramp(), tmp_path / "map.png")
    qtbot.waitUntil(lambda: exports.is_idle)
    assert exports.said == ["Ramp, 3 × 4, written to map.png: 0 stands for 0, 65535 for 11"]
    with Image.open(tmp_path / "map.png") as image:
        assert "65535" in image.info["Description"]


def test_cancelling_leaves_the_old_file_as_it_was(exports, qtbot, tmp_path) -> None:
    (tmp_path / "map.npy").write_bytes(b"old")

    def endless(course: Course) -> np.ndarray:
        while True:
            course.advance(1, 2)

    exports.write(ramp(endless), tmp_path / "map.npy")
    qtbot.waitUntil(lambda: exports.current.course.percent == 50)
    with pytest.raises(FilterLabError, match="still being written"):
        exports.write(ramp(), tmp_path / "other.npy")
    exports.cancel()
    qtbot.waitUntil(lambda: exports.is_idle)
    assert exports.said == ["map.npy was not written."]
    assert (tmp_path / "map.npy").read_bytes() == b"old"


@pytest.mark.parametrize("suffix", [".npy", ".tiff", ".csv", ".png"])
def test_a_full_disk_is_told_in_a_sentence_and_the_old_file_stays(exports, qtbot, tmp_path, suffix) -> None:
    path = tmp_path / f"map{suffix}"
    path.write_bytes(b"old")
    noise = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    item = ExportableMap("Noise", "noise", (64, 64), Scale(0.0, 1.0), lambda _course: noise)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        exports.write(item, path)
        qtbot.waitUntil(lambda: exports.is_idle)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert len(exports.said) == 1
    assert f"map{suffix}" in exports.said[0]
    assert "could not be written" in exports.said[0]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(exports, qtbot, tmp_path) -> None:
    exports.write(ramp(), tmp_path / "nowhere" / "map.npy")
    qtbot.waitUntil(lambda: exports.is_idle)
    assert "does not exist" in exports.said[0]


def test_the_dialog_offers_only_files_that_can_hold_the_map(qtbot, tmp_path: Path, monkeypatch) -> None:
    several = ExportableMap("All", "all", (4, 3, 4), Scale(), lambda _course: np.zeros((4, 3, 4), np.float32))
    huge = ExportableMap(
        "Huge", "huge", (10_000, 10_000), Scale(), lambda _course: np.zeros((1, 1), np.float32)
    )
    dialog = MapExportDialog([ramp(), several, huge])
    qtbot.addWidget(dialog)

    def endings() -> list[str]:
        return [dialog.format.itemData(index) for index in range(dialog.format.count())]

    assert endings() == [".npy", ".tiff", ".csv", ".png"]
    dialog.format.setCurrentIndex(3)
    assert "65536 steps" in dialog.note
    dialog.what.setCurrentIndex(1)
    assert endings() == [".npy", ".tiff"]
    dialog.what.setCurrentIndex(2)
    assert endings() == [".npy", ".tiff", ".png"]
    chosen: list[tuple[ExportableMap, Path]] = []
    dialog.chosen.connect(lambda item, path: chosen.append((item, path)))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    dialog.buttons.accepted.emit()
    assert chosen == []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine"), ""))
    dialog.buttons.accepted.emit()
    assert chosen == [(huge, tmp_path / "mine.npy")]


def test_a_workspace_without_maps_offers_none(qtbot) -> None:
    workspace = Workspace(Document(), QUndoStack())
    qtbot.addWidget(workspace)
    assert workspace.exportable_maps() == ()


def test_file_names_are_made_of_what_the_user_typed() -> None:
    assert file_stem("Mouse", "Gabor 45°") == "Mouse-Gabor-45"
    assert file_stem("../..", "/") == "map"
