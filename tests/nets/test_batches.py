"""A step's pictures and what chance does to them depend on the run's seed and the step alone."""

from types import SimpleNamespace

import numpy as np
import pytest

from filterlab.nets.batches import take_batch
from filterlab.nets.events import Snapshot
from filterlab.nets.network import build
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train

PICTURES = SimpleNamespace(
    images=np.random.default_rng(0).random((20, 1, 4, 4), dtype=np.float32), labels=np.zeros(20, int)
)
CHOSEN = np.array([3, 1, 19])


def _add_noise(images, *, rng):
    return images + rng.random(images.shape, dtype=np.float32)


def test_without_a_change_the_pictures_are_those_of_the_data_set():
    np.testing.assert_array_equal(take_batch(PICTURES, CHOSEN), PICTURES.images[CHOSEN])


def test_a_step_is_changed_the_same_whatever_came_before():
    in_order = [take_batch(PICTURES, CHOSEN, change=_add_noise, seed=5, step=step) for step in range(4)]
    alone = take_batch(PICTURES, CHOSEN, change=_add_noise, seed=5, step=3)
    assert alone.tobytes() == in_order[3].tobytes()
    assert len({batch.tobytes() for batch in in_order}) == 4


def test_another_seed_changes_in_another_way():
    first, other = (take_batch(PICTURES, CHOSEN, change=_add_noise, seed=seed) for seed in (1, 2))
    assert first.tobytes() != other.tobytes()


def test_the_data_set_stays_as_it_is():
    before = PICTURES.images.copy()

    def blacken(images, *, rng):
        images[...] = rng.random()
        return images

    take_batch(PICTURES, CHOSEN, change=blacken)
    np.testing.assert_array_equal(PICTURES.images, before)


def test_a_change_of_the_shape_is_a_bug():
    def crop(images, *, rng):
        return images[:, :, rng.integers(1, 3) :]

    with pytest.raises(ValueError, match="shape"):
        take_batch(PICTURES, CHOSEN, change=crop)


def _finals(bars, bars_spec, change, resume=None):
    net = build(bars_spec, np.random.default_rng(1))
    config = TrainConfig(epochs=2, batch_size=45, snapshot_every=1, threads=1)
    return list(train(net, bars, config, clock=lambda: 0.0, resume=resume, change=change))


def test_a_changed_run_that_is_taken_up_at_any_step_ends_with_the_same_bits(bars, bars_spec):
    events = _finals(bars, bars_spec, _add_noise)
    plain = _finals(bars, bars_spec, None)
    final = {name: array.tobytes() for name, array in events[-1].parameters.items()}
    assert final != {name: array.tobytes() for name, array in plain[-1].parameters.items()}
    for event in events:
        if isinstance(event, Snapshot) and event.step in (1, 4, 5, 8):
            again = _finals(bars, bars_spec, _add_noise, event.state)[-1]
            assert {name: array.tobytes() for name, array in again.parameters.items()} == final
