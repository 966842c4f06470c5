"""What Compare computes: responses in batches, shrunk without losing a peak, and nearest filters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import presets
from filterlab.gui.compare.banks import hand_made
from filterlab.gui.compare.exhibits import shared_limits, tile_of, with_strength
from filterlab.gui.compare.map_queue import BATCH_COST, MapQueue
from filterlab.gui.compare.maps import MapItem, MapRequest, compute_maps, shrunk
from filterlab.gui.compare.nearest import MatchRequest, compute_matches
from filterlab.probes import Stages, respond
from filterlab.project import Document


@pytest.fixture
def document() -> Document:
    """Return a document with a picture and two filters."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 20, 30), dtype=np.float32))
    document.insert_filter(document.make_filter("edge", [[[-1, 0, 1]]]))
    document.insert_filter(document.make_filter("spot", [[[0, 1, 0], [1, -4, 1], [0, 1, 0]]]))
    return document


def items_of(document: Document) -> list[MapItem]:
    """Return what should be computed of the document's filters."""
    return [one.item for one in hand_made(document, equal_strength=False)]


def test_a_map_is_the_response_in_the_units_of_the_picture(document) -> None:
    picture = document.current_picture
    request = MapRequest(picture.id, picture.pixels, 255.0, tuple(items_of(document)))
    for answer, one in zip(compute_maps(request), document.filters, strict=True):
        expected = respond(picture.pixels, one.weights, Stages()).linear
        np.testing.assert_allclose(answer.values, expected * 255, rtol=1e-6)
        assert answer.reach == pytest.approx(float(np.abs(answer.values).max()))
        assert answer.shape == expected.shape
        assert answer.cells == 1


def test_a_filter_larger_than_the_picture_gets_a_sentence_and_the_others_their_maps(document) -> None:
    picture = document.current_picture
    large = MapItem("large", 0, np.ones((1, 31, 31), dtype=np.float32))
    answers = compute_maps(MapRequest(picture.id, picture.pixels, 1.0, (large, *items_of(document))))
    assert answers[0].values is None
    assert "31" in answers[0].problem
    assert all(answer.values is not None for answer in answers[1:])


@settings(max_examples=40, deadline=None)
@given(height=st.integers(1, 40), width=st.integers(1, 40), most=st.integers(4, 16), seed=st.integers(0, 99))
def test_shrinking_keeps_the_strongest_value_of_every_block(height, width, most, seed) -> None:
    values = np.random.default_rng(seed).normal(size=(height, width))
    small, cells = shrunk(values, most)
    assert max(small.shape) <= most
    for row in range(small.shape[0]):
        for column in range(small.shape[1]):
            block = values[row * cells : (row + 1) * cells, column * cells : (column + 1) * cells]
            strongest = block.flat[np.abs(block).argmax()]
            assert small[row, column] == pytest.approx(strongest)


def test_nothing_is_asked_twice_and_everything_once(document) -> None:
    queue = MapQueue()
    queue.want(document.current_picture, 1.0, items_of(document))
    request = queue.next_request()
    assert [item.key for item in request.items] == [item.key for item in items_of(document)]
    assert queue.accept(request, compute_maps(request))
    assert queue.missing == []
    assert queue.next_request() is None


def test_only_the_painted_filter_is_computed_again_and_its_old_map_stays_meanwhile(document) -> None:
    queue = MapQueue()
    queue.want(document.current_picture, 1.0, items_of(document))
    request = queue.next_request()
    queue.accept(request, compute_maps(request))
    painted = document.filters[1]
    document.set_weights(painted.id, painted.weights * 2)
    queue.want(document.current_picture, 1.0, items_of(document))
    again = queue.next_request()
    assert [item.key for item in again.items] == [items_of(document)[1].key]
    assert queue.answer(again.items[0].key) is not None


def test_another_picture_or_other_units_forget_all_maps(document) -> None:
    queue = MapQueue()
    first = document.current_picture
    queue.want(first, 1.0, items_of(document))
    request = queue.next_request()
    answers = compute_maps(request)
    document.add_picture("other", np.zeros((1, 9, 9)))
    queue.want(document.current_picture, 1.0, items_of(document))
    assert not queue.accept(request, answers)
    assert len(queue.missing) == 2
    queue.want(document.current_picture, 255.0, items_of(document))
    assert len(queue.missing) == 2


