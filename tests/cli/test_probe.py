"""``filterlab probe``: every question about a unit, with its sheet, its numbers and its sentence."""

import csv
import json

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from filterlab.data import presets
from filterlab.nets import build, save_weights, zoo

STROKES = ("--pictures", 40)


@pytest.fixture
def model(tmp_path):
    """Return the file of a net whose first filter is a known one."""
    net = build(zoo["tiny"], np.random.default_rng(0))
    net.parameters["conv1.weight"][0] = presets["curve-detector"].weights / 300
    path = tmp_path / "tiny.safetensors"
    save_weights(path, net)
    return path


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_patches_are_drawn_and_listed(call, model, tmp_path):
    sheet, table = tmp_path / "patches.png", tmp_path / "patches.csv"
    (record,) = call("probe", model, "--count", 5, *STROKES, "-o", sheet, "-o", table, "--json").records
    assert (record["what"], record["layer"], record["unit"]) == ("patches", "conv1", 0)
    assert record["outputs"] == [str(sheet), str(table)]
    rows = rows_of(table)
    assert [int(row["picture"]) for row in rows] == [patch["picture"] for patch in record["patches"]]
    assert len(rows) == 5
    assert (rows[0]["height"], rows[0]["width"]) == ("7", "7")
    with Image.open(sheet) as image:
        assert image.width > 300


def test_a_hand_made_filter_is_asked_by_its_name(call):
    answer = call("probe", "curve-detector", *STROKES)
    assert answer.code == 0
    assert answer.out.startswith("conv1 unit 0 of curve-detector answers most, with ")


def test_the_filters_of_another_programs_weights_are_asked_by_the_names_in_the_file(call, tmp_path):
    path = tmp_path / "other.safetensors"
    bank = np.random.default_rng(0).standard_normal((2, 3, 5, 5)).astype(np.float32)
    save_file({"features.0.weight": bank}, path)
    answer = call("probe", path, "--layer", "features.0", "--unit", 1, *STROKES)
    assert answer.out.startswith("features.0 unit 1 of other.safetensors answers most")
    assert "choose one of features.0" in call("probe", path, "--layer", "conv1").complaint


def test_tuning_tells_what_is_preferred_of_each_unit(call, tmp_path):
    sheet, table = tmp_path / "tuning.png", tmp_path / "tuning.csv"
    (record,) = call("probe", "gabor-45", "--what", "tuning", "-o", sheet, "-o", table, "--json").records
    assert record["angle"] == pytest.approx(45, abs=1)
    assert record["modulation_ratio"] > 1
    assert {curve["stimulus"] for curve in record["curves"]} == {"grating", "bar", "edge", "spot"}
    rows = rows_of(table)
    assert {row["stimulus"] for row in rows} == {"grating", "bar", "edge", "spot", "arc"}
    assert sheet.exists()


def test_a_round_filter_prefers_no_direction(call):
    answer = call("probe", "gaussian", "--what", "tuning")
    assert "prefers gratings of no direction (–) and " in answer.out
    (record,) = call("probe", "gaussian", "--what", "tuning", "--json").records
    assert record["angle"] is None


def test_the_tuning_of_several_units_is_drawn_and_listed_in_one(call, model, tmp_path):
    sheet, table = tmp_path / "tuning.png", tmp_path / "tuning.csv"
    records = call(
        "probe", model, "--what", "tuning", "--unit", 1, "--unit", 4, "-o", sheet, "-o", table, "--json"
    ).records
    assert [record["unit"] for record in records] == [1, 4]
    assert sheet.exists()
    first, last = rows_of(table)[0], rows_of(table)[-1]
    assert first["unit"].startswith("conv1 unit 1 of ")
    assert last["unit"].startswith("conv1 unit 4 of ")
    assert float(first["preferred"]) == records[0]["curves"][0]["preferred"]
    assert float(first["F1/F0"]) == records[0]["modulation_ratio"]


def test_noise_shows_the_kernel_beside_the_true_one(call, model, tmp_path):
    sheet, table = tmp_path / "noise.png", tmp_path / "noise.csv"
    command = ("probe", model, "--what", "noise")
    answer = call(*command, "--pictures", 4000, "-o", sheet, "-o", table)
    assert "the correlation with its true kernel is 0.99" in answer.out
    rows = rows_of(table)
    assert len(rows) == 7 * 7
    drawn = np.array([[float(row[name]) for name in ("from noise", "true")] for row in rows])
    assert np.corrcoef(drawn.T)[0, 1] > 0.99
    (record,) = call(*command, "--layer", "conv2", "--pictures", 100, "-o", sheet, "--json").records
    assert record["correlation"] is None


