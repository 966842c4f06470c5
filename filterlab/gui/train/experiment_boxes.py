"""What is chosen before an experiment runs: over how many seeds, and which filters are the hand-made ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from filterlab.probes.experiments import QUICK_SEEDS, THOROUGH_SEEDS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class SeedsBox(QComboBox):
    """Ask for a quick answer, or for one to rely on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the quick one."""
        super().__init__(parent)
        self.setAccessibleName(self.tr("Seeds"))
        self.setToolTip(
            self.tr("A seed draws the digits, the first weights, the order and what dropout drops")
        )
        self.addItem(self.tr("Quick: {count} seeds").format(count=QUICK_SEEDS), QUICK_SEEDS)
        self.addItem(self.tr("Thorough: {count} seeds").format(count=THOROUGH_SEEDS), THOROUGH_SEEDS)

    @property
    def seeds(self) -> int:
        """How many."""
        return int(self.currentData())


class FirstFiltersBox(QComboBox):
    """Ask for the filters that are put first: those of the course, or the user's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with those of the course."""
        super().__init__(parent)
        self.setAccessibleName(self.tr("First filters"))
        self.setToolTip(
            self.tr(
                "The filters made by hand: those of the course, or all that are in your bank under Design"
            )
        )
        self.addItem(self.tr("Filters of the course"), userData=False)
        self.addItem(self.tr("Filters of my bank"), userData=True)

    @property
    def are_own(self) -> bool:
        """Whether they are the user's own."""
        return bool(self.currentData())
