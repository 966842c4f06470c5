"""What FilterLab hands over, read by those it is for: ONNX, PyTorch, TensorBoard."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util.tensor_util import make_ndarray
from tests.nets.exports.nets import NETS, lively_net
from tests.nets.exports.test_metrics import EPOCHS, STEPS

from filterlab.errors import FilterLabError
from filterlab.nets.exports import (
    onnx_model,
    save_onnx,
    tensorboard_file_name,
    tensorboard_records,
    torch_snippet,
)
from filterlab.nets.tensor_files import load_arrays, load_filter_banks
from filterlab.nets.weights import save_weights


@pytest.mark.parametrize("name", NETS)
def test_an_onnx_file_computes_what_the_net_does(name, tmp_path):
    net, x = lively_net(name)
    path = tmp_path / "net.onnx"
    save_onnx(path, net)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    (reference,) = ReferenceEvaluator(str(path)).run(None, {"input": x})
    np.testing.assert_allclose(reference, net(x), rtol=1e-5, atol=1e-5)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    for batch in (x, x[:1]):
        (found,) = session.run(None, {"input": batch})
        np.testing.assert_allclose(found, net(batch), rtol=1e-5, atol=1e-5)


def test_an_onnx_file_says_which_net_it_is_and_gives_its_weights_back(tmp_path):
    net, _ = lively_net("mixed")
    path = tmp_path / "net.onnx"
    save_onnx(path, net)
    (entry,) = onnx.load(path).metadata_props
    assert json.loads(entry.value)["name"] == "mixed"
    arrays = load_arrays(path)
    for name, array in net.state.items():
        np.testing.assert_array_equal(arrays[name], array)
    assert list(load_filter_banks(path)) == ["conv1.weight", "conv2.weight"]


def test_a_damaged_onnx_file_is_refused_in_one_sentence(tmp_path):
    net, _ = lively_net("tiny")
    path = tmp_path / "net.onnx"
    content = onnx_model(net)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(FilterLabError, match="damaged or no ONNX file"):
        load_arrays(path)


@pytest.mark.parametrize("name", NETS)
def test_the_pytorch_script_computes_what_the_net_does(name, tmp_path):
    net, x = lively_net(name)
    path = tmp_path / "net.safetensors"
    save_weights(path, net)
    made = {"__file__": str(tmp_path / "snippet.py")}
    exec(compile(torch_snippet(net.spec, path.name), "snippet.py", "exec"), made)
    with torch.no_grad():
        np.testing.assert_allclose(made["net"](torch.tensor(x)).numpy(), net(x), rtol=1e-5, atol=1e-5)


def test_tensorboard_reads_every_number_at_its_step_and_time(tmp_path: Path):
    path = tmp_path / tensorboard_file_name(1_700_000_000)
    path.write_bytes(tensorboard_records(STEPS, EPOCHS, 1_700_000_000))
    found = {}
    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            number = make_ndarray(value.tensor).item()
            found.setdefault(value.tag, []).append((event.step, event.wall_time, number))
    assert [step for step, _, _ in found["train/loss"]] == [1, 2, 3, 4]
    assert [number for _, _, number in found["train/loss"]] == pytest.approx([2, 1, 2 / 3, 0.5])
    assert [number for _, _, number in found["epoch/test_accuracy"]] == pytest.approx([0.75, 0.75])
    assert [time for _, time, _ in found["learning_rate"]] == pytest.approx(
        [1_700_000_000 + 0.5 * k for k in range(1, 5)]
    )
    assert len(found) == 7