def test_the_field_is_drawn_with_its_box_and_its_bell(call, model, tmp_path):
    sheet, numbers = tmp_path / "field.png", tmp_path / "field.npy"
    (record,) = call(
        "probe",
        model,
        "--what",
        "field",
        "--layer",
        "conv2",
        "--unit",
        2,
        *STROKES,
        "-o",
        sheet,
        "-o",
        numbers,
        "--json",
    ).records
    assert record["box"] == [8, 8, 14, 14]
    assert record["bell"]["major"] >= record["bell"]["minor"] > 0
    assert np.load(numbers).shape == (28, 28)
    assert sheet.exists()


def test_what_fed_a_class_is_followed_down_to_a_pixel(call, model, tmp_path):
    table = tmp_path / "feeding.csv"
    command = ("probe", model, "--what", "feeding", "--class", 3, "--index", 2)
    (record,) = call(*command, "-o", table, "--json").records
    layers = [step["layer"] for step in record["way"]]
    assert layers == ["flatten", "pool2", "relu2", "conv2", "pool1", "relu1", "conv1", None][: len(layers)]
    rows = rows_of(table)
    assert sum(float(row["product"]) for row in rows) == pytest.approx(record["sum"], abs=1e-4)
    assert record["sum"] + record["bias"] == pytest.approx(record["answer"])
    assert "most from flatten unit" in call(*command).out


def test_a_unit_is_asked_at_its_place(call, model):
    command = ("probe", model, "--what", "feeding", "--unit", 2)
    (record,) = call(*command, "--place", "3,4", "--json").records
    assert record["place"] == [3, 4]
    assert "choose a place on the map" in call(*command, "--place", "3,40").complaint
    assert "such as 4,7" in call(*command, "--place", "here").complaint


def test_a_hand_made_filter_is_asked_at_a_place_of_the_picture_it_looks_at(call, tmp_path):
    table = tmp_path / "links.csv"
    asked = ("probe", "sobel-x", "--place", "3,5")
    (record,) = call(*asked, "--what", "field", "--pictures", 4, "--json").records
    assert record["box"] == [3, 5, 3, 3]
    (record,) = call(*asked, "--what", "feeding", "-o", table, "--json").records
    assert record["place"] == [3, 5]
    assert sum(float(row["product"]) for row in rows_of(table)) == pytest.approx(record["answer"], abs=1e-5)
    assert "none at row 30" in call("probe", "sobel-x", "--what", "field", "--place", "30,5").complaint


def test_a_climb_begins_with_the_noise_that_is_asked_for(call, model):
    told = ("probe", model, "--what", "maximise", "--steps", 1, "--rate", 1e-6, "--json")
    (still,), (noisy,) = (call(*told, "--noise", noise).records for noise in (0, 0.3))
    assert still["answers"] != pytest.approx(noisy["answers"])


def test_a_picture_is_explained_by_every_method(call, model, tmp_path):
    sheet, numbers = tmp_path / "why.png", tmp_path / "why.npy"
    (record,) = call(
        "probe", model, "--what", "attribution", "--class", 4, "-o", sheet, "-o", numbers, "--json"
    ).records
    assert record["class"] == 4
    found = {each["method"]: each for each in record["attributions"]}
    assert list(found) == ["gradient", "smoothgrad", "guided", "integrated", "grad-cam", "occlusion"]
    assert found["integrated"]["sum"] == pytest.approx(found["integrated"]["score_difference"], rel=0.01)
    assert np.load(numbers).shape == (28, 28)
    assert sheet.exists()


def test_without_a_class_the_nets_own_answer_is_explained(call, model):
    answer = call("probe", model, "--what", "attribution", "--method", "integrated", "--index", 3)
    assert answer.code == 0
    assert "The shares of integrated gradients add up to" in answer.out


def test_an_attribution_is_repeated_while_the_net_forgets(call, model, tmp_path):
    sheet = tmp_path / "sanity.png"
    (record,) = call("probe", model, "--what", "attribution", "--sanity", "-o", sheet, "--json").records
    assert [step["layer"] for step in record["sanity"]] == [None, "fc1", "conv2", "conv1"]
    assert sheet.exists()


