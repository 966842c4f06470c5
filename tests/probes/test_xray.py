from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import load_sample, presets
from filterlab.engine import explain
from filterlab.errors import FilterLabError
from filterlab.probes import Stages, respond
from filterlab.probes.spectra import FLOOR_DB, frequencies, gain, picture_spectrum
from filterlab.probes.xray import XRay, take_xray


@pytest.fixture(scope="module")
def mouse() -> NDArray[np.float32]:
    return load_sample("mouse")


def look_into(weights: NDArray[Any], stages: Stages | None = None, *, size: int = 64) -> XRay:
    picture = np.random.default_rng(1).uniform(size=(1, 80, 90)).astype(np.float32)
    return take_xray(picture, weights, stages or Stages(), size=size)


def test_the_curve_detector_has_singular_values_60_30_30(mouse: NDArray[np.float32]):
    seen = take_xray(mouse, presets["curve-detector"].weights, Stages())
    np.testing.assert_allclose(seen.singular_values, [[60, 30, 30, 0, 0, 0, 0]], atol=1e-5)
    assert seen.ranks == (3,)
    assert [round(term.strength, 4) for term in seen.terms] == [60, 30, 30]
    np.testing.assert_allclose([term.share for term in seen.terms], [4 / 6, 1 / 6, 1 / 6])
    assert (seen.total, seen.l2) == (180, pytest.approx(np.sqrt(6 * 30**2)))


def test_the_upright_stroke_is_the_first_term_of_the_curve_detector(mouse: NDArray[np.float32]):
    first = take_xray(mouse, presets["curve-detector"].weights, Stages()).terms[0]
    np.testing.assert_allclose(first.column, [0, 0, 0.5, 0.5, 0.5, 0.5, 0], atol=1e-12)
    np.testing.assert_allclose(first.row, [0, 0, 0, 1, 0, 0, 0], atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_the_terms_of_a_channel_add_up_to_it(seed: int, channels: int, height: int, width: int, flip: bool):
    channels = 3 if channels == 2 else channels
    weights = np.random.default_rng(seed).normal(size=(channels, height, width))
    seen = look_into(weights, Stages(flip=flip), size=16)
    rebuilt = np.zeros(weights.shape)
    for term in seen.terms:
        rebuilt[term.channel] += term.product
        assert np.linalg.norm(term.column) == pytest.approx(1)
        assert term.row[np.argmax(np.abs(term.row))] > 0
    np.testing.assert_allclose(rebuilt, seen.weights, atol=1e-12)
    np.testing.assert_array_equal(seen.weights, weights[:, ::-1, ::-1] if flip else weights)
    assert sum(seen.ranks) == len(seen.terms)


@pytest.mark.parametrize(
    ("name", "rank"), [("gaussian", 1), ("sobel-x", 1), ("box", 1), ("dog", 2), ("laplacian-4", 2)]
)
def test_the_rank_of_a_preset_is_that_of_its_formula(name: str, rank: int, mouse: NDArray[np.float32]):
    assert take_xray(mouse, presets[name].weights, Stages()).ranks == (rank,)


def test_a_filter_of_zeros_has_no_terms_and_answers_nothing():
    seen = look_into(np.zeros((1, 3, 3)))
    assert (seen.ranks, seen.terms, seen.total, seen.l2, seen.dc_share) == ((0,), (), 0, 0, 0)
    assert (seen.strongest.gain, seen.strongest.angle, seen.strongest.wavelength) == (0, None, None)
    assert not seen.gains.any()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([16, 31, 64]), st.integers(1, 3), st.integers(1, 2))
