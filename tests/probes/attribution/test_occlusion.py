import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Flatten, Linear
from filterlab.probes.attribution import occlusion
from filterlab.probes.units import Subject


def test_covering_pixel_by_pixel_of_a_linear_score_gives_each_ones_part(rng, last):
    net = build(NetSpec("sum", (1, 5, 6), (Flatten("flatten"), Linear("fc", 2))), rng, dtype=np.float64)
    picture = rng.random((1, 5, 6))
    found = last(occlusion(Subject(net), picture, 1, side=1, step=1, fill=0.0))
    weights = net.parameters["fc.weight"][1].reshape(5, 6)
    np.testing.assert_allclose(found.map, weights * picture[0], atol=1e-12)
    assert (found.done, found.total) == (30, 30)


def test_each_pixel_has_the_mean_fall_of_the_squares_that_cover_it(subject, picture, last):
    found = last(occlusion(subject, picture, 2, side=5, step=3))
    mean = picture.mean(axis=(1, 2))[:, None, None]
    score = subject.net(picture[None])[0, 2]
    falls, covers = np.zeros((14, 13)), np.zeros((14, 13))
    for top in (0, 3, 6, 9):
        for left in (0, 3, 6, 8):
            covered = picture.copy()
            covered[:, top : top + 5, left : left + 5] = mean
            falls[top : top + 5, left : left + 5] += score - subject.net(covered[None])[0, 2]
            covers[top : top + 5, left : left + 5] += 1
    np.testing.assert_allclose(found.map, falls / covers, atol=1e-9)
    assert covers.all()


def test_the_usual_square_is_a_fifth_of_the_picture(subject, picture):
    states = list(occlusion(subject, picture, 0))
    assert states[-1].done == states[-1].total == 12 * 11


@pytest.mark.parametrize(("side", "step"), [(0, 1), (14, 1), (3, 4), (3, 0)])
def test_squares_that_cannot_go_over_the_picture_are_refused(subject, picture, side, step):
    with pytest.raises(FilterLabError, match="cannot go over a picture of 14 × 13"):
        next(occlusion(subject, picture, 0, side=side, step=step))
