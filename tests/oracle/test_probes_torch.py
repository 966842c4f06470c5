"""Attributions beside PyTorch's hooks on the same weights."""

import numpy as np
import pytest
import torch

from filterlab.nets import build, zoo
from filterlab.probes.attribution import guided_backpropagation, plain_gradient
from filterlab.probes.attribution.grad_cam import cam_cells, last_maps
from filterlab.probes.attribution.model import Question
from filterlab.probes.units import Subject


@pytest.fixture(params=["tiny", "lenet5"])
def net(request):
    rng = np.random.default_rng(5)
    net = build(zoo[request.param], rng)
    for name, array in net.parameters.items():
        if name.endswith("bias"):
            array[...] = rng.normal(0, 0.1, array.shape)
    return net


@pytest.fixture
def picture(net):
    return np.random.default_rng(6).random(net.spec.input_shape, np.float32)


def torch_gradient(twin, picture, label):
    x = torch.tensor(picture[None], requires_grad=True)
    twin(x)[0, label].backward()
    return x.grad[0].numpy()


@pytest.mark.parametrize("label", [0, 4, 9])
def test_gradients_agree_with_pytorch(torch_twin, net, picture, label):
    ours = next(plain_gradient(Subject(net), picture, label)).values
    np.testing.assert_allclose(ours, torch_gradient(torch_twin(net), picture, label), atol=1e-4)


@pytest.mark.parametrize("label", [0, 4, 9])
def test_guided_backpropagation_agrees_with_hooks_on_every_relu(torch_twin, net, picture, label):
    twin = torch_twin(net)
    for module in twin:
        if isinstance(module, torch.nn.ReLU):
            module.register_full_backward_hook(lambda _module, grad_in, _out: (grad_in[0].clamp(min=0),))
    ours = next(guided_backpropagation(Subject(net), picture, label)).values
    theirs = torch_gradient(twin, picture, label)
    assert np.abs(theirs).max() > 1e-3
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("label", [0, 4, 9])
def test_grad_cam_agrees_with_hooks_on_the_layer(torch_twin, net, picture, label):
    twin, layer, kept = torch_twin(net), last_maps(net.spec), {}

    def keep(_module, _inputs, output):
        output.retain_grad()
        kept["maps"] = output

    twin.get_submodule(layer).register_forward_hook(keep)
    twin(torch.tensor(picture[None]))[0, label].backward()
    maps = kept["maps"]
    weights = maps.grad.mean(dim=(2, 3), keepdim=True)
    theirs = torch.relu((weights * maps).sum(dim=1))[0].detach().numpy()
    ours, _score = cam_cells(Question.about(Subject(net), picture, label), layer)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
