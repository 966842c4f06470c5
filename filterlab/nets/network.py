"""A net with weights: scores, feature maps, gradients."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from math import prod
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError
from filterlab.nets.initialisers import initial_parameters
from filterlab.nets.layers import Backward, Gradients, Layer, MaxPool2dLayer, make_layer
from filterlab.nets.layers.activations import OutputActivation
from filterlab.nets.parameters import check_parameters, without_batch_counts
from filterlab.nets.spec import MaxPool2d, NetSpec, ReLU, Shape, format_shape, trace
from filterlab.nets.zoo import zoo

# Numbers in the largest feature map of a block of inputs: small enough to stay in the processor's cache.
_BLOCK_NUMBERS = 1 << 19


class NetworkBackward(Protocol):
    """What `Network.forward` hands back."""

    def __call__(
        self, dlogits: FloatArray, *, wants_dx: bool = False, frozen: AbstractSet[str] = frozenset()
    ) -> tuple[FloatArray | None, Gradients]:
        """Carry the gradient of the loss back through the net.

        Parameters
        ----------
        dlogits
            Gradient of the loss by the scores, (N, classes).
        wants_dx
            Whether the gradient by the input is needed as well; it costs extra.
        frozen
            Parameters whose gradients are not needed: where a whole layer is frozen, its work is saved, and before
            the first layer that is not, everything is.

        Returns
        -------
        dx, gradients
            Gradient by the input (None if it was not wanted), and by each parameter that is not frozen under its name
            in `Network.parameters`.
        """
        ...


class Network:
    """A net with weights.

    Attributes
    ----------
    spec
        Its description.
    dtype
        float32, or float64 for proofs.
    """

    def __init__(self, spec: NetSpec, layers: tuple[Layer, ...], dtype: npt.DTypeLike = np.float32) -> None:
        self.spec = spec
        self.dtype = np.dtype(dtype)
        self._layers = layers
        self._quick_layers = _pool_with_relu(spec, layers)
        self._names = [
            frozenset(f"{layer.name}.{name}" for name in layer.parameters) for layer in self._quick_layers
        ]
        self._largest = max(prod(spec.input_shape), *(prod(stage.output_shape) for stage in trace(spec)))

    def __call__(
        self, x: npt.ArrayLike, *, watch: Callable[[str, FloatArray], None] | None = None
    ) -> FloatArray:
        """Compute the scores of a batch, in blocks, so that memory stays bounded however large the batch is.

        Parameters
        ----------
        x
            (N, *input_shape); pictures in [0, 1].
        watch
            Shown the output of each layer for each block, under the layer's name, to look at and not to keep. A ReLU
            just before max pooling may be left out: the pooling does its work.

        Returns
        -------
        array
            (N, classes) in the net's dtype; the largest score of a row is the net's answer.

        Raises
        ------
        FilterLabError
            If the inputs are not of the net's input shape.
        """
        inputs = self._checked(x)
        return np.concatenate([self._run(block, watch) for block in self._blocks(inputs)])

    def activations(self, x: npt.ArrayLike) -> dict[str, FloatArray]:
        """Compute the output of every layer for a batch, by the layers' names; all are kept in memory.

        Raises
        ------
        FilterLabError
            If the inputs are not of the net's input shape.
        """
        y = self._checked(x)
        outputs = {}
        for layer in self._layers:
            y = layer(y)
            outputs[layer.name] = y
        return outputs

    def forward(
        self, x: npt.ArrayLike, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, NetworkBackward]:
        """Compute the scores of one batch, and the function that carries their gradient back.

        Parameters
        ----------
        x
            (N, *input_shape).
        training
            Whether dropout drops and batch normalisation goes by the batch, and keeps its running statistics.
        rng
            Where dropout takes its chance from.

        Raises
        ------
        FilterLabError
            If the inputs are not of the net's input shape.
        """
        y = self._checked(x)
        backwards: list[Backward] = []
        for layer in self._quick_layers:
            y, backward = layer.forward(y, training=training, rng=rng)
            backwards.append(backward)

        def net_backward(
            dlogits: FloatArray, *, wants_dx: bool = False, frozen: AbstractSet[str] = frozenset()
        ) -> tuple[FloatArray | None, Gradients]:
            return self._carry_back(backwards, dlogits, wants_dx=wants_dx, frozen=frozen)

        return y, net_backward

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers with their weights (no copies), from the input on; see `filterlab.nets.parts`."""
        return self._layers

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The arrays the net learns (no copies) by PyTorch's names (``conv1.weight``), from the input on."""
        return {
            f"{layer.name}.{name}": array
            for layer in self._layers
            for name, array in layer.parameters.items()
        }

    @property
    def state(self) -> dict[str, FloatArray]:
        """All arrays that make the net answer as it does (no copies): its parameters and running statistics."""
        return {
            f"{layer.name}.{name}": array
            for layer in self._layers
            for name, array in (layer.parameters | layer.buffers).items()
        }

    def set_parameters(self, parameters: Mapping[str, npt.NDArray[Any]]) -> None:
        """Copy in weights and running statistics, all of `state`, at once: if one does not fit, none is changed.

        PyTorch's ``num_batches_tracked`` is passed over.

        Raises
        ------
        FilterLabError
            If an array is missing, unknown, of another shape, not finite, or not zero where the connection
            table has no weight. The message names it.
        """
        own = self.state
        check_parameters(self.spec, parameters)
        for name, array in without_batch_counts(parameters).items():
            own[name][...] = array

    def _run(self, x: FloatArray, watch: Callable[[str, FloatArray], None] | None) -> FloatArray:
        for layer in self._quick_layers:
            x = layer(x)
            if watch is not None:
                watch(layer.name, x)
        return x

    def _blocks(self, x: FloatArray) -> Iterator[FloatArray]:
        size = max(1, _BLOCK_NUMBERS // self._largest)
        for start in range(0, max(len(x), 1), size):
            yield x[start : start + size]

    def _carry_back(
        self, backwards: list[Backward], dy: FloatArray, *, wants_dx: bool, frozen: AbstractSet[str]
    ) -> tuple[FloatArray | None, Gradients]:
        wanted = [names - frozen for names in self._names]
        first = next((index for index, names in enumerate(wanted) if names), len(backwards))
        gradients: Gradients = {}
        dx: FloatArray | None = dy
        for index in reversed(range(len(backwards))):
            if dx is None or (index < first and not wants_dx):
                break
            dx, own = backwards[index](
                dx, wants_dx=wants_dx or index > first, wants_gradients=bool(wanted[index])
            )
            name = self._quick_layers[index].name
            gradients.update((f"{name}.{key}", array) for key, array in own.items())
        return dx if wants_dx else None, {
            name: array for name, array in gradients.items() if name not in frozen
        }

    def _checked(self, x: npt.ArrayLike) -> FloatArray:
        given = np.asarray(x)
        if given.shape[1:] != self.spec.input_shape or given.ndim != len(self.spec.input_shape) + 1:
            raise FilterLabError(self._wrong_input(given.shape))
        if given.dtype.kind not in "fbiu":
            raise FilterLabError(
                f'Net "{self.spec.name}" was given numbers of the type {given.dtype}: give float32 or '
                "float64."
            )
        return given.astype(self.dtype, copy=False)

    def _wrong_input(self, shape: Shape) -> str:
        wanted = format_shape(self.spec.input_shape)
        if shape == self.spec.input_shape:
            return (
                f'Net "{self.spec.name}" takes a batch of {wanted} and was given a single one: write x[None].'
            )
        return (
            f'Net "{self.spec.name}" takes a batch of inputs of {wanted} and was given an array of shape '
            f"{shape}: pad smaller pictures with fit_images, or choose another net."
        )


def _pool_with_relu(spec: NetSpec, layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Let max pooling do the work of a ReLU that stands just before it.

    The largest number of a window, cut at 0, is the largest of the numbers cut at 0: scores and gradients
    stay the same to the last bit, and the numbers are looked at twice less.
    """
    quick = list(layers)
    for index, (first, second) in enumerate(pairwise(spec.layers)):
        # What stands in for a ReLU, and goes another way back, has to be asked itself.
        is_plain = isinstance(layers[index], OutputActivation)
        if isinstance(first, ReLU) and isinstance(second, MaxPool2d) and is_plain:
            place = quick.index(layers[index])
            quick[place : place + 2] = [MaxPool2dLayer(second, relu=True)]
    return tuple(quick)


def build(net: NetSpec | str, rng: np.random.Generator, *, dtype: npt.DTypeLike = np.float32) -> Network:
    """Make a net with random weights: He's rule before ReLU, Glorot's elsewhere, biases 0.

    Parameters
    ----------
    net
        A description, or a name of the zoo.
    rng
        Where the weights come from; the same generator state gives the same weights.
    dtype
        float32, or float64 for proofs.

    Raises
    ------
    FilterLabError
        If the zoo has no such net, a layer does not fit the ones before it, or the weights exceed the memory.
    """
    spec = find_net(net) if isinstance(net, str) else net
    stages = trace(spec)
    try:
        layers = tuple(
            make_layer(stage.layer, initial_parameters(stages, index, rng, dtype))
            for index, stage in enumerate(stages)
        )
    except MemoryError:
        count = sum(stage.layer.count_parameters(stage.input_shape) for stage in stages)
        raise FilterLabError(
            f'Net "{spec.name}" has {count:,} parameters, more than fit in memory: make its layers smaller.'
        ) from None
    return Network(spec, layers, dtype)


def find_net(name: str) -> NetSpec:
    """Find a net of the zoo; FilterLabError naming those there are if it is not one of them."""
    if name not in zoo:
        known = ", ".join(zoo)
        raise FilterLabError(f'There is no net "{name}": choose one of {known}, or give a spec file.')
    return zoo[name]
