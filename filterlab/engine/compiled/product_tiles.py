"""The tiles of outer products: vectors of outputs, or of taps, times the numbers of six points.

Of AVX2's 16 registers, 12 hold sums; that leaves four for what is multiplied.
"""

from collections.abc import Callable
from typing import TypeAlias

from llvmlite import ir

from filterlab.engine.compiled.machine_code import (
    Body,
    Memory,
    Value,
    cell,
    count_to,
    multiply_add,
    plus,
    tile,
    times,
)
from filterlab.engine.compiled.tiles import TILE_SUMS
from filterlab.engine.kernel_sizes import TILE_POINTS, VECTOR_BYTES

# Which vectors a product takes, and which offset, from its number.
_Which: TypeAlias = Callable[[Value], tuple[Value, Value]]


def _outer_products(
    builder: ir.IRBuilder,
    blocks: int,
    vectors: Memory,
    at: Value,
    scalars: Memory,
    places: list[Value],
    offsets: Memory,
    count: Value,
    begin: list[Value],
    which: _Which,
) -> list[list[Value]]:
    """Write the sums of outer products of ``blocks`` vectors (1 or 2) with six numbers: [point][block].

    A tile of one vector sums even and odd products apart: twice as many sums are what keeps the processor busy.
    """
    lanes = vectors.lanes
    turns = TILE_SUMS // (blocks * TILE_POINTS)
    nothing = ir.Constant(vectors.vector_type, None)
    points = [scalars.beyond(place) for place in places]
    cells = [
        [[cell(builder, nothing if turn else vector) for vector in begin] for _ in points]
        for turn in range(turns)
    ]

    def multiply(number: Value, turn: int) -> None:
        """Add product ``number`` to the sums of a turn."""
        taken, shifted = which(number)
        here = builder.add(at, times(builder, taken, lanes * blocks))
        many = [vectors.vector(plus(builder, here, lanes * block)) for block in range(blocks)]
        offset = offsets.number(shifted)
        for point, row in zip(points, cells[turn], strict=True):
            one = point.splat(offset)
            for vector, total in zip(many, row, strict=True):
                multiply_add(builder, vector, one, total)

    whole = builder.udiv(count, ir.Constant(count.type, turns))
    with count_to(builder, whole) as number:
        for turn in range(turns):
            multiply(plus(builder, times(builder, number, turns), turn), turn)
    done = times(builder, whole, turns)
    with count_to(builder, builder.sub(count, done)) as number:
        multiply(builder.add(done, number), 0)
    sums = [[builder.load(total) for total in row] for row in cells[0]]
    for others in cells[1:]:
        sums = [
            [builder.fadd(total, builder.load(other)) for total, other in zip(row, more, strict=True)]
            for row, more in zip(sums, others, strict=True)
        ]
    return sums


def _products(blocks: int) -> Body:
    """Write a tile that adds up outer products of ``blocks`` vectors (1 or 2) with six numbers.

    It is called with ``(vectors, at, scalars, shift, bases, first, offsets, count, starts, start, sums, out)``.
    Product k below ``count`` takes ``blocks`` vectors at ``at + k * blocks`` vectors of ``vectors``, and for
    each point j below 6 the number of ``scalars`` at ``shift + bases[first + j] + offsets[k]``. The sums begin
    with the vectors at ``start`` of ``starts`` and end at ``out`` of ``sums``, point by point.
    """

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
    ) -> None:
        places = _points(builder, bases, first, shift)
        begin = _side_by_side(builder, starts, start, blocks)
        found = _outer_products(
            builder, blocks, vectors, at, scalars, places, offsets, count, begin, lambda k: (k, k)
        )
        for point, row in enumerate(found):
            for block, total in enumerate(row):
                sums.store(total, plus(builder, out, vectors.lanes * (point * blocks + block)))

    return body


def _listed_products(blocks: int) -> Body:
    """Write the same for products that are listed by their numbers.

    It is called with ``(…, starts, start, sums, taps, tap, targets, target)``. Product k takes the vectors numbered
    ``taps[tap + k]`` and the offset ``tap + k``. The sums of point j belong to point
    ``targets[target + j]`` of ``sums``.
    """

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
        taps: Memory,
        tap: Value,
        targets: Memory,
        target: Value,
    ) -> None:
        def which(number: Value) -> tuple[Value, Value]:
            listed = builder.add(tap, number)
            return taps.number(listed), listed

        places = _points(builder, bases, first, shift)
        begin = _side_by_side(builder, starts, start, blocks)
        found = _outer_products(builder, blocks, vectors, at, scalars, places, offsets, count, begin, which)
        for point, row in enumerate(found):
            out = times(builder, targets.number(plus(builder, target, point)), vectors.lanes * blocks)
            for block, total in enumerate(row):
                sums.store(total, plus(builder, out, vectors.lanes * block))

    return body


def _points(builder: ir.IRBuilder, bases: Memory, first: Value, shift: Value) -> list[Value]:
    """Write where the points of a tile look."""
    return [builder.add(bases.number(plus(builder, first, point)), shift) for point in range(TILE_POINTS)]


def _side_by_side(builder: ir.IRBuilder, memory: Memory, start: Value, count: int) -> list[Value]:
    """Load so many vectors that lie side by side."""
    return [memory.vector(plus(builder, start, memory.lanes * number)) for number in range(count)]


product_tile = tile("product_tile", _products(2))
narrow_product_tile = tile("narrow_product_tile", _products(1))
# More points would need more registers than AVX-512 has: LLVM loads all scalars before it multiplies.
broad_product_tile = tile("broad_product_tile", _products(2), 2 * VECTOR_BYTES)
single_product_tile = tile("single_product_tile", _products(1), 2 * VECTOR_BYTES)
listed_tile = tile("listed_tile", _listed_products(2))
broad_listed_tile = tile("broad_listed_tile", _listed_products(2), 2 * VECTOR_BYTES)
