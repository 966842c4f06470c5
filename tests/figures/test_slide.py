from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filterlab.data import load_sample, presets
from filterlab.errors import FilterLabError
from filterlab.figures import DARK, LIGHT, Look, colorize, limits_of
from filterlab.figures.slide import SlideView, export_slide, slide_frames
from filterlab.probes import Box, Stages
from filterlab.probes.slide import Walk, plan_walk

CURVE = presets["curve-detector"].weights


def small_walk(stages: Stages | None = None) -> Walk:
    rng = np.random.default_rng(3)
    picture = rng.uniform(size=(1, 7, 8)).astype(np.float32)
    return plan_walk(picture, rng.normal(size=(1, 3, 3)).astype(np.float32), stages or Stages())


def colored(pixels: np.ndarray, color: tuple[int, int, int]) -> np.ndarray:
    return (pixels == color).all(axis=-1)


def test_there_is_a_frame_for_each_position_and_all_are_of_one_size():
    frames = list(slide_frames(small_walk(), side=64))
    assert len(frames) == 5 * 6
    assert {frame.shape for frame in frames} == {frames[0].shape}
    assert {frame.dtype for frame in frames} == {np.dtype(np.uint8)}


def test_a_long_walk_is_shown_in_so_many_frames():
    assert len(list(slide_frames(small_walk(), max_frames=7, side=64))) == 7


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_map_fills_in_as_the_filter_goes(look: Look):
    walk = small_walk()
    view = SlideView(walk, side=60, look=look)
    assert view.finished.size == (60, 50)
    colors = colorize(walk.activated, "signed", limits_of(walk.activated, "signed"))
    for number in (0, 8, 29):
        pixels = np.asarray(view.frame(number))
        # The map begins beside the picture, whose margin is as wide as its own.
        left = view.picture.width + 16 + 3 * 5 + 5
        for cell in range(walk.length):
            row, column = divmod(cell, 6)
            if cell == number:
                continue
            middle = pixels[10 + row * 10 + 5, left + column * 10 + 5]
            expected = colors[row, column] if cell < number else look.paper
            np.testing.assert_array_equal(middle, expected)


