import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Conv2d, Flatten, Linear, ReLU, Tanh
from filterlab.probes.attribution import (
    guided_backpropagation,
    integrated_gradients,
    plain_gradient,
    smooth_gradient,
)
from filterlab.probes.units import Subject


def test_the_gradient_is_the_slope_of_the_score(subject, picture, last, rng):
    found = last(plain_gradient(subject, picture, 1))
    direction, step = rng.standard_normal(picture.shape), 1e-6
    ahead, behind = (subject.net((picture + sign * step * direction)[None])[0, 1] for sign in (1, -1))
    assert (found.values * direction).sum() == pytest.approx((ahead - behind) / (2 * step), rel=1e-5)
    assert found.score == pytest.approx(subject.net(picture[None])[0, 1])
    np.testing.assert_array_equal(found.map, found.values.sum(axis=0))
    assert not found.values.flags.writeable


def test_smoothgrad_is_the_mean_gradient_of_noisy_copies(subject, picture, last):
    found = last(smooth_gradient(subject, picture, 2, np.random.default_rng(3), count=20, noise=0.1))
    rng, deviation = np.random.default_rng(3), np.float32(0.1 * np.ptp(picture))
    noises = [rng.standard_normal((n, *picture.shape), np.float32) for n in (16, 4)]
    gradients = [
        last(plain_gradient(subject, picture + deviation * noise, 2)).values
        for noise in np.concatenate(noises)
    ]
    np.testing.assert_allclose(found.values, np.mean(gradients, axis=0), rtol=1e-5, atol=1e-8)


def test_smoothgrad_without_noise_is_the_gradient(subject, picture, last, rng):
    smooth = last(smooth_gradient(subject, picture, 0, rng, count=3, noise=0))
    np.testing.assert_allclose(smooth.values, last(plain_gradient(subject, picture, 0)).values)


def test_smoothgrad_tells_how_many_copies_it_has_seen(subject, picture, rng):
    states = list(smooth_gradient(subject, picture, 0, rng, count=40))
    assert [(state.done, state.total) for state in states] == [(16, 40), (32, 40), (40, 40)]


def test_guided_backpropagation_lets_through_what_is_above_0_alone():
    # One weight a layer: the score is -2 · relu(-1 · relu(3 · x) + 5), so nothing that is above 0 comes back.
    layers = "conv1", "conv2", "fc"
    spec = NetSpec(
        "line",
        (1, 1, 1),
        (
            Conv2d("conv1", 1, 1, bias=False), ReLU("relu1"), Conv2d("conv2", 1, 1), ReLU("relu2"),
            Flatten("flatten"), Linear("fc", 2, bias=False),
        ),
    )  # fmt: skip
    net = build(spec, np.random.default_rng(0))
    for name, weight in zip(layers, (3, -1, [[-2], [2]]), strict=True):
        net.parameters[f"{name}.weight"][...] = np.reshape(weight, net.parameters[f"{name}.weight"].shape)
    net.parameters["conv2.bias"][...] = 5
    subject, picture = Subject(net), np.ones((1, 1, 1), np.float32)
    plain = [next(plain_gradient(subject, picture, label)).values.item() for label in (0, 1)]
    guided = [next(guided_backpropagation(subject, picture, label)).values.item() for label in (0, 1)]
    assert plain == [6, -6]
    assert guided == [0, 0]
    net.parameters["conv2.weight"][...] = 1
    assert [next(guided_backpropagation(subject, picture, label)).values.item() for label in (0, 1)] == [0, 6]


def test_guided_backpropagation_is_the_way_back_layer_by_layer_cut_at_every_relu(subject, picture, rng):
    dy, ways = picture[np.newaxis], []
    for layer in subject.net.layers:
        dy, way = layer.forward(dy, training=False, rng=rng)
        ways.append(way)
    dy = np.eye(3)[[1]]
    for spec, way in reversed(list(zip(subject.net.spec.layers, ways, strict=True))):
        dy, _gradients = way(np.maximum(dy, 0) if isinstance(spec, ReLU) else dy)
    found = next(guided_backpropagation(subject, picture, 1)).values
    assert np.abs(found - next(plain_gradient(subject, picture, 1)).values).max() > 1e-3
    np.testing.assert_allclose(found, dy[0], rtol=1e-12, atol=1e-15)


def test_guided_backpropagation_needs_a_relu(rng):
    spec = NetSpec(
        "t", (1, 5, 5), (Conv2d("conv1", 2, 3), Tanh("tanh1"), Flatten("flatten"), Linear("fc", 2))
    )
    with pytest.raises(FilterLabError, match="has none: choose another method"):
        next(guided_backpropagation(Subject(build(spec, rng)), np.zeros((1, 5, 5)), 0))


def test_a_smaller_picture_is_explained_in_the_middle_of_what_the_net_takes(subject, rng, last):
    small = rng.random((2, 10, 9))
    padded = np.pad(small, ((0, 0), (2, 2), (2, 2)))
    for method in (plain_gradient, integrated_gradients):
        np.testing.assert_allclose(
            last(method(subject, small, 1)).values, last(method(subject, padded, 1)).values, rtol=1e-6
        )


def test_what_cannot_be_explained_is_refused_in_a_sentence(subject, picture, rng):
    for ask, words in [
        (
            lambda: plain_gradient(subject, picture, 3),
            "3 classes and none with the number 3: choose one from 0 to 2",
        ),
        (lambda: plain_gradient(subject, picture[:1], 0), "takes 2 channels"),
        (lambda: plain_gradient(subject, np.ones((2, 30, 30)), 0), "these are larger"),
        (lambda: plain_gradient(subject, np.full_like(picture, np.nan), 0), "NaN"),
        (lambda: smooth_gradient(subject, picture, 0, rng, count=0), "at least 1 copy"),
        (lambda: integrated_gradients(subject, picture, 0, steps=0), "0 steps lead nowhere"),
        (
            lambda: integrated_gradients(subject, picture, 0, baseline=picture[:1]),
            "give one of the same shape",
        ),
        (
            lambda: plain_gradient(
                Subject(build(NetSpec("maps", (1, 5, 5), (Conv2d("conv1", 2, 3),)), rng)), picture, 0
            ),
            "instead of one row of scores",
        ),
    ]:
        with pytest.raises(FilterLabError, match=words):
            next(ask())
