from types import SimpleNamespace

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.network import build
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train
from filterlab.nets.training_data import check_training_data
from filterlab.nets.zoo import zoo


def pictures(count=6, shape=(1, 8, 8), labels=None):
    return SimpleNamespace(
        images=np.zeros((count, *shape), np.float32),
        labels=np.arange(count) % 2 if labels is None else np.asarray(labels),
    )


def with_pixel(value):
    split = pictures()
    split.images[3, 0, 2, 2] = value
    return split


@pytest.mark.parametrize(
    ("learned", "tested", "words"),
    [
        (pictures(0), pictures(), ["no training pictures", "choose"]),
        (pictures(), pictures(0), ["no test pictures", "choose"]),
        (pictures(labels=[1] * 6), pictures(), ["All 6 training pictures are of class 1", "second class"]),
        (pictures(labels=[0, 1, 0, 1, 0]), pictures(), ["6 training pictures", "(5,)"]),
        (pictures(labels=[0.0, 1.0] * 3), pictures(), ["float64", "whole number"]),
        (pictures(labels=[0, 1, 2] * 2), pictures(), ["class 2", '"bars"', "0 to 1", "last layer"]),
        (pictures(labels=[0, 1, -1] * 2), pictures(), ["class -1"]),
        (pictures(), pictures(labels=[0, 1, 7] * 2), ["test picture is of class 7"]),
        (with_pixel(np.nan), pictures(), ["training pictures", "not finite"]),
        (pictures(), with_pixel(np.inf), ["test pictures", "not finite"]),
        (pictures(shape=(3, 8, 8)), pictures(), ["1 channel (", "3 × 8 × 8", "convert"]),
        (pictures(shape=(1, 3, 5)), pictures(), ["looks at 1 × 8 × 8", "only 3 × 5:", "larger pictures."]),
        (pictures(shape=(1, 28, 28)), pictures(), ["1 × 8 × 8", "1 × 28 × 28", "smaller"]),
    ],
)
def test_data_a_net_cannot_learn_from_are_refused_before_anything_starts(
    bars_spec, rng, learned, tested, words
):
    net = build(bars_spec, rng)
    events = train(net, SimpleNamespace(train=learned, test=tested), TrainConfig(epochs=1))
    with pytest.raises(FilterLabError) as refusal:
        next(events)
    for word in words:
        assert word in str(refusal.value)


def test_digits_are_too_small_for_alexnet_and_not_for_lenet():
    digits, colour = (
        SimpleNamespace(train=pictures(shape=shape), test=pictures(shape=shape))
        for shape in ((1, 28, 28), (3, 28, 28))
    )
    with pytest.raises(FilterLabError, match=r"3 × 227 × 227 .*only 28 × 28: choose tiny, lenet5,.* folder"):
        check_training_data(zoo["alexnet"], colour)
    check_training_data(zoo["lenet5"], digits)