def test_the_box_goes_with_the_filter_and_hangs_over_the_edge():
    walk = small_walk(Stages(padding=(2, 2)))
    view = SlideView(walk, side=110)
    pixels = np.asarray(view.frame(0))
    rows, columns = np.nonzero(colored(pixels[:, : view.picture.width + 20], LIGHT.accent))
    # Eleven rows on 110 pixels: three of them are 30 pixels, with the box's own breadth outside.
    assert (rows.min(), columns.min()) == (10 - 3, 10 - 3)
    assert (rows.max(), columns.max()) == (10 + 3 * (view.picture.height // 11) + 2, columns.max())
    later = np.asarray(view.frame(walk.number_of(4, 5)))
    assert np.nonzero(colored(later[:, : view.picture.width + 20], LIGHT.accent))[0].min() > rows.min()


def test_padding_is_striped_and_the_picture_is_not():
    view = SlideView(small_walk(Stages(padding=(2, 1))), side=120)
    pixels = np.asarray(view.picture)
    cell = view.picture.height // 11
    margin = pixels[: 2 * cell].reshape(-1, 3)
    assert {tuple(int(part) for part in color) for color in np.unique(margin, axis=0)} == {
        LIGHT.line,
        LIGHT.card,
    }
    inside = pixels[2 * cell : -2 * cell, cell:-cell]
    assert (inside[..., 0] == inside[..., 2]).all()


def test_the_cells_of_a_dilated_filter_are_marked():
    walk = small_walk(Stages(dilation=(2, 2)))
    plain = SlideView(small_walk(), side=160).frame(0)
    spread = SlideView(walk, side=160).frame(0)
    assert colored(np.asarray(spread), LIGHT.accent).sum() > colored(np.asarray(plain), LIGHT.accent).sum()


def test_a_large_picture_is_shrunk_and_its_box_can_still_be_seen():
    walk = plan_walk(load_sample("landscape"), CURVE, Stages())
    frame = next(slide_frames(walk, max_frames=1, side=80))
    assert max(frame.shape) < 240
    assert colored(frame, LIGHT.accent).sum() > 20


def test_a_map_that_is_never_negative_has_the_colours_of_activations():
    walk = small_walk(Stages(activation="relu"))
    view = SlideView(walk, side=60)
    colors = colorize(walk.activated, "activation", limits_of(walk.activated, "activation"))
    np.testing.assert_array_equal(np.asarray(view.finished)[::10, ::10], colors)


def test_a_colour_picture_is_walked_over_in_colour():
    picture = np.zeros((3, 6, 6), np.float32)
    picture[0] = 1
    view = SlideView(plan_walk(picture, np.ones((3, 2, 2), np.float32), Stages()), side=60)
    assert set(np.unique(np.asarray(view.picture).reshape(-1, 3), axis=0).ravel().tolist()) == {0, 255}


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".GIF"])
def test_a_walk_is_written_as_an_animation(tmp_path: Path, suffix: str):
    path = tmp_path / f"walk{suffix}"
    walk = small_walk(Stages(padding=(1, 1)))
    assert export_slide(path, walk, max_frames=9, milliseconds=120, side=64) == 9
    frames = list(slide_frames(walk, max_frames=9, side=64))
    with Image.open(path) as file:
        assert (getattr(file, "n_frames", 1), file.info["loop"]) == (9, 0)
        assert file.size == frames[0].shape[1::-1]
        durations = []
        for number, frame in enumerate(frames):
            file.seek(number)
            shown = np.asarray(file.convert("RGB")).astype(int)
            np.testing.assert_array_equal(colored(shown, LIGHT.accent), colored(frame, LIGHT.accent))
            np.testing.assert_array_equal(colored(shown, LIGHT.card), colored(frame, LIGHT.card))
            assert np.abs(shown - frame).mean() < 0.2
            durations.append(file.info["duration"])
    assert durations == [120] * 8 + [1500]


def test_the_curve_is_written_with_at_most_300_frames(tmp_path: Path):
    walk = plan_walk(load_sample("mouse"), CURVE, Stages(), cells=Box(30, 75, 24, 24), scale=255)
    assert export_slide(tmp_path / "curve.gif", walk, side=64) == 300
    assert (tmp_path / "curve.gif").stat().st_size < 1_000_000


def test_a_walk_of_one_position_is_a_single_frame(tmp_path: Path):
    walk = plan_walk(np.ones((1, 3, 3)), np.ones((1, 3, 3)), Stages())
    for name in ("one.gif", "one.webp"):
        assert export_slide(tmp_path / name, walk, side=64) == 1
        with Image.open(tmp_path / name) as file:
            assert getattr(file, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("walk.png", {}, "end in .gif or .webp"),
        ("walk", {}, "no name for an animation"),
        ("walk.gif", {"max_frames": 0}, "The number of frames is 0; give 1 to 1,000."),
        ("walk.gif", {"max_frames": 5000}, "5000"),
        ("walk.gif", {"milliseconds": 5}, "give 20 to 10,000"),
        ("walk.gif", {"side": 8}, "The side of a picture is 8"),
        ("walk.gif", {"side": 2000}, "ask for fewer or smaller frames"),
        ("missing/walk.gif", {"side": 32}, "does not exist"),
    ],
)
def test_an_animation_that_cannot_be_is_refused_and_the_old_file_stays(
    tmp_path: Path, name: str, options: dict[str, int], words: str
):
    old = tmp_path / "walk.gif"
    old.write_bytes(b"old")
    walk = plan_walk(np.zeros((1, 9, 9), np.float32), np.ones((1, 2, 2), np.float32), Stages())
    with pytest.raises(FilterLabError, match=words):
        export_slide(tmp_path / name, walk, **options)
    assert old.read_bytes() == b"old"
