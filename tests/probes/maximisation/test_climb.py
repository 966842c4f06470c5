from dataclasses import replace

import numpy as np
import pytest

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.probes.maximisation import ClimbSettings, maximise
from filterlab.probes.maximisation.penalties import likeness, total_variation
from filterlab.probes.stages import Stages
from filterlab.probes.units import Subject, Unit, subject_of_filters

PLAIN = ClimbSettings(steps=60)


@pytest.fixture
def tiny(rng):
    return Subject(build("tiny", rng))


@pytest.fixture
def gabor():
    return subject_of_filters(presets["gabor-45"].weights, Stages())


def last(climb):
    *_, moment = climb
    return moment


def test_a_linear_filter_likes_white_where_it_is_positive_and_black_where_it_is_negative(gabor, rng):
    weights = presets["gabor-45"].weights
    found = last(maximise(gabor, Unit("conv1", 0), replace(PLAIN, rate=0.5, noise=0), rng))
    clear = np.abs(weights) > 0.02 * np.abs(weights).max()
    np.testing.assert_array_equal(found.pictures[0][clear], (weights > 0)[clear])
    assert found.answers[0] == pytest.approx(np.maximum(weights, 0).sum(), rel=0.02)


def test_l2_leaves_the_filter_itself_on_the_ground(gabor, rng):
    # The slope of the answer, brought to a mean square of 1, is held by 2 · l2 · (x - ground).
    weights = presets["gabor-45"].weights
    settings = ClimbSettings(steps=400, rate=0.1, noise=0, l2=8)
    found = last(maximise(gabor, Unit("conv1", 0), settings, rng))
    expected = 0.5 + weights / np.sqrt(np.mean(weights**2)) / (2 * 8)
    np.testing.assert_allclose(found.pictures[0], expected, atol=0.01)


@pytest.mark.parametrize(
    "unit", [Unit("conv1", 2), Unit("conv2", 3), Unit("fc1", 7)], ids=lambda unit: unit.name
)
def test_the_climb_beats_every_picture_of_noise(tiny, rng, unit):
    screen = tiny.screen(unit)
    found = last(maximise(tiny, unit, PLAIN, rng))
    assert found.answers[0] > screen.respond(rng.random((500, *screen.shape), np.float32)).max()
    assert found.answers[0] == pytest.approx(screen.respond(found.pictures)[0], rel=1e-5)
    assert (found.pictures.min(), found.pictures.max()) == (0, 1)


def test_every_moment_of_the_climb_is_shown(tiny, rng):
    moments = list(maximise(tiny, Unit("conv2", 3), replace(PLAIN, steps=20, jitter=2), rng))
    assert [moment.done for moment in moments] == list(range(21))
    assert {moment.total for moment in moments} == {20}
    assert moments[-1].answers[0] > moments[0].answers[0]
    screen = tiny.screen(Unit("conv2", 3))
    for moment in moments:
        assert not moment.pictures.flags.writeable
        np.testing.assert_allclose(screen.respond(moment.pictures), moment.answers, rtol=1e-4)


def test_the_same_chance_gives_the_same_picture(tiny):
    settings = replace(PLAIN, steps=10, jitter=1, answers=2)
    first, second = (
        last(maximise(tiny, Unit("conv2", 3), settings, np.random.default_rng(4))).pictures for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    "changes",
    [{"total_variation": 0.5}, {"blur": 0.8}, {"fourier": True}],
    ids=lambda changes: next(iter(changes)),
)
def test_regularisers_make_pictures_smoother(tiny, changes):
    unit = Unit("fc1", 3)
    rough, smooth = (
        last(maximise(tiny, unit, replace(PLAIN, **each), np.random.default_rng(1))).pictures
        for each in ({}, changes)
    )
    assert total_variation(smooth)[0][0] < 0.7 * total_variation(rough)[0][0]


def test_a_step_in_the_fourier_basis_is_a_plain_one_in_scaled_waves(rng):
    from filterlab.probes.maximisation.climb import _smoothed, _steepness

    shape = (1, 6, 7)
    slope = rng.standard_normal((1, *shape))
    height, width = shape[1:]
    rows, columns = np.mgrid[:height, :width]
    steps = np.zeros(shape[1:])
    # The slow definition: all waves e, orthonormal; a step of their scaled coordinates moves x by s² <e, slope> e.
    for u in range(height):
        for v in range(width):
            down, across = (k if k <= n // 2 else k - n for k, n in ((u, height), (v, width)))
            frequency = max(np.hypot(down / height, across / width), 1 / max(height, width))
            wave = np.exp(2j * np.pi * (u * rows / height + v * columns / width)) / np.sqrt(height * width)
            steps += (wave * (wave.conj() * slope[0, 0]).sum()).real / frequency**2
    found = _smoothed(slope, _steepness(shape))[0, 0]
    np.testing.assert_allclose(found / np.linalg.norm(found), steps / np.linalg.norm(steps), atol=1e-12)
    assert np.linalg.norm(found) == pytest.approx(np.linalg.norm(slope))


def test_diversity_drives_several_answers_apart(tiny):
    unit = Unit("fc1", 3)
    alike, apart = (
        likeness(
            last(
                maximise(tiny, unit, replace(PLAIN, answers=4, diversity=weight), np.random.default_rng(2))
            ).pictures,
            0.5,
        )[0]
        for weight in (0, 1)
    )
    others = ~np.eye(4, dtype=bool)
    assert apart[others].mean() < alike[others].mean() - 0.1


def test_a_climb_may_begin_with_a_picture_or_the_part_of_one_that_the_unit_sees(tiny, rng):
    picture, settings = rng.random((1, 28, 28)), replace(PLAIN, steps=1, noise=0)
    for unit in (Unit("conv2", 3), Unit("fc1", 2)):
        box = tiny.screen(unit).box
        part = picture[:, box.top : box.top + box.height, box.left : box.left + box.width]
        for start in (picture, part):
            first = next(maximise(tiny, unit, settings, rng, start=start))
            np.testing.assert_array_equal(first.pictures[0], part.astype(np.float32))


def test_what_cannot_be_climbed_is_refused_in_a_sentence(tiny, rng):
    tiny.net.parameters["conv1.bias"][1] = -1000
    for unit, start, words in [
        (Unit("relu1", 1), None, "no slope to climb: begin with another picture"),
        (Unit("conv1", 1), np.zeros((1, 9, 9)), "the unit sees 1 × 7 × 7 of 1 × 28 × 28"),
        (Unit("conv1", 1), np.full((1, 7, 7), np.nan), "NaN"),
        (Unit("conv1", 9), None, "choose one from 0 to 7"),
    ]:
        with pytest.raises(FilterLabError, match=words):
            next(maximise(tiny, unit, PLAIN, rng, start=start))


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 0},
        {"answers": 65},
        {"rate": 0},
        {"ground": 1.5},
        {"l2": -1},
        {"blur": float("nan")},
        {"blur_every": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(changes):
    with pytest.raises(FilterLabError, match="give"):
        ClimbSettings(**changes)
