"""Whether arrays of some sizes fit into memory, said before any of them is made."""

import os
from collections.abc import Mapping
from math import prod

import numpy as np
import numpy.typing as npt

from filterlab.engine.errors import ShapeError, shown

# Where the kernel tells what a group of processes (a container) may use and does use: versions 2 and 1.
_CGROUPS = (
    ("/sys/fs/cgroup", "memory.max", "memory.current", ("inactive_file", "active_file")),
    (
        "/sys/fs/cgroup/memory",
        "memory.limit_in_bytes",
        "memory.usage_in_bytes",
        ("total_inactive_file", "total_active_file"),
    ),
)
# Nobody runs out of memory over less than this, and asking the system takes longer than a small convolution.
_ORDINARY = 64 * 10**6
# The largest number NumPy counts bytes and samples with.
LARGEST = int(np.iinfo(np.intp).max)
# A float64's.
_MOST_BYTES = 8


def check_fits(
    operation: str, dtype: npt.DTypeLike, arrays: Mapping[str, tuple[int, ...]], *, remedy: str
) -> None:
    """Raise ShapeError unless the arrays an operation is about to make fit into memory together.

    Up to 64 MB the system is not even asked.

    Parameters
    ----------
    operation
        Who needs the arrays: the beginning of the message's sentence.
    dtype
        Element type of all of them.
    arrays
        Their shapes, under the names the message calls them by. Sizes are Python's whole numbers, so nothing
        overflows.
    remedy
        A sentence on what the user can do.

    Raises
    ------
    ShapeError
        With the shapes, the bytes they need and the bytes there are.
    """
    itemsize = np.dtype(dtype).itemsize
    counts = [prod(shape) for shape in arrays.values()]
    if all(counts) and sum(counts) * itemsize <= _ORDINARY:
        return
    needs = {name: _bytes(shape, itemsize) for name, shape in arrays.items()}
    if sum(needs.values()) <= _ORDINARY:
        return
    available = available_bytes()
    if sum(needs.values()) <= available:
        return
    # The message names the ones that matter, not the nine weights beside a terabyte of output.
    wanted = " and ".join(
        f"{_written(needs[name])} for {name} of shape {shown(shape)}"
        for name, shape in arrays.items()
        if 1000 * needs[name] >= max(needs.values())
    )
    raise ShapeError(
        f"{operation} needs {wanted} in {np.dtype(dtype)}, but only {_written(available)} of memory are available. "
        f"{remedy}"
    )


def check_countable(padded: tuple[int, ...]) -> None:
    """Raise ShapeError if the places of an input with its padding are beyond counting, small as the result may be.

    Parameters
    ----------
    padded
        The shape of x with its padding, which need not be made.
    """
    if _MOST_BYTES * prod(padded) > LARGEST:
        raise ShapeError(
            f"x with its padding has the shape {shown(padded)}, {shown(prod(padded))} numbers; expected at most "
            f"{LARGEST // _MOST_BYTES}, as far as places are counted. Use less padding."
        )


def available_bytes() -> int:
    """Ask how much memory this process can still get before others must give way: bytes.

    In a container the machine's memory says little; the container's own limit counts too.
    """
    import psutil  # Not at the top: it takes longer to import than the whole engine.

    machine = psutil.virtual_memory()
    return min(int(machine.available), *_cgroup_bytes("/proc/self/cgroup", int(machine.total)), LARGEST)


def _bytes(shape: tuple[int, ...], itemsize: int) -> int:
    """Count an array's bytes; an empty one has none, unless even its other axes are beyond counting.

    NumPy refuses the latter with an error of its own.
    """
    count = prod(shape)
    if count:
        return itemsize * count
    needed = itemsize * prod(size for size in shape if size)
    return needed if needed > LARGEST else 0


def _cgroup_bytes(membership: str, total: int) -> list[int]:
    """Return what is left of each memory limit below ``total`` set on this process or on a group around it.

    The files that the kernel keeps in memory for speed count as used there, but it gives them up when asked.

    References
    ----------
    The Linux kernel's documentation, Control Group v2, section "Memory"; v1, "Memory Resource Controller".
    """
    paths = {line.split(":", 2)[2] for line in _read(membership).splitlines() if line.count(":") >= 2}
    left = []
    for root, limit_name, usage_name, cached in _CGROUPS:
        for folder in {ancestor for path in paths for ancestor in _ancestors(root, path)}:
            limit = _read(f"{folder}/{limit_name}").strip()
            if not limit.isdecimal() or int(limit) >= total:
                continue
            used = int(_read(f"{folder}/{usage_name}") or 0)
            statistics = (line.partition(" ") for line in _read(f"{folder}/memory.stat").splitlines())
            used -= sum(int(number) for name, _, number in statistics if name in cached)
            left.append(max(int(limit) - max(used, 0), 0))
    return left


def _ancestors(root: str, path: str) -> list[str]:
    """Name the folders from ``root`` down to the group ``path``."""
    steps = [step for step in path.split("/") if step]
    return [root + "".join(f"/{step}" for step in steps[:depth]) for depth in range(len(steps) + 1)]


def _read(path: str) -> str:
    """Read one of the kernel's small files; where there is none (another system, no limit) it is empty."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY)) as file:
            return file.read()
    except OSError:
        return ""


def _written(count: int) -> str:
    """Write a number of bytes, and what it is in a unit one can picture."""
    size, unit = float(min(count, 10**300)), "bytes"
    for larger in ("kB", "MB", "GB", "TB", "PB", "EB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{shown(count)} bytes" + ("" if unit == "bytes" or size >= 1000 else f" ({size:.3g} {unit})")
