"""The window looks in every state as `docs/pictures` shows it: nothing is missing, cut off, empty or unreadable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from filterlab.gui.shot import Shot, bring_forward, opened
from filterlab.gui.states import FIRST, PANELS, STATES, State

from .pictures import GALLERY, ROOT, screenshots
from .similarity import compare

if TYPE_CHECKING:
    from filterlab.gui.main_window import MainWindow

# Where a picture that differs is left to be looked at.
DIFFERENT = ROOT / "build" / "looks"
# See `complaint` for what was measured.
LEAST_MEAN, LEAST_PART = 0.9, 0.6
# Training takes seconds, and what it draws depends on time; the panes of Train and Compare are tried without it.
# Of the same state in several sizes and themes, one.
SKIPPED = (
    "design-light",
    "design-light-small",
    "design-dark",
    "circuit-light",
    "circuit-light-small",
    "circuit-dark",
)
QUIET_PANELS = [key for key, steps in PANELS.items() if not steps]
TRIED = [
    name
    for name, shot in GALLERY.items()
    if not (shot.how.trains or name in SKIPPED or shot.panel in QUIET_PANELS)
]


def known(name: str) -> np.ndarray:
    """Read a picture of the documentation as (H, W, 3)."""
    with Image.open(screenshots.PICTURES / f"{name}.png") as picture:
        return np.asarray(picture.convert("RGB"))


def complaint(name: str, drawn: np.ndarray) -> str:
    """Say how a picture differs from the documentation's and leave it to be looked at; empty if it does not.

    Measured with this font on two cores, 27 states: rendered again 0.998 to 1 in the mean and 0.86 to 1 in the
    worst part of 64 × 64 pixels (times are told in the status bar), the same on a machine without any font. Eight
    states with letters that are not smoothed: mean 0.976, part 0.69. Five states broken on purpose, bank or panel or
    stage bar hidden, kernel collapsed, views squeezed, panel or numbers or response emptied, text in the colour of
    its ground: mean 0.69 to 0.98, part 0.20 at most; the mean alone does not find an empty pane. Other fonts move
    everything, with a mean of 0.27 (Nimbus Sans), 0.35 (10 points) and 0.58 (8 points): therefore the pictures have
    fonts of their own.
    """
    accept = f"make screenshots ARGS={name}"
    if not (screenshots.PICTURES / f"{name}.png").exists():
        return f"There is no picture of {name} yet; make it: {accept}"
    before = known(name)
    assert drawn.shape == before.shape
    likeness = compare(before, drawn)
    if likeness.mean >= LEAST_MEAN and likeness.worst >= LEAST_PART:
        return ""
    DIFFERENT.mkdir(parents=True, exist_ok=True)
    screenshots.save_small(drawn, DIFFERENT / f"{name}.png")
    row, column = likeness.where
    return (
        f"{name} looks otherwise than docs/pictures/{name}.png: likeness {likeness.mean:.3f} (at least "
        f"{LEAST_MEAN}), in the part around x {column}, y {row} {likeness.worst:.3f} (at least {LEAST_PART}).\n"
        f"How it looks now: {DIFFERENT / name}.png\nIf that is how it shall look: {accept}"
    )


@pytest.mark.parametrize("name", TRIED)
def test_every_state_looks_as_in_the_documentation(name) -> None:
    wrong = complaint(name, screenshots.draw(name))
    assert not wrong, wrong


def test_every_panel_that_changes_nothing_looks_as_in_the_documentation() -> None:
    wrong = []
    # In one window, one after the other: opening it takes longer than all of them.
    with opened(Shot("design", size=screenshots.SMALL)) as window:
        for key in QUIET_PANELS:
            bring_forward(window, key)
            wrong.append(complaint(f"panel-{key}", screenshots.pixels_of(window.grab().toImage())))
    assert not any(wrong), "\n".join(filter(None, wrong))


def _hide_the_bank(window: MainWindow) -> None:
    window.design.bank.hide()


def _empty_the_panel(window: MainWindow) -> None:
    for child in window.design.size_panel.findChildren(QWidget):
        child.hide()


def _write_in_the_colour_of_the_ground(_window: MainWindow) -> None:
    for widget in QApplication.allWidgets():
        palette = widget.palette()
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(role, palette.color(QPalette.ColorRole.Window))
        widget.setPalette(palette)


@pytest.mark.parametrize("damage", [_hide_the_bank, _empty_the_panel, _write_in_the_colour_of_the_ground])
def test_a_broken_layout_is_noticed(monkeypatch, damage) -> None:
    sound = STATES["design"][FIRST]
    monkeypatch.setitem(STATES["design"], "broken", State((*sound.steps, damage)))
    monkeypatch.setitem(GALLERY, "broken", Shot("design", "broken", size=screenshots.SMALL))
    assert compare(known("design-light-small"), screenshots.draw("broken")).worst < LEAST_PART / 2
