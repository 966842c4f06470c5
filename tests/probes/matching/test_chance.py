from itertools import product

import numpy as np
import pytest

from filterlab.probes.matching import Invariances, Transform, chance_line


def brute_force(count: int, size: int, draws: int) -> tuple[float, float]:
    """Compare filters of random banks by every turn, mirror and sign: the mean and the 95 % of the best."""
    rng = np.random.default_rng(99)
    best = []
    for _ in range(draws):
        first, second = rng.normal(size=(2, count, 1, size, size))
        for mine in first:
            tried = [
                abs(float((mine * Transform(mirrored, quarters).apply(other)).sum()))
                / float(np.linalg.norm(other))
                for other, mirrored, quarters in product(second, (False, True), (0, 1, 2, 3))
            ]
            best += [max(tried) / float(np.linalg.norm(mine))]
    return float(np.mean(best)), float(np.quantile(best, 0.95))


def test_the_line_agrees_with_brute_force():
    line = chance_line(np.ones((4, 1, 5, 5)), np.ones((4, 1, 5, 5)), Invariances(turns=True, flips=True))
    mean, high = brute_force(4, 5, 60)
    assert line.nearest.mean == pytest.approx(mean, abs=0.02)
    assert line.nearest.high == pytest.approx(high, abs=0.03)


def test_for_single_filters_it_is_the_mean_of_the_cosine_in_that_many_dimensions():
    line = chance_line(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3)))
    # The mean of |x| for a coordinate of a random unit vector in 9 dimensions: Γ(4.5) / (√π Γ(5)).
    assert line.nearest.mean == pytest.approx(0.2734, abs=0.02)
    assert line.nearest == line.paired


def test_pairs_cannot_be_more_alike_than_the_nearest():
    line = chance_line(np.ones((6, 1, 3, 3)), np.ones((6, 1, 3, 3)))
    assert line.paired.mean < line.nearest.mean < line.nearest.high < 1


def test_more_that_does_not_count_lifts_the_line():
    bank = np.ones((4, 1, 5, 5))
    lines = [
        chance_line(bank, bank, allowed).nearest.mean
        for allowed in (
            Invariances(sign=False),
            Invariances(),
            Invariances(turns=True),
            Invariances(turns=True, shift=1),
        )
    ]
    assert lines == sorted(lines)


def test_only_sizes_count_and_the_same_seed_gives_the_same_line():
    ones, twos = np.ones((3, 1, 3, 3)), 2 * np.ones((3, 1, 3, 3))
    assert chance_line(ones, ones) is chance_line(twos, twos)
    assert chance_line(ones, ones, seed=1) != chance_line(ones, ones)


def test_zeros_are_left_out():
    ones = np.ones((3, 1, 3, 3))
    assert chance_line([*ones, np.zeros((1, 3, 3))], ones) == chance_line(ones, ones)
    assert chance_line(np.zeros((2, 1, 3, 3)), ones).nearest.high == 0
