"""Arrow keys walk through a folder in the order people count, without opening a file."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import browsing, list_pictures, neighbour_picture
from filterlab.data.browsing import natural_key
from filterlab.errors import FilterLabError


def _touch(folder, *names):
    for name in names:
        (folder / name).touch()


def _names(pictures):
    return [picture.name for picture in pictures]


def test_2_comes_before_10(tmp_path):
    _touch(tmp_path, "img10.png", "img2.png", "Img1.PNG", "img02.png", "a.jpg", "img2b.png")
    assert _names(list_pictures(tmp_path)) == [
        "a.jpg",
        "Img1.PNG",
        "img02.png",
        "img2.png",
        "img2b.png",
        "img10.png",
    ]


def test_only_pictures_are_listed(tmp_path):
    _touch(tmp_path, "a.png", ".hidden.png", "._a.png", "notes.txt", "b.tiff", "c.png.part", "png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "lost.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "a.png")
    os.mkfifo(tmp_path / "pipe.png")
    assert _names(list_pictures(str(tmp_path))) == ["a.png", "b.tiff", "link.png"]


def test_a_file_that_cannot_be_read_is_listed_so_that_one_can_be_told_why(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    _touch(tmp_path, "a.png")
    (tmp_path / "a.png").chmod(0)
    assert _names(list_pictures(tmp_path)) == ["a.png", "broken.png"]


def test_no_file_is_opened(tmp_path, monkeypatch):
    _touch(tmp_path, *(f"{number}.png" for number in range(50)))
    monkeypatch.setattr("builtins.open", lambda path, *_rest: pytest.fail(f"{path} was opened"))
    monkeypatch.setattr(Path, "open", lambda path, *_rest: pytest.fail(f"{path} was opened"))
    assert len(list_pictures(tmp_path)) == 50


def test_a_folder_without_pictures_is_empty(tmp_path):
    assert list_pictures(tmp_path) == ()
    assert neighbour_picture((), tmp_path / "a.png", 1) is None


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    with pytest.raises(FilterLabError, match=r'There is no folder ".*nowhere"'):
        list_pictures(tmp_path / "nowhere")
    _touch(tmp_path, "a.png")
    with pytest.raises(FilterLabError, match=r'a\.png" is a file'):
        list_pictures(tmp_path / "a.png")
    with pytest.raises(FilterLabError, match="could not be read"):
        list_pictures("a\0b")

    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(browsing.os, "scandir", refuse)
    with pytest.raises(FilterLabError, match="Permission denied"):
        list_pictures(tmp_path)


def test_the_next_and_the_one_before(tmp_path):
    _touch(tmp_path, "1.png", "2.png", "10.png")
    pictures = list_pictures(tmp_path)
    second = tmp_path / "2.png"
    assert neighbour_picture(pictures, second, 1) == tmp_path / "10.png"
    assert neighbour_picture(pictures, str(second), -1) == tmp_path / "1.png"
    assert neighbour_picture(pictures, second, 9) == tmp_path / "10.png"
    assert neighbour_picture(pictures, second, -9) == tmp_path / "1.png"
    assert neighbour_picture(pictures, tmp_path / "10.png", 1) is None
    assert neighbour_picture(pictures, tmp_path / "1.png", -1) is None
    assert neighbour_picture(pictures, second, 0) is None


def test_a_file_that_has_vanished_still_has_neighbours(tmp_path):
    _touch(tmp_path, "1.png", "10.png")
    pictures = list_pictures(tmp_path)
    gone = tmp_path / "5.png"
    assert neighbour_picture(pictures, gone, 1) == tmp_path / "10.png"
    assert neighbour_picture(pictures, gone, -1) == tmp_path / "1.png"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), unique=True, max_size=20))
def test_any_names_can_be_sorted_and_walked_through(names):
    pictures = tuple(Path("/folder") / name.replace("/", "-") for name in names)
    pictures = tuple(sorted({p for p in pictures if p.name}, key=lambda p: natural_key(p.name)))
    walked = [pictures[0]] if pictures else []
    while walked and (following := neighbour_picture(pictures, walked[-1], 1)) is not None:
        walked.append(following)
    assert tuple(walked) == pictures


def test_numbers_of_other_scripts_are_plain_letters():
    assert natural_key("²") < natural_key("³")
    assert sorted(["٣", "x1"], key=natural_key) == ["x1", "٣"]
