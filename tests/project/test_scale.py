"""What black and white count as: one linear scale between a picture in [0, 1] and its file's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filterlab.data import image_from_array
from filterlab.errors import FilterLabError
from filterlab.project import Document, Picture, Scale


def test_numbers_and_values_of_a_scale_are_each_others_inverse() -> None:
    scale = Scale(-3.2, 1.8)
    assert (scale.number(0), scale.number(1)) == (-3.2, pytest.approx(1.8))
    assert scale.value(scale.number(0.3)) == pytest.approx(0.3)
    assert scale.span == 5


def test_a_scale_from_0_on_multiplies_and_holds_no_picture_twice() -> None:
    pixels = np.linspace(0, 1, 12, dtype=np.float32).reshape(1, 3, 4)
    assert Scale(0, 65535).numbers(pixels) is pixels
    assert Scale(0, 65535).factor == 65535


def test_every_16_bit_number_comes_back_exactly() -> None:
    stored = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    scale = Scale.of_file(0, 65535)
    numbers = scale.numbers(image_from_array(stored)) * np.float32(scale.factor)
    np.testing.assert_array_equal(numbers[0], stored)


@given(st.integers(-(2**22), 2**22), st.integers(1, 2**22), st.integers(0, 2**32 - 1))
def test_whole_numbers_with_a_sign_come_back_exactly(lowest: int, span: int, seed: int) -> None:
    stored = np.random.default_rng(seed).integers(lowest, lowest + span, (5, 6), endpoint=True)
    stored[0, :2] = lowest, lowest + span
    scale = Scale.of_file(lowest, lowest + span)
    if scale == Scale():
        return
    pixels = ((stored - lowest) / span).astype(np.float32)[np.newaxis]
    numbers = scale.numbers(pixels) * np.float32(scale.factor)
    np.testing.assert_array_equal(np.rint(numbers[0]) if lowest == 0 else numbers[0], stored)


def test_float_numbers_come_back_to_float32s_precision_and_0_as_0() -> None:
    stored = np.random.default_rng(0).uniform(-3.2, 1.8, (600, 700)).astype(np.float32)
    stored[3, 4] = 0
    low, high = float(stored.min()), float(stored.max())
    numbers = Scale.of_file(low, high).numbers(image_from_array(stored))
    np.testing.assert_allclose(numbers[0], stored, atol=3e-7)
    assert numbers[0, 3, 4] == 0
    assert not numbers.flags.writeable


@pytest.mark.parametrize("number", [-2.5, 70000.0])
def test_a_file_of_one_number_alone_tells_it(number: float) -> None:
    scale = Scale.of_file(number, number)
    pixels = image_from_array(np.full((2, 3), number, np.float32))
    np.testing.assert_array_equal(
        scale.numbers(pixels) * np.float32(scale.factor), np.full((1, 2, 3), number)
    )


@pytest.mark.parametrize(("black", "white"), [(-1e300, 1e300), (0, 1e-310), (1e9, 1e9 + 1), (-1e38, 5.0)])
def test_numbers_that_float32_cannot_tell_leave_the_usual_scale(black: float, white: float) -> None:
    assert Scale.of_file(black, white) == Scale()


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (0, np.inf), (np.nan, 1)])
def test_a_scale_whose_black_does_not_lie_below_its_white_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(FilterLabError, match="choose other units"):
        Scale(*ends)


def test_a_picture_keeps_its_scale_when_its_pixels_change() -> None:
    document = Document()
    picture = document.add_picture("deep", np.zeros((1, 3, 3)), scale=Scale(-1, 4))
    document.set_pixels(picture.id, np.ones((1, 3, 3)))
    assert document.picture(picture.id).scale == Scale(-1, 4)
    np.testing.assert_array_equal(document.picture(picture.id).numbers_in("file"), np.full((1, 3, 3), 4))


def test_a_document_counts_in_units_of_the_file_only_if_they_are_chosen() -> None:
    document = Document()
    assert (document.scale, document.scale_in("file")) == (Scale(), Scale())
    document.add_picture("deep", np.zeros((1, 3, 3)), scale=Scale(-1, 4))
    assert (document.scale, document.scale_in(1), document.scale_in("file")) == (
        Scale(0, 255),
        Scale(0, 1),
        Scale(-1, 4),
    )
    document.set_units("file")
    assert document.scale == Scale(-1, 4)


def test_an_ordinary_picture_counts_alike_in_units_of_its_file_and_of_0_to_255() -> None:
    picture = Picture("picture-1", "plain", np.full((1, 2, 2), 0.5, np.float32))
    assert picture.scale_in("file") == picture.scale_in(255)
    assert picture.numbers_in("file") is picture.pixels
