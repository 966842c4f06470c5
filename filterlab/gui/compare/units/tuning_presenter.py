"""Ties the bench of Hubel and Wiesel to the unit that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.figures.units import tuning_figure, tuning_title
from filterlab.gui.compare.units.polar_plot import Tuned
from filterlab.gui.compare.units.tuning_words import TuningWords
from filterlab.gui.compare.units.unit_presenter import UnitPresenter
from filterlab.probes.bench import BenchState, draw_stimuli, run_bench, tuning_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QObject

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit
    from filterlab.gui.compare.units.tuning_panel import TuningPanel
    from filterlab.probes.bench import TuningCurve, TuningReport
    from filterlab.probes.units import Unit

# As many as there are colours of curves, one of them for the unit that is looked at.
MOST_KEPT = 4


def measure(net: AskedNet, unit: Unit) -> Iterator[BenchState]:
    """Put a unit on the bench; runs off the UI thread."""
    yield from run_bench(net.subject(), unit)


class TuningPresenter(UnitPresenter[BenchState]):
    """Measure the unit, draw each curve once it is known, and those of the units that were kept beside it."""

    def __init__(self, panel: TuningPanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel = panel
        self._words = TuningWords()
        self._kept: list[tuple[str, TuningReport]] = []
        panel.keep_wanted.connect(self._on_panel_keep_wanted)
        panel.forget_wanted.connect(self._on_panel_forget_wanted)

    def purpose(self) -> str:
        """Say what is seen once a net is there."""
        return self.tr("Here you will see which bars, gratings, edges, spots and arcs a unit answers to.")

    def question(self, asked: Asked) -> Callable[[], Iterator[BenchState]]:
        """Put the unit on the bench."""
        net, unit = asked.net, self.unit_of(asked)
        self._show_kept()
        return lambda: measure(net, unit)

    def show_state(self, asked: Asked, state: BenchState) -> None:
        """Draw the curves that are known."""
        report = state.report
        known = {(curve.kind, curve.parameter): curve for curve in state.curves}
        if report is None:
            self._panel.show_pending()
            status = self.tr("{done} of {total} pictures shown").format(done=state.done, total=state.total)
        else:
            status = self._words.summary(report)
            (screen,) = draw_stimuli([report.grating], (1, report.side, report.side))
            self._panel.show_grating(screen[0], self._words.grating(report))
            self._panel.show_arcs(report.curvature, self._words.arcs(report.curvature))
        self._panel.show_content(self.heading(asked), status)
        kept = self._others(asked)
        for key, card in self._panel.cards.items():
            others = [
                _drawn(other.curve(*key), colour) for colour, (_name, other) in enumerate(kept, start=1)
            ]
            own = known.get(key)
            card.set_curves([*others, *([_drawn(own, 0)] if own is not None else [])])
            card.note.setText(self._words.curve(own) if own is not None else "")
        names = {0: self.heading(asked)} | {
            colour: name for colour, (name, _report) in enumerate(kept, start=1)
        }
        self._panel.set_names(names)
        self._show_kept()

    def figure(self, asked: Asked, state: BenchState, look: Look) -> Plate:
        """Draw all curves, those of the units that were kept over them."""
        heading, others = self.heading(asked), self._others(asked)
        return tuning_figure(
            [_report(state), *(report for _name, report in others)],
            title=tuning_title(heading),
            names=(heading, *(name for name, _report in others)),
            look=look,
        )

    def numbers(self, state: BenchState) -> str:
        """Return all curves as a table."""
        return tuning_csv(_report(state))

    def is_writable(self, state: BenchState) -> bool:
        """Whether everything has been measured."""
        return state.report is not None

    @property
    def is_complete(self) -> bool:
        """Whether everything has been measured."""
        return self.state is not None and self.state.report is not None

    def _others(self, asked: Asked) -> list[tuple[str, TuningReport]]:
        """Return the kept curves of other units than this one."""
        return [(name, report) for name, report in self._kept if name != self.heading(asked)]

    def _show_kept(self) -> None:
        is_new = self.asked is not None and self.heading(self.asked) not in dict(self._kept)
        self._panel.set_can_keep(
            can_keep=self.is_complete and is_new and len(self._kept) < MOST_KEPT, has_kept=bool(self._kept)
        )

    def _on_panel_keep_wanted(self) -> None:
        if self.asked is not None and self.state is not None and self.state.report is not None:
            self._kept.append((self.heading(self.asked), self.state.report))
            self.show_state(self.asked, self.state)

    def _on_panel_forget_wanted(self) -> None:
        self._kept.clear()
        self._show_kept()
        if self.asked is not None and self.state is not None:
            self.show_state(self.asked, self.state)


def _report(state: BenchState) -> TuningReport:
    if state.report is None:
        raise RuntimeError("the bench has no report yet")
    return state.report


def _drawn(curve: TuningCurve, colour: int) -> Tuned:
    return Tuned(colour, curve.values, curve.answers, curve.preferred, curve.height)
