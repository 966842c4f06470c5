"""Where a sliding window goes: output sizes, padding, and what part of the input an output sees."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import index
from typing import Literal, SupportsIndex, TypeAlias

from filterlab.engine.errors import ShapeError, shown

Pair: TypeAlias = int | tuple[int, int]
AxisPadding: TypeAlias = int | Literal["same", "valid"]
Padding: TypeAlias = Pair | Literal["same", "valid"]


@dataclass(frozen=True)
class Window:
    """How a window slides along one axis: its cells, its step, the zeros put before the input, its gaps.

    ``padding`` counts the zeros before the first sample; it may differ from the zeros behind the last one,
    which do not change what an output sees.
    """

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def span(self) -> int:
        """Samples from the window's first cell to its last: ``dilation * (kernel - 1) + 1``."""
        return self.dilation * (self.kernel - 1) + 1


@dataclass(frozen=True)
class Axis:
    """One axis of a window operation, worked out: input size, window, zeros on both sides, output size."""

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int
    out: int

    @property
    def span(self) -> int:
        """Samples from the window's first cell to its last."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padded(self) -> int:
        """Samples of the input with its padding."""
        return self.before + self.size + self.after


def output_size(n: int, kernel: int, *, stride: int = 1, padding: AxisPadding = 0, dilation: int = 1) -> int:
    """Count the places where a window fits along one axis: ``(n + 2 * padding - span) // stride + 1``.

    Parameters
    ----------
    n
        Samples of the input, at least 1.
    kernel
        Cells of the window, at least 1.
    stride
        Samples between one place and the next, at least 1.
    padding
        Zeros put on each side, at least 0; ``"valid"`` means none, ``"same"`` as many as make the output
        ``ceil(n / stride)`` long (with stride 1: as long as the input).
    dilation
        Samples from one cell of the window to the next; the window spans ``dilation * (kernel - 1) + 1``.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ShapeError
        If a number is out of its range or the window is longer than the padded input.

    References
    ----------
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016).
    """
    return resolve_axis("input", n, kernel, stride=stride, padding=padding, dilation=dilation).out


def resolve_axis(
    name: str, n: int, kernel: int, *, stride: int = 1, padding: AxisPadding = 0, dilation: int = 1
) -> Axis:
    """Work out the padding and the output size of one axis; ``name`` is what error messages call it.

    ``"same"`` follows TensorFlow, and PyTorch as far as PyTorch goes (stride 1): the output is
    ``ceil(n / stride)`` long, and when the zeros needed are odd in number the extra one goes behind the
    input.

    Raises
    ------
    ShapeError
        If a number is out of its range or the window is longer than the padded input.
    """
    n = at_least(1, n, f"The {name} of the input")
    kernel = at_least(1, kernel, f"The kernel size along the {name}")
    stride = at_least(1, stride, f"The stride along the {name}")
    dilation = at_least(1, dilation, f"The dilation along the {name}")
    span = dilation * (kernel - 1) + 1
    before, after = _resolve_padding(name, n, span, stride, padding)
    padded = before + n + after
    if span > padded:
        raise ShapeError(
            f"The kernel does not fit along the {name}: it spans {shown(span)} (kernel {shown(kernel)}, dilation "
            f"{shown(dilation)}), expected at most the padded input's {shown(padded)} ({shown(before)} + "
            f"{shown(n)} + {shown(after)}). Use a smaller kernel or dilation, a larger input or more padding."
        )
    return Axis(n, kernel, stride, dilation, before, after, out=(padded - span) // stride + 1)


def steps_within(axis: Axis) -> Axis:
    """Shorten steps that lead out of the input anyway, so that places can be counted: the outputs are the same."""
    if max(axis.stride, axis.dilation) <= axis.padded:
        return axis
    return replace(axis, stride=min(axis.stride, axis.padded), dilation=min(axis.dilation, axis.padded))


def _resolve_padding(name: str, n: int, span: int, stride: int, padding: int | str) -> tuple[int, int]:
    if not isinstance(padding, str):
        padding = at_least(0, padding, f"The padding along the {name}")
        return padding, padding
    if padding == "valid":
        return 0, 0
    if padding == "same":
        total = max((-(-n // stride) - 1) * stride + span - n, 0)
        return total // 2, total - total // 2
    raise ShapeError(
        f'The padding along the {name} is {shown(padding)}; expected a number of zeros, "same" or "valid".'
    )


def at_least(least: int, value: object, what: str) -> int:
    """Return ``value`` as an int.

    Raises
    ------
    ShapeError
        If it is no whole number or smaller than ``least``; ``what`` begins the message's sentence.
    """
    try:
        whole = whole_number(value)
    except TypeError:
        raise ShapeError(
            f"{what} is {shown(value)} ({type(value).__name__}); expected a whole number (int) of at least {least}."
        ) from None
    if whole < least:
        raise ShapeError(f"{what} is {shown(whole)}; expected at least {least}.")
    return whole


def whole_number(value: object) -> int:
    """Return ``value`` as an int. True and False are no numbers here: given as a size they are a mistake.

    Raises
    ------
    TypeError
        If it is anything but a whole number of Python's or NumPy's.
    """
    if type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError
    return index(value)


def sizes(shape: object, name: str, axes: tuple[str, ...]) -> tuple[int, ...]:
    """Return a shape that the user wrote down, called ``name``, as whole numbers: one for each of ``axes``.

    Raises
    ------
    ShapeError
        If it is no sequence of so many whole numbers of at least 0.
    """
    if type(shape) is tuple and len(shape) == len(axes) and are_plain(shape) and min(shape) >= 0:
        return shape
    if isinstance(shape, str) or not isinstance(shape, Iterable):
        raise ShapeError(
            f"{name} is {shown(shape)}; expected {len(axes)} whole numbers: ({', '.join(axes)})."
        )
    given = tuple(shape)
    if len(given) != len(axes):
        raise ShapeError(
            f"{name} {shown(given)} has {len(given)} axes; expected {len(axes)}: ({', '.join(axes)})."
        )
    return tuple(at_least(0, size, f"{name}'s axis {axis}") for axis, size in zip(axes, given, strict=True))


def inside(start: int, step: int, count: int, size: int) -> tuple[slice, slice]:
    """Find which of the places ``start + step * k``, k below ``count``, lie on an axis of ``size`` samples.

    Returns
    -------
    ks, places
        The slice of those k, and the slice of the samples they lie on; both empty if there are none.
    """
    first = max(-(start // step), 0)
    stop = min(-((start - size) // step), count)
    if stop <= first:
        return slice(0, 0), slice(0, 0)
    return slice(first, stop), slice(start + step * first, start + step * (stop - 1) + 1, step)


def are_plain(*given: object) -> bool:
    """Tell whether settings can be looked up: True is 1 to a dictionary and not to us, and a list cannot be a key."""
    # Plain loops take a third of the time of `all`, and a training step asks ten times.
    for one in given:
        if type(one) is tuple:
            for part in one:
                if type(part) is not int:
                    return False
        elif type(one) is not int and type(one) is not str:
            return False
    return True


def pair(value: Pair, what: str, *, words: str = "") -> tuple[int, int]:
    """Return ``value`` as (height, width): a single number stands for both.

    Raises
    ------
    ShapeError
        If it is neither a whole number nor two of them; ``what`` names it in the message, which offers
        ``words`` too.
    """
    expected = f"expected a whole number (int), or two (height, width){words}"
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ShapeError(f"The {what} {shown(value)} has {len(value)} numbers; {expected}.")
        height, width = value
    else:
        height = width = value
    try:
        return whole_number(height), whole_number(width)
    except TypeError:
        raise ShapeError(f"The {what} is {shown(value)} ({_kinds(value)}); {expected}.") from None


def _kinds(value: object) -> str:
    parts = value if isinstance(value, tuple | list) else (value,)
    return " and ".join(type(part).__name__ for part in parts)


def padding_pair(padding: Padding) -> tuple[AxisPadding, AxisPadding]:
    """Return the padding of (height, width): a word or a single number stands for both."""
    if isinstance(padding, str):
        return padding, padding
    return pair(padding, "padding", words=', or "same" or "valid"')


@dataclass(frozen=True)
class ReceptiveField:
    """What the outputs of a chain of windows see of its input, along one axis.

    Attributes
    ----------
    size
        Input samples from the first to the last that one output depends on.
    jump
        Input samples from one output's field to the next one's (the effective stride).
    start
        Index of the first input sample that output 0 sees; negative when that lies in the padding.
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    def through(self, window: Window) -> "ReceptiveField":
        """Return the field after one more window on top of this one."""
        return ReceptiveField(
            size=self.size + (window.span - 1) * self.jump,
            jump=self.jump * window.stride,
            start=self.start - window.padding * self.jump,
        )

    def interval(self, output: int) -> tuple[int, int]:
        """Return the first and the last input index (both included) that the given output index sees."""
        first = self.start + output * self.jump
        return first, first + self.size - 1


def receptive_field(stages: Iterable[Window]) -> ReceptiveField:
    """Chain windows, from the input on, into the receptive field of the last one's outputs.

    Each stage adds ``(span - 1) * jump`` to the size, multiplies the jump by its stride and moves the start
    back by ``padding * jump``. No stage at all sees one sample: ``ReceptiveField(1, 1, 0)``.

    References
    ----------
    Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks (Distill, 2019).
    """
    field = ReceptiveField()
    for window in stages:
        field = field.through(window)
    return field
