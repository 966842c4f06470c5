"""Let widgets listen to the document without outliving themselves."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from psygnal import SignalInstance
    from PySide6.QtCore import QObject


def listen(owner: QObject, signal: SignalInstance, method: Callable[..., Any]) -> None:
    """Call a method on every signal of the document until its owner is destroyed.

    psygnal watches the Python object alone. Qt may destroy the widget behind it earlier; a call then ends in
    "Internal C++ object already deleted" (https://github.com/pyapp-kit/app-model/issues/157). A method
    connected to its own ``destroyed`` is never called, so a function relays; it holds the method weakly.

    Parameters
    ----------
    owner : QObject
        The widget whose life bounds the connection.
    signal : SignalInstance
        One of the document's signals.
    method : callable
        A bound method of the owner.
    """
    weak_method = weakref.WeakMethod(method)

    def relay(*values: object) -> None:
        alive = weak_method()
        if alive is not None:
            alive(*values)

    signal.connect(relay)
    owner.destroyed.connect(lambda: signal.disconnect(relay, missing_ok=True))
