"""What every layer description can say about itself before a single weight exists."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

from filterlab.engine.geometry import Axis, AxisPadding, Padding, Pair, Window, padding_pair, resolve_axis
from filterlab.errors import FilterLabError
from filterlab.nets.spec.checks import Shape, as_pair, check_name, format_shape


@dataclass(frozen=True)
class LayerSpec:
    """One layer of a net: its name and its settings, without weights.

    A plain layer keeps the shape of its input and has nothing to learn; other layers override what differs.
    Shapes leave out the batch: ``(C, H, W)`` for pictures, ``(C, L)`` for signals, ``(F,)`` for vectors.

    Attributes
    ----------
    name
        The layer's name, as in ``conv1.weight``.
    """

    name: str

    joins_everything: ClassVar[bool] = False
    """Whether each output looks at the whole input, as those of a linear layer do."""

    def __post_init__(self) -> None:
        """Check the name."""
        check_name(self.kind, self.name)

    @property
    def kind(self) -> str:
        """What sort of layer this is: the name of its class, ``Conv2d`` for example."""
        return type(self).__name__

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the shape of the output for one input; FilterLabError if the layer cannot take that input."""
        return input_shape

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Give the shapes of the arrays the layer learns, by their names without the layer's."""
        del input_shape
        return {}

    def buffer_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Give the shapes of the arrays the layer keeps without learning them by a gradient, by their names."""
        del input_shape
        return {}

    def count_parameters(self, input_shape: Shape) -> int:
        """Count the numbers the layer learns."""
        return sum(prod(shape) for shape in self.parameter_shapes(input_shape).values())

    def macs(self, input_shape: Shape) -> int:
        """Count the multiply-accumulate operations for one input; adding a bias is not one."""
        del input_shape
        return 0

    def connections(self, input_shape: Shape) -> int:
        """Count as LeCun et al. did in 1998: for each output its inputs and its bias."""
        del input_shape
        return 0

    def windows(self, input_shape: Shape) -> tuple[Window, ...]:
        """Give the window that slides along each axis of space; empty if each output sees one place."""
        del input_shape
        return ()

    def misfit(self, input_shape: Shape, problem: str, remedy: str) -> FilterLabError:
        """Make the error that says why this layer cannot take an input of that shape."""
        return FilterLabError(
            f'Layer "{self.name}" ({self.kind}) cannot take its input of {format_shape(input_shape)}: '
            f"{problem}; {remedy}."
        )


@dataclass(frozen=True)
class WindowedSpec(LayerSpec):
    """A layer that slides a window over pictures or signals."""

    def axes(self, input_shape: Shape) -> tuple[Axis, ...]:
        """Work out where the window goes along each axis of space; FilterLabError if it does not fit."""
        raise NotImplementedError

    def windows(self, input_shape: Shape) -> tuple[Window, ...]:
        """Give the window that slides along each axis of space."""
        return tuple(Window(a.kernel, a.stride, a.before, a.dilation) for a in self.axes(input_shape))

    def output_shape(self, input_shape: Shape) -> Shape:
        """Keep the channels; space becomes the number of places of the window."""
        return (input_shape[0], *(axis.out for axis in self.axes(input_shape)))

    def slide_over_picture(
        self, input_shape: Shape, kernel: Pair, stride: Pair, padding: Padding, dilation: Pair = 1
    ) -> tuple[Axis, ...]:
        """Slide a window over the height and width of a picture ``(C, H, W)``."""
        if len(input_shape) != 3:
            raise self.misfit(
                input_shape,
                "it needs pictures, channels × height × width",
                "put it before Flatten, or give the net pictures as input",
            )
        _, h, w = input_shape
        both = zip(
            ("height", "width"), (h, w), as_pair(kernel), as_pair(stride), padding_pair(padding),
            as_pair(dilation), strict=True,
        )  # fmt: skip
        return tuple(self.slide(input_shape, *one) for one in both)

    def slide(
        self,
        input_shape: Shape,
        axis: str,
        size: int,
        kernel: int,
        stride: int,
        padding: AxisPadding,
        dilation: int,
    ) -> Axis:
        """Slide a window along one axis of space."""
        span, zeros = dilation * (kernel - 1) + 1, padding if isinstance(padding, int) else 0
        if padding != "same" and span > size + 2 * zeros:
            raise self.misfit(
                input_shape,
                f"along the {axis} its window spans {span} and the padded input has {size + 2 * zeros}",
                "use a smaller kernel, more padding, or less pooling before it",
            )
        return resolve_axis(axis, size, kernel, stride=stride, padding=padding, dilation=dilation)
