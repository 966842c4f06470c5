"""Both themes: what can be typed into, ticked or opened has an edge that shows."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from filterlab.gui.design.symmetry_button import SymmetryButton
from filterlab.gui.theme import DARK, LIGHT, apply_theme, palette
from filterlab.gui.widgets.bare_tool_button import BareToolButton
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.check_menu import CheckMenu
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.link_label import LinkLabel
from filterlab.gui.widgets.toggle_button import ToggleButton

# WCAG 2.2, 1.4.11: what tells where a control is stands out from what lies beside it by this much.
LEAST_CONTRAST = 3.0
ROOM = 60


def luminances(image: QImage) -> np.ndarray:
    """Return the relative luminance of every pixel, as WCAG defines it."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    colours = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3) / 255
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def drawn_on(ground: QColor, widget: QWidget) -> QImage:
    """Draw a widget on a ground of one colour."""
    image = QImage(ROOM, ROOM, QImage.Format.Format_RGB32)
    image.fill(ground)
    widget.render(image, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
    return image


@pytest.fixture(params=["light", "dark"])
def theme(request, qapp: QApplication):
    """Dress the application, and leave it in the light theme."""
    apply_theme(qapp, request.param)
    yield DARK if request.param == "dark" else LIGHT
    apply_theme(qapp, "light")


@pytest.mark.parametrize("kind", [QSpinBox, QLineEdit, QComboBox, QCheckBox, QRadioButton])
def test_a_field_has_an_edge_that_stands_out_from_a_card(qtbot, theme, kind) -> None:
    widget = kind()
    qtbot.addWidget(widget)
    widget.resize(ROOM, ROOM // 2)
    # Half way down its left end; nothing is written there.
    line = luminances(drawn_on(theme.card, widget))[ROOM // 4, :5]
    ground = luminances(drawn_on(theme.card, QWidget()))[-1, -1]
    high, low = np.maximum(line, ground), np.minimum(line, ground)
    assert ((high + 0.05) / (low + 0.05)).max() >= LEAST_CONTRAST


@pytest.mark.usefixtures("theme")
def test_a_choice_that_is_off_shows_a_whole_empty_box_in_a_menu(qtbot) -> None:
    menu = CheckMenu()
    qtbot.addWidget(menu)
    action = menu.addAction("Mirror")
    action.setCheckable(True)
    menu.resize(menu.sizeHint())
    image = QImage(menu.size(), QImage.Format.Format_RGB32)
    menu.render(image, QPoint(0, 0))
    line = luminances(image)[menu.actionGeometry(action).center().y()]
    inside = line[2:24]
    ground = inside[0]
    contrast = (np.maximum(inside, ground) + 0.05) / (np.minimum(inside, ground) + 0.05)
    edges = np.flatnonzero(contrast >= LEAST_CONTRAST)
    # A box as wide as a box is: a left edge and a right one with nothing between them.
    assert len(edges) == 2
    assert edges[1] - edges[0] >= 8


def test_the_lists_of_boxes_are_filled_with_the_windows_own_colour(qtbot, theme) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    # Fusion fills the list of a combo box with this colour of menus; without a screen no such list can be opened.
    assert menu.palette().color(QPalette.ColorRole.Window) == palette(dark=theme.is_dark).color(
        QPalette.ColorRole.Window
    )


def test_putting_a_panel_into_another_one_dresses_nothing_anew(qapp) -> None:
    # With a style sheet of the application's, it would: a window would take three times as long to open.
    assert not qapp.styleSheet()


def test_what_is_there_already_follows_another_theme(qtbot, qapp) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card, label, notice = Card(window), dressed(QLabel("muted", window), "muted"), QLabel(window)
    for widget in (card, label, dressed(notice, "message")):
        widget.resize(ROOM, ROOM)
    with qtbot.waitExposed(window):
        window.show()
    try:
        for name, theme in (("dark", DARK), ("light", LIGHT)):
            apply_theme(qapp, name)
            qapp.processEvents()
            assert card.grab().toImage().pixelColor(ROOM // 2, ROOM // 2) == theme.card
            assert label.palette().color(label.foregroundRole()) == theme.muted
            assert notice.grab().toImage().pixelColor(ROOM // 2, ROOM // 2) == theme.notice
    finally:
        apply_theme(qapp, "light")


def test_what_was_drawn_in_one_theme_looks_in_another_as_if_born_in_it(qtbot, qapp) -> None:
    def all_kinds() -> list[QWidget]:
        button = BareToolButton()
        button.setText("…")
        button.setMenu(QMenu(button))
        kinds = [SymmetryButton(25), button, LinkLabel("see <a href='#'>there</a>")]
        for widget in kinds:
            qtbot.addWidget(widget)
        return kinds

    def looks(widgets: list[QWidget]) -> list[np.ndarray]:
        return [luminances(widget.grab().toImage()) for widget in widgets]

    old = all_kinds()
    in_light = looks(old)
    try:
        apply_theme(qapp, "dark")
        qapp.processEvents()
        for before, followed, born in zip(in_light, looks(old), looks(all_kinds()), strict=True):
            assert not np.array_equal(before, followed)
            np.testing.assert_array_equal(followed, born)
    finally:
        apply_theme(qapp, "light")


def test_a_button_that_is_on_is_tinted_and_as_large_as_before(qtbot, theme) -> None:
    button = ToggleButton("Invert")
    qtbot.addWidget(button)
    size = button.sizeHint()
    tint = palette(dark=theme.is_dark).color(QPalette.ColorRole.Highlight)
    button.resize(2 * size)
    button.setChecked(True)
    inside = drawn_on(theme.card, button).pixelColor(5, 5)
    assert button.sizeHint() == size
    assert abs(inside.hslHue() - tint.hslHue()) < 20
    assert inside.hslSaturation() > 2 * theme.card.hslSaturation()
