"""A download goes on where it broke off, and only the published bytes get the file's name."""

import errno
import hashlib
import shutil
import socket
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from filterlab.data.downloading import DownloadStoppedError, download_file, is_whole
from filterlab.data.published_files import RemoteFile
from filterlab.errors import FilterLabError

CONTENT = np.random.default_rng(3).bytes(300_000)


@pytest.fixture
def wanted(file_server):
    file_server.files["data.bin"] = CONTENT
    return _remote(file_server.base + "data.bin")


def _remote(*urls, content=CONTENT):
    return RemoteFile("data.bin", urls, len(content), hashlib.sha256(content).hexdigest())


def _refusal(wanted, folder, **options):
    with pytest.raises(FilterLabError) as caught:
        download_file(wanted, folder, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def _closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_file_comes_whole_into_a_folder_that_is_made(wanted, tmp_path):
    told = []
    place = download_file(wanted, tmp_path / "new" / "folder", progress=told.append)
    assert place.read_bytes() == CONTENT
    assert told[-1] == len(CONTENT)
    assert told == sorted(told)
    assert [path.name for path in place.parent.iterdir()] == ["data.bin"]


def test_a_file_that_is_there_is_not_fetched_again(wanted, tmp_path, file_server):
    (tmp_path / "data.bin").write_bytes(CONTENT)
    download_file(wanted, tmp_path)
    assert not file_server.asked


def test_a_wrong_file_of_that_name_is_replaced(wanted, tmp_path):
    (tmp_path / "data.bin").write_bytes(CONTENT[::-1])
    assert not is_whole(tmp_path / "data.bin", wanted)
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT


def test_a_connection_that_breaks_is_taken_up_where_it_broke(wanted, tmp_path, file_server):
    file_server.cut_after = [100_000, 50_000]
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT
    assert file_server.asked == [
        ("data.bin", None),
        ("data.bin", "bytes=100000-"),
        ("data.bin", "bytes=150000-"),
    ]


def test_a_connection_that_breaks_again_and_again_keeps_what_has_come(wanted, tmp_path, file_server):
    file_server.cut_after = [1000] * 4
    sentence = _refusal(wanted, tmp_path)
    assert "4,000 of 300,000 bytes are kept" in sentence
    assert not (tmp_path / "data.bin").exists()
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT
    assert file_server.asked[-1] == ("data.bin", "bytes=4000-")


def test_a_download_that_is_stopped_goes_on_the_next_time(wanted, tmp_path, file_server):
    told = []
    with pytest.raises(DownloadStoppedError, match="what has come is kept"):
        download_file(wanted, tmp_path, progress=told.append, proceed=lambda: not told)
    part = tmp_path / "data.bin.part"
    assert part.read_bytes() == CONTENT[: told[-1]]
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT
    assert file_server.asked[-1] == ("data.bin", f"bytes={told[-1]}-")
    assert not part.exists()


def test_a_download_that_is_not_wanted_asks_nobody(wanted, tmp_path, file_server):
    with pytest.raises(DownloadStoppedError):
        download_file(wanted, tmp_path, proceed=lambda: False)
    assert not file_server.asked


def test_a_server_without_ranges_sends_the_file_from_its_beginning(wanted, tmp_path, file_server):
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:1234])
    file_server.ranges = False
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_all_there_is_only_checked(wanted, tmp_path, file_server):
    (tmp_path / "data.bin.part").write_bytes(CONTENT)
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT
    assert not file_server.asked


def test_a_part_that_is_too_long_is_thrown_away(wanted, tmp_path):
    (tmp_path / "data.bin.part").write_bytes(CONTENT + b"x")
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT


def test_other_bytes_are_thrown_away(wanted, tmp_path, file_server):
    file_server.files["data.bin"] = CONTENT[:-1] + b"x"
    sentence = _refusal(wanted, tmp_path)
    assert "SHA-256 differs" in sentence
    assert str(tmp_path) in sentence
    assert not list(tmp_path.iterdir())


def test_a_damaged_part_is_found_out_and_all_is_fetched_anew(wanted, tmp_path, file_server):
    (tmp_path / "data.bin.part").write_bytes(b"x" * 1000)
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT
    assert file_server.asked == [("data.bin", "bytes=1000-"), ("data.bin", None)]


