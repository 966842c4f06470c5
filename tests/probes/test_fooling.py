from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import load_sample
from filterlab.errors import FilterLabError
from filterlab.probes import Box, Stages, explain, find_places, respond
from filterlab.probes.cures import CURES, Cure, unit_length
from filterlab.probes.fooling import Fooling, fool
from filterlab.probes.ncc import ncc_map, zero_mean

BACK = (41, 87)


def fooled(*arguments: Any, **options: Any) -> Fooling:
    found = fool(*arguments, **options)
    assert found is not None
    return found


@pytest.fixture
def mouse_verdicts(curve_detector: NDArray[np.float32]) -> Fooling:
    return fooled(load_sample("mouse"), curve_detector, Stages(), *BACK, scale=255)


def test_a_flat_patch_beats_the_curve(mouse_verdicts: Fooling):
    before = mouse_verdicts.verdicts["none"]
    assert (before.intended, before.flat, before.white, before.best) == (6600, 9000, 9000, 9000)
    assert (mouse_verdicts.flat_level, mouse_verdicts.white_level) == (50, 50)
    assert before.beaten_by(before.flat)
    assert not before.beaten_by(before.intended)


def test_the_published_patch_alone_is_the_best_place_and_still_beaten_by_a_flat_one(
    curve_detector: NDArray[np.float32], curve_patch: NDArray[np.float32]
):
    found = fooled(curve_patch, curve_detector, Stages(), 0, 0)
    before = found.verdicts["none"]
    assert (before.intended, before.flat, before.rank, before.places, before.rivals) == (6600, 9000, 1, 1, ())
    np.testing.assert_array_equal(found.patch, curve_patch)


def test_one_row_below_the_mouse_s_back_a_plain_stroke_beats_it(mouse_verdicts: Fooling):
    before = mouse_verdicts.verdicts["none"]
    assert (before.rank, before.places) == (10, 218 * 218)
    strongest = before.rivals[0]
    assert (strongest.row, strongest.column, strongest.value) == (42, 87, 9000)
    assert strongest.box == Box(42, 87, 7, 7)
    assert before.beaten_by(strongest.value)
    assert not before.beaten_by(before.rivals[1].value)


def test_zero_mean_takes_the_flat_patch_s_advantage_away(mouse_verdicts: Fooling):
    cured = mouse_verdicts.verdicts["zero_mean"]
    assert cured.intended == pytest.approx(6600 - 180 / 49 * 650)
    assert (cured.flat, cured.white) == (0, 0)
    assert not cured.beaten_by(cured.flat)
    assert cured.weights.sum() == pytest.approx(0, abs=1e-4)


def test_unit_length_changes_the_scale_and_no_order(mouse_verdicts: Fooling):
    before, after = mouse_verdicts.verdicts["none"], mouse_verdicts.verdicts["unit_length"]
    length = np.sqrt(6 * 30**2)
    assert after.intended == pytest.approx(6600 / length)
    assert after.flat == pytest.approx(9000 / length)
    assert after.rank == before.rank
    assert [(r.row, r.column) for r in after.rivals] == [(r.row, r.column) for r in before.rivals]
    assert np.linalg.norm(after.weights) == pytest.approx(1)


def test_under_ncc_nothing_beats_a_filter_s_own_pattern(curve_detector: NDArray[np.float32]):
    picture = np.random.default_rng(4).uniform(0, 0.2, (1, 40, 40)).astype(np.float32)
    picture[:, 20:30, 20:30] = 1
    picture[:, 3:10, 5:12] = 0.3 + 0.001 * curve_detector
    found = fooled(picture, curve_detector, Stages(), 3, 5)
    assert found.verdicts["none"].rank > 1
    cured = found.verdicts["ncc"]
    assert cured.intended == pytest.approx(1, abs=1e-6)
    assert (cured.rank, cured.flat, cured.white) == (1, 0, 0)
    assert not any(cured.beaten_by(rival.value) for rival in cured.rivals)


