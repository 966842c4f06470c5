"""Taking turns at the units of a piece of work, without Python's lock: see `filterlab.engine.threads`."""

from collections.abc import Iterator

from llvmlite import ir
from numba import njit, types

from filterlab.engine.compiled.machine_code import Context, Kind, Value, intrinsic_of_any_type
from filterlab.engine.positions import Positions

TURNS = types.Array(types.intp, 1, "C")


@intrinsic_of_any_type
def _add(typing_context: object, address: Kind, place: Kind, step: Kind) -> tuple[object, object]:
    """Add to a number at an address that other threads add to as well; tell what it was before."""
    del typing_context, place, step

    def write(context: Context, builder: ir.IRBuilder, signature: object, given: tuple[Value, ...]) -> Value:
        del context, signature
        pointer = builder.inttoptr(given[0], given[2].type.as_pointer())
        return builder.atomic_rmw("add", builder.gep(pointer, [given[1]]), given[2], "seq_cst")

    return types.intp(address, types.intp, types.intp), write


@njit(nogil=True, cache=True)
def _units(turns: int, length: int, step: int, call_at: int, thread: int) -> Iterator[int]:
    if thread == 0 and call_at != 0:
        _add(call_at, 0, 1)
    parts = (length - 3) // 2
    for further in range(parts):
        part = (thread + further) % parts
        end = _add(turns, 4 + 2 * part, 0)
        first = _add(turns, 3 + 2 * part, step)
        while first < end:
            last = min(first + step, end)
            unit = first
            while unit < last:
                yield unit
                unit += 1
            _add(turns, 0, last - first)
            first = _add(turns, 3 + 2 * part, step)


@njit(nogil=True, cache=True)
def units_of(turns: Positions, thread: int) -> Iterator[int]:
    """Give the units that fall to a thread: of its own part first, then of those of the others.

    A kernel computes each while it has it: whoever is given the next one has done the one before. The thread that
    asked for the work calls the others here, where it no longer holds Python's lock: they need it to begin.
    """
    # Numba's generators never let go of an array they are given: they are given where it lies.
    return _units(turns.ctypes.data, len(turns), turns[1], turns[2], thread)
