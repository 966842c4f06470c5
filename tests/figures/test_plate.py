import io
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from filterlab.errors import FilterLabError
from filterlab.figures.look import LIGHT
from filterlab.figures.plate import (
    Block,
    Plate,
    Squares,
    Stroke,
    Words,
    captioned,
    moved,
    plate_image,
    plate_svg,
    save_plate,
)

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
COLORS = np.array([[RED, RED, BLUE], [BLUE, BLUE, BLUE]], np.uint8)
PLATE = Plate(
    "A figure",
    100,
    60,
    WHITE,
    (
        Squares(10, 10, 30, 20, COLORS),
        Block(50, 10, 20, 10, fill=RED),
        Block(50, 30, 20, 10, outline=BLUE),
        Words(10, 50, "5 × 5 < \udc80", (0, 0, 0)),
    ),
)


def test_a_plate_is_drawn_pixel_by_pixel():
    pixels = np.asarray(plate_image(PLATE))
    assert pixels.shape == (60, 100, 3)
    assert [tuple(pixels[y, x]) for y, x in ((12, 12), (12, 29), (12, 31), (22, 12), (29, 39))] == [
        RED, RED, BLUE, BLUE, BLUE,
    ]  # fmt: skip
    assert tuple(pixels[15, 60]) == RED
    assert (tuple(pixels[30, 50]), tuple(pixels[35, 60]), tuple(pixels[39, 69])) == (BLUE, WHITE, BLUE)
    assert (pixels[44:56, 10:40] < 128).any()


def test_as_svg_text_stays_text_and_cells_stay_rectangles():
    root = ET.fromstring(plate_svg(PLATE))
    name = "{http://www.w3.org/2000/svg}"
    assert (root.get("width"), root.get("height")) == ("100", "60")
    assert root.findtext(f"{name}title") == "A figure"
    assert root.findtext(f"{name}text") == "5 × 5 < "
    cells = root.findall(f"{name}g/{name}rect")
    assert [(cell.get("x"), cell.get("y"), cell.get("width"), cell.get("fill")) for cell in cells] == [
        ("10", "10", "20", "#ff0000"), ("30", "10", "10", "#0000ff"), ("10", "20", "30", "#0000ff"),
    ]  # fmt: skip


def test_captions_go_around_a_figure_in_lines_that_fit():
    long = " ".join(["word"] * 30)
    plate = captioned("Title", long, PLATE, (long,), LIGHT)
    lines = [mark for mark in plate.marks if isinstance(mark, Words)]
    assert lines[0].text == "Title"
    assert len(lines) > 10
    assert plate.width == 140
    assert 60 < lines[-1].y < plate.height
    assert plate.title == "Title"


def test_a_plate_is_written_as_its_ending_says(tmp_path: Path):
    save_plate(tmp_path / "a.png", PLATE)
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (100, 60)
    save_plate(tmp_path / "a.svg", PLATE)
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == plate_svg(PLATE)
    with pytest.raises(FilterLabError, match=r"let it end in \.png or \.svg"):
        save_plate(tmp_path / "a.gif", PLATE)


def test_a_stroke_is_drawn_without_steps_and_written_as_a_line():
    places = ((4.0, 16.0), (36.0, 4.0))
    plate = Plate("", 40, 20, (255, 255, 255), (Stroke(places, (0, 0, 0), 2),))
    pixels = np.asarray(plate_image(plate))[..., 0]
    assert pixels[:, 20].argmin() in (9, 10)
    assert len(np.unique(pixels)) > 3
    (line,) = [each for each in ET.fromstring(plate_svg(plate)) if each.tag.endswith("polyline")]
    assert (line.get("points"), line.get("stroke-width")) == ("4.0,16.0 36.0,4.0", "2")
    moved_places = moved(plate.marks[0], 1, -2).places
    assert moved_places == ((5.0, 14.0), (37.0, 2.0))


def test_a_stroke_outside_the_plate_does_no_harm():
    plate = Plate("", 10, 10, (255, 255, 255), (Stroke(((40.0, 40.0), (50.0, 60.0)), (0, 0, 0)),))
    assert (np.asarray(plate_image(plate)) == 255).all()


def test_many_cells_become_a_picture_inside_the_drawing():
    colors = np.random.default_rng(0).integers(0, 256, (70, 80, 3), np.uint8)
    plate = Plate("", 160, 140, (255, 255, 255), (Squares(0, 0, 160, 140, colors),))
    (picture,) = [each for each in ET.fromstring(plate_svg(plate)) if each.tag.endswith("image")]
    data = b64decode(picture.get("href").partition(",")[2])
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(data))), colors)
