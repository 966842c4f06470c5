"""Ties the panel of receptive fields to the unit that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.figures import short_number
from filterlab.figures.units import field_figure, field_title
from filterlab.gui.compare.units.unit_presenter import UnitPresenter
from filterlab.nets.spec import trace
from filterlab.probes.units import EffectiveField, field_csv, find_field, measure_effective_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QObject

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.asked_net import AskedNet, PictureMemory
    from filterlab.gui.compare.units.field_panel import FieldPanel
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit
    from filterlab.probes.units import Unit

PICTURES = 512


def listen_to_pixels(net: AskedNet, unit: Unit, memory: PictureMemory) -> Iterator[EffectiveField]:
    """Average the gradients of a unit over training pictures; runs off the UI thread."""
    images = memory.load(net.request).train.images[:PICTURES]
    yield from measure_effective_field(net.subject(), unit, images)


class FieldPresenter(UnitPresenter[EffectiveField]):
    """Show where the unit can look, at once, and what it listens to, as that is measured."""

    minds_place = True

    def __init__(self, panel: FieldPanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel = panel

    def purpose(self) -> str:
        """Say what is seen once a net is there."""
        return self.tr("Here you will see which pixels a unit can see, and which of them it listens to.")

    def question(self, asked: Asked) -> Callable[[], Iterator[EffectiveField]]:
        """Measure the influence of each pixel."""
        net, unit, memory = asked.net, asked.unit, self.followed.memory
        return lambda: listen_to_pixels(net, unit, memory)

    def show_state(self, asked: Asked, state: EffectiveField) -> None:
        """Show the influence so far."""
        box = state.field.box
        words = [
            self.tr(
                "It can see {height} × {width} pixels, from row {top}, column {left} on (the box)."
            ).format(height=box.height, width=box.width, top=box.top, left=box.left),
            self.tr(
                "It listens to {share} % of them: those with more than 4.55 % of the strongest one's influence, as "
                "a bell has within two deviations."
            ).format(share=f"{100 * state.share:.0f}"),
        ]
        bell = state.bell
        if bell is not None:
            words.append(
                self.tr(
                    "The bell that fits best has deviations of {major} and {minor} pixels, leans {angle}°, lies "
                    "around row {row}, column {column} and explains {explained} % of the map's variance."
                ).format(
                    major=short_number(bell.major, 3),
                    minor=short_number(bell.minor, 3),
                    angle=f"{bell.angle:.0f}",
                    row=short_number(bell.row, 3),
                    column=short_number(bell.column, 3),
                    explained=f"{100 * bell.explained:.0f}",
                )
            )
        elif state.done == state.total:
            words.append(self.tr("No bell is fitted to fewer than 3 × 3 pixels."))
        status = self.tr("mean over {done} of {total} training pictures of {data}").format(
            done=state.done, total=state.total, data=asked.net.data_name
        )
        self._panel.show_content(self.heading(asked), status)
        self._panel.show_field(state, self.tr("answer per unit of pixel value"), " ".join(words))
        self._panel.set_fields(self._fields(asked), asked.net.layers.index(asked.unit.layer))

    def figure(self, asked: Asked, state: EffectiveField, look: Look) -> Plate:
        """Draw the influence, the box and the bell."""
        return field_figure(state, title=field_title(self.heading(asked)), look=look)

    def numbers(self, state: EffectiveField) -> str:
        """Return the influence as a table, a line for each pixel."""
        return field_csv(state)

    def _fields(self, asked: Asked) -> list[tuple[str, str, str, str]]:
        """Describe the field of the middle unit of each layer, and of the unit's own layer that at its place."""
        rows = []
        for stage in trace(asked.net.spec):
            _channels, height, width = (*stage.output_shape, 1, 1)[:3]
            place = height // 2, width // 2
            if stage.layer.name == asked.unit.layer and asked.unit.place is not None:
                place = asked.unit.place
            field = find_field(asked.net.spec, stage.layer.name, 0, place)
            box, (down, right) = field.box, field.jump
            rows.append(
                (
                    stage.layer.name,
                    f"{box.height} × {box.width}",
                    f"{down} × {right}" if down != right else str(down),
                    f"{box.top}, {box.left}",
                )
            )
        return rows
