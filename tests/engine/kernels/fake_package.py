"""Small packages of kernels that compile in a second, and the processes that use them."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from filterlab.engine.kernels import Kernels, launch_compiler

# Notes who compiled it, and who loaded it.
KERNEL = """
import os
from numba import njit

@njit(["float64(float64)"], nogil=True, cache=True)
def double(x):
    return x + x

with open({log!r}, "a") as log:
    log.write("{name} compiled\\n" if double.stats.cache_misses else "{name} loaded\\n")
"""
# Waits until the test lets it go.
HELD = """
import os, time
while os.path.exists({hold!r}):
    time.sleep(0.02)
"""


@dataclass
class FakePackage:
    """A package of kernels that can be imported by this process and by its children."""

    name: str
    folder: Path
    root: Path
    log: Path
    hold: Path
    launched: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def write(self, **modules: str) -> None:
        folder = self.folder / self.name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        names = [f"{self.name}.{module}" for module in modules]
        (folder / "inventory.py").write_text(f"MODULES = {tuple(names)!r}\nSHAPED_BY = ()\n")
        for module, source in modules.items():
            text = source.format(name=module, log=str(self.log), hold=str(self.hold))
            (folder / f"{module}.py").write_text(text)

    def kernels(self, **options: Any) -> Kernels:
        return Kernels(self.name, **{"roots": (str(self.root),), "launch": self.launch, **options})

    def launch(self, folder: str, package: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
        child = launch_compiler(folder, package, errors)
        self.launched.append(child)
        return child

    def history(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def forget_imports(self) -> None:
        """Let this process import the package anew, as another process would."""
        for name in [name for name in sys.modules if name.split(".")[0] == self.name]:
            del sys.modules[name]

    def start(self, code: str) -> subprocess.Popen[str]:
        """Start another process in which ``fake`` is the kernels of this package, and every warning is an error."""
        lines = (
            f"import json, os, time\nfrom filterlab.engine.kernels import *\nroots = ({str(self.root)!r},)\n"
        )
        lines += f"fake = Kernels({self.name!r}, roots=roots)\n"
        return subprocess.Popen(
            [sys.executable, "-X", "dev", "-W", "error", "-c", lines + code],
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


REPORT = "fake.prepare(wait=True); print(json.dumps([fake.status.state, fake.status.reason]))"


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for a process that must end well and without a word of complaint, and return what it printed."""
    with process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out


def until(condition: Callable[[], object]) -> None:
    """Wait for something that a child process does."""
    pause = threading.Event()
    while not condition():
        pause.wait(0.02)
