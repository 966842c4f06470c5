import numpy as np
import pytest

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.figures import (
    DARK,
    LIGHT,
    MINUS,
    Exhibit,
    Group,
    colorize,
    comparison_figure,
    limits_of,
    response_figure,
    sum_in_words,
)
from filterlab.figures.comparison import RESPONSE_SIDE
from filterlab.probes import Stages, explain, respond

RNG = np.random.default_rng(5)
PICTURE = RNG.uniform(size=(1, 40, 56)).astype(np.float32)


def exhibit(name: str) -> Exhibit:
    weights = presets[name].weights
    return Exhibit(
        presets[name].title, weights, respond(PICTURE, weights, Stages()).values, "nearest: itself"
    )


def contains(image, tile) -> bool:
    """Whether the pixels of ``tile`` occur somewhere in ``image``, looked for by its first row."""
    pixels = np.asarray(image)
    rows = np.lib.stride_tricks.sliding_window_view(pixels, (1, *tile.shape[1:]))
    for top, left, _ in np.argwhere((rows == tile[:1]).all(axis=(-3, -2, -1))):
        if (pixels[top : top + tile.shape[0], left : left + tile.shape[1]] == tile).all():
            return True
    return False


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_a_comparison_shows_every_response_in_colours_of_its_own(look):
    groups = (
        Group("Hand-made", [exhibit("sobel-x")]),
        Group("Learned", [exhibit("gaussian"), exhibit("sobel-y")]),
    )
    figure = comparison_figure(PICTURE, *groups, title="Side by side", subtitle="On noise", look=look)
    for group in groups:
        for item in group.exhibits:
            height, width = item.response.shape
            cell = RESPONSE_SIDE // max(height, width)
            colors = colorize(item.response, "signed", limits_of(item.response, "signed"))
            assert contains(figure, colors.repeat(cell, axis=0).repeat(cell, axis=1))


def test_shared_limits_put_all_responses_on_one_scale():
    strong, weak = exhibit("laplacian-8"), exhibit("sobel-x")
    groups = Group("Hand-made", [strong]), Group("Learned", [weak])
    figure = comparison_figure(PICTURE, *groups, title="Side by side", shared_limits=True)
    both = np.concatenate([strong.response.ravel(), weak.response.ravel()])
    cell = RESPONSE_SIDE // max(weak.response.shape)
    colors = colorize(weak.response, "signed", limits_of(both, "signed"))
    assert contains(figure, colors.repeat(cell, axis=0).repeat(cell, axis=1))


@pytest.mark.parametrize("kind", ["signed", "activation"])
def test_responses_have_signed_colours_unless_they_are_activations(kind):
    item = exhibit("gaussian")
    figure = comparison_figure(PICTURE, Group("A", [item]), Group("B", [item]), title="Blurred", kind=kind)
    cell = RESPONSE_SIDE // max(item.response.shape)
    assert contains(figure, colorize(item.response, kind).repeat(cell, axis=0).repeat(cell, axis=1))


def test_a_comparison_with_nothing_on_one_side_is_refused():
    with pytest.raises(FilterLabError, match='nothing to show under "Learned"'):
        comparison_figure(PICTURE, Group("A", [exhibit("sobel-x")]), Group("Learned", []), title="")


@pytest.mark.parametrize("picture", [PICTURE * 255, np.repeat(PICTURE, 3, axis=0) * 255])
@pytest.mark.parametrize("stages", [Stages(), Stages(padding=(3, 3), pool="max", activation="relu", bias=2)])
def test_a_response_figure_can_be_drawn_for_any_stages(picture, stages: Stages):
    weights = presets["curve-detector"].weights
    told = explain(picture, weights, stages, 0, 0)
    figure = response_figure(picture, respond(picture, weights, stages), told, title="A")
    assert figure.mode == "RGB"
    assert max(figure.size) < 2000


def test_the_sum_of_the_curve_is_written_out():
    patch = np.zeros((1, 7, 7))
    patch[0, [1, 3, 4, 5], [4, 3, 3, 3]], patch[0, 2, 3] = 50, 20
    told = explain(patch, presets["curve-detector"].weights, Stages(), 0, 0)
    assert sum_in_words(told) == [
        "1500 + 600 + 1500 + 1500 + 1500 = 6600",
        "73.3 % of the best possible 9000",
    ]


def test_negative_products_are_subtracted_and_the_bias_is_named():
    told = explain(np.array([[[2.0, 3.0]]]), np.array([[[-1.0, -2.0]]]), Stages(bias=1), 0, 0)
    assert sum_in_words(told) == [
        f"{MINUS}2 {MINUS} 6 = {MINUS}8",
        f"with the bias 1: {MINUS}7",
    ]


def test_many_products_are_counted_instead_of_written_out():
    told = explain(np.ones((1, 5, 5)), np.ones((1, 5, 5)), Stages(), 0, 0)
    assert sum_in_words(told)[0] == "The sum of 25 products = 25"
