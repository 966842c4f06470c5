"""Ties the Train views to the document and to the training child; the only one here that knows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.listening import listen
from filterlab.gui.train.data_words import STROKES
from filterlab.gui.train.hand_wiring import HandWiring, NetRequest
from filterlab.gui.train.run_control import RunControl
from filterlab.gui.train.run_drawing import RunDrawing
from filterlab.gui.train.words import RunWords, has_diverged
from filterlab.nets import TrainConfig, build, save_weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filterlab.gui.train.control_bar import ControlBar
    from filterlab.gui.train.curves_panel import CurvesPanel
    from filterlab.gui.train.setting_up import SettingUp
    from filterlab.gui.train.settings_panel import SettingsPanel
    from filterlab.gui.training_process import TrainingProcess
    from filterlab.gui.widgets.filter_mosaic import FilterMosaic
    from filterlab.probes.chain import Chain
    from filterlab.project import Document, Project, Run, Start, TrainingRequest

EXAMPLE_NET = "tiny"
EXAMPLE_TRAIN_SIZE = 10_000
EXAMPLE_EPOCHS = 3


class TrainPresenter(QObject):
    """Start, pause, stop and take up runs, and keep the controls true to what goes on.

    Signals
    -------
    message_raised(str)
        A sentence about something that went wrong; empty when a new start has made the last one stale.
    status_changed(str)
        For the status bar.
    circuit_opened(str)
        A circuit has become a net of this name, which is chosen now.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)
    circuit_opened = Signal(str)

    def __init__(
        self,
        document: Document,
        controls: ControlBar,
        settings: SettingsPanel,
        setup: SettingUp,
        curves: CurvesPanel,
        mosaic: FilterMosaic,
        parent: QObject | None = None,
        *,
        project: Callable[[], Project | None] = lambda: None,
    ) -> None:
        """Connect everything and show the newest run, if there is one; ``project`` tells what keeps the document."""
        super().__init__(parent)
        self._document = document
        self._controls, self._settings, self._setup = controls, settings, setup
        self._words = RunWords()
        self.control = RunControl(document, project, self)
        self._wiring = HandWiring(self)
        self.drawing = RunDrawing(document, curves, mosaic, self)
        self._connect(curves, mosaic)
        listen(self, document.run_removed, self._on_document_run_removed)
        self._show_newest()

    def _connect(self, curves: CurvesPanel, mosaic: FilterMosaic) -> None:
        self._setup.changed.connect(self.show_phase)
        self._setup.message_raised.connect(self.message_raised)
        self._controls.start_wanted.connect(self.start)
        self._controls.pause_wanted.connect(self.pause)
        self._controls.resume_wanted.connect(self.resume)
        self._controls.stop_wanted.connect(self.stop)
        curves.value_hovered.connect(self.status_changed)
        mosaic.value_hovered.connect(self.status_changed)
        self.control.failed.connect(self._on_control_failed)
        self.control.ended.connect(self._on_control_ended)
        self.drawing.drawn.connect(self.show_phase)
        self._wiring.made.connect(self._on_wiring_made)
        self._wiring.refused.connect(self.message_raised)

    @property
    def process(self) -> TrainingProcess:
        """The child that trains."""
        return self.control.process

    @property
    def is_active(self) -> bool:
        """Whether a run is going on."""
        return self.control.is_running

    @property
    def would_lose_work(self) -> bool:
        """Whether a run is going on that is not written into a project, so that it is lost with the window."""
        return self.control.is_running and not self.control.is_recorded

    @property
    def is_idle(self) -> bool:
        """Whether no run is going on, no net is being made and everything has been drawn."""
        is_drawn = not self.control.is_running and not self.drawing.is_stale
        return is_drawn and self._wiring.is_idle and self._setup.is_idle

    @property
    def has_weights(self) -> bool:
        """Whether the shown run has weights that can be saved."""
        run = self.drawing.run
        return run is not None and bool(run.parameters)

    def start(self) -> None:
        """Start a run with the settings as they stand; say in a sentence what cannot be used."""
        if self.control.is_running:
            return
        try:
            request = self._setup.request()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self.start_request(request)

    def start_request(self, request: TrainingRequest) -> None:
        """Start a run of these settings, unless one goes on."""
        if self.control.is_running:
            self.message_raised.emit(
                self.tr("A run is going on; stop it or let it end, then run this one again.")
            )
            return
        self.message_raised.emit("")
        self.drawing.show_run(self.control.start(request))

    def look_at(self, run: Run | None) -> None:
        """Draw the run the panels look at and offer to let it go on; a run that goes on stays in sight."""
        is_trained = run is not None and run.request is not None
        if is_trained and run is not self.drawing.run and not self.control.is_running:
            self.drawing.show_run(run)

    def pause(self) -> None:
        """Ask the run to stop so that it can go on another time, also after the window was closed."""
        self.control.pause()
        self.show_phase()

    def resume(self, run: Run | None = None) -> None:
        """Let a run go on where it was paused, stopped or killed, by default the one that is shown."""
        chosen = run if run is not None else self.drawing.run
        if chosen is not None and self.control.can_resume(chosen):
            self.message_raised.emit("")
            self.control.resume(chosen)
            self.drawing.show_run(chosen)

    def pause_or_resume(self) -> None:
        """Pause the run that goes on, or let the one that is shown go on."""
        if self.control.is_running:
            self.pause()
        else:
            self.resume()

    def stop(self) -> None:
        """Ask the run to stop; it is over when its last event has come."""
        self.control.stop()
        self.show_phase()

    def open_circuit(self, chain: Chain, name: str) -> None:
        """Make a circuit a net for the data that is chosen, and choose it; say in a sentence why that cannot be."""
        if self.control.is_running:
            self.message_raised.emit(
                self.tr("A run is going on; stop it or let it end, then open the circuit here.")
            )
            return
        scale, seed = self._document.scale, self._settings.seed.value()
        self._wiring.make(NetRequest(chain, name, scale, self._setup.data.choice, seed))

    def start_example(self) -> None:
        """Start a small real run, as for a screenshot."""
        self._settings.set_config(TrainConfig(epochs=EXAMPLE_EPOCHS))
        self._settings.set_train_size(EXAMPLE_TRAIN_SIZE)
        self._setup.net.begin_with(EXAMPLE_NET)
        self._setup.data.choose(STROKES)
        self.start()

    def save_weights(self, path: Path) -> None:
        """Store the newest weights of the shown run in a safetensors file, or say what went wrong."""
        run = self.drawing.run
        if run is None or run.request is None or not run.parameters:
            return
        try:
            net = build(run.request.net, np.random.default_rng(run.request.config.seed))
            net.set_parameters(run.parameters)
            save_weights(path, net)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        note = self.tr("The weights of {run} were saved to {path}")
        self.status_changed.emit(note.format(run=run.name, path=path))

    def shut_down(self) -> None:
        """Stop the child and draw no more."""
        self._setup.shut_down()
        self._wiring.shut_down()
        self.drawing.shut_down()
        self.control.shut_down()

    def show_phase(self) -> None:
        """Say where the run is, and enable what makes sense now; also when the project has become another."""
        control = self.control
        running, run = control.is_running, control.run or self.drawing.run
        self._controls.set_phase(*self._words.phase(run, wish=control.wish))
        self._controls.set_running(
            is_running=running,
            can_start=not running and self._setup.can_start,
            can_pause=control.can_pause,
            can_resume=control.can_resume(self.drawing.run),
            can_stop=control.can_stop,
            hindrance=self._setup.hindrance,
        )
        self._setup.set_running(running)

    def _show_newest(self) -> None:
        trained = [run for run in self._document.runs if run.request is not None]
        self.drawing.show_run(trained[-1] if trained else None)

    def _on_document_run_removed(self, run_id: str) -> None:
        if self.drawing.run is not None and self.drawing.run.id == run_id:
            self._show_newest()

    def _on_control_failed(self, run: Run) -> None:
        self.message_raised.emit(self._words.failure(run))

    def _on_control_ended(self, run: Run) -> None:
        self.drawing.finish()
        if run.state == "failed" and self.control.can_resume(run):
            self.message_raised.emit(self._words.failure(run, can_go_on=True))
        if has_diverged(run):
            self.message_raised.emit(self._words.divergence(run))

    def _on_wiring_made(self, start: Start) -> None:
        self._document.add_start(start.name, start.spec, start.parameters)
        self.message_raised.emit("")
        self.circuit_opened.emit(start.name)
