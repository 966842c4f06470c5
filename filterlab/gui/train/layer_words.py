"""Layers and what they cost, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.nets.spec import (
    BatchNorm,
    Conv1d,
    Conv2d,
    Dropout,
    LeakyReLU,
    Linear,
    MaxPool2d,
    Subsample2d,
    format_shape,
)
from filterlab.nets.spec.pooling import Pool2d

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.nets.costs import NetCosts
    from filterlab.nets.spec import LayerSpec
    from filterlab.project import NetDraft

KILO = 1000


def shape_text(shape: Sequence[int]) -> str:
    """Write a shape in as few characters as possible, such as "8×22×22"."""
    return "×".join(str(size) for size in shape)


def grouped(number: int) -> str:
    """Write a whole number with narrow spaces between thousands."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def memory_text(size: int) -> str:
    """Write a number of bytes such as "151 MB"."""
    value = float(size)
    for unit in ("B", "kB", "MB"):
        if value < KILO:
            return f"{value:.3g} {unit}"
        value /= KILO
    return f"{value:.3g} GB"


def share_text(share: float) -> str:
    """Write a share such as "6 %", small ones with a digit more."""
    percent = 100 * share
    if not percent:
        return ""
    # So that nothing is said to be none of it.
    return "<0.1 %" if percent < 0.1 else f"{percent:.1f} %" if percent < 10 else f"{percent:.0f} %"


def setting_text(value: object) -> str:
    """Write a size, a pair of sizes or a word as in a field: "5 × 5"."""
    return format_shape(value) if isinstance(value, tuple) else str(value)


class LayerWords(QObject):
    """Turn layers and costs into words; a QObject for its ``tr``."""

    def kind(self, kind: str) -> str:
        """Say what sort of layer a kind is."""
        return {
            "Conv2d": self.tr("convolution of pictures"),
            "Conv1d": self.tr("convolution of signals"),
            "MaxPool2d": self.tr("pooling: the largest of a window"),
            "AvgPool2d": self.tr("pooling: the average of a window"),
            "Subsample2d": self.tr("pooling that learns, as in 1998"),
            "ReLU": self.tr("keeps what is above 0"),
            "LeakyReLU": self.tr("shrinks what is below 0"),
            "Tanh": self.tr("squashes into −1 to 1"),
            "ScaledTanh": self.tr("squashes as in 1998"),
            "Sigmoid": self.tr("squashes into 0 to 1"),
            "Dropout": self.tr("leaves values out while learning"),
            "BatchNorm": self.tr("evens out each channel over the batch"),
            "Flatten": self.tr("writes all maps in one row"),
            "Linear": self.tr("fully connected"),
            "DigitRBF": self.tr("compares with ten drawn digits, as in 1998"),
        }[kind]

    def settings(self, layer: LayerSpec) -> str:
        """Write a layer's settings in a few words, such as "96 of 11×11, stride 4"."""
        if isinstance(layer, Conv2d | Conv1d):
            return self._convolution(layer)
        if isinstance(layer, Pool2d):
            words = (
                self.tr("largest of {size}") if isinstance(layer, MaxPool2d) else self.tr("mean of {size}")
            )
            text = words.format(size=_short(layer.size))
            steps = "" if layer.stride == layer.size else self.tr(", every {stride}")
            rim = self.tr(", padding {padding}") if _short(layer.padding) != "0" else ""
            return (
                text + steps.format(stride=_short(layer.stride)) + rim.format(padding=_short(layer.padding))
            )
        if isinstance(layer, Subsample2d):
            return self.tr("sum of {size}").format(size=_short(layer.size))
        if isinstance(layer, Linear):
            return self.tr("{count} sums").format(count=grouped(layer.out_features))
        if isinstance(layer, Dropout):
            return self.tr("leaves out {share}").format(share=share_text(layer.rate) or "0 %")
        if isinstance(layer, LeakyReLU):
            return self.tr("slope {slope} below 0").format(slope=f"{layer.slope:g}")
        if isinstance(layer, BatchNorm):
            return self.tr("momentum {momentum}").format(momentum=f"{layer.momentum:g}")
        return ""

    def _convolution(self, layer: Conv2d | Conv1d) -> str:
        parts = [
            self.tr("{count} of {size}").format(count=layer.out_channels, size=_window(layer.kernel_size))
        ]
        if _short(layer.stride) != "1":
            parts.append(self.tr("stride {stride}").format(stride=_short(layer.stride)))
        if _short(layer.padding) not in ("0", "valid"):
            parts.append(self.tr("padding {padding}").format(padding=_short(layer.padding)))
        if _short(layer.dilation) != "1":
            parts.append(self.tr("dilation {dilation}").format(dilation=_short(layer.dilation)))
        if layer.groups != 1:
            parts.append(self.tr("{count} groups").format(count=layer.groups))
        if isinstance(layer, Conv2d) and layer.table is not None:
            parts.append(self.tr("by a table"))
        return ", ".join(parts)

    def totals(self, costs: NetCosts) -> str:
        """Say what the whole net costs."""
        text = self.tr("{params} parameters, {macs} MACs a picture, {memory}")
        if costs.misfit is not None:
            text = self.tr("As far as it fits: {params} parameters, {macs} MACs a picture, {memory}")
        return text.format(
            params=grouped(costs.params), macs=grouped(costs.macs), memory=memory_text(costs.memory)
        )

    def comparison(self, costs: NetCosts) -> str:
        """Say where a net's parameters lie and where its work is done."""
        if not costs.params:
            return self.tr("Nothing in this net learns.")
        shares = costs.convolution_shares()
        if shares is None:
            return self.tr("There is no convolution: every weight is used once a picture.")
        return self.tr("Convolutions hold {held} of the parameters and do {done} of the work.").format(
            held=_whole_share(shares[0]), done=_whole_share(shares[1])
        )

    def first_layer(self, draft: NetDraft, count: int) -> str:
        """Say what the first layer begins with, and whether it learns; ``count`` filters of the bank are chosen."""
        name = draft.first_layer
        if name is None:
            return self.tr("There is no convolution that filters could be put into.")
        if draft.begins_with_own and not draft.own_fits:
            return self.tr("{name} has another size now than your filters: it begins at random.").format(
                name=name
            )
        if not draft.begins_with_own:
            if draft.is_frozen:
                return self.tr("{name} begins at random and stays so; only later layers learn.").format(
                    name=name
                )
            if not count and draft.origin != "circuit":
                return self.tr("Your bank is empty, or no filter of it is chosen: draw some under Design.")
            return self.tr("{name} begins at random and learns.").format(name=name)
        whose = self.tr("your circuit") if draft.origin == "circuit" else self.tr("your bank")
        text = self.tr(
            "{name} begins with the filters of {whose}, brought to an even strength, and stays so."
        )
        if not draft.is_frozen:
            text = self.tr(
                "{name} begins with the filters of {whose}, brought to an even strength, and learns."
            )
        return text.format(name=name, whose=whose)


def _whole_share(share: float) -> str:
    return share_text(share) or "0 %" if share < 0.0995 else f"{100 * share:.0f} %"


def _short(value: object) -> str:
    """Write a pair of equal numbers once."""
    if isinstance(value, tuple):
        return str(value[0]) if len(set(value)) == 1 else shape_text(value)
    return str(value)


def _window(size: object) -> str:
    return shape_text(size) if isinstance(size, tuple) else str(size)
