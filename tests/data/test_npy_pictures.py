"""Pictures in NumPy's own files: any layout and type of numbers, and nothing that only claims to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.data import image_from_array, load_image, load_image_with_facts
from filterlab.data.decoders.npy import is_picture_array
from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("shape", [(40, 50), (40, 50, 1), (40, 50, 2), (40, 50, 3), (40, 50, 4)])
@pytest.mark.parametrize("kind", ["|b1", "|u1", "<u2", ">u2", ">i2", "<i4", "<f2", "<f4", ">f8"])
def test_an_array_is_read_as_one_that_is_pasted(tmp_path: Path, shape: tuple[int, ...], kind: str) -> None:
    array = np.random.default_rng(0).uniform(0, 200, shape).astype(kind)
    np.save(tmp_path / "a.npy", array)
    expected = image_from_array(array.astype(array.dtype.newbyteorder("=")))
    np.testing.assert_array_equal(load_image(tmp_path / "a.npy"), expected)


def test_channels_may_lie_before_the_rows_and_the_array_in_fortrans_order(tmp_path: Path) -> None:
    array = np.asfortranarray(np.random.default_rng(0).random((3, 40, 50), np.float32))
    np.save(tmp_path / "a.npy", array)
    np.testing.assert_array_equal(load_image(tmp_path / "a.npy"), array)


def test_the_facts_tell_the_arrays_own_numbers(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.linspace(-3.2, 1.8, 2000).reshape(40, 50))
    _image, facts = load_image_with_facts(tmp_path / "a.npy")
    assert (facts.format, facts.bits, facts.kept_bits, facts.is_float) == ("NumPy", 64, 32, True)
    assert (facts.black, facts.white) == (-3.2, 1.8)


@pytest.mark.parametrize("shape", [(50,), (2, 40, 50), (40, 50, 7), (2, 3, 40, 50), (0, 50)])
def test_an_array_of_another_shape_is_refused_in_a_sentence(tmp_path: Path, shape: tuple[int, ...]) -> None:
    np.save(tmp_path / "a.npy", np.zeros(shape))
    with pytest.raises(FilterLabError, match="a picture is"):
        load_image(tmp_path / "a.npy")


@pytest.mark.parametrize("kind", ["c8", "U3", "M8[s]", [("x", "f4")]])
def test_an_array_of_other_things_than_numbers_is_refused(tmp_path: Path, kind: object) -> None:
    np.save(tmp_path / "a.npy", np.zeros((40, 50), kind))
    with pytest.raises(FilterLabError, match="a picture is made of"):
        load_image(tmp_path / "a.npy")


def test_objects_are_never_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.full((40, 50), None), allow_pickle=True)
    with pytest.raises(FilterLabError, match="damaged"):
        load_image(tmp_path / "a.npy")


def test_an_array_cut_short_or_larger_than_any_picture_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.zeros((40, 50)))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(FilterLabError, match="cut short"):
        load_image(path)
    path.write_bytes(whole.replace(b"(40, 50), }        ", b"(400000, 5000000), }"[:19].ljust(19)))
    with pytest.raises(FilterLabError):
        load_image(path)


@pytest.mark.parametrize(
    ("shape", "is_picture"),
    [((31, 31), False), ((3, 7, 7), False), ((32, 5), True), ((3, 40, 50), True), ((64, 3, 40, 40), False)],
)
def test_what_is_too_large_for_a_filter_is_a_picture(
    tmp_path: Path, shape: tuple[int, ...], is_picture: bool
) -> None:
    np.save(tmp_path / "a.npy", np.zeros(shape))
    assert is_picture_array(tmp_path / "a.npy") is is_picture


def test_what_is_no_array_is_no_picture_array(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(b"words")
    assert not is_picture_array(tmp_path / "a.npy")
    assert not is_picture_array(tmp_path / "nowhere.npy")
