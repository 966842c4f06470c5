"""Whether the compiled kernels can be used yet: they are got ready in the background, and NumPy answers until then.

Compiling takes many seconds and holds Python's interpreter lock, so a child process does it, once; loading what it
left in the user's cache folder takes half a second, and a thread does that.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from subprocess import Popen

    from filterlab.engine.kernel_cache import KernelCache

log = logging.getLogger(__name__)

# How often the waiting thread looks whether the compiling process has ended, in seconds.
_LOOK_EVERY = 0.1


@dataclass(frozen=True)
class KernelStatus:
    """How far the compiled kernels are.

    Attributes
    ----------
    state : str
        "off": not wanted, or nothing has asked for them yet; "preparing"; "ready"; "failed": NumPy goes on answering.
    reason : str
        Why, in a sentence.
    seconds : float
        How long getting them ready has taken so far, or took.
    """

    state: Literal["off", "preparing", "ready", "failed"]
    reason: str
    seconds: float = 0.0


class Kernels:
    """The compiled kernels of this process, and the thread that gets them ready.

    The thread is a daemon that is joined when Python exits. A plain thread would be joined before anything could
    tell it to hurry, so a program would end only after its child; a daemon that nobody joins would be cut off in
    the middle of Numba's machine code and can take the interpreter down with it. Joined in ``atexit``, it leaves
    off waiting at once and finishes at most the import it is in. The child goes on: the next start finds its work.

    Parameters
    ----------
    package : str, optional
        The package whose ``inventory`` names the modules of kernels. By default our own.
    roots : tuple of str, optional
        Where to keep caches, best first. By default the user's cache folder, then one among the temporary files.
    launch : callable, optional
        Starts the child: ``launch(folder, package, errors)``, its messages going to the file ``errors``.
    """

    def __init__(
        self,
        package: str | None = None,
        *,
        roots: tuple[str, ...] | None = None,
        launch: Callable[[str, str, IO[bytes]], "Popen[bytes]"] | None = None,
    ) -> None:
        self.is_ready = False
        self._package = package
        self._roots = roots
        self._launch = launch or launch_compiler
        self._status = KernelStatus("off", "Nothing has asked for the compiled kernels yet.")
        self._began = 0.0
        self._starting = threading.Lock()
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> KernelStatus:
        """How far they are, now."""
        status = self._status
        return replace(status, seconds=self._elapsed()) if status.state == "preparing" else status

    def prepare(self, *, wait: bool = False) -> None:
        """Start getting the kernels ready unless that has been done; with ``wait``, return when it has ended."""
        if self._thread is None:
            self._start()
        if wait and self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is not None:
                return
            if os.environ.get("FILTERLAB_KERNELS", "").strip().lower() == "off":
                self._status = KernelStatus(
                    "off", "The variable FILTERLAB_KERNELS switches compiled kernels off."
                )
                return
            self._began = time.monotonic()
            self._status = KernelStatus(
                "preparing", "Compiled kernels are being looked for; NumPy answers until then."
            )
            thread = threading.Thread(target=self._run, name="filterlab-kernels", daemon=True)
            atexit.register(self._leave)
            try:
                thread.start()
            except RuntimeError as error:
                self._status = KernelStatus(
                    "failed", f"No thread could be started to load compiled kernels: {error}."
                )
            else:
                self._thread = thread

    def _leave(self) -> None:
        self._leaving.set()
        if self._thread is not None:
            self._thread.join()

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _run(self) -> None:
        from filterlab.engine.kernel_cache import KernelsUnavailableError

        try:
            place = self._get_ready()
        except KernelsUnavailableError as error:
            log.info("No compiled kernels: %s", error)
            self._status = KernelStatus("failed", str(error), self._elapsed())
        except Exception as error:
            if not threading.main_thread().is_alive():
                # Python ends, and modules that want to be told of it can no longer be imported: nothing is wrong.
                return
            log.exception("The compiled kernels could not be got ready")
            reason = f"Compiled kernels could not be got ready: {type(error).__name__}: {error}"
            self._status = KernelStatus("failed", reason, self._elapsed())
        else:
            if not self._leaving.is_set():
                self._status = KernelStatus(
                    "ready", f'Compiled kernels are loaded from "{place}".', self._elapsed()
                )
                self.is_ready = True

    def _get_ready(self) -> str:
        from filterlab.engine.kernel_cache import PACKAGE, find_cache

        cache = find_cache(self._package or PACKAGE, self._roots)
        if not cache.is_complete():
            self._status = KernelStatus("preparing", "Kernels are being compiled; NumPy answers until then.")
            self._compile(cache)
        if not self._leaving.is_set():
            cache.load(self._leaving.is_set)
        return cache.folder

    def _compile(self, cache: "KernelCache") -> None:
        """Have a child compile into the cache, unless another process's does; stop waiting if the program ends."""
        import tempfile

        from filterlab.engine.kernel_cache import KernelsUnavailableError

        while cache.is_being_compiled():
            if self._leaving.wait(_LOOK_EVERY):
                return
        if cache.is_complete():
            return
        with tempfile.TemporaryFile() as errors:
            child = self._launch(cache.folder, cache.package, errors)
            while child.poll() is None:
                if self._leaving.wait(_LOOK_EVERY):
                    # It finishes by itself, and Popen must not warn that nobody waited for it.
                    child.returncode = 0
                    return
            if child.returncode != 0:
                errors.seek(0)
                messages = errors.read().decode(errors="replace").strip()
                log.error("Compiling the kernels ended with exit code %d\n%s", child.returncode, messages)
                raise KernelsUnavailableError(
                    f"Compiling the kernels failed: {_why(messages, child.returncode)}"
                )
        if not cache.is_complete():
            raise KernelsUnavailableError(f'The compiled kernels disappeared from "{cache.folder}".')


