"""Layouts: they come back as they were, and one from a stranger changes sizes at most."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from filterlab.gui.desk import Desk
from filterlab.gui.layouts import FRONT, PANELS, key_path, read_layouts, restore_layouts


class ToldDesk(Desk):
    """A desk that remembers what it was given."""

    def __init__(self) -> None:
        super().__init__(QLabel())
        self.given: list[bytes] = []

    def restore_layout(self, state) -> None:
        self.given.append(bytes(state.data()))


class Page(QWidget):
    """A workspace as far as layouts know it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.desk = ToldDesk()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(QLabel())
        self.splitter.addWidget(self.desk)
        QVBoxLayout(self).addWidget(self.splitter)
        self.resize(600, 200)


@pytest.fixture
def pages(qtbot) -> list[Page]:
    """Return two workspaces; only the first is in sight."""
    pages = [Page("one"), Page("two")]
    for page in pages:
        qtbot.addWidget(page)
    with qtbot.waitExposed(pages[0]):
        pages[0].show()
    return pages


def test_what_is_read_is_restored(pages) -> None:
    one, two = pages
    one.splitter.setSizes([400, 150])
    sizes = one.splitter.sizes()
    layouts = read_layouts(pages, "two")
    assert set(layouts) == {FRONT, "one", PANELS + "one"}
    one.splitter.setSizes([100, 450])
    assert restore_layouts(layouts, pages) == "two"
    assert one.splitter.sizes() == sizes
    assert one.desk.given == [bytes(one.desk.layout_state().data())]
    assert two.desk.given == []


def test_a_workspace_that_was_not_in_sight_keeps_the_layout_it_had(pages) -> None:
    restore_layouts({"two": b"[[300, 250]]"}, pages)
    assert "two" not in read_layouts(pages, "one")


@pytest.mark.parametrize(
    "plain",
    [
        *(b"", b"\xff", b"[" * 100_000, b"{}", b"[]", b"[[1]]", b'[["1", 2]]', b"[[-1, 2]]", b"[[1e9, 2]]"),
        *(json.dumps([[10**30, 1]]).encode(), b"[[true, 2]]", b"[[1, 2], [3, 4]]", b"[3]"),
    ],
)
def test_sizes_that_do_not_fit_change_nothing(pages, plain: bytes) -> None:
    before = pages[0].splitter.sizes()
    assert restore_layouts({"one": plain, FRONT: b"\xff"}, pages) == ""
    assert pages[0].splitter.sizes() == before


def test_panels_are_put_only_where_this_user_put_them(pages) -> None:
    sealed = read_layouts(pages, "one")[PANELS + "one"]
    for stranger in (b"", sealed[:10], sealed[32:], sealed[:-1] + b"\xff", bytes(32) + sealed[32:]):
        restore_layouts({PANELS + "one": stranger}, pages)
    key_path().unlink()
    restore_layouts({PANELS + "one": sealed}, pages)
    assert pages[0].desk.given == []


def test_without_a_place_for_the_key_panels_are_not_kept(pages, monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    assert PANELS + "one" not in read_layouts(pages, "one")
