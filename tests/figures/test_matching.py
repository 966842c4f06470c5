import numpy as np
import pytest

from filterlab.figures import DARK, LIGHT
from filterlab.figures.matching import matching_figure
from filterlab.figures.plate import Plate, Squares, Words, plate_image
from filterlab.probes.matching import Invariances, chance_line, pair_up


def figure(first: np.ndarray, second: np.ndarray, **options: object) -> Plate:
    allowed = Invariances(sign=bool(options.get("sign", True)), turns=True)
    matching = pair_up(first, second, allowed)
    names = tuple(
        [f"{letter}{number}" for number in range(len(bank))] for letter, bank in (("a", first), ("b", second))
    )
    look = DARK if options.get("dark") else LIGHT
    return matching_figure(
        matching, chance_line(first, second, allowed), (first, second), names, ("mine", "theirs"), look=look
    )


def text_of(plate: Plate) -> str:
    return " ".join(mark.text for mark in plate.marks if isinstance(mark, Words))


@pytest.fixture
def bank() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(3, 1, 5, 5))


def test_every_pair_is_there_with_its_figure_and_its_transform(bank):
    plate = figure(bank, np.rot90(-bank[[2, 0]], axes=(2, 3)))
    words = text_of(plate)
    assert words.startswith("mine beside theirs Pairs: 2, mean similarity 1.00. By chance: mean")
    assert words.count("turned 90° to the right, negated") == 2
    assert "a0" in words
    assert "Without a partner in mine: a1." in words
    # The matrix, its scale, and three tiles for each pair.
    assert sum(isinstance(mark, Squares) for mark in plate.marks) == 2 + 3 * 2


def test_a_partner_is_drawn_as_it_fits(bank):
    plate = figure(bank[:1], -bank[:1])
    _, _, mine, fitted, theirs = (mark for mark in plate.marks if isinstance(mark, Squares))
    np.testing.assert_array_equal(mine.colors, fitted.colors)
    assert (theirs.colors != mine.colors).any()


def test_of_many_pairs_the_most_alike_are_shown():
    many = np.random.default_rng(0).normal(size=(30, 1, 3, 3))
    plate = figure(many, many)
    assert "Shown are the 24 pairs most alike of 30." in text_of(plate)


@pytest.mark.parametrize("dark", [False, True])
def test_it_can_be_drawn_in_both_looks_where_the_sign_counts_and_where_there_is_no_pair(bank, dark: bool):
    for first in (bank, 0 * bank, np.repeat(bank, 8, axis=1)):
        image = plate_image(figure(first, bank, sign=False, dark=dark))
        assert image.getpixel((1, 1)) == (DARK if dark else LIGHT).paper
