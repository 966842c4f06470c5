"""What the net confuses: counts and shares by class, and the mistakes it was surest of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.confusion_view import ConfusionView
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.still_label import StillLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPixmap

PICTURE_SIDE = 56


@dataclass(frozen=True, eq=False)
class Mistake:
    """A picture that was taken for another class.

    Attributes
    ----------
    picture : QPixmap
        As it is drawn.
    text, tip : str
        Translated: a few words below it, and a sentence.
    """

    picture: QPixmap
    text: str
    tip: str


class ClassesPanel(DeskPanel):
    """Show counts and shares on the left and pictures on the right, or a sentence in place of all.

    Signals
    -------
    pair_chosen(given, predicted)
        The user asks for the pictures of a cell; (-1, -1): for all.
    """

    pair_chosen = Signal(int, int)
    key = "classes"
    group = "live"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.runs = run_box(self.tr("Run"))
        self.headline = ElidedLabel("")
        self.confusion = ConfusionView()
        self.mistakes = QListWidget()
        self.mistakes_title = dressed(ElidedLabel(""), "muted")
        self._message = StillLabel()
        self._set_up_list()
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.mistakes_title)
        column.addWidget(self.mistakes, 1)
        body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        body.addWidget(self.confusion)
        body.addWidget(right)
        body.setStretchFactor(0, 3)
        body.setStretchFactor(1, 2)
        top = QHBoxLayout()
        top.addWidget(self.runs)
        top.addWidget(self.headline, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._message)
        self._stack.addWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(self._stack, 1)
        self.confusion.pair_chosen.connect(self.pair_chosen)

    def _set_up_list(self) -> None:
        self.mistakes.setViewMode(QListView.ViewMode.IconMode)
        self.mistakes.setResizeMode(QListView.ResizeMode.Adjust)
        self.mistakes.setMovement(QListView.Movement.Static)
        self.mistakes.setSpacing(4)
        self.mistakes.setIconSize(QSize(PICTURE_SIDE, PICTURE_SIDE))
        self.mistakes.setFrameShape(QListWidget.Shape.NoFrame)
        self.mistakes.setAccessibleName(self.tr("Mistakes"))
        self.mistakes.setMinimumWidth(150)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Cl&asses")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("What the net confuses with what, and the mistakes it is surest of")

    @property
    def message(self) -> str:
        """The sentence in place of everything, empty when there is something to see."""
        return self._message.text() if self._stack.currentIndex() == 0 else ""

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        self.headline.setText("")
        self._message.setText(sentence)
        self._stack.setCurrentIndex(0)

    def set_counts(
        self,
        counts: NDArray[np.int64],
        shares: NDArray[np.float64],
        names: Sequence[str],
        headline: str,
    ) -> None:
        """Show how often each class (row) got which answer (column), its share of right ones, and a line above."""
        self.headline.setText(headline)
        self.confusion.set_counts(counts, shares, names)
        self._stack.setCurrentIndex(1)

    def set_mistakes(self, mistakes: Sequence[Mistake], title: str) -> None:
        """Show pictures under a title."""
        self.mistakes_title.setText(title)
        self.mistakes.clear()
        for mistake in mistakes:
            item = QListWidgetItem(QIcon(mistake.picture), mistake.text)
            item.setToolTip(mistake.tip)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, mistake.tip)
            self.mistakes.addItem(item)
