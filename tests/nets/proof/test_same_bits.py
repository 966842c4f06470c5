"""Same seed, same number of threads: a training run ends with the same weights, to the last bit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest

from filterlab.nets.events import Finished, Snapshot, Step
from filterlab.nets.network import build
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train


@dataclass(frozen=True)
class Pictures:
    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Data:
    train: Pictures
    test: Pictures


def drawn_pictures(count: int, seed: int) -> Pictures:
    """Pictures 28 × 28 of a few thick strokes each, of ten classes by the direction of the strokes."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:28, :28]
    labels = rng.integers(0, 10, count)
    angles = np.pi * labels / 10
    images = np.zeros((count, 1, 28, 28), np.float32)
    for _ in range(3):
        across, place = np.stack([np.sin(angles), np.cos(angles)]), rng.uniform(-8, 8, count)
        distance = (
            np.einsum("dn,drc->nrc", across, np.stack([rows - 14, columns - 14])) - place[:, None, None]
        )
        images[:, 0] = np.maximum(images[:, 0], np.exp(-(distance**2) / 3))
    return Pictures(images, labels)


@pytest.fixture(scope="module")
def data() -> Data:
    return Data(drawn_pictures(300, 1), drawn_pictures(60, 2))


def outcome(net_name: str, data: Data, config: TrainConfig) -> dict[str, bytes]:
    """The weights a run ends with, and what it measured on the way."""
    events = list(train(build(net_name, np.random.default_rng(5)), data, config))
    assert isinstance(events[-1], Finished)
    found = {name: array.tobytes() for name, array in events[-1].parameters.items()}
    found["losses"] = np.array([event.loss for event in events if isinstance(event, Step)]).tobytes()
    found["test"] = np.array([events[-1].test_loss, events[-1].test_accuracy]).tobytes()
    return found


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("net", "optimizer"), [("tiny", "sgd"), ("tiny", "adam"), ("lenet5", "sgd")])
def test_a_training_run_done_twice_gives_the_same_bits(
    data: Data, net: str, optimizer: str, threads: int
) -> None:
    config = TrainConfig(epochs=2, batch_size=64, optimizer=optimizer, seed=4, threads=threads)
    first = outcome(net, data, config)
    assert outcome(net, data, config) == first


def test_how_the_pictures_lie_in_memory_changes_no_bit_of_what_is_learned(data: Data) -> None:
    config = TrainConfig(epochs=1, batch_size=64)
    moved = Pictures(np.asfortranarray(data.train.images), data.train.labels)
    assert outcome("tiny", Data(moved, data.test), config) == outcome("tiny", data, config)


def test_two_runs_at_once_in_two_threads_disturb_neither(data: Data) -> None:
    config = TrainConfig(epochs=1, batch_size=64, threads=2)
    alone = outcome("tiny", data, config)
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda _: outcome("tiny", data, config), range(4)):
            assert found == alone


def test_another_seed_gives_other_weights(data: Data) -> None:
    first, other = (outcome("tiny", data, TrainConfig(epochs=1, seed=seed)) for seed in (1, 2))
    assert first != other


@pytest.mark.parametrize(("net", "optimizer"), [("tiny", "adam"), ("lenet5", "sgd")])
def test_a_run_taken_up_on_another_number_of_threads_ends_with_the_same_bits(
    data: Data, net: str, optimizer: str
) -> None:
    config = TrainConfig(epochs=2, optimizer=optimizer, seed=4, snapshot_every=1, threads=2)
    undisturbed = list(train(build(net, np.random.default_rng(5)), data, config))
    snapshots = [event for event in undisturbed if isinstance(event, Snapshot)]
    for threads, place in ((1, 3), (2, 5), (1, 8)):
        fresh = build(net, np.random.default_rng(6))
        later = list(train(fresh, data, replace(config, threads=threads), resume=snapshots[place].state))
        losses = [event.loss for event in undisturbed if isinstance(event, Step)]
        assert [event.loss for event in later if isinstance(event, Step)] == losses[place:]
        for name, array in undisturbed[-1].parameters.items():
            np.testing.assert_array_equal(later[-1].parameters[name], array, strict=True)
