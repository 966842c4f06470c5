"""Exported maps hold the exact numbers, and a failing disk leaves the old file as it was."""

import errno
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from filterlab.data import EXACT_SUFFIXES, MAP_SUFFIXES, export_map, exporting, load_image_with_facts
from filterlab.errors import FilterLabError

MAP = np.random.default_rng(3).normal(0, 1000, (7, 5)).astype(np.float32)
ODD = np.array([[0.1, -0.0, 6600], [np.nan, np.inf, 1e-45], [3.4e38, -1e-7, 16777217]], dtype=np.float32)


def _read(path):
    if path.suffix == ".npy":
        return np.load(path)
    if path.suffix == ".csv":
        return np.loadtxt(path, delimiter=",", dtype=np.float64, ndmin=2).astype(np.float32)
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.mark.parametrize("suffix", EXACT_SUFFIXES)
@pytest.mark.parametrize("values", [MAP, ODD, MAP[::2, ::-1], MAP[:1, :1]])
def test_every_bit_comes_back(tmp_path, suffix, values):
    exported = export_map(tmp_path / f"map{suffix}", values)
    read = _read(exported.path)
    assert read.dtype == np.float32
    assert np.array_equal(read.view(np.uint32), np.ascontiguousarray(values).view(np.uint32))
    assert exported.file_bytes == exported.path.stat().st_size
    assert exported.scale is None


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, (2, 3), elements=st.floats()))
def test_a_csv_tells_float64_exactly(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("csv") / "map.csv"
    export_map(path, values)
    assert np.array_equal(np.loadtxt(path, delimiter=",", ndmin=2), values, equal_nan=True)


def test_a_csv_is_short_and_plain(tmp_path):
    path = tmp_path / "map.csv"
    export_map(path, np.array([[0.1, 6600, -2], [10, 0, 1e20]], dtype=np.float32))
    assert path.read_bytes() == b"0.1,6600,-2\n10,0,1e+20\n"


def test_npy_keeps_float64(tmp_path):
    values = MAP.astype(np.float64) / 3
    export_map(tmp_path / "a.npy", values)
    assert np.array_equal(np.load(tmp_path / "a.npy"), values)


def test_several_maps_are_pages_of_a_tiff_and_one_npy(tmp_path):
    maps = np.stack([MAP, 2 * MAP, -MAP])
    export_map(tmp_path / "a.npy", maps)
    assert np.array_equal(np.load(tmp_path / "a.npy"), maps)
    export_map(tmp_path / "a.TIFF", maps)
    with Image.open(tmp_path / "a.TIFF") as image:
        for index, one in enumerate(maps):
            image.seek(index)
            assert np.array_equal(np.asarray(image), one)
        assert image.n_frames == 3


@pytest.mark.parametrize("suffix", [".csv", ".png"])
def test_several_maps_do_not_fit_elsewhere(tmp_path, suffix):
    with pytest.raises(FilterLabError, match=r"one map and not 2: choose \.npy or \.tiff"):
        export_map(tmp_path / f"a{suffix}", np.stack([MAP, MAP]))


def test_a_png_holds_16_bits_and_says_its_scale(tmp_path):
    exported = export_map(tmp_path / "a.png", MAP)
    low, high = exported.scale
    assert (low, high) == (MAP.min(), MAP.max())
    with Image.open(exported.path) as image:
        numbers = np.asarray(image)
        note = image.text["Description"]
    assert numbers.dtype == np.uint16
    told = low + (high - low) * numbers / 65535
    np.testing.assert_allclose(told, MAP, atol=(high - low) / 65535 * 0.501)
    assert note == f"value = {low!r} + ({high!r} - {low!r}) * n / 65535"
    _, facts = load_image_with_facts(exported.path)
    assert facts.bits == 16


def test_beyond_a_png_s_scale_are_its_ends(tmp_path):
    export_map(tmp_path / "a.png", np.array([[-5, 0, 1, 9]], np.float32), scale=(0, 1))
    assert _read(tmp_path / "a.png").tolist() == [[0, 0, 65535, 65535]]


@pytest.mark.parametrize("value", [0, -3, 1e30])
def test_a_map_of_one_value_can_be_a_png(tmp_path, value):
    exported = export_map(tmp_path / "a.png", np.full((2, 2), value, np.float32))
    assert exported.scale[0] == np.float32(value)
    assert np.all(_read(tmp_path / "a.png") == 0)


@pytest.mark.parametrize("scale", [(1, 1), (2, 1), (0, float("inf")), (float("nan"), 1)])
def test_an_impossible_scale_is_refused(tmp_path, scale):
    with pytest.raises(FilterLabError, match="low value below the high one"):
        export_map(tmp_path / "a.png", MAP, scale=scale)


def test_a_png_cannot_hold_nan(tmp_path):
    with pytest.raises(
        FilterLabError, match=r"the map's 2 NaN or infinite values: choose \.npy, \.tiff or \.csv"
    ):
        export_map(tmp_path / "a.png", ODD)


def test_a_tiff_cannot_hold_what_only_64_bits_can(tmp_path):
    with pytest.raises(FilterLabError, match=r"beyond 3\.4e38"):
        export_map(tmp_path / "a.tiff", np.array([[1e300, np.inf]]))
    export_map(tmp_path / "a.tiff", np.array([[1.0, np.inf]]))


def test_a_large_map_is_no_text(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "MAX_CSV_NUMBERS", 30)
    with pytest.raises(FilterLabError, match=r"7 × 5 are 0 million numbers, too many.*choose .npy or .tiff"):
        export_map(tmp_path / "a.csv", MAP)


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.npz"])
def test_another_ending_is_refused_with_the_endings_there_are(tmp_path, name):
    with pytest.raises(FilterLabError, match=r"let its name end in .npy, .tiff, .tif, .csv or .png"):
        export_map(tmp_path / name, MAP)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", MAP_SUFFIXES)
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"map{suffix}"
    path.write_bytes(b"old")

    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FilterLabError, match="the disk is full: make room"):
        export_map(path, MAP)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    with pytest.raises(FilterLabError, match=r'the folder ".*nowhere" does not exist'):
        export_map(tmp_path / "nowhere" / "a.npy", MAP)
    path = tmp_path / "a.npy"
    path.write_bytes(b"old")
    # Root may write anything, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(FilterLabError, match="may not be written"):
        export_map(path, MAP)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    "values", [np.zeros(3, np.float32), np.zeros((2, 2), np.int32), np.zeros((0, 2), np.float32)]
)
def test_what_is_no_map_is_a_mistake_of_the_program(tmp_path, values):
    with pytest.raises(ValueError, match="a map is"):
        export_map(tmp_path / "a.npy", values)
