"""All windows: what opens at the start, one window a project, and which of them gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QMessageBox

from filterlab.gui.settings import load_settings
from filterlab.gui.windows import Windows
from filterlab.project import Project, starting_document
from filterlab.project.store import find_untitled
from filterlab.project.store.schema import VERSION
from filterlab.project.store.untitled import untitled_folder

from .dropping import drop, files

if TYPE_CHECKING:
    from pathlib import Path

    from filterlab.gui.main_window import MainWindow

NOW = 1_700_000_000.0
# A window that opens meanwhile takes a second, and several on a busy machine.
WINDOWS_MS = 30_000


@pytest.fixture
def begin(qapp, qtbot, monkeypatch):
    """Return a function that starts the program with some files and waits until it is at rest."""
    assert qapp is not None
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: pytest.fail("a question came up"))
    programs: list[Windows] = []

    def start(*files: Path) -> Windows:
        windows = Windows(lambda: NOW)
        programs.append(windows)
        windows.start(files)
        qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
        return windows

    yield start
    for program in programs:
        program.shut_down()


def paint(window: MainWindow, value: float) -> None:
    """Change the first filter."""
    window.document.set_weights(window.document.filters[0].id, np.full((1, 2, 2), value))


def painted(window: MainWindow) -> float:
    """Return what the first filter begins with."""
    return float(window.document.filters[0].weights[0, 0, 0])


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return a project in whose first filter a 3 was painted."""
    project = Project.created(tmp_path / "mine", starting_document(), NOW)
    project.document.set_weights(project.document.filters[0].id, np.full((1, 2, 2), 3.0))
    project.close()
    return project.path


def test_a_first_start_begins_with_the_mouse_in_a_project_without_a_name(begin) -> None:
    (window,) = begin().windows
    assert window.project.is_untitled
    assert window.document.current_picture.name == "Mouse"
    assert window.windowTitle() == "Untitled — Design — FilterLab"
    assert window.messages.text == ""
    assert "Click cells of the kernel" in window.note


def test_what_was_done_without_giving_it_a_name_is_there_at_the_next_start(begin) -> None:
    first = begin()
    paint(first.windows[0], 5.0)
    first.windows[0].close()
    assert not first.windows
    (window,) = begin().windows
    assert painted(window) == 5.0
    assert "no name yet" in window.note


def test_what_a_killed_program_left_empty_is_removed_and_the_newest_with_content_found(begin) -> None:
    kept = Project.untitled(starting_document(), NOW)
    kept.document.set_weights(kept.document.filters[0].id, np.full((1, 2, 2), 6.0))
    kept.close()
    empty = Project.untitled(starting_document(), NOW + 1)
    empty.close()
    (window,) = begin().windows
    assert painted(window) == 6.0
    assert not empty.path.exists()


def test_a_damaged_one_is_told_and_the_one_before_it_opens(begin) -> None:
    kept = Project.untitled(starting_document(), NOW)
    kept.document.set_weights(kept.document.filters[0].id, np.full((1, 2, 2), 6.0))
    kept.close()
    broken = kept.path.with_name("untitled broken.filterlab")
    broken.write_bytes(kept.path.read_bytes()[:5000])
    (window,) = begin().windows
    assert painted(window) == 6.0
    assert "untitled broken.filterlab" in window.messages.text


def test_two_programs_do_not_share_a_project_without_a_name(begin) -> None:
    first = begin()
    paint(first.windows[0], 5.0)
    first.windows[0].file._writer.write_now()
    (second,) = begin().windows
    assert second.project.path != first.windows[0].project.path
    assert painted(second) != 5.0


def test_a_project_named_on_the_command_line_opens_and_pictures_go_into_it(begin, mine, tmp_path) -> None:
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / "grey.png")
    (window,) = begin(tmp_path / "grey.png", mine).windows
    assert window.windowTitle() == "mine — Design — FilterLab"
    assert painted(window) == 3.0
    assert window.document.current_picture.name == "grey.png"
    assert load_settings().recent_projects == (str(mine),)
    assert find_untitled(NOW) == []


@pytest.mark.parametrize(
    ("content", "words"), [(None, "does not exist"), (b"SQLite format 3\0" + bytes(200), "another program")]
)
def test_a_project_that_cannot_be_opened_is_told_in_a_window_that_works(
    begin, tmp_path, content, words
) -> None:
    path = tmp_path / "broken.filterlab"
    if content is not None:
        path.write_bytes(content)
    (window,) = begin(path).windows
    assert words in window.messages.text
    assert window.project.is_untitled


