"""Settings as JSON, read as strictly as a stranger's: what is there has the right type, or a sentence says so."""

from __future__ import annotations

import functools
import json
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_type_hints

from filterlab.data import DataChoice, choice_from_plain, choice_to_plain
from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, Started
from filterlab.nets.spec_plain import spec_from_plain, spec_to_plain
from filterlab.project.runs import TrainingRequest

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from pydantic import TypeAdapter

Value = TypeVar("Value")

MOST_TEXT = 4 << 20
"""Letters in one JSON text; the largest net there is takes a hundredth."""

NOT_AS_WRITTEN = (
    "A part of this project is not as FilterLab writes it: open a copy of the project made before."
)


def safe_text(text: str) -> str:
    """Return text without halves of letters, which names of files may have and UTF-8 cannot hold."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def format_json(value: object) -> str:
    """Write plain values as one line of JSON."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def parse_json(text: object) -> object:
    """Read JSON that `format_json` wrote.

    Raises
    ------
    FilterLabError
        It is no text, no JSON, too long or too deep.
    """
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise FilterLabError(NOT_AS_WRITTEN)
    try:
        plain: object = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise FilterLabError(NOT_AS_WRITTEN) from error
    return plain


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def to_plain(value: object, kind: Hashable) -> object:
    """Write a value of a frozen dataclass, or of any type pydantic knows, as plain values."""
    plain: object = _adapter(kind).dump_python(
        safe_text(value) if isinstance(value, str) else value, mode="json"
    )
    return plain


def from_plain(plain: object, kind: type[Value]) -> Value:
    """Read what `to_plain` wrote; every type has to be right, and the class's own checks have to pass.

    Raises
    ------
    FilterLabError
        They do not.
    """
    from pydantic import ValidationError

    try:
        # By JSON and not by Python's values: only there does a list stand for a tuple in strict mode.
        value: Value = _adapter(cast("Hashable", kind)).validate_json(json.dumps(plain), strict=True)
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise FilterLabError(NOT_AS_WRITTEN) from error
    return value


@functools.cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    # Imported only when a project is opened: pydantic takes a while.
    from pydantic import TypeAdapter

    form: Any = kind
    return TypeAdapter(form)


def request_to_plain(request: TrainingRequest) -> dict[str, Any]:
    """Write what was asked of a run as plain values, all but the arrays it begins with."""
    return _record_to_plain(request)


def request_from_plain(plain: object, start: Mapping[str, Any] | None) -> TrainingRequest:
    """Read what `request_to_plain` wrote; the arrays to begin with are given beside it.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    return TrainingRequest(**_record_from_plain(plain, TrainingRequest), start=start)


def started_to_plain(started: Started) -> dict[str, Any]:
    """Write the sizes and counts of a run as plain values."""
    return _record_to_plain(started)


def started_from_plain(plain: object) -> Started:
    """Read what `started_to_plain` wrote.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    return Started(**_record_from_plain(plain, Started))


def _record_to_plain(record: TrainingRequest | Started) -> dict[str, Any]:
    kinds = _kinds(cast("Hashable", type(record)))
    values = {name: getattr(record, name) for name in kinds}
    return {name: _part_to_plain(value, kinds[name]) for name, value in values.items()}


def _part_to_plain(value: object, kind: Hashable) -> object:
    if isinstance(value, NetSpec):
        return spec_to_plain(value)
    return choice_to_plain(value) if isinstance(value, DataChoice) else to_plain(value, kind)


def _record_from_plain(plain: object, record: type[TrainingRequest | Started]) -> dict[str, Any]:
    kinds = _kinds(cast("Hashable", record))
    needed = {entry.name for entry in fields(record) if entry.default is MISSING and entry.name in kinds}
    if not isinstance(plain, dict) or not needed <= plain.keys() <= kinds.keys():
        raise FilterLabError(NOT_AS_WRITTEN)
    return {name: _part_from_plain(value, kinds[name]) for name, value in plain.items()}


def _part_from_plain(plain: object, kind: type[Any]) -> object:
    if kind is NetSpec:
        return spec_from_plain(plain, "this project")
    return choice_from_plain(plain) if kind is DataChoice else from_plain(plain, kind)


@functools.cache
def _kinds(record: Hashable) -> dict[str, Any]:
    """Give the type of each field of a record that is written as JSON, in their order."""
    arrays: dict[str, Any] = {"Mapping": dict, "NDArray": list, "Any": Any}
    described: Any = record
    hints = get_type_hints(described, localns=arrays)
    return {entry.name: hints[entry.name] for entry in fields(described) if entry.name != "start"}
