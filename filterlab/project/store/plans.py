"""What is set up in Train: one setting, with the weights of the draft beside it as arrays."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from filterlab.data import choice_from_plain, choice_to_plain
from filterlab.errors import FilterLabError
from filterlab.nets import TrainConfig
from filterlab.nets.spec_plain import spec_from_plain, spec_to_plain
from filterlab.project.net_drafts import NetDraft, Origin
from filterlab.project.plans import TrainingPlan
from filterlab.project.store.arrays import read_arrays, write_arrays
from filterlab.project.store.plain import NOT_AS_WRITTEN, from_plain, to_plain
from filterlab.project.store.settings import read_setting, write_setting

if TYPE_CHECKING:
    import sqlite3

_PLAN = "plan"
_PARTS = {"net", "origin", "begins_with_own", "is_frozen", "config", "data", "left_out"}


def write_plan(connection: sqlite3.Connection, plan: TrainingPlan, *, with_weights: bool = True) -> None:
    """Store what is set up in place of what was.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file, in a transaction.
    plan : TrainingPlan
        What is set up.
    with_weights : bool
        Whether the draft has other weights of the user's own than those that stand there.
    """
    draft = plan.draft
    plain = {
        "net": spec_to_plain(draft.spec),
        "origin": draft.origin,
        "begins_with_own": draft.begins_with_own,
        "is_frozen": draft.is_frozen,
        "config": to_plain(plan.config, TrainConfig),
        "data": choice_to_plain(plan.data),
        "left_out": sorted(plan.left_out),
    }
    write_setting(connection, _PLAN, plain)
    if with_weights:
        write_arrays(connection, _PLAN, draft.own)


def read_plan(connection: sqlite3.Connection) -> TrainingPlan | None:
    """Read what was set up; None if that was never kept.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    plain = read_setting(connection, _PLAN)
    if plain is None:
        return None
    if not isinstance(plain, dict) or plain.keys() != _PARTS:
        raise FilterLabError(NOT_AS_WRITTEN)
    draft = NetDraft(
        spec_from_plain(plain["net"], "this project"),
        MappingProxyType(read_arrays(connection, _PLAN)),
        from_plain(plain["origin"], cast("type[Any]", Origin)),
        begins_with_own=from_plain(plain["begins_with_own"], bool),
        is_frozen=from_plain(plain["is_frozen"], bool),
    )
    return TrainingPlan(
        draft,
        from_plain(plain["config"], TrainConfig),
        choice_from_plain(plain["data"]),
        frozenset(from_plain(plain["left_out"], list[str])),
    )
