"""Every state has its picture, every picture is shown, and their fonts have all that the window writes."""

from __future__ import annotations

import re

from PySide6.QtGui import QRawFont

from filterlab.gui.main_window import MainWindow
from filterlab.gui.states import COMPARE_PANELS, PANELS, TRAIN_PANELS
from filterlab.project import Document

from .pictures import GALLERY, ROOT, screenshots


def test_every_panel_has_its_picture(qtbot) -> None:
    window = MainWindow(Document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    for workspace, panels in (
        (window.design, PANELS),
        (window.train, TRAIN_PANELS),
        (window.compare, COMPARE_PANELS),
    ):
        keys = {tool.key for tool in workspace.desk.tools}
        assert keys == set(panels), "filterlab/gui/states.py lists the panels and what to do in each"


def test_the_gallery_shows_and_names_every_picture() -> None:
    text = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/([\w-]+)\.png\)", text))
    assert shown == set(GALLERY)
    assert all((screenshots.PICTURES / f"{name}.png").exists() for name in GALLERY)


def test_the_pictures_are_small() -> None:
    sizes = {name: (screenshots.PICTURES / f"{name}.png").stat().st_size for name in GALLERY}
    assert max(sizes.values()) < 200_000
    assert sum(sizes.values()) < 4_000_000


def test_the_fonts_of_the_pictures_have_every_character_of_the_window(qapp) -> None:
    font = QRawFont.fromFont(qapp.font())
    used = set(
        "".join(path.read_text(encoding="utf-8") for path in (ROOT / "filterlab" / "gui").rglob("*.py"))
    )
    missing = {
        character
        for character in used
        if character.isprintable() and not font.supportsCharacter(ord(character))
    }
    assert not missing
