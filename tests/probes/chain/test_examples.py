from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from filterlab.probes import Box
from filterlab.probes.chain import (
    ExampleChain,
    chain_as_net,
    example_chains,
    explain_through,
    respond_through,
    with_even_strength,
)

Y, X = np.mgrid[:48, :48] - 24.0


def maps_of(name: str, picture: NDArray[Any]) -> dict[str, NDArray[Any]]:
    chain = example_chains[name].chain
    return dict(zip(chain.stages[-1].names, respond_through(picture[np.newaxis], chain).values, strict=True))


def strongest_box(name: str, filter_name: str, picture: NDArray[Any]) -> Box:
    """The pixels that the strongest answer of a filter sees."""
    chain = example_chains[name].chain
    values = maps_of(name, picture)[filter_name]
    row, column = (int(place) for place in np.unravel_index(values.argmax(), values.shape))
    last = len(chain.stages) - 1
    number = chain.stages[-1].names.index(filter_name)
    return explain_through(picture[np.newaxis], chain, last, number, row, column).seen.box


def slanted_edge(degrees: float) -> NDArray[Any]:
    angle = np.deg2rad(degrees)
    return np.clip(X * np.cos(angle) + Y * np.sin(angle) + 0.5, 0, 1)


def ring(radius: float, row: float = 0, column: float = 0) -> NDArray[Any]:
    return np.clip(1.5 - np.abs(np.hypot(Y - row, X - column) - radius), 0, 1)


@pytest.mark.parametrize("example", example_chains.values(), ids=list(example_chains))
def test_every_example_has_words_and_works_in_any_units(example: ExampleChain):
    assert example.title
    assert example.explanation.endswith(".")
    assert example_chains[example.name] is example
    picture = np.random.default_rng(1).uniform(size=(1, 30, 40))
    units, others = (respond_through(picture, example.chain, scale=scale).values for scale in (1, 255))
    np.testing.assert_allclose(others, 255 * units, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("example", example_chains.values(), ids=list(example_chains))
def test_every_example_can_be_a_net_for_drawn_digits(example: ExampleChain):
    spec, _ = chain_as_net(example.chain, (1, 28, 28), 10, np.random.default_rng(0))
    assert spec.layers[-1].name == "fc"


@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_each_corner_of_a_bright_rectangle_is_found_by_its_filter(shift: tuple[int, int]):
    top, left = 12 + shift[0], 13 + shift[1]
    picture = np.zeros((48, 48))
    picture[top:31, left:34] = 1
    corners = {
        "corner top left": (top, left),
        "corner top right": (top, 33),
        "corner bottom left": (30, left),
        "corner bottom right": (30, 33),
    }
    for name, (row, column) in corners.items():
        assert maps_of("corners", picture)[name].max() >= 6
        box = strongest_box("corners", name, picture)
        assert abs(box.top + (box.height - 1) / 2 - row) <= 2
        assert abs(box.left + (box.width - 1) / 2 - column) <= 2


def test_straight_edges_and_even_areas_are_no_corners():
    upright = np.zeros((48, 48))
    upright[:, 19:] = 1
    for picture in (upright, upright.T, 1 - upright, 1 - upright.T, np.ones((48, 48))):
        for values in maps_of("corners", picture).values():
            assert values.max() == 0


@pytest.mark.parametrize("degrees", range(0, 360, 15))
def test_a_slanted_edge_answers_less_than_two_thirds_as_much_as_a_corner(degrees: int):
    for values in maps_of("corners", slanted_edge(degrees)).values():
        assert values.max() < 4


@pytest.mark.parametrize("place", [(0, 0), (3, -4), (-5, 2)])
def test_a_ring_of_twelve_pixels_is_found_in_its_middle(place: tuple[int, int]):
    picture = ring(6, *place)
    box = strongest_box("ring", "ring", picture)
    assert abs(box.top + (box.height - 1) / 2 - 24 - place[0]) <= 1
    assert abs(box.left + (box.width - 1) / 2 - 24 - place[1]) <= 1


def test_nothing_else_answers_like_a_ring():
    best = maps_of("ring", ring(6))["ring"].max()
    square = np.maximum(np.abs(X), np.abs(Y))
    for other in (
        ring(3),
        ring(10),
        ring(6) * (X < 0),
        (np.hypot(X, Y) < 6) * 1.0,
        ((square > 5.4) & (square < 7.6)) * 1.0,
        (np.abs(X - Y) < 1.5) * 1.0,
        ((np.abs(X) < 1.5) | (np.abs(Y) < 1.5)) * 1.0,
        np.random.default_rng(1).random((48, 48)),
    ):
        assert maps_of("ring", other)["ring"].max() < 0.65 * best


def test_upright_lines_and_even_areas_are_no_ring_at_all():
    for other in ((np.abs(X) < 1.5) * 1.0, (np.abs(np.abs(X) - 6) < 1.2) * 1.0, np.ones((48, 48))):
        assert maps_of("ring", other)["ring"].max() < 1e-5


@pytest.mark.parametrize(
    ("across", "name"),
    [(Y, "more lying than standing"), (X + Y, "more rising than falling"),
     (X, "more standing than lying"), (X - Y, "more falling than rising")],
)  # fmt: skip
def test_stripes_win_against_those_across_them(across: NDArray[Any], name: str):
    steps = across / np.hypot(*np.gradient(across))
    maps = maps_of("stripes", 0.5 + 0.5 * np.cos(2 * np.pi * steps / 6))
    opposite = dict(zip(maps, list(maps)[2:] + list(maps)[:2], strict=True))
    assert maps[name].min() > 0.2
    assert maps[opposite[name]].max() == 0
    assert max(maps, key=lambda each: maps[each].mean()) == name


@pytest.mark.parametrize("example", example_chains.values(), ids=list(example_chains))
def test_even_strength_changes_a_map_by_one_factor_only(example: ExampleChain):
    picture = np.random.default_rng(2).uniform(size=(1, 40, 40))
    even = with_even_strength(example.chain)
    before, after = (respond_through(picture, chain) for chain in (example.chain, even))
    for old, new in zip(before.stages, after.stages, strict=True):
        for first, second in zip(old.values, new.values, strict=True):
            factor = second.sum() / first.sum()
            assert factor > 0
            np.testing.assert_allclose(second, factor * first, rtol=1e-4, atol=1e-5 * np.abs(second).max())
    for stage in even.stages:
        np.testing.assert_allclose((stage.weights**2).sum(axis=(1, 2, 3)), 2, rtol=1e-5)
