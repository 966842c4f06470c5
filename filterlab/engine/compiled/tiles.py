"""The tiles of arithmetic in which nearly all the time of a convolution is spent.

Of AVX2's 16 registers, 12 hold sums; that leaves four for what is multiplied.
"""

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
from filterlab.engine.kernel_sizes import GRADIENT_OUTPUTS, GRADIENT_TAPS, ROWS_TOGETHER, VECTOR_BYTES

TILE_SUMS = 12


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
broad_one_filter_tiles = tile("broad_one_filter_tiles", _rows(1), 2 * VECTOR_BYTES)
broad_two_filters_tiles = tile("broad_two_filters_tiles", _rows(2), 2 * VECTOR_BYTES)
broad_three_filters_tiles = tile("broad_three_filters_tiles", _rows(3), 2 * VECTOR_BYTES)
broad_four_filters_tiles = tile("broad_four_filters_tiles", _rows(4), 2 * VECTOR_BYTES)


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
broad_rows_together_tiles = tile("broad_rows_together_tiles", _rows_together, 2 * VECTOR_BYTES)


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
