"""Chains in files: JSON that can be read, and mended, by people."""

import json
import re
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.files import check_ordinary, write_whole
from filterlab.nets.reading import read_whole
from filterlab.probes.chain.model import Chain, ChainStage, Weights, as_weights
from filterlab.probes.chain.places import naming_stage
from filterlab.probes.stages import Stages

if TYPE_CHECKING:
    from pydantic import ValidationError

    from filterlab.probes.chain.schema import PlainChain, PlainStage

CHAIN_SUFFIX = ".chain"

MAX_FILE_BYTES = 50_000_000
"""A million weights, written out, take less than half of this."""

MAX_NUMBERS = 3_000_000
"""More than the file of a million weights has values; as Python's own, so many take 300 MB for a moment."""

_VERSION = 1
# A list of numbers alone, spread over lines. Text cannot look like it: JSON has no line ends within text.
_SPREAD_NUMBERS = re.compile(r"\[\n\s*([-+.\deE,\s]*?)\n\s*\]")
_SINGULAR = {"stages": "stage", "filters": "filter"}


def save_chain(path: str | PathLike[str], chain: Chain) -> None:
    """Write a chain as one file, whole or not at all; `load_chain` gives the same chain to the last bit.

    Parameters
    ----------
    path
        The file, usually ending in ``CHAIN_SUFFIX``; what stands there is replaced.
    chain : Chain
        What to write.

    Raises
    ------
    FilterLabError
        If the file cannot be written; what stood there before still does.
    """
    write_whole(Path(path), format_chain(chain).encode(errors="backslashreplace"))


def load_chain(path: str | PathLike[str]) -> Chain:
    """Read a chain that `save_chain` wrote.

    Raises
    ------
    FilterLabError
        If there is no such file, it is damaged or something else, or its stages do not fit each other.
    """
    place = Path(path)
    data = _read(place)
    try:
        return parse_chain(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FilterLabError(f'"{place}" is no text, so it is no chain: choose another file.') from None
    except FilterLabError as error:
        raise FilterLabError(f'"{place}" cannot be used as a chain: {error}') from error


def format_chain(chain: Chain) -> str:
    """Write a chain as JSON text, one row of weights a line."""
    plain = {"filterlab_chain": _VERSION, "stages": [_plain_stage(stage) for stage in chain.stages]}
    text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)
    return _SPREAD_NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"


def parse_chain(text: str) -> Chain:
    """Read a chain from what `format_chain` wrote.

    Raises
    ------
    FilterLabError
        If the text is damaged or something else; the sentence names the stage and the key that is wrong.
    """
    from pydantic import ValidationError

    from filterlab.probes.chain.schema import PlainChain

    # Values stand between commas. Reading takes many times the memory of the text, and cannot be stopped.
    if text.count(",") > MAX_NUMBERS:
        raise FilterLabError(
            f"It holds more than {MAX_NUMBERS // 10**6} million numbers, and no chain does; choose another file."
        )
    try:
        plain = PlainChain.model_validate_json(text)
    except ValidationError as error:
        raise FilterLabError(_sentence(error)) from error
    return _chain(plain)


def _chain(plain: "PlainChain") -> Chain:
    stages = []
    for number, plain_stage in enumerate(plain.stages, start=1):
        with naming_stage(number):
            stages.append(_stage(plain_stage))
    return Chain(tuple(stages))


def _stage(plain: "PlainStage") -> ChainStage:
    settings: dict[str, Any] = plain.model_dump(exclude={"filters"})
    return ChainStage(
        weights=_weights(plain),
        biases=as_weights([each.bias for each in plain.filters], "biases"),
        names=tuple(each.name for each in plain.filters),
        settings=Stages(**settings),
    )


def _weights(plain: "PlainStage") -> Weights:
    """Make one array of all filters, if they have one shape."""
    first = plain.filters[0]
    maps, height = len(first.weights), len(first.weights[0]) if first.weights else 0
    width = len(first.weights[0][0]) if height else 0
    if not width:
        raise FilterLabError(f'Filter "{first.name}" has no weights; give rows of numbers for each map.')
    for each in plain.filters:
        rows = {len(sheet) for sheet in each.weights}
        columns = {len(row) for sheet in each.weights for row in sheet}
        if (len(each.weights), rows, columns) != (maps, {height}, {width}):
            raise FilterLabError(
                f'The weights of filter "{each.name}" are not {maps} × {height} × {width} numbers (maps, rows, '
                f'columns) throughout, as those of filter "{first.name}" begin; make all of the stage equal.'
            )
    return as_weights([each.weights for each in plain.filters], "weights")


def _plain_stage(stage: ChainStage) -> dict[str, object]:
    settings = stage.settings
    return {
        "stride": settings.stride,
        "padding": settings.padding,
        "dilation": settings.dilation,
        "flip": settings.flip,
        "activation": settings.activation,
        "pool": settings.pool,
        "pool_size": settings.pool_size,
        "pool_stride": settings.pool_stride,
        "filters": [
            {"name": name, "bias": _shortest(bias), "weights": _shortest(weights)}
            for name, bias, weights in zip(stage.names, stage.biases, stage.weights, strict=True)
        ],
    }


def _shortest(numbers: Weights | np.float32) -> object:
    """Return the shortest decimals that read back as the same float32 numbers, in nested lists."""
    if isinstance(numbers, np.ndarray):
        return [_shortest(part) for part in numbers]
    return float(str(numbers))


def _read(path: Path) -> bytes:
    check_ordinary(path, "chain file", MAX_FILE_BYTES)
    return read_whole(path, "chain file")


def _sentence(error: "ValidationError") -> str:
    """Say what is wrong first, and where."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"It is damaged or no JSON ({first['ctx']['error']}); save it again or choose another file."
    where: list[str] = []
    for part in first["loc"]:
        if isinstance(part, int) and where and where[-1] in _SINGULAR:
            where[-1] = f"{_SINGULAR[where[-1]]} {part + 1}"
        elif isinstance(part, int):
            where.append(str(part + 1))
        elif part.isidentifier():
            where.append(part)
    if where == ["filterlab_chain"] and first["type"] == "literal_error":
        return f"It is of version {first['input']!r:.20}, and only {_VERSION} is known here; use a newer FilterLab."
    if not where:
        return "It holds no stages; choose a file that a chain was saved in."
    known = "this key means nothing" if first["type"] == "extra_forbidden" else first["msg"]
    return f"In {', '.join(where)}: {known.replace('Input', 'this')}; save it again or mend it there."
