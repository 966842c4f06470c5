"""The pictures are drawn with their own fonts, and compared under the Qt that drew them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import qVersion

from filterlab.gui.theme import apply_theme

from .pictures import screenshots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

# Another Qt's boxes and buttons are some pixels larger or smaller, which moves everything below and beside them.
collect_ignore = [] if qVersion().startswith(screenshots.QT) else ["test_looks.py"]


@pytest.fixture(autouse=True)
def the_fonts_of_the_pictures(qapp: QApplication) -> Iterator[None]:
    """Draw with the fonts of the pictures, and give the other tests theirs back."""
    font = qapp.font()
    screenshots.use_fonts(qapp)
    yield
    qapp.setFont(font)
    apply_theme(qapp, "light")
