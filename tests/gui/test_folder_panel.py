"""A folder is leafed through by arrow keys, by typing and by menu; what cannot be read is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog

from filterlab.errors import FilterLabError
from filterlab.gui.design import thumbnails
from filterlab.gui.design.folder_panel import FolderPanel
from filterlab.gui.folder_browser import FolderBrowser
from filterlab.gui.open_queue import OpenQueue
from filterlab.project import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

NAMES = [f"img{number}.png" for number in range(1, 13)]


class Bench:
    """A document, its queue, a browser and a panel in sight, on a folder of twelve pictures."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.folder = folder
        self.document = Document()
        self.stack = QUndoStack()
        self.queue = OpenQueue(self.document, self.stack)
        self.browser = FolderBrowser(self.queue)
        self.panel = FolderPanel()
        self.panel.set_browser(self.browser)
        self.sentences: list[str] = []
        self.queue.refused.connect(lambda _path, sentence: self.sentences.append(sentence))
        qtbot.addWidget(self.panel)
        self.panel.resize(330, 500)
        self.panel.show()
        self.panel.set_seen(True)
        self._qtbot = qtbot

    def is_idle(self) -> bool:
        return self.queue.is_idle and self.browser.is_idle and self.panel.is_idle()

    def settle(self) -> None:
        self._qtbot.waitUntil(self.is_idle)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self._qtbot.keyClick(self.panel.list, key)
        self.settle()

    @property
    def seen(self) -> str:
        picture = self.document.current_picture
        return picture.name if picture is not None else ""

    def close(self) -> None:
        for part in (self.panel, self.browser, self.queue):
            part.shut_down()


@pytest.fixture
def bench(qtbot, tmp_path) -> Iterator[Bench]:
    """Return a bench on which the second picture has been opened."""
    for level, name in enumerate(NAMES):
        Image.fromarray(np.full((6, 8), 10 * level, np.uint8)).save(tmp_path / name)
    bench = Bench(qtbot, tmp_path)
    bench.queue.open([tmp_path / "img2.png"])
    bench.settle()
    yield bench
    bench.close()


def test_opening_a_picture_shows_its_folder_with_the_picture_marked(bench) -> None:
    assert bench.browser.folder == bench.folder
    assert [path.name for path in bench.browser.pictures] == NAMES
    assert bench.panel.list.currentIndex().data() == "img2.png"
    assert bench.panel.where == f"Picture 2 of 12 in {bench.folder.name}"
    assert [item.name for item in bench.document.pictures] == ["img2.png"]


def test_arrow_keys_open_the_next_picture_across_the_ends_of_rows(bench) -> None:
    assert bench.panel.list.columns < 5
    for name in NAMES[2:7]:
        bench.press(Qt.Key.Key_Right)
        assert bench.seen == name
    bench.press(Qt.Key.Key_Left)
    assert bench.seen == "img6.png"
    bench.press(Qt.Key.Key_Down)
    assert bench.seen == NAMES[5 + bench.panel.list.columns]
    bench.press(Qt.Key.Key_Up)
    assert bench.seen == "img6.png"


def test_home_end_and_typing_a_name_go_there(bench, qtbot) -> None:
    bench.press(Qt.Key.Key_End)
    assert bench.seen == "img12.png"
    bench.press(Qt.Key.Key_Right)
    assert bench.seen == "img12.png"
    bench.press(Qt.Key.Key_Home)
    assert bench.seen == "img1.png"
    qtbot.keyClicks(bench.panel.list, "img7")
    bench.settle()
    assert bench.seen == "img7.png"


def test_leafing_leaves_one_picture_behind_until_it_is_kept(bench) -> None:
    bench.press(Qt.Key.Key_Right)
    bench.press(Qt.Key.Key_Right)
    assert [item.name for item in bench.document.pictures] == ["img2.png", "img4.png"]
    assert bench.panel.keep.isEnabled()
    bench.press(Qt.Key.Key_Return)
    assert not bench.panel.keep.isEnabled()
    bench.press(Qt.Key.Key_Right)
    assert [item.name for item in bench.document.pictures] == ["img2.png", "img4.png", "img5.png"]
    bench.panel.keep.click()
    bench.press(Qt.Key.Key_Right)
    assert bench.document.pictures[-2].name == "img5.png"


