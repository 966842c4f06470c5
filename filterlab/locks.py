"""Locks between processes: the system frees them when their holder dies, however it dies."""

import sys


def try_lock(descriptor: int, *, at: int = 0) -> bool:
    """Lock an open file against other processes, unless one of them has locked it.

    The lock goes when the descriptor is closed.

    Parameters
    ----------
    descriptor : int
        A file open for writing.
    at : int
        The byte that is locked on Windows, where others cannot read a locked byte. Elsewhere the whole file is
        locked, and everybody may read it.

    Returns
    -------
    bool
        False if another descriptor holds the lock.
    """
    try:
        if sys.platform == "win32":
            import msvcrt
            import os

            os.lseek(descriptor, at, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            del at
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # Some network file systems have no locks. Two processes then do the same work, each file written whole.
        return True
    return True
