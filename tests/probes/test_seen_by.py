import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import load_sample, presets
from filterlab.errors import FilterLabError
from filterlab.probes import Box, Stages, respond
from filterlab.probes.seen_by import SeenBy, look_back


@st.composite
def stages_of(draw: st.DrawFn, *, pool: str = "none") -> Stages:
    step = st.integers(1, 4)
    return Stages(
        stride=(draw(step), draw(step)),
        padding=draw(st.sampled_from([(0, 0), (1, 4), (3, 0), "same", "valid"])),
        dilation=(draw(st.integers(1, 3)), draw(st.integers(1, 3))),
        flip=draw(st.booleans()),
        bias=draw(st.sampled_from([0.0, -0.25])),
        pool=pool,
        pool_size=draw(st.integers(1, 3)),
        pool_stride=draw(st.sampled_from([None, 1, 2, 3])),
    )


def laid_out(seen: SeenBy, values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Write a block's values into a map of zeros."""
    whole = np.zeros(shape)
    box = seen.cells
    whole[box.top : box.top + box.height, box.left : box.left + box.width] = values
    return whole


@settings(max_examples=150, deadline=None)
@given(stages_of(), st.integers(0, 2**32 - 1), st.sampled_from([(1, 1), (3, 3), (1, 3), (3, 1)]))
def test_the_weights_are_what_changing_the_pixel_by_1_does_to_the_map(
    stages: Stages, seed: int, channels: tuple[int, int]
):
    rng = np.random.default_rng(seed)
    of_picture, of_filter = channels
    # Whole numbers, so that the difference of two responses is exact.
    picture = rng.integers(-9, 10, (of_picture, 13, 11)).astype(float)
    weights = rng.integers(-9, 10, (of_filter, int(rng.integers(1, 5)), int(rng.integers(1, 4)))).astype(
        float
    )
    weights[weights == 0] = 1
    row, column = int(rng.integers(13)), int(rng.integers(11))
    seen = look_back(picture, weights, stages, row, column)
    changed = picture.copy()
    changed[:, row, column] += 1
    gained = respond(changed, weights, stages).linear - respond(picture, weights, stages).linear
    if of_picture == of_filter:
        np.testing.assert_array_equal(laid_out(seen, seen.total, gained.shape), gained)
    else:
        np.testing.assert_allclose(laid_out(seen, seen.total, gained.shape), gained, atol=1e-12)
    for channel in range(of_filter if of_picture == of_filter else 0):
        changed = picture.copy()
        changed[channel, row, column] += 1
        gained = respond(changed, weights, stages).linear - respond(picture, weights, stages).linear
        np.testing.assert_array_equal(laid_out(seen, seen.weights[channel], gained.shape), gained)
        np.testing.assert_array_equal(laid_out(seen, seen.looks, gained.shape), gained != 0)
    assert seen.is_seen == bool(seen.cells.height * seen.cells.width) == seen.looks.any()


@settings(max_examples=80, deadline=None)
@given(stages_of(), st.integers(0, 12), st.integers(0, 10))
def test_the_taps_are_the_cells_of_the_filter_that_lie_on_the_pixel(stages: Stages, row: int, column: int):
    weights = np.arange(1.0, 13).reshape(1, 4, 3)
    seen = look_back(np.zeros((1, 13, 11)), weights, stages, row, column)
    kernel = weights[0, ::-1, ::-1] if stages.flip else weights[0]
    for i, tap_row in enumerate(seen.tap_rows):
        for j, tap_column in enumerate(seen.tap_columns):
            is_looking = tap_row >= 0 and tap_column >= 0
            assert seen.looks[i, j] == is_looking
            assert seen.weights[0, i, j] == (kernel[tap_row, tap_column] if is_looking else 0)


@settings(max_examples=100, deadline=None)
@given(stages_of(pool="max"), st.integers(0, 2**32 - 1), st.sampled_from(["none", "relu", "tanh"]))
def test_a_pixel_reaches_the_window_its_cell_wins(stages: Stages, seed: int, activation: str):
    rng = np.random.default_rng(seed)
    stages = Stages(**{name: getattr(stages, name) for name in stages.__slots__} | {"activation": activation})
    picture, weights = rng.normal(size=(1, 20, 19)), rng.normal(size=(1, 3, 2))
    row, column = int(rng.integers(20)), int(rng.integers(19))
    seen = look_back(picture, weights, stages, row, column)
    response = respond(picture, weights, stages)
    assert seen.pooled is not None
    box = seen.pooled.box
    looking = laid_out(seen, seen.looks, response.linear.shape) > 0
    through = laid_out(seen, seen.weights[0], response.linear.shape)
    size, step = stages.pool_size, stages.pool_step
    holding = np.zeros(response.values.shape, bool)
    for r, c in np.ndindex(response.values.shape):
        window = np.s_[r * step : r * step + size, c * step : c * step + size]
        holding[r, c] = looking[window].any()
        if not (box.top <= r < box.top + box.height and box.left <= c < box.left + box.width):
            continue
        at = r - box.top, c - box.left
        winner = int(seen.pooled.winner_rows[at]), int(seen.pooled.winner_columns[at])
        assert response.activated[winner] == response.values[r, c] == response.activated[window].max()
        assert seen.pooled.wins[at] == looking[winner]
        assert seen.pooled.weights[0][at] == through[winner]
    for r, c in np.argwhere(holding):
        assert box.top <= r < box.top + box.height
        assert box.left <= c < box.left + box.width


@settings(max_examples=80, deadline=None)
@given(stages_of(pool="average"), st.integers(0, 2**32 - 1))
def test_average_pooling_shares_the_weights_out(stages: Stages, seed: int):
    rng = np.random.default_rng(seed)
    picture, weights = rng.normal(size=(3, 20, 19)), rng.normal(size=(3, 3, 2))
    row, column = int(rng.integers(20)), int(rng.integers(19))
    seen = look_back(picture, weights, stages, row, column)
    changed = picture.copy()
    changed[:, row, column] += 1
    gained = respond(changed, weights, stages).values - respond(picture, weights, stages).values
    assert seen.pooled is not None
    box = seen.pooled.box
    expected = np.zeros(gained.shape)
    expected[box.top : box.top + box.height, box.left : box.left + box.width] = seen.pooled.weights.sum(
        axis=0
    )
    np.testing.assert_allclose(expected, gained, atol=1e-12)


def test_a_pixel_in_the_middle_is_seen_by_49_cells_through_the_turned_filter():
    weights = presets["curve-detector"].weights
    seen = look_back(load_sample("mouse"), weights, Stages(), 44, 90)
    assert seen.cells == Box(38, 84, 7, 7)
    np.testing.assert_array_equal(seen.weights, weights[:, ::-1, ::-1])
    assert seen.looks.all()
    assert seen.pooled is None


def test_a_corner_pixel_is_seen_by_one_cell():
    seen = look_back(np.ones((1, 5, 5)), np.arange(9.0).reshape(1, 3, 3), Stages(), 0, 4)
    assert (seen.cells, seen.weights.tolist()) == (Box(0, 2, 1, 1), [[[2.0]]])


def test_a_left_over_row_is_seen_by_nobody():
    seen = look_back(np.ones((1, 6, 6)), np.ones((1, 3, 3)), Stages(stride=(2, 2), pool="max"), 5, 2)
    assert not seen.is_seen
    assert (seen.cells.height * seen.cells.width, seen.weights.size) == (0, 0)
    assert seen.pooled is not None
    assert seen.pooled.box == Box(0, 0, 0, 0)


def test_a_pixel_between_the_steps_of_the_stride_is_seen_by_nobody():
    assert not look_back(np.ones((1, 9, 9)), np.ones((1, 1, 1)), Stages(stride=(3, 3)), 4, 3).is_seen
    assert look_back(np.ones((1, 9, 9)), np.ones((1, 1, 1)), Stages(stride=(3, 3)), 3, 3).is_seen


@pytest.mark.parametrize(("scale", "wins"), [(1.0, False), (255.0, True)])
def test_the_bias_decides_in_the_units_of_the_picture_who_wins(scale: float, wins: bool):
    picture = np.array([[[0.1, 0.3], [0.0, 0.0]]])
    stages = Stages(bias=-20.0, activation="relu", pool="max", pool_size=2)
    seen = look_back(picture, np.ones((1, 1, 1)), stages, 0, 1, scale=scale)
    assert seen.pooled is not None
    assert seen.pooled.wins.item() is wins
    assert seen.pooled.weights.item() == wins


def test_the_arrays_cannot_be_written_to():
    seen = look_back(np.ones((1, 6, 6)), np.ones((1, 3, 3)), Stages(pool="max"), 2, 2)
    assert seen.pooled is not None
    pooled = seen.pooled
    for array in (
        *(seen.tap_rows, seen.tap_columns, seen.weights, seen.looks),
        *(pooled.winner_rows, pooled.winner_columns, pooled.wins, pooled.weights),
    ):
        assert not array.flags.writeable


@pytest.mark.parametrize("pixel", [(-1, 0), (0, -1), (4, 0), (0, 3)])
def test_a_pixel_off_the_picture_is_refused(pixel: tuple[int, int]):
    with pytest.raises(FilterLabError, match="not on the picture of 4 × 3"):
        look_back(np.ones((1, 4, 3)), np.ones((1, 2, 2)), Stages(padding=(2, 2)), *pixel)
