"""The panel around the kernel: reached by Tab, nothing cut off, nothing that moves under the hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from filterlab.gui.design.kernel_panel import KernelPanel
from filterlab.gui.theme import apply_theme
from filterlab.gui.widgets.drawing_tool import DRAWING_TOOLS, LETTERS
from filterlab.gui.widgets.elided_label import ElidedLabel


def test_tab_goes_through_the_panel_from_top_to_bottom(qtbot, panel) -> None:
    tools = panel.drawing_tools
    order = [
        panel.header.height_box,
        panel.header.width_box,
        tools.buttons["brush"],
        tools.symmetry,
        panel.grid,
    ]
    order += [panel.brush_bar.mode_box, panel.brush_bar.slider, panel.brush_bar.box]
    order += [panel.options.size_box, panel.options.form_box]
    order += [*panel.tools.buttons.values(), panel.tools.menu_button]
    panel.header.height_box.setFocus()
    for here, there in pairwise(order):
        assert here.hasFocus()
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        assert there.hasFocus()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tool", DRAWING_TOOLS)
def test_nothing_is_cut_off_where_the_panel_is_narrow(qapp, qtbot, colour, theme, tool) -> None:
    apply_theme(qapp, theme)
    try:
        colour.resize(248, 300)
        qtbot.keyClicks(colour.grid, LETTERS[tool].lower())
        qapp.processEvents()
        assert (colour.width(), colour.height()) == (248, 300)
        for label in colour.findChildren(QLabel):
            if label.isVisible() and not isinstance(label, ElidedLabel):
                assert label.width() >= label.sizeHint().width()
        for button in (*colour.tools.buttons.values(), colour.tools.menu_button):
            assert colour.tools.rect().contains(button.geometry())
        for bar in (colour.header, colour.brush_bar, colour.options, colour.tools):
            assert colour.rect().contains(bar.geometry())
        for control in colour.options.tab_order():
            assert control.isHidden() or colour.options.rect().contains(control.geometry())
        assert min(colour.grid.width(), colour.grid.height()) >= 132
        assert not colour.grab().isNull()
    finally:
        apply_theme(qapp, "light")


def test_panel_and_cells_keep_their_size_whatever_tool_is_taken(qapp, qtbot, panel) -> None:
    panel.resize(panel.minimumSizeHint())
    places = set()
    for letter in (*LETTERS.values(), *reversed(LETTERS.values()), "g", "f", "r"):
        qtbot.keyClicks(panel.grid, letter.lower())
        qapp.processEvents()
        places.add((panel.width(), panel.height(), panel.grid.cell_rect(0, 0).getRect()))
    assert len(places) == 1


def test_a_destroyed_panel_no_longer_listens(qapp, document, stack) -> None:
    del qapp
    panel = KernelPanel(document, stack)
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(panel, QEvent.Type.DeferredDelete.value)
    assert not isValid(panel)
    document.set_weights(document.current_filter.id, np.zeros((1, 3, 3)))
    assert len(document.filter_changed) == len(document.current_filter_changed) == 0


def test_alt_and_z_lead_to_the_size(qtbot, panel) -> None:
    qtbot.keyClick(panel.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert panel.header.height_box.hasFocus()
