"""Getting the compiled kernels ready, tried on small packages of kernels that compile in a second."""

import ast
import fcntl
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import numba
import pytest

from filterlab.engine import kernels
from filterlab.engine.compiled import inventory
from filterlab.engine.kernel_cache import PACKAGE, KernelsUnavailableError, find_cache
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


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePackage]:
    # Numba names its folders after the package's place, and Python keeps imported modules by name.
    name = "kernels_of_" + re.sub(r"\W", "_", tmp_path.name)
    sources = tmp_path / "sources"
    sources.mkdir()
    monkeypatch.syspath_prepend(str(sources))
    monkeypatch.delenv("FILTERLAB_KERNELS", raising=False)
    package = FakePackage(name, sources, tmp_path / "root", tmp_path / "log", tmp_path / "hold")
    package.write(one=KERNEL)
    yield package
    package.hold.unlink(missing_ok=True)
    for child in package.launched:
        child.wait()
    package.forget_imports()


def test_a_child_compiles_and_this_process_only_loads(fake: FakePackage) -> None:
    others_folder = numba.config.CACHE_DIR
    ours = fake.kernels()
    assert not ours.is_ready
    ours.prepare(wait=True)
    assert ours.is_ready
    assert ours.status.state == "ready"
    assert str(fake.root) in ours.status.reason
    assert ours.status.seconds > 0
    assert import_module(f"{fake.name}.one").double(21.0) == 42
    assert fake.history() == ["one compiled", "one loaded"]
    assert others_folder == numba.config.CACHE_DIR


def test_the_next_process_loads_and_compiles_nothing(fake: FakePackage) -> None:
    find_cache(fake.name, (str(fake.root),)).complete()
    assert json.loads(ended(fake.start(REPORT)))[0] == "ready"
    assert fake.history() == ["one compiled", "one loaded"]


