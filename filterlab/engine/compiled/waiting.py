"""Compiled kernel that looks at a counter for a while, without Python's lock, until another thread changes it."""

from llvmlite import ir
from numba import njit, types

from filterlab.engine.compiled.machine_code import Context, Kind, Value, intrinsic_of_any_type
from filterlab.engine.walk import Positions


@intrinsic_of_any_type
def _now(typing_context: object, counter: Kind) -> tuple[object, object]:
    """Load the first number of an array from memory, each time anew."""
    del typing_context

    def write(context: Context, builder: ir.IRBuilder, signature: object, given: tuple[Value]) -> Value:
        del signature
        pointer = context.make_array(counter)(context, builder, given[0]).data
        return builder.load_atomic(pointer, "acquire", counter.dtype.bitwidth // 8)

    return counter.dtype(counter), write


@njit(
    [types.boolean(types.Array(types.intp, 1, "C"), types.intp, types.intp, types.intp)],
    nogil=True,
    cache=True,
)
def changes(counter: Positions, seen: int, looks: int, linger: int) -> bool:
    """Look so many times whether the counter is no longer what it was; tell whether it is not.

    If so, look ``linger`` times more first: who changed it still holds Python's lock for that long, and a thread that
    asks for the lock then is put to sleep, from which it takes five times as long to come back.
    """
    looked = 0
    while looked < looks and _now(counter) == seen:
        looked += 1
    if looked == looks:
        return False
    looked = 0
    while looked < linger and _now(counter) != seen:
        looked += 1
    return True
