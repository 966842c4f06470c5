"""What `filterlab.engine.kernels` gets ready.

Every kernel of these modules names its signatures, so that importing the module compiles it, or loads it from the
cache, and nothing is compiled later. The cache notices by itself when a file of this folder changes.
"""

# In the order in which they are imported.
MODULES: tuple[str, ...] = (
    "filterlab.engine.compiled.direct",
    "filterlab.engine.compiled.direct_gradient",
    "filterlab.engine.compiled.col2im",
    "filterlab.engine.compiled.rows",
    "filterlab.engine.compiled.row_gradient",
    "filterlab.engine.compiled.pooling",
    "filterlab.engine.compiled.update",
    "filterlab.engine.compiled.waiting",
)

# Modules elsewhere whose source is compiled into kernels as well, such as the fields of a tuple that they are given.
SHAPED_BY: tuple[str, ...] = (
    "filterlab.engine.arrays",
    "filterlab.engine.kernel_sizes",
    "filterlab.engine.positions",
    "filterlab.engine.walk",
)
