import numpy as np
import pytest
from numpy.typing import NDArray

from filterlab.data import load_dataset
from filterlab.errors import FilterLabError
from filterlab.nets import Snapshot, TrainConfig, build, train
from filterlab.probes import drift_csv, measure_drift


def snapshot(step: int, weights: NDArray[np.floating], name: str = "conv1.weight") -> Snapshot:
    return Snapshot(
        step=step, epoch=1, parameters={name: weights, "fc1.weight": np.ones((2, 3))}, seconds=0.0
    )


def test_angle_distance_and_strength_are_those_of_plain_geometry():
    edge = np.array([[[[3.0, 0.0]]]])
    way = [edge, np.array([[[[3.0, 3.0]]]]), np.array([[[[0.0, 6.0]]]]), -edge]
    drift = measure_drift([snapshot(10 * k, weights) for k, weights in enumerate(way)], "conv1")
    assert drift.steps.tolist() == [0, 10, 20, 30]
    np.testing.assert_allclose(drift.angles[:, 0], [0, 45, 90, 180])
    np.testing.assert_allclose(drift.distances[:, 0], [0, 1, np.sqrt(5), 2])
    np.testing.assert_allclose(drift.strengths[:, 0], [1, np.sqrt(2), 2, 1])


def test_small_angles_keep_their_digits():
    tilt = 1e-9
    drift = measure_drift(
        [snapshot(0, np.array([[[[1.0, 0.0]]]])), snapshot(1, np.array([[[[1.0, tilt]]]]))], "conv1"
    )
    assert drift.angles[1, 0] == pytest.approx(np.degrees(tilt), rel=1e-6)


def test_the_original_may_be_what_was_drawn():
    drawn = np.array([[[[1.0, 0.0]]]])
    drift = measure_drift([snapshot(5, np.array([[[[0.0, 1.0]]]]))], "conv1", drawn)
    assert drift.angles.tolist() == [[90]]


def test_filters_of_zeros_have_no_angle():
    drift = measure_drift([snapshot(0, np.zeros((1, 1, 2, 2))), snapshot(1, np.ones((1, 1, 2, 2)))], "conv1")
    assert np.isnan(drift.angles).all()
    assert np.isnan(drift.distances).all()
    assert drift_csv(drift).splitlines()[1:] == ["0,0,,,", "1,0,,,"]


def test_a_filter_that_became_another_ones_ghost_is_paired_with_it():
    began = np.random.default_rng(0).normal(size=(3, 1, 3, 3))
    drift = measure_drift([snapshot(0, began), snapshot(9, 2 * began[[2, 0, 1]])], "conv1")
    assert [pair.second for pair in drift.ghosts().pairs] == [2, 0, 1]
    assert drift.ghosts().pairs[0].similarity == pytest.approx(1)


def test_filters_of_signals_drift_too():
    began = np.random.default_rng(0).normal(size=(3, 2, 5))
    assert measure_drift([snapshot(0, began)], "conv1").angles.shape == (1, 3)


def test_in_a_training_the_frozen_layer_stays_and_the_free_one_drifts():
    data = load_dataset("strokes", seed=0, train_size=64, test_size=16)
    config = TrainConfig(epochs=1, batch_size=16, frozen=("conv1",), snapshot_every=1, diagnostics=False)
    told = [
        e for e in train(build("tiny", np.random.default_rng(0)), data, config) if isinstance(e, Snapshot)
    ]
    frozen, free = (measure_drift(told, layer) for layer in ("conv1", "conv2"))
    assert frozen.steps.tolist() == [0, 1, 2, 3, 4]
    assert not frozen.angles.any()
    assert free.angles[-1].max() > free.angles[1].max() > 0
    assert len(drift_csv(free).splitlines()) == 1 + 5 * 16


def test_what_cannot_drift_is_said_in_a_sentence():
    bank = np.ones((1, 1, 2, 2))
    with pytest.raises(FilterLabError, match="The run has no snapshot yet"):
        measure_drift([], "conv1")
    with pytest.raises(FilterLabError, match='no filters under the name "fc1": choose one of conv1'):
        measure_drift([snapshot(0, bank)], "fc1")
    with pytest.raises(FilterLabError, match="choose a run of a net with a convolution"):
        measure_drift([snapshot(0, np.ones((2, 2)))], "conv1")
    with pytest.raises(FilterLabError, match="give the filters that the run began with"):
        measure_drift([snapshot(0, bank)], "conv1", np.ones((1, 1, 3, 3)))
