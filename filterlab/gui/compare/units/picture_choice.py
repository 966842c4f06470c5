"""Which picture a net looks at: one of the test pictures, or the project's, and how that is made to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

if TYPE_CHECKING:
    from filterlab.probes.units import Fit

TEST, PROJECT = "test", "project"
# Until the pictures are loaded nobody knows how many there are.
MANY = 999_999


class PictureChoice(QWidget):
    """Ask for a picture; setters never emit.

    Signals
    -------
    changed()
        Another picture is wanted, or the same in another size.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the first test picture."""
        super().__init__(parent)
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Picture"))
        self.source.setToolTip(
            self.tr("A picture the net was not trained on, or the one all of Compare looks at")
        )
        self.source.addItem(self.tr("test picture"), TEST)
        self.source.addItem(self.tr("the picture above"), PROJECT)
        self.number = QSpinBox(minimum=0, maximum=MANY)
        self.number.setAccessibleName(self.tr("Number of the test picture"))
        self.number.setToolTip(self.tr("Which of the test pictures, from 0"))
        self.number.setKeyboardTracking(False)
        self.fit = QComboBox()
        self.fit.setAccessibleName(self.tr("How it is made to fit"))
        self.fit.setToolTip(self.tr("How the picture is brought to the size that the net takes"))
        for title, key in (
            (self.tr("as it is"), "pad"),
            (self.tr("resized"), "resize"),
            (self.tr("its middle"), "crop"),
        ):
            self.fit.addItem(title, key)
        label = QLabel(self.tr("Picture"))
        label.setBuddy(self.source)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (label, self.source, self.number, self.fit):
            layout.addWidget(widget)
        self.source.activated.connect(self._on_source_activated)
        self.number.valueChanged.connect(self.changed)
        self.fit.activated.connect(self.changed)
        self._show_fields()

    @property
    def is_of_project(self) -> bool:
        """Whether the project's picture is wanted."""
        return bool(self.source.currentData() == PROJECT)

    @property
    def how(self) -> Fit:
        """How it is made to fit."""
        return cast("Fit", self.fit.currentData())

    def fit_in(self, how: str) -> None:
        """Show another way to make the picture fit."""
        self.fit.setCurrentIndex(self.fit.findData(how))

    def set_count(self, count: int) -> None:
        """Say how many test pictures there are."""
        self.number.blockSignals(True)
        self.number.setMaximum(max(count - 1, 0))
        self.number.blockSignals(False)

    def _show_fields(self) -> None:
        self.number.setVisible(not self.is_of_project)
        self.fit.setVisible(self.is_of_project)

    def _on_source_activated(self, _index: int) -> None:
        self._show_fields()
        self.changed.emit()
