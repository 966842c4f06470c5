"""The row above the two shelves: the picture, the run, and how colours are scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.scale_strip import ScaleStrip

if TYPE_CHECKING:
    from collections.abc import Sequence

    Entries = Sequence[tuple[str, str]]


class TopBar(QWidget):
    """Show and ask for picture, run and limits.

    Signals
    -------
    picture_chosen(str), run_chosen(str)
        The key of an entry.
    scaling_changed()
        One of the two boxes was ticked or cleared.
    """

    picture_chosen = Signal(str)
    run_chosen = Signal(str)
    scaling_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with empty lists."""
        super().__init__(parent)
        self.picture = self._list(self.tr("The picture all filters look at"))
        self.run = self._list(self.tr("The run, or the weights from a file, whose first layer is shown"))
        self.same_limits = QCheckBox(self.tr("Same &limits"))
        self.same_limits.setToolTip(
            self.tr("One scale of colours for all filters and one for all responses, instead of each its own")
        )
        self.equal_strength = QCheckBox(self.tr("E&qual strength"))
        self.equal_strength.setToolTip(
            self.tr(
                "Divide every filter by the root of the sum of its squared weights first, so that strong and "
                "weak filters can be compared on the same limits"
            )
        )
        self._note = dressed(ElidedLabel(""), "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 2)
        layout.setSpacing(8)
        for text, box in ((self.tr("&Picture"), self.picture), (self.tr("Lea&rned"), self.run)):
            label = QLabel(text)
            label.setBuddy(box)
            box.setAccessibleName(text.replace("&", ""))
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addSpacing(6)
        layout.addWidget(self.same_limits)
        layout.addWidget(self.equal_strength)
        layout.addSpacing(6)
        layout.addWidget(ScaleStrip())
        layout.addWidget(self._note, 1)
        self.picture.activated.connect(self._on_picture_activated)
        self.run.activated.connect(self._on_run_activated)
        self.same_limits.toggled.connect(self._on_box_toggled)
        self.equal_strength.toggled.connect(self._on_box_toggled)

    @staticmethod
    def _list(tip: str) -> QComboBox:
        box = QComboBox()
        box.setToolTip(tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(190)
        return box

    def set_pictures(self, entries: Entries, current: str) -> None:
        """List pictures as (key, title) and show which is looked at."""
        self._fill(self.picture, entries, current)

    def set_runs(self, entries: Entries, current: str) -> None:
        """List runs as (key, title) and show which is chosen."""
        self._fill(self.run, entries, current)
        self.run.setEnabled(bool(entries))

    @property
    def note(self) -> str:
        """What the numbers mean."""
        return self._note.text()

    def set_note(self, note: str) -> None:
        """Say what the numbers mean."""
        self._note.setText(note)

    @staticmethod
    def _fill(box: QComboBox, entries: Entries, current: str) -> None:
        blocker = QSignalBlocker(box)
        wanted = [(title, key) for key, title in entries]
        if wanted != [(box.itemText(i), box.itemData(i)) for i in range(box.count())]:
            box.clear()
            for title, key in wanted:
                box.addItem(title, key)
        box.setCurrentIndex(box.findData(current))
        del blocker

    def _on_picture_activated(self, _index: int) -> None:
        self.picture_chosen.emit(self.picture.currentData())

    def _on_run_activated(self, _index: int) -> None:
        self.run_chosen.emit(self.run.currentData())

    def _on_box_toggled(self, _checked: bool) -> None:
        self.scaling_changed.emit()
