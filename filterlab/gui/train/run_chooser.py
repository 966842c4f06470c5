"""The list in which a panel shows whose run it looks at, and lets another be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox

from filterlab.gui.widgets.elided_box import ElidedBox

if TYPE_CHECKING:
    from filterlab.gui.train.followed_run import FollowedRun

CHARACTERS = 10


def run_box(name: str) -> QComboBox:
    """Make the list of runs of a panel, under a translated accessible name."""
    box = ElidedBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(CHARACTERS)
    return box


class RunChooser(QObject):
    """Keep a list of runs true to the run that all panels look at."""

    def __init__(self, box: QComboBox, followed: FollowedRun, parent: QObject | None = None) -> None:
        """Fill the list."""
        super().__init__(parent)
        self._box, self._followed = box, followed
        box.setToolTip(self.tr("Which run all panels look at"))
        box.activated.connect(self._on_box_activated)
        followed.changed.connect(self._fill)
        followed.listed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self._box.blockSignals(True)
        self._box.clear()
        for listed in reversed(self._followed.document.runs):
            self._box.addItem(listed.name, listed.id)
        run = self._followed.run
        self._box.setCurrentIndex(self._box.findData(run.id) if run is not None else -1)
        self._box.setEnabled(self._box.count() > 0)
        self._box.blockSignals(False)

    def _on_box_activated(self, _index: int) -> None:
        run_id = self._box.currentData()
        if isinstance(run_id, str):
            self._followed.follow(run_id)
