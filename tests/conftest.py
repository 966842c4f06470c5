"""What holds for every test: no thread and no process outlives it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from filterlab.engine import kernels

if TYPE_CHECKING:
    from collections.abc import Iterator


# Tests of the window draw into memory; a screen is neither needed nor disturbed.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples in every run, so that what passed here passes elsewhere; other ones: --hypothesis-profile=explore.
settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("explore", derandomize=False)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def nothing_runs_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a thread or a child process behind, and say which."""
    threads_before = set(threading.enumerate())
    yield
    threads = [t.name for t in threading.enumerate() if t not in threads_before and not t.daemon]
    children = [p.name for p in multiprocessing.active_children()]
    assert not threads, f"{request.node.nodeid} left threads running: {threads}"
    assert not children, f"{request.node.nodeid} left processes running: {children}"


@pytest.fixture(autouse=True, scope="session")
def compiled_kernels() -> None:
    """Get the compiled kernels ready before anything is tested: which algorithm answers must not depend on time."""
    kernels.prepare(wait=True)
    assert kernels.status().state in ("ready", "off"), kernels.status().reason


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings, logs and recent files of a test in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    # Programs that a test starts have an empty cache: they shall not begin to compile.
    monkeypatch.setenv("FILTERLAB_KERNELS", "off")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
