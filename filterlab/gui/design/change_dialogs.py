"""Dialogs that ask for the numbers of a change and show its effect while they are open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from filterlab.data import MAX_KERNEL_SIZE
from filterlab.data.drawing import (
    MAX_DECIMALS,
    Anchor,
    raised,
    resampled,
    resized,
    rotated,
    rounded,
    scaled,
    shifted,
    snapped,
)
from filterlab.gui.widgets.glyphs import SpotButton
from filterlab.gui.widgets.number_spin_box import NumberSpinBox

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from filterlab.data.drawing import Weights

MIN_WIDTH = 260
ANCHOR_SIDE = 25


def _in_the_middle(layout: QLayout) -> QWidget:
    """Keep a layout small in the middle of what room there is."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch()
    row.addLayout(layout)
    row.addStretch()
    return holder


class ChangeDialog(QDialog):
    """A form over OK and Cancel; a subclass fills it and says what becomes of the weights.

    Signals
    -------
    numbers_chosen()
        The user chose other numbers.

    Attributes
    ----------
    moves_cells : bool
        Whether all channels must change together; otherwise it is the channel shown.
    form : QFormLayout
        Where the fields go.
    """

    numbers_chosen = Signal()
    moves_cells = False

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start with an empty form."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(MIN_WIDTH)
        self.form = QFormLayout()
        self._problem = QLabel("", wordWrap=True)
        self._problem.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self.form)
        self._column.addWidget(self._problem)

    def changed(self, weights: Weights) -> Weights:
        """Return the new weights for weights (C, KH, KW); may raise ``FilterLabError``."""
        raise NotImplementedError

    @property
    def problem(self) -> str:
        """Why the numbers cannot be used, or an empty sentence."""
        return self._problem.text()

    def show_problem(self, sentence: str) -> None:
        """Say why the numbers cannot be used; an empty sentence says that they can."""
        if sentence == self._problem.text():
            return
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not sentence)
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        """Put the buttons last before the first look: the keyboard begins in the first field, not on OK.

        What is typed there takes the place of the number that stands in it.
        """
        if self.buttons.parent() is None:
            self._column.addWidget(self.buttons)
            first = self.findChild(QAbstractSpinBox)
            if first is not None:
                first.selectAll()
        super().showEvent(event)

    def _on_number_changed(self) -> None:
        self.numbers_chosen.emit()


