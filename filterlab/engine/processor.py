"""What the processor can do, as far as the choice of our tiles depends on it."""

from functools import cache

import numpy as np

# What NumPy calls AVX-512 with its vectors of bytes, words and double words, since version 2.4 and before.
_WIDE = {"X86_V4", "AVX512_SKX"}


@cache
def has_wide_vectors() -> bool:
    """Tell whether the processor has 32 registers of 64 bytes (AVX-512), as far as NumPy may use them.

    A wrong answer costs speed alone: where there are none, LLVM makes two of each vector.
    """
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    return not _WIDE.isdisjoint([*extensions.get("baseline", []), *extensions.get("found", [])])
