from types import SimpleNamespace

import numpy as np
import pytest

from filterlab.engine import softmax
from filterlab.errors import FilterLabError
from filterlab.nets.evaluation import evaluate, examine
from filterlab.nets.network import build


@pytest.fixture
def net(bars_spec, rng):
    return build(bars_spec, rng, dtype=np.float64)


@pytest.fixture
def pictures(rng):
    # More than one batch, the last one not full.
    return SimpleNamespace(images=rng.random((530, 1, 8, 8)), labels=rng.integers(0, 2, 530))


def test_a_report_says_which_class_was_taken_for_which(net, pictures):
    report = examine(net, pictures)
    answers = net(pictures.images).argmax(axis=1)
    for given in (0, 1):
        for predicted in (0, 1):
            count = np.count_nonzero((pictures.labels == given) & (answers == predicted))
            assert report.confusion[given, predicted] == count
    assert report.accuracy == (answers == pictures.labels).mean()
    assert (report.loss, report.accuracy) == evaluate(net, pictures)
    shares = [(answers == pictures.labels)[pictures.labels == given].mean() for given in (0, 1)]
    np.testing.assert_allclose(report.class_accuracy, shares)


def test_the_worst_mistakes_are_those_the_net_was_surest_of(net, pictures):
    worst = examine(net, pictures, worst=5).worst
    scores = softmax(net(pictures.images))
    sure = np.where(scores.argmax(axis=1) != pictures.labels, scores.max(axis=1), 0)
    assert [one.index for one in worst] == np.argsort(-sure)[:5].tolist()
    for one in worst:
        assert one.given == pictures.labels[one.index]
        assert one.predicted == scores[one.index].argmax() != one.given
        assert one.probability == pytest.approx(scores[one.index].max())


def test_a_class_without_pictures_has_no_accuracy(net, pictures):
    pictures.labels[:] = 1
    first, second = examine(net, pictures).class_accuracy
    assert np.isnan(first)
    assert 0 <= second <= 1


def test_a_net_without_mistakes_has_no_worst_one(net, pictures):
    pictures.labels[:] = net(pictures.images).argmax(axis=1)
    report = examine(net, pictures)
    assert report.worst == ()
    assert report.accuracy == 1


def test_no_pictures_are_refused(net):
    with pytest.raises(FilterLabError, match="no test pictures"):
        examine(net, SimpleNamespace(images=np.zeros((0, 1, 8, 8)), labels=np.zeros(0, int)))
