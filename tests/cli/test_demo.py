"""``filterlab demo``: the whole story, small, with true figures in it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filterlab.nets import load_model, zoo

SMALL = ("--epochs", 1, "--train-size", 256, "--test-size", 100)
FILES = {
    "response.png",
    "response.npy",
    "tiny.safetensors",
    "filters.png",
    "comparison.png",
    "index.md",
    "report.json",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demo that has run once for all tests."""
    from filterlab.cli import run

    folder = tmp_path_factory.mktemp("demo") / "made" / "on demand"
    assert run(["demo", "-o", str(folder), *map(str, SMALL)]) == 0
    return folder


def test_the_demo_writes_every_file_whole(told: Path):
    assert {path.name for path in told.iterdir()} == FILES
    for path in told.glob("*.png"):
        with Image.open(path) as image:
            image.load()
            assert min(image.size) > 200
    assert load_model(told / "tiny.safetensors").spec == zoo["tiny"]


def test_the_response_has_the_course_s_numbers(told: Path):
    values = np.load(told / "response.npy")
    assert values.shape == (218, 218)
    assert (values[41, 87], values[42, 153]) == (6600, 0)


def test_the_report_holds_the_figures_of_every_chapter(told: Path):
    report = json.loads((told / "report.json").read_text())
    response, learning, comparison = (report[key] for key in ("response", "training", "comparison"))
    assert response["back"]["value"] == 6600
    assert response["back"]["products"] == [1500, 600, 1500, 1500, 1500]
    assert response["back"]["best_possible"] == 9000
    assert round(response["back"]["share"] * 100, 1) == 73.3
    assert response["head"]["value"] == 0
    assert learning["steps"] == 4
    assert learning["test_accuracy_by_epoch"] == [learning["test_accuracy"]]
    assert len(comparison["nearest"]) == 8


def test_the_report_s_accuracy_is_that_of_the_weights_it_stored(told: Path):
    from filterlab.data import load_dataset
    from filterlab.nets import evaluate

    learning = json.loads((told / "report.json").read_text())["training"]
    dataset = load_dataset("strokes", seed=0, train_size=256, test_size=100)
    _loss, accuracy = evaluate(load_model(told / "tiny.safetensors"), dataset.test)
    assert accuracy == pytest.approx(learning["test_accuracy"])


def test_every_link_of_the_story_leads_to_a_file(told: Path):
    story = (told / "index.md").read_text()
    links = re.findall(r"\]\(([^)]+)\)", story)
    assert {"response.png", "filters.png", "comparison.png", "tiny.safetensors"} <= set(links)
    assert all((told / link).is_file() for link in links)
    assert "1500 + 600 + 1500 + 1500 + 1500 = 6600" in story


def test_the_story_is_told_in_sentences_on_stdout(call, tmp_path: Path):
    answer = call("demo", "-o", tmp_path, *SMALL)
    assert answer.code == 0
    headings = [line for line in answer.out.splitlines() if not line.startswith(" ")]
    assert [heading[:2] for heading in headings] == ["1.", "2.", "3.", "4."]
    assert "73.3 % of the best possible 9000" in answer.out
    assert "Epoch 1 of 1" in answer.err


def test_with_json_each_chapter_is_one_object(call, tmp_path: Path):
    answer = call("demo", "-o", tmp_path, *SMALL, "--json")
    assert answer.code == 0
    assert [record["chapter"] for record in answer.records] == [
        "response",
        "training",
        "comparison",
        "report",
    ]
    assert {name for record in answer.records for name in record["files"]} == FILES


def test_a_folder_that_cannot_be_made_is_named(call, tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert f'"{tmp_path / "file"}" is a file' in call("demo", "-o", tmp_path / "file").complaint
    assert "cannot be made" in call("demo", "-o", tmp_path / "file" / "below").complaint


@pytest.mark.parametrize("options", [("--epochs", 0), ("--train-size", 0), ("--test-size", -5)])
def test_a_number_that_cannot_work_is_refused_before_anything_is_written(call, tmp_path: Path, options):
    assert call("demo", "-o", tmp_path / "demo", *options).complaint
    assert not (tmp_path / "demo").exists()
