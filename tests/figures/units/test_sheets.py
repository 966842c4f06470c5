"""The sheets that show what a unit sees: whatever was found fits on them, in both themes."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from filterlab.figures import DARK, LIGHT
from filterlab.figures.plate import Squares, plate_image, plate_svg
from filterlab.figures.units import (
    attribution_figure,
    climb_figure,
    field_figure,
    noise_figure,
    overlaid,
    patches_figure,
    sanity_figure,
    tuning_figure,
)
from filterlab.nets import build
from filterlab.probes.attribution import METHODS, attribute, check_sanity, plain_gradient
from filterlab.probes.bench import run_bench
from filterlab.probes.maximisation import ClimbRecord, ClimbSettings, maximise
from filterlab.probes.stages import Stages
from filterlab.probes.units import (
    Subject,
    Unit,
    correlate_noise,
    find_top_patches,
    measure_effective_field,
    subject_of_filters,
)

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


def last(states):
    *_, state = states
    return state


@pytest.fixture(scope="module")
def tiny():
    return Subject(build("tiny", np.random.default_rng(3)))


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(4).random((12, 1, 28, 28), np.float32)


def colours(plate):
    found = np.unique(
        np.asarray(plate_image(plate)).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    )
    return {(one >> 16, one >> 8 & 255, one & 255) for one in found.tolist()}


@LOOKS
def test_patches_stand_in_rows_of_six(tiny, pictures, look):
    (patches,) = last(find_top_patches(tiny, "conv1", [2], pictures, count=8)).patches
    one_row = patches_figure(patches[:6], title="Patches", look=look)
    two_rows = patches_figure(patches, title="Patches", look=look)
    assert two_rows.width == one_row.width
    assert two_rows.height > one_row.height + 132
    assert {look.paper, look.card} <= colours(one_row)


def test_what_hangs_over_the_edge_has_the_colour_of_the_paper():
    picture = np.zeros((1, 1, 6, 6), np.float32)
    picture[0, 0, 0, 0] = 1
    subject = subject_of_filters(np.eye(3)[np.newaxis], Stages(padding=(1, 1)), (6, 6))
    (patches,) = last(find_top_patches(subject, "conv1", [0], picture, count=1)).patches
    assert patches[0].is_padding.any()
    (squares,) = (mark for mark in patches_figure(patches, title="").marks if isinstance(mark, Squares))
    hidden = (squares.colors == LIGHT.paper).all(axis=-1)
    np.testing.assert_array_equal(hidden, patches[0].is_padding)


@pytest.fixture(scope="module")
def reports(tiny):
    return [last(run_bench(tiny, Unit("conv1", channel))).report for channel in (0, 1)]


@LOOKS
def test_the_tuning_of_several_units_has_a_line_for_each(reports, look):
    sheet = tuning_figure(reports, title="Tuning", look=look)
    assert {look.curves[0], look.curves[1]} <= colours(sheet)
    assert look.curves[1] not in colours(tuning_figure(reports[:1], title="Tuning", look=look))


def test_curves_without_an_answer_say_so(reports):
    from filterlab.figures.units.tuning import tuning_in_words

    report = reports[0]
    silent = replace(report.curve("edge", "angle"), answers=np.zeros(72))
    assert tuning_in_words(silent, "degrees") == ["No answer above 0."]
    curves = tuple(silent if each.kind == "edge" else each for each in report.curves)
    assert tuning_figure([replace(report, curves=curves)], title="Tuning").width > 800


def test_a_kernel_stands_beside_the_true_one_where_there_is_one(tiny):
    rng = np.random.default_rng(0)
    both, alone = (
        noise_figure(last(correlate_noise(tiny, Unit(layer, 1), rng, count=50)), title="Noise")
        for layer in ("conv1", "conv2")
    )
    assert both.width > 1.5 * alone.width


@pytest.mark.parametrize(
    "unit", [Unit("conv1", 1), Unit("conv2", 1, (0, 0)), Unit("fc1", 3)], ids=lambda u: u.layer
)
def test_the_field_is_boxed_in_the_accent_colour(tiny, pictures, unit):
    found = last(measure_effective_field(tiny, unit, pictures))
    assert LIGHT.accent in colours(field_figure(found, title="Field"))


def test_every_attribution_is_laid_over_the_picture(tiny, pictures):
    rng, picture = np.random.default_rng(0), pictures[0]
    found = [last(attribute(method, tiny, picture, 3, rng)) for method in METHODS]
    assert attribution_figure(picture, found, title="Attribution").width > 900
    for each in found:
        assert overlaid(picture, each).size == (28, 28)


def test_a_pixel_that_says_nothing_shows_the_picture_alone(tiny, pictures):
    found = next(plain_gradient(tiny, pictures[0], 3))
    values = np.zeros((1, 28, 28))
    values[0, 3, 5] = 1
    shown = np.asarray(overlaid(pictures[0], replace(found, values=values)))
    others = np.ones((28, 28), bool)
    others[3, 5] = False
    assert (np.ptp(shown[others], axis=-1) == 0).all()
    assert np.ptp(shown[3, 5]) > 50
    silent = np.asarray(overlaid(pictures[0], replace(found, values=np.zeros((1, 28, 28)))))
    assert (np.ptp(silent, axis=-1) == 0).all()


def test_the_sanity_check_has_a_card_for_each_layer(tiny, pictures):
    steps = list(check_sanity(tiny, lambda it: plain_gradient(it, pictures[0], 3), np.random.default_rng(0)))
    few, all_steps = (sanity_figure(pictures[0], part, title="Sanity") for part in (steps[:2], steps))
    assert all_steps.height > few.height


def test_a_climb_shows_its_ends_its_way_and_its_answers(tiny):
    settings = ClimbSettings(steps=8, answers=6)
    record = ClimbRecord()
    for moment in maximise(tiny, Unit("conv2", 3), settings, np.random.default_rng(0)):
        record.take_in(moment)
    sheet = climb_figure(record, title="Climb")
    assert set(LIGHT.curves) <= colours(sheet)
    assert sheet.height > 1000


def test_sheets_can_be_written_as_drawings(reports, tiny, pictures):
    drawing = plate_svg(tuning_figure(reports, title="Tuning"))
    root = ET.fromstring(drawing)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert {"polyline", "text", "rect"} <= names
    texts = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert "Angle of gratings" in texts
    step = next(plain_gradient(tiny, pictures[0], 3))
    assert "Gradient" in plate_svg(attribution_figure(pictures[0], [step], title="Why"))
