"""One tile of products, by as many vectors of outputs as are taken together (see ``product_tiles``)."""

from numba import njit

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.product_tiles import (
    broad_listed_tile,
    broad_product_tile,
    listed_tile,
    narrow_product_tile,
    product_tile,
    single_product_tile,
)
from filterlab.engine.positions import Positions


@njit(nogil=True, cache=True)
def sum_products(
    block: int,
    broad: bool,
    vectors: FloatArray,
    at: int,
    scalars: FloatArray,
    shift: int,
    bases: Positions,
    first: int,
    offsets: Positions,
    count: int,
    starts: FloatArray,
    start: int,
    sums: FloatArray,
    out: int,
) -> None:
    """Add up one tile of products of ``block`` outputs, which fill one vector, two or four.

    Vectors are ``broad`` on processors that have such; a tile of outputs that fill just one sums even and odd
    products apart.
    """
    together = block // vector_width(vectors)
    given = (vectors, at, scalars, shift, bases, first, offsets, count, starts, start, sums, out)
    if together == 4:
        broad_product_tile(given)
    elif together == 2 and broad:
        single_product_tile(given)
    elif together == 2:
        product_tile(given)
    else:
        narrow_product_tile(given)


@njit(nogil=True, cache=True)
def sum_listed_products(
    block: int,
    vectors: FloatArray,
    at: int,
    scalars: FloatArray,
    shift: int,
    bases: Positions,
    first: int,
    offsets: Positions,
    count: int,
    starts: FloatArray,
    start: int,
    sums: FloatArray,
    taps: Positions,
    tap: int,
    targets: Positions,
    target: int,
) -> None:
    """Add up a tile of some products, given by their numbers, of outputs that fill two vectors or four."""
    given = (
        vectors,
        at,
        scalars,
        shift,
        bases,
        first,
        offsets,
        count,
        starts,
        start,
        sums,
        taps,
        tap,
        targets,
        target,
    )
    if block // vector_width(vectors) == 4:
        broad_listed_tile(given)
    else:
        listed_tile(given)
