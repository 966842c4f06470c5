"""The folder compiled kernels are kept in: where it lies, whether it is whole, and who may write it.

Nothing here is imported with the engine. `kernels` uses it in its background thread, and the child process that
compiles (``python -m filterlab.engine.compiled``) uses it to fill the folder.

Numba raises, or worse, when a file of its cache was damaged, and it does not know when a cache is complete. So a
folder holds a manifest beside Numba's files: the modules whose kernels are all there, and a digest of each file.
"""
# The engine may not import pathlib (the contract "The engine knows arrays, not files").
# ruff: noqa: PTH103, PTH105, PTH107, PTH118, PTH123

import hashlib
import json
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec

from filterlab.locks import try_lock

PACKAGE = "filterlab.engine.compiled"

_MANIFEST = "manifest.json"
_LOCK = "lock"
_DAYS_KEPT = 30
# The lines of /proc/cpuinfo that say what a processor can do, and not how busy it is.
_CPU_LINES = ("model name", "flags", "Features", "CPU implementer", "CPU variant", "CPU part", "isa", "cpu\t")


class KernelsUnavailableError(Exception):
    """Why there will be no compiled kernels in this process, in a sentence; NumPy goes on answering."""


@dataclass(frozen=True)
class KernelCache:
    """One folder of compiled kernels.

    Attributes
    ----------
    folder : str
        An existing folder that belongs to nothing else.
    package : str
        The package whose ``inventory`` names the modules of kernels.
    """

    folder: str
    package: str = PACKAGE

    def is_complete(self) -> bool:
        """Tell whether every module's kernels lie here undamaged; if so, note that the folder is still in use."""
        modules, files = _read_manifest(self.folder)
        if not set(self._wanted()) <= set(modules) or not self._are_whole(files):
            return False
        with suppress(OSError):
            os.utime(self.folder)
        return True

    def is_being_compiled(self) -> bool:
        """Tell whether some process is filling this folder now. One that died does not count."""
        with self._lock_file() as descriptor:
            return not try_lock(descriptor)

    def complete(self) -> None:
        """Compile what is missing; a second process that asks for the same waits for the first.

        What an earlier process left half done is taken up after its last whole module. The manifest is replaced
        in one step after each module, so being killed at any moment does no harm.
        """
        with self._alone():
            if self.is_complete():
                return
            modules, files = _read_manifest(self.folder)
            if not self._are_whole(files):
                modules, files = [], {}
            self._remove_all_but(files)
            with caching_in(self.folder):
                for module in self._wanted():
                    import_module(module)
                    if module not in modules:
                        modules.append(module)
                        self._write_manifest(modules)
        root, own = os.path.split(self.folder)
        with suppress(OSError):
            # Another process may tidy at the same time; what resists is tried again after the next update.
            _remove_long_unused(root, own, time.time())

    def load(self, leaving: Callable[[], bool] = lambda: False) -> None:
        """Import the modules of kernels, which loads them from here; stop between two of them if asked to.

        Raises
        ------
        KernelsUnavailableError
            Numba cannot be imported or is switched off.
        """
        with caching_in(self.folder):
            for module in self._wanted():
                if leaving():
                    return
                try:
                    import_module(module)
                except Exception:
                    # Whole files that still cannot be loaded: the next start shall not meet them again.
                    with suppress(FileNotFoundError):
                        os.remove(self._path(_MANIFEST))
                    raise

    def _wanted(self) -> tuple[str, ...]:
        modules: tuple[str, ...] = import_module(f"{self.package}.inventory").MODULES
        return modules

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def _write_manifest(self, modules: list[str]) -> None:
        names = (os.path.relpath(path, self.folder) for path in self._kernel_files())
        manifest = {"modules": modules, "files": {name: _digest(self._path(name)) for name in names}}
        unfinished = self._path(f"{_MANIFEST}.part")
        with open(unfinished, "w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=1)
        os.replace(unfinished, self._path(_MANIFEST))

    def _kernel_files(self) -> list[str]:
        """List Numba's files: it keeps them in one folder below ours for each folder of sources."""
        return [
            os.path.join(at, name)
            for at, _, names in os.walk(self.folder)
            if at != self.folder
            for name in names
        ]

    def _are_whole(self, files: dict[str, str]) -> bool:
        try:
            return all(_digest(self._path(name)) == digest for name, digest in files.items())
        except (OSError, ValueError):
            return False

    def _remove_all_but(self, files: dict[str, str]) -> None:
        kept = {self._path(name) for name in files}
        for path in self._kernel_files():
            if path not in kept:
                os.remove(path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process out, or wait until the one that is in has left or died."""
        with self._lock_file() as descriptor:
            while not try_lock(descriptor):
                time.sleep(0.1)
            yield

    @contextmanager
    def _lock_file(self) -> Iterator[int]:
        """Open the file that is locked; the lock goes when the file is closed, however the process ends."""
        descriptor = os.open(self._path(_LOCK), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def find_cache(package: str = PACKAGE, roots: tuple[str, ...] | None = None) -> KernelCache:
    """Return the cache folder for these sources, libraries and this processor, made if need be.

    Parameters
    ----------
    package : str
        The package of kernels.
    roots : tuple of str, optional
        Folders to keep caches in, the first usable one is taken. By default the user's cache folder, then a
        private folder among the temporary files.

    Raises
    ------
    KernelsUnavailableError
        Numba is not installed, or no folder can be written.
    """
    key = _key(package)
    roots = roots or _usual_roots()
    for root in roots:
        folder = os.path.join(root, key)
        if _is_ours(root):
            os.makedirs(folder, exist_ok=True)
            return KernelCache(folder, package)
    tried = " and ".join(f'"{root}"' for root in roots)
    raise KernelsUnavailableError(
        f"Compiled kernels could not be kept anywhere: {tried} cannot be written, or others may write there. "
        "Make the first one writable for you alone, or set XDG_CACHE_HOME to a folder that is."
    )


@contextmanager
def caching_in(folder: str) -> Iterator[None]:
    """Have Numba keep what is declared in this context in a folder; other users of Numba keep their own.

    Raises
    ------
    KernelsUnavailableError
        Numba cannot be imported or is switched off.
    """
    try:
        config = import_module("numba").config
    except (ImportError, OSError) as error:
        raise KernelsUnavailableError(
            f"Numba, which compiles the kernels, cannot be imported: {error}"
        ) from error
    if config.DISABLE_JIT:
        raise KernelsUnavailableError("Numba's compiler is switched off by the variable NUMBA_DISABLE_JIT.")
    before, config.CACHE_DIR = config.CACHE_DIR, folder
    try:
        yield
    finally:
        config.CACHE_DIR = before


def _key(package: str) -> str:
    """Name all that the machine code depends on: Numba alone notices neither an imported source nor another Numba."""
    found = hashlib.sha256()
    try:
        versions = [f"{name} {metadata.version(name)}" for name in ("numba", "llvmlite", "numpy")]
    except metadata.PackageNotFoundError as error:
        raise KernelsUnavailableError(
            f"The library {error.name}, which compiles the kernels, is not installed."
        ) from error
    settings = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_"))
    for line in (*versions, sys.version, sys.implementation.cache_tag, *_processor(), *settings):
        found.update(f"{line}\n".encode())
    for path in _sources(package):
        # Numba's own folders are named after where the sources lie, so the place counts too.
        found.update(f"{path} {_digest(path)}\n".encode())
    return found.hexdigest()[:16]


def _sources(package: str) -> list[str]:
    (folder,) = import_module(package).__path__
    with os.scandir(folder) as entries:
        inside = [entry.path for entry in entries if entry.name.endswith(".py")]
    specs = [find_spec(name) for name in import_module(f"{package}.inventory").SHAPED_BY]
    return sorted([*inside, *(spec.origin for spec in specs if spec and spec.origin)])


def _processor() -> list[str]:
    """Describe the processor: a home folder may be shared by machines of several kinds."""
    lines = [platform.machine()]
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if not line.strip():
                    break
                if line.startswith(_CPU_LINES):
                    lines.append(line.strip())
    except OSError:
        lines.append(platform.processor())
    return lines


def _usual_roots() -> tuple[str, str]:
    from platformdirs import user_cache_dir

    user = os.getuid() if hasattr(os, "getuid") else "user"
    return (
        os.path.join(user_cache_dir("filterlab", appauthor=False), "kernels"),
        os.path.join(tempfile.gettempdir(), f"filterlab-kernels-{user}"),
    )


def _is_ours(root: str) -> bool:
    """Tell whether we can write in a folder, made if need be, and no other user can: what lies there is executed."""
    try:
        os.makedirs(root, mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            found = os.lstat(root)
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    others_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not others_write


def _read_manifest(folder: str) -> tuple[list[str], dict[str, str]]:
    """Read which modules are done and the digests of their files; nothing, if there is no manifest to be read."""
    try:
        with open(os.path.join(folder, _MANIFEST), encoding="utf-8") as file:
            manifest = json.load(file)
        return [str(name) for name in manifest["modules"]], dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return [], {}


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove_long_unused(root: str, kept: str, now: float) -> None:
    """Remove the caches beside ours that nobody has loaded for a month."""
    with os.scandir(root) as entries:
        others = [entry for entry in entries if entry.is_dir(follow_symlinks=False) and entry.name != kept]
    for entry in others:
        # Only what is certainly ours: a folder may have been named by hand, and stand among strangers.
        ours = re.fullmatch("[0-9a-f]{16}", entry.name) and any(_read_manifest(entry.path))
        if ours and now - entry.stat().st_mtime > _DAYS_KEPT * 24 * 3600:
            shutil.rmtree(entry.path, ignore_errors=True)
