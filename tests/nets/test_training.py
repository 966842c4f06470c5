from dataclasses import replace
from itertools import count, islice

import numpy as np
import pytest

from filterlab.engine import softmax_cross_entropy
from filterlab.errors import FilterLabError
from filterlab.nets import stepping as stepping_module
from filterlab.nets.diagnostics import dead_units
from filterlab.nets.evaluation import evaluate
from filterlab.nets.events import Cancelled, EpochEnd, Failed, Finished, Snapshot, Started, Step
from filterlab.nets.network import build
from filterlab.nets.optimisers import SGD
from filterlab.nets.spec import Dropout
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train

TERMINAL = (Finished, Cancelled, Failed)
QUICK = TrainConfig(epochs=2, batch_size=32, learning_rate=0.05, snapshot_every=5)


def new_net(spec, dtype=np.float32):
    return build(spec, np.random.default_rng(11), dtype=dtype)


def trained(spec, data, config):
    net = new_net(spec)
    return net, list(train(net, data, config))


def test_the_story_of_a_run_is_told_in_order(bars_spec, bars):
    _, events = trained(bars_spec, bars, QUICK)
    # 200 pictures in batches of 32 are 7 steps an epoch; a snapshot before, after each fifth, and at the end.
    epoch_1 = [Step] * 5 + [Snapshot] + [Step] * 2 + [EpochEnd]
    epoch_2 = [Step] * 3 + [Snapshot] + [Step] * 4 + [EpochEnd]
    assert [type(event) for event in events] == [Started, Snapshot, *epoch_1, *epoch_2, Snapshot, Finished]
    started = events[0]
    assert started.net == bars_spec
    assert started.config == QUICK
    assert (started.train_size, started.test_size) == (200, 60)
    assert (started.steps_per_epoch, started.total_steps) == (7, 14)
    steps = [event for event in events if isinstance(event, Step)]
    assert [step.step for step in steps] == list(range(1, 15))
    assert [step.epoch for step in steps] == [1] * 7 + [2] * 7
    assert [event.step for event in events if isinstance(event, Snapshot)] == [0, 5, 10, 14]
    assert (events[-1].step, events[-1].epoch) == (14, 2)


@pytest.mark.parametrize(("optimizer", "rate"), [("sgd", 0.05), ("adam", 0.01)])
def test_a_small_net_learns_to_tell_lying_from_standing_bars(bars_spec, bars, optimizer, rate):
    config = TrainConfig(epochs=12, batch_size=20, optimizer=optimizer, learning_rate=rate, seed=3)
    net, events = trained(bars_spec, bars, config)
    assert isinstance(events[-1], Finished)
    assert events[-1].test_accuracy > 0.9
    assert evaluate(net, bars.test) == pytest.approx(
        (events[-1].test_loss, events[-1].test_accuracy), rel=1e-5
    )
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert ends[-1].train_loss < ends[0].train_loss / 2
    assert ends[-1].test_loss == events[-1].test_loss


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_and_number_of_threads_give_the_same_weights_bit_for_bit(bars_spec, bars, threads):
    spec = replace(bars_spec, layers=(*bars_spec.layers[:-1], Dropout("drop", 0.3), bars_spec.layers[-1]))
    config = replace(QUICK, threads=threads)
    first, second = (trained(spec, bars, config)[1][-1] for _ in range(2))
    for name, array in first.parameters.items():
        np.testing.assert_array_equal(array, second.parameters[name], strict=True)


def test_another_seed_gives_other_weights(bars_spec, bars):
    first, second = (trained(bars_spec, bars, replace(QUICK, seed=seed))[1][-1] for seed in (0, 1))
    assert (first.parameters["conv1.weight"] != second.parameters["conv1.weight"]).any()


def test_the_first_step_is_the_gradient_of_the_first_batch(bars_spec, bars):
    net, twin = (new_net(bars_spec, np.float64) for _ in range(2))
    config = replace(QUICK, epochs=1, batch_size=200, momentum=0.0, learning_rate=0.1)
    events = list(train(net, bars, config))
    logits, backward = twin.forward(bars.train.images, training=True, rng=np.random.default_rng(0))
    loss, dlogits = softmax_cross_entropy(logits, bars.train.labels)
    SGD(twin.parameters).step(backward(dlogits)[1], 0.1)
    step = next(event for event in events if isinstance(event, Step))
    assert step.loss == pytest.approx(loss)
    assert step.accuracy == (logits.argmax(axis=1) == bars.train.labels).mean()
    for name, array in twin.parameters.items():
        np.testing.assert_allclose(net.parameters[name], array, rtol=1e-9)


