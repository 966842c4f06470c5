import json
import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from filterlab.errors import FilterLabError
from filterlab.nets.network import build
from filterlab.nets.spec import BatchNorm
from filterlab.nets.weights import describes_net, load_model, load_weights, save_weights


@pytest.fixture
def net(bars_spec, rng):
    return build(bars_spec, rng)


@pytest.fixture
def saved(net, tmp_path):
    path = tmp_path / "bars.safetensors"
    save_weights(path, net)
    return path


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_net_is_the_same_after_saving_and_loading(bars_spec, rng, tmp_path, dtype):
    net = build(bars_spec, rng, dtype=dtype)
    path = tmp_path / "net.safetensors"
    save_weights(path, net)
    again = load_model(path)
    assert again.spec == net.spec
    assert again.dtype == dtype
    x = rng.random((3, 1, 8, 8))
    np.testing.assert_array_equal(again(x), net(x), strict=True)


def test_a_net_with_a_sparse_table_is_the_same_after_saving_and_loading(rng, tmp_path):
    net = build("lenet5-1998", rng)
    path = tmp_path / "lenet.safetensors"
    save_weights(path, net)
    again = load_model(path)
    assert again.spec == net.spec
    for name, array in net.parameters.items():
        np.testing.assert_array_equal(again.parameters[name], array)


def test_a_net_keeps_its_running_statistics_in_the_file_under_pytorchs_names(bars_spec, rng, tmp_path):
    layers = (bars_spec.layers[0], BatchNorm("bn1"), *bars_spec.layers[1:])
    net = build(replace(bars_spec, layers=layers), rng)
    x = rng.random((9, 1, 8, 8))
    net.forward(x, training=True, rng=rng)
    path = tmp_path / "normal.safetensors"
    save_weights(path, net)
    names = ["bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.weight"]
    assert sorted(name for name in load_file(path) if name.startswith("bn1")) == names
    np.testing.assert_array_equal(load_model(path)(x), net(x))
    # PyTorch counts batches; nothing hangs on it.
    counted = load_weights(path) | {"bn1.num_batches_tracked": np.array(1.0, np.float32)}
    net.set_parameters(counted)
    for name, value, words in (
        ("bn1.running_var", np.full(4, -1.0), "variances below 0"),
        ("bn1.running_mean", np.zeros(5), '"bn1.running_mean" is 5'),
    ):
        with pytest.raises(FilterLabError, match=words):
            net.set_parameters(counted | {name: value})


def test_the_file_holds_pytorchs_names_and_shapes_for_any_reader(net, saved):
    arrays = load_file(saved)
    assert {name: array.shape for name, array in arrays.items()} == {
        "conv1.weight": (4, 1, 3, 3),
        "conv1.bias": (4,),
        "fc1.weight": (2, 36),
        "fc1.bias": (2,),
    }
    np.testing.assert_array_equal(arrays["conv1.weight"], net.parameters["conv1.weight"])


def test_arrays_that_lie_backwards_in_memory_are_stored_right(net, tmp_path, monkeypatch):
    flipped = {name: array[..., ::-1] for name, array in net.parameters.items()}
    monkeypatch.setattr(type(net), "state", property(lambda _: flipped))
    path = tmp_path / "flipped.safetensors"
    save_weights(path, net)
    for name, array in load_weights(path).items():
        np.testing.assert_array_equal(array, flipped[name])


def test_foreign_files_and_all_their_number_types_are_read(tmp_path):
    path = tmp_path / "foreign.safetensors"
    values = [0, 1, 3]
    kinds = [np.float64, np.float32, np.float16, np.int64, np.uint8, np.int16, bool]
    save_file({np.dtype(kind).name: np.array(values, kind) for kind in kinds}, path)
    arrays = load_weights(path)
    assert arrays["float64"].dtype == np.float64
    for name, array in arrays.items():
        assert array.dtype == (np.float64 if name == "float64" else np.float32)
        np.testing.assert_array_equal(array, np.array(values, name))
        array[0] = 7


