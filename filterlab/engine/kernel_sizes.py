"""How much the compiled kernels take together: they are written and tuned for these sizes."""

# Bytes of a vector in the compiled tiles: the width of AVX2.
VECTOR_BYTES = 32
# Points of a tile of products, which take one vector of outputs or two each.
TILE_POINTS = 6
# A tile of the weights' gradient by rows: so many outputs times so many taps.
GRADIENT_OUTPUTS, GRADIENT_TAPS = 4, 3
# Rows of outputs that a single filter computes together, because they look at nearly the same pixels.
ROWS_TOGETHER = 2
# Output pixels that are transposed together: a whole number of tiles and of vectors.
CHUNK = 192
# A band is what a thread computes in one go: about so many output pixels, from input of at most so many numbers.
BAND_PIXELS = 384
BAND_NUMBERS = 2**16