def test_an_epochs_training_figures_are_the_means_of_its_steps(bars_spec, bars):
    _, events = trained(bars_spec, bars, replace(QUICK, epochs=1))
    steps = [event for event in events if isinstance(event, Step)]
    sizes = [32] * 6 + [8]
    end = next(event for event in events if isinstance(event, EpochEnd))
    assert end.train_loss == pytest.approx(np.average([step.loss for step in steps], weights=sizes))
    assert end.train_accuracy == pytest.approx(np.average([step.accuracy for step in steps], weights=sizes))


def test_snapshots_are_copies_that_cannot_be_changed(bars_spec, bars):
    net, events = trained(bars_spec, bars, QUICK)
    first, *_, last = (event for event in events if isinstance(event, Snapshot))
    fresh = new_net(bars_spec).parameters
    for name, array in net.parameters.items():
        np.testing.assert_array_equal(first.parameters[name], fresh[name])
        np.testing.assert_array_equal(last.parameters[name], array)
        np.testing.assert_array_equal(events[-1].parameters[name], array)
    with pytest.raises(ValueError, match="read-only"):
        last.parameters["conv1.weight"][0] = 1
    net.parameters["conv1.weight"][...] = 0
    assert last.parameters["conv1.weight"].any()


@pytest.mark.parametrize("asked", [1, 2, 9, 12, 15])
def test_a_run_asked_to_stop_ends_once_as_cancelled_with_the_weights_so_far(bars_spec, bars, asked):
    questions = count(1)
    net = new_net(bars_spec)
    events = list(train(net, bars, QUICK, should_stop=lambda: next(questions) >= asked))
    assert [type(event) for event in events if isinstance(event, TERMINAL)] == [Cancelled]
    assert isinstance(events[-1], Cancelled)
    assert events[-1].step == sum(isinstance(event, Step) for event in events)
    assert isinstance(events[-2], Snapshot)
    for name, array in net.parameters.items():
        np.testing.assert_array_equal(events[-1].parameters[name], array)


def test_a_learning_rate_far_too_high_ends_once_as_failed_with_the_remedy(bars_spec, bars):
    config = replace(QUICK, epochs=40, learning_rate=1e25)
    _, events = trained(bars_spec, bars, config)
    assert [type(event) for event in events if isinstance(event, TERMINAL)] == [Failed]
    assert isinstance(events[-1], Failed)
    assert "1e+25" in events[-1].reason
    assert f"try {config.lower_learning_rate:g}." in events[-1].reason
    assert all(np.isfinite(event.loss) for event in events if isinstance(event, Step))


def test_a_run_whose_last_step_breaks_the_net_has_failed_and_not_finished(bars_spec, bars):
    config = replace(QUICK, epochs=1, batch_size=200, learning_rate=1e38)
    _, events = trained(bars_spec, bars, config)
    assert [type(event) for event in events] == [Started, Snapshot, Step, Failed]


def test_a_full_memory_ends_once_as_failed(bars_spec, bars, monkeypatch):
    def full(*_, **_settings):
        raise MemoryError

    monkeypatch.setattr(stepping_module, "softmax_cross_entropy", full)
    _, events = trained(bars_spec, bars, QUICK)
    assert [type(event) for event in events] == [Started, Snapshot, Failed]
    assert "smaller batches" in events[-1].reason


def test_a_mistake_found_on_the_way_ends_once_as_failed_in_its_own_words(bars_spec, bars):
    def fail():
        raise FilterLabError("The disk is gone: put it back.")

    events = list(train(new_net(bars_spec), bars, QUICK, should_stop=fail))
    assert [type(event) for event in events] == [Started, Snapshot, Failed]
    assert events[-1].reason == "The disk is gone: put it back."


