"""Net descriptions as TOML files."""

import json
import tomllib
from os import PathLike
from pathlib import Path

from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.nets.reading import read_whole
from filterlab.nets.spec import NetSpec
from filterlab.nets.spec_plain import spec_from_plain, spec_to_plain


def read_spec(path: str | PathLike[str]) -> NetSpec:
    """Read a net description from a TOML file.

    The file holds ``name``, ``input_shape`` and a ``[[layers]]`` table for each layer, with its ``kind``, its
    ``name`` and its settings, as `write_spec` writes them.

    Raises
    ------
    FilterLabError
        If there is no such file, it is no TOML, or a layer or a key is wrong: the message names file, layer
        and key.
    """
    place = Path(path)
    try:
        plain = tomllib.loads(read_whole(place, "net description").decode())
    except UnicodeDecodeError:
        raise FilterLabError(f'"{place}" is no text file: choose a net description in TOML.') from None
    except tomllib.TOMLDecodeError as error:
        raise FilterLabError(f'"{place}" is not valid TOML ({error}): correct it there.') from error
    except (ValueError, RecursionError) as error:
        # Python refuses whole numbers of more than 4300 digits, and lists in lists in lists without end.
        raise FilterLabError(
            f'"{place}" holds a number or nested lists that are far too long: choose a net description.'
        ) from error
    return spec_from_plain(plain, f'"{place}"')


def write_spec(path: str | PathLike[str], spec: NetSpec) -> None:
    """Write a net description as a TOML file, whole or not at all.

    Raises
    ------
    FilterLabError
        If the file cannot be written; what stood there before still does.
    """
    write_whole(Path(path), format_spec(spec).encode())


def format_spec(spec: NetSpec) -> str:
    """Write a net description as TOML text."""
    plain = spec_to_plain(spec)
    layers = plain.pop("layers")
    blocks = [_table(plain)]
    if isinstance(layers, list):
        blocks += ["[[layers]]\n" + _table(layer) for layer in layers]
    return "\n".join(blocks)


def _table(values: dict[str, object]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: object) -> str:
    """Write one value as JSON, which TOML reads alike but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
