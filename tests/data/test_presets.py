"""The ready-made filters: complete, with the published numbers, and answering to what they say."""

from itertools import groupby
from types import MappingProxyType

import numpy as np
import pytest
from scipy.signal import correlate

from filterlab.data import presets
from filterlab.data.preset_filters import MAX_KERNEL_SIZE

ANGLES = (0, 45, 90, 135)
BLURS = ("box", "gaussian", "motion-blur")
KEEP_BRIGHTNESS = (*BLURS, "identity", "sharpen", "emboss")
BLIND_TO_FLAT = (
    *("sobel-x", "sobel-y", "prewitt-x", "prewitt-y", "scharr-x", "scharr-y"),
    *("laplacian-4", "laplacian-8", "log", "dog", "centre-on", "centre-off"),
    *(f"line-{angle}" for angle in ANGLES),
    *(f"corner-{place}" for place in ("top-left", "top-right", "bottom-left", "bottom-right")),
    *(f"gabor-{angle}{phase}" for angle in ANGLES for phase in ("", "-odd")),
)


def _respond(picture, name):
    """Cross-correlation of a picture with a one-channel preset; nothing beyond the border."""
    return correlate(np.asarray(picture, dtype=float), presets[name].weights[0].astype(float), mode="valid")


def _line(angle, size=31, thickness=1.2):
    """A thin bright line through the middle, running at an angle counterclockwise from the horizontal."""
    y, x = np.mgrid[:size, :size] - size // 2
    across = x * np.sin(np.deg2rad(angle)) + y * np.cos(np.deg2rad(angle))
    return np.clip(thickness - np.abs(across), 0, 1)


