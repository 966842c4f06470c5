"""Dropping and pasting through the widgets a user drops on, as Qt hands the events over."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QDockWidget, QGraphicsView, QSpinBox, QWidget

from filterlab.data import save_filter
from filterlab.gui.circuit.bank_shelf import carrying
from filterlab.gui.design.folder_list import FolderList
from filterlab.gui.design.mark_list import MarkList
from filterlab.gui.main_window import MainWindow
from filterlab.project import starting_document

from .dropping import COPY, LINK, MOVE, drop, files


@pytest.fixture
def window(qtbot) -> MainWindow:
    """Return an open window, its first response on screen."""
    window = MainWindow(starting_document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    window.show()
    qtbot.waitUntil(window.is_idle)
    yield window
    window.shut_down()
    window.close()


def handing_over(*urls: str, text: str = "", image: QImage | None = None) -> QMimeData:
    """Return what another program hands over."""
    data = QMimeData()
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    if text:
        data.setText(text)
    if image is not None:
        data.setImageData(image)
    return data


def red(width: int = 12, height: int = 10) -> QImage:
    """Return a red picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 0))
    return image


@pytest.fixture
def picture(tmp_path):
    """Return the path of a grey picture, its name as hostile as names get."""
    path = tmp_path / "mouse & 50% #1 ä.png"
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(path)
    return path


def places(window: MainWindow) -> list[QWidget]:
    """Return what a user may aim at in Design."""
    design = window.design
    return [
        design.picture_view.findChild(QGraphicsView).viewport(),
        design.response_view.findChild(QGraphicsView).viewport(),
        design.kernel.grid,
        design.bank,
        design.explanation,
        design.desk.tools[0],
        design.findChild(QSpinBox),
        design.findChild(FolderList).viewport(),
        design.findChild(MarkList).viewport(),
        window.menuBar(),
        window.statusBar(),
    ]


def test_pictures_dropped_on_any_part_of_the_table_are_opened(window, qtbot, tmp_path) -> None:
    names = []
    for number, place in enumerate(places(window)):
        names.append(f"{number}.png")
        Image.new("L", (9, 9), number).save(tmp_path / names[-1])
        event = drop(place, files(tmp_path / names[-1]))
        assert event is not None, place
        assert event.isAccepted()
    qtbot.waitUntil(window.is_idle)
    assert [picture.name for picture in window.document.pictures][-len(names) :] == names


def test_a_dropped_picture_with_a_hostile_name_is_opened(window, qtbot, picture) -> None:
    drop(window.design.picture_view.findChild(QGraphicsView).viewport(), files(picture))
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_picture.name == picture.name


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_picture_dropped_on_a_floating_panel_is_opened(window, qtbot, picture) -> None:
    dock = window.design.desk.findChildren(QDockWidget)[0]
    dock.setFloating(True)
    assert drop(dock.widget(), files(picture)) is not None
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_picture.name == picture.name
    dock.setFloating(False)


def test_what_is_dropped_is_copied_so_that_nobody_deletes_the_file(window, qtbot, picture) -> None:
    event = drop(window, files(picture), MOVE | COPY)
    assert event.dropAction() == COPY
    qtbot.waitUntil(window.is_idle)
    assert drop(window, files(picture), MOVE) is None, "what can only be moved is not taken"
    assert drop(window, files(picture), LINK | COPY).dropAction() == COPY
    qtbot.waitUntil(window.is_idle)


def test_pictures_filters_and_nonsense_dropped_together_are_each_taken_or_named(
    window, qtbot, tmp_path, picture
) -> None:
    save_filter(tmp_path / "edge.csv", np.array([[[1.0, 0.0, -1.0]]], np.float32))
    (tmp_path / "notes.docx").write_bytes(b"PK nonsense")
    (tmp_path / "empty.png").write_bytes(b"")
    names = ("edge.csv", "notes.docx", "empty.png", "gone.png", picture.name)
    drop(window, files(*(tmp_path / name for name in names)))
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_filter.name == "edge"
    assert window.document.current_picture.name == picture.name
    sentences = window.messages.text.splitlines()
    assert len(sentences) == 3
    for name, sentence in zip(("notes.docx", "empty.png", "gone.png"), sentences, strict=True):
        assert name in sentence


