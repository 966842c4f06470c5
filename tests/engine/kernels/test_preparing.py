"""Getting the compiled kernels ready, tried on small packages of kernels that compile in a second."""

import json
import re
import subprocess
import sys
import threading
from importlib import import_module

import numba
import pytest

from filterlab.engine.kernel_cache import find_cache

from .fake_package import HELD, KERNEL, REPORT, FakePackage, ended, until


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
