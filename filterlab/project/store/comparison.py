"""What stands in Compare: one setting, with the filters that were transplanted beside it as arrays."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.probes.surgery import Blur, Operation, Rotate, Silence, Swap, Transplant
from filterlab.project.comparison import (
    BankChoice,
    Comparison,
    Order,
    PairingChoice,
    PatientRecord,
    RankingRecord,
    SampleChoice,
)
from filterlab.project.filters import frozen_array
from filterlab.project.store.arrays import read_arrays, write_arrays
from filterlab.project.store.plain import NOT_AS_WRITTEN, from_plain, safe_text, to_plain
from filterlab.project.store.settings import read_setting, write_setting

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

_COMPARISON = "comparison"
# All but the patients and the rankings, which hold arrays.
_PARTS: dict[str, Any] = {
    "columns": tuple[BankChoice, ...] | None,
    "order": Order,
    "same_limits": bool,
    "equal_strength": bool,
    "with_presets": bool,
    "sample": SampleChoice | None,
    "pairing": PairingChoice,
}
_PATIENT: dict[str, Any] = {"run_id": str, "step": int, "layer": str, "name": str}
_RANKINGS = "rankings"
_RANKING: dict[str, Any] = {
    "run_id": str,
    "step": int,
    "layer": str,
    "done": tuple[str, ...],
    "class_names": tuple[str, ...],
    "pictures": int,
}
_TABLES = ("figures", "confusions")
_FIGURES = ("loss", "accuracy")
_OPERATIONS: dict[str, type[Operation]] = {
    kind.__name__.lower(): kind for kind in (Silence, Swap, Transplant, Rotate, Blur)
}
_SIMPLE: dict[str, type[str | int | float | bool]] = {"str": str, "int": int, "float": float, "bool": bool}
_MOST_COLUMNS = 100


def write_comparison(
    connection: sqlite3.Connection,
    comparison: Comparison,
    *,
    with_grafts: bool = True,
    with_rankings: bool = True,
) -> None:
    """Store what stands in Compare in place of what stood there.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file, in a transaction.
    comparison : Comparison
        What stands there.
    with_grafts : bool
        Whether something was done to patients since the last time.
    with_rankings : bool
        Whether something was ranked since the last time.
    """
    grafts: dict[str, NDArray[Any]] = {}
    safe = _without_broken_letters(comparison)
    plain = {name: to_plain(getattr(safe, name), cast("Hashable", kind)) for name, kind in _PARTS.items()}
    plain["patients"] = [
        {
            **{
                name: to_plain(getattr(patient, name), cast("Hashable", kind))
                for name, kind in _PATIENT.items()
            },
            "operations": [_operation_to_plain(one, grafts) for one in patient.operations],
        }
        for patient in comparison.patients
    ]
    plain["rankings"] = [
        {name: to_plain(_safe(getattr(one, name)), cast("Hashable", kind)) for name, kind in _RANKING.items()}
        for one in comparison.rankings
    ]
    write_setting(connection, _COMPARISON, plain)
    if with_rankings:
        tables = {
            f"{name}-{number}": getattr(one, name)
            for number, one in enumerate(comparison.rankings)
            for name in _TABLES
        }
        write_arrays(connection, _RANKINGS, tables)
    if with_grafts:
        write_arrays(connection, _COMPARISON, grafts)


def read_comparison(connection: sqlite3.Connection) -> Comparison | None:
    """Read what stood in Compare; None if that was never kept.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    plain = read_setting(connection, _COMPARISON)
    if plain is None:
        return None
    if isinstance(plain, dict) and "pairing" not in plain:
        # Files from before it was kept.
        plain = {**plain, "pairing": to_plain(PairingChoice(), PairingChoice)}
    if isinstance(plain, dict) and "rankings" not in plain:
        plain = {**plain, "rankings": []}
    parts = _record(plain, {*_PARTS, "patients", "rankings"})
    comparison = Comparison(**{name: from_plain(parts[name], kind) for name, kind in _PARTS.items()})
    if comparison.columns is not None and not 1 <= len(comparison.columns) <= _MOST_COLUMNS:
        raise FilterLabError(NOT_AS_WRITTEN)
    if min(comparison.pairing.first, comparison.pairing.second, comparison.pairing.shift) < 0:
        raise FilterLabError(NOT_AS_WRITTEN)
    grafts = read_arrays(connection, _COMPARISON)
    patients = from_plain(parts["patients"], list[Any])
    tables = read_arrays(connection, _RANKINGS)
    rankings = enumerate(from_plain(parts["rankings"], list[Any]))
    return replace(
        comparison,
        patients=tuple(_patient_from_plain(one, grafts) for one in patients),
        rankings=tuple(_ranking_from_plain(one, tables, number) for number, one in rankings),
    )


