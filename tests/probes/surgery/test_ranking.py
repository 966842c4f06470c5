import numpy as np
import pytest

from filterlab.data import Split
from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Conv2d, Flatten, Linear
from filterlab.probes.surgery import Patient, Ranking, Seen, Silence, rank_filters


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_the_ranking_agrees_with_silencing_one_filter_after_the_other(net, pictures, layer: str):
    *progress, ranking = rank_filters(net, layer, pictures)
    assert all(isinstance(one, Seen) for one in progress)
    assert progress[-1] == Seen(done := 600 * (1 + len(ranking.silenced)), done)
    assert len(progress) == 3 * (1 + len(ranking.silenced))
    assert isinstance(ranking, Ranking)
    for number, lost in enumerate(ranking.lost):
        patient = Patient(net, pictures)
        patient.operate(Silence(layer, number))
        *_, found = patient.examine()
        assert lost == pytest.approx(found.lost)
        np.testing.assert_allclose(ranking.class_lost[number], found.class_lost)
        assert ranking.silenced[number].loss == pytest.approx(found.after.loss, rel=1e-5)
    assert ranking.before.accuracy == 1


def test_a_convolution_right_before_the_scores_is_ranked_too():
    spec = NetSpec("short", (1, 4, 4), (Conv2d("conv1", 3, 4), Flatten("flatten"), Linear("fc1", 2)))
    net = build(spec, np.random.default_rng(0))
    images = np.random.default_rng(1).random((50, 1, 4, 4), np.float32)
    *_, ranking = rank_filters(net, "conv1", Split(images, np.arange(50) % 2))
    assert ranking.lost.shape == (3,)


def test_the_most_important_filter_comes_first_and_the_loss_decides_between_equals(net, pictures):
    *_, ranking = rank_filters(net, "conv1", pictures)
    lost, added = ranking.lost[list(ranking.order)], ranking.added_loss[list(ranking.order)]
    assert (np.diff(lost) <= 0).all()
    assert (np.diff(added)[np.diff(lost) == 0] <= 0).all()


def test_a_filter_that_nobody_listens_to_is_worth_nothing(net, pictures):
    weight = net.state["conv2.weight"].copy()
    weight[:, 2] = 0
    net.set_parameters({**net.state, "conv2.weight": weight})
    *_, ranking = rank_filters(net, "conv1", pictures)
    assert (ranking.lost[2], ranking.added_loss[2]) == (0, 0)


def test_a_layer_without_filters_is_refused_with_those_that_have_some(net, pictures):
    with pytest.raises(FilterLabError, match=r'Layer "relu1" .* has no filters: choose one of conv1, conv2'):
        next(rank_filters(net, "relu1", pictures))
