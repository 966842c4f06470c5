"""The tiles of arithmetic in which nearly all the time of a convolution is spent.

Of AVX2's 16 registers, 12 hold sums; that leaves four for what is multiplied.
"""

from typing import Any

from llvmlite import ir

from filterlab.engine.compiled.machine_code import (
    Body,
    Memory,
    Value,
    cell,
    count_to,
    each_tile,
    multiply_add,
    plus,
    repeat,
    tile,
    times,
    zero,
)
from filterlab.engine.walk import (
    GRADIENT_OUTPUTS,
    GRADIENT_TAPS,
    ROWS_TOGETHER,
    TILE_POINTS,
    VECTOR_BYTES,
)

TILE_SUMS = 12


def _products(blocks: int, *, listed: bool = False) -> Body:
    """Write a tile that adds up outer products of ``blocks`` vectors (1 or 2) with six numbers.

    It is called with ``(vectors, at, scalars, shift, bases, first, offsets, count, starts, start, sums, out)``.
    Product k below ``count`` takes ``blocks`` vectors at ``at + k * blocks`` vectors of ``vectors``, and for
    each point j below 6 the number of ``scalars`` at ``shift + bases[first + j] + offsets[k]``. The sums begin
    with the vectors at ``start`` of ``starts`` and end at ``out`` of ``sums``, point by point. A tile of one
    vector sums even and odd products apart: twice as many sums are what keeps the processor busy.

    A tile of ``listed`` products is called with ``(…, out, taps, tap, targets, target)``. Product k takes the vectors
    numbered ``taps[tap + k]`` and the offset ``tap + k``. The sums of point j go ``targets[target + j]`` points further
    than ``out``.
    """
    turns = TILE_SUMS // (blocks * TILE_POINTS)

    def body(
        builder: ir.IRBuilder,
        vectors: Memory,
        at: Value,
        scalars: Memory,
        shift: Value,
        bases: Memory,
        first: Value,
        offsets: Memory,
        count: Value,
        starts: Memory,
        start: Value,
        sums: Memory,
        out: Value,
        *lists: Any,
    ) -> None:
        lanes = vectors.lanes
        taps, tap, targets, target = lists or (None,) * 4
        nothing = ir.Constant(vectors.vector_type, None)
        places = [
            scalars.beyond(builder.add(bases.number(plus(builder, first, point)), shift))
            for point in range(TILE_POINTS)
        ]
        begin = [starts.vector(plus(builder, start, lanes * block)) for block in range(blocks)]
        cells = [
            [[cell(builder, nothing if turn else vector) for vector in begin] for _ in places]
            for turn in range(turns)
        ]

        def multiply(number: Value, turn: int) -> None:
            """Add product ``number`` to the sums of a turn."""
            which = builder.add(tap, number) if listed else number
            numbered = taps.number(which) if listed else number
            here = builder.add(at, times(builder, numbered, lanes * blocks))
            many = [vectors.vector(plus(builder, here, lanes * block)) for block in range(blocks)]
            offset = offsets.number(which)
            for place, row in zip(places, cells[turn], strict=True):
                one = place.splat(offset)
                for vector, total in zip(many, row, strict=True):
                    multiply_add(builder, vector, one, total)

        whole = builder.udiv(count, ir.Constant(count.type, turns))
        with count_to(builder, whole) as number:
            for turn in range(turns):
                multiply(plus(builder, times(builder, number, turns), turn), turn)
        done = times(builder, whole, turns)
        with count_to(builder, builder.sub(count, done)) as number:
            multiply(builder.add(done, number), 0)
        for point in range(TILE_POINTS):
            for block in range(blocks):
                total = builder.load(cells[0][point][block])
                for others in cells[1:]:
                    total = builder.fadd(total, builder.load(others[point][block]))
                place = plus(builder, out, lanes * block)
                if listed:
                    further = times(builder, targets.number(plus(builder, target, point)), lanes * blocks)
                    sums.store(total, builder.add(place, further))
                else:
                    sums.store(total, plus(builder, place, lanes * blocks * point))

    return body


