"""The button that says where all that is drawn is repeated."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from filterlab.data.drawing import MAX_TURNS, Symmetry
from filterlab.gui.widgets.check_menu import CheckMenu
from filterlab.gui.widgets.glyphs import GlyphButton

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class SymmetryButton(GlyphButton):
    """Choose mirrors and turns from a menu; the button stays down while there are any.

    Signals
    -------
    symmetry_chosen(Symmetry)
        The user chose others.
    """

    symmetry_chosen = Signal(object)

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        """Start without symmetry."""
        super().__init__("symmetry", side, parent)
        self._symmetry = Symmetry()
        self.actions_by_field: dict[str, QAction] = {}
        self.actions_by_turns: dict[int, QAction] = {}
        menu = CheckMenu(self)
        self._none = menu.addAction(self.tr("&None"))
        self._none.triggered.connect(lambda: self._choose(Symmetry()))
        menu.addSeparator()
        for field, text in (
            ("left_right", self.tr("Mirror &left and right")),
            ("up_down", self.tr("Mirror &up and down")),
            ("falling", self.tr("Mirror at the &falling diagonal")),
            ("rising", self.tr("Mirror at the &rising diagonal")),
            ("point", self.tr("Through the &centre")),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_field_triggered, field))
            self.actions_by_field[field] = action
        self._add_turns(menu.addMenu(self.tr("R&adial")))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCheckable(True)
        self._show()

    def _add_turns(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for turns in range(1, MAX_TURNS + 1):
            text = self.tr("{turns} times").format(turns=turns) if turns > 1 else self.tr("off")
            action = menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_turns_triggered, turns))
            group.addAction(action)
            self.actions_by_turns[turns] = action

    @property
    def symmetry(self) -> Symmetry:
        """What is chosen, also where the grid is not square and has no diagonal mirrors."""
        return self._symmetry

    def set_symmetry(self, symmetry: Symmetry) -> None:
        """Choose without a signal."""
        self._symmetry = symmetry
        self._show()

    def set_square(self, *, is_square: bool) -> None:
        """Offer the diagonals only where the grid has them."""
        for field in ("falling", "rising"):
            self.actions_by_field[field].setEnabled(is_square)

    def _show(self) -> None:
        chosen = [field for field in self.actions_by_field if getattr(self._symmetry, field)]
        for field, action in self.actions_by_field.items():
            action.setChecked(field in chosen)
        self.actions_by_turns[self._symmetry.turns].setChecked(True)
        names = [self.actions_by_field[field].text() for field in chosen]
        if self._symmetry.turns > 1:
            names.append(self.tr("radial, {turns} times").format(turns=self._symmetry.turns))
        words = ", ".join(names).replace("&", "") or self.tr("none")
        self.setChecked(not self._symmetry.is_plain)
        self.setAccessibleName(self.tr("Symmetry: {words}").format(words=words))
        self.setToolTip(
            self.tr("Symmetry: {words}. What is drawn in one place is drawn in all that mirror it.").format(
                words=words
            )
        )

    def _choose(self, symmetry: Symmetry) -> None:
        self.set_symmetry(symmetry)
        self.symmetry_chosen.emit(symmetry)

    def _on_field_triggered(self, field: str) -> None:
        self._choose(replace(self._symmetry, **{field: self.actions_by_field[field].isChecked()}))

    def _on_turns_triggered(self, turns: int) -> None:
        self._choose(replace(self._symmetry, turns=turns))