def test_a_project_that_is_dropped_takes_the_place_of_a_window_in_which_nothing_was_done(
    begin, mine, qtbot
) -> None:
    windows = begin()
    (empty,) = windows.windows
    left = empty.project.path
    drop(empty, files(mine))
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    (window,) = windows.windows
    assert painted(window) == 3.0
    assert not left.exists()


def test_a_project_opens_beside_a_window_in_which_something_was_done(begin, mine, qtbot, monkeypatch) -> None:
    windows = begin()
    paint(windows.windows[0], 5.0)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(mine)], ""))
    windows.windows[0].choose_files()
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    assert [painted(window) for window in windows.windows] == [5.0, 3.0]


def test_a_project_that_is_open_already_opens_read_only_and_says_who_has_it(begin, mine, qtbot) -> None:
    windows = begin(mine)
    drop(windows.windows[0], files(mine))
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    first, second = windows.windows
    assert first.windowTitle() == "mine — Design — FilterLab"
    assert second.windowTitle() == "mine [read-only] — Design — FilterLab"
    assert "with process number" in second.messages.text
    assert first.messages.text == ""


def test_a_damaged_project_is_told_where_it_was_asked_for_and_the_next_one_opens(begin, mine, qtbot) -> None:
    windows = begin()
    (window,) = windows.windows
    paint(window, 5.0)
    broken = mine.with_name("broken.filterlab")
    broken.write_bytes(mine.read_bytes()[:-8192])
    window.open_files([broken, mine.with_name("gone.filterlab"), mine])
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    for words in ("broken.filterlab", "is cut off", "gone.filterlab", "does not exist"):
        assert words in window.messages.text
    assert [painted(each) for each in windows.windows] == [5.0, 3.0]


def test_a_project_of_a_newer_program_opens_read_only(begin, mine) -> None:
    data = bytearray(mine.read_bytes())
    # The version stands in bytes 60 to 63 of the header (https://www.sqlite.org/fileformat.html).
    data[60:64] = (VERSION + 1).to_bytes(4, "big")
    mine.write_bytes(data)
    (window,) = begin(mine).windows
    assert "was written by a newer FilterLab" in window.messages.text
    assert "[read-only]" in window.windowTitle()
    assert painted(window) == 3.0


def test_a_new_project_gets_a_window_and_an_empty_one_says_that_it_is_new(begin, qtbot) -> None:
    windows = begin()
    (window,) = windows.windows
    window.new_project_wanted.emit()
    assert len(windows.windows) == 1
    assert "This is a new project already" in window.note
    paint(window, 5.0)
    window.new_project_wanted.emit()
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    assert [painted(each) == 5.0 for each in windows.windows] == [True, False]


def test_recent_projects_and_those_without_a_name_are_in_the_menu(begin, mine, qtbot) -> None:
    left = Project.untitled(starting_document(), NOW)
    left.document.set_weights(left.document.filters[0].id, np.full((1, 2, 2), 6.0))
    left.close()
    windows = begin(mine)
    (window,) = windows.windows
    menu = window.menus._recent_menu
    menu.parent().aboutToShow.emit()
    first, second = menu.actions()
    assert first.text() == str(mine)
    assert second.text().startswith("Without a name, ")
    second.trigger()
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    assert [painted(each) for each in windows.windows] == [3.0, 6.0]


def test_without_a_place_for_projects_the_window_opens_all_the_same_and_says_so(
    begin, tmp_path, qtbot, monkeypatch
) -> None:
    untitled_folder().parent.mkdir(parents=True)
    untitled_folder().write_text("in the way")
    windows = begin()
    (window,) = windows.windows
    assert window.project is None
    assert "save the project under a name" in window.messages.text
    paint(window, 5.0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "kept"), ""))
    window.file.save()
    qtbot.waitUntil(lambda: windows.is_idle, timeout=WINDOWS_MS)
    assert window.project.name == "kept"
    assert window.messages.text == ""


def test_a_sentence_of_the_whole_program_is_shown_in_a_window(begin) -> None:
    windows = begin()
    windows.show_error("Something went wrong.")
    assert windows.windows[0].messages.text == "Something went wrong."


def test_a_project_that_is_being_opened_at_the_end_is_closed_again(begin, mine) -> None:
    windows = begin()
    windows.open_project(mine, windows.windows[0])
    windows.shut_down()
    assert not windows.windows
    again = Project.opened(mine, NOW)
    assert not again.why_read_only
    again.close()