def test_the_gains_are_the_fourier_transform_of_the_padded_filter(
    seed: int, size: int, down: int, right: int
):
    weights = np.random.default_rng(seed).normal(size=(3, 4, 5))
    spread = np.zeros((3, 3 * down + 1, 4 * right + 1))
    spread[:, ::down, ::right] = weights
    transform = np.fft.fftshift(np.fft.fft2(spread, (size, size)), axes=(1, 2))
    expected = np.sqrt((np.abs(transform) ** 2).sum(axis=0))
    axis = frequencies(size)
    np.testing.assert_allclose(gain(weights, axis, axis, (down, right)), expected, atol=1e-12)
    assert axis[size // 2] == 0


def test_the_gain_is_the_amplitude_of_the_answer_to_a_grating():
    weights = np.random.default_rng(5).normal(size=(1, 4, 5))
    rows, columns = np.mgrid[:40, :40]
    down, right = 0.125, 0.2
    grating = np.cos(2 * np.pi * (down * rows + right * columns))[np.newaxis]
    answer = respond(grating, weights, Stages()).values
    found = gain(weights, np.array([down]), np.array([right])).item()
    assert np.abs(answer).max() == pytest.approx(found, rel=0.02)
    assert np.sqrt(2 * (answer[:32, :30] ** 2).mean()) == pytest.approx(found, rel=0.03)


def test_the_middle_of_the_gains_is_the_sum_of_the_weights():
    weights = np.random.default_rng(5).normal(size=(1, 4, 5))
    seen = look_into(weights)
    assert seen.gains[32, 32] == pytest.approx(abs(seen.total))
    assert seen.axis[32] == 0
    assert seen.gains.shape == seen.picture_decibels.shape == (64, 64)


def test_a_filter_that_blurs_answers_a_flat_patch_most(mouse: NDArray[np.float32]):
    seen = take_xray(mouse, presets["gaussian"].weights, Stages())
    assert (seen.strongest.frequency, seen.strongest.angle, seen.dc_share) == (0, None, 1)
    assert seen.strongest.gain == pytest.approx(1)


@pytest.mark.parametrize("name", ["gabor-0", "gabor-45", "gabor-90", "gabor-135"])
def test_a_gabor_answers_its_own_stripes_most(name: str, mouse: NDArray[np.float32]):
    seen = take_xray(mouse, presets[name].weights, Stages())
    assert seen.strongest.angle == pytest.approx(float(name.removeprefix("gabor-")), abs=0.01)
    assert seen.strongest.wavelength == pytest.approx(6, abs=0.1)
    assert seen.dc_share == pytest.approx(0, abs=1e-6)
    assert seen.isotropy < 0.1
    assert seen.strongest.gain >= seen.gains.max()


@pytest.mark.parametrize(("angle", "wavelength"), [(20.0, 7.3), (70.0, 4.1), (100.0, 9.0), (155.0, 5.5)])
def test_the_strongest_grating_is_found_between_the_points_of_the_grid(angle: float, wavelength: float):
    y, x = 15 - np.mgrid[:31, :31][0], np.mgrid[:31, :31][1] - 15
    across = -x * np.sin(np.deg2rad(angle)) + y * np.cos(np.deg2rad(angle))
    weights = np.cos(2 * np.pi * across / wavelength) * np.exp(-(x**2 + y**2) / 60)
    seen = look_into(weights[np.newaxis], size=32)
    assert seen.strongest.angle == pytest.approx(angle, abs=0.05)
    assert seen.strongest.wavelength == pytest.approx(wavelength, rel=0.01)


def test_a_round_filter_prefers_no_direction(mouse: NDArray[np.float32]):
    assert take_xray(mouse, presets["log"].weights, Stages()).isotropy > 0.99


def test_a_horizontal_stripe_runs_at_0_degrees_and_an_upright_one_at_90(mouse: NDArray[np.float32]):
    assert take_xray(mouse, presets["sobel-y"].weights, Stages()).strongest.angle == 0
    assert take_xray(mouse, presets["sobel-x"].weights, Stages()).strongest.angle == 90


def test_the_picture_s_spectrum_lies_on_the_same_axes():
    rows, columns = np.mgrid[:200, :150]
    picture = np.sin(2 * np.pi * (rows / 8 + columns / 4))[np.newaxis]
    decibels = picture_spectrum(picture, 64)
    down, right = np.unravel_index(int(decibels.argmax()), decibels.shape)
    axis = frequencies(64)
    assert {(axis[down], axis[right]), (-axis[down], -axis[right])} == {(0.125, 0.25), (-0.125, -0.25)}
    assert decibels.max() == 0
    assert decibels[32, 32] < -60


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (5, 300), (200, 70), (1000, 33)])
def test_a_picture_of_any_size_has_a_spectrum(shape: tuple[int, int]):
    noise = np.random.default_rng(3).normal(size=(3, *shape))
    decibels = picture_spectrum(noise, 32)
    assert decibels.shape == (32, 32)
    assert np.isfinite(decibels).all()
    assert FLOOR_DB <= decibels.min() <= decibels.max() <= 0


def test_noise_has_power_everywhere():
    decibels = picture_spectrum(np.random.default_rng(3).normal(size=(1, 300, 300)), 32)
    assert decibels.min() > -15


@pytest.mark.parametrize("level", [0.0, 0.1, 200.0])
def test_a_flat_picture_has_no_pattern(level: float):
    assert (picture_spectrum(np.full((1, 50, 60), level), 32) == FLOOR_DB).all()


def test_the_engine_says_which_algorithm_it_takes(mouse: NDArray[np.float32]):
    weights = np.random.default_rng(1).normal(size=(1, 9, 9)).astype(np.float32)
    for stages in (Stages(), Stages(stride=(2, 2), padding=(1, 1))):
        told = take_xray(mouse, weights, stages).computation
        bias = np.zeros(1, np.float32)
        expected = explain(mouse[None], weights[None], bias, stride=stages.stride, padding=stages.padding)
        assert told == expected
        assert told.reason.startswith(told.algorithm)


def test_a_colour_filter_is_taken_apart_channel_by_channel():
    weights = np.stack([np.ones((3, 3)), np.eye(3), np.zeros((3, 3))])
    seen = look_into(weights)
    assert seen.ranks == (1, 3, 0)
    assert seen.singular_values.shape == (3, 3)
    assert [term.channel for term in seen.terms] == [0, 1, 1, 1]


def test_the_arrays_cannot_be_written_to():
    seen = look_into(np.ones((1, 3, 3)))
    arrays = (seen.weights, seen.singular_values, seen.axis, seen.gains, seen.picture_decibels)
    for array in (*arrays, seen.terms[0].column, seen.terms[0].row):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("picture", "weights", "size", "words"),
    [
        (np.ones((1, 9, 9)), np.ones((1, 3, 3)), 8, "give 16 to 1024"),
        (np.ones((1, 9, 9)), np.ones((1, 3, 3)), 5000, "The side of the spectrum is 5000"),
        (np.ones((9, 9)), np.ones((1, 3, 3)), 64, "The picture has the shape"),
        (np.ones((1, 9, 9)), np.ones((1, 10, 3)), 64, "does not fit"),
        (np.ones((1, 9, 9)), np.ones((2, 3, 3)), 64, "only 1 and 3"),
        (np.full((1, 9, 9), np.nan), np.ones((1, 3, 3)), 64, "NaN"),
    ],
)
def test_what_cannot_be_looked_into_is_refused(
    picture: NDArray[Any], weights: NDArray[Any], size: int, words: str
):
    with pytest.raises(FilterLabError, match=words):
        take_xray(picture, weights, Stages(), size=size)
