import numpy as np

from filterlab.probes.experiments import (
    Curves,
    ExperimentCancelled,
    Trial,
    TrialEnded,
    TrialStarted,
    TrialStep,
)


def tell(curves, arm, seed, errors):
    place = {"arm": arm, "seed": seed, "number": 1, "total": 2}
    curves.take_in(TrialStarted(**place))
    for step, error in enumerate(errors, start=1):
        curves.take_in(
            TrialStep(
                **place, step=step, total_steps=3, seconds=0.1 * step, training_error=error, test_error=0.5
            )
        )


def end(curves, arm, seed):
    trial = Trial(arm, seed, 10, 3, 0.3, None, None, 0.9, 0.8)
    curves.take_in(TrialEnded(trial=trial, number=1, total=2))


def test_a_band_is_mean_and_spread_over_the_seeds_that_are_over():
    curves = Curves("training error")
    assert curves.band("a") is None
    tell(curves, "a", 0, [0.2, 0.1])
    assert curves.band("a") is None
    end(curves, "a", 0)
    tell(curves, "a", 1, [0.4, 0.1])
    assert curves.band("a").count == 1
    end(curves, "a", 1)
    band = curves.band("a")
    np.testing.assert_allclose(band.steps, [1, 2])
    np.testing.assert_allclose(band.mean, [30, 10])
    np.testing.assert_allclose(band.spread, [20 / 2**0.5, 0], atol=1e-9)


def test_the_trial_under_way_is_a_curve_of_its_own():
    curves = Curves("training error")
    tell(curves, "a", 0, [None, 0.2])
    steps, errors = curves.running("a")
    np.testing.assert_allclose(steps, [2])
    np.testing.assert_allclose(errors, [20])
    assert len(curves.running("b")[0]) == 0
    curves.take_in(ExperimentCancelled(trials=()))
    assert len(curves.running("a")[0]) == 0


def test_curves_of_the_test_error_leave_the_training_error_out():
    curves = Curves("test error")
    tell(curves, "a", 0, [0.2])
    np.testing.assert_allclose(curves.running("a")[1], [50])
