"""What seed and thaw says about controls: whose net they are of, and how much of them is over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.data import source_is_there
from filterlab.nets.spec import Conv2d
from filterlab.probes.experiments import Setting

if TYPE_CHECKING:
    from filterlab.gui.train.experiment_outcome import Outcome
    from filterlab.project import Run


class ControlsWords(QObject):
    """Turn controls into sentences; a QObject for its ``tr``."""

    def setting_of(self, run: Run | None) -> tuple[Setting | None, str]:
        """Return the net and the pictures of a run for its controls, or None and why they cannot be had."""
        if run is None:
            return None, ""
        request = run.request
        if request is None:
            sentence = self.tr("{run} came from a file, which tells nothing of its pictures")
        elif len(request.net.input_shape) != 3 or not isinstance(request.net.layers[0], Conv2d):
            sentence = self.tr("The net of {run} does not begin with filters for pictures")
        elif not source_is_there(request.data.source):
            sentence = self.tr("The pictures of {run} ({data}) are not there any more")
        else:
            return Setting(run.name, request.net, request.data, request.config), ""
        data = "" if request is None else request.data.source
        course = self.tr("{why}: its controls are those of the course, the net tiny on drawn digits.")
        return None, course.format(why=sentence.format(run=run.name, data=data))

    def purpose(self, setting: Setting | None, lack: str) -> str:
        """Say what controls are, and of which net they will be."""
        words = self.tr(
            "Controls: nets whose first layer is hand-made or random, frozen or free. Start them to see what each "
            "reaches over several seeds, and how far its filters drift."
        )
        if setting is not None:
            whose = self.tr("They learn as {run} did: the net {net}, the pictures {data}.")
            lack = whose.format(run=setting.run, net=setting.net.name, data=Path(setting.data.source).name)
        return f"{words} {lack}".rstrip()

    def others(self, outcome: Outcome, setting: Setting | None) -> str:
        """Say that controls are not those of the run; empty where they are, or where it can have none of its own."""
        shown = outcome.request.setting if outcome.request is not None else None
        if setting is None or shown == setting:
            return ""
        sentence = (
            self.tr(
                "They are those of the course, the net tiny on drawn digits: start them to have those of {run}."
            )
            if shown is None
            else self.tr("{run} has learned otherwise: start them to have its own.")
        )
        return sentence.format(run=setting.run)

    def headline(self, outcome: Outcome, *, is_newer_running: bool, is_dashed: bool) -> str:
        """Say above the table of which net the controls are, over how many seeds, and whether all are over."""
        seeds = len({trial.seed for trial in outcome.trials})
        several = self.tr("Controls, {count} seeds: mean ± standard deviation").format(count=seeds)
        # One seed has no spread.
        text = self.tr("Controls, 1 seed") if seeds == 1 else several
        if is_dashed:
            text = self.tr("{text}; dashed in the plot, the mean over their filters").format(text=text)
        setting = outcome.request.setting if outcome.request is not None else None
        if setting is not None:
            whose = self.tr("{text}; the net {net}, the pictures {data}, as in {run}")
            text = whose.format(
                text=text, net=setting.net.name, data=Path(setting.data.source).name, run=setting.run
            )
        if is_newer_running:
            return self.tr("{text}. These are the earlier ones, until the new ones are whole").format(
                text=text
            )
        if outcome.can_go_on:
            part = self.tr(
                "{text}. They were stopped after {done} of {total} nets: Train ▸ Experiments goes on"
            )
            total = len(outcome.experiment.arms) * len(outcome.request.seeds if outcome.request else ())
            return part.format(text=text, done=len(outcome.trials), total=total)
        return text
