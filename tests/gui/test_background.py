"""What the window does in the background: files are read, a folder is leafed through, maps are written."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from filterlab.gui import file_reading, work_bar
from filterlab.gui.main_window import MainWindow
from filterlab.gui.map_export_dialog import MapExportDialog
from filterlab.project import starting_document


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


def action(window: MainWindow, text: str) -> QAction:
    """Return the menu action with this text, ampersands and dots left out."""
    for candidate in window.findChildren(QAction):
        if candidate.text().replace("&", "").rstrip("…") == text:
            return candidate
    raise AssertionError(f"there is no action {text!r}")


def test_a_picture_that_takes_long_is_announced_and_can_be_given_up(
    window, qtbot, tmp_path, monkeypatch
) -> None:
    gate = threading.Event()
    load = file_reading.load_image_with_facts

    def held(path, *, proceed):
        while proceed() and not gate.wait(0.005):
            pass
        return load(path, proceed=proceed)

    monkeypatch.setattr(file_reading, "load_image_with_facts", held)
    monkeypatch.setattr(work_bar, "DELAY_MS", 0)
    before = window.document.pictures
    for name in ("huge.png", "next.png"):
        Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / name)
    window.open_files([tmp_path / "huge.png", tmp_path / "next.png"])
    bar = window.background.opening_bar
    assert bar.text == "Opening huge.png, 1 more"
    assert not window.is_idle()
    qtbot.waitUntil(bar.isVisible)
    window.show_workspace("circuit")
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    qtbot.waitUntil(window.is_idle)
    assert window.document.pictures == before
    assert window.messages.text == ""


def test_the_window_closes_while_a_picture_is_read(window, tmp_path) -> None:
    Image.fromarray(np.full((2000, 3000), 128, np.uint8)).save(tmp_path / "large.png")
    window.open_files([tmp_path / "large.png"])
    window.shut_down()
    window.close()
    assert not window.isVisible()
    assert all(picture.name != "large.png" for picture in window.document.pictures)


def test_the_pictures_of_a_folder_are_leafed_through_from_the_menu(window, qtbot, tmp_path) -> None:
    action(window, "Next picture in folder").trigger()
    assert "open a picture" in window.messages.text
    for number in (1, 2, 10):
        Image.fromarray(np.full((20, 30), number, np.uint8)).save(tmp_path / f"{number}.png")
    window.open_files([tmp_path / "1.png"])
    qtbot.waitUntil(window.is_idle)
    for name in ("2.png", "10.png"):
        qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(window.is_idle)
        assert window.document.current_picture.name == name
        assert window.design.presenter.shown_scene.picture_id == window.document.current_picture.id
    qtbot.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.is_idle)
    assert [picture.name for picture in window.document.pictures[-2:]] == ["1.png", "2.png"]


def test_a_folder_that_is_opened_is_listed(window, qtbot, tmp_path) -> None:
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / "grey.png")
    window.open_files([tmp_path])
    qtbot.waitUntil(window.is_idle)
    assert window.background.browser.pictures == (tmp_path / "grey.png",)
    assert window.messages.text == ""


def test_a_map_of_a_circuit_is_written_with_exact_values(window, qtbot, tmp_path, monkeypatch) -> None:
    window.show_workspace("train")
    assert not action(window, "Export map with exact values").isEnabled()
    window.show_workspace("circuit")
    assert not action(window, "Export map with exact values").isEnabled()
    window.circuit.editor.begin_with_example("corners")
    qtbot.waitUntil(window.is_idle)
    window.menuBar().actions()[0].menu().aboutToShow.emit()
    action(window, "Export map with exact values").trigger()
    (dialog,) = window.findChildren(MapExportDialog)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "map.npy"), ""))
    dialog.buttons.accepted.emit()
    qtbot.waitUntil(window.is_idle)
    spot = window.circuit.presenter.places.spot
    face = window.circuit.presenter.answer.faces[spot.stage]
    np.testing.assert_allclose(np.load(tmp_path / "map.npy"), face.values[spot.map], rtol=1e-5)
    assert window.note.endswith("written to map.npy")
