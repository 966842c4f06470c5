"""The tiles that move numbers about, and those that add them to others."""

from llvmlite import ir

from filterlab.engine.compiled.machine_code import (
    Memory,
    Value,
    cell,
    count_to,
    each_tile,
    lanes_of,
    multiply_add,
    plus,
    tile,
    times,
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
        lanes_of([*range(part, part + half), *range(lanes + part, lanes + part + half)]) for part in (0, half)
    ]
    rows = [
        builder.shuffle_vector(rows[row], rows[row + half], swap) for swap in swaps for row in range(half)
    ]
    for row in rows:
        target.store(row, out)
        out = builder.add(out, out_step)


def _in_turn(lanes: int, size: int, start: int) -> Value:
    """Choose groups of ``size`` lanes of two vectors in turn, from ``start`` on in each half of them."""
    half = lanes // 2
    places = []
    for base in (start, half + start):
        for group in range(base, base + half // 2, size):
            places += [*range(group, group + size), *range(lanes + group, lanes + group + size)]
    return lanes_of(places)


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


def _clear(builder: ir.IRBuilder, target: Memory, out: Value, count: Value) -> None:
    """Write a tile that sets ``count`` numbers, at least 0, to 0."""
    lanes = ir.Constant(count.type, target.lanes)
    nothing = ir.Constant(target.vector_type, None)
    with builder.if_else(builder.icmp_signed("<", count, lanes)) as (few, many):
        with few, count_to(builder, count) as done:
            target.store(ir.Constant(nothing.type.element, 0), builder.add(out, done))
        with many, each_tile(builder, count, target.lanes) as done:
            target.store(nothing, builder.add(out, done))


clear = tile("clear", _clear)


def _copy_lines(
    builder: ir.IRBuilder,
    source: Memory,
    at: Value,
    step: Value,
    target: Memory,
    out: Value,
    out_step: Value,
    count: Value,
    lines: Value,
) -> None:
    """Write a tile that copies ``lines`` times ``count`` numbers, each time so many steps further."""
    with count_to(builder, lines) as line:
        begin, end = builder.add(at, builder.mul(line, step)), builder.add(out, builder.mul(line, out_step))
        _copy(builder, source, begin, target, end, count)


copy_lines = tile("copy_lines", _copy_lines)


def _split_lines(
    builder: ir.IRBuilder,
    source: Memory,
    at: Value,
    step: Value,
    target: Memory,
    evens: Value,
    odds: Value,
    out_step: Value,
    count: Value,
    lines: Value,
) -> None:
    """Write a tile that copies ``lines`` times ``count`` numbers: first, third … and second, fourth … apart.

    Those of the first line go to ``evens`` and to ``odds``; each further line lies so many steps further.
    """
    lanes = target.lanes
    whole = builder.udiv(count, ir.Constant(count.type, 2 * lanes))
    done = times(builder, whole, 2 * lanes)
    rest = builder.sub(count, done)
    halves = [lanes_of([*range(side, 2 * lanes, 2)]) for side in range(2)]
    with count_to(builder, lines) as line:
        begin, further = builder.add(at, builder.mul(line, step)), builder.mul(line, out_step)
        outs = [builder.add(out, further) for out in (evens, odds)]
        with count_to(builder, whole) as number:
            here = builder.add(begin, times(builder, number, 2 * lanes))
            pair = source.vector(here), source.vector(plus(builder, here, lanes))
            for half, out in zip(halves, outs, strict=True):
                place = builder.add(out, times(builder, number, lanes))
                target.store(builder.shuffle_vector(*pair, half), place)
        with count_to(builder, rest) as number:
            taken = builder.add(done, number)
            one = ir.Constant(count.type, 1)
            is_odd = builder.icmp_unsigned("==", builder.and_(taken, one), one)
            place = builder.add(builder.select(is_odd, outs[1], outs[0]), builder.lshr(taken, one))
            target.store(source.number(builder.add(begin, taken)), place)


split_lines = tile("split_lines", _split_lines)


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
