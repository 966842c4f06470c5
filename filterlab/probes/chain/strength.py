"""Bringing the numbers of a chain to an even size without changing what it tells."""

from dataclasses import replace

import numpy as np

from filterlab.probes.chain.model import Chain, ChainStage, as_weights

# What these make of twice a number is twice what they make of the number.
_PROPORTIONAL = ("none", "relu", "leaky_relu", "abs")
_SUM_OF_SQUARES = 2.0


def with_even_strength(chain: Chain) -> Chain:
    """Scale every filter to the strength a net's filters begin with, and let the next stage make up for it.

    Hand-drawn filters hold numbers of any size, and a net that starts from large ones learns nothing: the curve
    detector, with its weights of 30, makes maps a hundred times as strong as its pictures. Here the squares of a
    filter's weights sum to 2, as those of random weights do on average by He's rule.

    Every map of the new chain is the old one times a positive number, so peaks, winners and signs stay where they
    are. Where tanh or sigmoid follow, which change large numbers otherwise than small ones, the filters keep their
    strength. A filter without any weights stays as it is.

    Returns
    -------
    Chain
        The same filters and settings with other weights and biases.

    References
    ----------
    He, Zhang, Ren and Sun, Delving Deep into Rectifiers (2015).
    """
    stages: list[ChainStage] = []
    shares = np.ones(chain.channels)
    for stage in chain.stages:
        weights = stage.weights.astype(np.float64) / shares[np.newaxis, :, np.newaxis, np.newaxis]
        strength = np.sqrt((weights**2).sum(axis=(1, 2, 3)) / _SUM_OF_SQUARES)
        scales = stage.settings.activation in _PROPORTIONAL
        shares = np.where(scales & (strength > 0), 1 / np.where(strength > 0, strength, 1), 1.0)
        stages.append(
            replace(
                stage,
                weights=as_weights(weights * shares[:, np.newaxis, np.newaxis, np.newaxis], "weights"),
                biases=as_weights(stage.biases * shares, "biases"),
            )
        )
    return Chain(tuple(stages))
