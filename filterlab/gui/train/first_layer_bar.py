"""What the net's first convolution begins with, and whether it stays so: four choices, one click each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.widgets.check_menu import CheckMenu
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.toggle_button import ToggleButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.project import NetDraft


class FirstLayerBar(QWidget):
    """Show and ask for the beginning of the first layer. Setters never emit.

    Signals
    -------
    random_wanted(is_frozen), own_wanted(is_frozen)
        The user chose what it begins with.
    filters_chosen(ids)
        Which filters of the bank it shall begin with.
    """

    random_wanted = Signal(bool)
    own_wanted = Signal(bool)
    filters_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a first layer."""
        super().__init__(parent)
        self._title = dressed(ElidedLabel(self.tr("First layer")), "title")
        self._remark = dressed(QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop), "muted")
        # Whether the sentence has one line or two, the buttons stay under the mouse.
        self._remark.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.own_free, self.own_frozen = ToggleButton(), ToggleButton()
        self.random_free = ToggleButton(self.tr("Random, free"))
        self.random_frozen = ToggleButton(self.tr("Random, frozen"))
        self.filters = QPushButton(self.tr("Which filters"))
        self._menu = CheckMenu(self)
        self._group = QButtonGroup(self)
        self._lay_out()
        self._explain()
        self.own_free.clicked.connect(partial(self._ask_for_own, False))
        self.own_frozen.clicked.connect(partial(self._ask_for_own, True))
        self.random_free.clicked.connect(partial(self._ask_for_random, False))
        self.random_frozen.clicked.connect(partial(self._ask_for_random, True))
        self._menu.triggered.connect(self._on_menu_triggered)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        buttons = ((self.own_frozen, self.own_free), (self.random_frozen, self.random_free))
        for row, pair in enumerate(buttons):
            for column, button in enumerate(pair):
                button.setAutoDefault(False)
                self._group.addButton(button)
                grid.addWidget(button, row, column)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.filters)
        self.filters.setMenu(self._menu)
        self.filters.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addLayout(grid)
        layout.addWidget(self._remark)

    def _explain(self) -> None:
        self.own_frozen.setToolTip(
            self.tr("Begin with your own filters and keep them: only later layers learn")
        )
        self.own_free.setToolTip(
            self.tr("Seed and thaw: begin with your own filters and let them change as the net learns")
        )
        self.random_frozen.setToolTip(
            self.tr("The control to your frozen filters: as many random ones, which stay as they are")
        )
        self.random_free.setToolTip(self.tr("The usual way: random filters that learn"))
        self.filters.setToolTip(self.tr("Which filters of your bank the first layer begins with"))

    @property
    def remark(self) -> str:
        """What the bar says about the choice."""
        text: str = self._remark.text()
        return text

    def set_filters(self, filters: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """List the filters of the bank as (id, name), with those that are chosen."""
        self._menu.clear()
        for key, name in filters:
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key in chosen)
            action.setData(key)
        self.filters.setEnabled(bool(filters))

    def set_draft(self, draft: NetDraft, remark: str, *, can_be_own: bool) -> None:
        """Show how a net begins."""
        name = draft.first_layer
        has_layer = name is not None
        self._title.setText(
            self.tr("First layer, {name}").format(name=name) if has_layer else self.tr("First layer")
        )
        is_circuit = draft.origin == "circuit"
        mine = self.tr("Circuit") if is_circuit else self.tr("My filters")
        self.own_frozen.setText(self.tr("{whose}, frozen").format(whose=mine))
        self.own_free.setText(self.tr("{whose}, free").format(whose=mine))
        self.filters.setVisible(not is_circuit)
        is_own = draft.begins_with_own and draft.own_fits
        chosen = {
            (True, True): self.own_frozen,
            (True, False): self.own_free,
            (False, True): self.random_frozen,
            (False, False): self.random_free,
        }[is_own, draft.is_frozen]
        chosen.setChecked(True)
        for button in (self.own_frozen, self.own_free):
            button.setEnabled(has_layer and can_be_own)
        for button in (self.random_frozen, self.random_free):
            button.setEnabled(has_layer)
        self._remark.setText(remark)

    def _ask_for_own(self, is_frozen: bool, _checked: bool = False) -> None:
        self.own_wanted.emit(is_frozen)

    def _ask_for_random(self, is_frozen: bool, _checked: bool = False) -> None:
        self.random_wanted.emit(is_frozen)

    def _on_menu_triggered(self) -> None:
        self.filters_chosen.emit(tuple(a.data() for a in self._menu.actions() if a.isChecked()))
