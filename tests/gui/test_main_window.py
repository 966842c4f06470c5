"""The window as a whole: files, pasting, undo, workspaces, closing."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from filterlab.data import samples, save_filter
from filterlab.gui.command_palette import commands_of
from filterlab.gui.commands import SetWeights
from filterlab.gui.main_window import MainWindow
from filterlab.nets import build, save_weights, zoo
from filterlab.probes.chain import example_chains, save_chain
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


def test_a_picture_a_filter_and_weights_open_through_the_same_door(window, qtbot, tmp_path) -> None:
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / "grey.png")
    save_filter(tmp_path / "edge.csv", np.array([[[1.0, 0.0, -1.0]]], np.float32))
    save_weights(tmp_path / "net.safetensors", build(zoo["tiny"], np.random.default_rng(0)))
    window.open_files([tmp_path / name for name in ("grey.png", "edge.csv", "net.safetensors")])
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_picture.pixels.shape == (1, 20, 30)
    assert window.document.current_filter.name == "edge"
    assert window.document.runs[-1].state == "imported"
    window.undo_stack.undo()
    assert all(item.name != "edge" for item in window.document.filters)


def test_a_file_that_cannot_be_opened_is_named_and_nothing_changes(window, qtbot, tmp_path) -> None:
    before = (window.document.pictures, window.document.filters)
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    (tmp_path / "ragged.csv").write_text("1,2,3\n4,5\n")
    window.open_files([tmp_path / "broken.png", tmp_path / "ragged.csv", tmp_path / "missing.png"])
    qtbot.waitUntil(window.is_idle)
    message = window.messages.text
    assert all(name in message for name in ("broken.png", "ragged.csv", "missing.png"))
    assert (window.document.pictures, window.document.filters) == before


def test_the_same_picture_opened_twice_is_listed_once(window, qtbot, tmp_path) -> None:
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / "grey.png")
    window.open_files([tmp_path / "grey.png"])
    qtbot.waitUntil(window.is_idle)
    window.open_sample("mouse")
    window.open_files([tmp_path / "grey.png"])
    qtbot.waitUntil(window.is_idle)
    assert [p.name for p in window.document.pictures].count("grey.png") == 1
    assert window.document.current_picture.name == "grey.png"


def test_a_passing_remark_does_not_cover_the_numbers_of_the_status_bar(window) -> None:
    before = window.status_text
    assert before
    window.show_note("Picture mouse.png opened")
    assert (window.note, window.status_text) == ("Picture mouse.png opened", before)
    assert window._status.isVisible()
    assert window._status.width() >= window._status.sizeHint().width()


def test_a_picture_is_pasted_as_picture_and_rows_of_numbers_as_filter(window) -> None:
    image = QImage(12, 10, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 0))
    QGuiApplication.clipboard().setImage(image)
    window.paste()
    np.testing.assert_allclose(window.document.current_picture.pixels[:, 4, 4], [1, 0, 0])
    QGuiApplication.clipboard().setText("1 2 1\n0 0 0\n-1 -2 -1")
    window.paste()
    np.testing.assert_array_equal(
        window.document.current_filter.weights[0], [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]
    )
    window.undo_stack.undo()
    assert window.document.current_filter.weights.shape == (1, 7, 7)


def test_pasting_words_says_what_can_be_pasted(window) -> None:
    QGuiApplication.clipboard().setText("once upon a time")
    before = window.document.current_filter
    window.paste()
    assert window.messages.text
    assert window.document.current_filter is before


def test_every_sample_picture_opens_from_the_menu(window, qtbot) -> None:
    for sample in samples.values():
        action(window, sample.title).trigger()
        qtbot.waitUntil(window.is_idle)
        assert window.document.current_picture.name == sample.title
        assert window.design.presenter.shown_scene is not None


def test_workspaces_are_chosen_by_alt_and_number(window, qtbot) -> None:
    for number, workspace in enumerate(window.workspaces, start=1):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
        assert window.current_workspace is workspace
        assert workspace.title() in window.windowTitle()


def test_the_status_bar_tells_place_value_and_speed(window) -> None:
    assert "value 6600" in window.status_text
    assert "Mpixel/s" in window.status_text


def test_recent_files_are_remembered_over_a_restart(window, qtbot, tmp_path) -> None:
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / "again.png")
    window.open_files([tmp_path / "again.png"])
    qtbot.waitUntil(window.is_idle)
    other = MainWindow(starting_document())
    qtbot.addWidget(other)
    assert action(other, str(tmp_path / "again.png")).text()
    other.shut_down()


def test_the_current_filter_is_saved_and_read_back(window, qtbot, tmp_path, monkeypatch) -> None:
    target = tmp_path / "curve"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    action(window, "Save filter as").trigger()
    window.open_files([tmp_path / "curve.json"])
    qtbot.waitUntil(window.is_idle)
    first, last = window.document.filters[0], window.document.filters[-1]
    np.testing.assert_array_equal(first.weights, last.weights)


def test_a_view_is_copied_and_exported_as_a_picture(window, tmp_path, monkeypatch) -> None:
    QGuiApplication.clipboard().setPixmap(QPixmap())
    action(window, "Copy view").trigger()
    assert not QGuiApplication.clipboard().pixmap().isNull()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "view.png"), ""))
    action(window, "Export view as picture").trigger()
    with Image.open(tmp_path / "view.png") as picture:
        assert picture.width > 100
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("/nowhere/at/all/view.png", ""))
    action(window, "Export view as picture").trigger()
    assert "/nowhere/at/all/view.png" in window.messages.text


def test_closing_a_window_asks_nothing_whatever_was_changed(window, monkeypatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: pytest.fail("it asked"))
    current = window.document.current_filter
    window.undo_stack.push(SetWeights(window.document, current.id, np.ones((1, 3, 3)), "Paint"))
    window.close()
    assert not window.isVisible()


def test_both_themes_can_be_chosen_and_the_window_repaints(window) -> None:
    grounds = []
    for name in ("Dark", "Light"):
        action(window, name).trigger()
        QApplication.processEvents()
        grounds.append(window.grab().toImage().pixelColor(3, window.height() // 2).lightness())
    assert grounds[0] < 80
    assert grounds[1] > 180


def test_the_smallest_window_shows_every_pane(window, qtbot) -> None:
    window.resize(1000, 700)
    qtbot.waitUntil(window.is_idle)
    QApplication.processEvents()
    assert window.size().width() == 1000
    assert window.size().height() == 700


def test_a_circuit_opens_like_any_other_file_and_can_be_undone(window, qtbot, tmp_path) -> None:
    save_chain(tmp_path / "mine.chain", example_chains["ring"].chain)
    window.open_files([tmp_path / "mine.chain"])
    qtbot.waitUntil(window.is_idle)
    assert window.document.chain == example_chains["ring"].chain
    assert window.document.chain_name == "mine"
    window.show_workspace("circuit")
    qtbot.waitUntil(window.is_idle)
    assert [column.title for column in window.circuit.columns.columns] == ["Stage 1", "Stage 2"]
    window.undo_stack.undo()
    assert window.document.chain is None
    (tmp_path / "broken.chain").write_text("{")
    window.open_files([tmp_path / "broken.chain"])
    qtbot.waitUntil(window.is_idle)
    assert "broken.chain" in window.messages.text
    assert window.document.chain is None


def test_a_circuit_goes_to_train_with_one_click_and_is_ready_there(window, qtbot) -> None:
    window.show_workspace("circuit")
    qtbot.mouseClick(window.circuit.start.examples["corners"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.is_idle)
    qtbot.mouseClick(window.circuit.bar.train, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_workspace is window.train)
    assert window.train.controls.net.currentText() == "corners, hand-wired"
    assert window.train.controls.train.isEnabled()


def test_a_circuit_too_large_for_the_data_stays_where_it_is_and_says_why(window, qtbot) -> None:
    window.show_workspace("circuit")
    window.circuit.editor.begin_with_example("ring")
    for _ in range(2):
        window.circuit.editor.put_stage_before(1)
    window.document.set_weights(window.document.current_filter.id, np.ones((1, 9, 9)))
    window.circuit.editor.put_stage_before(1)
    window.circuit.bar.train.click()
    qtbot.waitUntil(window.is_idle)
    assert window.current_workspace is window.circuit
    assert window.messages.text.startswith("Stage ")
    assert "does not fit" in window.messages.text


@pytest.mark.parametrize(
    ("name", "word"), [("NumPy array", "np.array("), ("PyTorch layer", "torch"), ("JSON", "weights")]
)
def test_the_filter_is_copied_in_any_notation_from_the_edit_menu(window, name: str, word: str) -> None:
    commands = {command.path: command.action for command in commands_of(window.menuBar())}
    commands[f"Edit ▸ Copy filter as ▸ {name}"].trigger()
    assert word in QApplication.clipboard().text()