def test_bfloat16_is_read(tmp_path):
    path = tmp_path / "half.safetensors"
    # 1.0, -2.0 and pi in bfloat16: sign, 8 bits of exponent, 7 of fraction.
    data = np.array([0x3F80, 0xC000, 0x4049], "<u2").tobytes()
    header = json.dumps({"w": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)
    np.testing.assert_array_equal(
        load_weights(path)["w"], np.array([1, -2, 3.140625], np.float32), strict=True
    )


def test_a_number_type_that_is_not_read_is_named(tmp_path):
    path = tmp_path / "complex.safetensors"
    save_file({"w": np.zeros(2, np.complex64)}, path)
    with pytest.raises(FilterLabError, match=r"\"w\".*complex\.safetensors.*C64.*float32"):
        load_weights(path)


@pytest.mark.parametrize("load", [load_weights, load_model])
@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"hello",
        lambda data: data[:-10],
        lambda data: data[: len(data) // 3],
        lambda data: b"\xff" * 8 + data[8:],
        lambda data: data + b"more",
        lambda data: data.replace(b"F32", b"F99", 1),
    ],
)
def test_a_damaged_file_is_refused_by_name_in_one_sentence(load, damage, saved):
    saved.write_bytes(damage(saved.read_bytes()))
    with pytest.raises(FilterLabError, match=r"bars\.safetensors.*damaged.*choose another"):
        load(saved)


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path):
    with pytest.raises(FilterLabError, match=r"no file .*gone\.safetensors"):
        load_weights(tmp_path / "gone.safetensors")
    with pytest.raises(FilterLabError, match="is a folder"):
        load_model(tmp_path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.safetensors")
    with pytest.raises(FilterLabError, match="not an ordinary file"):
        load_weights(tmp_path / "pipe.safetensors")


def test_a_file_without_a_net_says_so_and_whose_weights_they_may_be(rng, tmp_path):
    path = tmp_path / "foreign.safetensors"
    save_file({"w": np.zeros(3, np.float32)}, path)
    with pytest.raises(FilterLabError, match=r"does not say of which net: .*filterlab filters .*\.png\.$"):
        load_model(path)
    save_file(build("lenet5", rng).parameters, path)
    with pytest.raises(FilterLabError, match='look like those of "lenet5"'):
        load_model(path)


def stored(path, arrays, description):
    save_file(arrays, path, metadata={"filterlab.spec": description})
    return path


def test_a_description_that_is_damaged_or_does_not_match_is_refused(net, tmp_path):
    path = tmp_path / "net.safetensors"
    for description, words in [
        ("{", "description of the net in .*damaged"),
        ("[" * 100_000, "description of the net in .*damaged"),
        ("9" * 5000, "description of the net in .*damaged"),
        ("[]", "no net description"),
        ('{"name": "a", "input_shape": [1], "layers": [{"kind": "Conv9"}]}', "Conv9"),
    ]:
        with pytest.raises(FilterLabError, match=words):
            load_model(stored(path, net.parameters, description))
    other = (
        '{"name": "a", "input_shape": [2], "layers": [{"kind": "Linear", "name": "fc1", "out_features": 2}]}'
    )
    with pytest.raises(FilterLabError, match=r"net\.safetensors\" is damaged.*fc1\.weight"):
        load_model(stored(path, {"fc1.weight": np.zeros((3, 2)), "fc1.bias": np.zeros(2)}, other))


@settings(max_examples=60, deadline=None)
@given(draws=st.data())
def test_whatever_bytes_are_changed_the_file_loads_or_is_refused_in_one_sentence(draws, tmp_path_factory):
    from filterlab.nets.spec import Flatten, Linear, NetSpec

    net = build(NetSpec("small", (1, 2, 2), (Flatten("f"), Linear("fc1", 2))), np.random.default_rng(0))
    path = tmp_path_factory.mktemp("mutated") / "small.safetensors"
    save_weights(path, net)
    content = bytearray(path.read_bytes())
    for _ in range(draws.draw(st.integers(1, 4))):
        content[draws.draw(st.integers(0, len(content) - 1))] = draws.draw(st.integers(0, 255))
    path.write_bytes(content)
    # Anything else that is raised fails the test.
    with suppress(FilterLabError):
        assert load_model(path).spec.layers


def test_a_folder_that_does_not_exist_is_named_and_nothing_is_written(net, tmp_path):
    with pytest.raises(FilterLabError, match="nowhere"):
        save_weights(tmp_path / "nowhere" / "net.safetensors", net)
    assert list(tmp_path.iterdir()) == []


def save_again_and_again(path, ready):
    net = build("tiny", np.random.default_rng(1))
    save_weights(path, net)
    ready.set()
    while True:
        save_weights(path, net)


def test_a_program_killed_while_saving_leaves_a_whole_file(tmp_path):
    path = tmp_path / "net.safetensors"
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    saver = context.Process(target=save_again_and_again, args=(path, ready))
    saver.start()
    try:
        assert ready.wait(60)
    finally:
        os.kill(saver.pid, signal.SIGKILL)
        saver.join()
        saver.close()
    assert load_model(path).spec.name == "tiny"


def test_a_file_says_whether_it_describes_a_net(tmp_path, rng):
    save_weights(tmp_path / "net.safetensors", build("tiny", rng))
    save_file({"conv.weight": np.zeros((1, 1, 3, 3), np.float32)}, tmp_path / "weights.safetensors")
    assert describes_net(tmp_path / "net.safetensors")
    assert not describes_net(tmp_path / "weights.safetensors")
    with pytest.raises(FilterLabError, match="There is no file"):
        describes_net(tmp_path / "none.safetensors")
