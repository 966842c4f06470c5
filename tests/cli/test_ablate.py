"""``filterlab ablate``: the filters of a layer ranked, as sentences, a figure, a table and JSON."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filterlab.nets import NetSpec, build, save_weights, zoo
from filterlab.nets.spec import Flatten, Linear


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.safetensors"
    save_weights(path, build(zoo["tiny"], np.random.default_rng(0)))
    return path


def test_the_filters_of_a_layer_are_ranked(call, model: Path, tmp_path: Path):
    outputs = [tmp_path / f"worth{suffix}" for suffix in (".png", ".svg", ".csv")]
    answer = call("ablate", model, "--test-size", 200, *[part for path in outputs for part in ("-o", path)])
    assert answer.code == 0
    assert answer.out.startswith("conv1, 8 filters: with all of them ")
    assert "% of 200 pictures of strokes are named right." in answer.out
    assert "  8. filter " in answer.out
    with Image.open(outputs[0]) as image:
        assert image.height > 400
    assert "What each filter of conv1 of tiny.safetensors is worth" in outputs[1].read_text(encoding="utf-8")
    lines = list(csv.DictReader(outputs[2].read_text(encoding="utf-8").splitlines()))
    lost = [float(line["lost"]) for line in lines]
    assert lost == sorted(lost, reverse=True)
    assert {line["layer"] for line in lines} == {"conv1"}


def test_json_has_every_filter_with_its_classes(call, model: Path):
    (record,) = call("ablate", model, "--layer", "conv2", "--test-size", 100, "--json").records
    assert (record["layer"], record["data"], record["pictures"]) == ("conv2", "strokes", 100)
    assert sorted(one["filter"] for one in record["filters"]) == list(range(16))
    for one in record["filters"]:
        assert one["lost"] == pytest.approx(record["accuracy"] - one["accuracy"])
        assert len(one["lost_by_class"]) == 10


def test_what_cannot_be_ranked_is_said_in_a_sentence(call, model: Path, tmp_path: Path):
    flat = tmp_path / "flat.safetensors"
    spec = NetSpec("flat", (1, 28, 28), (Flatten("flatten"), Linear("fc1", 10)))
    save_weights(flat, build(spec, np.random.default_rng(0)))
    small = tmp_path / "small.safetensors"
    short = NetSpec("small", (1, 8, 8), zoo["tiny"].layers[:1] + spec.layers)
    save_weights(small, build(short, np.random.default_rng(0)))
    np.savez(
        tmp_path / "one.npz",
        x_train=np.zeros((4, 28, 28), np.uint8), y_train=np.array([0, 1, 0, 1]),
        x_test=np.zeros((4, 28, 28), np.uint8), y_test=np.array([1, 1, 1, 1]),
    )  # fmt: skip
    cases: list[tuple[list[object], str]] = [
        (
            [model, "--layer", "fc1"],
            '"fc1" (Linear) of net "tiny" has no filters: choose one of conv1, conv2',
        ),
        ([model, "--layer", "conv9"], 'has no layer "conv9"'),
        ([flat], "choose a net with a convolution"),
        ([small, "--test-size", 10], "The pictures are 28 × 28 and the net takes 8 × 8: add --resize"),
        ([model, "--data", tmp_path / "one.npz"], "test pictures are of class 1"),
        ([model, "--test-size", 0], "--test-size is 0"),
        ([model, "-o", tmp_path / "worth.gif"], "ends in .png or .svg or .csv"),
        ([tmp_path / "none.safetensors"], "none.safetensors"),
    ]
    assert call("ablate", small, "--test-size", 10, "--resize").code == 0
    for arguments, words in cases:
        assert words in call("ablate", *arguments).complaint
