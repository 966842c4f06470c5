import numpy as np
import pytest

from filterlab.data import Split
from filterlab.errors import FilterLabError
from filterlab.nets import build, examine, zoo
from filterlab.probes.surgery import Blur, Examination, Patient, Rotate, Seen, Silence, Swap


def test_an_operation_is_measured_before_and_after_overall_and_per_class(net, pictures):
    patient = Patient(net, pictures)
    patient.operate(Silence("conv2", 1))
    *progress, found = patient.examine()
    assert all(isinstance(one, Seen) and one.total == 600 for one in progress)
    assert [one.done for one in progress] == [250, 500, 600] * 2
    assert isinstance(found, Examination)
    assert found.before.accuracy == 1
    assert found.after.accuracy == examine(patient.net, pictures).accuracy
    assert found.lost == 1 - found.after.accuracy > 0
    counts = np.bincount(pictures.labels)
    assert (found.class_lost * counts).sum() / counts.sum() == pytest.approx(found.lost)
    assert found.operations == (Silence("conv2", 1),)


def test_the_net_itself_is_never_changed(net, pictures):
    before = {name: array.copy() for name, array in net.state.items()}
    patient = Patient(net, pictures)
    for operation in (
        Silence("conv1", 0),
        Swap("conv1", 1, 2),
        Rotate("conv2", 0, 180),
        Blur("conv2", 1, 1.0),
    ):
        patient.operate(operation)
    for name, array in net.state.items():
        np.testing.assert_array_equal(array, before[name])


def test_everything_can_be_undone_to_the_last_bit(net, pictures):
    patient = Patient(net, pictures)
    operations = (Swap("conv1", 1, 2), Silence("conv1", 2), Blur("conv2", 1, 1.0))
    for operation in operations:
        patient.operate(operation)
    assert patient.operations == operations
    assert [patient.undo() for _ in range(4)] == [*reversed(operations), None]
    for name, array in patient.net.state.items():
        np.testing.assert_array_equal(array, net.state[name])


def test_what_was_measured_is_known_after_an_undo(net, pictures):
    patient = Patient(net, pictures)
    patient.operate(Silence("conv1", 0))
    *_, first = patient.examine()
    patient.operate(Silence("conv1", 1))
    list(patient.examine())
    patient.undo()
    (again,) = patient.examine()
    assert again.after is first.after


def test_operations_during_an_examination_change_nothing_of_it(net, pictures):
    patient, other = Patient(net, pictures), Patient(net, pictures)
    for one in (patient, other):
        one.operate(Silence("conv1", 0))
    examining = patient.examine()
    patient.undo()
    patient.operate(Silence("conv1", 1))
    *_, found = examining
    *_, wanted = other.examine()
    assert found.after.accuracy == wanted.after.accuracy
    assert found.operations == (Silence("conv1", 0),)
    *_, newest = patient.examine()
    assert newest.after.accuracy == examine(patient.net, pictures).accuracy


def test_an_examination_may_be_left_and_begun_again(net, pictures):
    patient = Patient(net, pictures)
    patient.operate(Silence("conv1", 0))
    examining = patient.examine()
    next(examining)
    examining.close()
    assert isinstance(list(patient.examine())[-1], Examination)


def test_an_operation_that_cannot_be_done_changes_nothing():
    net = build(zoo["lenet5-1998"], np.random.default_rng(0))
    patient = Patient(net, Split(np.zeros((2, 1, 28, 28), np.float32), np.array([0, 1])))
    with pytest.raises(FilterLabError, match="has weights for maps it is not connected with"):
        patient.operate(Swap("c3", 0, 1))
    assert patient.operations == ()
    np.testing.assert_array_equal(patient.net.state["c3.weight"], net.state["c3.weight"])


def test_pictures_of_one_class_or_another_size_are_refused(net, pictures):
    with pytest.raises(FilterLabError, match="All 600 test pictures are of class 0"):
        Patient(net, Split(pictures.images, np.zeros_like(pictures.labels)))
    with pytest.raises(FilterLabError, match="The net takes pictures of 1 × 12 × 12 and these are larger"):
        Patient(net, Split(np.zeros((2, 1, 28, 28), np.float32), np.array([0, 1])))
    with pytest.raises(FilterLabError, match="There are no test pictures"):
        Patient(net, Split(pictures.images[:0], pictures.labels[:0]))
