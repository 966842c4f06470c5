"""The script that makes the pictures of the documentation, and what it lists."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from filterlab.gui.shot import Shot

ROOT = Path(__file__).resolve().parents[3]


def _script() -> ModuleType:
    """Load the script that makes the pictures; scripts are no package."""
    path = ROOT / "scripts" / "make_screenshots.py"
    spec = importlib.util.spec_from_file_location("make_screenshots", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


screenshots = _script()
GALLERY: dict[str, Shot] = screenshots.GALLERY
