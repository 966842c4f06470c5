"""The views of the Train workspace, each by itself: settings, controls, curves, the net's table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from filterlab.engine.threads import processors
from filterlab.errors import FilterLabError
from filterlab.gui.theme import apply_theme
from filterlab.gui.train.choices import duration, fits, is_small
from filterlab.gui.train.control_bar import FOLDER, ControlBar
from filterlab.gui.train.curve_plot import CurvePlot
from filterlab.gui.train.curves_panel import CurvesPanel
from filterlab.gui.train.history import StepHistory, averaged, epoch_points, reach_for
from filterlab.gui.train.legend import Series
from filterlab.gui.train.settings_panel import SettingsPanel
from filterlab.gui.widgets.colour_bar import ColourBar
from filterlab.gui.widgets.filter_mosaic import FilterMosaic
from filterlab.nets import EpochEnd, Step, TrainConfig, zoo


def make_steps(count: int, first: int = 1) -> list[Step]:
    """Return steps whose loss falls and whose accuracy grows."""
    return [
        Step(
            step=n,
            epoch=1,
            loss=2.0 / n,
            accuracy=1 - 1 / (n + 1),
            learning_rate=0.05,
            seconds=0.01 * n,
        )
        for n in range(first, first + count)
    ]


def make_epoch(step: int) -> EpochEnd:
    """Return the end of an epoch."""
    return EpochEnd(
        epoch=1, step=step, train_loss=0.5, train_accuracy=0.8, test_loss=0.4, test_accuracy=0.9, seconds=1.0
    )


@pytest.fixture
def settings(qtbot) -> SettingsPanel:
    """Return settings as they are at the start."""
    panel = SettingsPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def curves(qtbot) -> CurvesPanel:
    """Return empty plots on screen."""
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.resize(420, 560)
    panel.show()
    return panel


def test_the_history_grows_step_by_step_and_keeps_every_one() -> None:
    history = StepHistory()
    steps = make_steps(3000)
    for start in range(0, 3000, 700):
        history.extend(steps[start : start + 700])
    assert len(history) == 3000
    np.testing.assert_array_equal(history.steps, np.arange(1, 3001))
    np.testing.assert_allclose(history.loss, [step.loss for step in steps])
    np.testing.assert_allclose(history.accuracy, [100 * step.accuracy for step in steps])


def test_the_mean_of_a_straight_line_is_the_line_but_for_its_ends() -> None:
    line = np.arange(100, dtype=np.float64)
    np.testing.assert_allclose(averaged(line, 10)[10:-10], line[10:-10])


def test_the_mean_takes_what_there_is_at_both_ends() -> None:
    values = np.array([6.0, 0.0, 3.0, 9.0])
    np.testing.assert_allclose(averaged(values, 1), [3.0, 3.0, 4.0, 6.0])
    assert averaged(np.zeros(0), 1).shape == (0,)


def test_a_short_run_is_averaged_over_fewer_steps() -> None:
    assert [reach_for(count) for count in (0, 16, 64, 100, 10_000)] == [1, 1, 6, 10, 10]


def test_no_epoch_gives_empty_points() -> None:
    assert [part.shape for part in epoch_points([])] == [(0,)] * 3


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (6.6, "0:07"), (61, "1:01"), (3727, "1:02:07"), (-1, "0:00")]
)
def test_time_is_written_in_minutes_and_seconds(seconds, text) -> None:
    assert duration(seconds) == text


def test_nets_are_offered_for_the_pictures_they_can_take() -> None:
    assert is_small(zoo["tiny"])
    assert is_small(zoo["lenet5"])
    assert not is_small(zoo["alexnet"])
    assert fits(zoo["lenet5"], (1, 28, 28))
    assert not fits(zoo["tiny"], (1, 32, 32))
    assert not fits(zoo["tiny"], (3, 28, 28))


def test_the_settings_begin_as_train_config_does_but_leave_a_processor_to_the_window(settings) -> None:
    threads = max(processors() - 1, 1)
    assert settings.config(snapshot_every=10) == TrainConfig(snapshot_every=10, threads=threads)
    assert settings.train_size() == 10_000


def test_typed_settings_reach_the_config_with_point_or_comma(settings, qtbot) -> None:
    settings.learning_rate.lineEdit().selectAll()
    qtbot.keyClicks(settings.learning_rate.lineEdit(), "0,02")
    settings.weight_decay.setEditText("0.001")
    settings.epochs.setValue(7)
    settings.seed.setValue(3)
    settings.batch_size.setEditText("32")
    settings.optimiser.setCurrentIndex(1)
    config = settings.config(snapshot_every=5)
    assert config == TrainConfig(
        epochs=7,
        batch_size=32,
        learning_rate=0.02,
        nesterov=True,
        weight_decay=0.001,
        seed=3,
        snapshot_every=5,
        threads=max(processors() - 1, 1),
    )


def test_adam_greys_momentum_out_and_brings_its_own_learning_rate(settings) -> None:
    settings.optimiser.setCurrentIndex(2)
    assert not settings.momentum.isEnabled()
    usual = TrainConfig(optimizer="adam").initial_learning_rate
    assert f"{usual:g}" in settings.learning_rate.currentText()
    config = settings.config(snapshot_every=10)
    assert config.optimizer == "adam"
    assert config.learning_rate is None
    settings.optimiser.setCurrentIndex(0)
    assert settings.momentum.isEnabled()
    assert "0.05" in settings.learning_rate.currentText()


def test_a_chosen_learning_rate_stays_when_the_optimiser_changes(settings) -> None:
    settings.learning_rate.setEditText("0.3")
    settings.optimiser.setCurrentIndex(2)
    assert settings.config(snapshot_every=10).learning_rate == 0.3


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("learning_rate", "fast", "no number"),
        ("learning_rate", "-1", "learning_rate"),
        ("momentum", "1", "momentum"),
        ("weight_decay", "-0.1", "weight_decay"),
        ("batch_size", "0", "batch_size"),
        ("batch_size", "6.5", "no whole number"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings, field, text, words) -> None:
    getattr(settings, field).setEditText(text)
    with pytest.raises(FilterLabError, match=words):
        settings.config(snapshot_every=10)


@pytest.mark.parametrize("text", ["3", "9000000", "many", ""])
def test_a_number_of_pictures_that_cannot_be_drawn_is_refused(settings, text) -> None:
    settings.pictures.setEditText(text)
    with pytest.raises(FilterLabError):
        settings.train_size()


def test_setting_settings_never_emits_but_editing_does(settings) -> None:
    edited: list[bool] = []
    settings.edited.connect(lambda: edited.append(True))
    settings.set_config(TrainConfig(epochs=9, optimizer="adam", learning_rate=0.01, momentum=0.5, seed=4))
    settings.set_train_size(500)
    assert edited == []
    assert settings.epochs.value() == 9
    assert settings.learning_rate.currentText() == "0.01"
    settings.epochs.setValue(2)
    assert edited


def test_every_setting_can_be_reached_by_tab_and_explains_itself(settings, qtbot) -> None:
    settings.epochs.setFocus()
    reached = set()
    for _ in range(16):
        reached.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    fields = (
        settings.epochs, settings.pictures, settings.batch_size, settings.optimiser, settings.learning_rate,
        settings.momentum, settings.weight_decay, settings.seed, settings.label_smoothing, settings.patience,
        settings.schedule.schedule,
    )  # fmt: skip
    assert reached >= set(fields)
    assert all(field.toolTip() and field.accessibleName() for field in fields)


def test_schedule_smoothing_and_patience_reach_the_config(settings) -> None:
    fields = settings.schedule
    fields.schedule.setCurrentIndex(fields.schedule.findData("step"))
    fields.drop_every.setValue(2)
    fields.drop_factor.setEditText("0,1")
    settings.label_smoothing.setEditText("0.1")
    settings.patience.setValue(4)
    config = settings.config(snapshot_every=5, frozen=("conv1",))
    assert (config.schedule, config.drop_every, config.drop_factor) == ("step", 2, 0.1)
    assert (config.label_smoothing, config.patience, config.frozen) == (0.1, 4, ("conv1",))
    settings.patience.setValue(0)
    assert settings.config(snapshot_every=5).patience is None


def test_settings_come_back_as_they_were_set(settings) -> None:
    config = TrainConfig(
        schedule="step",
        drop_every=3,
        drop_factor=0.2,
        label_smoothing=0.05,
        patience=2,
        threads=max(processors() - 1, 1),
    )
    settings.set_config(config)
    assert settings.config(snapshot_every=config.snapshot_every) == config


def test_the_drops_can_be_set_only_where_the_rate_drops(settings) -> None:
    fields = settings.schedule
    for name, are_shown in (("step", True), ("cosine", False), ("constant", False), ("one-cycle", False)):
        fields.schedule.setCurrentIndex(fields.schedule.findData(name))
        assert fields.drop_every.isVisible() == fields.drop_factor.isVisible() == are_shown


def test_the_rate_is_drawn_over_the_whole_run_as_it_will_be(settings) -> None:
    settings.epochs.setValue(4)
    settings.learning_rate.setEditText("0.2")
    settings.set_steps_per_epoch(25)
    epochs, rates = settings.schedule.plot.points(0)
    config = settings.config(snapshot_every=1)
    assert epochs[0] == 0
    assert epochs[-1] == pytest.approx(99 / 25)
    np.testing.assert_allclose(rates, [config.learning_rate_at(round(25 * e), 100) for e in epochs])


def test_where_the_settings_cannot_be_used_the_plot_says_why(settings) -> None:
    settings.learning_rate.setEditText("fast")
    assert "no number" in settings.schedule.plot.message
    settings.learning_rate.setEditText("0.1")
    assert settings.schedule.plot.message == ""


def test_folder_asks_for_a_folder_and_keeps_the_data_shown(qtbot) -> None:
    bar = ControlBar()
    qtbot.addWidget(bar)
    bar.set_data([("strokes", "strokes", ""), ("/a/b", "b", "/a/b")], "strokes")
    chosen: list[str] = []
    bar.data_chosen.connect(chosen.append)
    with qtbot.waitSignal(bar.folder_wanted):
        bar.data.setCurrentIndex(bar.data.findData(FOLDER))
        bar.data.activated.emit(bar.data.currentIndex())
    assert bar.data.currentText() == "strokes"
    assert chosen == []
    bar.data.setCurrentIndex(1)
    bar.data.activated.emit(1)
    assert chosen == ["/a/b"]


def test_setting_lists_phase_and_state_never_emits(qtbot) -> None:
    bar = ControlBar()
    qtbot.addWidget(bar)
    said: list[object] = []
    for signal in (bar.data_chosen, bar.net_chosen):
        signal.connect(said.append)
    for signal in (bar.folder_wanted, bar.start_wanted, bar.stop_wanted):
        signal.connect(lambda: said.append("asked"))
    bar.set_data([("strokes", "strokes", "")], "strokes")
    bar.set_nets(["tiny"], ["alexnet"], "alexnet")
    bar.set_phase("Epoch 1/2", 0.25, "0:07 left", "")
    bar.set_running(is_running=True, can_start=False, can_stop=True)
    assert said == []
    assert bar.net.currentText() == "alexnet"
    assert bar.progress.value() * 4 == bar.progress.maximum()
    assert bar.stop.isEnabled()
    assert not bar.train.isEnabled()


def test_curves_show_every_step_the_mean_and_a_dot_an_epoch(curves) -> None:
    history = StepHistory()
    history.extend(make_steps(50))
    curves.set_curves(history, [make_epoch(25), make_epoch(50)])
    steps, loss = curves.loss.points(0)
    np.testing.assert_array_equal(steps, np.arange(1, 51))
    np.testing.assert_allclose(loss, 2 / np.arange(1, 51))
    np.testing.assert_allclose(curves.loss.points(1)[1], averaged(history.loss, 5))
    np.testing.assert_array_equal(curves.accuracy.points(2)[0], [25, 50])
    np.testing.assert_allclose(curves.accuracy.points(2)[1], [90, 90])
    assert curves.accuracy.legend.texts[2] == "test 90.0"
    assert curves.loss.message == ""


def test_a_message_empties_the_curves(curves) -> None:
    history = StepHistory()
    history.extend(make_steps(5))
    curves.set_curves(history, [])
    curves.show_messages("Soon.", "Soon too.")
    assert (curves.loss.message, curves.accuracy.message) == ("Soon.", "Soon too.")
    assert len(curves.loss.points(0)[0]) == 0
    assert curves.loss.legend.texts == ("step", "mean", "test")


def test_the_mouse_over_a_plot_reads_the_step_under_it(curves, qtbot) -> None:
    history = StepHistory()
    history.extend(make_steps(50))
    curves.set_curves(history, [])
    said: list[str] = []
    curves.value_hovered.connect(said.append)
    curves.loss.step_hovered.emit(10.2)
    assert said[-1].startswith("step 10: loss 0.2 (mean around it")
    curves.loss.step_hovered.emit(1e9)
    assert said[-1].startswith("step 50: ")
    curves.accuracy.hover_left.emit()
    assert said[-1] == ""
    del qtbot


def test_real_mouse_moves_over_the_plot_name_a_step(curves, qtbot) -> None:
    history = StepHistory()
    history.extend(make_steps(50))
    curves.set_curves(history, [])
    viewport = curves.loss.canvas.viewport()
    with qtbot.waitSignal(curves.value_hovered) as seen:
        qtbot.mouseMove(viewport, viewport.rect().center())
    assert seen.args[0].startswith("step ")


def test_curves_follow_the_theme(curves, qtbot, qapp) -> None:
    history = StepHistory()
    history.extend(make_steps(50))
    curves.set_curves(history, [])

    def ground() -> int:
        return curves.loss.grab().toImage().pixelColor(5, curves.loss.height() - 5).lightness()

    assert ground() > 200
    try:
        apply_theme(qapp, "dark")
        qtbot.waitUntil(lambda: ground() < 80)
    finally:
        apply_theme(qapp, "light")


def test_a_loss_that_has_exploded_is_written_short_on_axis_and_legend(curves) -> None:
    history = StepHistory()
    history.extend([replace(step, loss=6.2e13 * step.step) for step in make_steps(30)])
    curves.set_curves(history, [])
    QApplication.processEvents()
    assert curves.loss.legend.texts == ("step", "mean 1.8e15", "test")
    axis = curves.loss.canvas.getPlotItem().getAxis("left")
    ticks = axis.tickStrings([0.0, 2.5e14, 1.75e15], 1.0, 2.5e14)
    assert ticks == ["0", "2.5e14", "1.8e15"]
    metrics = QFontMetrics(QApplication.font())
    room = axis.width() - axis.label.boundingRect().height()
    assert max(map(metrics.horizontalAdvance, ticks)) <= room
    assert axis.tickStrings([0.0, 0.5], 1.0, 0.5) == ["0", "0.5"]


def test_the_colour_bar_is_as_wide_as_its_longest_number(qtbot) -> None:
    mosaic = FilterMosaic("filters")
    qtbot.addWidget(mosaic)
    mosaic.resize(260, 300)
    mosaic.show()
    mosaic.set_filters(np.full((4, 1, 3, 3), 0.5))
    mosaic.set_filters(np.full((4, 1, 3, 3), -1.234e13))
    QApplication.processEvents()
    bar = mosaic.findChild(ColourBar)
    assert bar.width() >= bar.sizeHint().width()
    assert mosaic.rect().contains(bar.geometry())


def test_linked_plots_show_the_steps_there_are_and_pyqtgraph_chooses_no_range_of_them(qtbot) -> None:
    plots = [CurvePlot(("Loss", "step", "loss"), [Series("held out", 0, "line")]) for _ in range(2)]
    boxes = [plot.canvas.getPlotItem().getViewBox() for plot in plots]
    for plot in plots:
        qtbot.addWidget(plot)
    plots[1].link_x_to(plots[0])
    for plot in plots:
        plot.show_message("Nothing yet.")
    for plot in plots:
        plot.set_points([(np.arange(500.0), np.arange(500.0))], ["4"])
    assert not any(box.autoRangeEnabled()[0] for box in boxes)
    assert boxes[0].viewRange()[0] == boxes[1].viewRange()[0]
    assert 499 < boxes[0].viewRange()[0][1] < 550


def test_a_range_that_a_hand_chose_stays_until_other_curves_are_shown(qtbot) -> None:
    plot = CurvePlot(("Loss", "step", "loss"), [Series("held out", 0, "line")])
    qtbot.addWidget(plot)
    plot.set_points([(np.arange(500.0), np.arange(500.0))], ["4"])
    box = plot.canvas.getPlotItem().getViewBox()
    box.setXRange(100, 200, padding=0)
    box.sigRangeChangedManually.emit([True, True])
    plot.set_points([(np.arange(600.0), np.arange(600.0))], ["5"])
    assert box.viewRange()[0] == [100, 200]
    plot.show_message("Nothing yet.")
    plot.set_points([(np.arange(600.0), np.arange(600.0))], ["5"])
    assert box.viewRange()[0][1] > 599
