"""Tiles sorted by their taps: each pixel is there once, with all taps that meet the picture, and no bit changes."""

import numpy as np
import pytest

from filterlab.engine.agenda import NO_AGENDA
from filterlab.engine.algorithms import direct
from filterlab.engine.algorithms.ways import forward_walk
from filterlab.engine.kernel_sizes import TILE_POINTS
from filterlab.engine.plan import plan_conv

# Input, filters, stride, padding: small pictures, a large one, one whose rows are cut, fewer in the last band.
LAYERS = {
    "8 x 8": ((5, 3, 8, 8), (32, 3, 3, 3), 1, 1),
    "16 x 16, 5 x 5": ((2, 4, 16, 16), (32, 4, 5, 5), 1, 2),
    "stride 2": ((4, 2, 16, 16), (40, 2, 3, 3), 2, 1),
    "32 x 32": ((2, 3, 32, 32), (24, 3, 3, 3), 1, 1),
    "all of the kernel outside": ((3, 2, 2, 5), (17, 2, 3, 4), 1, (3, 6)),
    "one pixel": ((7, 2, 1, 1), (32, 2, 3, 3), 1, 1),
}


@pytest.fixture(params=LAYERS.values(), ids=LAYERS)
def layer(request):
    x, w, stride, padding = request.param
    return plan_conv(x, w, stride=stride, padding=padding)


def test_each_pixel_of_a_band_is_computed_once_with_all_taps_that_meet_the_picture(layer):
    way = forward_walk(layer)
    agenda, columns = way.agenda, layer.columns.out
    assert agenda
    kinds = -(-layer.rows.out // way.walk.band_rows)
    for kind in range(kinds):
        done = {}
        for tile in agenda.tiles[slice(*agenda.spans[kind])]:
            taps = set(agenda.taps[tile[0] : tile[0] + tile[1]].tolist())
            for pixel in tile[2 + TILE_POINTS :].tolist():
                assert done.setdefault(pixel, taps) == taps
        height = min(way.walk.band_rows, layer.rows.out - kind * way.walk.band_rows)
        assert sorted(done) == list(range(way.walk.band_images * height * columns))
        for pixel, taps in done.items():
            row, column = kind * way.walk.band_rows + pixel // columns % height, pixel % columns
            meets = np.outer(way.down.meets[row], way.right.meets[column])
            met = np.flatnonzero(np.tile(meets.ravel(), layer.c))
            assert taps.issuperset(met.tolist())
            if agenda.in_place:
                assert len(taps) == len(met)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_leaving_out_taps_that_meet_only_padding_changes_no_bit(layer, dtype, rng, monkeypatch):
    x, w = (rng.standard_normal(shape).astype(dtype) for shape in (layer.x_shape, layer.w_shape))
    b = rng.standard_normal(layer.o).astype(dtype)
    sorted_by_taps = direct.forward(layer, x, w, b)
    monkeypatch.setattr(direct, "isfinite", lambda _: False)
    assert direct.forward(layer, x, w, b).tobytes() == sorted_by_taps.tobytes()


def test_layers_without_padding_and_wide_pictures_are_not_sorted():
    for shape, padding in (((2, 3, 8, 8), 0), ((1, 1, 3000, 400), 1)):
        assert forward_walk(plan_conv(shape, (32, shape[1], 3, 3), padding=padding)).agenda is NO_AGENDA
