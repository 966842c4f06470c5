"""``filterlab filters``: one sheet for a layer, with the nearest hand-made filter of each."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from filterlab.data import presets
from filterlab.nets import build, save_weights, zoo


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the file of a net whose first filters are known ones."""
    net = build(zoo["tiny"], np.random.default_rng(0))
    weights = {name: array.copy() for name, array in net.parameters.items()}
    weights["conv1.weight"][0] = presets["curve-detector"].weights / 30
    weights["conv1.weight"][1] = -np.pad(presets["sobel-y"].weights, ((0, 0), (2, 2), (2, 2)))
    net.set_parameters(weights)
    path = tmp_path / "tiny.safetensors"
    save_weights(path, net)
    return path


def test_the_first_layer_is_drawn_unless_another_is_asked_for(call, model: Path, tmp_path: Path):
    out = tmp_path / "grid.png"
    (record,) = call("filters", model, "-o", out, "--json").records
    assert (record["layer"], record["shape"], record["output"]) == ("conv1", [8, 1, 7, 7], str(out))
    with Image.open(out) as first:
        size = first.size
    (record,) = call("filters", model, "--layer", "conv2", "-o", out, "--json").records
    assert (record["layer"], record["shape"]) == ("conv2", [16, 8, 4, 4])
    with Image.open(out) as second:
        assert second.size != size


def test_known_filters_are_recognised_whatever_their_strength_and_sign(call, model: Path, tmp_path: Path):
    (record,) = call("filters", model, "-o", tmp_path / "grid.png", "--json").records
    first, second, *others = record["nearest"]
    assert (first["filter"], first["sign"]) == ("curve-detector", 1)
    assert first["similarity"] == pytest.approx(1, abs=1e-3)
    assert (second["filter"], second["sign"]) == ("sobel-y", -1)
    assert second["similarity"] == pytest.approx(1, abs=1e-3)
    assert all(0 <= other["similarity"] < 0.99 for other in others)


def test_the_story_names_the_negative_as_such(call, model: Path, tmp_path: Path):
    answer = call("filters", model, "-o", tmp_path / "grid.png")
    assert "conv1, 8 filters of 1 × 7 × 7" in answer.out
    assert "filter 0: nearest curve-detector 1.00" in answer.out
    assert "filter 1: nearest minus sobel-y 1.00" in answer.out


def test_the_filters_of_a_signal_layer_are_drawn_one_row_high(call, tmp_path: Path):
    path = tmp_path / "signal.safetensors"
    save_file({"conv1.weight": np.eye(3, 5, dtype=np.float32)[:, np.newaxis]}, path)
    (record,) = call("filters", path, "-o", tmp_path / "grid.png", "--json").records
    assert record["shape"] == [3, 1, 1, 5]


def test_filters_of_an_archive_of_numpys_are_drawn_whatever_they_are_called(call, tmp_path: Path):
    path = tmp_path / "other.npz"
    np.savez(path, stem=np.ones((3, 1, 4, 4), np.float32), head=np.ones((2, 9), np.float32))
    (record,) = call("filters", path, "-o", tmp_path / "grid.png", "--json").records
    assert (record["layer"], record["shape"]) == ("stem", [3, 1, 4, 4])


def test_layers_are_counted_as_people_count(call, tmp_path: Path):
    path = tmp_path / "deep.safetensors"
    bank = np.ones((1, 1, 2, 2), np.float32)
    save_file({f"features.{i}.weight": bank for i in (10, 2, 3)}, path)
    (record,) = call("filters", path, "-o", tmp_path / "grid.png", "--json").records
    assert record["layer"] == "features.2"


def test_a_layer_that_is_not_there_is_answered_with_those_that_are(call, model: Path, tmp_path: Path):
    complaint = call("filters", model, "--layer", "fc1", "-o", tmp_path / "grid.png").complaint
    assert "choose one of conv1, conv2" in complaint
    assert not (tmp_path / "grid.png").exists()


def test_weights_without_a_convolution_have_nothing_to_draw(call, tmp_path: Path):
    path = tmp_path / "linear.safetensors"
    save_file({"fc1.weight": np.ones((2, 3), np.float32)}, path)
    assert "no convolution layer" in call("filters", path, "-o", tmp_path / "grid.png").complaint


def test_weights_that_are_not_numbers_are_refused(call, tmp_path: Path):
    path = tmp_path / "nan.safetensors"
    save_file({"conv1.weight": np.full((2, 1, 3, 3), np.nan, np.float32)}, path)
    complaint = call("filters", path, "-o", tmp_path / "grid.png").complaint
    assert f'"{path}" holds values in conv1 that are not finite' in complaint


@pytest.mark.parametrize("output", ["grid.jpg", "missing/grid.png"])
def test_the_output_is_checked_before_the_model_is_read(call, tmp_path: Path, monkeypatch, output: str):
    monkeypatch.chdir(tmp_path)
    assert output in call("filters", "no.safetensors", "-o", output).complaint


def test_a_model_that_is_not_there_is_named(call, tmp_path: Path):
    assert "no.safetensors" in call("filters", "no.safetensors", "-o", tmp_path / "grid.png").complaint
