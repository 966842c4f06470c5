"""The tiles of pooling: a vector of windows at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from llvmlite import ir

from filterlab.engine.compiled.machine_code import (
    Body,
    Memory,
    Value,
    cell,
    count_to,
    each_tile,
    lanes_of,
    plus,
    repeat,
    tile,
    zero,
)


def _largest(together: bool) -> Body:
    """Write a tile that finds the largest number of each of one vector of windows, and which cell it is in.

    Window v begins at ``shift + bases[first + v]`` of ``x``, its ``count`` cells lie ``offsets`` further. Of
    equal numbers the first wins, and the first NaN over everything. For ``relu`` what is not positive is 0, and its
    cell the number ``count``. Windows ``together`` lie in one row, each two pixels from the one before: two loads
    then take the place of one for each window.
    """

    def body(
        builder: ir.IRBuilder,
        x: Memory,
        shift: Value,
        bases: Memory,
        first: Value,
        offsets: Memory,
        count: Value,
        relu: Value,
        y: Memory,
        winners: Memory,
        out: Value,
    ) -> None:
        windows = range(1 if together else x.lanes)
        places = [builder.add(bases.number(plus(builder, first, lane)), shift) for lane in windows]
        numbers = ir.VectorType(ir.IntType(32), x.lanes)

        def small(number: Value) -> Value:
            """Make the number of a cell as wide as those of the winners."""
            return builder.trunc(number, ir.IntType(32))

        def cells(number: Value) -> Value:
            """Load the cell of this number of each window."""
            offset = offsets.number(number)
            return _every_second(builder, x, places[0], offset) if together else x.gather(places, offset)

        best = cell(builder, cells(zero(count)))
        winner = cell(builder, ir.Constant(numbers, None))
        one = ir.Constant(count.type, 1)
        with count_to(builder, builder.sub(count, one)) as number:
            this = builder.add(number, one)
            value, held = cells(this), builder.load(best)
            # "Less, or one of them is no number", and the one held is a number.
            less = builder.fcmp_unordered("<", held, value)
            better = builder.and_(less, builder.fcmp_ordered("ord", held, held))
            builder.store(builder.select(better, value, held), best)
            everywhere = repeat(builder, small(this), x.lanes)
            builder.store(builder.select(better, everywhere, builder.load(winner)), winner)
        value, held = builder.load(best), builder.load(winner)
        nothing, nobody = ir.Constant(x.vector_type, None), repeat(builder, small(count), x.lanes)
        cut = repeat(builder, builder.trunc(relu, ir.IntType(1)), x.lanes)
        lost = builder.and_(builder.fcmp_ordered("<=", value, nothing), cut)
        y.store(builder.select(lost, nothing, value), out)
        held = builder.select(lost, nobody, held)
        winners.store(builder.trunc(held, ir.VectorType(ir.IntType(8), x.lanes)), out)

    return body


def _every_second(builder: ir.IRBuilder, x: Memory, place: Value, offset: Value) -> Value:
    """Load every second number from a place on, and none beyond the last of them."""
    lanes, start = x.lanes, builder.add(place, offset)
    pair = x.vector(start), x.vector(plus(builder, start, lanes - 1))
    return builder.shuffle_vector(*pair, lanes_of([*range(0, lanes, 2), *range(lanes + 1, 2 * lanes, 2)]))


largest_tile = tile("largest_tile", _largest(together=False))


def _largest_in_rows(
    builder: ir.IRBuilder,
    x: Memory,
    shift: Value,
    bases: Memory,
    windows: Value,
    in_row: Value,
    offsets: Memory,
    count: Value,
    relu: Value,
    y: Memory,
    winners: Memory,
    out: Value,
) -> None:
    """Write a tile that finds the largest number of all windows of a plane, ``in_row`` in each row.

    In a row each window is two pixels from the one before, and there is at least a vector of them.
    """
    with _each_vector(builder, windows, in_row, x.lanes) as first:
        _largest(together=True)(
            builder, x, shift, bases, first, offsets, count, relu, y, winners, builder.add(out, first)
        )


@contextmanager
def _each_vector(builder: ir.IRBuilder, windows: Value, in_row: Value, lanes: int) -> Iterator[Value]:
    """Write a loop over vectors of windows that lie in one row; the last of a row overlaps the one before."""
    with (
        count_to(builder, builder.udiv(windows, in_row)) as row,
        each_tile(builder, in_row, lanes) as column,
    ):
        yield builder.add(builder.mul(row, in_row), column)


largest_in_rows_tile = tile("largest_in_rows_tile", _largest_in_rows)


def _give_to_pairs(
    builder: ir.IRBuilder,
    dy: Memory,
    winners: Memory,
    at: Value,
    windows: Value,
    in_row: Value,
    dx: Memory,
    shift: Value,
    bases: Memory,
    width: Value,
) -> None:
    """Write a tile that gives the number of each window of a plane to its winner; windows of 2 × 2, side by side.

    The windows' numbers and winners lie from ``at`` on. Window v begins at ``shift + bases[v]`` of ``dx``, and its
    second row ``width`` further; ``in_row`` of them, at least a vector, lie in a row.
    """
    lanes = dy.lanes
    half, nothing = lanes // 2, ir.Constant(dy.vector_type, None)
    with _each_vector(builder, windows, in_row, lanes) as first:
        here, place = builder.add(at, first), builder.add(bases.number(first), shift)
        numbers, won = dy.vector(here), winners.some(here, lanes)
        for row in range(2):
            sides = []
            for column in range(2):
                number = ir.Constant(ir.VectorType(ir.IntType(8), lanes), [2 * row + column] * lanes)
                sides.append(builder.select(builder.icmp_unsigned("==", won, number), numbers, nothing))
            for part in range(2):
                turns = [
                    lane
                    for window in range(part * half, part * half + half)
                    for lane in (window, lanes + window)
                ]
                mixed = builder.shuffle_vector(*sides, lanes_of(turns))
                dx.store(mixed, plus(builder, place, part * lanes))
            place = builder.add(place, width)


give_to_pairs = tile("give_to_pairs", _give_to_pairs)


def _sum(
    builder: ir.IRBuilder,
    x: Memory,
    shift: Value,
    bases: Memory,
    first: Value,
    offsets: Memory,
    count: Value,
    y: Memory,
    out: Value,
) -> None:
    """Write a tile that adds up each of one vector of windows; they lie as for ``largest_tile``."""
    places = [builder.add(bases.number(plus(builder, first, lane)), shift) for lane in range(x.lanes)]
    total = cell(builder, ir.Constant(x.vector_type, None))
    with count_to(builder, count) as number:
        value = x.gather(places, offsets.number(number))
        builder.store(builder.fadd(builder.load(total), value), total)
    y.store(builder.load(total), out)


sum_tile = tile("sum_tile", _sum)
