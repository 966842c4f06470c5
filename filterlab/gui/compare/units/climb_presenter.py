"""Ties activation maximisation to the unit that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.figures import short_number
from filterlab.figures.units import climb_figure, climb_title
from filterlab.gui.compare.units.climbing import Climbed, Start, climb
from filterlab.gui.compare.units.unit_presenter import UnitPresenter
from filterlab.probes.maximisation import climb_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from PySide6.QtCore import QObject

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.climb_panel import ClimbPanel
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit


class ClimbPresenter(UnitPresenter[Climbed]):
    """Let pictures climb whenever the unit or a setting is another, and show every moment there is time for."""

    minds_place = True

    def __init__(self, panel: ClimbPanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel = panel
        self._seed = -1
        panel.form.changed.connect(self.refresh)
        panel.fit_wanted.connect(panel.form.fit_in)
        panel.fit_wanted.connect(self.refresh)
        followed.looked_at.picture_changed.connect(self.refresh)

    def purpose(self) -> str:
        """Say what is seen once a net is there."""
        return self.tr(
            "Here you will see the pictures a unit or a class answers to most, as they come about."
        )

    def refusal(self, asked: Asked) -> str:
        """Say that there is no picture to begin with."""
        del asked
        if self._panel.form.fit is not None and self.followed.looked_at.picture is None:
            return self.tr("There is no picture to begin with: open one, or begin with noise.")
        return ""

    def is_too_large(self, asked: Asked) -> bool:
        """Whether the picture to begin with does not fit as it is."""
        return self._panel.form.fit == "pad" and self.overhangs(asked)

    def settings(self) -> Hashable:
        """Return what is set."""
        form, picture = self._panel.form, self.followed.looked_at.picture
        begin = (form.fit, picture.id, picture.revision) if form.fit is not None and picture else None
        return form.settings, begin

    def question(self, asked: Asked) -> Callable[[], Iterator[Climbed]]:
        """Climb, from other noise each time."""
        self._seed += 1
        form, picture = self._panel.form, self.followed.looked_at.picture
        start = Start(picture.pixels, form.fit) if form.fit is not None and picture is not None else None
        net, unit, settings, seed = asked.net, asked.unit, form.settings, self._seed
        return lambda: climb(net, unit, settings, start, seed)

    def show_state(self, asked: Asked, state: Climbed) -> None:
        """Show the moment."""
        words = self.tr("step {done} of {total}; the best answer is {best}, at the start it was {first}")
        self._panel.show_content(
            self.heading(asked),
            words.format(
                done=state.done,
                total=state.total,
                best=short_number(float(state.way[-1].max()), 4),
                first=short_number(float(state.way[0].max()), 4),
            ),
        )
        self._panel.show_climb(state.pictures, state.way)

    def figure(self, asked: Asked, state: Climbed, look: Look) -> Plate:
        """Draw the pictures, the way to the first of them, and how the answers grew."""
        return climb_figure(state.record, title=climb_title(self.heading(asked)), look=look)

    def numbers(self, state: Climbed) -> str:
        """Return the answers step by step as a table."""
        return climb_csv(state.record)
