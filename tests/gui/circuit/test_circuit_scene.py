"""Which maps of a circuit are computed, and that they are the same however they are computed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filterlab.gui.circuit import scene
from filterlab.gui.circuit.map_face import behind
from filterlab.gui.circuit.scene import CircuitRequest, compute_circuit, planned, usable
from filterlab.gui.circuit.taking_apart import PlaceRequest, compute_place
from filterlab.probes import Box, Stages
from filterlab.probes.chain import (
    Chain,
    DrawnFilter,
    example_chains,
    respond_through,
    stage_of,
    stage_on_picture,
)
from filterlab.project import Scale

CORNERS = example_chains["corners"].chain
PICTURE = np.random.default_rng(4).random((1, 90, 110), dtype=np.float32)
WHOLE = Box(0, 0, 90, 110)
PART = Box(30, 40, 20, 24)


def request(**changes: object) -> CircuitRequest:
    """Return a request for the corners on noise."""
    values = {"picture_id": "p", "pixels": PICTURE, "chain": CORNERS, "scale": Scale(), "sight": WHOLE}
    return CircuitRequest(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat a picture of ten thousand pixels as a large one."""
    monkeypatch.setattr(scene, "MOST_PIXELS", 2500)
    monkeypatch.setattr(scene, "REDUCED_PIXELS", 1200)


def test_a_picture_of_usual_size_has_all_its_maps() -> None:
    answer = compute_circuit(request())
    expected = respond_through(PICTURE, CORNERS, scale=255)
    assert (answer.mode, answer.block, answer.problem) == ("whole", 1, "")
    for face, stage in zip(answer.faces, expected.stages, strict=True):
        np.testing.assert_array_equal(face.values, stage.values)
        assert face.shape == stage.values.shape[1:]
    assert answer.is_enough_for(PART)
    np.testing.assert_allclose(answer.value_range, (255 * PICTURE.min(), 255 * PICTURE.max()))


@pytest.mark.usefixtures("small_limits")
def test_of_a_large_picture_only_what_is_in_sight_is_computed_and_it_is_the_same() -> None:
    answer = compute_circuit(request(sight=PART))
    expected = respond_through(PICTURE, CORNERS, scale=255)
    assert answer.mode == "part"
    for face, stage in zip(answer.faces, expected.stages, strict=True):
        box = face.window
        cut = stage.values[:, box.top : box.top + box.height, box.left : box.left + box.width]
        np.testing.assert_allclose(face.values, cut, rtol=1e-5, atol=1e-3)
        area = face.placement.part(
            range(box.top, box.top + box.height), range(box.left, box.left + box.width)
        )
        assert area.top() <= PART.top
        assert area.bottom() >= PART.top + PART.height
        assert box.height * box.width < stage.values[0].size / 2
    assert answer.is_enough_for(Box(28, 38, 20, 24))
    assert not answer.is_enough_for(Box(0, 0, 20, 24))
    assert not answer.is_enough_for(WHOLE)


@pytest.mark.usefixtures("small_limits")
def test_a_large_picture_in_sight_as_a_whole_is_made_smaller_by_means() -> None:
    answer = compute_circuit(request())
    assert (answer.mode, answer.block) == ("reduced", 3)
    np.testing.assert_allclose(answer.pixels[0, 1, 2], PICTURE[0, 3:6, 6:9].mean(), rtol=1e-6)
    expected = respond_through(answer.pixels, CORNERS, scale=255)
    np.testing.assert_array_equal(answer.faces[1].values, expected.values)
    whole = compute_circuit(request(sight=PART))
    assert answer.faces[0].placement.step_x == 3 * whole.faces[0].placement.step_x
    again = compute_circuit(request(reduced=answer.reduced))
    assert again.pixels is answer.pixels


def test_a_circuit_with_very_many_numbers_is_like_a_large_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planned((90, 110), CORNERS, PART) == ("whole", WHOLE)
    monkeypatch.setattr(scene, "MOST_NUMBERS", 20_000)
    assert planned((90, 110), CORNERS, PART)[0] == "part"
    assert planned((90, 110), CORNERS, WHOLE)[0] == "reduced"


