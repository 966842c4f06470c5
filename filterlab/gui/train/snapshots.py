"""All snapshots of a run: from the project's file where there is one, else as many as memory has room for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from filterlab.gui.listening import listen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.nets import Snapshot
    from filterlab.project import Document

MOST_BYTES = 64 << 20


class Moment(Protocol):
    """Where in a run a snapshot was taken."""

    @property
    def step(self) -> int:
        """Steps made until then."""

    @property
    def epoch(self) -> int:
        """Epochs begun until then."""

    @property
    def seconds(self) -> float:
        """Since the run began."""


class SnapshotsOfRuns(Protocol):
    """Whoever keeps the snapshots of runs, as a `Project` does."""

    def snapshots(self, run_id: str) -> Sequence[Moment]:
        """List the snapshots of a run, in their order, without reading their weights."""

    def snapshot(self, run_id: str, step: int) -> Snapshot | None:
        """Read the weights of a run after a step; None if there is no snapshot of that step."""


class SnapshotMemory(QObject):
    """Keep the snapshots of this session's runs: all of them while there is room, then every second one.

    Attributes
    ----------
    most_bytes : int
        Room for the weights of one run.
    """

    def __init__(
        self, document: Document, parent: QObject | None = None, *, most_bytes: int = MOST_BYTES
    ) -> None:
        """Start with what the document has at hand."""
        super().__init__(parent)
        self._document = document
        self._kept: dict[str, list[Snapshot]] = {}
        self.most_bytes = most_bytes
        listen(self, document.run_updated, self._on_document_run_updated)
        listen(self, document.run_removed, self._on_document_run_removed)

    def snapshots(self, run_id: str) -> Sequence[Snapshot]:
        """List the snapshots of a run, in their order; of one that was not made now there is the newest alone."""
        kept = self._kept.get(run_id)
        if kept is not None:
            return tuple(kept)
        newest = next((run.snapshot for run in self._document.runs if run.id == run_id), None)
        return (newest,) if newest is not None else ()

    def snapshot(self, run_id: str, step: int) -> Snapshot | None:
        """Return the snapshot of a step, or None."""
        return next((one for one in self.snapshots(run_id) if one.step == step), None)

    def _on_document_run_updated(self, run_id: str) -> None:
        newest = self._document.run(run_id).snapshot
        if newest is None:
            return
        kept = self._kept.setdefault(run_id, [])
        if kept and kept[-1].parameters is newest.parameters:
            return
        # A run that was taken up again has done those steps anew; one that ends tells its last weights once more.
        while kept and kept[-1].step >= newest.step:
            kept.pop()
        # What a run goes on from is larger than the weights, and not looked at.
        kept.append(replace(newest, state=None))
        size = sum(array.nbytes for array in newest.parameters.values())
        while len(kept) > 2 and size * len(kept) > self.most_bytes:
            kept[:] = [*kept[:-1:2], kept[-1]]

    def _on_document_run_removed(self, run_id: str) -> None:
        self._kept.pop(run_id, None)


class RunSnapshots:
    """All snapshots of a run: of the file where it has any, else of memory; memory is asked first for weights."""

    def __init__(self, memory: SnapshotMemory, file: Callable[[], SnapshotsOfRuns | None]) -> None:
        """Ask ``file`` each time who keeps snapshots; None: nobody."""
        self._memory, self._find_file = memory, file

    def snapshots(self, run_id: str) -> Sequence[Moment]:
        """List the snapshots of a run, in their order.

        Raises
        ------
        FilterLabError
            The file cannot be read.
        """
        file = self._find_file()
        kept = file.snapshots(run_id) if file is not None else ()
        return kept or self._memory.snapshots(run_id)

    def snapshot(self, run_id: str, step: int) -> Snapshot | None:
        """Return the weights after a step, or None.

        Raises
        ------
        FilterLabError
            The file cannot be read.
        """
        kept = self._memory.snapshot(run_id, step)
        file = self._find_file()
        if kept is None and file is not None:
            kept = file.snapshot(run_id, step)
        return kept
