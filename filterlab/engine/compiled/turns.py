"""Taking turns at the units of a piece of work, without Python's lock: see `filterlab.engine.threads`."""

from collections.abc import Iterator

from llvmlite import ir
from numba import njit, types

from filterlab.engine.compiled.machine_code import Context, Kind, Value, intrinsic_of_any_type
from filterlab.engine.positions import Positions

TURNS = types.Array(types.intp, 1, "C")


@intrinsic_of_any_type
def _add(typing_context: object, counters: Kind, place: Kind, step: Kind) -> tuple[object, object]:
    """Add to a number of an array that other threads add to as well; tell what it was before."""
    del typing_context, place, step

    def write(context: Context, builder: ir.IRBuilder, signature: object, given: tuple[Value, ...]) -> Value:
        del signature
        pointer = context.make_array(counters)(context, builder, given[0]).data
        return builder.atomic_rmw("add", builder.gep(pointer, [given[1]]), given[2], "seq_cst")

    return types.intp(counters, types.intp, types.intp), write


@intrinsic_of_any_type
def _give(typing_context: object, address: Kind) -> tuple[object, object]:
    """Add 1 to the number at an address, for threads that look at it; nothing if the address is 0."""
    del typing_context

    def write(context: Context, builder: ir.IRBuilder, signature: object, given: tuple[Value, ...]) -> Value:
        del signature
        number = given[0].type
        with builder.if_then(builder.icmp_unsigned("!=", given[0], ir.Constant(number, 0))):
            pointer = builder.inttoptr(given[0], number.as_pointer())
            builder.atomic_rmw("add", pointer, ir.Constant(number, 1), "seq_cst")
        return context.get_dummy_value()

    return types.void(address), write


@njit(nogil=True, cache=True)
def units_of(turns: Positions, thread: int) -> Iterator[int]:
    """Give the units that fall to a thread: of its own part first, then of those of the others.

    A kernel computes each while it has it: whoever is given the next one has done the one before. The thread that
    asked for the work calls the others here, where it no longer holds Python's lock: they need it to begin.
    """
    if thread == 0:
        _give(turns[2])
    parts, step = (len(turns) - 3) // 2, turns[1]
    for further in range(parts):
        part = (thread + further) % parts
        end = turns[4 + 2 * part]
        first = _add(turns, 3 + 2 * part, step)
        while first < end:
            last = min(first + step, end)
            unit = first
            while unit < last:
                yield unit
                unit += 1
            _add(turns, 0, last - first)
            first = _add(turns, 3 + 2 * part, step)
