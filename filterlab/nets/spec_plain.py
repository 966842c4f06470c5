"""Net descriptions as plain values (dicts, lists, numbers, text), the way TOML and JSON hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from filterlab.errors import FilterLabError
from filterlab.nets.spec import LAYER_KINDS, LayerSpec, NetSpec

SPEC_KEY = "filterlab.spec"
"""Under which files that hold weights keep the net's description, as JSON, in their metadata."""

_NET_KEYS = ("name", "input_shape", "layers")


def spec_to_plain(spec: NetSpec) -> dict[str, object]:
    """Write a net as plain values; settings that have their usual value are left out."""
    return {
        "name": spec.name,
        "input_shape": list(spec.input_shape),
        "layers": [_layer_to_plain(layer) for layer in spec.layers],
    }


def spec_from_plain(plain: object, where: str) -> NetSpec:
    """Read a net from plain values.

    Parameters
    ----------
    plain
        What `spec_to_plain` gives.
    where
        What to call the source in messages, such as ``'net.toml'``.

    Raises
    ------
    FilterLabError
        Naming the source, the layer and the key that is wrong.
    """
    if not isinstance(plain, Mapping):
        raise FilterLabError(f"{where} is no net description: give name, input_shape and layers.")
    _check_keys(plain, _NET_KEYS, _NET_KEYS, where)
    layers = plain["layers"]
    if not isinstance(layers, list):
        raise FilterLabError(f"layers in {where} is {layers!r}: give a [[layers]] table for each layer.")
    specs = tuple(_layer_from_plain(layer, number, where) for number, layer in enumerate(layers, start=1))
    settings: dict[str, Any] = {key: _frozen(plain[key]) for key in ("name", "input_shape")}
    try:
        return NetSpec(**settings, layers=specs)
    except FilterLabError as error:
        raise FilterLabError(f"In {where}: {error}") from error


def _layer_to_plain(layer: LayerSpec) -> dict[str, object]:
    plain: dict[str, object] = {"kind": layer.kind}
    for field in fields(layer):
        value = getattr(layer, field.name)
        default = field.default
        if value != default and value != (default, default):
            plain[field.name] = _thawed(value)
    return plain


def _layer_from_plain(plain: object, number: int, where: str) -> LayerSpec:
    if not isinstance(plain, Mapping):
        raise FilterLabError(f"Layer {number} in {where} is {plain!r}: give a table with kind and name.")
    title = f"layer {number} ({plain.get('name', 'without a name')}) in {where}"
    kind = plain.get("kind")
    if not isinstance(kind, str) or kind not in LAYER_KINDS:
        given = "no kind" if kind is None else f'the unknown kind "{kind}"'
        raise FilterLabError(f"The {title} has {given}: choose one of {', '.join(LAYER_KINDS)}.")
    made = LAYER_KINDS[kind]
    known = [field.name for field in fields(made)]
    needed = [field.name for field in fields(made) if field.default is MISSING]
    settings: dict[str, Any] = {key: _frozen(value) for key, value in plain.items() if key != "kind"}
    _check_keys(settings, known, needed, title)
    try:
        return made(**settings)
    except FilterLabError as error:
        raise FilterLabError(f"In {where}: {error}") from error


def _check_keys(plain: Mapping[str, object], known: Sequence[str], needed: Sequence[str], where: str) -> None:
    for key in plain:
        if key not in known:
            names = ", ".join(known)
            raise FilterLabError(f'"{key}" in {where} means nothing: use {names}.')
    for key in needed:
        if key not in plain:
            raise FilterLabError(f'"{key}" is missing in {where}: add it.')


def _frozen(value: object) -> object:
    """Turn lists into tuples, however deep."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _thawed(value: object) -> object:
    """Turn tuples into lists, however deep, and a pair of equal numbers into one."""
    if isinstance(value, tuple):
        if len(value) == 2 and value[0] == value[1] and isinstance(value[0], int):
            return value[0]
        return [_thawed(item) for item in value]
    return value
