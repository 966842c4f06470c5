"""What seed and thaw says about a run and the drift of its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.gui.compare.thaw.ghosts_view import figure

if TYPE_CHECKING:
    from collections.abc import Collection

    from filterlab.probes.drift import Drift
    from filterlab.project import Run


class ThawWords(QObject):
    """Turn a run and its drift into sentences; a QObject for its ``tr``."""

    def without_drift(self, run: Run | None, layers: Collection[str]) -> str:
        """Say why there is nothing to follow; empty where there is."""
        if run is None:
            return self.tr(
                "No net has been trained yet. In Train ▸ Net, let a net begin with the filters of your bank: how far "
                "each drifts from what you drew stands here."
            )
        if run.snapshot is None:
            sentence = self.tr("{run} has no weights yet.")
        elif not layers:
            sentence = self.tr("{run} has no layer with filters: choose another run.")
        elif run.request is None:
            sentence = self.tr(
                "{run} came from a file, which tells how its filters are and not how they began: choose a run that "
                "was trained here."
            )
        else:
            return ""
        return sentence.format(run=run.name)

    def headline(self, run: Run, drift: Drift, chosen: int, *, was_given: bool) -> str:
        """Say how far the filters have turned, and since when."""
        if run.request is not None and drift.layer in run.request.config.frozen:
            return self.tr("{layer} was frozen: it stays as it began").format(layer=drift.layer)
        since = (
            self.tr("since the filters it was given")
            if was_given
            else self.tr("since step {step}").format(step=int(drift.steps[0]))
        )
        known = drift.angles[-1][np.isfinite(drift.angles[-1])]
        mean = figure(float(known.mean()), "°") if len(known) else "–"
        return self.tr("Turned by {mean} on average {since}; the strong line is filter {number}").format(
            mean=mean, since=since, number=chosen
        )

    def caption(self, run: Run, drift: Drift, headline: str) -> str:
        """Say above a picture for a file whose filters these are, and how far they have come."""
        return self.tr("{run}, {layer}, step {step}. {headline}.").format(
            run=run.name, layer=drift.layer, step=int(drift.steps[-1]), headline=headline
        )

    def no_drift(self) -> str:
        """Say that there is no drift to be written."""
        return self.tr("There is no drift to write: choose a run trained here.")

    def no_controls(self) -> str:
        """Say that there are no controls to be written."""
        return self.tr("There are no controls to write: start them first.")
