"""A circuit wired by hand becomes a net in Train and begins with its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from filterlab.nets import Snapshot
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, example_chains, stage_on_picture, with_even_strength

from .runs import CHILD_MS, messages, press_train

if TYPE_CHECKING:
    from filterlab.gui.train import TrainWorkspace

CORNERS = example_chains["corners"].chain
WIRED = "corners, hand-wired"


def open_corners(workspace: TrainWorkspace, qtbot) -> None:
    """Open the corners as a net."""
    with qtbot.waitSignal(workspace.circuit_opened) as opened:
        workspace.open_circuit(CORNERS, "corners")
    assert opened.args == [WIRED]


def test_an_opened_circuit_is_chosen_among_the_nets_with_its_table(workspace, qtbot) -> None:
    open_corners(workspace, qtbot)
    assert workspace.controls.net.currentText() == WIRED
    assert workspace.net.table.item(1, 0).text() == "conv1"
    assert workspace.net.table.rowCount() == 1 + 7
    assert "conv1 begins with the filters of your circuit" in workspace.net.first.remark
    assert workspace.net.first.own_free.isChecked()
    assert workspace.controls.train.isEnabled()
    assert workspace.is_idle()


def test_training_an_opened_circuit_really_begins_with_its_filters(workspace, qtbot) -> None:
    open_corners(workspace, qtbot)
    snapshots: list[Snapshot] = []
    workspace.presenter.process.events_received.connect(
        lambda events: snapshots.extend(event for event in events if isinstance(event, Snapshot))
    )
    press_train(workspace, qtbot)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    (run,) = workspace.document.runs
    assert run.state == "finished"
    assert snapshots[0].step == 0
    first = with_even_strength(CORNERS).stages[0].weights
    np.testing.assert_allclose(snapshots[0].parameters["conv1.weight"], first, rtol=1e-5)
    assert not np.array_equal(run.parameters["conv1.weight"], snapshots[0].parameters["conv1.weight"])


def test_opening_a_circuit_again_takes_the_newer_one(workspace, qtbot) -> None:
    open_corners(workspace, qtbot)
    with qtbot.waitSignal(workspace.circuit_opened):
        workspace.open_circuit(Chain(CORNERS.stages[:1]), "corners")
    names = [workspace.controls.net.itemText(row) for row in range(workspace.controls.net.count())]
    assert names.count(WIRED) == 1
    assert workspace.net.table.rowCount() == 1 + 5


def test_a_circuit_that_can_be_no_net_says_why_in_a_sentence(workspace, qtbot) -> None:
    said = messages(workspace)
    absolute = Chain((CORNERS.stages[0].with_settings(Stages(activation="abs")),))
    workspace.open_circuit(absolute, "absolute")
    qtbot.waitUntil(workspace.is_idle)
    assert said[0].startswith("Stage 1 takes absolute values")
    large = Chain((stage_on_picture({"large": np.ones((1, 31, 31))}),))
    workspace.open_circuit(large, "large")
    qtbot.waitUntil(workspace.is_idle)
    assert "does not fit on the picture of 28 × 28" in said[1]
    assert workspace.document.starts == {}
    open_corners(workspace, qtbot)
    assert said == []


def test_a_circuit_in_colour_can_be_trained_on_the_grey_strokes(workspace, qtbot) -> None:
    with qtbot.waitSignal(workspace.circuit_opened):
        workspace.open_circuit(Chain((stage_on_picture({"hue": np.ones((3, 3, 3))}),)), "hue")
    assert workspace.controls.net.currentText() == "hue, hand-wired"
    assert workspace.controls.train.isEnabled()


def test_a_circuit_is_fitted_to_the_folder_that_is_chosen(workspace, qtbot, tmp_path) -> None:
    for name in ("cat", "dog", "owl"):
        (tmp_path / name).mkdir()
        for number in range(4):
            Image.new("L", (30, 30), 40 * number).save(tmp_path / name / f"{number}.png")
    workspace.controls.data_chosen.emit(str(tmp_path))
    open_corners(workspace, qtbot)
    assert workspace.document.starts[WIRED].parameters["fc.weight"].shape[0] == 3
    workspace.controls.data_chosen.emit(str(tmp_path / "nowhere"))
    said = messages(workspace)
    workspace.open_circuit(CORNERS, "corners")
    qtbot.waitUntil(workspace.is_idle)
    assert "nowhere" in said[0]


def test_while_a_run_goes_on_no_circuit_is_opened(workspace, qtbot) -> None:
    said = messages(workspace)
    workspace.settings.epochs.setValue(500)
    press_train(workspace, qtbot)
    workspace.open_circuit(CORNERS, "corners")
    assert "A run is going on" in said[0]
    assert workspace.document.starts == {}
    workspace.presenter.stop()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
