"""Where compiled kernels are kept: whose folder, which one, for how long, and what happens when it is damaged."""

import fcntl
import os
import sys
from importlib import metadata
from pathlib import Path

import pytest

from filterlab.engine.kernel_cache import KernelsUnavailableError, find_cache

from .fake_package import FakePackage


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