def test_many_threads_that_ask_start_one_child(fake: FakePackage) -> None:
    fake.write(one="")
    ours = fake.kernels()
    threads = [threading.Thread(target=ours.prepare, kwargs={"wait": True}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ours.is_ready
    assert len(fake.launched) == 1


def test_until_the_kernels_are_there_the_state_is_preparing(fake: FakePackage) -> None:
    fake.hold.touch()
    fake.write(one=HELD)
    ours = fake.kernels()
    ours.prepare()
    until(lambda: fake.launched)
    assert not ours.is_ready
    assert ours.status.state == "preparing"
    assert "NumPy answers" in ours.status.reason
    assert ours.status.seconds > 0
    fake.hold.unlink()
    ours.prepare(wait=True)
    assert ours.is_ready


def test_an_empty_list_of_kernels_is_ready_without_a_child(fake: FakePackage) -> None:
    fake.write()
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.is_ready
    assert fake.launched == []


def test_two_processes_that_start_at_once_compile_once(fake: FakePackage) -> None:
    both = [fake.start(REPORT), fake.start(REPORT)]
    assert [json.loads(ended(process))[0] for process in both] == ["ready", "ready"]
    assert sorted(fake.history()) == ["one compiled", "one loaded", "one loaded"]


def test_who_comes_second_waits_for_the_first_and_starts_no_child(fake: FakePackage) -> None:
    fake.hold.touch()
    fake.write(one=KERNEL, two=HELD + KERNEL)
    first, second = fake.kernels(), fake.kernels()
    first.prepare()
    until(lambda: fake.history() == ["one compiled"])
    second.prepare()
    fake.hold.unlink()
    second.prepare(wait=True)
    first.prepare(wait=True)
    assert first.is_ready
    assert second.is_ready
    assert len(fake.launched) == 1


def test_what_a_killed_child_finished_is_kept_and_the_rest_is_compiled_by_the_next_start(
    fake: FakePackage,
) -> None:
    fake.hold.touch()
    fake.write(one=KERNEL, two=HELD + KERNEL)
    unlucky = fake.kernels()
    unlucky.prepare()
    until(lambda: list(fake.root.glob("*/manifest.json")))
    fake.launched[0].kill()
    unlucky.prepare(wait=True)
    assert unlucky.status.state == "failed"
    assert not unlucky.is_ready
    assert re.search("ended (by signal|with exit code).*next start", unlucky.status.reason)

    fake.hold.unlink()
    lucky = fake.kernels()
    lucky.prepare(wait=True)
    assert lucky.is_ready
    assert fake.history() == ["one compiled", "one loaded", "two compiled", "one loaded", "two loaded"]


def test_a_program_that_ends_at_once_leaves_the_child_at_work(fake: FakePackage) -> None:
    fake.hold.touch()
    fake.write(one=KERNEL, two=HELD + KERNEL)
    process = fake.start(f"fake.prepare()\nwhile not os.path.exists({str(fake.log)!r}): time.sleep(0.02)")
    assert ended(process) == ""
    fake.hold.unlink()
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.is_ready
    assert fake.launched == []


@pytest.mark.parametrize("lived", [0.0, 0.1, 0.3])
def test_a_program_may_end_while_kernels_are_being_loaded(fake: FakePackage, lived: float) -> None:
    find_cache(fake.name, (str(fake.root),)).complete()
    assert ended(fake.start(f"fake.prepare(); time.sleep({lived})")) == ""


def flip_a_byte(folder: Path) -> None:
    file = next(folder.glob("*/*.nbc"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def empty_the_index(folder: Path) -> None:
    next(folder.glob("*/*.nbi")).write_bytes(b"")


def remove_the_code(folder: Path) -> None:
    next(folder.glob("*/*.nbc")).unlink()


def garble_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\xff{")


def give_the_manifest_another_shape(folder: Path) -> None:
    (folder / "manifest.json").write_text('[{"modules": 1}]')


def test_every_kind_of_damage_is_noticed_and_mended(fake: FakePackage) -> None:
    cache = find_cache(fake.name, (str(fake.root),))
    for damage in (
        flip_a_byte, empty_the_index, remove_the_code, garble_the_manifest, give_the_manifest_another_shape,
    ):  # fmt: skip
        fake.forget_imports()
        cache.complete()
        assert cache.is_complete()
        damage(Path(cache.folder))
        assert not cache.is_complete(), damage.__name__
    fake.forget_imports()
    fake.log.unlink()
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.is_ready
    assert fake.history() == ["one compiled", "one loaded"]


def test_kernels_that_cannot_be_loaded_are_compiled_anew_by_the_next_start(
    fake: FakePackage, caplog: pytest.LogCaptureFixture
) -> None:
    fake.write(one="import os\nif not os.path.exists({hold!r}): raise RuntimeError('no such symbol')\n")
    fake.hold.touch()
    cache = find_cache(fake.name, (str(fake.root),))
    cache.complete()
    fake.forget_imports()
    fake.hold.unlink()
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.status.state == "failed"
    assert "RuntimeError: no such symbol" in ours.status.reason
    assert "Traceback" in caplog.text
    assert not cache.is_complete()
    assert fake.launched == []


def test_the_reason_of_a_failed_compilation_is_told_and_its_traceback_logged(
    fake: FakePackage, caplog: pytest.LogCaptureFixture
) -> None:
    fake.write(one="raise OSError(28, 'No space left on device')")
    ours = fake.kernels()
    ours.prepare(wait=True)
    assert ours.status.state == "failed"
    assert ours.status.reason == "Compiling the kernels failed: OSError: [Errno 28] No space left on device"
    assert "Traceback" in caplog.text


def test_a_child_that_leaves_nothing_behind_is_a_failure(fake: FakePackage) -> None:
    ours = fake.kernels(launch=lambda *_: subprocess.Popen([sys.executable, "-c", ""]))
    ours.prepare(wait=True)
    assert ours.status.state == "failed"
    assert "disappeared" in ours.status.reason


def test_other_sources_or_another_numba_have_another_folder(
    fake: FakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def folder() -> str:
        return find_cache(fake.name, (str(fake.root),)).folder

    first = folder()
    assert folder() == first
    (fake.folder / fake.name / "helper.py").write_text("WIDTH = 8\n")
    second = folder()
    (fake.folder / "shape.py").write_text("FIELDS = 1\n")
    (fake.folder / fake.name / "inventory.py").write_text("MODULES = ()\nSHAPED_BY = ('shape',)\n")
    fake.forget_imports()
    third = folder()
    (fake.folder / "shape.py").write_text("FIELDS = 2\n")
    fourth = folder()
    monkeypatch.setenv("NUMBA_OPT", "1")
    fifth = folder()
    versions = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: versions(name) + ".post1")
    assert len({first, second, third, fourth, fifth, folder()}) == 6


def test_the_usual_place_is_the_users_cache_folder(fake: FakePackage) -> None:
    folder = Path(find_cache(fake.name).folder)
    if sys.platform == "linux":
        assert folder.parent == Path(os.environ["XDG_CACHE_HOME"]) / "filterlab" / "kernels"
    assert folder.is_dir()


def test_where_the_first_folder_cannot_be_made_the_second_is_taken(fake: FakePackage, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = str(tmp_path / "file" / "kernels")
    assert Path(find_cache(fake.name, (blocked, str(fake.root))).folder).parent == fake.root
    nowhere = fake.kernels(roots=(blocked, blocked + "2"))
    nowhere.prepare(wait=True)
    assert nowhere.status.state == "failed"
    assert blocked in nowhere.status.reason
    assert "XDG_CACHE_HOME" in nowhere.status.reason


def test_a_folder_where_others_may_write_or_a_link_is_never_trusted(
    fake: FakePackage, tmp_path: Path
) -> None:
    for name, rights in (("everyone", 0o777), ("group", 0o770)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(rights)
        with pytest.raises(KernelsUnavailableError, match="others may write"):
            find_cache(fake.name, (str(tmp_path / name),))
    (tmp_path / "own").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "own")
    with pytest.raises(KernelsUnavailableError, match="link"):
        find_cache(fake.name, (str(tmp_path / "link"),))


def test_caches_unused_for_a_month_are_removed_and_nothing_else_is(fake: FakePackage) -> None:
    cache = find_cache(fake.name, (str(fake.root),))
    manifest = '{"modules": ["old"], "files": {}}'
    contents = {"0" * 16: manifest, "1" * 16: manifest, "2" * 16: "not ours", "a strangers folder": manifest}
    for name, content in contents.items():
        (fake.root / name).mkdir()
        (fake.root / name / "manifest.json").write_text(content)
        if name != "1" * 16:
            os.utime(fake.root / name, (0, 0))
    os.utime(cache.folder, (0, 0))
    cache.complete()
    left = {path.name for path in fake.root.iterdir()}
    assert left == {Path(cache.folder).name, "1" * 16, "2" * 16, "a strangers folder"}


def test_a_load_counts_as_use(fake: FakePackage) -> None:
    cache = find_cache(fake.name, (str(fake.root),))
    cache.complete()
    os.utime(cache.folder, (0, 0))
    assert cache.is_complete()
    assert Path(cache.folder).stat().st_mtime > 0


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


def test_a_file_system_without_locks_does_not_stop_the_work(
    fake: FakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(_descriptor: int, _how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", flock)
    cache = find_cache(fake.name, (str(fake.root),))
    assert not cache.is_being_compiled()
    cache.complete()
    assert cache.is_complete()
