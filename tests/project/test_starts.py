"""Nets wired by hand: what they begin with, and what a data set asks of them."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.nets import Finished, Snapshot, TrainConfig, build, zoo
from filterlab.probes import Stages
from filterlab.probes.chain import (
    Chain,
    example_chains,
    respond_through,
    stage_on_picture,
    with_even_strength,
)
from filterlab.project import (
    DataShape,
    Document,
    Scale,
    Start,
    TrainingRequest,
    find_data_shape,
    hand_wired,
    run_training,
)

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = DataShape((1, 28, 28), 10)
CORNERS = example_chains["corners"].chain


def request_for(start: Start, **changes: object) -> TrainingRequest:
    """Return a request of a second that begins with these weights."""
    values = {
        "data": DataChoice(train_size=160, test_size=40),
        "net": start.spec,
        "config": TrainConfig(epochs=1, batch_size=32, seed=1),
        "start": dict(start.parameters),
    }
    return TrainingRequest(**{**values, **changes})  # type: ignore[arg-type]


def test_the_strokes_are_grey_pictures_of_ten_kinds() -> None:
    assert find_data_shape(DataChoice()) == DIGITS


def test_a_folder_of_classes_is_counted_and_taken_at_the_size_of_the_other_nets(tmp_path: Path) -> None:
    for name in ("cat", "dog", "owl"):
        (tmp_path / name).mkdir()
        for number in range(4):
            Image.new("RGB", (50, 40), (200, 10 * number, 0)).save(tmp_path / name / f"{number}.png")
    assert find_data_shape(DataChoice(str(tmp_path))) == DataShape((3, 28, 28), 3)
    with pytest.raises(FilterLabError, match="nowhere"):
        find_data_shape(DataChoice(str(tmp_path / "nowhere")))


def test_a_hand_wired_net_begins_with_the_circuits_filters_at_an_even_strength() -> None:
    start = hand_wired(CORNERS, "corners", DIGITS, scale=Scale())
    assert start.name == start.spec.name == "corners, hand-wired"
    even = with_even_strength(CORNERS)
    for number, stage in enumerate(even.stages, start=1):
        np.testing.assert_allclose(start.parameters[f"conv{number}.weight"], stage.weights, rtol=1e-5)
    assert start.parameters["fc.weight"].shape[0] == 10


@pytest.mark.parametrize("units", [1, 255])
def test_what_the_net_sees_is_what_the_circuit_saw_in_the_units_it_was_wired_in(units: int) -> None:
    stage = stage_on_picture({"edge": np.array([[[1.0, 0, -1]]])}, Stages(activation="relu", pool="max"))
    biased = Chain(
        (type(stage)(stage.weights, np.array([-20.0 * units / 255]), stage.names, stage.settings),)
    )
    start = hand_wired(biased, "edge", DIGITS, scale=Scale(0.0, units))
    net = build(start.spec, np.random.default_rng(0))
    net.set_parameters(start.parameters)
    picture = np.random.default_rng(2).random((1, 28, 28), dtype=np.float32)
    seen = net.activations(picture[np.newaxis])["pool1"][0]
    expected = respond_through(picture, biased, scale=units).values
    factor = seen.max() / expected.max()
    np.testing.assert_allclose(seen, factor * expected, rtol=1e-4, atol=1e-5)
    assert (expected == 0).any()


def test_a_net_sees_what_the_circuit_saw_where_black_is_not_0_in_the_file() -> None:
    stage = stage_on_picture({"sum": np.array([[[1.0, 2, -1]]])}, Stages(activation="relu"))
    biased = Chain((type(stage)(stage.weights, np.array([4.0]), stage.names, stage.settings),))
    start = hand_wired(biased, "sum", DIGITS, scale=Scale(-3.0, 1.0))
    net = build(start.spec, np.random.default_rng(0))
    net.set_parameters(start.parameters)
    picture = np.random.default_rng(2).random((1, 28, 28), dtype=np.float32)
    seen = net.activations(picture[np.newaxis])["relu1"][0]
    expected = respond_through(Scale(-3.0, 1.0).numbers(picture), biased).values
    np.testing.assert_allclose(seen, seen.max() / expected.max() * expected, rtol=1e-4, atol=1e-5)
    assert (expected == 0).any()


def test_a_circuit_in_colour_gives_a_net_that_is_fed_colour_though_the_data_are_grey() -> None:
    chain = Chain((stage_on_picture({"red": np.ones((3, 3, 3))}),))
    start = hand_wired(chain, "red", DIGITS)
    assert start.spec.input_shape == (3, 28, 28)
    assert isinstance(list(run_training(request_for(start)))[-1], Finished)


def test_a_circuit_that_sees_more_than_the_pictures_have_is_refused_with_the_stage() -> None:
    with pytest.raises(FilterLabError, match="Stage 2"):
        hand_wired(CORNERS, "corners", DataShape((1, 6, 6), 10))


def test_weights_too_large_for_the_units_are_told_in_a_sentence() -> None:
    chain = Chain((stage_on_picture({"huge": np.full((1, 3, 3), 3e38)}),))
    with pytest.raises(FilterLabError, match="too large for 32 bits"):
        hand_wired(chain, "huge", DIGITS, scale=Scale())


def test_training_begins_with_the_hand_wired_weights() -> None:
    start = hand_wired(CORNERS, "corners", DIGITS, scale=Scale())
    events = list(run_training(request_for(start)))
    first = next(event for event in events if isinstance(event, Snapshot))
    assert first.step == 0
    assert first.parameters.keys() == start.parameters.keys()
    for name, array in start.parameters.items():
        np.testing.assert_array_equal(first.parameters[name], array)
    last = events[-1]
    assert isinstance(last, Finished)
    assert not np.array_equal(last.parameters["conv1.weight"], start.parameters["conv1.weight"])


def test_weights_of_another_net_are_told_at_the_first_event() -> None:
    start = hand_wired(CORNERS, "corners", DIGITS)
    with pytest.raises(FilterLabError, match="tiny"):
        next(run_training(request_for(start, net=zoo["tiny"])))


def test_a_request_with_weights_can_be_sent_to_a_child_and_equals_one_without() -> None:
    request = request_for(hand_wired(CORNERS, "corners", DIGITS))
    again = pickle.loads(pickle.dumps(request))
    assert again == request == replace(request, start=None)
    np.testing.assert_array_equal(again.start["conv1.weight"], request.start["conv1.weight"])  # type: ignore[index]


def test_the_document_keeps_a_copy_of_a_net_and_the_newest_of_one_name() -> None:
    document, heard = Document(), []
    document.start_added.connect(heard.append)
    start = hand_wired(CORNERS, "corners", DIGITS)
    given = {name: np.array(array) for name, array in start.parameters.items()}
    kept = document.add_start(start.name, start.spec, given)
    given["conv1.weight"][:] = 9
    assert document.starts == {start.name: kept}
    np.testing.assert_array_equal(kept.parameters["conv1.weight"], start.parameters["conv1.weight"])
    with pytest.raises(ValueError, match="read-only"):
        kept.parameters["conv1.weight"][:] = 1
    newer = document.add_start(start.name, start.spec, given)
    assert document.starts == {start.name: newer}
    assert heard == [start.name, start.name]


def test_a_net_of_the_zoo_keeps_its_name() -> None:
    start, document = hand_wired(CORNERS, "corners", DIGITS), Document()
    with pytest.raises(FilterLabError, match='"tiny" is the name of a net'):
        document.add_start("tiny", start.spec, start.parameters)
    assert document.starts == {}


def test_another_circuit_gives_one_signal_and_the_same_one_none() -> None:
    document, heard = Document(), []
    document.chain_changed.connect(lambda: heard.append(document.chain_name))
    assert (document.chain, document.chain_name) == (None, "")
    document.set_chain(CORNERS, "corners")
    document.set_chain(example_chains["corners"].chain)
    document.set_chain(example_chains["ring"].chain)
    document.set_chain(None)
    assert heard == ["corners", "corners", ""]
    document.set_chain(CORNERS)
    assert document.chain_name == "circuit"
