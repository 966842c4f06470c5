import csv
from dataclasses import replace

import numpy as np
import pytest

from filterlab.data import DataChoice, presets
from filterlab.errors import FilterLabError
from filterlab.nets import TrainConfig, zoo
from filterlab.nets.spec import trace
from filterlab.probes.experiments import (
    ExperimentFinished,
    ExperimentRequest,
    Setting,
    accuracy_table,
    drift_bands,
    experiments,
    run_requested,
    seed_and_thaw,
    trials_csv,
    ways_csv,
)
from filterlab.probes.experiments import requests as module

FILTERS = tuple(presets[name].weights for name in ("sobel-x", "sobel-y", "centre-on"))


def test_all_four_ways_of_seeding_and_freezing_are_there_with_as_many_filters_as_given():
    experiment = seed_and_thaw(zoo["tiny"], FILTERS, TrainConfig(epochs=2))
    assert [(arm.name, arm.config.frozen, bool(arm.start)) for arm in experiment.arms] == [
        ("hand-made, frozen", ("conv1",), True),
        ("learned", (), False),
        ("hand-made, free", (), True),
        ("random, frozen", ("conv1",), False),
    ]
    assert {arm.net.layers[0].out_channels for arm in experiment.arms} == {3}
    assert "for 2 epochs. Its 3 first filters are made by hand, or drawn by chance" in experiment.method


def test_one_may_ask_for_it_with_ones_own_filters(monkeypatch):
    request = ExperimentRequest("first-layer", (0, 1), threads=1, filters=FILTERS)
    experiment = request.experiment
    assert experiment.judge is experiments["first-layer"].judge
    laid = experiment.arms[0].start["conv1.weight"][0, 0, 2:5, 2:5]
    np.testing.assert_allclose(laid, FILTERS[0][0] * np.sqrt(2) / np.linalg.norm(FILTERS[0]), rtol=1e-6)
    small = [replace(arm, config=replace(arm.config, epochs=1)) for arm in experiment.arms]
    short = replace(experiment, arms=tuple(small), train_size=64, test_size=32)
    monkeypatch.setattr(module, "first_layer", lambda _filters: short)
    *_, last = run_requested(request)
    assert isinstance(last, ExperimentFinished)
    table = accuracy_table(short, last.trials)
    assert [(one.arm, len(one.values)) for one in table] == [(arm.name, 2) for arm in short.arms]
    turns = {one.arm: one.mean for one in last.finding.quantities if one.name == "turn of the first filters"}
    assert turns["hand-made, frozen"] == turns["random, frozen"] == 0
    assert turns["hand-made, free"] > 0
    for trial in last.trials:
        steps = [moved.step for moved in trial.way]
        assert steps == list(range(trial.steps + 1))
        assert (trial.way[0].angle, trial.way[0].distance) == (0, 0)
        assert trial.way[-1].angle == trial.drift
        assert (trial.way[-1].distance > 0) == trial.arm.endswith(("free", "learned"))
    angles, distances = (drift_bands(short, last.trials, measure) for measure in ("angle", "distance"))
    for arm, band in angles.items():
        assert band.count == 2
        assert band.mean[-1] == pytest.approx(turns[arm])
        np.testing.assert_array_equal(distances[arm].steps, band.steps)
    lines = list(csv.DictReader(ways_csv(last.trials).splitlines()))
    assert len(lines) == sum(len(trial.way) for trial in last.trials)
    assert set(lines[0]) == {"arm", "seed", "step", "angle_degrees", "relative_distance"}
    assert "way" not in trials_csv(last.trials).splitlines()[0]
    assert "turn of the first filters: hand-made, frozen 0.00 ± 0.00 °" in last.finding.figures
    for one in table:
        assert one.values == tuple(100 * trial.test_accuracy for trial in last.trials if trial.arm == one.arm)


def test_only_the_experiment_about_first_layers_takes_filters():
    with pytest.raises(FilterLabError, match='"pooling" takes no filters: give them to first-layer'):
        _ = ExperimentRequest("pooling", (0,), filters=FILTERS).experiment


def test_the_first_layer_has_room_for_the_largest_filter():
    filters = (np.ones((1, 9, 3)), np.ones((1, 3, 11)))
    arms = ExperimentRequest("first-layer", (0,), filters=filters).experiment.arms
    assert {arm.net.layers[0].kernel_size for arm in arms} == {(9, 11)}
    assert [np.count_nonzero(filter_) for filter_ in arms[0].start["conv1.weight"]] == [27, 33]


def test_padding_grows_with_the_filters_where_a_later_layer_would_not_fit_otherwise():
    request = ExperimentRequest("first-layer", (0,), filters=6 * (np.ones((1, 9, 7)),))
    tight = replace(request, setting=Setting("run 1", zoo["lenet5-1998"], DataChoice(), TrainConfig()))
    first = tight.experiment.arms[0].net.layers[0]
    assert (first.kernel_size, first.padding) == ((9, 7), (2, 1))
    assert trace(tight.experiment.arms[0].net)[0].output_shape == (6, 28, 28)
    assert request.experiment.arms[0].net.layers[0].padding == zoo["tiny"].layers[0].padding


def test_filters_that_do_not_fit_are_named():
    with pytest.raises(FilterLabError, match="Filter 1 is 3 × 5 × 5"):
        _ = ExperimentRequest("first-layer", (0,), filters=(np.ones((3, 5, 5)),)).experiment
    with pytest.raises(FilterLabError, match="use a smaller kernel"):
        _ = ExperimentRequest("first-layer", (0,), filters=(np.ones((1, 40, 3)),)).experiment
    with pytest.raises(FilterLabError, match="Filter 1 holds values that are not finite"):
        _ = ExperimentRequest("first-layer", (0,), filters=(np.full((1, 3, 3), np.nan),)).experiment
