"""Seed and thaw: a first layer of hand-made filters, kept or let go, beside learned and random ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets.spec import Conv2d, trace
from filterlab.nets.spec.checks import as_pair
from filterlab.probes.experiments.findings import judge_first_layer
from filterlab.probes.experiments.model import Arm, Claim, Experiment
from filterlab.probes.experiments.starts import first_layer_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import NetSpec, TrainConfig

FIRST_LAYER = "first-layer"
"""The name of the experiment."""


def seed_and_thaw(
    net: NetSpec,
    filters: Sequence[FloatArray],
    config: TrainConfig,
    *,
    told: str = "",
    pictures: str = "",
    train_size: int = 4000,
    test_size: int = 2000,
) -> Experiment:
    """Set up the experiment that asks how good hand-made filters are as the first layer of a net.

    Four arms differ in where the first layer begins and in whether it learns: hand-made and frozen, drawn by chance
    and free, hand-made and free, drawn by chance and frozen.

    Parameters
    ----------
    net : NetSpec
        A net that begins with a two-dimensional convolution. Its first layer gets as many filters as are
        given, and its kernels the rows and columns that the largest of them needs; its padding grows with them where
        the next layers would not fit otherwise.
    filters : sequence of ndarray
        (C, KH, KW) each; see `first_layer_start`.
    config : TrainConfig
        How all arms learn.
    told : str
        What the filters are, for the description of the method: "eight first filters are edges made by hand".
    pictures : str
        What the net learns from, where that are not drawn digits: the name of a data set, of which all are taken.
    train_size, test_size : int
        How many digits each seed draws.

    Raises
    ------
    FilterLabError
        If the net begins otherwise, or a filter does not fit.
    """
    first, told = net.layers[0], told or f"{len(filters)} first filters are made by hand"
    if isinstance(first, Conv2d) and filters:
        # A larger one, cut off, would be another filter.
        sizes = np.array([first.kernel_size, *(filter_.shape[-2:] for filter_ in filters)])
        kh, kw = sizes.max(axis=0).tolist()
        net = _enlarged(net, first, len(filters), (kh, kw))
        first = net.layers[0]
    start = first_layer_start(net, filters)
    frozen = replace(config, frozen=(first.name,))
    learned = f"the pictures of {pictures}" if pictures else f"{train_size:,} digits"
    tested = "the pictures held back" if pictures else f"{test_size:,} other digits"
    return Experiment(
        name=FIRST_LAYER,
        title="Hand-made against learned first layer",
        question="How good is a net whose first filters a hand has made, and that only learns the rest?",
        method=f"The net {net.name} learns {learned} for {config.epochs} epochs. Its {told}, or drawn by "
        f"chance, and stay or learn with the rest. The test error is that on {tested}.",
        arms=(
            Arm("hand-made, frozen", net, frozen, start),
            Arm("learned", net, config),
            Arm("hand-made, free", net, config, start),
            Arm("random, frozen", net, frozen),
        ),
        claim=Claim(
            "with a layer of random filters 53 % of the pictures of Caltech-101 are named right, and "
            "with trained ones 54.2 %, 1.2 percentage points more",
            "Jarrett, Kavukcuoglu, Ranzato and LeCun 2009, as told by Saxe and others 2011",
            1.2,
        ),
        judge=judge_first_layer,
        curve="test error",
        train_size=train_size,
        test_size=test_size,
        follows_filters=True,
    )


def _enlarged(net: NetSpec, first: Conv2d, count: int, kernel: tuple[int, int]) -> NetSpec:
    """Give the first layer of a net so many filters of another size."""
    larger = replace(first, out_channels=count, kernel_size=kernel)
    enlarged = replace(net, layers=(larger, *net.layers[1:]))
    # A filter that does not fit the picture is refused; what comes after it must not stand in a filter's way.
    trace(replace(net, layers=(larger,)))
    if isinstance(larger.padding, str) or _fits(enlarged):
        return enlarged
    pads, steps, news, olds = map(as_pair, (larger.padding, larger.dilation, kernel, first.kernel_size))
    top, left = (p + d * (new - old) // 2 for p, d, new, old in zip(pads, steps, news, olds, strict=True))
    return replace(net, layers=(replace(larger, padding=(top, left)), *net.layers[1:]))


def _fits(net: NetSpec) -> bool:
    try:
        trace(net)
    except FilterLabError:
        return False
    return True
