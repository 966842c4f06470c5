"""Looking for a learning rate: watched, stopped, taken, and refused in a sentence."""

from __future__ import annotations

import pytest

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.gui.train.rate_pane import RatePane
from filterlab.gui.train.rate_presenter import RatePresenter
from filterlab.gui.train.rate_search import STEPS, RateTrial, try_rates
from filterlab.nets import TrainConfig, zoo
from filterlab.project import TrainingRequest

REQUEST = TrainingRequest(
    DataChoice(train_size=200, test_size=20), zoo["tiny"], TrainConfig(batch_size=8, threads=1)
)
WAIT_MS = 60_000


class Bench:
    """A pane with its presenter, asking for a small run."""

    def __init__(self) -> None:
        self.pane = RatePane()
        self.presenter = RatePresenter(self.pane, self.request, self.pane)
        self.refusal = ""

    def request(self) -> TrainingRequest:
        """Give the run, or refuse."""
        if self.refusal:
            raise FilterLabError(self.refusal)
        return REQUEST


@pytest.fixture
def bench(qtbot) -> Bench:
    """Return a pane on screen."""
    bench = Bench()
    qtbot.addWidget(bench.pane)
    bench.pane.show()
    yield bench
    bench.presenter.shut_down()


def test_a_search_shows_its_steps_and_offers_what_it_finds(bench, qtbot) -> None:
    pane = bench.pane
    assert "A short trial run" in pane.sentence
    assert pane.plot.isHidden()
    pane.search.click()
    assert pane.cancel.isVisible()
    assert pane.search.isHidden()
    qtbot.waitUntil(lambda: bench.presenter.is_idle, timeout=WAIT_MS)
    assert pane.sentence.startswith("The loss falls most steeply at a learning rate of")
    assert 1e-5 < pane.suggestion < 10
    rates, losses = pane.plot.points(0)
    assert len(rates) == len(losses) > 10
    with qtbot.waitSignal(pane.rate_accepted) as taken:
        pane.use.click()
    assert taken.args == [pane.suggestion]


def test_a_search_that_is_cancelled_suggests_nothing(bench, qtbot) -> None:
    bench.pane.search.click()
    bench.pane.cancel.click()
    qtbot.waitUntil(lambda: bench.presenter.is_idle, timeout=WAIT_MS)
    assert "stopped before it had found" in bench.pane.sentence
    assert bench.pane.use.isHidden()
    assert bench.pane.search.isVisible()


def test_a_run_that_cannot_start_has_no_search_and_says_why(bench) -> None:
    bench.refusal = "The net does not fit together."
    bench.pane.search.click()
    assert bench.pane.sentence == bench.refusal
    assert bench.presenter.is_idle
    assert bench.pane.search.isVisible()


def test_data_that_cannot_be_read_end_the_search_in_a_sentence(bench, qtbot, tmp_path) -> None:
    request = TrainingRequest(DataChoice(str(tmp_path / "gone")), zoo["tiny"], TrainConfig())
    with qtbot.waitSignal(bench.presenter.search.refused, timeout=WAIT_MS):
        bench.presenter.search.start(request)
    assert "There is no folder" in bench.pane.sentence


def test_the_trial_counts_its_steps_for_whoever_waits() -> None:
    trial = RateTrial(REQUEST)
    found = try_rates(trial)
    assert trial.course.total == STEPS
    assert trial.course.done == len(trial.tried)
    assert found.suggestion is not None
