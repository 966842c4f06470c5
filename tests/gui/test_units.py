"""Units: white as 255 or as 1 is the same drawing table in other numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filterlab.gui.design.units import SetUnits, in_other_units
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, example_chains, respond_through
from filterlab.project import Scale, starting_document


def test_a_bias_means_the_same_in_other_units_and_undo_brings_the_number_back(stack) -> None:
    document = starting_document()
    document.set_stages(Stages(bias=-2000.0, activation="relu"))
    stack.push(SetUnits(document, 1, "Units"))
    assert document.units == 1
    assert document.stages.bias == pytest.approx(-2000 / 255)
    stack.undo()
    assert (document.units, document.stages.bias) == (255, -2000.0)


def test_the_maps_of_a_circuit_are_the_same_in_other_units() -> None:
    corners = example_chains["corners"].chain
    biased = Chain(
        tuple(
            replace(stage, biases=stage.biases - 20.0 * (number + 1))
            for number, stage in enumerate(corners.stages)
        )
    )
    picture = np.random.default_rng(0).random((1, 24, 24)).astype(np.float32)
    bright = respond_through(picture, biased, scale=255)
    small = respond_through(picture, in_other_units(biased, 1 / 255))
    assert bright.values.any()
    np.testing.assert_allclose(bright.values / 255, small.values, atol=1e-5)


def test_what_comes_after_a_squashed_number_keeps_its_bias() -> None:
    first, second = example_chains["corners"].chain.stages
    squashed = replace(first, settings=replace(first.settings, activation="tanh"), biases=first.biases + 51)
    after = in_other_units(Chain((squashed, replace(second, biases=second.biases + 3))), 1 / 255)
    assert after.stages[0].biases == pytest.approx(0.2)
    assert after.stages[1].biases == pytest.approx(3)


def test_a_bias_is_as_large_beside_the_contrast_of_a_file_with_its_own_black_and_white(stack) -> None:
    document = starting_document()
    document.add_picture("deep", np.zeros((1, 9, 9)), scale=Scale(-3.0, 2.0))
    document.set_stages(Stages(bias=51.0))
    stack.push(SetUnits(document, "file", "Units"))
    assert document.stages.bias == pytest.approx(1)
    stack.push(SetUnits(document, 1, "Units"))
    assert document.stages.bias == pytest.approx(0.2)
    stack.undo()
    stack.undo()
    assert (document.units, document.stages.bias) == (255, 51)
