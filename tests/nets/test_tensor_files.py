from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from filterlab.errors import FilterLabError
from filterlab.nets.network import build
from filterlab.nets.spec import Conv2d
from filterlab.nets.tensor_files import filter_banks, layer_name, load_arrays, load_filter_banks

TORCHVISION = {
    "features.0.weight": np.arange(2 * 3 * 5 * 5, dtype=np.float32).reshape(2, 3, 5, 5),
    "features.0.bias": np.zeros(2, np.float32),
    "features.3.weight": np.ones((4, 2, 3, 3), np.float64),
    "classifier.1.weight": np.ones((10, 8), np.float32),
    "layer1.0.bn1.num_batches_tracked": np.array(7),
}


@pytest.fixture(params=["net.npz", "net.safetensors", "packed.npz"])
def path(request, tmp_path):
    path = tmp_path / request.param
    if path.suffix == ".safetensors":
        save_file(TORCHVISION, path)
    else:
        (np.savez_compressed if path.stem == "packed" else np.savez)(path, **TORCHVISION)
    return path


def test_arrays_of_any_net_are_read_by_their_names(path):
    arrays = load_arrays(path)
    assert arrays.keys() == TORCHVISION.keys()
    for name, array in TORCHVISION.items():
        np.testing.assert_array_equal(arrays[name], array)
    assert arrays["features.3.weight"].dtype == np.float64
    assert arrays["layer1.0.bn1.num_batches_tracked"].dtype == np.float32


def test_every_array_of_four_axes_is_a_bank_whatever_net_it_came_from(path):
    assert list(load_filter_banks(path)) == ["features.0.weight", "features.3.weight"]


def test_banks_come_in_the_order_of_the_layers():
    names = ["features.10.weight", "features.3.weight", "conv.weight"]
    banks = filter_banks({name: np.ones((1, 1, 2, 2)) for name in names})
    assert list(banks) == ["conv.weight", "features.3.weight", "features.10.weight"]


def test_the_banks_of_our_own_net_are_its_convolutions(rng):
    assert list(filter_banks(build("tiny", rng).parameters)) == ["conv1.weight", "conv2.weight"]


def test_weights_without_a_bank_are_told_so(tmp_path):
    np.savez(tmp_path / "flat.npz", a=np.ones((2, 3)))
    with pytest.raises(FilterLabError, match="1 arrays, and none is a bank"):
        load_filter_banks(tmp_path / "flat.npz")


class Trap:
    def __reduce__(self):
        return print, ("unpickled",)


def test_objects_in_an_archive_are_not_unpickled(tmp_path, capsys):
    path = tmp_path / "trap.npz"
    np.savez(path, a=np.array([Trap()], dtype=object), allow_pickle=True)
    with pytest.raises(FilterLabError, match="no archive of plain arrays"):
        load_arrays(path)
    assert capsys.readouterr().out == ""


def test_text_in_an_archive_is_passed_over(tmp_path):
    np.savez(tmp_path / "text.npz", a=np.ones(3), words=np.array(["one", "two"]))
    assert list(load_arrays(tmp_path / "text.npz")) == ["a"]


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "large.npz"
    np.savez_compressed(path, a=np.zeros((100, 100)))
    monkeypatch.setattr("filterlab.nets.tensor_files.MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(FilterLabError, match="unpacks to more than"):
        load_arrays(path)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(FilterLabError, match=r"no file .*gone\.npz"):
        load_arrays(tmp_path / "gone.npz")


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=4), kept=st.floats(0, 1)
)
def test_a_damaged_archive_is_read_or_refused_in_one_sentence(changes, kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("damaged") / "net.npz"
    np.savez(path, **TORCHVISION)
    content = bytearray(path.read_bytes())
    for place, value in changes:
        content[place % len(content)] = value
    path.write_bytes(content[: max(int(kept * 2 * len(content)), 1)])
    with suppress(FilterLabError):
        load_arrays(path)


@pytest.mark.parametrize(
    ("bank", "layer"),
    [("features.0.weight", "features.0"), ("0.weight", "0"), ("/conv 1/W:0", "conv.1.W.0"), ("…", "filters")],
)
def test_a_layer_can_be_called_by_the_name_its_filters_have_in_a_file(bank, layer):
    assert Conv2d(layer_name(bank), 8, 5).name == layer