def test_a_picture_of_another_size_is_refused_unless_it_is_resized_or_cropped(call, model, tmp_path):
    large = tmp_path / "large.png"
    Image.fromarray(np.full((40, 60), 99, np.uint8)).save(large)
    command = ("probe", model, "--what", "attribution", "--method", "gradient", "--picture", large)
    assert (
        "choose to resize it, or to crop its middle (--fit resize, or --fit crop)."
        in call(*command).complaint
    )
    for fit in ("resize", "crop"):
        assert call(*command, "--fit", fit).code == 0


def test_a_data_set_of_larger_pictures_is_refused_unless_they_are_resized_or_cropped(call, model, tmp_path):
    data = tmp_path / "large.npz"
    images = np.random.default_rng(0).random((12, 1, 40, 30), np.float32)
    np.savez(data, images=images, labels=np.arange(12) % 2)
    for what in ("patches", "field"):
        command = ("probe", model, "--what", what, "--data", data, "--pictures", 4)
        assert (
            "choose to resize it, or to crop its middle (--fit resize, or --fit crop)."
            in call(*command).complaint
        )
        for fit in ("resize", "crop"):
            assert call(*command, "--fit", fit).code == 0


def test_sheets_can_be_drawings(call, model, tmp_path):
    drawing = tmp_path / "noise.svg"
    assert call("probe", model, "--what", "noise", "--pictures", 50, "-o", drawing).code == 0
    assert drawing.read_text().startswith("<svg")


def test_what_a_unit_and_a_class_like_best_is_climbed_to(call, model, tmp_path):
    sheet, table = tmp_path / "climb.png", tmp_path / "climb.csv"
    command = ("probe", model, "--what", "maximise", "--steps", 12)
    (record,) = call(*command, "--layer", "conv2", "--answers", 2, "-o", sheet, "-o", table, "--json").records
    assert len(record["answers"]) == 2
    rows = rows_of(table)
    assert len(rows) == 13
    assert float(rows[-1]["answer 1"]) > float(rows[0]["answer 1"])
    assert sheet.exists()
    assert call(*command, "--class", 7).out.startswith("class 7 of tiny answers")


def test_a_climb_may_begin_with_a_picture(call, model, tmp_path):
    grey, numbers = tmp_path / "grey.png", tmp_path / "ends.npy"
    Image.fromarray(np.full((28, 28), 51, np.uint8)).save(grey)
    answer = call(
        "probe", model, "--what", "maximise", "--class", 2, "--steps", 1, "--picture", grey, "-o", numbers
    )
    assert answer.code == 0
    ends = np.load(numbers)
    assert ends.shape == (1, 28, 28)
    assert abs(ends.mean() - 0.2) < 0.05


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--what", "dreams"), "choose one of patches, tuning, noise, field, feeding, attribution, maximise"),
        (("--layer", "conv9"), "choose one of conv1, relu1"),
        (("--unit", 8), "choose one from 0 to 7"),
        (("--unit", 1, "--unit", 2, *STROKES), "give one with --unit"),
        (("--what", "tuning", *(("--unit", 1) * 6)), "one unit to five"),
        (("--what", "attribution", "--index", 99999), "choose one from 0 to 1999"),
        (("--what", "attribution", "--class", 10), "choose one from 0 to 9"),
        (("--what", "attribution", "--method", "guess"), "choose one of gradient"),
        (
            ("--what", "attribution", "--sanity", "--method", "gradient", "--method", "guided"),
            "name it with --method",
        ),
        (("--what", "maximise", "--steps", 0), "give 1 or more"),
        (("--what", "noise", "--seed", -1), "--seed is -1"),
        (("-o", "nowhere.pdf"), "ends in .png or .svg or .csv"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(call, model, arguments, words):
    assert words in call("probe", model, *arguments).complaint


def test_a_file_that_is_no_model_is_one_sentence(call, tmp_path):
    path = tmp_path / "broken.safetensors"
    path.write_text(json.dumps({"no": "weights"}))
    assert "is damaged or no safetensors file" in call("probe", path).complaint
    assert "neither a preset filter nor a file" in call("probe", "curve").complaint
