"""``filterlab compare``: two banks paired, as a sentence, a figure, a table and JSON."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filterlab.data import presets, save_filter
from filterlab.nets import build, save_weights, zoo


@pytest.fixture
def models(tmp_path: Path) -> tuple[Path, Path]:
    """Return two nets whose first filters are the same in another order, one of them turned and negated."""
    first = build(zoo["tiny"], np.random.default_rng(0))
    second = build(zoo["tiny"], np.random.default_rng(1))
    weights = first.state["conv1.weight"][::-1].copy()
    weights[0] = -np.rot90(weights[0], axes=(1, 2))
    second.set_parameters({**second.state, "conv1.weight": weights})
    paths = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    for path, net in zip(paths, (first, second), strict=True):
        save_weights(path, net)
    return paths


def test_a_bank_in_another_order_is_recovered(call, models):
    (record,) = call("compare", *models, "--turns", "--json").records
    assert [(pair["first"], pair["second"]) for pair in record["pairs"]] == [
        (f"filter {number}", f"filter {7 - number}") for number in range(8)
    ]
    assert record["mean_similarity"] == pytest.approx(1)
    assert all(pair["above_chance"] for pair in record["pairs"])
    assert record["pairs"][7]["transform"]["words"] == "turned 90° to the right, negated"
    assert record["does_not_count"] == {
        "sign": True, "turns": True, "flips": False, "shift": 0, "strength": True,
    }  # fmt: skip
    assert 0 < record["chance"]["paired"]["mean"] < record["chance"]["paired"]["high"] < 1


def test_figure_drawing_and_table_are_written(call, models, tmp_path: Path):
    outputs = [tmp_path / f"pairs{suffix}" for suffix in (".png", ".svg", ".csv")]
    answer = call("compare", *models, *[part for path in outputs for part in ("-o", path)])
    assert answer.code == 0
    assert answer.out.startswith(
        "conv1 of a.safetensors (8 filters) beside conv1 of b.safetensors (8 filters)"
    )
    assert ": 8 pairs, mean similarity " in answer.out
    assert "By chance: mean" in answer.out
    with Image.open(outputs[0]) as image:
        assert image.width > 900
    assert outputs[1].read_text(encoding="utf-8").startswith("<svg")
    lines = list(csv.DictReader(outputs[2].read_text(encoding="utf-8").splitlines()))
    assert len(lines) == 8
    assert lines[3] == {
        "first": "filter 3", "second": "filter 4", "similarity": "1.000000", "above_chance": "yes",
        "transform": "as it is",
    }  # fmt: skip


def test_presets_files_and_layers_are_banks_too(call, models, tmp_path: Path):
    save_filter(tmp_path / "mine.csv", -presets["sobel-y"].weights)
    (record,) = call("compare", f"sobel-x,{tmp_path / 'mine.csv'}", "presets", "--json").records
    assert (record["first"], record["second"]) == ("sobel-x and 1 more", "the presets")
    assert [(pair["first"], pair["second"], pair["transform"]["sign"]) for pair in record["pairs"]] == [
        ("sobel-x", "sobel-x", 1), ("mine", "sobel-y", -1),
    ]  # fmt: skip
    assert len(record["unmatched_second"]) == len(presets) - 2
    answer = call("compare", *models, "--layer", "conv2", "--layer", "conv1", "--no-sign")
    assert answer.out.startswith(
        "conv2 of a.safetensors (16 filters) beside conv1 of b.safetensors (8 filters)"
    )
    assert "Filters of one channel stand for each of 8 channels." in answer.out
    assert "Without a partner in conv2 of a.safetensors: filter" in answer.out


def test_an_archive_is_a_model_or_a_filter_as_its_arrays_say(call, tmp_path: Path):
    np.savez(tmp_path / "one.npz", weights=presets["sobel-x"].weights)
    np.savez(tmp_path / "bank.npz", stem=np.stack([presets["sobel-y"].weights, presets["sobel-x"].weights]))
    (record,) = call("compare", tmp_path / "one.npz", tmp_path / "bank.npz", "--json").records
    assert [(pair["first"], pair["second"]) for pair in record["pairs"]] == [("one", "filter 1")]


def test_what_cannot_be_compared_is_said_in_a_sentence(call, models, tmp_path: Path):
    np.savez(tmp_path / "bad.npz", stem=np.full((2, 1, 3, 3), np.nan))
    first = models[0]
    cases: list[tuple[list[object], str]] = [
        ([first, "sobel-q"], "neither a preset filter nor a file"),
        ([first, " , "], "A bank has no name"),
        ([first, tmp_path / "none.safetensors"], "none.safetensors"),
        ([first, tmp_path / "bad.npz"], "The filter 0 of stem of bad.npz holds values that are not finite"),
        ([first, "presets", "--layer", "fc1"], "choose one of conv1, conv2"),
        ([first, "presets", *["--layer", "conv1"] * 3], "--layer is given 3 times"),
        ([first, "presets", "--shift", -1], "The shift is -1 cells"),
        ([first, "presets", "-o", "pairs.gif"], "ends in .png or .svg or .csv"),
    ]
    for arguments, words in cases:
        assert words in call("compare", *arguments).complaint
