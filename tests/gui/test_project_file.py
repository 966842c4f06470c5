"""A window and its project's file: kept as it changes, reopened, copied, read-only, and when the disk fails."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QSplitter

from filterlab.gui import work_bar
from filterlab.gui.commands import SetWeights
from filterlab.gui.main_window import MainWindow
from filterlab.gui.notes_dialog import NotesDialog
from filterlab.project import Project, starting_document
from filterlab.project.store import Note, find_untitled

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_000_000.0
# Drawing ten thousand pictures takes seconds, on a busy machine many.
DRAWING_MS = 60_000


@pytest.fixture
def show(qtbot):
    """Return a function that opens a window around a project, at rest; nobody is ever asked anything."""
    windows: list[MainWindow] = []

    def open_window(project: Project | None) -> MainWindow:
        window = MainWindow(project.document if project is not None else starting_document(), project)
        qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
        windows.append(window)
        window.show()
        qtbot.waitUntil(window.is_idle)
        return window

    yield open_window
    for window in windows:
        window.shut_down()
        window.close()


@pytest.fixture
def window(show) -> MainWindow:
    """Return a window with a new project that has no name."""
    return show(Project.untitled(starting_document(), NOW))


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch) -> None:
    """Fail a test in which a question comes up."""
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: pytest.fail("a question came up"))


def change(window: MainWindow, value: float) -> None:
    """Change the filter on the table, as a user does who can undo it."""
    item = window.document.current_filter
    window.undo_stack.push(SetWeights(window.document, item.id, np.full((1, 2, 2), value), "Paint"))


def on_disk(path: Path) -> float:
    """Return the first weight that the first filter has in the file."""
    connection = sqlite3.connect(path)
    query = "SELECT data FROM pieces JOIN arrays ON arrays.id = array_id JOIN filters ON owner = filters.id"
    (data,) = connection.execute(f"{query} ORDER BY filters.place").fetchone()
    connection.close()
    return float(np.frombuffer(data, "<f4")[0])


def save_as(window: MainWindow, path: Path, qtbot, monkeypatch) -> None:
    """Save the project under a name, as by the dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    window.file.save_as()
    qtbot.waitUntil(window.is_idle)


def test_a_change_is_on_the_disk_as_soon_as_the_window_is_at_rest_and_so_is_its_undoing(
    window, qtbot
) -> None:
    before = on_disk(window.project.path)
    change(window, 4.0)
    qtbot.waitUntil(window.is_idle)
    assert on_disk(window.project.path) == 4.0
    window.undo_stack.undo()
    qtbot.waitUntil(window.is_idle)
    assert on_disk(window.project.path) == before


def test_a_stroke_is_written_once_and_not_before_it_has_ended(window, qtbot) -> None:
    grid = window.design.kernel.grid
    written = []
    write = window.project.write_changes
    window.project.write_changes = lambda changes: (written.append(changes.keys), write(changes))[-1]
    grid.set_brush(77.0)
    place = {column: grid.cell_rect(0, column).center().toPoint() for column in range(5)}
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=place[0])
    for column in range(1, 5):
        qtbot.mouseMove(grid, place[column])
        qtbot.waitUntil(window.design.is_idle)
    assert window.project.keeper.is_drawing
    assert not written
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=place[4])
    qtbot.waitUntil(window.is_idle)
    item = window.document.current_filter
    assert written == [[("filter", item.id)]]
    assert on_disk(window.project.path) == item.weights[0, 0, 0] == 77.0


def test_a_line_on_a_pad_is_one_stroke_too(window, qtbot) -> None:
    panel = next(tool for tool in window.design.desk.tools if tool.key == "pad")
    panel.new_pad.pad_wanted.emit(28, 28, 0.0)
    qtbot.waitUntil(window.is_idle)
    panel.hand.press(3.0, 3.0)
    panel.hand.drag(9.0, 9.0)
    assert window.project.keeper.is_drawing
    panel.hand.release(12.0, 9.0)
    assert not window.project.keeper.is_drawing
    qtbot.waitUntil(window.is_idle)
    pixels = window.document.current_picture.pixels
    window.close()
    again = Project.opened(window.project.path, NOW)
    np.testing.assert_array_equal(again.document.current_picture.pixels, pixels)
    again.close()


def test_closing_leaves_one_file_that_opens_with_everything_in_it(window, show) -> None:
    change(window, 5.0)
    window.close()
    path = window.project.path
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    again = show(Project.opened(path, NOW))
    assert again.document.current_filter.weights[0, 0, 0] == 5.0
    assert not again.undo_stack.canUndo()
    assert again.windowTitle().startswith("Untitled — Design")


def test_a_project_in_which_nothing_was_done_leaves_nothing(window) -> None:
    window.open_sample("zone-plate")
    window.close()
    assert list(window.project.path.parent.iterdir()) == []


