"""Draw FilterLab's sample pictures and its icon into `assets/` (or into the folder given).

    python scripts/make_samples.py [FOLDER]

Running it twice gives the same bytes; another version of Pillow or NumPy may differ in the last bits.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from sample_drawings.icon import draw_icon, icon_svg
from sample_drawings.landscape import draw_landscape
from sample_drawings.mouse import draw_mouse
from sample_drawings.patterns import draw_gratings, draw_test_card, draw_text, draw_zone_plate


def main(arguments: list[str]) -> int:
    """Draw everything and say what was written."""
    assets = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1] / "assets"
    folder = assets / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {
        folder / "mouse.png": draw_mouse,
        folder / "landscape.jpg": draw_landscape,
        folder / "gratings.png": draw_gratings,
        folder / "zone-plate.png": draw_zone_plate,
        folder / "text.png": draw_text,
        folder / "test-card.png": draw_test_card,
        assets / "icon.png": draw_icon,
    }
    for path, draw in pictures.items():
        _save(path, draw())
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    (assets / "icon.svg").write_text(icon_svg(), encoding="utf-8")
    return 0


def _save(path: Path, pixels: np.ndarray) -> None:
    image = Image.fromarray(pixels)
    if path.suffix == ".jpg":
        image.save(path, quality=90, subsampling=0, optimize=True)
    else:
        image.save(path, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
