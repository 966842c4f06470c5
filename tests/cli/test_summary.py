"""``filterlab summary``: the published numbers, as a table and as JSON."""

from pathlib import Path

import numpy as np
import pytest

from filterlab.nets import build, save_weights, write_spec, zoo


@pytest.mark.parametrize(
    ("net", "params", "macs"),
    [("alexnet", 62_378_344, 1_135_256_096), ("alexnet-grouped", 60_965_224, 724_406_816)],
)
def test_alexnet_has_its_published_size(call, net: str, params: int, macs: int):
    (record,) = call("summary", net, "--json").records
    assert (record["params"], record["macs"]) == (params, macs)


def test_each_layer_has_a_row(call):
    (record,) = call("summary", "tiny", "--json").records
    assert record["name"] == "tiny"
    assert record["input_shape"] == [1, 28, 28]
    assert [row["name"] for row in record["rows"]] == [layer.name for layer in zoo["tiny"].layers]
    first = record["rows"][0]
    assert (first["kind"], first["output_shape"], first["receptive_field"]) == ("Conv2d", [8, 22, 22], [7, 7])
    assert sum(row["params"] for row in record["rows"]) == record["params"]


def test_the_table_shows_whole_numbers_also_in_a_pipe(call):
    answer = call("summary", "alexnet")
    assert answer.code == 0
    assert "62,378,344" in answer.out
    assert "1,135,256,096" in answer.out
    assert "96 × 55 × 55" in answer.out
    assert "…" not in answer.out


def test_a_description_and_a_weights_file_say_the_same_as_the_zoo(call, tmp_path: Path):
    write_spec(tmp_path / "net.toml", zoo["tiny"])
    save_weights(tmp_path / "net.safetensors", build(zoo["tiny"], np.random.default_rng(0)))
    expected = call("summary", "tiny", "--json").records
    for name in ("net.toml", "net.safetensors"):
        assert call("summary", tmp_path / name, "--json").records == expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tinny", "did you mean tiny?"),
        ("zzz", "the nets are tiny"),
        ("no.toml", "no.toml"),
        ("no.safetensors", "no.safetensors"),
    ],
)
def test_a_net_that_is_not_there_is_named(call, name: str, words: str):
    assert words in call("summary", name).complaint


def test_a_damaged_weights_file_is_named(call, tmp_path: Path):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"not weights")
    assert str(broken) in call("summary", broken).complaint


def test_a_net_whose_layers_do_not_fit_is_explained(call, tmp_path: Path):
    write_spec(tmp_path / "net.toml", zoo["tiny"])
    text = (tmp_path / "net.toml").read_text().replace("[1, 28, 28]", "[1, 3, 3]")
    (tmp_path / "net.toml").write_text(text)
    assert "conv1" in call("summary", tmp_path / "net.toml").complaint
