"""The controls of seed and thaw are an experiment of Train."""

from __future__ import annotations

from filterlab.gui.main_window import MainWindow
from filterlab.probes.experiments import FIRST_LAYER
from filterlab.project import Document


def test_the_button_leads_to_the_experiment_about_first_layers(qtbot) -> None:
    window = MainWindow(Document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    assert window.train.newest_controls() is None
    window.compare.panels.thaw.controls.click()
    assert window.current_workspace is window.train
    experiments = window.train.experiments
    assert experiments.outcome.experiment.name == FIRST_LAYER
    assert not experiments.is_active
