"""The controls of seed and thaw are an experiment of Train."""

from __future__ import annotations

from PySide6.QtCore import Qt

from filterlab.gui.main_window import MainWindow
from filterlab.probes.experiments import FIRST_LAYER
from filterlab.project import Document

CHILD_MS = 60_000


def test_the_button_leads_to_the_experiment_about_first_layers(qtbot) -> None:
    window = MainWindow(Document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    window.compare.panels.thaw.controls.details.click()
    assert window.current_workspace is window.train
    experiments = window.train.experiments
    assert experiments.outcome.experiment.name == FIRST_LAYER
    assert not experiments.is_active


def test_the_controls_run_in_a_child_from_compare_and_can_be_stopped_there(qtbot) -> None:
    window = MainWindow(Document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    window.show()
    window.show_workspace("compare")
    window.compare.desk.go_to_tool("thaw")
    view = window.compare.panels.thaw.controls
    qtbot.waitUntil(view.start.isEnabled)
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Trial 1 of 20" in view.status.text(), timeout=CHILD_MS)
    qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)
    assert view.status.text() == "Stopping…"
    qtbot.waitUntil(lambda: window.train.experiments.is_idle, timeout=CHILD_MS)
    assert view.start.isEnabled()
    assert view.stop.isHidden()
