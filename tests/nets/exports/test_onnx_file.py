import sys

import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.exports import save_onnx
from filterlab.nets.tensor_files import load_arrays

from .nets import lively_net


def test_without_the_library_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    net, _ = lively_net("tiny")
    with pytest.raises(FilterLabError, match=r"pip install filterlab\[onnx\]"):
        save_onnx(tmp_path / "net.onnx", net)
    with pytest.raises(FilterLabError, match=r"pip install filterlab\[onnx\]"):
        load_arrays(tmp_path / "net.onnx")
