from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from filterlab.errors import FilterLabError
from filterlab.probes import Stages


def test_stages_start_as_a_plain_cross_correlation():
    stages = Stages()
    assert (stages.stride, stages.padding, stages.dilation) == ((1, 1), (0, 0), (1, 1))
    assert (stages.activation, stages.pool, stages.flip, stages.bias) == ("none", "none", False, 0.0)


def test_stages_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Stages().bias = 1.0


def test_equal_settings_are_equal_and_hash_alike():
    assert Stages(stride=(2, 1)) == Stages(stride=(2, 1))
    assert hash(Stages(padding="same")) == hash(Stages(padding="same"))


def test_pooling_windows_lie_side_by_side_unless_a_step_is_given():
    assert Stages(pool="max", pool_size=3).pool_step == 3
    assert Stages(pool="max", pool_size=3, pool_stride=1).pool_step == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"stride": (0, 1)}, "The stride is (0, 1)"),
        ({"stride": 2}, "give two whole numbers"),
        ({"stride": (True, 1)}, "The stride is (True, 1)"),
        ({"stride": (1, 1, 1)}, "The stride is (1, 1, 1)"),
        ({"dilation": (1, -1)}, "The dilation is (1, -1)"),
        ({"padding": (-1, 0)}, "each at least 0"),
        ({"padding": "full"}, "choose one of same, valid"),
        ({"activation": "gelu"}, "The activation 'gelu' is not known"),
        ({"pool": "median"}, "choose one of none, max, average"),
        ({"pool_size": 0}, "The pool size is 0"),
        ({"pool_stride": 1.5}, "The pool stride is 1.5"),
        ({"bias": float("nan")}, "The bias is nan"),
        ({"bias": float("inf")}, "give a finite number"),
        ({"bias": -1e39}, "give a finite number of at most 3.4e38"),
    ],
)
def test_a_setting_that_cannot_work_is_named(settings: dict[str, Any], words: str):
    with pytest.raises(FilterLabError) as caught:
        Stages(**settings)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
