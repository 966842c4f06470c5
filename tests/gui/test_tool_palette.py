"""The tools, their options, symmetry, and where the palette stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt

from filterlab.data.drawing import MAX_TURNS, Brush, Symmetry
from filterlab.gui.design.easel import Easel
from filterlab.gui.design.symmetry_button import SymmetryButton
from filterlab.gui.design.tool_options import ToolOptions
from filterlab.gui.design.tool_palette import ToolPalette
from filterlab.gui.theme import apply_theme
from filterlab.gui.widgets.drawing_tool import DRAWING_TOOLS, LETTERS
from filterlab.gui.widgets.glyphs import SpotButton
from filterlab.gui.widgets.kernel_grid import KernelGrid

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def palette(qtbot) -> ToolPalette:
    palette = ToolPalette()
    qtbot.addWidget(palette)
    palette.resize(palette.sizeHint())
    palette.show()
    return palette


@pytest.fixture
def options(qtbot) -> ToolOptions:
    options = ToolOptions()
    qtbot.addWidget(options)
    options.show()
    return options


def test_every_tool_has_a_button_with_a_name_and_its_key_in_the_tooltip(qtbot, palette) -> None:
    chosen: list[str] = []
    palette.tool_chosen.connect(chosen.append)
    for tool in DRAWING_TOOLS:
        button = palette.buttons[tool]
        assert button.accessibleName() == palette.name_of(tool)
        assert button.toolTip().startswith(f"{palette.name_of(tool)} ({LETTERS[tool]}): ")
        qtbot.mouseClick(button, LEFT)
        assert palette.tool == tool
    assert chosen == list(DRAWING_TOOLS)
    palette.set_tool("brush")
    assert chosen == list(DRAWING_TOOLS)


@pytest.mark.parametrize("width", [25, 60, 110, 300])
def test_no_button_is_cut_off_at_any_width(palette, width) -> None:
    palette.resize(width, palette.height_at(width))
    places = [child.geometry() for child in (*palette.buttons.values(), palette.symmetry)]
    assert all(palette.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i])


@pytest.mark.parametrize("height", [25, 110, 160, 400])
def test_columns_fit_into_the_height(palette, height) -> None:
    palette.resize(palette.width_at(height), height)
    places = [child.geometry() for child in (*palette.buttons.values(), palette.symmetry)]
    assert all(palette.rect().contains(place) for place in places)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tool_in_the_hand_can_be_told_from_the_others(qapp, palette, theme) -> None:
    apply_theme(qapp, theme)
    try:
        for tool in ("line", "gradient", "flood", "select"):
            palette.set_tool("brush")
            free = palette.buttons[tool].grab().toImage()
            palette.set_tool(tool)
            taken = palette.buttons[tool].grab().toImage()
            corner = free.pixelColor(5, 5), taken.pixelColor(5, 5)
            assert abs(corner[0].lightness() - corner[1].lightness()) > 30
    finally:
        apply_theme(qapp, "light")


def test_the_spots_of_a_square_differ(qtbot) -> None:
    pictures = []
    for row in range(3):
        for column in range(3):
            button = SpotButton(row, column, 25)
            qtbot.addWidget(button)
            pictures.append(button.grab().toImage())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[:i])


def test_mirrors_and_turns_are_chosen_from_the_menu(qtbot) -> None:
    button = SymmetryButton(25)
    qtbot.addWidget(button)
    chosen: list[Symmetry] = []
    button.symmetry_chosen.connect(chosen.append)
    assert not button.isChecked()
    for field in ("left_right", "up_down", "falling", "rising", "point"):
        button.actions_by_field[field].trigger()
        assert getattr(button.symmetry, field)
    for turns in (2, MAX_TURNS):
        button.actions_by_turns[turns].trigger()
    assert button.isChecked()
    assert chosen[-1] == Symmetry(
        left_right=True, up_down=True, falling=True, rising=True, point=True, turns=MAX_TURNS
    )
    assert "Mirror left and right" in button.accessibleName()
    assert "radial, 16 times" in button.toolTip()
    button.actions_by_field["left_right"].trigger()
    assert not button.symmetry.left_right
    button.menu().actions()[0].trigger()
    assert chosen[-1].is_plain
    assert button.accessibleName() == "Symmetry: none"
    assert button.actions_by_turns[1].isChecked()


def test_setting_a_symmetry_says_nothing(qtbot) -> None:
    button = SymmetryButton(25)
    qtbot.addWidget(button)
    chosen: list[Symmetry] = []
    button.symmetry_chosen.connect(chosen.append)
    button.set_symmetry(Symmetry(point=True))
    assert button.isChecked()
    assert not chosen


def test_only_the_options_of_the_tool_are_shown(options) -> None:
    shown = {
        "brush": {"size_box", "form_box"},
        "line": {"size_box", "form_box"},
        "rectangle": {"size_box", "form_box", "filled_box"},
        "ellipse": {"size_box", "form_box", "filled_box"},
        "flood": {"tolerance_box"},
        "gradient": {"gradient_box", "end_box"},
        "select": set(),
    }
    names = {name for group in shown.values() for name in group}
    height = options.height()
    for tool, wanted in shown.items():
        options.show_tool(tool)
        assert {name for name in names if getattr(options, name).isVisible()} == wanted
        assert options.height() == height


def test_options_have_names_and_are_told(qtbot, options) -> None:
    told: list[bool] = []
    options.options_chosen.connect(lambda: told.append(True))
    options.size_box.setValue(15)
    options.form_box.setCurrentIndex(1)
    options.form_box.activated.emit(1)
    assert options.tip == Brush(15, "square")
    assert len(told) == 2
    options.show_tool("gradient")
    options.gradient_box.setCurrentIndex(1)
    options.gradient_box.activated.emit(1)
    assert options.is_radial
    options.show_tool("ellipse")
    qtbot.mouseClick(options.filled_box, LEFT, pos=options.filled_box.rect().center())
    assert len(told) == 4
    assert all(widget.accessibleName() and widget.toolTip() for widget in options.tab_order())


@pytest.mark.parametrize(("width", "height"), [(232, 156), (292, 380), (160, 140), (500, 200)])
def test_the_palette_stands_where_the_cells_become_largest(qtbot, width, height) -> None:
    palette, grid = ToolPalette(), KernelGrid()
    easel = Easel(palette, grid)
    qtbot.addWidget(easel)
    easel.resize(width, height)
    easel.show()
    area = QRect(0, 0, width, height)
    assert area.contains(palette.geometry())
    assert area.contains(grid.geometry())
    assert not palette.geometry().intersects(grid.geometry())
    beside = min(width - palette.width_at(height) - 4, height)
    above = min(width, height - palette.height_at(width) - 4)
    assert min(grid.width(), grid.height()) == max(beside, above)


def test_an_easel_has_room_for_its_palette_at_its_smallest(qtbot) -> None:
    palette = ToolPalette()
    easel = Easel(palette, KernelGrid())
    qtbot.addWidget(easel)
    easel.resize(easel.minimumSizeHint())
    easel.show()
    places = [child.geometry() for child in (*palette.buttons.values(), palette.symmetry)]
    assert all(palette.rect().contains(place) for place in places)
