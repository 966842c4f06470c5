"""What the child process does that compiles the kernels: ``python -m filterlab.engine.compiled FOLDER [PACKAGE]``."""

import os
import sys

from filterlab.engine.kernel_cache import PACKAGE, KernelCache


def main(arguments: list[str]) -> None:
    """Compile what a cache folder lacks, with lower priority than whatever the user is doing meanwhile."""
    if len(arguments) not in (1, 2):
        sys.exit("usage: python -m filterlab.engine.compiled FOLDER [PACKAGE]")
    if hasattr(os, "nice"):
        os.nice(10)
    KernelCache(arguments[0], arguments[1] if len(arguments) == 2 else PACKAGE).complete()


if __name__ == "__main__":
    main(sys.argv[1:])