def _middle(response):
    return response[response.shape[0] // 2, response.shape[1] // 2]


def test_nothing_the_issue_lists_is_missing():
    assert set(presets) == {*KEEP_BRIGHTNESS, *BLIND_TO_FLAT, "curve-detector"}


def test_every_preset_is_named_explained_and_protected():
    assert isinstance(presets, MappingProxyType)
    for name, preset in presets.items():
        assert preset.name == name
        assert name == name.lower().replace(" ", "-").replace("_", "-")
        assert preset.title
        assert preset.group
        assert preset.explanation.endswith(".")
        assert "\n" not in preset.explanation
        assert len(preset.explanation) <= 110
        c, kh, kw = preset.weights.shape
        assert c == 1
        assert 1 <= kh <= MAX_KERNEL_SIZE
        assert 1 <= kw <= MAX_KERNEL_SIZE
        assert preset.weights.dtype == np.float32
        assert np.isfinite(preset.weights).all()
        with pytest.raises(ValueError, match="read-only"):
            preset.weights[0, 0, 0] = 1


def test_titles_differ_and_groups_stand_together():
    titles = [preset.title for preset in presets.values()]
    assert len(set(titles)) == len(titles)
    groups = [preset.group for preset in presets.values()]
    assert len(list(groupby(groups))) == len(set(groups))


@pytest.mark.parametrize("name", KEEP_BRIGHTNESS)
def test_a_filter_that_keeps_brightness_sums_to_1(name):
    assert presets[name].weights.sum() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("name", BLIND_TO_FLAT)
def test_a_filter_blind_to_flat_brightness_sums_to_0(name):
    assert presets[name].weights.sum(dtype=np.float64) == pytest.approx(0, abs=1e-6)


def test_the_curve_detector_has_the_course_s_numbers():
    weights = presets["curve-detector"].weights[0]
    places = [(0, 5), (1, 4), (2, 3), (3, 3), (4, 3), (5, 3)]
    assert weights.shape == (7, 7)
    assert [tuple(place) for place in np.argwhere(weights)] == places
    assert np.all(weights[weights != 0] == 30)


def test_a_flat_patch_beats_the_curve_because_the_detector_has_no_minus():
    assert 50 * presets["curve-detector"].weights.sum() == 9000


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("sobel-x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("prewitt-x", [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
        ("scharr-x", [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]),
        ("laplacian-4", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        ("laplacian-8", [[1, 1, 1], [1, -8, 1], [1, 1, 1]]),
        ("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ("emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ("line-0", [[-1, -1, -1], [2, 2, 2], [-1, -1, -1]]),
        ("line-45", [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]]),
        ("line-135", [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]),
        ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    ],
)
def test_published_coefficients(name, numbers):
    assert presets[name].weights[0].tolist() == numbers


@pytest.mark.parametrize("kind", ["sobel", "prewitt", "scharr"])
def test_the_y_filter_is_the_x_filter_turned(kind):
    assert np.array_equal(presets[f"{kind}-y"].weights[0], presets[f"{kind}-x"].weights[0].T)


@pytest.mark.parametrize("kind", ["sobel", "prewitt", "scharr"])
def test_x_answers_plus_from_dark_to_bright_going_right_and_y_going_down(kind):
    picture = np.zeros((9, 9))
    picture[:, 5:] = 1
    assert _respond(picture, f"{kind}-x").max() > 0
    assert _respond(picture, f"{kind}-x").min() == 0
    assert not _respond(picture, f"{kind}-y").any()
    assert _respond(picture.T, f"{kind}-y").max() > 0
    assert _respond(picture[:, ::-1], f"{kind}-x").max() == 0


@pytest.mark.parametrize("name", ["laplacian-4", "laplacian-8", "log"])
def test_laplacians_answer_plus_on_the_dark_side_of_an_edge(name):
    picture = np.zeros((31, 31))
    picture[:, 16:] = 1
    row = _respond(picture, name)[5]
    edge = 16 - presets[name].weights.shape[2] // 2
    assert row[:edge].max() > 1e-3
    assert row[:edge].min() > -1e-3
    assert row[edge:].min() < -1e-3


@pytest.mark.parametrize("family", ["line", "gabor"])
@pytest.mark.parametrize("angle", ANGLES)
def test_a_line_excites_the_filter_of_its_own_angle_most(family, angle):
    answers = {other: _middle(_respond(_line(angle), f"{family}-{other}")) for other in ANGLES}
    assert max(answers, key=answers.__getitem__) == angle
    assert answers[angle] > 1.5 * max(value for other, value in answers.items() if other != angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_an_odd_gabor_answers_to_edges_and_not_to_lines(angle):
    y, x = np.mgrid[:31, :31] - 15
    across = x * np.sin(np.deg2rad(angle)) + y * np.cos(np.deg2rad(angle))
    edge = np.clip(across + 0.5, 0, 1)
    name = f"gabor-{angle}-odd"
    assert _middle(_respond(edge, name)) > 0.4
    assert _middle(_respond(1 - edge, name)) < -0.4
    assert abs(_middle(_respond(_line(angle), name))) < 1e-6


@pytest.mark.parametrize(
    ("name", "corner"),
    [
        ("corner-top-left", (10, 10)),
        ("corner-top-right", (10, 20)),
        ("corner-bottom-left", (20, 10)),
        ("corner-bottom-right", (20, 20)),
    ],
)
def test_a_corner_detector_finds_its_corner_of_a_square(name, corner):
    square = np.zeros((31, 31))
    square[10:21, 10:21] = 1
    response = _respond(square, name)
    row, column = np.unravel_index(response.argmax(), response.shape)
    assert (row + 2, column + 2) == corner
    assert response.max() == pytest.approx(1, abs=1e-6)
    response[row - 2 : row + 3, column - 2 : column + 3] = 0
    assert response.max() <= 0.5 + 1e-6


def test_centre_and_difference_filters_answer_to_spots():
    spot = np.zeros((15, 15))
    spot[6:9, 6:9] = 1
    assert _middle(_respond(spot, "centre-on")) > 0.7
    assert _middle(_respond(spot, "centre-off")) < -0.7
    assert _middle(_respond(spot, "dog")) > 0.2
    assert np.array_equal(presets["centre-on"].weights, -presets["centre-off"].weights)


@pytest.mark.parametrize("name", ["box", "gaussian", "log", "dog", "centre-on", "laplacian-4", "laplacian-8"])
def test_round_filters_look_the_same_from_every_side(name):
    weights = presets[name].weights[0]
    for turned in (weights[::-1], weights[:, ::-1], weights.T):
        np.testing.assert_allclose(turned, weights, atol=1e-8)


@pytest.mark.parametrize("angle", ANGLES)
def test_even_gabors_are_symmetric_and_odd_ones_antisymmetric_about_the_middle(angle):
    even, odd = presets[f"gabor-{angle}"].weights[0], presets[f"gabor-{angle}-odd"].weights[0]
    np.testing.assert_allclose(even[::-1, ::-1], even, atol=1e-7)
    np.testing.assert_allclose(odd[::-1, ::-1], -odd, atol=1e-7)
