"""Where the panels of Train are, how high, and how the keyboard comes into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDockWidget

from filterlab.gui.train.curves_panel import CurvesPanel
from filterlab.gui.train.desk import LEFT_SHARE, LOWER_SHARE, SET_UP
from filterlab.nets import RateTried

from .runs import bring_to_front, make_learned_run, panel_of

if TYPE_CHECKING:
    from filterlab.gui.desk_panel import DeskPanel
    from filterlab.gui.train import TrainWorkspace
    from filterlab.gui.widgets.panel_area import PanelArea

# What is left of a window of 1000 × 700 below its menus and tabs and above its status bar.
SMALL = (1000, 620)
# The line between two panels is some pixels wide.
LINE = 12


def dock_of(workspace: TrainWorkspace, key: str) -> QDockWidget:
    """Return the dock of a panel."""
    return workspace.desk.findChild(QDockWidget, key)


def area_of(panel: DeskPanel) -> PanelArea:
    """Return what a panel scrolls in."""
    return panel.parentWidget().parentWidget()


def press(workspace: TrainWorkspace, qtbot, letter: str) -> None:
    """Press a letter together with Alt."""
    workspace.activateWindow()
    qtbot.waitUntil(workspace.isActiveWindow)
    key = QKeySequence(letter)[0].key()
    qtbot.keyClick(QApplication.focusWidget() or workspace, key, Qt.KeyboardModifier.AltModifier)


def has_the_keyboard(panel: DeskPanel) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and panel.isAncestorOf(focused)


def test_every_panel_has_a_letter_that_brings_the_keyboard_into_it(workspace, qtbot) -> None:
    make_learned_run(workspace.document)
    for panel in reversed(workspace.desk.tools):
        letter = panel.title()[panel.title().index("&") + 1].upper()
        press(workspace, qtbot, letter)
        qtbot.waitUntil(lambda panel=panel: panel.is_seen and has_the_keyboard(panel))


def test_a_panel_that_was_closed_comes_back_by_its_letter(workspace, qtbot) -> None:
    panel, dock = panel_of(workspace, "settings"), dock_of(workspace, "settings")
    bring_to_front(workspace, qtbot, "settings")
    dock.close()
    qtbot.waitUntil(lambda: not panel.is_seen)
    press(workspace, qtbot, "S")
    qtbot.waitUntil(lambda: panel.is_seen and has_the_keyboard(panel))


def test_panels_below_have_their_share_of_any_height_until_the_user_draws_the_line(workspace, qtbot) -> None:
    desk = workspace.desk

    def below() -> int:
        return desk.height() - desk.centralWidget().geometry().bottom()

    def has_its_share() -> bool:
        return abs(below() - LOWER_SHARE * desk.height()) < LINE

    for height in (620, 800):
        workspace.resize(1000, height)
        qtbot.waitUntil(lambda height=height: desk.height() > height - 80 and has_its_share())
    line = QPoint(desk.centralWidget().geometry().center().x(), desk.height() - below() + 3)
    qtbot.mousePress(desk, Qt.MouseButton.LeftButton, pos=line)
    qtbot.mouseMove(desk, line + QPoint(0, 60))
    qtbot.waitUntil(lambda: not has_its_share())
    qtbot.mouseRelease(desk, Qt.MouseButton.LeftButton, pos=line + QPoint(0, 60))
    chosen = below()
    workspace.resize(1000, 830)
    qtbot.waitUntil(lambda: desk.height() > 750)
    assert abs(below() - chosen) < LINE
    desk.reset()
    qtbot.waitUntil(has_its_share)


def test_no_panel_is_cut_off_in_a_small_window(workspace, qtbot) -> None:
    workspace.resize(*SMALL)
    make_learned_run(workspace.document)
    for panel in workspace.desk.tools:
        bring_to_front(workspace, qtbot, panel.key)
        view = area_of(panel).viewport()
        qtbot.waitUntil(lambda panel=panel, view=view: panel.width() <= view.width())
        # What sets up, and what is told of experiments, is longer than that and scrolls.
        if panel.group != SET_UP and panel.key != "experiments":
            qtbot.waitUntil(lambda panel=panel, view=view: panel.height() <= view.height())


def test_the_plot_of_a_search_for_a_rate_comes_into_sight(workspace, qtbot) -> None:
    workspace.resize(1000, 480)
    panel = bring_to_front(workspace, qtbot, "settings")
    tried = [
        RateTried(step=step, learning_rate=10.0 ** (step - 4), loss=2.0, smoothed_loss=2.0)
        for step in range(1, 5)
    ]
    panel.rates.show_found("The loss falls.", tried, 0.01)
    plot, view = panel.rates.plot, area_of(panel).viewport()
    qtbot.waitUntil(lambda: view.rect().contains(QRect(plot.mapTo(view, QPoint()), plot.size())))


def test_a_title_that_has_no_room_beside_its_axis_gives_its_unit_and_a_legend_its_values(qtbot) -> None:
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.show_messages("Here: the loss.", "")
    panel.resize(500, 700)
    panel.show()
    axis = panel.loss.canvas.getPlotItem().getAxis("left")
    qtbot.waitUntil(lambda: axis.labelText == "Cross-entropy (nats)")
    panel.resize(500, 260)
    qtbot.waitUntil(lambda: axis.labelText == "nats")
    # Of two plots above each other the lower one counts the steps.
    assert panel.loss.canvas.getPlotItem().getAxis("bottom").labelText == ""
    legend = panel.loss.legend
    legend.set_values(["", "0.020", "0.038"])
    assert legend.shown_texts() == ("step", "mean 0.020", "test 0.038")
    legend.resize(180, legend.height())
    assert legend.shown_texts() == ("step", "0.020", "0.038")


def test_the_left_column_keeps_the_share_of_width_the_user_gave_it(workspace, qtbot) -> None:
    desk, left = workspace.desk, dock_of(workspace, "settings")
    workspace.resize(1400, 800)
    qtbot.waitUntil(lambda: desk.width() > 1350)
    bring_to_front(workspace, qtbot, "settings")
    line = QPoint(left.geometry().right() + 3, left.geometry().center().y())
    qtbot.mousePress(desk, Qt.MouseButton.LeftButton, pos=line)
    qtbot.mouseMove(desk, line + QPoint(140, 0))
    qtbot.waitUntil(lambda: left.width() > LEFT_SHARE * 1400 + 100)
    qtbot.mouseRelease(desk, Qt.MouseButton.LeftButton, pos=line + QPoint(140, 0))
    chosen, share = left.width(), left.width() / desk.width()
    workspace.resize(1000, 700)
    qtbot.waitUntil(lambda: desk.width() < 1050 and abs(left.width() - share * desk.width()) < LINE)
    workspace.resize(1400, 800)
    qtbot.waitUntil(lambda: abs(left.width() - chosen) < LINE)
