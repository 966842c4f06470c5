"""``filterlab experiment``: trials as they end, one finding, a figure and a table only when all went well."""

import signal
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from filterlab.cli import experiment as command
from filterlab.nets import TrainConfig
from filterlab.probes.experiments import catalogue, requests


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the experiments short: few digits, one epoch."""
    short = {
        name: replace(
            one,
            arms=tuple(replace(arm, config=replace(arm.config, epochs=1, batch_size=16)) for arm in one.arms),
            train_size=192,
            test_size=64,
        )
        for name, one in catalogue.experiments.items()
    }
    monkeypatch.setattr(requests, "experiments", short)


def test_the_list_names_every_experiment_with_its_question_and_claim(call):
    answer = call("experiment", "--list")
    assert answer.code == 0
    for one in catalogue.experiments.values():
        assert f"{one.name}: {one.title}\n  {one.question}\n  Published: {one.claim.words}" in answer.out
    records = call("experiment", "--list", "--json").records
    assert [record["experiment"] for record in records] == list(catalogue.experiments)
    assert records[0]["claim"]["value"] == 6.0


@pytest.mark.usefixtures("small")
def test_an_experiment_says_what_it_found_and_writes_figure_and_trials(call, tmp_path: Path):
    figure, table = tmp_path / "pooling.png", tmp_path / "pooling.csv"
    answer = call("experiment", "pooling", "--seeds", 2, "-o", figure, "-o", table)
    assert answer.code == 0
    assert answer.out.startswith("Over 2 seeds (mean ± standard deviation): test error: overlapping")
    assert "Published: overlapping pooling lowers" in answer.out
    assert "Overlapping against plain pooling: 2 seeds of 2 ways on strokes." in answer.err
    assert "Trial 4 of 4, plain, seed 1: test error" in answer.err
    with Image.open(figure) as picture:
        assert picture.width > 1000
    assert len(table.read_text(encoding="utf-8").splitlines()) == 5


@pytest.mark.usefixtures("small")
def test_json_has_a_line_for_each_trial_and_the_finding_last(call):
    records = call("experiment", "dropout", "--seeds", 1, "--json").records
    assert [record["event"] for record in records] == ["trial", "trial", "finished"]
    assert [record["arm"] for record in records[:2]] == ["no dropout", "dropout 0.5"]
    last = records[-1]
    assert (last["experiment"], last["seeds"], last["agrees"]) == ("dropout", 1, None)
    assert {"steps to 2 % training error", "gap between test and training error"} <= {
        one["name"] for one in last["quantities"]
    }
    assert "With one seed" in last["sentence"]


@pytest.mark.usefixtures("small")
def test_how_far_first_filters_come_on_their_way_is_told_of_the_experiment_about_them(call):
    records = call("experiment", "first-layer", "--seeds", 1, "--json").records
    for trial in records[:4]:
        assert trial["way"][0] == {"step": 0, "angle": 0.0, "distance": 0.0}
        assert trial["way"][-1]["step"] == trial["steps"]
        assert (trial["way"][-1]["angle"] > 0) == (trial["arm"] in ("learned", "hand-made, free"))
    assert "first filters turned by 0.0°; " in call("experiment", "first-layer", "--seeds", 1).err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--list names them"),
        (["polling"], 'no experiment "polling"; choose one of relu-tanh'),
        (["pooling", "--seeds", 0], "--seeds is 0"),
        (["pooling", "--seeds", 3, "--quick"], "leave one of them out"),
        (["pooling", "-o", "report.gif"], "ends in .png or .csv"),
        (["pooling", "--quick", "--filter", "sobel-x"], "takes no filters"),
        (["first-layer", "--filter", "sobel-q"], "neither a preset filter nor a file"),
        (["pooling", "--quick", "--data", "no-such-set"], "no-such-set"),
    ],
)
def test_what_cannot_work_is_named_before_anything_runs(call, arguments: list[object], words: str):
    answer = call("experiment", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert words in answer.err
    assert "Trial" not in answer.err


def test_ones_own_filters_begin_the_first_layer(call, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "run_requested", lambda request, _stop: asked.append(request) or iter(()))
    call("experiment", "first-layer", "--quick", "--filter", "sobel-x", "-f", "sobel-y")
    (request,) = asked
    assert {arm.net.layers[0].out_channels for arm in request.experiment.arms} == {2}


@pytest.mark.usefixtures("small")
def test_a_trial_that_fails_ends_the_command_with_its_reason(call, monkeypatch, tmp_path: Path):
    first, second = catalogue.experiments["pooling"].arms
    wild = replace(second, config=TrainConfig(epochs=1, learning_rate=1e30))
    broken = replace(requests.experiments["pooling"], arms=(first, wild))
    monkeypatch.setattr(requests, "experiments", {"pooling": broken})
    answer = call("experiment", "pooling", "--seeds", 1, "-o", tmp_path / "never.png")
    assert answer.code == 2
    assert "plain, seed 0: " in answer.err
    assert not (tmp_path / "never.png").exists()


@pytest.mark.usefixtures("small")
def test_ctrl_c_stops_after_the_step_and_writes_nothing(call, monkeypatch, tmp_path: Path):
    def interrupt(_progress: object, _event: object) -> None:
        signal.raise_signal(signal.SIGINT)
        monkeypatch.setattr(command._Progress, "show", lambda _self, _event: None)

    monkeypatch.setattr(command._Progress, "show", interrupt)
    answer = call("experiment", "pooling", "--seeds", 1, "-o", tmp_path / "never.csv")
    assert answer.code == 130
    assert "nothing was written" in answer.err
    assert not list(tmp_path.iterdir())
