"""Patients are tested and their filters ranked off the UI thread; what came out is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.units.inquiry import Inquiry

if TYPE_CHECKING:
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.gui.compare.surgery.case import Case, SurgeryState
    from filterlab.probes.surgery import Operation


class Measuring(QObject):
    """Measure one thing at a time, and know what was found of whom.

    Signals
    -------
    busy_changed(is_busy, percent)
        Something is being measured, so far; or no more. The percentage may be None.
    found()
        There is something new.
    stopped()
        The user has stopped it.
    refused(sentence)
        It cannot be measured.
    """

    busy_changed = Signal(bool, object)
    found = Signal()
    stopped = Signal()
    refused = Signal(str)

    def __init__(self, rankings: KnownRankings, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self._rankings = rankings
        self._asked: tuple[Case, tuple[Operation, ...]] | None = None
        self._examined: tuple[Case, SurgeryState] | None = None
        self._measured: Case | None = None
        # Whose filters are being ranked, and what was done to it; a test of the same waits for that.
        self._ranking_of: tuple[Case, tuple[Operation, ...]] | None = None
        self._inquiry = Inquiry(self)
        self._inquiry.progressed.connect(self._on_inquiry_progressed)
        self._inquiry.ended.connect(self._on_inquiry_ended)
        self._inquiry.refused.connect(self._on_inquiry_refused)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is measured."""
        return self._inquiry.is_idle

    def state(self, case: Case) -> SurgeryState | None:
        """Return the newest examination of a patient, perhaps from before the last operation; None without one."""
        return self._examined[1] if self._examined is not None and self._examined[0] is case else None

    def examine(self, case: Case) -> None:
        """Test a patient as it is now, unless that was asked last."""
        wanted = case, case.operations
        if wanted not in (self._asked, self._ranking_of):
            self._asked, self._ranking_of, self._measured = wanted, None, case
            self.busy_changed.emit(True, None)
            self._inquiry.start(case.examine)

    def rank(self, case: Case, layer: str) -> None:
        """Measure what every filter of a layer is worth; a test that goes on is stopped and made afterwards."""
        if not self._inquiry.is_idle:
            self._asked = None
        self._ranking_of, self._measured = (case, case.operations), case
        self.busy_changed.emit(True, None)
        self._inquiry.start(lambda: case.rank(layer))

    def stop(self) -> None:
        """Stop what is being measured."""
        self._inquiry.stop()

    def forget(self) -> None:
        """Stop, and tell nothing more; what was found stays known."""
        self._inquiry.forget()
        self._asked = self._ranking_of = None
        self.busy_changed.emit(False, None)

    def shut_down(self) -> None:
        """Stop and wait for the worker; called before the window goes."""
        self._inquiry.shut_down()

    def _on_inquiry_progressed(self, _state: SurgeryState) -> None:
        self.busy_changed.emit(True, self._inquiry.percent)

    def _on_inquiry_ended(self, state: SurgeryState | None, is_complete: bool) -> None:
        self.busy_changed.emit(False, None)
        self._ranking_of = None
        case = self._measured
        if case is None or state is None or not is_complete:
            self.stopped.emit()
            return
        if state.examination is not None:
            self._examined = case, state
        elif state.ranking is not None:
            self._rankings.keep(case, state)
        self.found.emit()

    def _on_inquiry_refused(self, sentence: str) -> None:
        self.busy_changed.emit(False, None)
        self._ranking_of = None
        self.refused.emit(sentence)