def launch_compiler(folder: str, package: str, errors: IO[bytes]) -> "Popen[bytes]":
    """Start a child process that compiles a package of kernels into a folder and outlives this process.

    It finds the modules this process finds, belongs to no terminal (so neither Ctrl-C nor closing it reaches the
    child), and keeps no folder of the user's busy.
    """
    import subprocess
    import sys

    from filterlab.engine.kernel_cache import PACKAGE, KernelsUnavailableError

    if not sys.executable:
        raise KernelsUnavailableError(
            "Kernels cannot be compiled, because Python does not know its own program."
        )
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(os.path.abspath(place) for place in sys.path),  # noqa: PTH100 - no pathlib here
    }
    flags = 0
    if sys.platform == "win32":
        flags = (
            subprocess.BELOW_NORMAL_PRIORITY_CLASS
            | subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.CREATE_NO_WINDOW
        )
    return subprocess.Popen(
        [sys.executable, "-P", "-m", PACKAGE, folder, package],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
        creationflags=flags,
    )


def _why(messages: str, code: int) -> str:
    """Choose the line of a traceback that names the error; without one, say how the process ended."""
    import re

    lines = [line for line in messages.splitlines() if re.match(r"[\w.]+(Error|Exception|Warning)\b", line)]
    if lines:
        return lines[-1].removeprefix("filterlab.engine.kernel_cache.KernelsUnavailableError: ")
    ended = f"it was ended by signal {-code}" if code < 0 else f"it ended with exit code {code}"
    return f"{ended}. The next start tries again."


_KERNELS = Kernels()


def prepare(*, wait: bool = False) -> None:
    """Start getting the compiled kernels ready in the background; calling it again does nothing.

    Parameters
    ----------
    wait : bool
        Return only when the kernels are ready, failed or switched off. Not to be asked while a module is imported:
        the kernels import modules of the engine, and would wait for it in turn.
    """
    _KERNELS.prepare(wait=wait)


def ready() -> bool:
    """Tell whether compiled kernels can be called now."""
    return _KERNELS.is_ready


def status() -> KernelStatus:
    """Tell how far the compiled kernels are, and why."""
    return _KERNELS.status
