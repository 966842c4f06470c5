"""A whole net as a description: its input and its layers in order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from filterlab.errors import FilterLabError
from filterlab.nets.spec.base import LayerSpec
from filterlab.nets.spec.checks import Shape, format_shape


@dataclass(frozen=True)
class NetSpec:
    """A chain of layers, without weights: hashable, picklable, comparable.

    Attributes
    ----------
    name
        What the net is called.
    input_shape
        One input without the batch: ``(C, H, W)``, ``(C, L)`` or ``(F,)``.
    layers
        The layers in the order the input meets them; their names all differ.

    Raises
    ------
    FilterLabError
        If there is no layer, two share a name or the input shape is no shape. Whether the layers fit each
        other is found by `trace` (which `summary` and `build` call), so that a net being edited can exist
        meanwhile.
    """

    name: str
    input_shape: Shape
    layers: tuple[LayerSpec, ...]

    def __post_init__(self) -> None:
        """Check the name, the input shape and that no two layers share a name."""
        _check_title(self.name)
        object.__setattr__(self, "input_shape", _checked_input(self.name, self.input_shape))
        object.__setattr__(self, "layers", tuple(self.layers))
        if not self.layers:
            raise FilterLabError(f'Net "{self.name}" has no layers: give it at least one.')
        for layer in self.layers:
            _check_layer(self.name, layer)
        name, count = Counter(layer.name for layer in self.layers).most_common(1)[0]
        if count > 1:
            raise FilterLabError(
                f'Net "{self.name}" has {count} layers named "{name}": give each its own name.'
            )

    def layer(self, name: str) -> LayerSpec:
        """Find a layer by its name; FilterLabError naming the layers there are if it is not one of them."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in self.layers)
        raise FilterLabError(f'Net "{self.name}" has no layer "{name}": choose one of {names}.')


@dataclass(frozen=True)
class Stage:
    """One layer of a net at its place: what comes in and what goes out, without the batch."""

    layer: LayerSpec
    input_shape: Shape
    output_shape: Shape


def trace(spec: NetSpec) -> tuple[Stage, ...]:
    """Follow the shape of one input through all layers.

    Raises
    ------
    FilterLabError
        If a layer cannot take what the layers before it give: the message names it, its input and a remedy.
    """
    stages = []
    shape = spec.input_shape
    for layer in spec.layers:
        output_shape = layer.output_shape(shape)
        stages.append(Stage(layer, shape, output_shape))
        shape = output_shape
    return tuple(stages)


def count_classes(spec: NetSpec) -> int:
    """Count the scores a net gives for one input; FilterLabError if its output is not one row of scores."""
    last = trace(spec)[-1]
    if len(last.output_shape) != 1:
        raise FilterLabError(
            f'Net "{spec.name}" ends with "{last.layer.name}", which gives {format_shape(last.output_shape)} '
            "instead of one row of scores: end it with Flatten and Linear."
        )
    return last.output_shape[0]


def score_names(spec: NetSpec, class_names: Sequence[str]) -> tuple[str, ...]:
    """Name each score of a net after a class of its pictures, and by its number where there are more scores."""
    count = count_classes(spec)
    return (*class_names[:count], *(str(number) for number in range(len(class_names), count)))


def _check_title(name: object) -> None:
    if not isinstance(name, str) or not name.strip():
        raise FilterLabError(f'A net has the name {name!r}: give it a name, such as "tiny".')


def _check_layer(net: str, layer: object) -> None:
    if not isinstance(layer, LayerSpec):
        raise FilterLabError(
            f'Net "{net}" has {layer!r} among its layers: use the layers of filterlab.nets.spec.'
        )


def _checked_input(net: str, given: object) -> Shape:
    shape = tuple(given) if isinstance(given, tuple | list) else ()
    whole = all(isinstance(size, int) and not isinstance(size, bool) and size >= 1 for size in shape)
    if not 1 <= len(shape) <= 3 or not whole:
        raise FilterLabError(
            f'input_shape of net "{net}" is {given!r}: give whole numbers from 1 on, such as (1, 28, 28) for '
            "grey pictures of 28 × 28."
        )
    return shape