@pytest.mark.parametrize("content", [CONTENT + b"more", CONTENT[:-5], b"<html>Sign in</html>"])
def test_a_file_of_another_size_is_not_fetched(wanted, tmp_path, file_server, content):
    file_server.files["data.bin"] = content
    assert "another size" in _refusal(wanted, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_part_longer_than_the_server_s_file_begins_anew(wanted, tmp_path, file_server):
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:200])
    file_server.files["data.bin"] = CONTENT[:100]
    assert "another size" in _refusal(wanted, tmp_path)
    assert file_server.asked == [("data.bin", "bytes=200-"), ("data.bin", None)]


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (503, "503 Service Unavailable")])
def test_an_address_without_the_file_is_told_with_what_to_do(wanted, tmp_path, file_server, status, words):
    file_server.statuses["data.bin"] = status
    sentence = _refusal(wanted, tmp_path)
    assert words in sentence
    assert wanted.urls[0] in sentence
    assert f'put it into "{tmp_path}"' in sentence
    assert len(file_server.asked) == 1


def test_without_a_connection_the_sentence_says_how_to_place_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    url = f"http://127.0.0.1:{_closed_port()}/data.bin"
    sentence = _refusal(_remote(url), tmp_path)
    assert "could not be reached" in sentence
    assert f"fetch {url} with a browser" in sentence
    assert f'put it into "{tmp_path}"' in sentence


def test_a_second_address_helps_out(wanted, tmp_path, file_server):
    file_server.statuses["gone.bin"] = 404
    both = _remote(file_server.base + "gone.bin", *wanted.urls)
    assert download_file(both, tmp_path).read_bytes() == CONTENT


def test_a_second_address_goes_on_where_the_first_broke(wanted, tmp_path, file_server):
    file_server.files["other.bin"] = CONTENT
    file_server.cut_after = [70_000]
    both = _remote(*wanted.urls, file_server.base + "other.bin")
    assert download_file(both, tmp_path).read_bytes() == CONTENT
    assert file_server.asked[-1] == ("other.bin", "bytes=70000-")


def test_a_server_that_falls_silent_counts_as_gone(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/data.bin"
        assert "timed out" in _refusal(_remote(url), tmp_path, timeout=0.05)


def test_a_server_that_falls_silent_in_the_middle_counts_as_gone_and_what_came_is_kept(
    wanted, tmp_path, file_server
):
    file_server.silent_after = 5000
    sentence = _refusal(wanted, tmp_path, timeout=0.05)
    assert "timed out" in sentence
    assert "20,000 of 300,000 bytes are kept" in sentence
    file_server.silent_after = None
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("silent_after", [-1, 5000])
def test_a_download_from_a_silent_server_is_stopped_without_waiting_for_it(
    wanted, tmp_path, file_server, silent_after
):
    file_server.silent_after = silent_after
    # Asked before the request, after what came, and then while nothing comes.
    answers = iter([True, True, True])
    # The server would be waited for all day.
    with pytest.raises(DownloadStoppedError):
        download_file(wanted, tmp_path, proceed=lambda: next(answers, False), timeout=86_400)
    assert not [one for one in threading.enumerate() if one.name == "filterlab download"]
    file_server.silent_after = None
    assert download_file(wanted, tmp_path).read_bytes() == CONTENT


def test_a_redirection_is_followed_with_the_range(tmp_path, file_server):
    file_server.files["data.bin"] = CONTENT
    file_server.redirects["old.bin"] = file_server.base + "data.bin"
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:1234])
    moved = _remote(file_server.base + "old.bin")
    assert download_file(moved, tmp_path).read_bytes() == CONTENT
    assert file_server.asked == [("old.bin", "bytes=1234-"), ("data.bin", "bytes=1234-")]


def test_redirections_in_a_circle_are_told(wanted, tmp_path, file_server):
    file_server.redirects["data.bin"] = file_server.base + "data.bin"
    assert "infinite loop" in _refusal(wanted, tmp_path)


def test_a_redirection_away_from_the_web_is_refused(wanted, tmp_path, file_server):
    file_server.redirects["data.bin"] = "file:///etc/passwd"
    assert "302" in _refusal(wanted, tmp_path)
    assert not (tmp_path / "data.bin").exists()


def test_a_disk_without_room_is_told_before_anything_is_fetched(wanted, tmp_path, file_server, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1))
    assert "has only 1 left" in _refusal(wanted, tmp_path)
    assert not file_server.asked


def test_a_disk_that_fills_up_keeps_the_old_file(wanted, tmp_path, monkeypatch):
    (tmp_path / "data.bin").write_bytes(b"old")

    def refuse(_path, _fill):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("filterlab.data.downloading.place_whole", refuse)
    assert "No space left on device" in _refusal(wanted, tmp_path)
    assert (tmp_path / "data.bin").read_bytes() == b"old"


def test_a_folder_that_cannot_be_made_is_told(wanted, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert "could not be written" in _refusal(wanted, tmp_path / "file" / "folder")
