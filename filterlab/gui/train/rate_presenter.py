"""Ties the pane of learning rates to the search for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.gui.train.rate_search import STEPS, RateSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.train.rate_pane import RatePane
    from filterlab.gui.train.rate_search import RateTrial
    from filterlab.nets import RateFound
    from filterlab.project import TrainingRequest


class RatePresenter(QObject):
    """Start searches for the run that would be started now, and show what they find."""

    def __init__(
        self, pane: RatePane, request: Callable[[], TrainingRequest], parent: QObject | None = None
    ) -> None:
        """Connect both.

        Parameters
        ----------
        pane : RatePane
            Where the search is asked for and shown.
        request : callable
            Gives the run that Train would start; raises ``FilterLabError`` if it could not.
        parent : QObject or None
            Owner.
        """
        super().__init__(parent)
        self._pane, self._request = pane, request
        self.search = RateSearch(self)
        pane.search_wanted.connect(self._on_pane_search_wanted)
        pane.cancel_wanted.connect(self.search.cancel)
        self.search.progressed.connect(self._on_search_progressed)
        self.search.found.connect(self._on_search_found)
        self.search.refused.connect(pane.show_remark)

    @property
    def is_idle(self) -> bool:
        """Whether no rate is looked for."""
        return self.search.is_idle

    def cancel(self) -> None:
        """Stop a search that goes on."""
        self.search.cancel()

    def shut_down(self) -> None:
        """Stop looking."""
        self.search.shut_down()

    def _on_pane_search_wanted(self) -> None:
        try:
            self.search.start(self._request())
        except FilterLabError as error:
            self._pane.show_remark(str(error))

    def _on_search_progressed(self, trial: RateTrial) -> None:
        if trial.course.is_stopped:
            sentence = self.tr("Stopping…")
        elif not trial.tried:
            sentence = self.tr("Reading the pictures…")
        else:
            sentence = self.tr("Step {step} of at most {steps}, at a rate of {rate}").format(
                step=trial.course.done, steps=STEPS, rate=f"{trial.tried[-1].learning_rate:.2g}"
            )
        self._pane.show_searching(sentence, tuple(trial.tried))

    def _on_search_found(self, trial: RateTrial, found: RateFound) -> None:
        self._pane.show_found(found.reason, tuple(trial.tried), found.suggestion)
