"""Data, net and settings as they are set up in the panels reach the run that is started."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack

from filterlab.data import Augmentation, DataChoice, presets
from filterlab.errors import FilterLabError
from filterlab.gui.train import TrainWorkspace
from filterlab.nets import TrainConfig, zoo
from filterlab.project import Document, NetDraft, TrainingPlan
from filterlab.project.contents import Contents

from .data_bench import write_arrays
from .runs import CHILD_MS, messages, press_train


def add_edges(workspace) -> None:
    """Put two filters into the bank."""
    document = workspace.document
    for name in ("sobel-x", "sobel-y"):
        document.insert_filter(document.make_filter(name, presets[name].weights))


def test_filters_of_the_bank_that_are_frozen_are_the_same_after_the_run(workspace, qtbot) -> None:
    add_edges(workspace)
    workspace.net.first.own_frozen.click()
    assert workspace.controls.net.currentText() == "tiny, changed"
    press_train(workspace, qtbot)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    (run,) = workspace.document.runs
    assert run.state == "finished"
    assert run.request.config.frozen == ("conv1",)
    np.testing.assert_array_equal(run.parameters["conv1.weight"], run.request.start["conv1.weight"])
    assert run.parameters["conv1.weight"].shape == (2, 1, 3, 3)


def test_the_request_says_all_that_was_chosen(workspace, qtbot, tmp_path) -> None:
    path = str(write_arrays(tmp_path / "greys.npz", counts=(30, 30), side=28))
    workspace.setup.data.choose(path)
    workspace.data.test_share.setValue(25)
    workspace.data.augmentation.sliders["shift"].value_chosen.emit(2)
    schedule = workspace.settings.schedule.schedule
    schedule.setCurrentIndex(schedule.findData("one-cycle"))
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.net.note == "The data have 2 classes, and the net gives 10."
    request = workspace.setup.request()
    assert request.data.source == path
    assert request.data.test_share == 0.25
    assert request.data.augmentation == Augmentation(shift=2)
    assert request.data.train_size is None
    assert request.config.schedule == "one-cycle"
    assert request.start is None
    assert workspace.controls.data.currentText() == "greys.npz"
    assert not workspace.settings.pictures.isEnabled()


HUGE = 10**15
TINY = zoo["tiny"]
HUGE_LAYER = replace(TINY.layers[0], out_channels=HUGE, kernel_size=(HUGE, HUGE))


@pytest.mark.parametrize(
    ("spec", "config", "data"),
    [
        (TINY, TrainConfig(epochs=HUGE, seed=HUGE, patience=HUGE, drop_every=HUGE), DataChoice(seed=HUGE)),
        (
            TINY,
            TrainConfig(batch_size=HUGE),
            DataChoice(train_size=HUGE, test_size=HUGE, image_size=(HUGE, 1)),
        ),
        (replace(TINY, layers=(HUGE_LAYER, *TINY.layers[1:])), TrainConfig(), DataChoice()),
        (replace(TINY, input_shape=(HUGE, HUGE, HUGE)), TrainConfig(), DataChoice("\0 nowhere")),
    ],
)
def test_what_a_strangers_project_has_set_up_is_shown_as_far_as_the_fields_go(
    qtbot, spec, config, data
) -> None:
    document = Document.restored(Contents(plan=TrainingPlan(NetDraft(spec), config, data)))
    workspace = TrainWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    for row in range(2):
        workspace.net.table.setCurrentCell(row, 0)
    assert workspace.settings.epochs.value() == min(config.epochs, workspace.settings.epochs.maximum())
    assert (workspace.setup.data.choice.train_size or 0) <= 10_000
    assert workspace.setup.data.choice.image_size is None
    workspace.shut_down()


def test_adam_leaves_the_momentum_for_sgd_when_it_is_shown_again(workspace) -> None:
    settings = workspace.settings
    settings.optimiser.setCurrentIndex(2)
    settings.set_config(settings.config(snapshot_every=1))
    settings.optimiser.setCurrentIndex(0)
    assert settings.config(snapshot_every=1).momentum == 0.9


def test_a_net_that_does_not_fit_cannot_be_trained_until_it_does(workspace) -> None:
    said = messages(workspace)
    workspace.net.table.setCurrentCell(7, 0)
    workspace.net.remove.click()
    assert not workspace.controls.train.isEnabled()
    assert workspace.controls.train.toolTip().startswith('Layer "fc1"')
    with pytest.raises(FilterLabError, match='Layer "fc1"'):
        workspace.setup.request()
    assert said == []
    workspace.presenter.start()
    assert said[0].startswith('Layer "fc1"')
    workspace.undo_stack.undo()
    assert workspace.controls.train.isEnabled()
    assert workspace.controls.train.toolTip().startswith("Start a run")


def test_data_that_are_not_there_bring_their_panel_to_the_front_and_cannot_be_trained_on(
    workspace, qtbot
) -> None:
    workspace.desk.show_tool("settings")
    qtbot.waitUntil(lambda: workspace.settings.is_seen)
    said = messages(workspace)
    workspace.controls.data_chosen.emit("mnist")
    qtbot.waitUntil(lambda: workspace.data.is_seen)
    assert workspace.data.download.isVisible()
    assert not workspace.controls.train.isEnabled()
    assert "MNIST is not on this computer yet" in workspace.controls.train.toolTip()
    workspace.presenter.start()
    assert said[-1].startswith("MNIST is not on this computer yet")
    assert len(workspace.document.runs) == 0
    assert workspace.net.note == ""
    workspace.controls.data_chosen.emit("strokes")
    assert workspace.controls.train.isEnabled()


def test_a_net_that_ends_with_maps_says_what_is_missing(workspace) -> None:
    for _ in range(2):
        workspace.net.table.setCurrentCell(7, 0)
        workspace.net.remove.click()
    assert workspace.net.note == "tiny, changed ends with maps: end it with Flatten and Linear."
    assert not workspace.controls.train.isEnabled()


def test_the_schedule_is_drawn_over_as_many_steps_as_the_data_have(workspace) -> None:
    workspace.settings.batch_size.setEditText("50")
    epochs, _rates = workspace.settings.schedule.plot.points(0)
    assert len(epochs) == 4


def test_a_search_for_a_rate_learns_from_what_is_set_up(workspace, qtbot) -> None:
    pane = workspace.settings.rates
    pane.search.click()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert pane.suggestion is not None
    pane.use.click()
    assert workspace.settings.config(snapshot_every=1).learning_rate == pane.suggestion
    assert workspace.document.runs == ()


def test_a_number_that_is_typed_stays_as_it_was_typed(workspace, qtbot) -> None:
    for box, typed in ((workspace.settings.pictures, "1000"), (workspace.settings.batch_size, "1")):
        box.lineEdit().selectAll()
        qtbot.keyClicks(box.lineEdit(), typed)
        qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
        assert box.currentText() == typed
    request = workspace.setup.request()
    assert (request.data.train_size, request.config.batch_size) == (1000, 1)


def test_the_settings_rest_while_a_run_goes_on(workspace) -> None:
    workspace.setup.set_running(True)
    assert not workspace.settings.isEnabled()
    assert workspace.data.isEnabled()
    workspace.setup.set_running(False)
    assert workspace.settings.isEnabled()


def test_dropout_is_a_setting_that_makes_a_layer_and_follows_it(workspace) -> None:
    box = workspace.settings.dropout

    def choose(rate: float) -> None:
        box.setCurrentIndex(box.findData(rate))
        box.activated.emit(box.currentIndex())

    assert box.currentText() == "none"
    choose(0.5)
    layers = workspace.setup.request().net.layers
    assert [(layer.name, layer.rate) for layer in layers if layer.kind == "Dropout"] == [("dropout1", 0.5)]
    workspace.undo_stack.undo()
    assert box.currentText() == "none"
    workspace.undo_stack.redo()
    workspace.net.table.setCurrentCell(8, 0)
    workspace.net.form.fields["rate"].setValue(0.35)
    assert box.currentText() == "0.35"
    workspace.net.adding_wanted.emit("Dropout", 0)
    assert box.currentText() == "as each layer says"
    choose(0.0)
    assert not [layer for layer in workspace.setup.request().net.layers if layer.kind == "Dropout"]
