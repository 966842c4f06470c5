"""The tiles that move numbers about, those of pooling, and that of an update."""

from llvmlite import ir

from filterlab.engine.compiled.machine_code import (
    Memory,
    Value,
    cell,
    count_to,
    each_tile,
    int32,
    multiply_add,
    plus,
    repeat,
    tile,
    zero,
)


def _transpose(
    builder: ir.IRBuilder, source: Memory, at: Value, step: Value, target: Memory, out: Value, out_step: Value
) -> None:
    """Write a tile that turns rows into columns: as many rows of one vector, ``step`` apart, as that has numbers."""
    lanes = source.lanes
    rows = []
    for _ in range(lanes):
        rows.append(source.vector(at))
        at = builder.add(at, step)
    half = lanes // 2
    size = 1
    while size < half:
        # Within each half of a register, where shuffling is cheapest: groups of ``size`` numbers of two rows in turn.
        low, high = (_in_turn(lanes, size, part * half // 2) for part in range(2))
        mixed = []
        for block in range(0, lanes, 2 * size):
            for row in range(block, block + size):
                pair = rows[row], rows[row + size]
                mixed += [builder.shuffle_vector(*pair, low), builder.shuffle_vector(*pair, high)]
        rows, size = mixed, 2 * size
    swaps = [
        _mask([*range(part, part + half), *range(lanes + part, lanes + part + half)]) for part in (0, half)
    ]
    rows = [
        builder.shuffle_vector(rows[row], rows[row + half], swap) for swap in swaps for row in range(half)
    ]
    for row in rows:
        target.store(row, out)
        out = builder.add(out, out_step)


def _in_turn(lanes: int, size: int, start: int) -> Value:
    """Mask that takes groups of ``size`` lanes from two vectors in turn, from ``start`` on in each half of them."""
    half = lanes // 2
    places = []
    for base in (start, half + start):
        for group in range(base, base + half // 2, size):
            places += [*range(group, group + size), *range(lanes + group, lanes + group + size)]
    return _mask(places)


def _mask(places: list[int]) -> Value:
    return ir.Constant(ir.VectorType(ir.IntType(32), len(places)), [int32(place) for place in places])


transpose = tile("transpose", _transpose)


def _copy(builder: ir.IRBuilder, source: Memory, at: Value, target: Memory, out: Value, count: Value) -> None:
    """Write a tile that copies ``count`` numbers, at least 0, to a place that does not overlap them."""
    lanes = ir.Constant(count.type, target.lanes)
    with builder.if_else(builder.icmp_signed("<", count, lanes)) as (few, many):
        with few, count_to(builder, count) as done:
            target.store(source.number(builder.add(at, done)), builder.add(out, done))
        # The last vector overlaps the one before rather than go beyond the numbers.
        with many, each_tile(builder, count, target.lanes) as done:
            target.store(source.vector(builder.add(at, done)), builder.add(out, done))


copy = tile("copy", _copy)


def _add_windows(
    builder: ir.IRBuilder,
    source: Memory,
    at: Value,
    step: Value,
    target: Memory,
    corners: Memory,
    first: Value,
    shift: Value,
    length: Value,
    count: Value,
    turns: Value,
) -> None:
    """Write a tile that adds ``length`` neighbouring numbers of each of ``count`` windows to those of ``target``.

    Those of window w lie at ``at + w * step``, and belong to ``corners[first + w] + shift``. Every ``turns``-th
    window is taken first, then those after them: one that overlaps with the last would have to wait for its store.
    """
    lanes = ir.Constant(length.type, target.lanes)
    whole = builder.udiv(length, lanes)
    filled = builder.mul(whole, lanes)
    rest = builder.sub(length, filled)
    with count_to(builder, turns) as turn:
        left = builder.sub(plus(builder, builder.add(count, turns), -1), turn)
        with count_to(builder, builder.udiv(left, turns)) as number:
            window = builder.add(turn, builder.mul(number, turns))
            here = builder.add(at, builder.mul(window, step))
            there = builder.add(corners.number(builder.add(first, window)), shift)
            with count_to(builder, whole) as vector:
                done = builder.mul(vector, lanes)
                out = builder.add(there, done)
                target.store(builder.fadd(target.vector(out), source.vector(builder.add(here, done))), out)
            with count_to(builder, rest) as single:
                done = builder.add(filled, single)
                out = builder.add(there, done)
                target.store(builder.fadd(target.number(out), source.number(builder.add(here, done))), out)


add_windows = tile("add_windows", _add_windows)


def _largest(
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
    """Write a tile that finds the largest number of each of one vector of windows, and which cell it is in.

    Window v begins at ``shift + bases[first + v]`` of ``x``, its ``count`` cells lie ``offsets`` further. Of
    equal numbers the first wins, and the first NaN over everything.
    """
    places = [builder.add(bases.number(plus(builder, first, lane)), shift) for lane in range(x.lanes)]
    numbers = ir.VectorType(ir.IntType(32), x.lanes)
    best = cell(builder, x.gather(places, offsets.number(zero(count))))
    winner = cell(builder, ir.Constant(numbers, None))
    one = ir.Constant(count.type, 1)
    with count_to(builder, builder.sub(count, one)) as number:
        this = builder.add(number, one)
        value, held = x.gather(places, offsets.number(this)), builder.load(best)
        value_is_nan = builder.fcmp_unordered("uno", value, value)
        new_nan = builder.and_(value_is_nan, builder.fcmp_ordered("ord", held, held))
        better = builder.or_(builder.fcmp_ordered(">", value, held), new_nan)
        everywhere = repeat(builder, builder.trunc(this, ir.IntType(32)), x.lanes)
        builder.store(builder.select(better, value, held), best)
        builder.store(builder.select(better, everywhere, builder.load(winner)), winner)
    y.store(builder.load(best), out)
    winners.store(builder.trunc(builder.load(winner), ir.VectorType(ir.IntType(8), x.lanes)), out)


largest_tile = tile("largest_tile", _largest)


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


def _add_scaled(
    builder: ir.IRBuilder,
    y: Memory,
    x: Memory,
    at: Value,
    weights: Memory,
    weight: Value,
    out: Value,
    count: Value,
    traces: Memory,
) -> None:
    """Write a tile that adds ``count`` numbers of ``x`` times a weight to those of ``y``.

    Each result times 0 is added to the numbers of ``traces``, one more than a vector has: those stay 0 unless a
    result is not finite.
    """
    lanes = ir.Constant(count.type, y.lanes)
    splat, one = weights.splat(weight), weights.number(weight)
    vector_trace, trace = cell(builder, traces.vector(zero(count))), cell(builder, traces.number(lanes))
    nothing, no_vector = ir.Constant(one.type, 0), ir.Constant(y.vector_type, None)
    whole = builder.udiv(count, lanes)
    with count_to(builder, whole) as number:
        done = builder.mul(number, lanes)
        total = cell(builder, y.vector(builder.add(out, done)))
        multiply_add(builder, x.vector(builder.add(at, done)), splat, total)
        y.store(builder.load(total), builder.add(out, done))
        multiply_add(builder, builder.load(total), no_vector, vector_trace)
    first = builder.mul(whole, lanes)
    with count_to(builder, builder.sub(count, first)) as number:
        done = builder.add(first, number)
        total = cell(builder, y.number(builder.add(out, done)))
        multiply_add(builder, x.number(builder.add(at, done)), one, total)
        y.store(builder.load(total), builder.add(out, done))
        multiply_add(builder, builder.load(total), nothing, trace)
    traces.store(builder.load(vector_trace), zero(count))
    traces.store(builder.load(trace), lanes)


add_scaled = tile("add_scaled", _add_scaled)
