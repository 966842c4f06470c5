"""FilterLab's nets and optimisers beside PyTorch's: same weights in, same numbers out."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from filterlab.engine import softmax_cross_entropy
from filterlab.nets.network import build
from filterlab.nets.optimisers import SGD, Adam
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    DigitRBF,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    Sigmoid,
    Tanh,
)
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.weights import load_weights, save_weights
from filterlab.nets.zoo import zoo

MIXED = NetSpec(
    "mixed",
    (4, 20, 17),
    (
        Conv2d("conv1", 6, (3, 4), stride=(1, 2), padding=(2, 1), groups=2),
        LeakyReLU("leaky1", 0.1),
        AvgPool2d("pool1", 3, stride=2, padding=1),
        Conv2d("conv2", 5, 3, padding="same", dilation=2, bias=False),
        Tanh("tanh1"),
        MaxPool2d("pool2", (3, 2), stride=(2, 1)),
        Flatten("flatten"),
        Linear("fc1", 12, bias=False),
        Sigmoid("sigmoid1"),
        Linear("fc2", 10),
    ),
)
SIGNAL = NetSpec(
    "signal",
    (2, 30),
    (
        Conv1d("conv1", 6, 5, stride=2, padding=2, dilation=2, groups=2),
        ReLU("relu1"),
        Conv1d("conv2", 4, 3, padding="same", bias=False),
        Flatten("flatten"),
        Linear("fc1", 10),
    ),
)
NORMAL = NetSpec(
    "normal",
    (2, 9, 8),
    (
        Conv2d("conv1", 6, 3, padding=1, bias=False),
        BatchNorm("bn1", epsilon=1e-3, momentum=0.3),
        ReLU("relu1"),
        MaxPool2d("pool1", 2),
        Flatten("flatten"),
        BatchNorm("bn2"),
        Linear("fc1", 10),
    ),
)
WITHOUT_RBF = NetSpec(
    "lenet5-1998 without its output",
    (1, 32, 32),
    tuple(layer for layer in zoo["lenet5-1998"].layers if not isinstance(layer, DigitRBF)),
)
NETS = {spec.name: spec for spec in (zoo["tiny"], zoo["lenet5"], WITHOUT_RBF, MIXED, SIGNAL, NORMAL)}


@pytest.fixture
def net_twin_and_batch(torch_twin):
    def make(name, dtype=np.float64, batch=5):
        rng = np.random.default_rng(5)
        net = build(NETS[name], rng, dtype=dtype)
        x = rng.random((batch, *NETS[name].input_shape)).astype(dtype)
        return net, torch_twin(net), x, rng.integers(0, 10, batch)

    return make


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_the_same_weights_give_the_same_scores(net_twin_and_batch, name, dtype, tolerance):
    net, twin, x, _ = net_twin_and_batch(name, dtype)
    expected = twin.eval()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(net(x), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", NETS)
def test_the_same_batch_gives_the_same_gradients(net_twin_and_batch, name):
    net, twin, x, labels = net_twin_and_batch(name)
    logits, backward = net.forward(x, training=True, rng=np.random.default_rng(0))
    loss, dlogits = softmax_cross_entropy(logits, labels)
    dx, gradients = backward(dlogits, wants_dx=True)
    inputs = torch.tensor(x, requires_grad=True)
    expected = functional.cross_entropy(twin(inputs), torch.tensor(labels))
    expected.backward()
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(dx, inputs.grad.numpy(), rtol=1e-9, atol=1e-14)
    for key, statistic in twin.named_buffers():
        if not key.endswith("num_batches_tracked"):
            np.testing.assert_allclose(net.state[key], statistic.numpy(), rtol=1e-12, err_msg=key)
    for key, parameter in twin.named_parameters():
        grad = parameter.grad.numpy()
        if key == "c3.weight":
            grad = grad * (net.parameters[key] != 0)
        np.testing.assert_allclose(gradients[key], grad, rtol=1e-9, atol=1e-14, err_msg=key)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.7])
def test_smoothed_labels_give_the_same_loss_and_gradient(smoothing):
    rng = np.random.default_rng(4)
    logits, labels = rng.standard_normal((7, 5)), rng.integers(0, 5, 7)
    loss, dlogits = softmax_cross_entropy(logits, labels, label_smoothing=smoothing)
    theirs = torch.tensor(logits, requires_grad=True)
    expected = functional.cross_entropy(theirs, torch.tensor(labels), label_smoothing=smoothing)
    expected.backward()
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(dlogits, theirs.grad.numpy(), rtol=1e-10, atol=1e-15)


SCHEDULES = {
    "constant": lambda o, _: torch.optim.lr_scheduler.ConstantLR(o, factor=1),
    "step": lambda o, _: torch.optim.lr_scheduler.StepLR(o, step_size=24, gamma=0.3),
    "cosine": torch.optim.lr_scheduler.CosineAnnealingLR,
    "one-cycle": lambda o, total: torch.optim.lr_scheduler.OneCycleLR(
        o, 0.2, total_steps=total, cycle_momentum=False
    ),
}


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_give_every_step_the_same_learning_rate(schedule):
    config = TrainConfig(5, learning_rate=0.2, schedule=schedule, drop_every=2, drop_factor=0.3)
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.2)
    scheduler = SCHEDULES[schedule](optimiser, 60)
    for step in range(60):
        expected = optimiser.param_groups[0]["lr"]
        assert config.learning_rate_at(step, 60) == pytest.approx(expected, rel=1e-9), step
        optimiser.step()
        if step < 59:
            scheduler.step()


OPTIMISERS = {
    "plain": (SGD, lambda p: torch.optim.SGD(p, 0.05)),
    "decay": (lambda p: SGD(p, weight_decay=0.01), lambda p: torch.optim.SGD(p, 0.05, weight_decay=0.01)),
    "momentum": (
        lambda p: SGD(p, momentum=0.9, weight_decay=0.01),
        lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, weight_decay=0.01),
    ),
    "nesterov": (
        lambda p: SGD(p, momentum=0.9, nesterov=True, weight_decay=0.01),
        lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    ),
    "adam": (Adam, lambda p: torch.optim.Adam(p, 0.05)),
    "adam with decay": (
        lambda p: Adam(p, weight_decay=0.01),
        lambda p: torch.optim.Adam(p, 0.05, weight_decay=0.01),
    ),
}


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("name", ["tiny", "mixed", "normal"])
def test_ten_steps_lead_to_the_same_weights(net_twin_and_batch, optimiser, name):
    ours, theirs = OPTIMISERS[optimiser]
    net, twin, _, _ = net_twin_and_batch(name)
    our_optimiser, their_optimiser = ours(net.parameters), theirs(twin.parameters())
    rng = np.random.default_rng(8)
    for _ in range(10):
        x, labels = rng.random((6, *net.spec.input_shape)), rng.integers(0, 10, 6)
        logits, backward = net.forward(x, training=True, rng=rng)
        our_optimiser.step(backward(softmax_cross_entropy(logits, labels)[1])[1], 0.05)
        their_optimiser.zero_grad()
        functional.cross_entropy(twin(torch.tensor(x)), torch.tensor(labels)).backward()
        their_optimiser.step()
    for key, parameter in twin.named_parameters():
        np.testing.assert_allclose(
            net.parameters[key], parameter.detach().numpy(), rtol=1e-8, atol=1e-10, err_msg=key
        )
    x = rng.random((6, *net.spec.input_shape))
    np.testing.assert_allclose(net(x), twin.eval()(torch.tensor(x)).detach().numpy(), rtol=1e-7)


def test_a_saved_net_is_read_by_pytorch_and_pytorchs_file_by_us(net_twin_and_batch, tmp_path):
    from safetensors.torch import load_file, save_file

    net, twin, x, _ = net_twin_and_batch("tiny", np.float32)
    ours, theirs = tmp_path / "ours.safetensors", tmp_path / "theirs.safetensors"
    save_weights(ours, net)
    for parameter in twin.parameters():
        torch.nn.init.zeros_(parameter)
    twin.load_state_dict(load_file(ours))
    np.testing.assert_allclose(twin(torch.tensor(x)).detach().numpy(), net(x), rtol=1e-5, atol=1e-6)
    torch.nn.init.normal_(twin.conv1.weight)
    save_file(twin.state_dict(), theirs)
    net.set_parameters(load_weights(theirs))
    np.testing.assert_allclose(net(x), twin(torch.tensor(x)).detach().numpy(), rtol=1e-4, atol=1e-5)


def test_a_net_with_batch_norm_goes_both_ways_with_its_running_statistics(net_twin_and_batch, tmp_path):
    from safetensors.torch import load_file, save_file

    net, twin, x, _ = net_twin_and_batch("normal", np.float32)
    twin(torch.tensor(x))
    theirs, ours = tmp_path / "theirs.safetensors", tmp_path / "ours.safetensors"
    save_file(twin.state_dict(), theirs)
    net.set_parameters(load_weights(theirs))
    np.testing.assert_allclose(net(x), twin.eval()(torch.tensor(x)).detach().numpy(), rtol=1e-4, atol=1e-5)
    save_weights(ours, net)
    assert load_file(ours).keys() == {
        name for name in twin.state_dict() if not name.endswith("num_batches_tracked")
    }


def test_half_precisions_of_pytorch_are_read(tmp_path):
    from safetensors.torch import save_file

    values = torch.tensor([1.0, -2.5, 3.14159, 1e-30, float("inf")])
    kinds = {"bfloat16": torch.bfloat16, "float16": torch.float16}
    path = tmp_path / "half.safetensors"
    save_file({name: values.to(kind) for name, kind in kinds.items()}, path)
    arrays = load_weights(path)
    for name, kind in kinds.items():
        np.testing.assert_array_equal(arrays[name], values.to(kind).float().numpy(), strict=True)
