"""How the workspaces are laid out, as bytes for a project: sizes in splitters, panels, what is in front.

Sizes are plain numbers and may come from anybody. Where Qt put the panels is known by its own bytes alone, and
some bytes keep it busy for ever (Qt 6.11: one length changed in ``QMainWindow.saveState``): these carry a seal of
this user's, and a stranger's project begins with its panels where they are at first.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter

from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.gui.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from filterlab.gui.workspace import Workspace

log = logging.getLogger(__name__)

FRONT, PANELS = "in front", "panels of "
_SEAL_BYTES = 32
_MOST_PIXELS = 100_000


def read_layouts(workspaces: Sequence[Workspace], front: str) -> dict[str, bytes]:
    """Return how the workspaces are laid out, by names.

    Parameters
    ----------
    workspaces : sequence of Workspace
        One that was never in sight has no layout of its own yet, and is left out.
    front : str
        The name of the one in front.

    Returns
    -------
    dict of str to bytes
        For `restore_layouts`.
    """
    layouts = {FRONT: front.encode()}
    for workspace in workspaces:
        if not workspace.testAttribute(Qt.WidgetAttribute.WA_WState_Created):
            continue
        sizes = [splitter.sizes() for splitter in _splitters(workspace)]
        layouts[workspace.name] = json.dumps(sizes).encode()
        for desk in workspace.findChildren(Desk):
            state = bytes(desk.layout_state().data())
            seal = _seal(state)
            if seal is not None:
                layouts[PANELS + workspace.name] = seal + state
    return layouts


def restore_layouts(layouts: Mapping[str, bytes], workspaces: Sequence[Workspace]) -> str:
    """Lay the workspaces out as they were; what does not fit them, or is not ours, changes nothing.

    Returns
    -------
    str
        The name of the workspace that was in front; empty if none of these was.
    """
    for workspace in workspaces:
        _restore_sizes(workspace, layouts.get(workspace.name, b"[]"))
        sealed = layouts.get(PANELS + workspace.name, b"")
        seal, state = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if state and hmac.compare_digest(seal, _seal(state) or b""):
            for desk in workspace.findChildren(Desk):
                desk.restore_layout(QByteArray(state))
    front = layouts.get(FRONT, b"").decode(errors="replace")
    return front if front in {workspace.name for workspace in workspaces} else ""


def _splitters(workspace: Workspace) -> list[QSplitter]:
    return workspace.findChildren(QSplitter)


def _restore_sizes(workspace: Workspace, plain: bytes) -> None:
    try:
        found = json.loads(plain)
    except (ValueError, RecursionError):
        return
    splitters = _splitters(workspace)
    # Another version of the workspace may have been divided in other ways.
    if not isinstance(found, list) or len(found) != len(splitters):
        return
    for splitter, sizes in zip(splitters, found, strict=True):
        if isinstance(sizes, list) and len(sizes) == splitter.count() and all(map(_is_size, sizes)):
            splitter.setSizes(sizes)


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST_PIXELS


def _seal(state: bytes) -> bytes | None:
    """Return what tells that bytes come from this user's own window; None where nothing can be kept."""
    path = key_path()
    try:
        key = path.read_bytes() if path.exists() else b""
        if len(key) != _SEAL_BYTES:
            key = secrets.token_bytes(_SEAL_BYTES)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, key)
            path.chmod(0o600)
    except (OSError, FilterLabError) as error:
        log.warning("the panels' places cannot be kept: %s", error)
        return None
    return hmac.new(key, state, hashlib.sha256).digest()


def key_path() -> Path:
    """Return the file with this user's key for seals, in the configuration folder."""
    return platformdirs.user_config_path("filterlab", appauthor=False) / "layout.key"