class AngleDialog(ChangeDialog):
    """Rotate by any angle."""

    moves_cells = True

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at 0."""
        super().__init__(self.tr("Rotate by an angle"), parent)
        self.box = QDoubleSpinBox(minimum=-180, maximum=180, decimals=1, suffix="°")
        self.box.setToolTip(self.tr("Counterclockwise; negative angles turn clockwise"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-180, 180)
        self.slider.setPageStep(15)
        self.slider.setAccessibleName(self.tr("Angle, coarse"))
        self.sampling_box = QComboBox()
        self.sampling_box.addItem(self.tr("mix neighbours"), "bilinear")
        self.sampling_box.addItem(self.tr("take the nearest"), "nearest")
        self.form.addRow(self.tr("&Angle, counterclockwise"), self.box)
        self.form.addRow(self.slider)
        self.form.addRow(self.tr("&Between cells"), self.sampling_box)
        self.slider.valueChanged.connect(self.box.setValue)
        self.box.valueChanged.connect(self._on_box_value_changed)
        self.sampling_box.activated.connect(self._on_number_changed)

    def changed(self, weights: Weights) -> Weights:
        """Rotate about the centre, within the size."""
        return rotated(weights, self.box.value(), self.sampling_box.currentData())

    def _on_box_value_changed(self, degrees: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(degrees))
        self.slider.blockSignals(False)
        self.numbers_chosen.emit()


class ScaleDialog(ChangeDialog):
    """Multiply all weights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at 1."""
        super().__init__(self.tr("Multiply"), parent)
        self.box = NumberSpinBox()
        self.box.setValue(1)
        self.whole_box = QCheckBox(self.tr("and &round to whole numbers"))
        self.form.addRow(self.tr("&Factor"), self.box)
        self.form.addRow(self.whole_box)
        self.box.valueChanged.connect(self._on_number_changed)
        self.whole_box.clicked.connect(self._on_number_changed)

    def changed(self, weights: Weights) -> Weights:
        """Multiply, and round if that is wanted."""
        return (snapped if self.whole_box.isChecked() else scaled)(weights, self.box.value())


class AddDialog(ChangeDialog):
    """Add a number to all weights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at 0."""
        super().__init__(self.tr("Add"), parent)
        self.box = NumberSpinBox()
        self.form.addRow(self.tr("&Number"), self.box)
        self.box.valueChanged.connect(self._on_number_changed)

    def changed(self, weights: Weights) -> Weights:
        """Add the number."""
        return raised(weights, self.box.value())


class RoundDialog(ChangeDialog):
    """Round all weights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at 2 digits."""
        super().__init__(self.tr("Round"), parent)
        self.box = QSpinBox(minimum=0, maximum=MAX_DECIMALS, value=2)
        self.form.addRow(self.tr("&Digits behind the point"), self.box)
        self.box.valueChanged.connect(self._on_number_changed)

    def changed(self, weights: Weights) -> Weights:
        """Round as one does by hand."""
        return rounded(weights, self.box.value())


class ShiftDialog(ChangeDialog):
    """Shift by arrows; the way back brings back what has gone over the edge."""

    moves_cells = True

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start where the filter is."""
        super().__init__(self.tr("Shift"), parent)
        self._rows = self._columns = 0
        self.arrows: dict[tuple[int, int], QToolButton] = {}
        grid = QGridLayout()
        grid.setSpacing(2)
        for way, name, arrow, key in (
            ((-1, 0), self.tr("Up"), Qt.ArrowType.UpArrow, Qt.Key.Key_Up),
            ((1, 0), self.tr("Down"), Qt.ArrowType.DownArrow, Qt.Key.Key_Down),
            ((0, -1), self.tr("Left"), Qt.ArrowType.LeftArrow, Qt.Key.Key_Left),
            ((0, 1), self.tr("Right"), Qt.ArrowType.RightArrow, Qt.Key.Key_Right),
        ):
            button = QToolButton()
            button.setArrowType(arrow)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setShortcut(key)
            button.clicked.connect(partial(self._on_arrow_clicked, way))
            grid.addWidget(button, 1 + way[0], 1 + way[1])
            self.arrows[way] = button
        self.way = QLabel()
        self.wrap_box = QCheckBox(self.tr("&Around the edge: what leaves comes in on the other side"))
        self.wrap_box.clicked.connect(self._on_number_changed)
        self.form.addRow(_in_the_middle(grid))
        self.form.addRow(self.way)
        self.form.addRow(self.wrap_box)
        self._tell_way()

    def changed(self, weights: Weights) -> Weights:
        """Shift as far as the arrows have gone."""
        return shifted(weights, self._rows, self._columns, wrap=self.wrap_box.isChecked())

    def _tell_way(self) -> None:
        down = self.tr("{count} up") if self._rows < 0 else self.tr("{count} down")
        right = self.tr("{count} left") if self._columns < 0 else self.tr("{count} right")
        self.way.setText(f"{down.format(count=abs(self._rows))}, {right.format(count=abs(self._columns))}")

    def _on_arrow_clicked(self, way: tuple[int, int]) -> None:
        self._rows, self._columns = self._rows + way[0], self._columns + way[1]
        self._tell_way()
        self.numbers_chosen.emit()


class ResizeDialog(ChangeDialog):
    """Choose a size, and which part stays where it is."""

    moves_cells = True

    def __init__(self, height: int, width: int, parent: QWidget | None = None) -> None:
        """Start with the present size."""
        super().__init__(self.tr("Resize"), parent)
        self.height_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE, value=height)
        self.width_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE, value=width)
        self.scale_box = QCheckBox(self.tr("&Scale the drawing to the new size"))
        self.anchors: dict[Anchor, SpotButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(2)
        for number, (anchor, name) in enumerate(zip(get_args(Anchor), self._anchor_names(), strict=True)):
            button = SpotButton(number // 3, number % 3, ANCHOR_SIDE)
            button.setCheckable(True)
            button.setChecked(anchor == "middle")
            button.setAccessibleName(name)
            button.setToolTip(self.tr("{part} stays where it is").format(part=name))
            button.clicked.connect(self._on_number_changed)
            self._group.addButton(button)
            grid.addWidget(button, number // 3, number % 3)
            self.anchors[anchor] = button
        self._holder = _in_the_middle(grid)
        self.form.addRow(self.tr("&Height"), self.height_box)
        self.form.addRow(self.tr("&Width"), self.width_box)
        self.form.addRow(self.tr("What stays"), self._holder)
        self.form.addRow(self.scale_box)
        self.height_box.valueChanged.connect(self._on_number_changed)
        self.width_box.valueChanged.connect(self._on_number_changed)
        self.scale_box.toggled.connect(self._holder.setDisabled)
        self.scale_box.clicked.connect(self._on_number_changed)

    def _anchor_names(self) -> tuple[str, ...]:
        """Return translated names in the order of the anchors."""
        return (
            self.tr("top left"), self.tr("top"), self.tr("top right"), self.tr("left"), self.tr("middle"),
            self.tr("right"), self.tr("bottom left"), self.tr("bottom"), self.tr("bottom right"),
        )  # fmt: skip

    def changed(self, weights: Weights) -> Weights:
        """Cut and pad around what stays, or scale."""
        height, width = self.height_box.value(), self.width_box.value()
        if self.scale_box.isChecked():
            return resampled(weights, height, width)
        anchor = next(anchor for anchor, button in self.anchors.items() if button.isChecked())
        return resized(weights, height, width, anchor)
