"""One training step: scores, loss, gradients, weights changed."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine import softmax_cross_entropy
from filterlab.nets.diagnostics import LayerNorms, layer_norms, unsound_array
from filterlab.nets.evaluation import count_right
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network
from filterlab.nets.optimisers import SGD, Adam, Optimiser
from filterlab.nets.parameters import resolve_frozen
from filterlab.nets.train_config import TrainConfig


@dataclass(frozen=True)
class Lesson:
    """What a step told about its batch, before the weights changed.

    Attributes
    ----------
    loss
        The mean loss in nats; if it is no finite number, nothing was changed.
    right
        How many answers were right.
    norms
        Of weights and gradients, if they were asked for.
    unsound
        The name of an array of the net that holds numbers that are none after the step, if one does.
    """

    loss: float
    right: int
    norms: Mapping[str, LayerNorms]
    unsound: str | None


class Stepper:
    """A net that learns batch by batch.

    Parameters
    ----------
    net
        Its weights are changed in place.
    config
        The settings that concern a single step.
    rng
        Where dropout takes its chance from.

    Raises
    ------
    FilterLabError
        If ``config.frozen`` names what the net does not have, or leaves nothing to learn.
    """

    def __init__(self, net: Network, config: TrainConfig, rng: np.random.Generator) -> None:
        self._net = net
        # The arrays are always the same: only what is in them changes.
        self._state = net.state
        self._rng = rng
        self._smoothing = config.label_smoothing
        self._frozen = resolve_frozen(net.spec, config.frozen)
        free = {name: array for name, array in net.parameters.items() if name not in self._frozen}
        self.optimiser: Optimiser = (
            Adam(free, weight_decay=config.weight_decay)
            if config.optimizer == "adam"
            else SGD(
                free,
                momentum=config.momentum,
                nesterov=config.nesterov,
                weight_decay=config.weight_decay,
            )
        )

    def learn_from(
        self,
        images: npt.NDArray[Any],
        labels: npt.NDArray[Any],
        learning_rate: float,
        *,
        wants_norms: bool = False,
    ) -> Lesson:
        """Make one step along the gradient of one batch's loss.

        Parameters
        ----------
        images
            (N, C, H, W); smaller than the net takes, they are put in the middle.
        labels
            (N,), their classes.
        learning_rate
            How far to go.
        wants_norms
            Whether to measure weights and gradients; the weights as they are before the step.
        """
        norms: Mapping[str, LayerNorms] = {}
        unsound: str | None = None
        with quiet():
            logits, backward = self._net.forward(
                fit_images(images, self._net.spec.input_shape), training=True, rng=self._rng
            )
            loss, dlogits = softmax_cross_entropy(logits, labels, label_smoothing=self._smoothing)
            if isfinite(loss):
                _, gradients = backward(dlogits, frozen=self._frozen)
                if wants_norms:
                    norms = layer_norms(self._net, gradients)
                self.optimiser.step(gradients, learning_rate)
                # The loss alone does not tell: a ReLU turns a number that is none into 0.
                unsound = unsound_array(self._state)
        return Lesson(loss, count_right(logits, labels), norms, unsound)


def quiet() -> AbstractContextManager[None]:
    """Let numbers overflow without a warning: a run that diverges ends as Failed, which says more."""
    return np.errstate(all="ignore")