def test_every_cure_has_its_verdict_in_order(mouse_verdicts: Fooling):
    assert tuple(mouse_verdicts.verdicts) == CURES
    assert all(verdict.cure == cure for cure, verdict in mouse_verdicts.verdicts.items())


def maps_of(picture: NDArray[Any], weights: NDArray[Any], stages: Stages) -> dict[Cure, NDArray[Any]]:
    plain = Stages(stages.stride, stages.padding, stages.dilation, stages.flip, stages.bias)
    return {
        "none": respond(picture, weights, plain).linear,
        "zero_mean": respond(picture, zero_mean(weights), plain).linear,
        "unit_length": respond(picture, unit_length(weights), plain).linear,
        "ncc": ncc_map(picture, weights, plain),
    }


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_ranks_and_rivals_are_those_of_the_whole_maps(data: st.DataObject):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    channels, of_filter = data.draw(st.sampled_from([(1, 1), (3, 3), (1, 3), (3, 1)]))
    small = st.integers(1, 2)
    stages = Stages(
        stride=(data.draw(small), data.draw(small)),
        padding=data.draw(st.sampled_from([(0, 0), (2, 1), "same"])),
        dilation=(data.draw(small), 1),
        flip=data.draw(st.booleans()),
        bias=data.draw(st.sampled_from([0.0, 1.5])),
        activation="relu",
        pool=data.draw(st.sampled_from(["none", "max"])),
    )
    picture, weights = rng.uniform(-1, 1, (channels, 17, 15)), rng.normal(size=(of_filter, 3, 2))
    height, width = respond(picture, weights, stages).values.shape
    row, column = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    found = fooled(picture, weights, stages, row, column, count=3)
    told = explain(picture, weights, stages, row, column)
    assert (found.row, found.column, found.box) == (told.map_row, told.map_column, told.patch_box)
    np.testing.assert_allclose(found.patch, told.patch)
    for cure, values in maps_of(picture, weights, stages).items():
        verdict = found.verdicts[cure]
        mine = values[found.row, found.column]
        assert verdict.intended == pytest.approx(mine)
        assert verdict.rank == 1 + (values > mine + 1e-9).sum()
        assert verdict.places == values.size
        assert verdict.best >= values.max() - 1e-9
        for rival in verdict.rivals:
            assert rival.value == pytest.approx(values[rival.row, rival.column])
            assert (rival.row, rival.column) != (found.row, found.column)
        others = np.delete(values.ravel(), found.row * values.shape[1] + found.column)
        if verdict.rivals and mine < values.max():
            assert verdict.rivals[0].value == pytest.approx(others.max())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["none", "zero_mean", "unit_length"]))
def test_no_patch_in_the_range_beats_the_best_one(seed: int, cure: Cure):
    rng = np.random.default_rng(seed)
    picture, weights = rng.uniform(-1, 2, (1, 9, 9)), rng.normal(size=(1, 3, 3))
    verdict = fooled(picture, weights, Stages(), 2, 2).verdicts[cure]
    assert verdict.best_patch.min() >= picture.min()
    assert verdict.best_patch.max() <= picture.max()
    kernel = {"none": weights, "zero_mean": zero_mean(weights), "unit_length": unit_length(weights)}[cure]
    others = rng.uniform(picture.min(), picture.max(), (50, 1, 3, 3))
    assert (verdict.best_patch * kernel).sum() == pytest.approx(verdict.best)
    assert (others * kernel).sum(axis=(1, 2, 3)).max() <= verdict.best


def test_the_best_patch_under_ncc_is_the_filter_itself_within_the_range():
    rng = np.random.default_rng(3)
    picture, weights = rng.uniform(2, 5, (1, 9, 9)), rng.normal(size=(1, 3, 3))
    verdict = fooled(picture, weights, Stages(), 2, 2).verdicts["ncc"]
    assert verdict.best == pytest.approx(1)
    np.testing.assert_allclose(
        [verdict.best_patch.min(), verdict.best_patch.max()], [picture.min(), picture.max()]
    )