def test_a_defect_is_not_hidden_as_a_failure(bars_spec, bars):
    def fail():
        raise ZeroDivisionError

    events = train(new_net(bars_spec), bars, QUICK, should_stop=fail)
    with pytest.raises(ZeroDivisionError):
        list(events)


def test_a_run_that_is_dropped_leaves_the_net_as_it_is_then(bars_spec, bars):
    net = new_net(bars_spec)
    events = train(net, bars, QUICK)
    seen = list(islice(events, 4))
    weights = net.parameters["conv1.weight"].copy()
    events.close()
    assert isinstance(seen[-1], Step)
    np.testing.assert_array_equal(net.parameters["conv1.weight"], weights)


def test_time_is_told_since_the_run_began(bars_spec, bars):
    ticks = count(100)
    events = list(train(new_net(bars_spec), bars, QUICK, clock=lambda: float(next(ticks))))
    told = [event.seconds for event in events[1:]]
    assert told[0] == 1
    assert told == sorted(told)
    assert len(set(told)) == len(told)


def test_smaller_pictures_are_put_in_the_middle_of_what_the_net_takes(bars_spec, bars):
    spec = replace(bars_spec, input_shape=(1, 12, 11))
    net, events = trained(spec, bars, replace(QUICK, epochs=1))
    assert isinstance(events[-1], Finished)
    assert evaluate(net, bars.test)[0] == pytest.approx(events[-1].test_loss, rel=1e-5)


def test_nothing_is_learned_where_the_table_has_no_connection(bars):
    from filterlab.nets.spec import Conv2d, Flatten, Linear, NetSpec, ReLU

    layers = (
        Conv2d("c1", 3, 3),
        ReLU("r1"),
        Conv2d("c2", 2, 3, table=((0, 2), (1,))),
        Flatten("f"),
        Linear("fc1", 2),
    )
    config = replace(QUICK, weight_decay=0.01)
    net, _ = trained(NetSpec("sparse", (1, 8, 8), layers), bars, config)
    connected = net.parameters["c2.weight"].any(axis=(2, 3))
    np.testing.assert_array_equal(connected, [[True, False, True], [False, True, False]])


def test_a_frozen_layer_stays_as_it_is_to_the_last_bit_and_the_others_learn(bars_spec, bars):
    config = replace(QUICK, frozen=("conv1", "fc1.bias"), weight_decay=0.01)
    net, events = trained(bars_spec, bars, config)
    assert isinstance(events[-1], Finished)
    fresh = new_net(bars_spec).parameters
    moved = {name for name, array in net.parameters.items() if (array != fresh[name]).any()}
    assert moved == {"fc1.weight"}
    snapshot = next(event for event in events if isinstance(event, Snapshot) and event.step == 5)
    assert snapshot.norms["conv1"].gradient is None
    assert snapshot.norms["fc1"].gradient > 0


@pytest.mark.parametrize(
    ("frozen", "words"),
    [
        (("conv7",), '"conv7": choose among conv1, fc1'),
        (("relu1",), "nothing to freeze"),
        (("conv1", "fc1"), "leave one layer free"),
    ],
)
def test_what_cannot_be_frozen_is_refused_before_anything_starts(bars_spec, bars, frozen, words):
    with pytest.raises(FilterLabError, match=words):
        next(train(new_net(bars_spec), bars, replace(QUICK, frozen=frozen)))


def test_early_stopping_ends_the_run_with_the_best_weights(bars_spec, bars):
    config = replace(QUICK, epochs=60, learning_rate=0.3, optimizer="adam", patience=2, schedule="constant")
    net, events = trained(bars_spec, bars, config)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.epoch == len(ends) < 60
    best = min(ends, key=lambda end: end.test_loss)
    assert finished.best_epoch == best.epoch == finished.epoch - 2
    assert (finished.test_loss, finished.test_accuracy) == (best.test_loss, best.test_accuracy)
    assert evaluate(net, bars.test)[0] == pytest.approx(best.test_loss, rel=1e-5)
    kept = next(event for event in events if isinstance(event, Snapshot) and event.step == best.step)
    for name, array in finished.parameters.items():
        np.testing.assert_array_equal(array, kept.parameters[name])
        np.testing.assert_array_equal(array, net.state[name])


