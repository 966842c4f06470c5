"""Ties the Train views to the document and to the training child; the only one here that knows both."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import TrainingProcess
from filterlab.gui.train.choices import MAX_PARAMS, fits, sort_nets
from filterlab.gui.train.history import StepHistory
from filterlab.gui.train.net_panel import grouped
from filterlab.gui.train.words import RunWords
from filterlab.gui.widgets.first_layer import first_filters
from filterlab.nets import Failed, TrainConfig, summary, zoo
from filterlab.project import TrainingRequest

if TYPE_CHECKING:
    from filterlab.gui.train.control_bar import ControlBar
    from filterlab.gui.train.curves_panel import CurvesPanel
    from filterlab.gui.train.net_panel import NetPanel
    from filterlab.gui.train.settings_panel import SettingsPanel
    from filterlab.gui.widgets.filter_mosaic import FilterMosaic
    from filterlab.nets import Event, Snapshot
    from filterlab.project import Document, Run

STROKES = "strokes"
STROKES_SHAPE = (1, 28, 28)
REDRAW_MS = 100
SNAPSHOT_EVERY = 10
EXAMPLE_TRAIN_SIZE = 2000
EXAMPLE_EPOCHS = 2


def threads_to_spare() -> int:
    """Return how many threads a training child may use so that one core is left for the window."""
    return max(1, (os.cpu_count() or 2) - 1)


class TrainPresenter(QObject):
    """Start and stop runs, and draw what they tell.

    Signals
    -------
    message_raised(str)
        A sentence about something that went wrong.
    status_changed(str)
        For the status bar.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)

    def __init__(
        self,
        document: Document,
        controls: ControlBar,
        settings: SettingsPanel,
        curves: CurvesPanel,
        mosaic: FilterMosaic,
        net: NetPanel,
        parent: QObject | None = None,
    ) -> None:
        """Connect everything and show the newest run, if there is one."""
        super().__init__(parent)
        self._document = document
        self._controls, self._settings, self._curves = controls, settings, curves
        self._mosaic, self._net = mosaic, net
        self._words = RunWords()
        self._folders: list[str] = []
        self._data, self._net_name = STROKES, ""
        self._shown: Run | None = None
        self._history = StepHistory()
        self._drawn_snapshot: Snapshot | None = None
        self._is_stopping = False
        self._is_stale = False
        self.process = TrainingProcess(self)
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._connect()
        self._list_data()
        self._choose_net(next(iter(sort_nets().trainable)))
        trained = [run for run in document.runs if run.request is not None]
        self._show_run(trained[-1] if trained else None)

    def _connect(self) -> None:
        self._controls.data_chosen.connect(self._on_controls_data_chosen)
        self._controls.folder_wanted.connect(self._on_controls_folder_wanted)
        self._controls.net_chosen.connect(self._choose_net)
        self._controls.start_wanted.connect(self.start)
        self._controls.stop_wanted.connect(self.stop)
        self._curves.value_hovered.connect(self.status_changed)
        self._mosaic.value_hovered.connect(self.status_changed)
        self.process.events_received.connect(self._on_process_events_received)
        self.process.ended.connect(self._on_process_ended)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._document.run_updated.connect(self._on_document_run_updated)

    @property
    def is_active(self) -> bool:
        """Whether a run is going on."""
        return self.process.is_running

    @property
    def is_idle(self) -> bool:
        """Whether no run is going on and everything has been drawn."""
        return not self.process.is_running and not self._is_stale

    def start(self, *, threads: int | None = None) -> None:
        """Start a run with the settings as they stand; say in a sentence what cannot be used.

        Parameters
        ----------
        threads : int or None
            Threads of the child; None leaves one core for the window.
        """
        if self.process.is_running or not self._is_trainable():
            return
        try:
            request = self._request(threads or threads_to_spare())
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._is_stopping = False
        self._show_run(self._document.add_run(request))
        try:
            self.process.start(request)
        except OSError as error:
            reason = self.tr(
                "No training process could be started ({error}); close other programs and try again."
            )
            self._take_in([Failed(reason=reason.format(error=error))])
            return
        self._update_controls()

    def stop(self) -> None:
        """Ask the run to stop; it is over when its last event has come."""
        if self.process.is_running and not self._is_stopping:
            self._is_stopping = True
            self.process.request_stop()
            self._draw()

    def start_example(self) -> None:
        """Start a small real run, as for a screenshot."""
        self._settings.set_config(TrainConfig(epochs=EXAMPLE_EPOCHS))
        self._settings.set_train_size(EXAMPLE_TRAIN_SIZE)
        self._on_controls_data_chosen(STROKES)
        self._choose_net("tiny")
        self.start(threads=1)

    def shut_down(self) -> None:
        """Stop the child and draw no more."""
        self._document.run_updated.disconnect(self._on_document_run_updated)
        self._timer.stop()
        self.process.shut_down()

    def _request(self, threads: int) -> TrainingRequest:
        is_made = self._data == STROKES
        size = self._settings.train_size() if is_made else 0
        config = self._settings.config(threads=threads, snapshot_every=SNAPSHOT_EVERY)
        net = zoo[self._net_name]
        if not is_made:
            return TrainingRequest(self._data, net, config)
        return TrainingRequest(self._data, net, config, train_size=size, test_size=max(10, size // 5))

    def _is_trainable(self) -> bool:
        return self._net_name in self._trainable()

    def _trainable(self) -> tuple[str, ...]:
        shape = STROKES_SHAPE if self._data == STROKES else None
        return tuple(name for name in sort_nets().trainable if fits(name, shape))

    def _list_data(self) -> None:
        entries = [(STROKES, self._words.data_name(STROKES), self.tr("Digits drawn by FilterLab, 28 × 28"))]
        entries += [(folder, self._words.data_name(folder), folder) for folder in self._folders]
        self._controls.set_data(entries, self._data)

    def _choose_net(self, name: str) -> None:
        self._net_name = name
        trainable = self._trainable()
        others = tuple(other for other in zoo if other not in trainable)
        self._controls.set_nets(trainable, others, name)
        costs = summary(zoo[name])
        note = ""
        if costs.params > MAX_PARAMS:
            note = self.tr(
                "Only to look at: with {params} parameters, training {name} here would take weeks. "
                "Choose a smaller net to train."
            ).format(params=grouped(costs.params), name=name)
        elif name not in trainable:
            note = self.tr("{name} does not take pictures of this size or number of channels.").format(
                name=name
            )
        self._net.set_summary(costs, note)
        self._update_controls()

    def _show_run(self, run: Run | None) -> None:
        self._shown, self._history, self._drawn_snapshot = run, StepHistory(), None
        self._curves.show_messages(*self._words.curve_messages(run))
        self._mosaic.set_title(self.tr("First-layer filters"))
        self._mosaic.show_message(self._words.filter_message(run))
        self._draw()

    def _draw(self) -> None:
        """Draw the shown run as it is now: every step, the newest weights."""
        self._is_stale = False
        run = self._shown
        self._controls.set_phase(*self._words.phase(run, is_stopping=self._is_stopping))
        self._update_controls()
        if run is None:
            return
        self._history.extend(run.steps[len(self._history) :])
        if len(self._history):
            self._curves.set_curves(self._history, run.epochs)
        elif run.state in ("failed", "cancelled"):
            self._curves.show_messages(*self._words.curve_messages(run))
        self._draw_filters(run)

    def _draw_filters(self, run: Run) -> None:
        if run.snapshot is None:
            self._mosaic.show_message(self._words.filter_message(run))
            return
        if run.snapshot is self._drawn_snapshot:
            return
        self._drawn_snapshot = run.snapshot
        bank = first_filters(run.parameters)
        if bank is None:
            self._mosaic.show_message(
                self.tr("This net has no convolution of pictures, so it has no filters to show.")
            )
            return
        _layer, weights = bank
        self._mosaic.set_title(self._words.filter_title(run))
        self._mosaic.set_filters(weights)

    def _update_controls(self) -> None:
        running = self.process.is_running
        self._controls.set_running(
            is_running=running,
            can_start=not running and self._is_trainable(),
            can_stop=running and not self._is_stopping,
        )
        self._settings.setEnabled(not running)

    def _take_in(self, events: list[Event]) -> None:
        """Hand events to the document, which says that the run has changed."""
        if self._shown is not None:
            self._document.record_events(self._shown.id, events)
            if self._shown.state == "failed":
                self.message_raised.emit(self._words.failure(self._shown))

    def _on_process_events_received(self, events: list[Event]) -> None:
        self._take_in(events)

    def _on_process_ended(self) -> None:
        self._is_stopping = False
        self._timer.stop()
        self._draw()

    def _on_document_run_updated(self, run_id: str) -> None:
        if self._shown is None or run_id != self._shown.id:
            return
        if self._timer.isActive():
            self._is_stale = True
        else:
            self._draw()
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        if self._is_stale:
            self._draw()
            self._timer.start()

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
