"""``filterlab kernels``: compile what the engine compiles, before anybody has to wait for it."""

from dataclasses import asdict
from time import monotonic, sleep

from filterlab.cli.output import Voice
from filterlab.engine import kernels
from filterlab.errors import FilterLabError

# Kernels that are compiled already are loaded in less time than this.
_LOADING_SECONDS = 2.0


def note_first_use(voice: Voice) -> None:
    """Start getting the kernels ready, and say so on stderr if they have to be compiled first."""
    kernels.prepare()
    patience = monotonic() + _LOADING_SECONDS
    while kernels.status().state == "preparing" and monotonic() < patience:
        sleep(0.02)
    if kernels.status().state == "preparing":
        voice.note(
            "The engine's fast kernels are being compiled; that takes half a minute, and happens only once."
        )


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
