import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.probes.stages import Stages
from filterlab.probes.units import Subject, Unit, find_top_patches, subject_of_filters
from filterlab.probes.units import top_patches as module


@pytest.fixture
def tiny(rng):
    return Subject(build("tiny", rng))


def last(search):
    *_, state = search
    return state


def slow_top(subject, unit, pictures, count):
    """Go through all maps of all pictures and keep the best cell of each."""
    maps = subject.net.activations(pictures)[unit.layer][:, unit.channel]
    found = []
    for number, own in enumerate(maps):
        row, column = np.unravel_index(own.argmax(), own.shape)
        if own.max() != 0:
            found.append((number, int(row), int(column), float(own.max())))
    return sorted(found, key=lambda each: -each[3])[:count]


@pytest.mark.parametrize("layer", ["conv1", "relu1", "conv2", "pool2"])
def test_the_strongest_places_are_those_of_a_search_through_all_maps(tiny, rng, layer, monkeypatch):
    monkeypatch.setattr(module, "_STEP", 16)
    pictures = rng.random((50, 1, 28, 28), np.float32)
    (patches,) = last(find_top_patches(tiny, layer, [5], pictures, count=7)).patches
    expected = slow_top(tiny, Unit(layer, 5), pictures, 7)
    assert [(p.picture, p.peak.row, p.peak.column) for p in patches] == [each[:3] for each in expected]
    np.testing.assert_allclose([p.peak.value for p in patches], [each[3] for each in expected], rtol=1e-4)


def test_each_patch_shows_what_makes_the_unit_answer_so(tiny, rng):
    pictures = rng.random((20, 1, 28, 28), np.float32)
    (patches,) = last(find_top_patches(tiny, "conv2", [2], pictures)).patches
    screen = tiny.screen(Unit("conv2", 2))
    shown = np.stack([patch.pixels for patch in patches])
    np.testing.assert_allclose(screen.respond(shown), [patch.peak.value for patch in patches], rtol=1e-4)
    for patch in patches:
        box = patch.box
        rows, columns = slice(box.top, box.top + box.height), slice(box.left, box.left + box.width)
        np.testing.assert_array_equal(pictures[patch.picture, :, rows, columns], patch.pixels)
        assert not patch.is_padding.any()
        assert not patch.pixels.flags.writeable


def test_one_pass_serves_several_units(tiny, rng):
    pictures = rng.random((30, 1, 28, 28), np.float32)
    together = last(find_top_patches(tiny, "conv1", [0, 6], pictures)).patches
    for channel, patches in zip((0, 6), together, strict=True):
        (alone,) = last(find_top_patches(tiny, "conv1", [channel], pictures)).patches
        assert [(p.picture, p.peak) for p in alone] == [(p.picture, p.peak) for p in patches]


def test_one_picture_may_give_several_patches_that_lie_apart():
    picture = np.zeros((3, 1, 9, 20), np.float32)
    picture[1, 0, 4, [3, 4, 12]] = 1, 0.9, 0.8
    picture[2, 0, 4, 10] = 0.5
    subject = subject_of_filters(np.ones((1, 1, 1)), Stages(), (9, 20))
    (one,) = last(find_top_patches(subject, "conv1", [0], picture, count=2)).patches
    assert [(p.picture, p.peak.column) for p in one] == [(1, 3), (2, 10)]
    (several,) = last(find_top_patches(subject, "conv1", [0], picture, count=3, per_picture=2)).patches
    assert [(p.picture, p.peak.column) for p in several] == [(1, 3), (1, 12), (2, 10)]


def test_every_state_tells_how_far_the_search_is_and_what_is_best_so_far(tiny, rng, monkeypatch):
    monkeypatch.setattr(module, "_STEP", 4)
    pictures = rng.random((10, 1, 28, 28), np.float32)
    states = list(find_top_patches(tiny, "conv1", [1], pictures, count=3))
    assert [(state.done, state.total) for state in states] == [(4, 10), (8, 10), (10, 10)]
    best = [state.patches[0][0].peak.value for state in states]
    assert best == sorted(best)


def test_smaller_pictures_lie_in_the_middle_of_what_the_net_takes(tiny, rng):
    pictures = rng.random((5, 1, 20, 20), np.float32)
    (patches,) = last(find_top_patches(tiny, "conv1", [1], pictures, count=3)).patches
    padded = np.pad(pictures, ((0, 0), (0, 0), (4, 4), (4, 4)))
    (expected,) = last(find_top_patches(tiny, "conv1", [1], padded, count=3)).patches
    assert [(p.picture, p.peak) for p in patches] == [(p.picture, p.peak) for p in expected]


def test_a_file_mapped_into_memory_is_searched_as_an_array_is(tiny, rng, tmp_path):
    pictures = rng.random((12, 1, 28, 28), np.float32)
    np.save(tmp_path / "pictures.npy", pictures)
    mapped = np.load(tmp_path / "pictures.npy", mmap_mode="r")
    (from_file,) = last(find_top_patches(tiny, "conv1", [1], mapped)).patches
    (from_memory,) = last(find_top_patches(tiny, "conv1", [1], pictures)).patches
    assert [p.peak for p in from_file] == [p.peak for p in from_memory]


def test_a_unit_that_never_fires_is_said_to_be_so(tiny, rng):
    tiny.net.parameters["conv1.bias"][2] = -1000
    with pytest.raises(FilterLabError, match="The relu1 unit 2 answers 0 to all 6 pictures"):
        last(find_top_patches(tiny, "relu1", [2], rng.random((6, 1, 28, 28), np.float32)))


def test_what_cannot_be_searched_is_refused_in_a_sentence(tiny):
    some = np.zeros((3, 1, 28, 28), np.float32)
    for pictures, settings, words in [
        (some[:0], {}, "There are no pictures"),
        (some, {"count": 0}, "0 patches cannot be found"),
        (some, {"per_picture": 0}, "0 patches cannot be found"),
        (some[0], {}, "shape"),
        (np.zeros((3, 1, 40, 40)), {}, "these are larger"),
        (np.zeros((3, 2, 28, 28)), {}, "the pictures have 2"),
    ]:
        with pytest.raises(FilterLabError, match=words):
            last(find_top_patches(tiny, "conv1", [0], pictures, **settings))
