"""Whether a window can be opened on this machine, and what is missing if not."""

from __future__ import annotations

import ctypes
import os
import sys

# What Qt's X11 plugin loads, and the Debian package that brings it. Without one of them Qt ends the process.
_X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def missing_screen() -> str:
    """Say in one sentence why no window can be opened here, or return an empty string."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    if not os.environ.get("DISPLAY"):
        return (
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open; "
            "run 'make demo' (or 'filterlab demo -o demo') to see the whole story as files."
        )
    missing = [package for library, package in _X11_LIBRARIES.items() if not _can_load(library)]
    if missing:
        return f"Qt needs system libraries that are not here; run: sudo apt-get install {' '.join(missing)}"
    return ""


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
