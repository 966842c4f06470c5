"""How many pictures go through a net at a time: few enough for memory, and for whoever wants to stop."""

from collections.abc import Iterator
from math import prod

from filterlab.nets import Network, summary
from filterlab.nets.spec import trace

# Numbers that one block of pictures makes in all layers together: some megabytes.
BLOCK_NUMBERS = 1 << 20
# Multiply-accumulate operations between two signs of life: fractions of a second.
_MACS = 10**9


def blocks(count: int, net: Network) -> Iterator[slice]:
    """Cut pictures into blocks whose numbers, in all layers of a net together, stay bounded."""
    numbers = prod(net.spec.input_shape) + sum(prod(stage.output_shape) for stage in trace(net.spec))
    size = max(1, BLOCK_NUMBERS // numbers)
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def pace_of(net: Network, most: int) -> int:
    """Count the pictures after which whoever asks should be able to stop, at most so many."""
    return max(1, min(most, _MACS // max(summary(net.spec).macs, 1)))
