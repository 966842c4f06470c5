"""``filterlab apply``: the file holds the response, and nothing is written when something is wrong."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filterlab.data import load_image, presets
from filterlab.figures import colorize, limits_of
from filterlab.probes import Stages, respond


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Return a small colour picture file."""
    pixels = np.random.default_rng(1).integers(0, 256, (12, 17, 3), np.uint8)
    path = tmp_path / "small.png"
    Image.fromarray(pixels).save(path)
    return path


def test_the_curve_detector_finds_6600_on_the_back_of_the_mouse(call, tmp_path: Path):
    out = tmp_path / "response.npy"
    answer = call("apply", "mouse", "--filter", "curve-detector", "--units", 255, "-o", out)
    assert answer.code == 0
    values = np.load(out)
    assert values.shape == (218, 218)
    assert values.dtype == np.float32
    assert values[41, 87] == 6600
    assert values[42, 153] == 0


def test_npy_tiff_and_csv_hold_the_exact_response(call, picture: Path, tmp_path: Path):
    expected = respond(load_image(picture), presets["sobel-x"].weights, Stages()).values
    for name in ("r.npy", "r.tiff", "r.TIF", "r.csv"):
        assert call("apply", picture, "-f", "sobel-x", "-o", tmp_path / name).code == 0
    np.testing.assert_array_equal(np.load(tmp_path / "r.npy"), expected)
    rows = np.loadtxt(tmp_path / "r.csv", delimiter=",").astype(np.float32)
    np.testing.assert_array_equal(rows, expected)
    for name in ("r.tiff", "r.TIF"):
        with Image.open(tmp_path / name) as image:
            assert image.mode == "F"
            np.testing.assert_array_equal(np.asarray(image), expected)


@pytest.mark.parametrize(
    ("activation", "kind"), [("none", "signed"), ("tanh", "signed"), ("relu", "activation")]
)
def test_png_holds_the_colours_and_the_log_says_what_they_stand_for(
    call, picture: Path, tmp_path: Path, activation: str, kind
):
    out = tmp_path / "r.png"
    answer = call("apply", picture, "-f", "sobel-x", "--activation", activation, "-o", out, "--json")
    values = respond(load_image(picture), presets["sobel-x"].weights, Stages(activation=activation)).values
    limits = limits_of(values, kind)
    with Image.open(out) as image:
        np.testing.assert_array_equal(np.asarray(image), colorize(values, kind, limits))
    assert answer.records[0]["limits"] == pytest.approx(limits)
    assert answer.records[0]["colors"] == kind
    assert f"{kind} colours from" in answer.err


def test_every_stage_reaches_the_response(call, picture: Path, tmp_path: Path):
    out = tmp_path / "r.npy"
    options = {
        "--stride": "2,1",
        "--padding": "1,2",
        "--dilation": 2,
        "--bias": 0.25,
        "--activation": "leaky_relu",
        "--pool": "average",
        "--pool-size": 3,
        "--pool-stride": 1,
    }
    flat = [part for option in options.items() for part in option]
    assert call("apply", picture, "-f", "emboss", "--flip", *flat, "-o", out).code == 0
    stages = Stages((2, 1), (1, 2), (2, 2), True, 0.25, "leaky_relu", "average", 3, 1)
    expected = respond(load_image(picture), presets["emboss"].weights, stages).values
    np.testing.assert_array_equal(np.load(out), expected)


def test_same_padding_keeps_the_size(call, picture: Path, tmp_path: Path):
    answer = call("apply", picture, "-f", "gaussian", "--padding", "same", "-o", tmp_path / "r.npy", "--json")
    assert answer.records[0]["shape"] == [12, 17]


def test_a_filter_may_come_from_a_file(call, picture: Path, tmp_path: Path):
    weights = np.array([[0, 1], [-1, 0.5]], np.float32)
    np.save(tmp_path / "mine.npy", weights)
    assert call("apply", picture, "-f", tmp_path / "mine.npy", "-o", tmp_path / "r.npy").code == 0
    expected = respond(load_image(picture), weights[np.newaxis], Stages()).values
    np.testing.assert_array_equal(np.load(tmp_path / "r.npy"), expected)


def test_json_says_where_the_response_is_strongest(call, tmp_path: Path):
    answer = call("apply", "mouse", "-f", "laplacian-8", "-o", tmp_path / "r.npy", "--json")
    (record,) = answer.records
    values = np.load(tmp_path / "r.npy")
    assert answer.err == ""
    assert record["image"] == "mouse"
    assert record["filter"] == "laplacian-8"
    assert record["output"] == str(tmp_path / "r.npy")
    assert (record["min"], record["max"]) == (values.min(), values.max())
    assert values[tuple(record["max_at"])] == values.max()
    assert record["seconds"] >= 0


