import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.probes.bench import KINDS, SOFTNESS, Stimulus, draw_stimuli

SHAPE = (1, 31, 31)


def drawn(stimulus, shape=SHAPE):
    (picture,) = draw_stimuli([stimulus], shape)
    return picture[0].astype(np.float64)


def finely(stimulus, times=15):
    """Draw the ideal shape on a screen many times finer, blur it with the bell, and look at the pixels' middles."""
    from scipy.ndimage import gaussian_filter

    side = SHAPE[1] * times
    steps = (np.arange(side) - (side - 1) / 2) / times
    x, y = steps[np.newaxis, :] - stimulus.right, -steps[:, np.newaxis] - stimulus.up
    turn = np.deg2rad(stimulus.angle)
    along, across = (
        x * np.cos(turn) + y * np.sin(turn),
        x * np.sin(turn) - y * np.cos(turn) - stimulus.position,
    )
    inwards = stimulus.radius - across
    ideal = {
        "bar": np.abs(across) < stimulus.width / 2,
        "edge": np.where(across > 0, 1.0, -1.0),
        "spot": np.hypot(x - stimulus.position, y) < stimulus.radius,
        "arc": (np.abs(np.hypot(along, inwards) - stimulus.radius) < stimulus.width / 2) & (inwards > 0),
    }[stimulus.kind].astype(float)
    blurred = gaussian_filter(ideal, SOFTNESS * times, mode="nearest")
    return stimulus.ground + stimulus.contrast * blurred[times // 2 :: times, times // 2 :: times]


@pytest.mark.parametrize(
    "stimulus",
    [
        Stimulus("bar", angle=30, width=3.3, position=1.2),
        Stimulus("bar", angle=135, width=0.8, right=2, up=-1, contrast=-0.4),
        Stimulus("edge", angle=70, position=-0.7),
        Stimulus("spot", radius=5.5, right=1.5, up=2),
        Stimulus("arc", angle=200, radius=8, width=2.5),
    ],
    ids=lambda one: one.kind,
)
def test_an_outline_is_the_ideal_one_blurred_by_the_bell(stimulus):
    inner = np.s_[3:-3, 3:-3]
    np.testing.assert_allclose(drawn(stimulus)[inner], finely(stimulus)[inner], atol=0.025)


def test_a_grating_is_the_wave_of_its_formula():
    picture = drawn(Stimulus("grating", angle=0, frequency=0.1, phase=0))
    rows = np.arange(31) - 15
    np.testing.assert_allclose(
        picture, np.tile(0.5 + 0.5 * np.cos(2 * np.pi * 0.1 * rows)[:, None], 31), atol=1e-6
    )


def test_an_edge_is_bright_on_the_right_of_its_direction():
    # Upwards: the right half is bright.
    picture = drawn(Stimulus("edge", angle=90))
    assert picture[:, :14].max() < 0.1
    assert picture[:, 17:].min() > 0.9


def test_an_arc_bends_to_its_right():
    # Going up, the circle lies on the right: an opening bracket, dark in the left and right of its middle row.
    picture = drawn(Stimulus("arc", angle=90, radius=9, width=2))
    assert picture[15, 15] > 0.9
    assert picture[8, 19] > picture[8, 11] + 0.3
    assert picture[15, 25] < 0.55


@pytest.mark.parametrize("kind", KINDS)
def test_next_to_nothing_of_a_stimulus_is_finer_than_pixels_can_show(kind):
    # What lies near the finest wave of all, two pixels, is what would fold back into coarser ones.
    fine = Stimulus(kind, angle=23, frequency=0.05, width=12, radius=32)
    picture = drawn(fine, (1, 128, 128)) - 0.5
    window = np.outer(np.hanning(128), np.hanning(128))
    power = np.abs(np.fft.fft2(picture * window)) ** 2
    frequency = np.hypot(np.fft.fftfreq(128)[:, None], np.fft.fftfreq(128))
    assert power[frequency > 0.45].sum() < 1e-3 * power.sum()


def test_all_channels_show_the_same():
    pictures = draw_stimuli([Stimulus("bar"), Stimulus("spot")], (3, 9, 8))
    assert pictures.shape == (2, 3, 9, 8)
    np.testing.assert_array_equal(pictures[:, 0], pictures[:, 2])


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"kind": "star"}, "choose one of grating, bar, edge, spot, arc"),
        ({"kind": "grating", "frequency": 0.6}, "0.6 stripes per pixel cannot be shown"),
        ({"kind": "bar", "width": 0}, "must be above 0"),
        ({"kind": "bar", "angle": float("nan")}, "The angle of a stimulus is nan"),
        ({"kind": "bar", "contrast": 0.6}, "leaves the brightness 0 to 1"),
        ({"kind": "bar", "contrast": -0.6}, "leaves the brightness 0 to 1"),
        ({"kind": "edge", "ground": 0.2, "contrast": 0.3}, "leaves the brightness 0 to 1"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(numbers, words):
    with pytest.raises(FilterLabError, match=words):
        Stimulus(**numbers)


def test_a_bar_may_be_bright_on_black():
    assert drawn(Stimulus("bar", ground=0, contrast=1, width=6)).max() > 0.99