def test_save_asks_for_a_name_once_and_says_afterwards_that_all_is_kept(
    window, qtbot, tmp_path, monkeypatch
) -> None:
    old = window.project.path
    change(window, 3.0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "my.mice"), ""))
    window.file.save()
    qtbot.waitUntil(window.is_idle)
    assert window.windowTitle().startswith("my.mice — Design")
    assert not old.exists()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: pytest.fail("it asked again"))
    change(window, 6.0)
    window.file.save()
    assert "every change is kept" in window.note
    assert on_disk(tmp_path / "my.mice.filterlab") == 6.0
    assert any("my.mice.filterlab" in entry.text() for entry in window.menus._recent_menu.actions())


def test_a_copy_is_exported_and_the_project_stays_where_it_is(window, qtbot, tmp_path, monkeypatch) -> None:
    change(window, 3.0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "copy"), ""))
    window.file.export_copy()
    qtbot.waitUntil(window.is_idle)
    assert window.project.is_untitled
    assert on_disk(tmp_path / "copy.filterlab") == 3.0
    assert "copy.filterlab" in window.note


def failing(*_values: object) -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_closing_is_put_off_once_while_the_last_changes_cannot_be_written(window, qtbot, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("filterlab.project.store.keeping.write_filter", failing)
        change(window, 4.0)
        qtbot.waitUntil(lambda: bool(window.messages.text))
        assert "is written with your next change" in window.messages.text
        window.close()
        assert window.isVisible()
        assert "Close the window again" in window.messages.text
        change(window, 5.0)
        qtbot.waitUntil(window.is_idle)
    change(window, 6.0)
    qtbot.waitUntil(window.is_idle)
    assert window.messages.text == ""
    monkeypatch.setattr("filterlab.project.store.keeping.write_filter", failing)
    change(window, 7.0)
    window.close()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert on_disk(window.project.path) == 6.0


def test_a_large_copy_is_announced_in_the_status_bar_and_can_be_given_up(
    window, qtbot, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(work_bar, "DELAY_MS", 0)
    gate, entered = threading.Event(), threading.Event()

    def held(_path, _now, progress) -> None:
        progress(30, 100)
        entered.set()
        assert gate.wait(5)
        progress(31, 100)

    monkeypatch.setattr(window.project, "moved_to", held)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "large"), ""))
    window.file.save_as()
    assert entered.wait(5)
    assert window.file.bar.text == "Writing large.filterlab"
    window.file.export_copy()
    assert "Another copy" in window.messages.text
    window.file.bar.button.click()
    gate.set()
    qtbot.waitUntil(window.is_idle)
    assert window.messages.text == "large.filterlab was not written."
    assert window.file.bar.text == ""


def test_a_file_that_was_taken_away_is_told_and_the_project_can_be_saved_elsewhere(
    window, qtbot, tmp_path, monkeypatch
) -> None:
    save_as(window, tmp_path / "mine", qtbot, monkeypatch)
    (tmp_path / "mine.filterlab").rename(tmp_path / "elsewhere")
    change(window, 4.0)
    qtbot.waitUntil(lambda: bool(window.messages.text))
    assert "was moved or removed" in window.messages.text
    save_as(window, tmp_path / "again", qtbot, monkeypatch)
    assert on_disk(tmp_path / "again.filterlab") == 4.0
    assert window.messages.text == ""


def test_a_second_window_says_who_has_the_project_and_keeps_its_own_under_another_name(
    window, show, qtbot, tmp_path, monkeypatch
) -> None:
    save_as(window, tmp_path / "shared", qtbot, monkeypatch)
    second = show(Project.opened(tmp_path / "shared.filterlab", NOW))
    assert f"process number {os.getpid()}" in second.messages.text
    assert "nothing is kept" in second.messages.text
    assert second.windowTitle().startswith("shared [read-only] — ")
    change(second, 2.0)
    qtbot.waitUntil(second.is_idle)
    assert on_disk(tmp_path / "shared.filterlab") != 2.0
    save_as(second, tmp_path / "mine", qtbot, monkeypatch)
    assert second.windowTitle().startswith("mine — ")
    assert second.messages.text == ""
    assert on_disk(tmp_path / "mine.filterlab") == 2.0


def test_a_window_without_a_file_keeps_all_it_holds_once_it_is_saved(
    show, qtbot, tmp_path, monkeypatch
) -> None:
    window = show(None)
    assert window.windowTitle() == "Design — FilterLab"
    assert window.train.project is None
    change(window, 2.0)
    window.file.show_notes()
    window.findChild(NotesDialog).sheet.setPlainText("from before")
    window.findChild(NotesDialog).tell()
    save_as(window, tmp_path / "kept", qtbot, monkeypatch)
    assert window.train.project is window.project
    change(window, 3.0)
    qtbot.waitUntil(window.is_idle)
    assert on_disk(tmp_path / "kept.filterlab") == 3.0
    assert window.project.notes() == {"": Note("from before")}


