"""Any command is found by a part of its name, and done by Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenuBar

from filterlab.gui.command_palette import Command, CommandPalette, commands_of, matching


@pytest.fixture
def bar(qtbot) -> QMenuBar:
    """Return a menu bar with a submenu, a separator, a shortcut and a disabled command."""
    bar = QMenuBar()
    qtbot.addWidget(bar)
    view = bar.addMenu("&View")
    view.addAction("Zoom to &fit").setShortcut("Ctrl+0")
    view.addSeparator()
    colours = view.addMenu("&Colours")
    colours.addAction("&Light && bright")
    bar.addMenu("&Edit").addAction("&Undo").setEnabled(False)
    return bar


def test_all_commands_are_listed_with_where_they_stand(bar) -> None:
    paths = [command.path for command in commands_of(bar)]
    assert paths == ["View ▸ Zoom to fit", "View ▸ Colours ▸ Light & bright", "Edit ▸ Undo"]


def test_words_are_found_in_any_order_and_names_that_begin_so_come_first(bar) -> None:
    commands = commands_of(bar)
    assert [c.path for c in matching(commands, "fit view")] == ["View ▸ Zoom to fit"]
    assert next(c.path for c in matching(commands, "u")) == "Edit ▸ Undo"
    assert matching(commands, "nothing like that") == []


def test_typing_and_enter_does_the_command_in_front(bar, qtbot) -> None:
    commands: list[Command] = commands_of(bar)
    palette = CommandPalette(commands)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.line, "colours")
    assert palette.list.count() == 1
    with qtbot.waitSignal(commands[1].action.triggered):
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert not palette.isVisible()


def test_where_nothing_fits_a_sentence_says_so(bar, qtbot) -> None:
    palette = CommandPalette(commands_of(bar))
    qtbot.addWidget(palette)
    palette.show()
    assert not palette.nothing.isVisible()
    qtbot.keyClicks(palette.line, "sharpen")
    assert palette.nothing.isVisible()
    assert "“sharpen”" in palette.nothing.text()


def test_arrows_walk_through_the_list_while_one_types(bar, qtbot) -> None:
    palette = CommandPalette(commands_of(bar))
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() == 0


def test_a_command_that_cannot_be_done_now_is_listed_and_not_done(bar, qtbot) -> None:
    commands = commands_of(bar)
    palette = CommandPalette(commands)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.line, "undo")
    with qtbot.assertNotEmitted(commands[2].action.triggered):
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_the_window_opens_it_with_every_menu_in_it(qtbot) -> None:
    from filterlab.gui.main_window import MainWindow
    from filterlab.project import starting_document

    window = MainWindow(starting_document())
    qtbot.addWidget(window)
    window.show()
    window.menus.find_command()
    palette = window.findChild(CommandPalette)
    texts = [palette.list.item(row).text() for row in range(palette.list.count())]
    assert any("Reset layout" in text for text in texts)
    assert any("Panels of Design ▸ Size" in text for text in texts)
    assert any("Panels of Compare ▸ Tuning" in text for text in texts)
    palette.close()
    window.shut_down()
