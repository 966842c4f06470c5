import numpy as np
import pytest

from filterlab.figures import DARK, LIGHT, experiment_figure
from filterlab.figures.chart import Line, Row, dot_rows, line_chart, ticks_up_to
from filterlab.figures.experiment import shown_top
from filterlab.probes.experiments import Band, Curves, Trial, TrialEnded, TrialStarted, TrialStep, experiments

RED, BLUE = (255, 0, 0), (0, 0, 255)


def line(name, color, ys, spread=0.0):
    ys = np.array(ys, dtype=float)
    return Line(name, color, np.arange(1.0, len(ys) + 1), ys, np.full(len(ys), spread))


def share(image, color):
    return float((np.asarray(image) == color).all(axis=-1).mean())


@pytest.mark.parametrize(
    ("top", "ticks"), [(16, [0, 5, 10, 15]), (1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (320, [0, 100, 200, 300])]
)
def test_ticks_are_round_numbers_that_reach_the_top(top, ticks):
    assert ticks_up_to(top) == pytest.approx(ticks)


def test_a_curve_lies_where_its_values_are_and_what_is_too_high_is_cut_off():
    image = line_chart(
        [line("low", RED, [2, 2, 2]), line("high", BLUE, [30, 30, 30])],
        x_title="Steps",
        y_title="%",
        top=10,
        look=LIGHT,
    )
    pixels = np.asarray(image)
    rows = np.flatnonzero((pixels[:, 300] == RED).all(axis=-1))
    assert 0.6 * image.height < rows.mean() < 0.8 * image.height
    assert not (pixels[31:, 300] == BLUE).all(axis=-1).any()


def test_a_spread_is_a_faint_band_around_the_curve():
    plain, spread = (
        line_chart([line("a", RED, [5, 5], width)], x_title="", y_title="", top=10, look=LIGHT)
        for width in (0.0, 2.0)
    )
    assert share(spread, LIGHT.card) < share(plain, LIGHT.card) - 0.1


def test_rows_without_values_are_drawn_all_the_same():
    rows = [Row("a", "1.00 s", RED, (1.0, 1.0), 1.0, 0.0), Row("b", "never", BLUE, (), None, 0.0)]
    assert share(dot_rows(rows, title="Seconds", look=LIGHT), RED) > 0
    assert dot_rows(rows[1:], title="Seconds", look=LIGHT).height > 20


def test_the_beginning_of_a_curve_does_not_press_the_rest_flat():
    falling = np.array([90.0, 30.0, *[8.0] * 8])
    band = Band(np.arange(1.0, 11.0), falling, np.zeros(10), 3)
    assert shown_top([band]) == 33
    assert shown_top([Band(band.steps, falling / 100, band.spread, 3)]) == 6


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize("name", experiments)
def test_every_experiment_has_its_sheet(name, look):
    experiment = experiments[name]
    assert len(experiment.arms) <= len(look.curves)
    curves, trials = Curves(experiment.curve), []
    for seed in (0, 1):
        for arm in experiment.arms:
            place = {"arm": arm.name, "seed": seed, "number": 1, "total": 4}
            curves.take_in(TrialStarted(**place))
            for step in range(1, 6):
                curves.take_in(
                    TrialStep(
                        **place,
                        step=step,
                        total_steps=5,
                        seconds=1.0,
                        training_error=0.2 / step,
                        test_error=0.3 / step,
                    )
                )
            trials.append(Trial(arm.name, seed, 1000, 5, 1.0, 3, 0.5, 0.95 + 0.01 * seed, 0.9))
            curves.take_in(TrialEnded(trial=trials[-1], number=1, total=4))
    image = experiment_figure(experiment, curves, experiment.judge(experiment, trials), look=look)
    assert image.getpixel((2, 2)) == look.paper
    for color in look.curves[: len(experiment.arms)]:
        assert share(image, color) > 0


def test_seeds_with_the_same_value_are_seen_each_for_itself():
    one, four = (
        share(dot_rows([Row("a", "", RED, (2.0,) * count, None, 0.0)], title="", look=LIGHT), RED)
        for count in (1, 4)
    )
    assert four > 2 * one
