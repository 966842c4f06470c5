"""Kernels that are switched off or cannot be had, and what the rest of the engine knows of them."""

import ast
import json
import subprocess
import sys
import threading
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

import numba
import pytest

from filterlab.engine import kernels
from filterlab.engine.compiled import inventory
from filterlab.engine.kernel_cache import PACKAGE, KernelsUnavailableError, find_cache
from filterlab.engine.kernels import Kernels

from .fake_package import REPORT, FakePackage, ended


@pytest.mark.parametrize("word", ["off", " OFF "])
def test_a_variable_switches_the_kernels_off(
    fake: FakePackage, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("FILTERLAB_KERNELS", word)
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.status.state == "off"
    assert "FILTERLAB_KERNELS" in ours.status.reason
    assert not ours.is_ready
    assert not fake.root.exists()


def test_before_anyone_asks_the_kernels_are_off() -> None:
    assert Kernels().status.state == "off"
    assert not Kernels().is_ready


def test_a_numba_that_is_not_installed_is_named(fake: FakePackage, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.status.state == "failed"
    assert ours.status.reason == "The library numba, which compiles the kernels, is not installed."


def test_without_numba_the_engine_answers_all_the_same(fake: FakePackage) -> None:
    (fake.folder / "numba.py").write_text("raise ImportError('Numba needs NumPy 1.0 or less')\n")
    compiling = ended(fake.start("import logging; logging.disable()\n" + REPORT))
    assert json.loads(compiling) == [
        "failed",
        (
            "Compiling the kernels failed: Numba, which compiles the kernels, cannot be imported: "
            "Numba needs NumPy 1.0 or less"
        ),
    ]

    fake.write()
    loading = ended(
        fake.start(
            REPORT + "\nimport numpy as np\nfrom filterlab.engine import conv2d\n"
            "print(conv2d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3))).item())"
        )
    ).splitlines()
    assert json.loads(loading[0])[0] == "failed"
    assert "NumPy 1.0" in loading[0]
    assert float(loading[1]) == 9


def test_a_numba_that_does_not_compile_is_not_used(
    fake: FakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = find_cache(fake.name, (str(fake.root),))
    monkeypatch.setattr(numba.config, "DISABLE_JIT", True)
    with pytest.raises(KernelsUnavailableError, match="NUMBA_DISABLE_JIT"):
        cache.load()


def test_where_no_thread_can_be_started_nothing_breaks(
    fake: FakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.status.state == "failed"
    assert "can't start new thread" in ours.status.reason


def test_importing_the_engine_and_asking_whether_kernels_are_ready_imports_nothing_heavy() -> None:
    code = (
        "import sys; before = set(sys.modules)\nimport filterlab.engine.kernels as k\n"
        "assert not k.ready() and k.status().state == 'off'\n"
        "print(*{'numba', 'llvmlite', 'subprocess', 'tempfile', 'platformdirs', 'hashlib', 'scipy',"
        " 'filterlab.engine.compiled', 'filterlab.engine.kernel_cache'} & (set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_public_face_speaks_of_the_kernels_of_this_process(
    fake: FakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.write()
    monkeypatch.setattr(kernels, "_KERNELS", fake.kernels())
    assert not kernels.ready()
    kernels.prepare(wait=True)
    assert kernels.ready()
    assert kernels.status().state == "ready"


def test_all_that_is_compiled_is_known_to_the_inventory() -> None:
    (folder,) = import_module(PACKAGE).__path__
    sources = {f"{PACKAGE}.{path.stem}": path for path in Path(folder).glob("[!_]*.py")}
    imported = {
        node.module
        for path in sources.values()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("filterlab")
    }
    assert imported - set(sources) <= set(inventory.SHAPED_BY)
    # What no other kernel imports is there to be called.
    assert set(sources) - imported - {inventory.__name__} <= set(inventory.MODULES)
    assert all(find_spec(name) for name in (*inventory.MODULES, *inventory.SHAPED_BY))


def test_the_compiling_process_says_how_it_is_called() -> None:
    run = subprocess.run([sys.executable, "-m", PACKAGE], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "FOLDER" in run.stderr
