"""Ties the panel of classes to the run that is looked at: its newest report, or one made when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.figures import short_number
from filterlab.gui.train.classes_panel import PICTURE_SIDE, Mistake
from filterlab.gui.train.learned import network_of
from filterlab.gui.train.pictures import small_picture
from filterlab.gui.train.run_presenter import RunPresenter, about_run
from filterlab.nets import examine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from filterlab.gui.jobs import NewestWins
    from filterlab.gui.train.classes_panel import ClassesPanel
    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.held_back import HeldBack, HeldBackPictures
    from filterlab.nets import NetSpec, Report, Snapshot
    from filterlab.project import Run


@dataclass(frozen=True, eq=False)
class ExamRequest:
    """A net to be examined: whose weights, and with which pictures."""

    run_id: str
    spec: NetSpec
    snapshot: Snapshot
    held: HeldBack


def hold_exam(request: ExamRequest) -> Report:
    """Let a net answer all test pictures; runs off the UI thread."""
    return examine(network_of(request.spec, request.snapshot.parameters), request.held.pictures)


class ClassesPresenter(RunPresenter):
    """Show the report of the newest epoch; where none was kept, have the net answer the test pictures again."""

    def __init__(
        self,
        panel: ClassesPanel,
        followed: FollowedRun,
        held_back: HeldBackPictures,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        self._jobs: NewestWins[ExamRequest, Report] = about_run(hold_exam)
        super().__init__(panel, followed, parent, also=[held_back.loaded], jobs=self._jobs)
        self._panel, self._followed, self._held_back = panel, followed, held_back
        self._shown: tuple[Report, HeldBack | None] | None = None
        self._pair = (-1, -1)
        self._examined: tuple[Snapshot, Report] | None = None
        self._asked: Snapshot | None = None
        self._jobs.answered.connect(self._on_jobs_answered)
        panel.pair_chosen.connect(self._on_panel_pair_chosen)

    def show_run(self) -> None:
        """Show the newest report of the run, or why there is none."""
        run = self._followed.run
        if run is None:
            self._say(
                self.tr(
                    "Press Train: after each epoch it is shown here which classes the net takes for which, and the "
                    "pictures it was surely wrong about."
                )
            )
            return
        if run.request is None:
            self._say(
                self.tr(
                    "{run} came from a file, which does not say what it was trained on. Choose a run that was "
                    "trained here."
                ).format(run=run.name)
            )
            return
        ends = [epoch for epoch in run.epochs if epoch.report is not None]
        if ends and ends[-1].report is not None:
            when = self.tr("After epoch {epoch}").format(epoch=ends[-1].epoch)
            self._show_report(run, ends[-1].report, when)
        elif run.is_active:
            self._say(self.tr("The first epoch is under way: at its end the net answers the test pictures."))
        elif run.snapshot is None:
            self._say(self.without_weights(run))
        else:
            self._examine(run, run.snapshot)

    def _examine(self, run: Run, snapshot: Snapshot) -> None:
        """Show what the net answers with these weights, once that is known."""
        if self._examined is not None and self._examined[0] is snapshot:
            when = self.tr("After step {step}").format(step=snapshot.step)
            self._show_report(run, self._examined[1], when)
            return
        held = self._held_back.of(run)
        if held is None:
            self._say(self._held_back.problem or self.tr("Loading the test pictures…"))
        elif self._asked is not snapshot and run.request is not None:
            self._asked = snapshot
            self._say(self.tr("The net answers the test pictures…"))
            self._jobs.submit(ExamRequest(run.id, run.request.net, snapshot, held))

    def _say(self, sentence: str) -> None:
        self._shown = None
        self._panel.show_message(sentence)

    def _show_report(self, run: Run, report: Report, when: str) -> None:
        held = self._held_back.of(run)
        if self._shown is not None and self._shown[0] is report and self._shown[1] is held:
            return
        if self._shown is None or self._shown[0] is not report:
            self._pair = (-1, -1)
        self._shown = (report, held)
        words = self.tr("{when}: {percent:.1f} % of {count} test pictures right, loss {loss} nats").format(
            when=when,
            percent=100 * report.accuracy,
            count=int(report.confusion.sum()),
            loss=short_number(report.loss, 3),
        )
        self._panel.set_counts(report.confusion, report.class_accuracy, self._names(report), words)
        self._show_mistakes()

    def _names(self, report: Report) -> Sequence[str]:
        return self._held_back.names(self._followed.run, len(report.confusion))

    def _show_mistakes(self) -> None:
        if self._shown is None:
            return
        report, held = self._shown
        if held is None:
            words = self._held_back.problem or self.tr("Loading the test pictures…")
            self._panel.set_mistakes([], words)
            return
        names = self._names(report)
        total = int(report.confusion.sum() - np.trace(report.confusion))
        chosen = [one for one in report.worst if self._pair in ((-1, -1), (one.given, one.predicted))]
        if self._pair == (-1, -1):
            words = self.tr("{shown} of {total} mistakes, the surest first")
            title = words.format(shown=len(chosen), total=total)
        else:
            given, predicted = self._pair
            words = self.tr(
                "{given} taken for {predicted}: {shown} of the {all} surest mistakes; Escape: all"
            )
            title = words.format(
                given=names[given], predicted=names[predicted], shown=len(chosen), all=len(report.worst)
            )
        mistakes = []
        for one in chosen:
            percent = f"{100 * one.probability:.0f}"
            mistakes.append(
                Mistake(
                    small_picture(held.pictures.images[one.index], PICTURE_SIDE),
                    self.tr("{given} → {predicted}  {percent} %").format(
                        given=names[one.given], predicted=names[one.predicted], percent=percent
                    ),
                    self.tr(
                        "Test picture {index} is {given}; the net says {predicted} with a probability of "
                        "{percent} %."
                    ).format(
                        index=one.index,
                        given=names[one.given],
                        predicted=names[one.predicted],
                        percent=percent,
                    ),
                )
            )
        self._panel.set_mistakes(mistakes, title)

    def _on_panel_pair_chosen(self, given: int, predicted: int) -> None:
        # The right answers are no mistakes.
        self._pair = (given, predicted) if given != predicted else (-1, -1)
        self._show_mistakes()

    def _on_jobs_answered(self, request: ExamRequest, report: Report, _milliseconds: float) -> None:
        self._examined = (request.snapshot, report)
        self._soon.start()

    def failure(self) -> str:
        """Say that the net could not be examined."""
        return self.tr("The net could not be examined; Help ▸ Open log folder has the details.")

    def show_failure(self, sentence: str) -> None:
        """Show why, in place of the report."""
        self._say(sentence)
