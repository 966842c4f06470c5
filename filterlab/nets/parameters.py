"""Whether arrays belong to a net, and if not, to which other one."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError
from filterlab.nets.spec import Conv2d, NetSpec, Shape, format_shape, trace
from filterlab.nets.zoo import zoo


def state_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Give the shapes of all arrays a net learns or keeps, under PyTorch's names (``conv1.weight``)."""
    shapes: dict[str, Shape] = {}
    for stage in trace(spec):
        own = stage.layer.parameter_shapes(stage.input_shape) | stage.layer.buffer_shapes(stage.input_shape)
        shapes |= {f"{stage.layer.name}.{name}": shape for name, shape in own.items()}
    return shapes


def without_batch_counts(parameters: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Leave out how many batches PyTorch's batch normalisation has seen: nothing is computed from it."""
    return {name: array for name, array in parameters.items() if not name.endswith(".num_batches_tracked")}


def check_parameters(spec: NetSpec, parameters: Mapping[str, npt.NDArray[Any]]) -> None:
    """Raise FilterLabError, naming the first array that is wrong, unless these are weights for that net."""
    parameters = without_batch_counts(parameters)
    wanted = state_shapes(spec)
    hint = _hint(spec, {name: array.shape for name, array in parameters.items()})
    for name in wanted:
        if name not in parameters:
            raise FilterLabError(f'The weights have no "{name}", which net "{spec.name}" needs: {hint}.')
    for name, array in parameters.items():
        if name not in wanted:
            raise FilterLabError(f'The weights have "{name}", which net "{spec.name}" does not: {hint}.')
        if array.shape != wanted[name]:
            raise FilterLabError(
                f'"{name}" is {format_shape(array.shape)} in the weights and {format_shape(wanted[name])} in '
                f'net "{spec.name}": {hint}.'
            )
        if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
            raise FilterLabError(
                f'"{name}" holds values that are not finite numbers: train the net again with a smaller '
                "learning rate."
            )
        if name.endswith(".running_var") and (array < 0).any():
            raise FilterLabError(f'"{name}" holds variances below 0: {hint}.')
    _check_tables(spec, parameters)


def resolve_frozen(spec: NetSpec, names: Iterable[str]) -> frozenset[str]:
    """Find the parameters meant by their own names (``conv1.weight``) or by a layer's (``conv1``).

    Raises
    ------
    FilterLabError
        If the net has no such parameter or layer, the layer has none, or nothing would be left to learn.
    """
    known = [
        f"{stage.layer.name}.{name}"
        for stage in trace(spec)
        for name in stage.layer.parameter_shapes(stage.input_shape)
    ]
    found: set[str] = set()
    for name in names:
        meant = {own for own in known if name in (own, own.rpartition(".")[0])}
        if not meant:
            layers = ", ".join(dict.fromkeys(own.rpartition(".")[0] for own in known))
            raise FilterLabError(
                f'Net "{spec.name}" has nothing to freeze under the name "{name}": choose among {layers}.'
            )
        found |= meant
    if found and len(found) == len(known):
        raise FilterLabError(
            f'All parameters of net "{spec.name}" are frozen: leave one layer free to learn.'
        )
    return frozenset(found)


def find_owner(shapes: Mapping[str, Shape]) -> str | None:
    """Find the net of the zoo whose arrays have just these names and shapes; None if there is none."""
    for name, spec in zoo.items():
        if state_shapes(spec) == dict(shapes):
            return name
    return None


def _hint(spec: NetSpec, shapes: Mapping[str, Shape]) -> str:
    owner = find_owner(shapes)
    if owner is not None and owner != spec.name:
        return f'they look like the weights of "{owner}", so choose that net'
    return "choose the net they were made for"


def _check_tables(spec: NetSpec, parameters: Mapping[str, npt.NDArray[Any]]) -> None:
    for layer in spec.layers:
        if isinstance(layer, Conv2d) and layer.table is not None:
            weight = parameters[f"{layer.name}.weight"]
            for number, (own, row) in enumerate(zip(weight, layer.table, strict=True)):
                if np.delete(own, row, axis=0).any():
                    raise FilterLabError(
                        f'Filter {number} of "{layer.name}.weight" has weights for maps it is not connected '
                        f'with in net "{spec.name}": set them to 0, or use a net without a table.'
                    )
