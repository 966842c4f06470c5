from dataclasses import replace

import numpy as np
import pytest

from filterlab.figures.plate import Block, Plate, Words, plate_image
from filterlab.figures.ranking import ranking_figure
from filterlab.nets import Report
from filterlab.probes.surgery import Ranking

WEIGHTS = np.random.default_rng(0).normal(size=(3, 1, 5, 5))


def report(first: int, second: int) -> Report:
    """Return how a net did that named so many of 50 pictures of each of two classes right."""
    confusion = np.array([[first, 50 - first], [50 - second, second]])
    return Report(loss=1.0, accuracy=(first + second) / 100, confusion=confusion, worst=())


RANKING = Ranking("conv1", report(45, 45), (report(45, 45), report(40, 20), report(48, 45)))


def text_of(plate: Plate) -> str:
    return " ".join(mark.text for mark in plate.marks if isinstance(mark, Words))


def test_filters_stand_in_their_order_with_what_is_lost_overall_and_in_the_class_that_suffers_most():
    words = text_of(ranking_figure(RANKING, WEIGHTS, title="Worth", pictures="strokes"))
    assert "90.00 % of 100 pictures (strokes) are named right; one picture is 1 points." in words
    assert "1 filter 1 30.00 points most class 1: 50.0 points" in words
    assert "2 filter 0 0.00 points no class suffers" in words
    assert "3 filter 2 −3.00 points no class suffers" in words
    assert "A bar to the left" in words


def test_bars_go_as_far_as_what_is_lost_and_to_the_left_for_a_gain():
    plate = ranking_figure(RANKING, WEIGHTS, title="Worth", pictures="strokes")
    bars = [mark for mark in plate.marks if isinstance(mark, Block) and mark.height == 12]
    assert bars[0].width == pytest.approx(10 * bars[2].width)
    assert bars[2].x < bars[0].x


def test_a_class_without_pictures_and_many_filters_are_no_trouble():
    empty = np.array([[40, 10], [0, 0]])
    one = replace(RANKING.before, confusion=empty, accuracy=0.8)
    many = Ranking("conv1", one, (one,) * 60)
    plate = ranking_figure(many, np.repeat(WEIGHTS, 20, axis=0), title="Worth", pictures="strokes")
    assert "Shown are the first 48 of 60 filters." in text_of(plate)
    assert plate_image(plate).width > 1000