def test_a_run_whose_patience_lasts_keeps_the_best_weights_too(bars_spec, bars):
    _, events = trained(bars_spec, bars, replace(QUICK, patience=50))
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert events[-1].epoch == QUICK.epochs
    assert events[-1].test_loss == min(end.test_loss for end in ends)


def test_weights_that_are_no_numbers_end_the_run_even_where_the_loss_stays_one(bars_spec, bars):
    net = new_net(bars_spec)
    events = train(net, bars, QUICK)
    heard = list(islice(events, 4))
    # No picture reaches a unit whose bias is minus infinity: ReLU cuts it off.
    net.parameters["conv1.bias"][0] = -np.inf
    rest = list(events)
    assert isinstance(heard[-1], Step)
    assert isinstance(rest[-1], Failed)
    assert '"conv1.bias" holds values that are no numbers' in rest[-1].reason
    assert "try" in rest[-1].reason
    assert not any(isinstance(event, Snapshot) for event in rest)


def test_snapshots_tell_norms_and_epochs_tell_dead_units_and_a_report(bars_spec, bars):
    net = new_net(bars_spec)
    net.parameters["conv1.bias"][1] = -100
    events = list(train(net, bars, QUICK))
    first, due = (event for event in events if isinstance(event, Snapshot) and event.step in (0, 5))
    assert first.norms == {}
    assert due.norms.keys() == {"conv1", "fc1"}
    assert all(norms.weight > 0 and norms.gradient > 0 for norms in due.norms.values())
    end = next(event for event in events if isinstance(event, EpochEnd))
    assert end.dead_units["relu1"] >= 0.25
    assert end.report.loss == end.test_loss
    assert end.report.confusion.sum() == 60


def test_without_diagnostics_the_same_is_learned_and_less_is_told(bars_spec, bars):
    _, told = trained(bars_spec, bars, QUICK)
    _, silent = trained(bars_spec, bars, replace(QUICK, diagnostics=False))
    assert all(event.norms == {} for event in silent if isinstance(event, Snapshot))
    assert all(
        event.report is None and not event.dead_units for event in silent if isinstance(event, EpochEnd)
    )
    for name, array in told[-1].parameters.items():
        np.testing.assert_array_equal(array, silent[-1].parameters[name])


def test_a_snapshot_whose_state_is_not_wanted_has_none_and_the_rest_is_the_same(bars_spec, bars):
    asked = []

    def wanted(seconds):
        asked.append(seconds)
        return len(asked) == 2

    _, whole = trained(bars_spec, bars, QUICK)
    some = list(train(new_net(bars_spec), bars, QUICK, wants_state=wanted))
    snapshots = [event for event in some if isinstance(event, Snapshot)]
    assert [event.state is not None for event in snapshots] == [at == 1 for at in range(len(snapshots))]
    assert asked == [event.seconds for event in snapshots]
    assert snapshots[1].state.seconds == snapshots[1].seconds
    for ours, theirs in zip(snapshots, (e for e in whole if isinstance(e, Snapshot)), strict=True):
        assert (ours.step, ours.norms) == (theirs.step, theirs.norms)
        for name, array in theirs.parameters.items():
            np.testing.assert_array_equal(ours.parameters[name], array)


def test_the_dead_units_of_an_epoch_are_those_of_all_test_pictures(bars_spec, bars):
    _, events = trained(bars_spec, bars, replace(QUICK, epochs=1, snapshot_every=10**6))
    end = next(event for event in events if isinstance(event, EpochEnd))
    net = new_net(bars_spec)
    net.set_parameters(events[-1].parameters)
    assert end.dead_units == dead_units(net, bars.test.images)


def test_smoothed_labels_change_the_training_loss_and_not_how_the_test_is_measured(bars_spec, bars):
    net, events = trained(bars_spec, bars, replace(QUICK, label_smoothing=0.2))
    plain = next(event for event in trained(bars_spec, bars, QUICK)[1] if isinstance(event, Step))
    smooth = next(event for event in events if isinstance(event, Step))
    assert smooth.loss != plain.loss
    assert events[-1].test_loss == pytest.approx(evaluate(net, bars.test)[0], rel=1e-5)