@pytest.mark.parametrize("output", ["maps/{name}.npy", "maps/", "maps"])
def test_several_pictures_go_to_a_folder_or_a_pattern(call, tmp_path: Path, monkeypatch, output: str):
    monkeypatch.chdir(tmp_path)
    Path("maps").mkdir()
    answer = call("apply", "mouse", "text", "-f", "sobel-x", "-o", output, "--json")
    suffix = "npy" if "{" in output else "png"
    assert [record["output"] for record in answer.records] == [f"maps/mouse.{suffix}", f"maps/text.{suffix}"]
    assert sorted(path.name for path in Path("maps").iterdir()) == [f"mouse.{suffix}", f"text.{suffix}"]


def test_a_file_of_the_same_name_comes_before_a_sample(call, picture: Path, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture.rename(tmp_path / "mouse")
    answer = call("apply", "mouse", "-f", "identity", "-o", "r.npy", "--json")
    assert answer.records[0]["shape"] == [10, 15]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mouse", "-f", "sobel", "-o", "r.png"], "did you mean sobel-y or sobel-x?"),
        (["mouse", "-f", "zzz", "-o", "r.png"], "the presets are identity"),
        (["mouse", "-f", "no.csv", "-o", "r.png"], '"no.csv" does not exist'),
        (["mouse.png", "-f", "sobel-x", "-o", "r.png"], 'the sample "mouse", as in filterlab apply mouse'),
        (["no.png", "-f", "sobel-x", "-o", "r.png"], '"no.png"'),
        (["mouse", "-f", "sobel-x", "-o", "r.jpg"], "ends in .png or .npy"),
        (["mouse", "-f", "sobel-x", "-o", "r"], "ends in .png or .npy"),
        (["mouse", "-f", "sobel-x", "-o", "missing/r.png"], 'the folder "missing" does not exist'),
        (["mouse", "-f", "sobel-x", "-o", "missing/"], 'the folder "missing" does not exist'),
        (["mouse", "text", "-f", "sobel-x", "-o", "r.png"], '2 pictures cannot share the output "r.png"'),
        (["mouse", "mouse", "-f", "sobel-x", "-o", "{name}.png"], "would both be"),
        (["mouse", "-f", "sobel-x", "-o", "r.png", "--units", "7"], "choose 1 or 255"),
        (["mouse", "-f", "sobel-x", "-o", "r.png", "--stride", "0"], "The stride is (0, 0)"),
        (
            ["mouse", "-f", "sobel-x", "-o", "r.png", "--stride", "1,2,3"],
            'The stride "1,2,3" is not understood',
        ),
        (["mouse", "-f", "sobel-x", "-o", "r.png", "--padding", "full"], "or height,width, same or valid"),
        (["mouse", "-f", "sobel-x", "-o", "r.png", "--activation", "gelu"], "The activation 'gelu'"),
        (["mouse", "-f", "sobel-x", "-o", "r.png", "--bias", "nan"], "The bias is nan"),
        (
            ["mouse", "-f", "sobel-x", "-o", "r.png", "--dilation", "200"],
            "padding 0, dilation 200)",
        ),
        (["mouse", "-f", "sobel-x", "-o", "r.png", "--pool", "max", "--pool-size", "999"], "pooling window"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(
    call, tmp_path: Path, monkeypatch, arguments: list[str], words: str
):
    monkeypatch.chdir(tmp_path)
    assert words in call("apply", *arguments).complaint
    assert list(tmp_path.iterdir()) == []


def test_a_broken_picture_is_named(call, tmp_path: Path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG not really")
    assert str(broken) in call("apply", broken, "-f", "sobel-x", "-o", tmp_path / "r.png").complaint


def test_the_picture_itself_is_never_overwritten(call, picture: Path):
    before = picture.read_bytes()
    complaint = call("apply", picture, "-f", "sobel-x", "-o", picture).complaint
    assert "would overwrite its picture" in complaint
    assert picture.read_bytes() == before


def test_a_folder_is_no_name_for_a_file(call, tmp_path: Path):
    folder = tmp_path / "folder.png"
    folder.mkdir()
    call("apply", "mouse", "-f", "sobel-x", "-o", folder)
    assert [path.name for path in folder.iterdir()] == ["mouse.png"]


def test_a_full_disk_is_said_in_one_sentence(call, monkeypatch, tmp_path: Path):
    import errno
    import os

    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    out = tmp_path / "r.npy"
    assert "the disk is full" in call("apply", "mouse", "-f", "sobel-x", "-o", out).complaint
    assert list(tmp_path.iterdir()) == []
