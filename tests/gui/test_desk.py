"""The panels around the drawing table: told only while they are seen, moved, closed, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QLabel, QLineEdit, QTabBar, QVBoxLayout

from filterlab.gui.design.desk import DesignDesk
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.panel_button import PanelButton
from filterlab.gui.widgets.panel_area import PanelArea

from .scenes import scene_of

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene


class Listener(DesignTool):
    """A panel that notes what it is told."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.heard: list[object] = []
        QVBoxLayout(self).addWidget(QLineEdit())

    def purpose(self) -> str:
        return f"for {self.key}"

    def title(self) -> str:
        return self.key.capitalize()

    def show_nothing(self, sentence: str) -> None:
        self.heard.append(sentence)

    def show_scene(self, scene: Scene) -> None:
        self.heard.append(scene)


def scene() -> Scene:
    return scene_of(np.zeros((1, 9, 9), np.float32), np.zeros((1, 3, 3), np.float32))


@pytest.fixture
def desk(qtbot) -> DesignDesk:
    """Return a desk with two panels on screen, the first in front."""
    desk = DesignDesk(QLabel("middle"), QLabel("below"))
    desk.add_tools([Listener("first"), Listener("second")])
    qtbot.addWidget(desk)
    desk.resize(900, 600)
    desk.show()
    qtbot.waitUntil(lambda: bool(desk.tools[0].heard and desk.tabifiedDockWidgets(docks(desk)["first"])))
    return desk


def docks(desk: DesignDesk) -> dict[str, QDockWidget]:
    return {dock.objectName(): dock for dock in desk.findChildren(QDockWidget)}


def test_only_the_panel_in_front_is_told_and_the_other_catches_up_when_it_comes_there(desk, qtbot) -> None:
    first, second = desk.tools
    shown = scene()
    first.heard.clear()
    second.heard.clear()
    desk.tell_scene(shown)
    assert first.heard == [shown]
    assert second.heard == []
    desk.show_tool("second")
    qtbot.waitUntil(lambda: second.heard == [shown])
    first.heard.clear()
    desk.tell_scene(scene())
    assert first.heard == []


def test_the_keyboard_never_goes_into_a_panel_that_lies_behind_another(desk, qtbot) -> None:
    first, second = desk.tools
    assert second.findChild(QLineEdit).isVisible() is False
    desk.show_tool("second")
    qtbot.waitUntil(second.findChild(QLineEdit).isVisible)
    assert not first.findChild(QLineEdit).isVisible()
    titles = [dock.titleBarWidget() for dock in desk.findChildren(QDockWidget)]
    buttons = [button for title in titles for button in title.findChildren(QAbstractButton)]
    assert {button.focusPolicy() for button in buttons} == {Qt.FocusPolicy.NoFocus}


def test_a_panel_that_the_keyboard_scrolls_has_a_name_for_a_screen_reader(desk) -> None:
    assert {area.accessibleName() for area in desk.findChildren(PanelArea)} == {"First", "Second"}


def test_a_panel_without_a_response_says_why(desk) -> None:
    desk.tell_nothing("Choose a picture.")
    assert desk.tools[0].heard[-1] == "Choose a picture."


def test_a_closed_panel_comes_back_by_its_action_and_by_resetting(desk) -> None:
    dock = docks(desk)["second"]
    dock.close()
    action = next(a for a in desk.toggle_actions() if a.text() == "Second")
    assert not action.isChecked()
    action.trigger()
    assert not dock.isHidden()
    docks(desk)["first"].close()
    desk.reset()
    assert not docks(desk)["first"].isHidden()
    assert dock in desk.tabifiedDockWidgets(docks(desk)["first"])


def test_the_menu_brings_a_panel_that_lies_behind_to_the_front_and_hides_the_one_in_front(
    desk, qtbot
) -> None:
    first, second = desk.tools
    actions = {action.text(): action for action in desk.toggle_actions()}
    assert actions["First"].isChecked()
    assert not actions["Second"].isChecked()
    actions["Second"].trigger()
    qtbot.waitUntil(actions["Second"].isChecked)
    assert not second.visibleRegion().isEmpty()
    assert first.visibleRegion().isEmpty()
    actions["Second"].trigger()
    assert docks(desk)["second"].isHidden()


def test_names_on_tabs_are_never_cut_off_also_where_panels_are_put_together_anew(desk, qtbot) -> None:
    first, second = docks(desk)["first"], docks(desk)["second"]
    desk.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first)
    desk.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, second)
    desk.tabifyDockWidget(first, second)
    shown = [bar for bar in desk.findChildren(QTabBar) if bar.count()]
    qtbot.waitUntil(lambda: any(bar.isVisible() for bar in shown))
    assert {bar.elideMode() for bar in shown if bar.isVisible()} == {Qt.TextElideMode.ElideNone}


def test_a_panel_says_what_it_is_for_and_its_name_where_no_tab_does(desk, qtbot) -> None:
    first = docks(desk)["first"]
    title = first.titleBarWidget()
    assert title.text == "for first"
    desk.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first)
    qtbot.waitUntil(lambda: title.text == "First — for first")
    desk.reset()
    qtbot.waitUntil(lambda: title.text == "for first")
    title.close_button.click()
    assert first.isHidden()


def test_a_saved_layout_is_restored_and_a_strange_one_changes_nothing(desk) -> None:
    docks(desk)["second"].close()
    state = desk.layout_state()
    desk.reset()
    desk.restore_layout(QByteArray(b"not a layout"))
    assert not docks(desk)["second"].isHidden()
    desk.restore_layout(state)
    assert docks(desk)["second"].isHidden()


def test_a_button_lists_all_panels_by_what_they_help_with_and_brings_one_to_the_front(desk) -> None:
    first, second = desk.tools[:2]
    second.group = "picture"
    button = PanelButton(desk, {"understand": "Understand", "make": "Make a filter", "picture": "Picture"})
    actions = {action.text(): action for action in button.menu().actions() if not action.isSeparator()}
    texts = list(actions)
    assert (
        texts.index("First — for first") < texts.index("Make a filter") < texts.index("Second — for second")
    )
    actions["Second — for second"].trigger()
    assert not second.visibleRegion().isEmpty()
    actions["First — for first"].trigger()
    assert not first.visibleRegion().isEmpty()
    button.deleteLater()