product_tile = tile("product_tile", _products(2))
narrow_product_tile = tile("narrow_product_tile", _products(1))
# More points would need more registers than AVX-512 has: LLVM loads all scalars before it multiplies.
broad_product_tile = tile("broad_product_tile", _products(2), 2 * VECTOR_BYTES)
listed_tile = tile("listed_tile", _products(2, listed=True))
broad_listed_tile = tile("broad_listed_tile", _products(2, listed=True), 2 * VECTOR_BYTES)


def _rows(filters: int) -> Body:
    """Write tiles that correlate some filters with ``TILE_SUMS // filters`` vectors of neighbouring pixels each.

    They are called with ``(picture, shift, bases, places, offsets, count, weights, at, biases, start, y, out,
    step, targets)``. Vector v below ``places`` looks at ``shift + bases[v] + offsets[k]`` of ``picture`` for tap k
    below ``count``. The taps' weights for each of the filters lie at ``at`` of ``weights`` one tap after the
    other; the sums begin with the numbers from ``start`` of ``biases`` and end at ``out + targets[v]`` of ``y``,
    for the next filter ``step`` further.
    """
    vectors = TILE_SUMS // filters

    def body(
        builder: ir.IRBuilder,
        picture: Memory,
        shift: Value,
        bases: Memory,
        places: Value,
        offsets: Memory,
        count: Value,
        weights: Memory,
        at: Value,
        biases: Memory,
        start: Value,
        y: Memory,
        out: Value,
        step: Value,
        targets: Memory,
    ) -> None:
        with each_tile(builder, places, vectors) as first:
            points = [
                builder.add(bases.number(plus(builder, first, vector)), shift) for vector in range(vectors)
            ]
            begin = [biases.splat(plus(builder, start, number)) for number in range(filters)]
            cells = [[cell(builder, bias) for bias in begin] for _ in points]
            with count_to(builder, count) as tap:
                offset = offsets.number(tap)
                here = builder.add(at, times(builder, tap, filters))
                # The fewer are kept in registers and meet the others one by one: beside the sums is room for four.
                if vectors < filters:
                    pixels = [picture.vector(builder.add(place, offset)) for place in points]
                    for number in range(filters):
                        weight = weights.splat(plus(builder, here, number))
                        for vector, row in zip(pixels, cells, strict=True):
                            multiply_add(builder, vector, weight, row[number])
                else:
                    kept = [weights.splat(plus(builder, here, number)) for number in range(filters)]
                    for place, row in zip(points, cells, strict=True):
                        vector = picture.vector(builder.add(place, offset))
                        for weight, total in zip(kept, row, strict=True):
                            multiply_add(builder, vector, weight, total)
            for number, row in enumerate(cells):
                target = builder.add(out, targets.number(plus(builder, first, number)))
                for total in row:
                    y.store(builder.load(total), target)
                    target = builder.add(target, step)

    return body


one_filter_tiles = tile("one_filter_tiles", _rows(1))
two_filters_tiles = tile("two_filters_tiles", _rows(2))
three_filters_tiles = tile("three_filters_tiles", _rows(3))
four_filters_tiles = tile("four_filters_tiles", _rows(4))