def test_the_menu_leafs_without_the_panel_and_says_where_the_folder_ends(bench) -> None:
    remarks: list[str] = []
    bench.browser.remark_made.connect(remarks.append)
    bench.panel.hide()
    bench.browser.go(-1)
    bench.settle()
    assert bench.seen == "img1.png"
    bench.browser.go(-1)
    assert remarks == ["This is the first picture of the folder."]
    bench.browser.go(1)
    bench.browser.go(1)
    bench.settle()
    assert bench.seen == "img3.png"


def test_without_a_folder_one_is_told_how_to_get_one(qtbot, tmp_path) -> None:
    bench = Bench(qtbot, tmp_path)
    with pytest.raises(FilterLabError, match="open a picture"):
        bench.browser.go(1)
    bench.close()


def test_a_file_that_cannot_be_read_is_marked_and_says_why_when_chosen(bench) -> None:
    (bench.folder / "img2b.png").write_bytes(b"not a picture")
    bench.browser.show_folder(bench.folder)
    bench.settle()
    bench.browser.go_to(bench.folder / "img2.png")
    bench.settle()
    bench.press(Qt.Key.Key_Right)
    index = bench.panel.list.currentIndex()
    assert index.data() == "img2b.png"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "img2b.png, cannot be read"
    assert "img2b.png" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert bench.sentences
    assert "img2b.png" in bench.sentences[-1]
    assert bench.seen == "img2.png"
    bench.press(Qt.Key.Key_Right)
    assert bench.seen == "img3.png"


def test_a_folder_is_chosen_and_an_empty_one_says_so(bench, tmp_path, monkeypatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(empty))
    bench.panel.choose.click()
    bench.settle()
    assert bench.panel.where == "No pictures in empty"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    bench.panel.choose.click()
    bench.panel.activateWindow()
    bench.settle()
    assert bench.panel.where == f"12 pictures in {tmp_path.name}"
    assert bench.panel.focusWidget() is bench.panel.list
    bench.press(Qt.Key.Key_Right)
    assert bench.seen == "img1.png"


def test_thumbnails_look_like_their_pictures(bench) -> None:
    model = bench.panel.list.model()
    image = model.index(4, 0).data(Qt.ItemDataRole.DecorationRole).toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 2).red() == 40


def test_only_so_many_thumbnails_are_kept_and_wanted(bench, monkeypatch) -> None:
    monkeypatch.setattr(thumbnails, "MOST_KEPT", 3)
    monkeypatch.setattr(thumbnails, "MOST_WANTED", 2)
    keeper = thumbnails.Thumbnails()
    ready: list[str] = []
    keeper.ready.connect(lambda path: ready.append(path.name))
    for name in NAMES:
        assert keeper.want(bench.folder / name) is None
    bench._qtbot.waitUntil(lambda: keeper.is_idle)
    # The first was on its way already; of the others those asked for last are in sight.
    assert ready == ["img1.png", "img12.png", "img11.png"]
    for name in NAMES[3:6]:
        keeper.want(bench.folder / name)
        bench._qtbot.waitUntil(lambda: keeper.is_idle)
    assert keeper.want(bench.folder / "img1.png") is None
    assert keeper.want(bench.folder / "img6.png") is not None
    keeper.shut_down()


def test_another_folder_forgets_the_thumbnails_of_the_last(bench, tmp_path) -> None:
    keeper = bench.panel.list.model().thumbnails
    assert keeper.want(bench.folder / "img1.png") is not None
    other = tmp_path / "other"
    other.mkdir()
    bench.browser.show_folder(other)
    bench.settle()
    assert keeper.want(bench.folder / "img1.png") is None
    bench.settle()


def test_everything_has_a_name_and_fits_into_a_narrow_panel(bench) -> None:
    bench.panel.resize(230, 300)
    assert bench.panel.minimumSizeHint().width() <= 230
    assert bench.panel.list.accessibleName()
