"""Files are written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from filterlab.errors import FilterLabError
from filterlab.files import check_ordinary, write_whole


def _fail_with(number):
    def fail(*_arguments):
        raise OSError(number, os.strerror(number))

    return fail


def test_bytes_are_written_and_replaced(tmp_path):
    path = tmp_path / "a.bin"
    write_whole(path, b"old")
    write_whole(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["a.bin"]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "disk is full: make room"), (errno.EIO, "Input/output error")]
)
def test_a_failing_disk_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch, number, words):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", _fail_with(number))
    with pytest.raises(FilterLabError, match=words):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.bin"]


def test_a_failing_rename_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", _fail_with(errno.EACCES))
    with pytest.raises(FilterLabError, match="may not be written"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.bin"]


def test_a_protected_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    # Root may write anything, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(FilterLabError, match="may not be written: choose another place"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"


def test_an_existing_file_keeps_its_rights_and_a_new_one_gets_the_usual(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    usual, written = tmp_path / "usual", tmp_path / "written"
    usual.touch()
    write_whole(written, b"")
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_a_link_keeps_pointing_at_the_file_behind_it(tmp_path):
    behind, link = tmp_path / "behind", tmp_path / "link"
    behind.write_bytes(b"old")
    link.symlink_to(behind)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert behind.read_bytes() == b"new"


def test_a_folder_a_missing_folder_and_an_impossible_name_are_refused(tmp_path):
    with pytest.raises(FilterLabError, match="is a folder: give the file a name"):
        write_whole(tmp_path, b"")
    with pytest.raises(FilterLabError, match=r'the folder ".*nowhere" does not exist: make it first'):
        write_whole(tmp_path / "nowhere" / "a.bin", b"")
    with pytest.raises(FilterLabError, match="could not be written"):
        write_whole(tmp_path / ("n" * 300), b"")
    with pytest.raises(FilterLabError, match=r'"/proc/a\.bin" could not be written there: choose another'):
        write_whole("/proc/a.bin", b"")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(FilterLabError, match="could not be written"):
        write_whole(loop, b"")


def test_a_device_or_a_pipe_is_not_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FilterLabError, match="is not an ordinary file: give the file a name of its own"):
        write_whole(pipe, b"new")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(FilterLabError, match="is not an ordinary file"):
        write_whole("/dev/null", b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_only_ordinary_files_of_a_sensible_size_may_be_read(tmp_path):
    ordinary = tmp_path / "a.bin"
    with ordinary.open("wb") as file:
        file.truncate(2_000_001)
    check_ordinary(ordinary, "test file")
    check_ordinary(tmp_path / "missing", "test file")
    check_ordinary(tmp_path / ("n" * 300), "test file")
    with pytest.raises(FilterLabError, match="is a folder: choose a test file inside it"):
        check_ordinary(tmp_path, "test file")
    with pytest.raises(FilterLabError, match="is larger than 2 MB, and no test file is"):
        check_ordinary(ordinary, "test file", 2_000_000)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FilterLabError, match="is not an ordinary file: choose a test file"):
        check_ordinary(tmp_path / "pipe", "test file")
