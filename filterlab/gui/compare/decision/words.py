"""What the chain of a decision says about the net, its layers and numbers, and the way through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.figures import short_number
from filterlab.gui.train.learned import spec_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.decision.deciding import Decision
    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.probes.units import Unit
    from filterlab.project import Run

ARROW = " &nbsp;←&nbsp; "


class DecisionWords(QObject):
    """Turn a decision's parts into short sentences; a QObject for its ``tr``."""

    def without_net(self, run: Run | None, net: AskedNet | None) -> str:
        """Say why there is no net to ask; empty where there is one."""
        if run is None:
            return self.tr(
                "No net has been trained yet. Train one, and its decision about a picture stands here: the maps of "
                "all layers, and for every number what fed it, down to the pixels."
            )
        spec = spec_of(run)
        if run.snapshot is None:
            sentence = (
                self.tr("{run} has no weights yet; they are to come.")
                if run.is_active
                else self.tr(
                    "{run} ended before it had learned anything: train again, or choose another net."
                )
            )
        elif spec is None and net is None:
            sentence = self.tr(
                "{run} came from a file, and its weights are of no net known here, nor filters for pictures: choose "
                "another net."
            )
        elif net is None or net.spec.input_shape[0] not in (1, 3):
            sentence = self.tr("The net of {run} takes no pictures: choose another net.")
        else:
            return ""
        return sentence.format(run=run.name)

    def to_come(self, net: AskedNet) -> str:
        """Say that a decision is being made."""
        return self.tr("{net} looks at the picture …").format(net=net.title)

    def failure(self) -> str:
        """Say that something failed that has no sentence of its own."""
        return self.tr("The net could not answer; Help ▸ Open log folder has the details.")

    def no_numbers(self) -> str:
        """Say that there are no products to be written."""
        return self.tr("There are no products to write yet: choose a net and a number first.")

    def caption(self, decision: Decision) -> str:
        """Say above a picture for a file which net looked at what, and what it decided."""
        return self.tr("{net}, {picture}. {headline}.").format(
            net=decision.request.net.title,
            picture=decision.request.shown.title,
            headline=self.headline(decision),
        )

    def picture(self, height: int, width: int) -> tuple[str, str, str]:
        """Return what stands above the picture: its name, nothing beside it, and its size below."""
        size = self.tr("{height} × {width} pixels").format(height=height, width=width)
        return self.tr("picture"), "", size

    def scores(self, count: int) -> str:
        """Say what the last layer holds."""
        return self.tr("scores of {count} classes, and how sure it is").format(count=count)

    def layer_note(self, shape: tuple[int, int, int], *, has_maps: bool) -> str:
        """Say how many maps or numbers a layer has."""
        count, height, width = shape
        if not has_maps:
            return self.tr("{count} numbers").format(count=count)
        return self.tr("{count} of {height} × {width}").format(count=count, height=height, width=width)

    def headline(self, decision: Decision) -> str:
        """Say what the net decides, how sure it is, and whether that is right."""
        shares, names, label = decision.probabilities, decision.names, decision.request.shown.label
        if not len(shares):
            return self.tr("No classes, so no decision; its strongest answer: {answer}").format(
                answer=self.values(self.unit(decision, decision.winner), [decision.value(decision.winner)])
            )
        if len(shares) == 1:
            return self.tr(
                "This net has one class only, so it decides nothing: whatever it sees is {name}"
            ).format(name=names[0])
        best = int(shares.argmax())
        text = self.tr("It says {name}, {percent:.1f} % sure").format(
            name=names[best], percent=100 * float(shares[best])
        )
        if label is not None and label < len(names):
            right = (
                self.tr("right")
                if best == label
                else self.tr("wrong, it is {name}").format(name=names[label])
            )
            text = self.tr("{says}: {right}").format(says=text, right=right)
        return text

    def unit(self, decision: Decision, unit: Unit) -> str:
        """Name a unit and its place."""
        if unit.layer == decision.subject.layers[-1] and unit.channel < len(decision.names):
            name = decision.names[unit.channel]
            return self.tr("{layer}, score of {name}").format(layer=unit.layer, name=name)
        if decision.subject.map_shape(unit.layer)[1:] == (1, 1):
            return self.tr("{layer}, number {channel}").format(layer=unit.layer, channel=unit.channel)
        row, column = decision.subject.place_of(unit)
        return self.tr("{layer}, map {channel}, row {row}, column {column}").format(
            layer=unit.layer, channel=unit.channel, row=row, column=column
        )

    def step(self, decision: Decision, unit: Unit) -> str:
        """Name a unit on the way, in few words."""
        names = decision.names
        _count, height, width = decision.subject.map_shape(unit.layer)
        if (height, width) == (1, 1):
            is_score = unit.layer == decision.subject.layers[-1] and unit.channel < len(names)
            return f"{unit.layer} {names[unit.channel]}" if is_score else f"{unit.layer} {unit.channel}"
        row, column = decision.subject.place_of(unit)
        return self.tr("{layer} map {channel} ({row}, {column})").format(
            layer=unit.layer, channel=unit.channel, row=row, column=column
        )

    def pixel(self, channel: int, row: int, column: int, channels: int) -> str:
        """Name a pixel."""
        if channels == 1:
            return self.tr("pixel at row {row}, column {column}").format(row=row, column=column)
        return self.tr("pixel at row {row}, column {column}, channel {channel}").format(
            row=row, column=column, channel=channel
        )

    def values(self, name: str, values: Sequence[float]) -> str:
        """Say a number under its name, or those of all channels of a pixel, for the status bar."""
        numbers = ", ".join(short_number(value, 6) for value in values)
        return self.tr("{name}: {numbers}").format(name=name, numbers=numbers)

    def way(self, texts: Sequence[tuple[str, float]]) -> str:
        """Write the way from the decision down as links, the step's number as href; the last stands in bold."""
        parts = []
        for step, (name, value) in enumerate(texts):
            text = self.tr("{name}: {value}").format(name=name, value=short_number(value, 4))
            is_last = step == len(texts) - 1
            parts.append(f"<b>{text}</b>" if is_last else f'<a href="{step}">{text}</a>')
        return ARROW.join(parts)
