"""Compiled kernels that look at a counter for a while, without Python's lock, until other threads change it."""

from llvmlite import ir
from numba import njit, types

from filterlab.engine.compiled.machine_code import Context, Kind, Value, intrinsic_of_any_type
from filterlab.engine.positions import Positions

_COUNTER = types.Array(types.intp, 1, "C")


@intrinsic_of_any_type
def _now(typing_context: object, counter: Kind, place: Kind) -> tuple[object, object]:
    """Load a number of an array from memory, each time anew."""
    del typing_context, place

    def write(context: Context, builder: ir.IRBuilder, signature: object, given: tuple[Value, ...]) -> Value:
        del signature
        pointer = context.make_array(counter)(context, builder, given[0]).data
        return builder.load_atomic(builder.gep(pointer, [given[1]]), "acquire", counter.dtype.bitwidth // 8)

    return counter.dtype(counter, types.intp), write


@njit([types.boolean(_COUNTER, _COUNTER, types.intp, types.intp)], nogil=True, cache=True)
def changes(mark: Positions, counter: Positions, seen: int, looks: int) -> bool:
    """Set a mark to 0, then look so many times whether the counter has changed; tell whether it has."""
    mark[0] = 0
    looked = 0
    while looked < looks and _now(counter, 0) == seen:
        looked += 1
    return looked < looks


@njit([types.boolean(_COUNTER, types.intp, _COUNTER, types.intp)], nogil=True, cache=True)
def ends(turns: Positions, units: int, marks: Positions, looks: int) -> bool:
    """Look so many times whether all units are done and all marks are 0; tell whether that is so."""
    looked = 0
    while looked < looks and _now(turns, 0) != units:
        looked += 1
    for place in range(len(marks)):
        while looked < looks and _now(marks, place) != 0:
            looked += 1
    return looked < looks
