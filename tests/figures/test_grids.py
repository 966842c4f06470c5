import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.figures import DARK, LIGHT, colorize, filter_grid, limits_of

RNG = np.random.default_rng(3)


def contains(image, tile) -> bool:
    """Whether the pixels of ``tile`` occur somewhere in ``image``."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image), tile.shape)
    return bool((windows == tile).all(axis=(-3, -2, -1)).any())


def test_every_filter_is_on_the_sheet_in_the_shared_colours():
    weights = RNG.normal(size=(5, 1, 2, 3))
    sheet = filter_grid(weights, cell=4)
    limits = limits_of(weights, "signed")
    for planes in weights:
        assert contains(sheet, colorize(planes[0], "signed", limits).repeat(4, axis=0).repeat(4, axis=1))


def test_with_limits_of_its_own_a_weak_filter_shows_its_full_colours():
    weights = np.array([1.0, 0.01])[:, np.newaxis, np.newaxis, np.newaxis] * RNG.normal(size=(1, 1, 3, 3))
    sheet = filter_grid(weights, cell=3, shared_limits=False)
    tile = colorize(weights[0, 0], "signed").repeat(3, axis=0).repeat(3, axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(sheet), tile.shape)
    assert (windows == tile).all(axis=(-3, -2, -1)).sum() == 2


def test_the_channels_of_a_filter_stand_side_by_side():
    narrow, wide = (filter_grid(RNG.normal(size=(1, c, 5, 5)), cell=6) for c in (1, 8))
    assert wide.width - narrow.width >= 7 * 30


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (8, 1, 7, 7), (16, 8, 4, 4), (96, 3, 11, 11), (6, 1, 1, 9)])
def test_sheets_have_a_handy_size(shape: tuple[int, ...]):
    sheet = filter_grid(RNG.normal(size=shape), title="conv1")
    assert sheet.mode == "RGB"
    assert max(sheet.size) < 2000


def test_light_and_dark_differ_only_in_the_paper():
    weights = RNG.normal(size=(2, 1, 3, 3))
    light, dark = (np.asarray(filter_grid(weights, look=look)).astype(int) for look in (LIGHT, DARK))
    assert light.shape == dark.shape
    assert light[-20, 20].sum() > 600 > 200 > dark[-20, 20].sum()


def test_all_zero_filters_are_drawn_in_the_middle_colour():
    sheet = filter_grid(np.zeros((2, 1, 3, 3)), cell=4)
    assert contains(sheet, colorize(np.zeros((12, 12)), "signed"))


@pytest.mark.parametrize(
    ("weights", "options", "words"),
    [
        (np.zeros((3, 3)), {}, "not (3, 3)"),
        (np.zeros((0, 1, 3, 3)), {}, "choose another layer"),
        (np.zeros((2, 1, 3, 3)), {"captions": ["one"]}, "1 captions for 2 filters"),
        (np.zeros((4096, 1, 3, 3)), {"cell": 200}, "The sheet would be"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(weights, options, words: str):
    with pytest.raises(FilterLabError) as caught:
        filter_grid(weights, **options)
    assert words in str(caught.value)