def test_stages_that_do_not_fit_are_left_out_and_named() -> None:
    answer = compute_circuit(request(pixels=PICTURE[:, :6, :7], sight=Box(0, 0, 6, 7)))
    assert len(answer.faces) == len(answer.places) == 1
    assert answer.problem.startswith("Stage 2: The filter of 3 × 3")
    answer = compute_circuit(request(pixels=PICTURE[:, :2, :2], sight=Box(0, 0, 2, 2)))
    assert answer.faces == ()
    assert answer.problem.startswith("Stage 1")
    assert usable(CORNERS, (2, 2))[0] is None


def test_a_stage_whose_numbers_grow_too_large_leaves_those_before_it() -> None:
    huge = stage_of([DrawnFilter("huge", np.full((1, 3, 3), 3e38))], 4)
    answer = compute_circuit(request(chain=Chain((CORNERS.stages[0], huge))))
    assert len(answer.faces) == 1
    assert "Stage 2" in answer.problem
    assert "grew beyond" in answer.problem


def test_rounding_of_sums_that_should_be_0_is_shown_as_0() -> None:
    even = np.full((1, 40, 40), 0.7, np.float32)
    chain = Chain((stage_on_picture({"third": np.array([[[1, 1, 1], [-1, -1, -1], [0.1, 0.1, -0.2]]])}),))
    rounded = respond_through(even, chain, scale=255).values
    answer = compute_circuit(request(pixels=even, chain=chain, sight=Box(0, 0, 40, 40)))
    assert np.abs(rounded).max() < 1e-2
    np.testing.assert_array_equal(answer.faces[0].values, 0)
    bias = Chain((replace(chain.stages[0], biases=np.array([1e-6], np.float32)),))
    kept = compute_circuit(request(pixels=even, chain=bias, sight=Box(0, 0, 40, 40)))
    assert kept.faces[0].values.any()


def test_limits_are_a_maps_own_or_the_stages() -> None:
    face = compute_circuit(request()).faces[0]
    assert face.kind == "activation"
    assert face.limits(None)[1] == pytest.approx(float(face.values.max()))
    assert face.limits(2)[1] == pytest.approx(float(face.values[2].max()))
    signed = compute_circuit(request(chain=Chain((CORNERS.stages[0].with_settings(Stages()),)))).faces[0]
    low, high = signed.limits(0)
    assert signed.kind == "signed"
    assert low == -high
    assert signed.ends(0) == (float(signed.values[0].min()), float(signed.values[0].max()))


@pytest.mark.parametrize("stage", [0, 1])
@pytest.mark.parametrize("sight", [WHOLE, PART])
@pytest.mark.usefixtures("small_limits")
def test_a_number_taken_apart_is_the_maps_own_also_where_only_a_part_is_computed(
    stage: int, sight: Box
) -> None:
    answer = compute_circuit(request(sight=sight))
    face = answer.faces[stage]
    row, column = face.strongest(1)
    found = compute_place(PlaceRequest(answer, stage, 1, row, column, is_traced=True))
    assert found.explanation.value == pytest.approx(face.value_at(1, row, column), rel=1e-4)
    assert [each.stage for each in found.path] == list(range(stage, -1, -1))
    alone = compute_place(PlaceRequest(answer, stage, 1, row, column))
    assert len(alone.path) == 1
    assert len(found.fields()) == stage
    assert behind(answer.places[: stage + 1], Box(row, column, 1, 1)) == found.explanation.seen.box


def test_a_cell_sits_in_the_middle_of_what_it_sees() -> None:
    answer = compute_circuit(request())
    for number, face in enumerate(answer.faces):
        seen = behind(answer.places[: number + 1], Box(7, 9, 1, 1))
        middle = face.placement.part(range(7, 8), range(9, 10)).center()
        assert (middle.y(), middle.x()) == (seen.top + seen.height / 2, seen.left + seen.width / 2)


def test_a_value_outside_the_window_is_not_known() -> None:
    face = replace(compute_circuit(request()).faces[0], window=Box(10, 10, 45, 45))
    assert face.value_at(0, 9, 12) is None
    assert face.value_at(0, 10, 55) is None
    assert face.value_at(0, 10, 10) == face.values[0, 0, 0]
