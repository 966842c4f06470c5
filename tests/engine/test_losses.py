"""Softmax and cross-entropy at their edges."""

import numpy as np
import pytest

from filterlab.engine import DTypeError, ShapeError, softmax, softmax_cross_entropy


def test_probabilities_sum_to_one_along_the_last_axis(engine, rng):
    probabilities = engine.softmax(5 * rng.normal(size=(3, 4, 6)))
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1)
    assert (probabilities >= 0).all()


def test_adding_a_number_to_all_scores_changes_nothing(engine, rng):
    logits = rng.normal(size=(2, 5))
    np.testing.assert_allclose(engine.softmax(logits), engine.softmax(logits + 1e4), rtol=1e-9)


def test_scores_too_large_for_exp_are_no_trouble(engine):
    np.testing.assert_allclose(engine.softmax(np.array([[1e4, 0.0, -1e4]])), [[1, 0, 0]])
    loss, dlogits = engine.softmax_cross_entropy(np.array([[-1e4, 1e4]]), np.array([0]))
    assert loss == 2e4
    np.testing.assert_array_equal(dlogits, [[-1, 1]])


def test_guessing_among_ten_costs_the_logarithm_of_ten(engine):
    loss, dlogits = engine.softmax_cross_entropy(np.zeros((4, 10)), np.arange(4))
    assert loss == pytest.approx(np.log(10))
    np.testing.assert_allclose(dlogits.sum(axis=1), 0, atol=1e-16)
    np.testing.assert_allclose(dlogits[np.arange(4), np.arange(4)], -0.9 / 4)


def test_the_loss_is_the_mean_over_the_batch(engine, rng):
    logits, labels = rng.normal(size=(6, 3)), rng.integers(0, 3, 6)
    alone = [engine.softmax_cross_entropy(logits[k : k + 1], labels[k : k + 1])[0] for k in range(6)]
    assert engine.softmax_cross_entropy(logits, labels)[0] == pytest.approx(np.mean(alone))


def test_an_empty_batch_costs_nothing(engine):
    loss, dlogits = engine.softmax_cross_entropy(np.zeros((0, 3)), np.zeros(0, dtype=int))
    assert loss == 0.0
    assert dlogits.shape == (0, 3)


def test_nan_and_infinite_scores_give_nan_and_no_warning():
    for bad in (np.nan, np.inf):
        loss, dlogits = softmax_cross_entropy(np.array([[bad, 0.0]]), np.array([0]))
        assert np.isnan(loss)
        assert np.isnan(dlogits).any()


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64])
def test_labels_may_be_whole_numbers_of_any_width(kind):
    assert softmax_cross_entropy(np.zeros((2, 3)), np.array([0, 2], dtype=kind))[0] == pytest.approx(
        np.log(3)
    )


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, 3], ["A label is 3", "3 classes", "0 to 2"]),
        ([-1, 0], ["A label is -1"]),
        ([0, 1, 2], ["labels", "has 3", "expected 2"]),
        ([[0], [1]], ["labels", "2 axes"]),
    ],
)
def test_labels_that_cannot_be_are_refused(labels, words):
    with pytest.raises(ShapeError) as caught:
        softmax_cross_entropy(np.zeros((2, 3)), np.array(labels))
    for word in words:
        assert word in str(caught.value)


def test_labels_that_are_no_whole_numbers_are_refused():
    with pytest.raises(DTypeError, match=r"labels.*float64"):
        softmax_cross_entropy(np.zeros((2, 3)), np.zeros(2))


def test_scores_without_a_class_are_refused():
    with pytest.raises(ShapeError, match="class"):
        softmax(np.zeros((2, 0)))
    with pytest.raises(ShapeError, match="class"):
        softmax_cross_entropy(np.zeros((2, 0)), np.zeros(2, dtype=int))
    with pytest.raises(ShapeError, match="3 axes"):
        softmax_cross_entropy(np.zeros((2, 3, 4)), np.zeros(2, dtype=int))
