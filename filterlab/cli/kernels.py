"""``filterlab kernels``: compile what the engine compiles, before anybody has to wait for it."""

from dataclasses import asdict

from filterlab.cli.output import Voice
from filterlab.engine import kernels
from filterlab.errors import FilterLabError


def get_kernels_ready(voice: Voice) -> None:
    """Get the compiled kernels ready, and say what became of it.

    Raises
    ------
    FilterLabError
        If they cannot be had; FilterLab works without them, more slowly.
    """
    kernels.prepare(wait=True)
    status = kernels.status()
    if status.state == "failed":
        raise FilterLabError(f"{status.reason} FilterLab works without them, more slowly.")
    voice.tell(f"{status.reason} ({status.seconds:.1f} s)", asdict(status))
