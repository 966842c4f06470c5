"""Descriptions of convolutions over pictures and over signals."""

from dataclasses import dataclass
from math import prod

from filterlab.engine.geometry import Axis, AxisPadding, Padding, Pair
from filterlab.errors import FilterLabError
from filterlab.nets.spec.base import WindowedSpec
from filterlab.nets.spec.checks import Shape, as_pair, check_flag, check_whole, checked_pair

ConnectionTable = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Conv2d(WindowedSpec):
    """Filters that slide over pictures (cross-correlation): ``(C, H, W)`` to ``(out_channels, OH, OW)``.

    Attributes
    ----------
    out_channels
        How many filters, 1 or more; the channels of the input are found when the layers are put together.
    kernel_size, stride, dilation
        One whole number or (height, width).
    padding
        Zeros around the picture: a number, (height, width), ``"same"`` or ``"valid"``.
    groups
        In how many separate groups input and output channels are split; 1 means all see all.
    bias
        Whether each filter adds a number of its own.
    table
        For each filter the input channels it looks at, such as ``((0, 1), (1, 2))``; None means all. A
        filter's weights for the other channels are kept in the array as 0 and are neither learned nor
        counted.
    """

    out_channels: int
    kernel_size: Pair
    stride: Pair = 1
    padding: Padding = 0
    dilation: Pair = 1
    groups: int = 1
    bias: bool = True
    table: ConnectionTable | None = None

    def __post_init__(self) -> None:
        """Check every setting and write pairs as pairs, so that equal layers compare equal."""
        super().__post_init__()
        check_whole(self.name, "out_channels", self.out_channels, least=1)
        check_whole(self.name, "groups", self.groups, least=1)
        check_flag(self.name, "bias", self.bias)
        for field in ("kernel_size", "stride", "dilation"):
            object.__setattr__(self, field, checked_pair(self.name, field, getattr(self, field), least=1))
        object.__setattr__(self, "padding", _checked_padding(self.name, self.padding))
        if self.table is not None:
            object.__setattr__(self, "table", self._checked_table(self.table))

    def _checked_table(self, table: object) -> ConnectionTable:
        if not isinstance(table, tuple | list) or not all(isinstance(row, tuple | list) for row in table):
            raise FilterLabError(
                f'The table of layer "{self.name}" is {table!r}: give a list of input channels for each '
                "filter."
            )
        if self.groups != 1:
            raise FilterLabError(
                f'Layer "{self.name}" has a table and groups={self.groups}: use one of the two.'
            )
        if len(table) != self.out_channels:
            raise FilterLabError(
                f'The table of layer "{self.name}" has {len(table)} rows for {self.out_channels} filters: '
                "give one row of input channels for each filter."
            )
        rows = tuple(tuple(row) for row in table)
        for number, row in enumerate(rows):
            for channel in row:
                check_whole(self.name, f"table row {number}", channel, least=0)
            if not row or len(set(row)) != len(row):
                raise FilterLabError(
                    f'Row {number} of the table of layer "{self.name}" is {list(row)}: name one or more '
                    "input channels, each once."
                )
        return rows

    def axes(self, input_shape: Shape) -> tuple[Axis, ...]:
        """Work out where the filters go along height and width."""
        return self.slide_over_picture(
            input_shape, self.kernel_size, self.stride, self.padding, self.dilation
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """One feature map for each filter."""
        rows, columns = self.axes(input_shape)
        channels = input_shape[0]
        if channels % self.groups or self.out_channels % self.groups:
            raise self.misfit(
                input_shape,
                f"{self.groups} groups must divide its {channels} input channels and its {self.out_channels} "
                "filters",
                "choose another number of groups or filters",
            )
        if self.table is not None and max(max(row) for row in self.table) >= channels:
            raise self.misfit(
                input_shape,
                f"its table names input channels beyond {channels - 1}",
                f"use only channels 0 to {channels - 1} in the table",
            )
        return (self.out_channels, rows.out, columns.out)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """``weight`` (out_channels, C // groups, KH, KW) and, if wanted, ``bias`` (out_channels,)."""
        weight = (self.out_channels, input_shape[0] // self.groups, *as_pair(self.kernel_size))
        return {"weight": weight, "bias": (self.out_channels,)} if self.bias else {"weight": weight}

    def count_parameters(self, input_shape: Shape) -> int:
        """Count the numbers that are learned: those outside the table are not."""
        return self._weights(input_shape) + (self.out_channels if self.bias else 0)

    def macs(self, input_shape: Shape) -> int:
        """Each weight is used once at each place."""
        _, *space = self.output_shape(input_shape)
        return self._weights(input_shape) * prod(space)

    def connections(self, input_shape: Shape) -> int:
        """Each parameter is used once at each place."""
        _, *space = self.output_shape(input_shape)
        return self.count_parameters(input_shape) * prod(space)

    def _weights(self, input_shape: Shape) -> int:
        if self.table is None:
            return prod(self.parameter_shapes(input_shape)["weight"])
        return sum(len(row) for row in self.table) * prod(as_pair(self.kernel_size))


@dataclass(frozen=True)
class Conv1d(WindowedSpec):
    """Filters that slide along signals (cross-correlation): ``(C, L)`` to ``(out_channels, OL)``.

    The settings are those of `Conv2d`, with single numbers.
    """

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: AxisPadding = 0
    dilation: int = 1
    groups: int = 1
    bias: bool = True

    def __post_init__(self) -> None:
        """Check every setting."""
        super().__post_init__()
        for field in ("out_channels", "kernel_size", "stride", "dilation", "groups"):
            check_whole(self.name, field, getattr(self, field), least=1)
        check_flag(self.name, "bias", self.bias)
        if self.padding not in ("same", "valid"):
            check_whole(self.name, "padding", self.padding, least=0)

    def axes(self, input_shape: Shape) -> tuple[Axis, ...]:
        """Work out where the filters go along the signal."""
        if len(input_shape) != 2:
            place = "take Conv2d for pictures" if len(input_shape) == 3 else "put it before Flatten"
            raise self.misfit(
                input_shape,
                "it needs signals, channels × length",
                f"{place}, or give the net signals as input",
            )
        _, length = input_shape
        return (
            self.slide(
                input_shape, "length", length, self.kernel_size, self.stride, self.padding, self.dilation
            ),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """One filtered signal for each filter."""
        (places,) = self.axes(input_shape)
        if input_shape[0] % self.groups or self.out_channels % self.groups:
            raise self.misfit(
                input_shape,
                f"{self.groups} groups must divide its {input_shape[0]} input channels and its "
                f"{self.out_channels} filters",
                "choose another number of groups or filters",
            )
        return (self.out_channels, places.out)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """``weight`` (out_channels, C // groups, K) and, if wanted, ``bias`` (out_channels,)."""
        weight = (self.out_channels, input_shape[0] // self.groups, self.kernel_size)
        return {"weight": weight, "bias": (self.out_channels,)} if self.bias else {"weight": weight}

    def macs(self, input_shape: Shape) -> int:
        """Each weight is used once at each place."""
        _, places = self.output_shape(input_shape)
        return prod(self.parameter_shapes(input_shape)["weight"]) * places

    def connections(self, input_shape: Shape) -> int:
        """Each parameter is used once at each place."""
        _, places = self.output_shape(input_shape)
        return self.count_parameters(input_shape) * places


def _checked_padding(layer: str, padding: Padding) -> Padding:
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise FilterLabError(
                f'padding of layer "{layer}" is {padding!r}: give a number, a pair (height, width), "same" '
                "or "
                '"valid".'
            )
        return padding
    return checked_pair(layer, "padding", padding, least=0)
