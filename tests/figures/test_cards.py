import numpy as np
from PIL import Image

from filterlab.figures import LIGHT
from filterlab.figures.cards import bar_plate, below, beside, card, picture_plate, rows_of
from filterlab.figures.plate import Block, Plate, Squares, Words, plate_image


def block(width, height, color=(9, 9, 9)):
    return Plate("", width, height, LIGHT.card, (Block(0, 0, width, height, fill=color),))


def blocks_of(plate):
    return [(mark.x, mark.y) for mark in plate.marks if isinstance(mark, Block)]


def test_a_small_picture_is_enlarged_by_a_whole_number_and_keeps_its_cells():
    plate = picture_plate(Image.fromarray(np.zeros((4, 5, 3), np.uint8)), width=23, height=100, look=LIGHT)
    (squares,) = plate.marks
    assert (plate.width, plate.height, squares.colors.shape) == (20, 16, (4, 5, 3))


def test_a_large_picture_is_averaged_until_it_fits():
    stripes = np.zeros((100, 200, 3), np.uint8)
    stripes[:, ::2] = 200
    plate = picture_plate(Image.fromarray(stripes), width=100, height=100, look=LIGHT)
    (squares,) = plate.marks
    assert squares.colors.shape == (50, 100, 3)
    assert (squares.colors == 100).all()


def test_a_colour_bar_has_its_highest_value_on_top():
    plate = bar_plate("signed", (-2, 2), height=100, look=LIGHT)
    numbers = {mark.text: mark.y for mark in plate.marks if isinstance(mark, Words)}
    assert numbers["2"] < numbers["0"] < numbers["\N{MINUS SIGN}2"]
    (colors,) = (mark.colors for mark in plate.marks if isinstance(mark, Squares))
    assert colors[0, 0, 0] > colors[0, 0, 2]


def test_a_card_frames_its_plate_between_title_and_notes():
    plate = card(block(200, 50), "A title", ["First note.", "Second note."], LIGHT)
    words = [mark for mark in plate.marks if isinstance(mark, Words)]
    assert [mark.text for mark in words] == ["A title", "First note.", "Second note."]
    _frame, body = (mark for mark in plate.marks if isinstance(mark, Block))
    assert words[0].y < body.y < body.y + 50 < words[1].y < words[2].y < plate.height
    assert plate_image(plate).size == (plate.width, plate.height)


def test_plates_stand_side_by_side_and_in_rows():
    plates = [block(10, 5), block(20, 8), block(30, 3)]
    assert blocks_of(beside(plates, LIGHT, gap=1)) == [(0, 0), (11, 0), (32, 0)]
    assert blocks_of(below(plates, LIGHT, gap=2)) == [(0, 0), (0, 7), (0, 17)]
    both = rows_of(plates, 2, LIGHT, gap=1)
    assert blocks_of(both) == [(0, 0), (11, 0), (0, 9)]
    assert (both.width, both.height) == (31, 12)