def test_a_dropped_folder_of_pictures_is_shown_to_choose_from(window, qtbot, tmp_path, picture) -> None:
    window.show_workspace("compare")
    drop(window, files(tmp_path))
    qtbot.waitUntil(window.is_idle)
    assert window.current_workspace is window.design
    assert window.background.browser.pictures == (picture,)


def test_of_several_dropped_folders_one_is_shown_and_that_is_said(window, qtbot, tmp_path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("L", (8, 8)).save(tmp_path / name / "x.png")
    drop(window, files(tmp_path / "a", tmp_path / "b"))
    qtbot.waitUntil(window.is_idle)
    assert window.background.browser.folder == tmp_path / "a"
    assert "One folder" in window.note


def test_a_dropped_empty_folder_says_that_it_holds_no_picture(window, qtbot, tmp_path) -> None:
    drop(window, files(tmp_path))
    qtbot.waitUntil(window.is_idle)
    panel = next(tool for tool in window.design.desk.tools if tool.key == "folder")
    assert "No pictures in" in panel.where


def test_an_address_of_the_web_says_what_to_do_instead(window) -> None:
    before = window.document.pictures
    drop(window, handing_over("https://example.org/mouse.png", text="https://example.org/mouse.png"))
    assert "save the picture first" in window.messages.text
    assert window.document.pictures == before


def test_a_picture_dragged_out_of_a_browser_is_taken_as_picture(window, qtbot) -> None:
    drop(window, handing_over("https://example.org/red.png", image=red()))
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_picture.name == "Dropped picture"
    np.testing.assert_allclose(window.document.current_picture.pixels[:, 4, 4], [1, 0, 0])
    assert window.undo_stack.undoText() == "Drop picture"
    window.undo_stack.undo()
    assert window.document.current_picture.name == "Mouse"


def test_rows_of_numbers_dropped_on_the_table_become_the_filter(window, qtbot) -> None:
    drop(window.design.kernel.grid, handing_over(text="1 2 1\n0 0 0\n-1 -2 -1"))
    qtbot.waitUntil(window.is_idle)
    np.testing.assert_array_equal(window.document.current_filter.weights[0, 0], [1, 2, 1])


def test_dropped_words_say_what_can_be_dropped(window) -> None:
    before = window.document.current_filter
    drop(window, handing_over(text="once upon a time"))
    assert "rows of them" in window.messages.text
    assert window.document.current_filter is before


def test_what_is_no_file_picture_or_text_is_not_welcome(window) -> None:
    strange = QMimeData()
    strange.setData("application/x-strange", QByteArray(b"1 2 3"))
    assert drop(window.design.kernel.grid, strange) is None
    assert drop(window.design.kernel.grid, carrying("filter-1")) is None
    assert drop(window, QMimeData()) is None
    assert not window.messages.text


def test_cells_of_a_spreadsheet_are_pasted_as_numbers_and_not_as_the_picture_beside_them(window) -> None:
    QGuiApplication.clipboard().setMimeData(handing_over(text="1\t2\t1\n0\t0\t0\n", image=red()))
    pictures = window.document.pictures
    window.paste()
    assert window.document.current_filter.weights.shape == (1, 2, 3)
    assert window.document.pictures == pictures
    window.show_workspace("circuit")
    window.paste()
    assert window.document.current_picture.name == "Pasted picture"


def test_files_copied_in_a_file_manager_are_opened_by_pasting(window, qtbot, picture) -> None:
    QGuiApplication.clipboard().setMimeData(files(picture))
    window.paste()
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_picture.name == picture.name


def test_text_pasted_outside_design_says_where_it_is_taken(window) -> None:
    window.show_workspace("compare")
    QGuiApplication.clipboard().setText("1 2 3")
    window.paste()
    assert "Alt+1" in window.messages.text


def test_an_empty_clipboard_and_a_picture_that_is_none_are_told_in_a_sentence(window) -> None:
    QGuiApplication.clipboard().clear()
    window.paste()
    assert "clipboard holds neither" in window.messages.text
    drop(window, handing_over(image=QImage()))
    assert "cannot be read" in window.messages.text
