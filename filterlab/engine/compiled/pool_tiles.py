"""The tiles of pooling: a vector of windows at a time."""

from llvmlite import ir

from filterlab.engine.compiled.machine_code import (
    Body,
    Memory,
    Value,
    cell,
    count_to,
    lanes_of,
    plus,
    repeat,
    tile,
    zero,
)


def _largest(together: bool) -> Body:
    """Write a tile that finds the largest number of each of one vector of windows, and which cell it is in.

    Window v begins at ``shift + bases[first + v]`` of ``x``, its ``count`` cells lie ``offsets`` further. Of
    equal numbers the first wins, and the first NaN over everything. Windows ``together`` lie in one row, each two
    pixels from the one before: two loads then take the place of one for each window.
    """

    def body(
        builder: ir.IRBuilder,
        x: Memory,
        shift: Value,
        bases: Memory,
        first: Value,
        offsets: Memory,
        count: Value,
        y: Memory,
        winners: Memory,
        out: Value,
    ) -> None:
        windows = range(1 if together else x.lanes)
        places = [builder.add(bases.number(plus(builder, first, lane)), shift) for lane in windows]
        numbers = ir.VectorType(ir.IntType(32), x.lanes)

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
            value_is_nan = builder.fcmp_unordered("uno", value, value)
            new_nan = builder.and_(value_is_nan, builder.fcmp_ordered("ord", held, held))
            better = builder.or_(builder.fcmp_ordered(">", value, held), new_nan)
            everywhere = repeat(builder, builder.trunc(this, ir.IntType(32)), x.lanes)
            builder.store(builder.select(better, value, held), best)
            builder.store(builder.select(better, everywhere, builder.load(winner)), winner)
        y.store(builder.load(best), out)
        winners.store(builder.trunc(builder.load(winner), ir.VectorType(ir.IntType(8), x.lanes)), out)

    return body


def _every_second(builder: ir.IRBuilder, x: Memory, place: Value, offset: Value) -> Value:
    """Load every second number from a place on, and none beyond the last of them."""
    lanes, start = x.lanes, builder.add(place, offset)
    pair = x.vector(start), x.vector(plus(builder, start, lanes - 1))
    return builder.shuffle_vector(*pair, lanes_of([*range(0, lanes, 2), *range(lanes + 1, 2 * lanes, 2)]))


largest_tile = tile("largest_tile", _largest(together=False))
largest_in_row_tile = tile("largest_in_row_tile", _largest(together=True))


def _give_to_pairs(
    builder: ir.IRBuilder,
    dy: Memory,
    winners: Memory,
    at: Value,
    dx: Memory,
    place: Value,
    width: Value,
) -> None:
    """Write a tile that gives the number of each of one vector of windows of 2 × 2, side by side, to its winner.

    The windows' numbers and winners lie from ``at`` on, their pixels from ``place`` on and ``width`` further.
    """
    lanes = dy.lanes
    numbers, nothing = dy.vector(at), ir.Constant(dy.vector_type, None)
    won = winners.some(at, lanes)
    half = lanes // 2
    for row in range(2):
        sides = []
        for column in range(2):
            number = ir.Constant(ir.VectorType(ir.IntType(8), lanes), [2 * row + column] * lanes)
            sides.append(builder.select(builder.icmp_unsigned("==", won, number), numbers, nothing))
        for part in range(2):
            turns = [
                lane for window in range(part * half, part * half + half) for lane in (window, lanes + window)
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
