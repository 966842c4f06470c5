import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build, zoo
from filterlab.nets.spec import Conv1d, Conv2d, Flatten, Linear
from filterlab.probes import respond
from filterlab.probes.stages import Stages
from filterlab.probes.units import Subject, Unit, subject_of_filters
from filterlab.probes.units import pacing as module

UNITS = [
    Unit("conv1", 3),
    Unit("pool1", 3, (2, 3)),
    Unit("conv2", 5),
    Unit("relu2", 7),
    Unit("pool2", 2),
    Unit("flatten", 70),
    Unit("fc1", 9),
]


@pytest.fixture
def tiny(rng):
    return Subject(build("tiny", rng, dtype=np.float64))


def cropped(pictures, box):
    return pictures[:, :, box.top : box.top + box.height, box.left : box.left + box.width]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.layer)
def test_a_unit_answers_on_a_screen_of_its_own_as_on_the_whole_picture(tiny, rng, unit):
    x = rng.random((5, 1, 28, 28))
    whole, screen = tiny.whole(unit), tiny.screen(unit)
    outputs = tiny.net.activations(x)[unit.layer]
    cell = (unit.channel, *tiny.place_of(unit)) if outputs.ndim == 4 else (unit.channel,)
    np.testing.assert_allclose(whole.respond(x), outputs[:, *cell], rtol=1e-12)
    np.testing.assert_allclose(screen.respond(cropped(x, screen.box)), outputs[:, *cell], rtol=1e-12)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.layer)
def test_the_gradient_of_a_unit_is_the_slope_of_its_answer_and_0_outside_its_field(tiny, rng, unit):
    x, direction = rng.random((3, 1, 28, 28)), rng.standard_normal((3, 1, 28, 28))
    whole = tiny.whole(unit)
    answers, gradients = whole.gradient(x)
    np.testing.assert_allclose(answers, whole.respond(x))
    step = 1e-6
    slope = (whole.respond(x + step * direction) - whole.respond(x - step * direction)) / (2 * step)
    np.testing.assert_allclose((gradients * direction).sum(axis=(1, 2, 3)), slope, rtol=1e-5, atol=1e-8)
    screen = tiny.screen(unit)
    np.testing.assert_allclose(screen.gradient(cropped(x, screen.box))[1], cropped(gradients, screen.box))
    outside = gradients.copy()
    cropped(outside, tiny.field(unit).box)[...] = 0
    assert not outside.any()


def test_a_unit_that_sees_padding_gets_whole_pictures(rng):
    layers = (Conv2d("conv1", 2, 5, stride=2, padding=2), Conv2d("conv2", 3, 3))
    subject = Subject(build(NetSpec("padded", (1, 20, 22), layers), rng))
    assert subject.screen(Unit("conv2", 0, (0, 0))).shape == (1, 20, 22)
    assert subject.screen(Unit("conv2", 0)).shape == (1, 9, 9)


def test_answers_do_not_depend_on_how_pictures_are_cut_into_blocks(tiny, rng, monkeypatch):
    x, unit = rng.random((7, 1, 28, 28)), Unit("conv2", 1)
    whole = tiny.whole(unit)
    answers, gradients = whole.gradient(x)
    monkeypatch.setattr(module, "BLOCK_NUMBERS", 20_000)
    np.testing.assert_allclose(whole.respond(x), answers)
    np.testing.assert_allclose(whole.gradient(x)[1], gradients)


@pytest.mark.parametrize(
    "stages",
    [
        Stages(bias=-0.5, activation="relu", pool="max"),
        Stages(stride=(2, 1), dilation=(1, 2), activation="tanh", flip=True),
    ],
)
def test_a_hand_made_filter_answers_as_the_response_of_the_design_workspace_does(rng, stages):
    weights, picture = rng.standard_normal((1, 5, 4)), rng.random((1, 20, 18), np.float32)
    subject = subject_of_filters(weights, stages, (20, 18))
    expected = respond(picture, weights.astype(np.float32), stages).values
    for _block, maps in subject.map_blocks(picture[np.newaxis], subject.layers[-1]):
        np.testing.assert_allclose(maps[0, 0], expected, rtol=1e-4, atol=1e-5)


def test_filters_without_a_picture_size_get_pictures_of_which_each_gives_one_number(rng):
    subject = subject_of_filters(
        rng.standard_normal((4, 3, 5, 7)), Stages(stride=(2, 2), dilation=(2, 1), pool="average", pool_size=3)
    )
    assert subject.input_shape == (3, 13, 11)
    assert subject.map_shape("pool1") == (4, 1, 1)
    assert subject.screen(Unit("pool1", 2)).shape == (3, 13, 11)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (Unit("conv7", 0), 'no layer "conv7": choose one of conv1, relu1'),
        (Unit("conv1", 8), "has 8 units and none with the number 8: choose one from 0 to 7"),
        (Unit("conv1", 0, (22, 0)), "22 × 22 cells and none at row 22, column 0"),
        (Unit("fc1", 1, (0, 1)), "1 × 1 cells and none at row 0, column 1"),
    ],
)
def test_a_unit_that_is_not_there_is_refused_with_those_there_are(tiny, unit, words):
    with pytest.raises(FilterLabError, match=words):
        tiny.screen(unit)


def test_nets_of_signals_are_not_asked_what_they_see_in_pictures(rng):
    spec = NetSpec("signal", (1, 30), (Conv1d("conv1", 2, 5), Flatten("flatten"), Linear("fc", 2)))
    with pytest.raises(FilterLabError, match="choose a net that takes channels × height × width"):
        Subject(build(spec, rng))


def test_a_net_whose_training_went_astray_is_refused(rng):
    net = build("tiny", rng)
    net.parameters["conv2.weight"][3, 1, 0, 0] = np.inf
    with pytest.raises(FilterLabError, match=r"numbers in conv2\.weight that are not finite"):
        Subject(net)


def test_a_subject_is_called_by_its_net_unless_it_has_a_title(rng):
    net = build(zoo["tiny"], rng)
    assert (Subject(net).title, Subject(net, title="run 3").title) == ("tiny", "run 3")
