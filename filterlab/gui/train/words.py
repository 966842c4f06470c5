"""What the Train workspace says about a run, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.engine import kernels
from filterlab.figures import short_number
from filterlab.gui.train.choices import duration
from filterlab.nets import TrainConfig
from filterlab.nets import has_diverged as loss_has_diverged
from filterlab.project import Wish

if TYPE_CHECKING:
    from filterlab.project import Run

LAST_STEPS = 20


def last_loss(run: Run) -> float:
    """Return the mean loss of the last steps of a run that has made some, in nats."""
    return float(np.mean([step.loss for step in run.steps[-LAST_STEPS:]]))


def has_diverged(run: Run) -> bool:
    """Whether a run is over and its steps were too large to learn anything."""
    if run.state not in ("finished", "cancelled") or not run.steps or run.request is None:
        return False
    return loss_has_diverged([step.loss for step in run.steps], last_loss(run), run.request.net)


class RunWords(QObject):
    """Turn a run into the sentences around the curves; a QObject for its ``tr``."""

    def data_name(self, data: str) -> str:
        """Return the short name of a data set: its own, or the folder's."""
        return Path(data).name or data

    def curve_messages(self, run: Run | None) -> tuple[str, str]:
        """Say what will be seen in the plots of loss and accuracy, or why nothing is."""
        if run is None:
            return (
                self.tr("Press Train: the loss of every step is drawn here. It falls as the net learns."),
                self.tr(
                    "Here: how many of 100 pictures the net gets right, while it learns and, after each "
                    "epoch, on pictures it has never seen."
                ),
            )
        if run.state == "failed":
            return self.failure(run), ""
        if run.state in ("cancelled", "paused"):
            return self.before_first_step(run), ""
        return self.beginning(run), ""

    def filter_message(self, run: Run | None) -> str:
        """Say what will be seen in place of the filters, or why nothing is."""
        if run is None:
            return self.tr(
                "The filters of the net's first layer appear here: first as they begin, random or wired by hand, "
                "then changing with every step. Blue weights are below 0, red ones above."
            )
        if run.state == "failed":
            return self.failure(run)
        if run.state in ("cancelled", "paused"):
            return self.before_first_step(run)
        return self.beginning(run)

    def before_first_step(self, run: Run) -> str:
        """Say of a run that was stopped or paused before it had done anything what can be done."""
        if run.state == "paused":
            return self.tr("Paused before the first step; press Resume to go on.")
        return self.tr("Stopped before the first step; press Train to start again.")

    def beginning(self, run: Run) -> str:
        """Say what a run does before its first step."""
        if run.started is not None:
            if kernels.status().state == "preparing":
                return self.tr(
                    "The first step is under way… The very first one waits until FilterLab has made its fast "
                    "kernels: half a minute, and only once."
                )
            return self.tr("The first step is under way…")
        data = run.request.data.source if run.request is not None else ""
        if data == "strokes":
            return self.tr("Making the strokes…")
        return self.tr("Reading {folder}…").format(folder=self.data_name(data))

    def failure(self, run: Run, *, can_go_on: bool = False) -> str:
        """Say why a run failed, and whether it can be taken up again."""
        if can_go_on:
            return self.tr("{run} failed: {reason} Resume takes it up where it was last kept.").format(
                run=self._named(run), reason=run.reason
            )
        return self.tr("{run} failed: {reason}").format(run=self._named(run), reason=run.reason)

    def divergence(self, run: Run) -> str:
        """Say that a run's loss has risen instead of fallen, and which learning rate to try."""
        config = run.request.config if run.request is not None else TrainConfig()
        rate = config.initial_learning_rate
        return self.tr(
            "The loss of {run} grew to {loss}, from {first} at the start: the learning rate {rate} is too high; "
            "try {better}."
        ).format(
            run=run.name,
            loss=short_number(last_loss(run), 2),
            first=short_number(run.steps[0].loss, 2),
            rate=short_number(rate),
            better=short_number(config.lower_learning_rate),
        )

    def no_filters(self) -> str:
        """Say that a net has nothing to look at."""
        return self.tr("This net has no convolution of pictures, so it has no filters to show.")

    def filter_title(self, run: Run) -> str:
        """Say from which step the filters are."""
        step = run.snapshot.step if run.snapshot is not None else 0
        return self.tr("First-layer filters, step {step}").format(step=step)

    def phase(self, run: Run | None, *, wish: Wish = Wish.GO_ON) -> tuple[str, float | None, str, str]:
        """Return what the row above says: where the run is, share done or None, time, test accuracy."""
        if run is None:
            return self.tr("Ready"), 0.0, "", ""
        accuracy = ""
        if run.epochs:
            percent = f"{100 * run.epochs[-1].test_accuracy:.1f}"
            accuracy = self.tr("Test {percent} %").format(percent=percent)
        done = len(run.steps) / run.started.total_steps if run.started is not None else 0.0
        if wish is not Wish.GO_ON and run.is_active:
            said = self.tr("Stopping…") if wish is Wish.STOP else self.tr("Pausing…")
            return said, done, "", accuracy
        if run.state == "waiting":
            return self.beginning(run), None, "", ""
        if run.state == "running":
            return self._epoch(run), done, self._time_left(run), accuracy
        return self._ending(run), done, self._time_taken(run), accuracy

    def _epoch(self, run: Run) -> str:
        if run.started is None:
            return ""
        epochs = run.started.config.epochs
        now = min(epochs, len(run.steps) // run.started.steps_per_epoch + 1)
        return self.tr("Epoch {now}/{all}").format(now=now, all=epochs)

    def _ending(self, run: Run) -> str:
        if run.state == "failed":
            return self.failure(run)
        name = self._named(run)
        if run.state == "cancelled":
            return self.tr("{run} stopped at step {step}").format(run=name, step=len(run.steps))
        if run.state == "paused":
            return self.tr("{run} paused at step {step}").format(run=name, step=len(run.steps))
        if has_diverged(run):
            return self.tr("{run} diverged").format(run=name)
        return self.tr("{run} finished").format(run=name)

    def _time_left(self, run: Run) -> str:
        if run.started is None or not run.steps:
            return ""
        newest = run.steps[-1]
        seconds = newest.seconds / newest.step * (run.started.total_steps - newest.step)
        return self.tr("{time} left").format(time=duration(seconds))

    def _time_taken(self, run: Run) -> str:
        seconds = max(
            [e.seconds for e in run.epochs[-1:]] + [s.seconds for s in run.steps[-1:]], default=None
        )
        return "" if seconds is None else self.tr("in {time}").format(time=duration(seconds))

    @staticmethod
    def _named(run: Run) -> str:
        return run.name[:1].upper() + run.name[1:]
