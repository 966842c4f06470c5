import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build, zoo
from filterlab.nets.spec import AvgPool2d, Conv2d, Flatten, Linear
from filterlab.probes.attribution import grad_cam
from filterlab.probes.attribution.grad_cam import cam_cells, last_maps
from filterlab.probes.attribution.model import Question
from filterlab.probes.units import Subject


def test_the_last_maps_are_those_behind_the_last_convolution_and_its_activation():
    assert {name: last_maps(zoo[name]) for name in ("tiny", "alexnet", "lenet5-1998")} == {
        "tiny": "relu2",
        "alexnet": "relu5",
        "lenet5-1998": "squash5",
    }


def test_the_map_is_the_sum_of_maps_weighed_by_their_mean_gradients(subject, picture):
    cells, score = cam_cells(Question.about(subject, picture, 1), "relu2")
    activations = subject.net.activations(picture[None])
    maps, weights = activations["relu2"][0], subject.net.parameters["fc.weight"][1]
    slopes = weights.reshape(maps.shape).mean(axis=(1, 2))
    np.testing.assert_allclose(cells, np.maximum((slopes[:, None, None] * maps).sum(axis=0), 0), atol=1e-12)
    assert score == pytest.approx(activations["fc"][0, 1])


def test_the_cells_lie_in_the_middles_of_their_receptive_fields(rng):
    # One even filter of 5 × 5 in steps of 4, and a class that likes all it finds: the map is the picture's blocks.
    spec = NetSpec(
        "blocks",
        (1, 17, 17),
        (Conv2d("conv1", 1, 5, stride=4, bias=False), Flatten("flatten"), Linear("fc", 1)),
    )
    net = build(spec, rng)
    for array in net.parameters.values():
        array[...] = 1
    picture = np.zeros((1, 17, 17), np.float32)
    picture[0, 10, 6] = 1  # In the field of cell (2, 1) alone: rows 8 to 12, columns 4 to 8.
    found = next(grad_cam(Subject(net), picture, 0)).map
    assert np.unravel_index(found.argmax(), found.shape) == (10, 6)
    assert found.shape == (17, 17)
    assert found[10, 8] == pytest.approx(found[10, 6] / 2)


def test_the_map_is_never_negative_and_as_large_as_the_picture(subject, picture):
    found = next(grad_cam(subject, picture, 0))
    assert found.values.shape == (1, 14, 13)
    assert (found.values >= 0).all()
    assert found.is_never_negative


def test_a_map_of_one_cell_is_highest_in_the_middle_of_its_field(rng):
    spec = NetSpec("one", (1, 7, 9), (Conv2d("conv1", 2, (7, 5)), Flatten("flatten"), Linear("fc", 2)))
    net = build(spec, rng)
    for array in net.parameters.values():
        array[...] = 1
    found = next(grad_cam(Subject(net), np.ones((1, 7, 9)), 0)).map
    np.testing.assert_allclose(found[:, 4] / found[3, 4], [0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25])
    assert (found > 0).all()


def test_layers_that_have_no_maps_are_refused_in_a_sentence(subject, picture, rng):
    with pytest.raises(FilterLabError, match=r'"flatten" .* has no maps'):
        next(grad_cam(subject, picture, 0, layer="flatten"))
    with pytest.raises(FilterLabError, match=r'"fc" is the last layer|has no maps'):
        next(grad_cam(subject, picture, 0, layer="fc"))
    spec = NetSpec("none", (2, 14, 13), (AvgPool2d("pool1", 2), Flatten("flatten"), Linear("fc", 3)))
    with pytest.raises(FilterLabError, match="has no layer of filters"):
        next(grad_cam(Subject(build(spec, rng)), picture, 0))
