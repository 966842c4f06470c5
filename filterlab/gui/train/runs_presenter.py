"""Ties the panel of runs to the document."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from filterlab.errors import FilterLabError
from filterlab.gui.map_export import file_stem
from filterlab.gui.saving import ask_where_to_save, may_replace
from filterlab.gui.train.history import averaged
from filterlab.gui.train.run_exports import SUFFIXES, ExportKind, export_run, weights_beside
from filterlab.gui.train.run_presenter import RunPresenter
from filterlab.gui.train.run_rows import RunRows
from filterlab.gui.train.run_words import RunFigures, difference, figures_of, in_words, settings_of
from filterlab.nets import load_arrays
from filterlab.project.store.desk import Note

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.run_notes import RunNotes
    from filterlab.gui.train.runs_panel import RunsPanel
    from filterlab.project import Run

READING_S = 0.01


class RunsPresenter(RunPresenter):
    """Keep table, curves and settings true to the runs, and do what the buttons ask for.

    Signals
    -------
    rerun_wanted(request)
        Train with these settings once more.
    noted(sentence)
        Something was written or opened.
    """

    rerun_wanted = Signal(object)
    noted = Signal(str)

    def __init__(
        self, panel: RunsPanel, followed: FollowedRun, notes: RunNotes, parent: QObject | None = None
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent, also=[followed.listed])
        self._panel, self._followed, self._notes = panel, followed, notes
        self._document = followed.document
        self._rows = RunRows(notes, self)
        # The figures of runs that have ended; of a file's runs they are read a few at a time.
        self._known: dict[str, RunFigures] = {}
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._is_newly_followed = False
        self._rest.timeout.connect(self._soon.start)
        followed.changed.connect(self._on_followed_changed)
        panel.curves_wanted.connect(self._on_panel_curves_wanted)
        panel.table.note_edited.connect(self._on_table_note_edited)
        panel.rerun_wanted.connect(self._on_panel_rerun_wanted)
        panel.delete_wanted.connect(self._on_panel_delete_wanted)
        panel.import_wanted.connect(self._on_panel_import_wanted)
        panel.export_wanted.connect(self._on_panel_export_wanted)
        panel.colour_chosen.connect(self._on_panel_colour_chosen)

    @property
    def is_idle(self) -> bool:
        """Whether all is shown that can be."""
        return super().is_idle and not self._rest.isActive()

    def shut_down(self) -> None:
        """Show no more."""
        super().shut_down()
        self._rest.stop()

    def _chosen(self) -> list[Run]:
        ids = self._panel.table.selected
        runs = {run.id: run for run in self._document.runs}
        return [runs[run_id] for run_id in ids if run_id in runs]

    def show_run(self) -> None:
        """List all runs, and show those that are chosen."""
        runs = self._document.runs
        if not runs:
            self._panel.table.set_rows([])
            self._panel.show_message(
                self.tr("Press Train: every run is listed here. Or import the weights of any net.")
            )
        else:
            deadline = time.perf_counter() + READING_S
            self._panel.table.set_rows(
                [self._rows.row(number, run, self._figures(run, deadline)) for number, run in enumerate(runs)]
            )
            self._panel.show_table()
            self._select_followed()
        self._show_chosen()

    def _select_followed(self) -> None:
        """Choose the run all panels look at when it has become another, or when none is chosen."""
        run, selected = self._followed.run, self._panel.table.selected
        if run is not None and (not selected or (self._is_newly_followed and run.id not in selected)):
            self._panel.table.select([run.id])
        self._is_newly_followed = False

    def _figures(self, run: Run, deadline: float) -> RunFigures | None:
        """Return the figures of a run, or None if there is no time left to read them now."""
        is_over = not run.is_active and run.state != "paused"
        if not is_over:
            # One that had failed may have been taken up again.
            self._known.pop(run.id, None)
        known = self._known.get(run.id)
        if known is not None:
            return known
        if run.archive is not None and time.perf_counter() > deadline:
            self._rest.start()
            return None
        figures = figures_of(run)
        if is_over:
            self._known[run.id] = figures
        return figures

    def _show_chosen(self) -> None:
        """Draw the curves and list the settings of the chosen runs."""
        chosen = self._chosen()
        measure = self._panel.measure.currentData()
        curves = []
        for run in chosen:
            if measure == "test":
                x = np.array([epoch.step for epoch in run.epochs], np.float64)
                y = np.array([100 * epoch.test_accuracy for epoch in run.epochs])
            else:
                x = np.array([step.step for step in run.steps], np.float64)
                y = np.array(
                    [step.loss if measure == "loss" else 100 * step.accuracy for step in run.steps],
                    np.float64,
                )
                # Of a run of a few steps, more would be a level line.
                y = averaged(y, min(self._panel.smoothing.value(), len(y) // 4))
            if len(x):
                curves.append((self._rows.colour(run), x, y))
        if curves:
            self._panel.plot.set_curves(curves)
        else:
            self._panel.plot.show_message(
                self.tr("The chosen runs have made no steps yet.")
                if chosen
                else self.tr("Here: the curves of the chosen runs over each other.")
            )
        self._panel.smoothing.setEnabled(measure != "test")
        self._show_settings(chosen)
        is_over = all(not run.is_active for run in chosen)
        self._panel.set_possible(
            rerun=len(chosen) == 1 and chosen[0].request is not None,
            export=len(chosen) == 1,
            delete=bool(chosen) and is_over,
            colour=bool(chosen),
        )

    def _show_settings(self, chosen: list[Run]) -> None:
        if len(chosen) == 2:
            first, second = chosen
            rows = [(in_words(name), *values) for name, *values in difference(first, second)]
            words = "" if rows else self.tr("These two runs have the same settings.")
            self._panel.set_settings((self.tr("Setting"), first.name, second.name), rows, words)
        elif len(chosen) == 1 and chosen[0].request is not None:
            rows_of_one = [(in_words(name), value) for name, value in settings_of(chosen[0]).items()]
            words = self.tr("Choose a second run with Ctrl to see in what they differ.")
            self._panel.set_settings((self.tr("Setting"), chosen[0].name), rows_of_one, words)
        else:
            words = self.tr("Choose one run to see its settings, or two to see in what they differ.")
            self._panel.set_settings((self.tr("Setting"),), (), words)

    def _on_followed_changed(self) -> None:
        self._is_newly_followed = True

    def _on_panel_curves_wanted(self) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self._followed.follow(chosen[0].id)
        self._show_chosen()

    def _keep(self, run_id: str, note: Note) -> None:
        try:
            self._notes.set_note(run_id, note)
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
        self._soon.start()

    def _on_table_note_edited(self, run_id: str, text: str) -> None:
        self._keep(run_id, Note(text, self._notes.note(run_id).colour))

    def _on_panel_colour_chosen(self, colour: str) -> None:
        for run in self._chosen():
            self._keep(run.id, Note(self._notes.note(run.id).text, colour))

    def _on_panel_rerun_wanted(self) -> None:
        for run in self._chosen()[:1]:
            if run.request is not None:
                self.rerun_wanted.emit(run.request)

    def _on_panel_delete_wanted(self) -> None:
        chosen = [run for run in self._chosen() if not run.is_active]
        if not chosen:
            return
        names = ", ".join(run.name for run in chosen)
        answer = QMessageBox.question(
            self._panel,
            self.tr("Delete runs"),
            self.tr("Delete {names} with all weights and figures? This cannot be undone.").format(
                names=names
            ),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            QMessageBox.StandardButton.No,
        )
        if answer == QMessageBox.StandardButton.Yes:
            for run in chosen:
                # It may have been taken up again while the question was on screen.
                if not run.is_active:
                    self._document.remove_run(run.id)
                    self._known.pop(run.id, None)

    def _on_panel_import_wanted(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._panel, self.tr("Import weights"), "", self.tr("Weights (*.safetensors *.onnx *.npz)")
        )
        if name:
            self.open_weights(Path(name))

    def open_weights(self, path: Path) -> None:
        """Make a run of the weights in a file, whatever net they are of, or say why that cannot be."""
        try:
            arrays = load_arrays(path)
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
            return
        run = self._document.add_imported_run(path.stem, arrays)
        self._panel.table.clearSelection()
        self.noted.emit(
            self.tr("{name} opened; its filters are in Filters and maps, and in Compare").format(
                name=run.name
            )
        )

    def _on_panel_export_wanted(self, kind: str) -> None:
        for run in self._chosen()[:1]:
            path = self._ask_for_path(run, cast("ExportKind", kind))
            if path is not None:
                self._export(run, cast("ExportKind", kind), path)

    def _ask_for_path(self, run: Run, kind: ExportKind) -> Path | None:
        suffix = SUFFIXES[kind]
        if not suffix:
            folder = QFileDialog.getExistingDirectory(
                self._panel, self.tr("Choose a folder for TensorBoard, one for each run")
            )
            return Path(folder) if folder else None
        name = f"{file_stem(run.name)}{suffix}"
        path = ask_where_to_save(
            self._panel, self.tr("Export {run}").format(run=run.name), name, f"*{suffix}"
        )
        if path is None:
            return None
        weights = weights_beside(kind, path)
        return path if weights is None or may_replace(self._panel, weights) else None

    def _export(self, run: Run, kind: ExportKind, path: Path) -> None:
        snapshot = self._followed.moment if self._followed.run is run else run.snapshot
        try:
            written = export_run(run, kind, path, snapshot=snapshot, now=time.time())
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
        else:
            name, weights = written.name, weights_beside(kind, path)
            if weights is not None:
                name = self.tr("{script}, with its weights in {weights},").format(
                    script=name, weights=weights.name
                )
            words = self.tr("{name} was written to {folder}")
            self.noted.emit(words.format(name=name, folder=written.parent))