def test_cured_weights_are_given_as_they_are_written_not_as_they_lie():
    rng = np.random.default_rng(3)
    picture, weights = rng.uniform(size=(1, 9, 9)), rng.normal(size=(1, 3, 2)).astype(np.float32)
    found = fooled(picture, weights, Stages(flip=True), 2, 2)
    np.testing.assert_array_equal(found.verdicts["none"].weights, weights)
    np.testing.assert_allclose(found.verdicts["zero_mean"].weights, zero_mean(weights), atol=1e-6)


def test_bands_do_not_change_the_verdicts(
    monkeypatch: pytest.MonkeyPatch, curve_detector: NDArray[np.float32]
):
    mouse = load_sample("mouse")[:, 20:90, 60:160]
    whole = fooled(mouse, curve_detector, Stages(), 21, 27, scale=255)
    monkeypatch.setattr("filterlab.probes.bands._BAND", 1000)
    banded = fooled(mouse, curve_detector, Stages(), 21, 27, scale=255)
    for cure in CURES:
        first, second = whole.verdicts[cure], banded.verdicts[cure]
        assert first.rank == second.rank
        assert first.intended == pytest.approx(second.intended)
        assert [r.value for r in first.rivals] == pytest.approx([r.value for r in second.rivals])


def test_the_padding_s_0_is_one_of_the_values_a_patch_may_have():
    picture = np.full((1, 4, 4), 5.0)
    weights = np.array([[[1.0, -1.0]]])
    assert fooled(picture, weights, Stages(), 0, 0).verdicts["none"].best == 0
    assert fooled(picture, weights, Stages(padding=(1, 1)), 0, 0).verdicts["none"].best == 5


def test_a_known_range_of_values_is_taken_at_its_word(
    curve_detector: NDArray[np.float32], curve_patch: NDArray[np.float32]
):
    found = fooled(curve_patch, curve_detector, Stages(), 0, 0, value_range=(0, 255))
    before = found.verdicts["none"]
    assert (before.flat, before.white, before.best) == (9000, 45_900, 45_900)


def test_a_filter_of_zeros_and_a_flat_filter_can_be_asked():
    picture = np.random.default_rng(1).uniform(size=(1, 9, 9))
    for weights in (np.zeros((1, 3, 3)), np.full((1, 3, 3), 0.1)):
        verdicts = fooled(picture, weights, Stages(), 4, 4).verdicts
        assert (verdicts["ncc"].intended, verdicts["ncc"].rank, verdicts["ncc"].best) == (0, 1, 0)
        assert (verdicts["zero_mean"].intended, verdicts["zero_mean"].rank) == (0, 1)


def test_who_no_longer_wants_to_know_is_told_nothing(curve_detector: NDArray[np.float32]):
    assert fool(load_sample("mouse"), curve_detector, Stages(), *BACK, proceed=lambda: False) is None


def test_the_arrays_of_a_verdict_cannot_be_written_to(mouse_verdicts: Fooling):
    verdict = mouse_verdicts.verdicts["zero_mean"]
    for array in (mouse_verdicts.patch, verdict.weights, verdict.best_patch, verdict.rivals[0].patch):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("place", "options", "words"),
    [
        ((3, 0), {}, "not on the map of 3 × 3"),
        ((0, 0), {"count": -1}, "-1 rivals"),
        ((0, 0), {"value_range": (1.0, 0.0)}, "The range of brightness is 1.0 to 0.0"),
        ((0, 0), {"value_range": (0.0, float("nan"))}, "give two numbers"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    place: tuple[int, int], options: dict[str, Any], words: str
):
    with pytest.raises(FilterLabError, match=words):
        fool(np.ones((1, 5, 5)), np.ones((1, 3, 3)), Stages(), *place, **options)


def test_the_places_of_the_map_are_counted_before_pooling():
    picture = np.random.default_rng(1).uniform(size=(1, 12, 12))
    stages = Stages(pool="max", pool_size=5)
    found = fooled(picture, np.ones((1, 3, 3)), stages, 0, 0)
    rows, columns = find_places((12, 12), (3, 3), stages).map_shape
    assert found.verdicts["none"].places == rows * columns == 100
