"""Ties the Train views to the document and to the training child; the only one here that knows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import TrainingProcess
from filterlab.gui.train.data_words import STROKES
from filterlab.gui.train.hand_wiring import HandWiring, NetRequest
from filterlab.gui.train.run_drawing import RunDrawing
from filterlab.gui.train.words import RunWords, has_diverged
from filterlab.nets import Failed, TrainConfig, build, save_weights

if TYPE_CHECKING:
    from pathlib import Path

    from filterlab.gui.train.control_bar import ControlBar
    from filterlab.gui.train.curves_panel import CurvesPanel
    from filterlab.gui.train.setting_up import SettingUp
    from filterlab.gui.train.settings_panel import SettingsPanel
    from filterlab.gui.widgets.filter_mosaic import FilterMosaic
    from filterlab.nets import Event
    from filterlab.probes.chain import Chain
    from filterlab.project import Document, Start

EXAMPLE_NET = "tiny"
EXAMPLE_TRAIN_SIZE = 10_000
EXAMPLE_EPOCHS = 3


class TrainPresenter(QObject):
    """Start and stop runs, and keep the controls true to what goes on.

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
    ) -> None:
        """Connect everything and show the newest run, if there is one."""
        super().__init__(parent)
        self._document = document
        self._controls, self._settings, self._setup = controls, settings, setup
        self._words = RunWords()
        self._is_stopping = False
        self.process = TrainingProcess(self)
        self._wiring = HandWiring(self)
        self.drawing = RunDrawing(document, curves, mosaic, self)
        self._connect(curves, mosaic)
        trained = [run for run in document.runs if run.request is not None]
        self.drawing.show_run(trained[-1] if trained else None)

    def _connect(self, curves: CurvesPanel, mosaic: FilterMosaic) -> None:
        self._setup.changed.connect(self._show_phase)
        self._setup.message_raised.connect(self.message_raised)
        self._controls.start_wanted.connect(self.start)
        self._controls.stop_wanted.connect(self.stop)
        curves.value_hovered.connect(self.status_changed)
        mosaic.value_hovered.connect(self.status_changed)
        self.process.events_received.connect(self._take_in)
        self.process.ended.connect(self._on_process_ended)
        self.drawing.drawn.connect(self._show_phase)
        self._wiring.made.connect(self._on_wiring_made)
        self._wiring.refused.connect(self.message_raised)

    @property
    def is_active(self) -> bool:
        """Whether a run is going on."""
        return self.process.is_running

    @property
    def is_idle(self) -> bool:
        """Whether no run is going on, no net is being made and everything has been drawn."""
        is_drawn = not self.process.is_running and not self.drawing.is_stale
        return is_drawn and self._wiring.is_idle and self._setup.is_idle

    @property
    def has_weights(self) -> bool:
        """Whether the shown run has weights that can be saved."""
        run = self.drawing.run
        return run is not None and bool(run.parameters)

    def start(self) -> None:
        """Start a run with the settings as they stand; say in a sentence what cannot be used."""
        if self.process.is_running or not self._setup.can_start:
            return
        try:
            request = self._setup.request()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._is_stopping = False
        self.drawing.show_run(self._document.add_run(request))
        try:
            self.process.start(request)
        except OSError as error:
            reason = self.tr(
                "no training process could be started ({error}); close other programs and retry."
            )
            self._take_in([Failed(reason=reason.format(error=error))])
        else:
            self.message_raised.emit("")
        self._show_phase()

    def stop(self) -> None:
        """Ask the run to stop; it is over when its last event has come."""
        if self.process.is_running and not self._is_stopping:
            self._is_stopping = True
            self.process.request_stop()
            self._show_phase()

    def open_circuit(self, chain: Chain, name: str) -> None:
        """Make a circuit a net for the data that is chosen, and choose it; say in a sentence why that cannot be."""
        if self.process.is_running:
            self.message_raised.emit(
                self.tr("A run is going on; stop it or let it end, then open the circuit here.")
            )
            return
        units, seed = float(self._document.units), self._settings.seed.value()
        self._wiring.make(NetRequest(chain, name, units, self._setup.data.choice, seed))

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
        self.process.shut_down()

    def _show_phase(self) -> None:
        """Say where the run is, and enable what makes sense now."""
        running = self.process.is_running
        self._controls.set_phase(*self._words.phase(self.drawing.run, is_stopping=self._is_stopping))
        self._controls.set_running(
            is_running=running,
            can_start=not running and self._setup.can_start,
            can_stop=running and not self._is_stopping,
        )
        self._setup.set_running(running)

    def _take_in(self, events: list[Event]) -> None:
        """Hand events to the document, which says that the run has changed."""
        run = self.drawing.run
        if run is None:
            return
        self._document.record_events(run.id, events)
        if run.state == "failed":
            self.message_raised.emit(self._words.failure(run))

    def _on_process_ended(self) -> None:
        self._is_stopping = False
        self.drawing.finish()
        run = self.drawing.run
        if run is not None and has_diverged(run):
            self.message_raised.emit(self._words.divergence(run))

    def _on_wiring_made(self, start: Start) -> None:
        self._document.add_start(start.name, start.spec, start.parameters)
        self.message_raised.emit("")
        self.circuit_opened.emit(start.name)
