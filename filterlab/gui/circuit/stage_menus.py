"""What can be done with a stage and with its chosen filter, as two menus: move, copy, remove."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class StageMenus(QObject):
    """Offer the commands of one stage. Setters never emit.

    Attributes
    ----------
    stage : QMenu
        Those for the stage, with those for the chosen filter as a menu in it.

    Signals
    -------
    change_wanted(), removal_wanted(), copy_wanted()
        Wire the chosen filter otherwise; drop it; copy it into the bank.
    filter_move_wanted(step), stage_move_wanted(step)
        Put the filter, or the stage, one place towards the first (-1) or the last (1).
    stage_removal_wanted(), stage_before_wanted()
        Drop the stage; put another before it.
    """

    change_wanted = Signal()
    removal_wanted = Signal()
    copy_wanted = Signal()
    filter_move_wanted = Signal(int)
    stage_move_wanted = Signal(int)
    stage_removal_wanted = Signal()
    stage_before_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Fill both menus."""
        super().__init__(parent)
        self._filter, self.stage = QMenu(parent), QMenu(parent)
        self._offer(self._filter, self.tr("Change its wiring…"), self.change_wanted.emit)
        self._earlier = self._offer(
            self._filter, self.tr("Move towards the first"), partial(self.filter_move_wanted.emit, -1)
        )
        self._later = self._offer(
            self._filter, self.tr("Move towards the last"), partial(self.filter_move_wanted.emit, 1)
        )
        self._offer(self._filter, self.tr("Copy to the bank"), self.copy_wanted.emit)
        self._filter.addSeparator()
        self._offer(self._filter, self.tr("Remove the filter"), self.removal_wanted.emit)
        self.stage.addMenu(self._filter).setText(self.tr("The chosen filter"))
        self.stage.addSeparator()
        self._offer(self.stage, self.tr("Put a stage before this one"), self.stage_before_wanted.emit)
        self._left = self._offer(
            self.stage, self.tr("Move the stage to the left"), partial(self.stage_move_wanted.emit, -1)
        )
        self._right = self._offer(
            self.stage, self.tr("Move the stage to the right"), partial(self.stage_move_wanted.emit, 1)
        )
        self._offer(self.stage, self.tr("Remove the stage"), self.stage_removal_wanted.emit)

    @staticmethod
    def _offer(menu: QMenu, text: str, ask: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda _checked: ask())
        return action

    @property
    def stage_actions(self) -> Sequence[QAction]:
        """What can be done with the stage."""
        return self.stage.actions()

    @property
    def filter_actions(self) -> Sequence[QAction]:
        """What can be done with the chosen filter."""
        return self._filter.actions()

    def set_stage(self, *, is_first: bool, is_last: bool) -> None:
        """Offer to move the stage where there is a place for it."""
        self._left.setEnabled(not is_first)
        self._right.setEnabled(not is_last)

    def set_filter(self, index: int, count: int) -> None:
        """Offer to move the filter where there is a place for it among so many."""
        self._earlier.setEnabled(index > 0)
        self._later.setEnabled(index < count - 1)

    def pop_up_filter(self, point: QPoint) -> None:
        """Open the menu of the chosen filter at a point of the screen."""
        self._filter.popup(point)
