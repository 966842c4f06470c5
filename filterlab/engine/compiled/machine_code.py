"""Writing the processor's vector instructions for Numba, so that sums stay in registers for a whole loop.

LLVM cannot be trusted to find that in plain loops. A *tile* is a small function written here instruction by
instruction, and called from a kernel like any other, with one tuple of arguments. A vector has 32 bytes, the
width of AVX2 (8 numbers of float32, 4 of float64), or as many as the tile asks for; where the processor's are
narrower or wider, LLVM splits them or leaves room. Everything is addressed by an array and a position counted in
numbers, and nothing checks bounds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from filterlab.engine.kernel_sizes import VECTOR_BYTES

# A value, and a place that holds one, in the machine code being written.
Value: TypeAlias = ir.Value
Cell: TypeAlias = ir.Value
# Numba's types of numbers and arrays, and what it compiles in; it does not annotate them.
Kind: TypeAlias = Any
Context: TypeAlias = Any

# Numba types intrinsics as if they were called from Python.
intrinsic_of_any_type: Callable[[Callable[..., object]], Any] = intrinsic


class Memory:
    """Loads and stores at positions of an array, while code is written."""

    def __init__(self, builder: ir.IRBuilder, pointer: Value, width: int, size: int) -> None:
        self._builder = builder
        self._pointer = pointer
        self._width, self._bytes = width, size
        self.lanes = width // size
        self.vector_type = ir.VectorType(pointer.type.pointee, self.lanes)

    def beyond(self, position: Value) -> "Memory":
        """Count positions from this one on: the processor adds the two while it loads."""
        return Memory(self._builder, self._builder.gep(self._pointer, [position]), self._width, self._bytes)

    def number(self, position: Value) -> Value:
        """Load one number."""
        return self._builder.load(self._builder.gep(self._pointer, [position]))

    def vector(self, position: Value) -> Value:
        """Load a vector of neighbouring numbers."""
        return self.some(position, self.lanes)

    def some(self, position: Value, lanes: int) -> Value:
        """Load so many neighbouring numbers."""
        loaded = self._builder.load(self._at(position, ir.VectorType(self._pointer.type.pointee, lanes)))
        loaded.align = self._bytes
        return loaded

    def splat(self, position: Value) -> Value:
        """Load one number into every lane of a vector."""
        return repeat(self._builder, self.number(position), self.lanes)

    def gather(self, positions: list[Value], offset: Value) -> Value:
        """Load one number from each position, ``offset`` further, into the lanes of a vector."""
        vector = ir.Constant(self.vector_type, ir.Undefined)
        for lane, position in enumerate(positions):
            number = self.number(self._builder.add(position, offset))
            vector = self._builder.insert_element(vector, number, int32(lane))
        return vector

    def store(self, value: Value, position: Value) -> None:
        """Store a number or a vector."""
        stored = self._builder.store(value, self._at(position, value.type))
        stored.align = self._bytes

    def _at(self, position: Value, kind: ir.Type) -> Value:
        return self._builder.bitcast(self._builder.gep(self._pointer, [position]), kind.as_pointer())


# Writes the body of a tile: the builder, then the arguments, arrays as `Memory`.
Body: TypeAlias = Callable[..., None]


def tile(name: str, body: Body, width: int = VECTOR_BYTES) -> Callable[[tuple[object, ...]], None]:
    """Make a tile: in the machine code a function of its own, so that its sums have all the registers.

    Parameters
    ----------
    name
        What it is called there.
    body
        Writes it.
    width
        Bytes of its vectors.

    Returns
    -------
    callable
        To be called from a kernel with one tuple of arguments: arrays and whole numbers.
    """

    @intrinsic_of_any_type
    def call(typing_context: object, arguments: Kind) -> tuple[object, object]:
        del typing_context

        def write(context: Context, builder: ir.IRBuilder, signature: object, given: tuple[Value]) -> Value:
            del signature
            values = []
            for kind, value in zip(arguments.types, cgutils.unpack_tuple(builder, given[0]), strict=True):
                array = isinstance(kind, types.Array)
                values.append(context.make_array(kind)(context, builder, value).data if array else value)
            numbers = next(kind.dtype for kind in arguments.types if isinstance(kind, types.Array))
            function_type = ir.FunctionType(ir.VoidType(), [value.type for value in values])
            function = cgutils.get_or_insert_function(
                builder.module, function_type, f"filterlab_{name}_{numbers}"
            )
            if function.is_declaration:
                _write_function(function, arguments.types, body, width)
            builder.call(function, values)
            return context.get_dummy_value()

        return types.void(arguments), write

    made: Callable[[tuple[object, ...]], None] = call
    return made


def _write_function(function: ir.Function, kinds: tuple[Kind, ...], body: Body, width: int) -> None:
    function.linkage = "internal"
    function.attributes.add("noinline")
    builder = ir.IRBuilder(function.append_basic_block())
    values = [
        Memory(builder, value, width, kind.dtype.bitwidth // 8) if isinstance(kind, types.Array) else value
        for kind, value in zip(kinds, function.args, strict=True)
    ]
    body(builder, *values)
    builder.ret_void()


@intrinsic_of_any_type
def vector_width(typing_context: object, array: Kind) -> tuple[object, object]:
    """Count the numbers in a vector of the array's type."""
    del typing_context

    def write(context: Context, builder: object, signature: object, given: object) -> Value:
        del builder, signature, given
        return context.get_constant(types.intp, VECTOR_BYTES * 8 // array.dtype.bitwidth)

    return types.intp(array), write


@contextmanager
def count_to(builder: ir.IRBuilder, count: Value) -> Iterator[Value]:
    """Write a loop; its number runs from 0 to before ``count``."""
    with cgutils.for_range(builder, count, intp=count.type) as loop:
        yield loop.index


@contextmanager
def each_tile(builder: ir.IRBuilder, places: Value, width: int) -> Iterator[Value]:
    """Write a loop over tiles of ``width`` places each; it gives the first place of each.

    The last tile overlaps the one before rather than go beyond the places, unless they do not fill a single tile.
    """
    whole = ir.Constant(places.type, width)
    tiles = builder.udiv(plus(builder, places, width - 1), whole)
    last = builder.sub(places, whole)
    last = builder.select(builder.icmp_signed("<", last, zero(last)), zero(last), last)
    with count_to(builder, tiles) as number:
        first = builder.mul(number, whole)
        yield builder.select(builder.icmp_signed("<", first, last), first, last)


def cell(builder: ir.IRBuilder, value: Value) -> Cell:
    """Make a place that holds a value; LLVM keeps it in a register if it can."""
    return cgutils.alloca_once_value(builder, value)


def multiply_add(builder: ir.IRBuilder, a: Value, b: Value, total: Cell) -> None:
    """Add ``a * b`` to a cell, fused into one rounding where the processor can."""
    product = builder.fmul(a, b, flags=("contract",))
    builder.store(builder.fadd(product, builder.load(total), flags=("contract",)), total)


def repeat(builder: ir.IRBuilder, number: Value, lanes: int) -> Value:
    """Put one number into every lane of a vector."""
    undefined = ir.Constant(ir.VectorType(number.type, lanes), ir.Undefined)
    first = builder.insert_element(undefined, number, int32(0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(ir.IntType(32), lanes), None))


def plus(builder: ir.IRBuilder, position: Value, steps: int) -> Value:
    """Add a known number to a position."""
    return builder.add(position, ir.Constant(position.type, steps)) if steps else position


def times(builder: ir.IRBuilder, position: Value, factor: int) -> Value:
    """Multiply a position by a known number."""
    return builder.mul(position, ir.Constant(position.type, factor))


def zero(like: Value) -> Value:
    """Give the 0 of a value's type."""
    return ir.Constant(like.type, 0)


def lanes_of(places: list[int]) -> Value:
    """Say which lanes of two vectors, counted on from the first, make up a new one."""
    return ir.Constant(ir.VectorType(ir.IntType(32), len(places)), [int32(place) for place in places])


def int32(value: int) -> Value:
    """Give a whole number, as lanes are counted."""
    return ir.Constant(ir.IntType(32), value)
