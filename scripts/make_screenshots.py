"""Render states of the window into `docs/pictures`, always with the same font, as small PNG files.

    python scripts/make_screenshots.py [NAME ...]

Without a name all of them; with names, such as ``panel-peaks``, those alone. The tests in `tests/gui/looks` render
the same states and compare them with these files.
"""

import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from filterlab.gui.application import create_application
from filterlab.gui.shot import Shot, render
from filterlab.gui.states import COMPARE_PANELS, FIRST, PANELS, STATES, TRAIN_PANELS
from filterlab.gui.watch import route_qt_messages

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
FONTS = ROOT / "scripts" / "picture_fonts"
FAMILY = "FilterLab Pictures"
# The pictures in the repository are drawn by this one; another Qt's boxes and buttons have other sizes.
QT = "6.11."
# Of 96 dots an inch, which is what Qt draws without a screen.
POINTS = 9
LARGE, SMALL = (1400, 900), (1000, 700)
COLOURS = 256
# The panels of Train that look at runs; those that set up have states of their own.
ASKING_PANELS = [key for key in TRAIN_PANELS if key not in ("data", "net", "settings")]


def _gallery() -> dict[str, Shot]:
    """List every picture by its name: each workspace in both sizes and themes, everything else in a small window."""
    shots = {}
    for workspace, states in STATES.items():
        for theme in ("light", "dark"):
            shots[f"{workspace}-{theme}"] = Shot(workspace, size=LARGE, theme=theme)
            shots[f"{workspace}-{theme}-small"] = Shot(workspace, size=SMALL, theme=theme)
        for state in states:
            if state != FIRST:
                # Only a large window has room for numbers in the pixels of both views.
                size = LARGE if state == "close" else SMALL
                shots[f"{workspace}-{state}"] = Shot(workspace, state, size=size)
    for workspace, panels in (("design", PANELS), ("train", ASKING_PANELS), ("compare", COMPARE_PANELS)):
        shots |= {f"panel-{key}": Shot(workspace, panel=key, size=SMALL) for key in panels}
    return shots


GALLERY = _gallery()


def use_fonts(app: QApplication) -> None:
    """Draw all text with the fonts of this folder, whatever the machine has and however it hints."""
    if FAMILY not in QFontDatabase.families():
        for file in sorted(FONTS.glob("*.ttf")):
            if QFontDatabase.addApplicationFont(str(file)) < 0:
                raise OSError(f"Qt cannot read the font {file}.")
    font = QFont(FAMILY, POINTS)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)


def draw(name: str) -> np.ndarray:
    """Render one picture of the gallery as (H, W, 3) uint8."""
    return pixels_of(render(GALLERY[name]))


def pixels_of(image: QImage) -> np.ndarray:
    """Turn what was drawn into (H, W, 3) uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def save_small(pixels: np.ndarray, path: Path) -> None:
    """Write a PNG with as few colours as the eye needs."""
    few = Image.fromarray(pixels).quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main(names: list[str]) -> int:
    """Render and say what was written."""
    unknown = [name for name in names if name not in GALLERY]
    if unknown:
        print(f"There is no picture {unknown[0]!r}; there are: {', '.join(GALLERY)}.", file=sys.stderr)
        return 2
    if not qVersion().startswith(QT):
        print(
            f"The pictures are made with Qt {QT}x, this is {qVersion()}: use an older Python.",
            file=sys.stderr,
        )
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    route_qt_messages()
    use_fonts(create_application("light"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    # What takes longest comes last.
    for name in names or sorted(GALLERY, key=lambda name: GALLERY[name].how.trains):
        path = PICTURES / f"{name}.png"
        save_small(draw(name), path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