def test_notes_are_kept_as_they_are_written_and_found_again(window, show, qtbot) -> None:
    window.file.show_notes()
    dialog = window.findChild(NotesDialog)
    qtbot.keyClicks(dialog.sheet, "try 5 x 5")
    qtbot.waitUntil(lambda: window.project.notes() == {"": Note("try 5 x 5")})
    qtbot.keyClicks(dialog.sheet, ", then 7")
    window.close()
    again = show(Project.opened(window.project.path, NOW))
    again.file.show_notes()
    assert again.findChild(NotesDialog).sheet.toPlainText() == "try 5 x 5, then 7"


def test_a_note_alone_makes_a_project_worth_keeping(window) -> None:
    window.project.set_note("", Note("remember"))
    window.close()
    assert [left.path for left in find_untitled(NOW)] == [window.project.path]


def test_the_workspaces_are_laid_out_as_they_were(window, show, qtbot) -> None:
    # Ten thousand pictures are drawn in seconds, on a busy machine in many, and again when the project is opened.
    window.train.settings.pictures.setEditText("60")
    window.show_workspace("train")
    qtbot.waitUntil(window.is_idle)
    splitter = next(each for each in window.train.findChildren(QSplitter) if each.isVisible())
    splitter.setSizes([300, 700])
    window.design.desk.show_tool("xray")
    change(window, 2.0)
    sizes = splitter.sizes()
    window.close()
    again = show(Project.opened(window.project.path, NOW))
    assert again.current_workspace is again.train
    found = next(each for each in again.train.findChildren(QSplitter) if each.isVisible()).sizes()
    assert all(abs(one - other) <= 3 for one, other in zip(sizes, found, strict=True)), (sizes, found)
    again.show_workspace("design")
    xray = next(tool for tool in again.design.desk.tools if tool.key == "xray")
    qtbot.waitUntil(lambda: not xray.visibleRegion().isEmpty())


def test_what_is_set_up_in_train_is_there_again(window, show, qtbot) -> None:
    train = window.train
    train.setup.net.begin_with("lenet5")
    train.net.table.setCurrentCell(1, 0)
    train.net.first.own_frozen.click()
    train.settings.epochs.setValue(9)
    train.settings.learning_rate.setEditText("0.02")
    train.settings.schedule.schedule.setCurrentIndex(1)
    train.settings.pictures.setEditText("500")
    train.data.augmentation.sliders["rotate"].value_chosen.emit(20)
    qtbot.waitUntil(window.is_idle)
    wanted = train.setup.request()
    window.close()
    again = show(Project.opened(window.project.path, NOW))
    found = again.train.setup.request()
    assert found == wanted
    np.testing.assert_array_equal(found.start["conv1.weight"], wanted.start["conv1.weight"])
    assert again.train.controls.net.currentText() == train.controls.net.currentText()
    assert again.train.settings.pictures.currentText() == "500"
    assert not again.undo_stack.canUndo()


def test_looking_at_train_is_nothing_to_be_kept(window, qtbot) -> None:
    window.show_workspace("train")
    qtbot.waitUntil(window.is_idle, timeout=DRAWING_MS)
    assert window.train.setup.data.sight is not None
    assert window.document.plan is None


def test_a_second_window_sees_what_is_set_up_and_keeps_nothing_of_its_own(window, show, qtbot) -> None:
    window.train.settings.epochs.setValue(9)
    qtbot.waitUntil(window.is_idle)
    other = show(Project.opened(window.project.path, NOW))
    assert other.train.settings.epochs.value() == 9
    other.train.settings.epochs.setValue(4)
    qtbot.waitUntil(other.is_idle)
    other.close()
    window.close()
    with closing(Project.opened(window.project.path, NOW)) as again:
        assert again.document.plan.config.epochs == 9


def test_a_training_that_goes_on_is_the_one_thing_closing_asks_about(window, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(window.train, "may_close", lambda: asked.append(1) or False)
    window.close()
    assert asked
    assert window.isVisible()


def test_painting_in_a_window_that_keeps_its_project_can_be_undone_as_ever(window, qtbot) -> None:
    grid = window.design.kernel.grid
    before = window.document.current_filter.weights
    place = grid.mapToGlobal(QPointF(grid.cell_rect(2, 2).center()))
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.mapFromGlobal(place).toPoint())
    qtbot.waitUntil(window.is_idle)
    assert not np.array_equal(window.document.current_filter.weights, before)
    window.undo_stack.undo()
    np.testing.assert_array_equal(window.document.current_filter.weights, before)
    qtbot.waitUntil(window.is_idle)
    assert not window.project.keeper.has_changes
