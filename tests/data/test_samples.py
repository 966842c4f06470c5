"""The sample pictures are there, small, and the mouse carries the course's two patches."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.signal import correlate

from filterlab.data import asset_path, load_sample, presets, samples
from filterlab.errors import FilterLabError

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

CURVE = [
    [0, 0, 0, 0, 0, 0, 30],
    [0, 0, 0, 0, 50, 50, 50],
    [0, 0, 0, 20, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
]
OTHER = [
    [0, 0, 0, 0, 0, 0, 0],
    [0, 40, 0, 0, 0, 0, 0],
    [40, 0, 40, 0, 0, 0, 0],
    [40, 20, 0, 0, 0, 0, 0],
    [0, 50, 0, 0, 0, 0, 0],
    [0, 0, 50, 0, 0, 0, 0],
    [25, 25, 0, 50, 0, 0, 0],
]
SHAPES = {
    "mouse": (1, 224, 224),
    "landscape": (3, 768, 1024),
    "gratings": (1, 512, 512),
    "zone-plate": (1, 512, 512),
    "text": (1, 384, 512),
    "test-card": (1, 256, 256),
}


def _mouse():
    """The mouse in units of 0..255, whole numbers."""
    return load_sample("mouse")[0] * 255


def _respond(picture):
    return correlate(
        picture.astype(float),
        presets["curve-detector"].weights[0].astype(float),
        mode="valid",
        method="direct",
    )


def test_every_sample_is_there_and_explained():
    assert list(samples) == list(SHAPES)
    for name, sample in samples.items():
        assert sample.name == name
        assert sample.title
        assert sample.explanation.endswith(".")
        assert sample.path.is_file()
        assert load_sample(name).shape == SHAPES[name]


def test_all_samples_together_stay_below_2_mb():
    assert sum(path.stat().st_size for path in asset_path("samples").iterdir()) < 2_000_000


def test_an_unknown_sample_is_refused_with_the_names_there_are():
    with pytest.raises(FilterLabError, match='no sample picture "cat": choose one of mouse, landscape'):
        load_sample("cat")


def test_the_mouse_is_ink_of_at_most_50_on_black():
    mouse = _mouse()
    assert np.array_equal(mouse, mouse.round())
    assert mouse.max() == 50
    assert (mouse == 0).mean() > 0.8


@pytest.mark.parametrize(("mark", "patch", "answer"), [("back", CURVE, 6600), ("head", OTHER, 0)])
def test_the_course_s_patches_stand_in_the_mouse_pixel_for_pixel(mark, patch, answer):
    row, column = samples["mouse"].marks[mark]
    mouse = _mouse()
    assert mouse[row : row + 7, column : column + 7].tolist() == patch
    assert _respond(mouse)[row, column] == answer


def test_the_curve_s_place_is_where_the_plan_shows_it():
    assert samples["mouse"].marks["back"] == (41, 87)


def test_one_row_below_the_course_s_place_the_same_pixels_fit_perfectly():
    response = _respond(_mouse())
    assert response[42, 87] == response.max() == 9000
    assert (response == 9000).sum() == 1


def test_nothing_away_from_the_curve_reaches_the_course_s_6600():
    response = _respond(_mouse())
    rows, columns = np.nonzero(response >= 6600)
    row, column = samples["mouse"].marks["back"]
    assert np.hypot(rows - row, columns - column).max() < 8


def test_the_gratings_answer_to_their_own_gabor():
    picture = load_sample("gratings")[0].astype(float)
    angles = (0, 45, 90, 135)
    # The second row of patches has the wavelength of the ready-made Gabor filters.
    for column, angle in enumerate(angles):
        patch = picture[128 + 32 : 256 - 32, 128 * column + 32 : 128 * column + 96]
        power = {
            other: np.square(
                correlate(patch, presets[f"gabor-{other}"].weights[0].astype(float), mode="valid")
            ).mean()
            for other in angles
        }
        assert power[angle] > 50 * max(value for other, value in power.items() if other != angle)


def test_the_icon_has_see_through_corners():
    with Image.open(asset_path("icon.png")) as icon:
        assert icon.size == (256, 256)
        assert icon.getpixel((0, 0))[3] == 0
        assert icon.getpixel((128, 10))[3] == 255


def test_the_script_draws_the_stored_pictures(tmp_path):
    program = (
        "import sys; from pathlib import Path; from PIL import Image\n"
        "from sample_drawings import icon, mouse, patterns\n"
        "out = Path(sys.argv[1])\n"
        "Image.fromarray(mouse.draw_mouse()).save(out / 'mouse.png')\n"
        "Image.fromarray(patterns.draw_gratings()).save(out / 'gratings.png')\n"
        "Image.fromarray(patterns.draw_zone_plate()).save(out / 'zone-plate.png')\n"
        "Image.fromarray(patterns.draw_test_card()).save(out / 'test-card.png')\n"
        "(out / 'icon.svg').write_text(icon.icon_svg(), encoding='utf-8')\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=SCRIPTS)
    assert (tmp_path / "icon.svg").read_bytes() == asset_path("icon.svg").read_bytes()
    for drawn in tmp_path.glob("*.png"):
        with Image.open(drawn) as fresh, Image.open(asset_path(f"samples/{drawn.name}")) as stored:
            difference = np.abs(np.asarray(fresh, dtype=int) - np.asarray(stored, dtype=int))
        # Another machine's cosine may round one grey differently.
        assert difference.max() <= 1