def _rows_together(
    builder: ir.IRBuilder,
    picture: Memory,
    shift: Value,
    bases: Memory,
    places: Value,
    offsets: Memory,
    edge: Value,
    middle: Value,
    weights: Memory,
    at: Value,
    biases: Memory,
    start: Value,
    y: Memory,
    out: Value,
    step: Value,
    targets: Memory,
) -> None:
    """Write tiles that correlate one filter with vectors of pixels in each of ``ROWS_TOGETHER`` rows of outputs.

    Each pixel loaded serves all rows that look at it. The tiles are called as the others, but each further row is
    stored ``step`` further. The offsets begin with ``edge`` pixels that only the first row looks at, then as many
    that the first two do, and so on; in the middle come ``middle`` that all do, at the end ``edge`` that only the
    last does. ``weights`` has for each offset one number for each row that looks there.
    """
    rows = range(ROWS_TOGETHER)
    vectors = range(TILE_SUMS // ROWS_TOGETHER)
    with each_tile(builder, places, len(vectors)) as first:
        points = [builder.add(bases.number(plus(builder, first, vector)), shift) for vector in vectors]
        bias = biases.splat(start)
        cells = [[cell(builder, bias) for _ in points] for _ in rows]
        begin, weight = zero(edge), at
        arriving, leaving = [rows[: row + 1] for row in rows], [rows[row:] for row in rows[1:]]
        for looking in arriving + leaving:
            count = middle if len(looking) == len(rows) else edge
            with count_to(builder, count) as tap:
                offset = offsets.number(builder.add(begin, tap))
                here = builder.add(weight, times(builder, tap, len(looking)))
                kept = [weights.splat(plus(builder, here, number)) for number in range(len(looking))]
                for vector, point in enumerate(points):
                    pixels = picture.vector(builder.add(point, offset))
                    for which, scalar in zip(looking, kept, strict=True):
                        multiply_add(builder, pixels, scalar, cells[which][vector])
            begin = builder.add(begin, count)
            weight = builder.add(weight, times(builder, count, len(looking)))
        for vector in vectors:
            target = builder.add(out, targets.number(plus(builder, first, vector)))
            for line in cells:
                y.store(builder.load(line[vector]), target)
                target = builder.add(target, step)


rows_together_tiles = tile("rows_together_tiles", _rows_together)


def _gradient(
    builder: ir.IRBuilder,
    dy: Memory,
    planes: Memory,
    output: Value,
    x: Memory,
    shift: Value,
    taps: Memory,
    tap: Value,
    ys: Memory,
    xs: Memory,
    whole: Value,
    parts: Value,
    counting: Value,
    sums: Memory,
    out: Value,
) -> None:
    """Write a tile that adds up products of the gradients of some outputs with the pixels some taps lay on.

    Vector v of the ``whole`` ones, and then of the ``parts``, has the gradients at ``planes[output + o] + ys[v]`` of
    ``dy`` and the pixels at ``shift + taps[tap + t] + xs[v]`` of ``x``. Of the parts the last ``counting`` lanes
    count. A vector of sums for each output and tap lies from ``out`` on in ``sums``, tap after tap.
    """
    outputs = [dy.beyond(planes.number(plus(builder, output, o))) for o in range(GRADIENT_OUTPUTS)]
    begins = [builder.add(taps.number(plus(builder, tap, t)), shift) for t in range(GRADIENT_TAPS)]
    pixels = [x.beyond(begin) for begin in begins]
    places = [
        [plus(builder, out, (o * GRADIENT_TAPS + t) * sums.lanes) for t in range(GRADIENT_TAPS)]
        for o in range(GRADIENT_OUTPUTS)
    ]
    cells = [[cell(builder, sums.vector(place)) for place in row] for row in places]
    nothing = ir.Constant(x.vector_type, None)
    lanes = ir.Constant(ir.VectorType(counting.type, x.lanes), list(range(x.lanes)))
    silent = builder.sub(ir.Constant(counting.type, x.lanes), counting)
    counts = builder.icmp_unsigned(">=", lanes, repeat(builder, silent, x.lanes))

    def multiply(vector: Value, *, masked: bool) -> None:
        """Add one vector's products to the sums."""

        def load(memory: Memory, places: Memory) -> Value:
            loaded = memory.vector(places.number(vector))
            # What does not count may be no number: it is taken away on both sides.
            return builder.select(counts, loaded, nothing) if masked else loaded

        seen = [load(memory, xs) for memory in pixels]
        for memory, row in zip(outputs, cells, strict=True):
            gradients = load(memory, ys)
            for pixel, total in zip(seen, row, strict=True):
                multiply_add(builder, gradients, pixel, total)

    with count_to(builder, whole) as number:
        multiply(number, masked=False)
    with count_to(builder, parts) as number:
        multiply(builder.add(whole, number), masked=True)
    for row, targets in zip(cells, places, strict=True):
        for total, target in zip(row, targets, strict=True):
            sums.store(builder.load(total), target)


gradient_tile = tile("gradient_tile", _gradient)
