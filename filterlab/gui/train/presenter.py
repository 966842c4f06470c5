"""Ties the Train views to the document and to the training child; the only one here that knows both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.gui.listening import listen
from filterlab.gui.train.choices import fits, is_small, known_nets
from filterlab.gui.train.hand_wiring import HandWiring, NetRequest
from filterlab.gui.train.net_panel import grouped
from filterlab.gui.train.run_control import RunControl
from filterlab.gui.train.run_drawing import RunDrawing
from filterlab.gui.train.words import RunWords, has_diverged
from filterlab.nets import TrainConfig, build, save_weights, summary
from filterlab.project import TrainingRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.train.control_bar import ControlBar
    from filterlab.gui.train.curves_panel import CurvesPanel
    from filterlab.gui.train.net_panel import NetPanel
    from filterlab.gui.train.settings_panel import SettingsPanel
    from filterlab.gui.training_process import TrainingProcess
    from filterlab.gui.widgets.filter_mosaic import FilterMosaic
    from filterlab.nets import NetSpec
    from filterlab.probes.chain import Chain
    from filterlab.project import Document, Project, Run, Start

STROKES = "strokes"
STROKES_SHAPE = (1, 28, 28)
SNAPSHOT_EVERY = 10
TEST_SHARE = 5
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
        curves: CurvesPanel,
        mosaic: FilterMosaic,
        net: NetPanel,
        parent: QObject | None = None,
        *,
        project: Callable[[], Project | None] = lambda: None,
    ) -> None:
        """Connect everything and show the newest run, if there is one; ``project`` tells what keeps the document."""
        super().__init__(parent)
        self._document = document
        self._controls, self._settings, self._net = controls, settings, net
        self._words = RunWords()
        self._folders: list[str] = []
        self._data = STROKES
        self._net_name = next(name for name, spec in known_nets(document).items() if is_small(spec))
        self.control = RunControl(document, project, self)
        self._wiring = HandWiring(self)
        self.drawing = RunDrawing(document, curves, mosaic, self)
        self._connect(curves, mosaic)
        self._list_data()
        self._choose_net(self._net_name)
        trained = [run for run in document.runs if run.request is not None]
        self.drawing.show_run(trained[-1] if trained else None)

    def _connect(self, curves: CurvesPanel, mosaic: FilterMosaic) -> None:
        self._controls.data_chosen.connect(self._on_controls_data_chosen)
        self._controls.folder_wanted.connect(self._on_controls_folder_wanted)
        self._controls.net_chosen.connect(self._choose_net)
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
        listen(self, self._document.start_added, self._on_document_start_added)

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
        return not self.control.is_running and not self.drawing.is_stale and self._wiring.is_idle

    @property
    def has_weights(self) -> bool:
        """Whether the shown run has weights that can be saved."""
        run = self.drawing.run
        return run is not None and bool(run.parameters)

    def start(self) -> None:
        """Start a run with the settings as they stand; say in a sentence what cannot be used."""
        if self.control.is_running or self._net_name not in self._trainable():
            return
        try:
            request = self._request()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self.message_raised.emit("")
        self.drawing.show_run(self.control.start(request))

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
        units, seed = float(self._document.units), self._settings.seed.value()
        self._wiring.make(NetRequest(chain, name, units, DataChoice(self._data), seed))

    def start_example(self) -> None:
        """Start a small real run, as for a screenshot."""
        self._settings.set_config(TrainConfig(epochs=EXAMPLE_EPOCHS))
        self._settings.set_train_size(EXAMPLE_TRAIN_SIZE)
        self._net_name = "tiny"
        self._on_controls_data_chosen(STROKES)
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
        self._wiring.shut_down()
        self.drawing.shut_down()
        self.control.shut_down()

    def _request(self) -> TrainingRequest:
        config = self._settings.config(snapshot_every=SNAPSHOT_EVERY)
        net = known_nets(self._document)[self._net_name]
        wired = self._document.starts.get(self._net_name)
        # A child process is sent an ordinary mapping.
        start = dict(wired.parameters) if wired is not None else None
        return TrainingRequest(self._data_choice(), net, config, start=start)

    def _data_choice(self) -> DataChoice:
        if self._data != STROKES:
            return DataChoice(self._data)
        size = self._settings.train_size()
        return DataChoice(self._data, train_size=size, test_size=size // TEST_SHARE)

    def _trainable(self) -> tuple[str, ...]:
        nets = known_nets(self._document)
        return tuple(name for name, spec in nets.items() if is_small(spec) and self._takes_data(name, spec))

    def _takes_data(self, name: str, spec: NetSpec) -> bool:
        """Whether a net can look at the data that is chosen; a folder's pictures are made to fit."""
        if self._data != STROKES:
            return True
        channels, height, width = STROKES_SHAPE
        # A circuit wired in colour sees the grey digits three times.
        wanted = spec.input_shape[0] if name in self._document.starts else channels
        return fits(spec, (wanted, height, width))

    def _list_data(self) -> None:
        entries = [(STROKES, STROKES, self.tr("Digits drawn by FilterLab, 28 × 28"))]
        entries += [(folder, self._words.data_name(folder), folder) for folder in self._folders]
        self._controls.set_data(entries, self._data)

    def _choose_net(self, name: str) -> None:
        self._net_name = name
        trainable, nets = self._trainable(), known_nets(self._document)
        self._controls.set_nets(trainable, tuple(other for other in nets if other not in trainable), name)
        costs = summary(nets[name])
        note = ""
        if not is_small(nets[name]):
            note = self.tr(
                "Only to look at: with {params} parameters, training {name} here would take weeks. "
                "Choose a smaller net to train."
            ).format(params=grouped(costs.params), name=name)
        elif name not in trainable:
            note = self.tr("{name} does not take pictures of this size or with this number of channels.")
            note = note.format(name=name)
        elif name in self._document.starts:
            note = self.tr(
                "Begins with the filters of your circuit, brought to an even strength; its last layer, {layer}, "
                "begins at random."
            ).format(layer=nets[name].layers[-1].name)
        self._net.set_summary(costs, note)
        self.show_phase()

    def show_phase(self) -> None:
        """Say where the run is, and enable what makes sense now; also when the project has become another."""
        control = self.control
        running, run = control.is_running, control.run or self.drawing.run
        self._controls.set_phase(*self._words.phase(run, wish=control.wish))
        self._controls.set_running(
            is_running=running,
            can_start=not running and self._net_name in self._trainable(),
            can_pause=control.can_pause,
            can_resume=control.can_resume(self.drawing.run),
            can_stop=control.can_stop,
        )
        self._settings.setEnabled(not running)

    def _on_control_failed(self, run: Run) -> None:
        self.message_raised.emit(self._words.failure(run))

    def _on_control_ended(self, run: Run) -> None:
        self.drawing.finish()
        if has_diverged(run):
            self.message_raised.emit(self._words.divergence(run))

    def _on_wiring_made(self, start: Start) -> None:
        self._document.add_start(start.name, start.spec, start.parameters)
        self.message_raised.emit("")
        self.circuit_opened.emit(start.name)

    def _on_document_start_added(self, name: str) -> None:
        self._choose_net(name)

    def _on_controls_data_chosen(self, key: str) -> None:
        self._data = key
        self._list_data()
        self._settings.set_pictures_are_made(are_made=key == STROKES)
        self._choose_net(self._net_name)

    def _on_controls_folder_wanted(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._controls, self.tr("Choose a folder of IDX files, or of one folder a class")
        )
        if folder:
            path = str(Path(folder))
            if path not in self._folders:
                self._folders.append(path)
            self._on_controls_data_chosen(path)
