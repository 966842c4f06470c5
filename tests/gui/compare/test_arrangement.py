"""What stands in Compare is there again when the project is opened, and what is gone says so."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from tests.gui.compare.bench import choose, learned_workspace, workspace_of
from tests.gui.train.runs import make_learned_run

from filterlab.gui.compare.looked_at import Looked
from filterlab.project import BankChoice, Comparison

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(document, qtbot):
    """Return the workspace on screen, beside a run."""
    return learned_workspace(document, qtbot)


def titles(workspace) -> list[str]:
    """Return the names of all columns."""
    return [column.title for column in workspace.columns.columns]


def test_nothing_is_kept_until_something_stands_there(document, qtbot) -> None:
    workspace_of(document, qtbot)
    assert document.comparison is None


def test_columns_order_and_ticks_come_back(workspace, document, qtbot) -> None:
    qtbot.mouseClick(workspace.top.column, LEFT)
    choose(workspace.columns.columns[0].source, "presets")
    choose(workspace.top.order, "norm")
    workspace.top.same_limits.setChecked(True)
    workspace.top.presets.setChecked(True)
    workspace.columns.columns[1].layer_chosen.emit("conv2")
    workspace.columns.columns[1].fit_chosen.emit("crop")
    kept = document.comparison
    assert kept.columns[0] == BankChoice("presets")
    again = workspace_of(document, qtbot)
    assert titles(again) == ["Presets", "Learned, run 1, step 3, conv2", "Learned, run 1, step 3"]
    assert again.columns.columns[1].fit.currentData() == "crop"
    assert again.top.order.currentData() == "norm"
    assert again.top.same_limits.isChecked()
    assert again.top.presets.isChecked()
    assert not again.top.equal_strength.isChecked()
    assert document.comparison is kept


def test_one_column_alone_comes_back_alone(workspace, document, qtbot) -> None:
    qtbot.mouseClick(workspace.columns.columns[0].remove, LEFT)
    assert len(workspace_of(document, qtbot).columns.columns) == 1


def test_a_run_that_is_gone_when_the_project_is_opened_leaves_a_sentence(document, qtbot) -> None:
    document.set_comparison(Comparison((BankChoice("own"), BankChoice("run-9", name="run 9"))))
    workspace = workspace_of(document, qtbot)
    assert workspace.columns.columns[1].message.startswith("The filters of run 9 stood here")
    # What is learned next takes its place, as it does that of any run.
    make_learned_run(document)
    qtbot.waitUntil(workspace.is_idle)
    assert titles(workspace)[1].startswith("Learned, run 1")


def test_a_filter_that_is_gone_meanwhile_is_told_and_nothing_breaks(workspace, document) -> None:
    said: list[str] = []
    workspace.message_raised.connect(said.append)
    run = document.runs[0]
    # Removed, and not yet drawn: who chose a pair a moment ago still has the old places.
    document.remove_run(run.id)
    workspace.presenter.look_at(1, 3)
    assert said[-1].startswith("The filters of run 1 stood here")
    workspace.presenter.look_at(0, 99)
    assert said[-1] == "This filter is gone meanwhile: choose another one."


def test_whoever_asks_for_a_run_that_is_gone_gets_none(document, qtbot) -> None:
    asked: list[object] = []
    # Told before anything in the workspace is.
    document.run_removed.connect(lambda _run_id: asked.append(workspace.looked_at.run))
    workspace = learned_workspace(document, qtbot)
    run = document.runs[0]
    workspace.looked_at.look_at(Looked(run_id=run.id, layer="conv1"))
    document.remove_run(run.id)
    assert asked == [None]
    workspace.looked_at.look_at(Looked(run_id=run.id, layer="conv1"))
    assert workspace.looked_at.run is None
    assert workspace.looked_at.weights is None


def test_the_same_filters_in_two_columns_look_at_the_picture_each_in_its_way(workspace, qtbot) -> None:
    qtbot.mouseClick(workspace.top.column, LEFT)
    run_id = workspace.document.runs[0].id
    for column, fit in zip(workspace.columns.columns[1:], ("resize", "crop"), strict=True):
        column.source_chosen.emit(run_id)
        column.layer_chosen.emit("conv2")
        column.fit_chosen.emit(fit)
    qtbot.waitUntil(workspace.is_idle)
    resized, cropped = (column.view.tiles[0].response for column in workspace.columns.columns[1:])
    assert not np.allclose(resized, cropped)
