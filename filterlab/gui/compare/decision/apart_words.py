"""What is said of one number of a net that is taken apart: its products, their sum, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.figures import short_number
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LeakyReLU,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Subsample2d,
    Tanh,
)

if TYPE_CHECKING:
    from filterlab.gui.compare.decision.deciding import Apart, Decision
    from filterlab.nets.spec import LayerSpec
    from filterlab.probes.chain import Link

SEPARATOR = " &nbsp;·&nbsp; "
DIGITS = 5
_ACTIVATIONS: tuple[tuple[type[LayerSpec], str], ...] = (
    (ReLU, "ReLU"),
    (LeakyReLU, "leaky ReLU"),
    (Tanh, "tanh"),
    (ScaledTanh, "scaled tanh"),
    (Sigmoid, "sigmoid"),
)


class ApartWords(QObject):
    """Turn a number that is taken apart into short sentences; a QObject for its ``tr``."""

    def source(self, apart: Apart, channel: int) -> str:
        """Name a map that the number looks at."""
        layer = apart.feeding.source_layer
        if not apart.maps:
            return self.tr("numbers of {layer}, read like a page").format(layer=layer)
        if layer is None:
            return (
                self.tr("picture")
                if len(apart.feeding.values) == 1
                else self.tr("channel {channel}").format(channel=channel)
            )
        return self.tr("{layer}, map {channel}").format(layer=layer, channel=channel)

    def source_in_few_words(self, apart: Apart, channel: int) -> str:
        """Name a map that the number looks at, where its layer has been named already."""
        if apart.feeding.source_layer is None:
            return self.source(apart, channel)
        return self.tr("map {channel}").format(channel=channel)

    def factor(self, decision: Decision, apart: Apart) -> str:
        """Say what numbers are multiplied by; empty where it is a filter."""
        if not apart.feeding.is_sum:
            return self.tr("slope")
        layer = decision.subject.net.spec.layer(apart.feeding.unit.layer)
        return "" if isinstance(layer, Conv2d) else self.tr("weights")

    def link(self, apart: Apart, link: Link) -> str:
        """Say a product and its factors, in few words."""
        sign = "×" if apart.feeding.is_sum else self.tr("× slope")
        return self.tr("{product} = {value} {sign} {weight}   {place}").format(
            product=short_number(link.product),
            value=short_number(link.value, 3),
            sign=sign,
            weight=short_number(link.weight, 3),
            place=self._place_in_few_words(apart, link),
        )

    def _place_in_few_words(self, apart: Apart, link: Link) -> str:
        if apart.flattened_from is not None:
            # The numbers stand in a row; where they come from maps, their place there tells more.
            channel, row, column = np.unravel_index(link.map, apart.flattened_from)
            return self.tr("map {map} ({row}, {column})").format(map=channel, row=row, column=column)
        if not apart.maps:
            return self.tr("no. {number}").format(number=link.map)
        if apart.feeding.source_layer is None:
            place = f"({link.row}, {link.column})"
            return place if len(apart.feeding.values) == 1 else f"{self.source(apart, link.map)} {place}"
        return self.tr("map {map} ({row}, {column})").format(map=link.map, row=link.row, column=link.column)

    def rest(self, apart: Apart) -> str:
        """Say what the products that are not listed come to; empty when all are."""
        count = apart.count - len(apart.links)
        if count <= 0 or not apart.feeding.is_sum:
            return ""
        return self.tr("{sum}   the other {count} products").format(
            sum=short_number(apart.rest), count=f"{count:,}"
        )

    def result(self, decision: Decision, apart: Apart) -> str:
        """Say how the number came about, as rich text: sum, bias, and what the next layer makes of it."""
        feeding = apart.feeding
        unit = feeding.unit
        layer = decision.subject.net.spec.layer(unit.layer)
        answer = f"<b>{short_number(feeding.answer, DIGITS)}</b>"
        parts = [self._equation(layer, apart, answer)]
        behind = decision.after(unit.layer)
        activation = _activation_name(decision.subject.net.spec.layer(behind)) if behind is not None else ""
        if behind is not None and activation:
            became = decision.layers[behind][unit.channel, *decision.subject.place_of(unit)]
            parts.append(
                self.tr("then {activation} ({layer}): {value}").format(
                    activation=activation, layer=behind, value=f"<b>{short_number(float(became), DIGITS)}</b>"
                )
            )
        return SEPARATOR.join(parts)

    def _equation(self, layer: LayerSpec, apart: Apart, answer: str) -> str:
        feeding = apart.feeding
        activation = _activation_name(layer)
        if activation and apart.count == 0:
            value = float(feeding.values[feeding.unit.channel, *(feeding.unit.place or (0, 0))])
            return self.tr(
                "{answer} = {activation} of {value}; the slope there is 0, so small changes of it change nothing"
            ).format(answer=answer, activation=activation, value=short_number(value, DIGITS))
        if activation:
            link = apart.links[0]
            return self.tr("{answer} = {activation} of {value}; the slope there is {slope}").format(
                answer=answer,
                activation=activation,
                value=short_number(link.value, DIGITS),
                slope=short_number(link.weight, DIGITS),
            )
        if isinstance(layer, DigitRBF):
            return self.tr(
                "{answer}: how near the numbers are to a drawn digit; slopes instead of weights"
            ).format(answer=answer)
        if isinstance(layer, Flatten | Dropout):
            return self.tr("{answer}, handed on as it is").format(answer=answer)
        if isinstance(layer, MaxPool2d):
            return self.tr("{answer} = the largest of {count} cells").format(
                answer=answer, count=int((~apart.is_padding).sum())
            )
        total, bias = apart.total, apart.bias or 0.0
        # A bias below 0 keeps its sign: it is the number that stands in the net's file.
        text = {
            AvgPool2d: self.tr("{answer} = the average of {count} cells"),
            Subsample2d: self.tr("{answer} = sum {total} of {count} cells, weighed alike, + bias {bias}"),
            BatchNorm: self.tr("{answer} = {total} (normalised) + shift {bias}"),
        }.get(type(layer), self.tr("{answer} = sum {total} of {count} products + bias {bias}"))
        return text.format(
            answer=answer,
            total=short_number(total, DIGITS),
            count=f"{apart.count:,}",
            bias=short_number(bias, DIGITS),
        )

    def dead_end(self, apart: Apart) -> str:
        """Say why a number leads nowhere; empty where it does."""
        if apart.count:
            return ""
        return self.tr(
            "Nothing feeds this number: whatever stood in the layer before, near by it would be the same."
        )


def _activation_name(layer: LayerSpec) -> str:
    return next((name for kind, name in _ACTIVATIONS if isinstance(layer, kind)), "")
