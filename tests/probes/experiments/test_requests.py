from dataclasses import replace

import pytest

from filterlab.errors import FilterLabError
from filterlab.probes.experiments import (
    ExperimentFinished,
    ExperimentRequest,
    requests,
    run_requested,
    trials_csv,
)
from filterlab.probes.experiments.catalogue import experiments


def test_an_experiment_is_asked_for_by_name_and_number_of_threads():
    experiment = ExperimentRequest("pooling", (0,), threads=1).experiment
    assert {arm.config.threads for arm in experiment.arms} == {1}
    with pytest.raises(FilterLabError, match="There is no experiment"):
        next(run_requested(ExperimentRequest("polling", (0,))))


def test_what_was_asked_for_is_run_on_digits_that_each_seed_draws(monkeypatch):
    small = experiments["pooling"]
    arms = tuple(replace(arm, config=replace(arm.config, epochs=1)) for arm in small.arms)
    monkeypatch.setattr(
        requests, "experiments", {"pooling": replace(small, arms=arms, train_size=64, test_size=32)}
    )
    *_, last = run_requested(ExperimentRequest("pooling", (0, 1)))
    assert isinstance(last, ExperimentFinished)
    lines = trials_csv(last.trials).splitlines()
    assert lines[0].startswith("arm,seed,parameters,steps,seconds,steps_to_target")
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["overlapping", "0"], ["plain", "0"], ["overlapping", "1"], ["plain", "1"],
    ]  # fmt: skip
