"""What is looked at in Compare: one filter of one layer of one net or of the bank, and the picture before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from filterlab.gui.listening import listen
from filterlab.gui.train.learned import filters_by_layer, spec_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.nets import NetSpec, Snapshot
    from filterlab.project import Document, Filter, Picture, Run

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Looked:
    """Which filter it is; either hand-made or learned.

    Attributes
    ----------
    filter_id : str
        The filter of the document's bank; empty for a learned one.
    run_id : str
        The run, or the weights from a file, that it belongs to; empty for a hand-made one.
    layer : str
        The layer's name, such as "conv1"; empty for a hand-made one.
    number : int
        Which filter of the layer, from 0.
    """

    filter_id: str = ""
    run_id: str = ""
    layer: str = ""
    number: int = 0


class LookedAt(QObject):
    """Keep the one filter that all panels of Compare are about, and tell them when it is another.

    Whoever shows filters calls `look_at`; whoever asks something of one listens. Setting what is set says nothing,
    unless it is the first thing the user has chosen.

    Signals
    -------
    changed()
        Another filter is looked at, or none.
    weights_changed()
        The same filter has other weights: it was painted on, or its net has learned.
    picture_changed()
        Another picture is looked at, or it was painted on.

    Attributes
    ----------
    lack : str
        Why there is no picture, where a sample of a data set is wanted and cannot be had; else empty.
    """

    changed = Signal()
    weights_changed = Signal()
    picture_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Look at the newest learned filters, else at the first filter of the bank, as soon as somebody asks."""
        super().__init__(parent)
        self.document = document
        self._looked: Looked | None = None
        self._moment: Snapshot | None = None
        self._is_chosen = False
        # Weights of a project are read from its file when they are first asked for, and not before.
        self._is_open = True
        self._sample: Picture | None = None
        self.lack = ""
        for removed in (document.filter_removed, document.run_removed):
            listen(self, removed, self._on_document_removed)
        listen(self, document.filter_added, self._on_document_filter_added)
        listen(self, document.filter_changed, self._on_document_filter_changed)
        listen(self, document.run_added, self._on_document_run_updated)
        listen(self, document.run_updated, self._on_document_run_updated)
        listen(self, document.current_picture_changed, self._on_document_picture_changed)
        listen(self, document.picture_changed, self._on_document_picture_changed)

    @property
    def looked(self) -> Looked | None:
        """Which filter is looked at; None while there is none."""
        if self._is_open:
            self._choose_any()
        return self._looked

    @property
    def is_chosen(self) -> bool:
        """Whether it is the user's choice, and not what there happened to be."""
        return self._is_chosen

    @property
    def filter(self) -> Filter | None:
        """The hand-made filter that is looked at; None if it is a learned one."""
        looked = self.looked
        wanted = looked.filter_id if looked is not None else ""
        return next((item for item in self.document.filters if item.id == wanted), None)

    @property
    def run(self) -> Run | None:
        """The run whose filter is looked at; None if it is a hand-made one, or the run is gone."""
        looked = self.looked
        wanted = looked.run_id if looked is not None else ""
        return next((run for run in self.document.runs if run.id == wanted), None)

    @property
    def run_or_newest(self) -> Run | None:
        """The run whose filter is looked at, else the newest that has weights, else the newest; None without runs."""
        runs = self.document.runs
        with_weights = (run for run in reversed(runs) if run.snapshot is not None)
        return self.run or next(with_weights, runs[-1] if runs else None)

    def moment_of(self, run: Run) -> Snapshot | None:
        """Return the weights of a run that are to be shown: those looked at, if they are its own, else its newest."""
        return self.moment if self.run is run else run.snapshot

    @property
    def is_newest(self) -> bool:
        """Whether the newest weights of the run are looked at, whatever it learns, and not those of a step."""
        return self._moment is None

    @property
    def moment(self) -> Snapshot | None:
        """The weights of the run that are looked at: of a step chosen in the bank's column, else the newest."""
        if self._moment is not None:
            return self._moment
        run = self.run
        return run.snapshot if run is not None else None

    @property
    def parameters(self) -> Mapping[str, Floats]:
        """All weights of the net that is looked at, by PyTorch's names; empty for a hand-made filter."""
        moment = self.moment
        return moment.parameters if moment is not None else {}

    @property
    def spec(self) -> NetSpec | None:
        """The net that is looked at; None for a hand-made filter, and for weights of no net the program knows."""
        run = self.run
        return spec_of(run) if run is not None else None

    @property
    def weights(self) -> Floats | None:
        """The filter (C, KH, KW) that is looked at; None while there is none."""
        if self.filter is not None:
            return self.filter.weights
        looked = self.looked
        bank = filters_by_layer(self.parameters).get(looked.layer) if looked is not None else None
        if looked is None or bank is None or looked.number >= len(bank):
            return None
        chosen: Floats = bank[looked.number]
        return chosen

    @property
    def picture(self) -> Picture | None:
        """The picture that all filters look at: a sample of a data set, or the open one."""
        return self._sample if self._sample is not None or self.lack else self.document.current_picture

    @property
    def is_sample(self) -> bool:
        """Whether a sample of a data set is wanted in place of the open picture."""
        return self._sample is not None or bool(self.lack)

    def show_sample(self, sample: Picture | None, lack: str = "") -> None:
        """Look at a sample of a data set, or say why there is none; without both, look at the open picture."""
        if (sample, lack) != (self._sample, self.lack):
            self._sample, self.lack = sample, lack
            self.picture_changed.emit()

    def look_at(self, looked: Looked | None, moment: Snapshot | None = None) -> None:
        """Look at another filter, as the user wants; ``moment`` are the weights of its run if not the newest."""
        was_chosen, self._is_chosen, self._is_open = self._is_chosen, True, False
        if was_chosen and looked == self._looked and moment is self._moment:
            return
        self._looked, self._moment = looked, moment
        self.changed.emit()

    def _choose_any(self) -> None:
        """Look at whatever there is."""
        self._looked, self._moment = None, None
        self._is_chosen = self._is_open = False
        for run in reversed(self.document.runs):
            for layer in filters_by_layer(run.parameters):
                self._looked = Looked(run_id=run.id, layer=layer)
                return
        for item in self.document.filters[:1]:
            self._looked = Looked(filter_id=item.id)

    def _on_document_removed(self, gone: str) -> None:
        if self._looked is not None and gone in (self._looked.filter_id, self._looked.run_id):
            self._choose_any()
            self.changed.emit()

    def _on_document_filter_added(self, _filter_id: str) -> None:
        if self._looked is None:
            self._choose_any()
            self.changed.emit()

    def _on_document_filter_changed(self, filter_id: str) -> None:
        if self._looked is not None and filter_id == self._looked.filter_id:
            self.weights_changed.emit()

    def _on_document_run_updated(self, run_id: str) -> None:
        looked = self._looked
        if looked is not None and run_id == looked.run_id:
            if self._moment is None:
                self.weights_changed.emit()
        elif not self._is_chosen:
            # Filters that have just been learned are what one wants to ask about.
            self._choose_any()
            if self._looked != looked:
                self.changed.emit()

    def _on_document_picture_changed(self, _picture_id: str) -> None:
        if not self.is_sample:
            self.picture_changed.emit()