def test_a_filter_that_changes_all_the_time_does_not_starve_the_others() -> None:
    document = Document()
    side = int((BATCH_COST / 9) ** 0.5) + 1
    document.add_picture("large", np.zeros((1, side, side)))
    for name in "abc":
        document.insert_filter(document.make_filter(name, np.eye(3)[None]))
    queue = MapQueue()
    order = []
    for _ in range(4):
        document.set_weights(document.filters[0].id, np.eye(3)[None])
        queue.want(document.current_picture, 1.0, items_of(document))
        request = queue.next_request()
        order.append([item.key.rsplit("-", 1)[1] for item in request.items])
        queue.accept(request, [])
    assert [len(batch) for batch in order] == [1, 1, 1, 1]
    assert len({batch[0] for batch in order}) == 3


def test_without_a_picture_there_is_nothing_to_compute(document) -> None:
    queue = MapQueue()
    queue.want(None, 1.0, items_of(document))
    assert queue.next_request() is None


def test_equal_strength_makes_the_squares_sum_to_1_and_leaves_zeros_alone() -> None:
    weights = np.array([[[3.0, 4.0]]], dtype=np.float32)
    np.testing.assert_allclose(with_strength(weights, equal=True), [[[0.6, 0.8]]])
    assert with_strength(weights, equal=False) is weights
    np.testing.assert_array_equal(with_strength(np.zeros((1, 2, 2)), equal=True), np.zeros((1, 2, 2)))


def test_shared_limits_reach_the_strongest_of_all(document) -> None:
    picture = document.current_picture
    request = MapRequest(picture.id, picture.pixels, 255.0, tuple(items_of(document)))
    shelf = hand_made(document, equal_strength=False)
    answers = compute_maps(request)
    tiles = [tile_of(one, answer, problem="") for one, answer in zip(shelf, answers, strict=True)]
    weights, maps = shared_limits(tiles)
    assert weights == (-4.0, 4.0)
    largest = max(float(np.abs(answer.values).max()) for answer in answers)
    assert maps == pytest.approx((-largest, largest))
    assert shared_limits([]) == (None, None)


def test_the_nearest_filter_is_found_whatever_its_sign_and_strength() -> None:
    edge, spot = np.array([[[-1.0, 0, 1]]]), np.array([[[1.0, -2, 1]]])
    planted = np.stack([-0.1 * edge, 5 * spot + 0.5 * edge])
    learned = tuple(zip("ab", planted, strict=True))
    matches = compute_matches(MatchRequest(0, learned, (("edge", edge), ("spot", spot))))
    first, second = matches["a"], matches["b"]
    assert (first.name, first.sign) == ("edge", -1)
    assert first.similarity == pytest.approx(1)
    assert (second.name, second.sign) == ("spot", 1)


@pytest.mark.parametrize("white", [1.0, 255.0])
def test_rounding_noise_is_no_response(white) -> None:
    across = np.tile(np.linspace(0, 1, 60, dtype=np.float32), (40, 1))[None]
    for pixels in (across, np.full((1, 40, 60), 0.3, np.float32)):
        item = MapItem("sobel-y", 0, presets["sobel-y"].weights)
        (answer,) = compute_maps(MapRequest("ramp", pixels, white, (item,)))
        assert answer.reach == 0
        assert not answer.values.any()
    down = np.ascontiguousarray(across.transpose(0, 2, 1))
    (answer,) = compute_maps(MapRequest("ramp", down * np.float32(0.001), white, (item,)))
    assert answer.reach == pytest.approx(white * 0.008 / 59, rel=1e-2)


def test_a_response_that_32_bits_cannot_hold_gets_a_sentence_and_no_colours() -> None:
    pixels = np.ones((1, 5, 5), np.float32)
    item = MapItem("large", 0, np.full((1, 2, 2), 5e37, np.float32))
    (plain,) = compute_maps(MapRequest("p", pixels, 1.0, (item,)))
    assert plain.values is not None
    (answer,) = compute_maps(MapRequest("p", pixels, 255.0, (item,)))
    assert answer.values is None
    assert answer.problem.endswith("can hold; make the filter's numbers smaller.")


def test_weights_whose_squares_32_bits_cannot_hold_have_a_strength() -> None:
    even = with_strength(np.full((3, 31, 31), 3e38, np.float32), equal=True)
    assert even.dtype == np.float32
    assert float((even**2).sum()) == pytest.approx(1, rel=1e-5)
