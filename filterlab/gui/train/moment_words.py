"""What was measured about a moment of a run, in words."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.figures import short_number

if TYPE_CHECKING:
    from filterlab.nets import Snapshot
    from filterlab.project import Run

# So many steps on either side count: one batch alone says little.
AROUND = 10


class MomentWords(QObject):
    """Turn a moment into lines of figures; a QObject for its ``tr``."""

    def lines(self, run: Run, snapshot: Snapshot) -> str:
        """Say when the moment was, and what loss and accuracy were around it."""
        lines = [
            self.tr("Step {step}, epoch {epoch}").format(step=snapshot.step, epoch=snapshot.epoch),
            self.tr("{seconds:.1f} s after the start").format(seconds=snapshot.seconds),
        ]
        place = bisect_left(run.steps, snapshot.step, key=lambda step: step.step)
        around = run.steps[max(0, place - AROUND) : place + AROUND + 1]
        if around:
            loss = float(np.mean([step.loss for step in around]))
            right = 100 * float(np.mean([step.accuracy for step in around]))
            lines += [
                self.tr("Loss {loss} nats").format(loss=short_number(loss, 3)),
                self.tr("{percent:.1f} % of batches right").format(percent=right),
            ]
        ended = [epoch for epoch in run.epochs if epoch.step <= snapshot.step]
        if ended:
            words = self.tr("{percent:.1f} % of test right")
            lines.append(words.format(percent=100 * ended[-1].test_accuracy))
        return "\n".join(lines)