def _safe(value: object) -> object:
    return tuple(safe_text(one) for one in value) if isinstance(value, tuple) else value


def _ranking_from_plain(plain: object, tables: Arrays, number: int) -> RankingRecord:
    parts = _record(plain, set(_RANKING))
    figures, confusions = (tables.get(f"{name}-{number}", np.zeros(0)) for name in _TABLES)
    # Counts of pictures, and shares of them.
    is_table = (
        figures.dtype == np.float64
        and figures.ndim == 2
        and figures.shape[1] == len(_FIGURES)
        and len(figures) > 1
        and confusions.dtype == np.uint32
        and confusions.shape == (len(figures), *2 * confusions.shape[1:2])
    )
    if not is_table or not np.isfinite(figures).all() or not ((figures >= 0) & (figures[:, 1:] <= 1)).all():
        raise FilterLabError(NOT_AS_WRITTEN)
    values = {name: from_plain(parts[name], kind) for name, kind in _RANKING.items()}
    for table in (figures, confusions):
        table.flags.writeable = False
    record = RankingRecord(**values, figures=figures, confusions=confusions)
    if len(record.class_names) != confusions.shape[1]:
        raise FilterLabError(NOT_AS_WRITTEN)
    return record


def _record(plain: object, names: set[str]) -> dict[str, Any]:
    if not isinstance(plain, dict) or plain.keys() != names:
        raise FilterLabError(NOT_AS_WRITTEN)
    return plain


def _without_broken_letters(comparison: Comparison) -> Comparison:
    columns, sample = comparison.columns, comparison.sample
    if columns is not None:
        columns = tuple(replace(one, layer=safe_text(one.layer), name=safe_text(one.name)) for one in columns)
    if sample is not None:
        sample = replace(sample, name=safe_text(sample.name))
    return replace(comparison, columns=columns, sample=sample)


def _operation_to_plain(operation: Operation, grafts: dict[str, NDArray[Any]]) -> dict[str, object]:
    """Write an operation as plain values; its weights go among the grafts under a name of their own."""
    plain: dict[str, object] = {"kind": type(operation).__name__.lower()}
    for entry in fields(operation):
        value = getattr(operation, entry.name)
        if isinstance(value, np.ndarray):
            name = f"graft-{len(grafts)}"
            grafts[name] = value
            value = name
        plain[entry.name] = safe_text(value) if isinstance(value, str) else value
    return plain


def _patient_from_plain(plain: object, grafts: Arrays) -> PatientRecord:
    parts = _record(plain, {*_PATIENT, "operations"})
    operations = from_plain(parts["operations"], list[Any])
    return PatientRecord(
        run_id=from_plain(parts["run_id"], str),
        step=from_plain(parts["step"], int),
        layer=from_plain(parts["layer"], str),
        operations=tuple(_operation_from_plain(one, grafts) for one in operations),
        name=from_plain(parts["name"], str),
    )


def _operation_from_plain(plain: object, grafts: Arrays) -> Operation:
    kind = _OPERATIONS.get(str(plain.get("kind"))) if isinstance(plain, dict) else None
    if kind is None:
        raise FilterLabError(NOT_AS_WRITTEN)
    parts = _record(plain, {"kind", *(entry.name for entry in fields(kind))})
    values: dict[str, Any] = {}
    for entry in fields(kind):
        value, simple = parts[entry.name], _SIMPLE.get(str(entry.type))
        if simple is not None:
            values[entry.name] = from_plain(value, simple)
        elif isinstance(value, str) and value in grafts:
            values[entry.name] = frozen_array(grafts[value])
        else:
            raise FilterLabError(NOT_AS_WRITTEN)
    return kind(**values)
