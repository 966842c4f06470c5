"""The row of settings above the pictures: what is looked at, and what happens to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from filterlab.figures import short_number
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.number_spin_box import NumberSpinBox
from filterlab.probes import Stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.project import Scale, Units

MAX_PADDING = 15
MAX_STEP = 16
# Sums over a picture of 16 bits grow that large.
MAX_BIAS = 1e9


class _SquareSpinBox(QSpinBox):
    """A whole number written as the square it stands for: "2 × 2"."""

    def textFromValue(self, value: int) -> str:
        """Write both sides."""
        return f"{value} × {value}"

    def valueFromText(self, text: str) -> int:
        """Read the first side."""
        return int(text.split("×", maxsplit=1)[0])


class StageBar(QWidget):
    """Show and ask for stride, padding, dilation, bias, activation, pooling and units.

    Signals
    -------
    picture_chosen(str)
        The key of an entry of the picture list.
    stages_edited(Stages)
        The user changed a setting.
    units_chosen(int)
        1, 255 or "file".
    """

    picture_chosen = Signal(str)
    stages_edited = Signal(Stages)
    units_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the row with the settings of a plain convolution."""
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=14)
        self._flow.setContentsMargins(10, 8, 10, 2)
        self._picture = QComboBox()
        self._picture.setMinimumContentsLength(14)
        self._picture.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._stride = QSpinBox(minimum=1, maximum=MAX_STEP)
        self._padding = QComboBox()
        for size in range(MAX_PADDING + 1):
            self._padding.addItem(str(size), size)
        self._padding.addItem(self.tr("same"), "same")
        self._dilation = QSpinBox(minimum=1, maximum=MAX_STEP)
        self._bias = NumberSpinBox()
        self._bias.setRange(-MAX_BIAS, MAX_BIAS)
        self._bias.setFixedWidth(96)
        self._flip = QCheckBox(self.tr("flip"))
        self._activation = self._choices(
            ("none", self.tr("none")),
            ("relu", "ReLU"),
            ("leaky_relu", self.tr("leaky ReLU")),
            ("tanh", "tanh"),
            ("sigmoid", "sigmoid"),
            ("abs", self.tr("absolute")),
        )
        self._pool = self._choices(
            ("none", self.tr("none")), ("max", self.tr("largest")), ("average", self.tr("average"))
        )
        self._pool_size = _SquareSpinBox(minimum=2, maximum=MAX_STEP)
        self._units = self._choices((255, "0–255"), (1, "0–1"))
        # A third choice comes and goes with the pictures.
        self._units.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()
        self._connect()
        self._update_enabled()

    @staticmethod
    def _choices(*entries: tuple[object, str]) -> QComboBox:
        box = QComboBox()
        for value, text in entries:
            box.addItem(text, value)
        return box

    def _lay_out(self) -> None:
        self._field(self.tr("&Picture"), self._picture, self.tr("The picture the filter looks at"))
        self._field(
            self.tr("&Stride"),
            self._stride,
            self.tr("How many pixels the filter moves from one place to the next"),
        )
        self._field(
            self.tr("P&adding"),
            self._padding,
            self.tr("Rows and columns of zeros laid around the picture; “same” keeps its size"),
        )
        self._field(
            self.tr("&Dilation"),
            self._dilation,
            self.tr("How far apart the filter's cells lie on the picture"),
        )
        self._field(self.tr("&Bias"), self._bias, self.tr("A number added to every sum, in its units"))
        self._field(
            "",
            self._flip,
            self.tr(
                "Turn the filter by 180° first: convolution as mathematics defines it, "
                "instead of cross-correlation"
            ),
        )
        self._field(
            self.tr("Ac&tivation"),
            self._activation,
            self.tr("What is done to every sum; ReLU keeps what is above 0"),
        )
        self._field(
            self.tr("P&ool"),
            self._pool,
            self.tr("Put the largest or the average of each block of numbers in place of the block"),
            self._pool_size,
        )
        self._field(
            self.tr("&Units"),
            self._units,
            self.tr("What white counts as: 255, 1, or what it is in the picture's file"),
        )

    def _field(self, label: str, widget: QWidget, tip: str, extra: QWidget | None = None) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        if label:
            name = QLabel(label)
            name.setBuddy(widget)
            name.setToolTip(tip)
            row.addWidget(name)
            widget.setAccessibleName(label.replace("&", ""))
        row.addWidget(widget)
        if extra is not None:
            extra.setToolTip(self.tr("Height and width of the pooled blocks, in cells"))
            extra.setAccessibleName(self.tr("Pool size"))
            row.addWidget(extra)
        widget.setToolTip(tip)
        self._flow.addWidget(holder)

    def _connect(self) -> None:
        self._picture.activated.connect(self._on_picture_activated)
        self._units.activated.connect(self._on_units_activated)
        for spin in (self._stride, self._dilation, self._pool_size):
            # A number half typed is no step, and Ctrl+Z takes back the typing alone.
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._on_setting_changed)
        self._bias.valueChanged.connect(self._on_setting_changed)
        self._flip.toggled.connect(self._on_setting_changed)
        for box in (self._padding, self._activation, self._pool):
            box.currentIndexChanged.connect(self._on_setting_changed)

    def add_button(self, button: QWidget) -> None:
        """Put something of the drawing table's own at the end of the row."""
        self._flow.addWidget(button)

    def set_pictures(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """List pictures as (key, title) and show which is current."""
        self._picture.blockSignals(True)
        self._picture.clear()
        for key, title in entries:
            self._picture.addItem(title, key)
        self._picture.setCurrentIndex(self._picture.findData(current))
        self._picture.blockSignals(False)

    def set_units(self, units: Units, file_scale: Scale) -> None:
        """Show which units are in force, and offer those of the picture's file if it has some of its own."""
        place = self._units.findData("file")
        is_offered = units == "file" or not file_scale.is_usual
        if is_offered and place < 0:
            self._units.addItem(self.tr("file"), "file")
        elif not is_offered and place >= 0:
            self._units.removeItem(place)
        if is_offered:
            tip = self.tr("Black counts as {black} and white as {white}").format(
                black=short_number(file_scale.black, 6), white=short_number(file_scale.white, 6)
            )
            self._units.setItemData(self._units.findData("file"), tip, Qt.ItemDataRole.ToolTipRole)
        self._units.setCurrentIndex(self._units.findData(units))

    def set_stages(self, stages: Stages) -> None:
        """Show settings without emitting."""
        widgets = (
            self._stride, self._padding, self._dilation, self._bias, self._flip, self._activation, self._pool,
            self._pool_size,
        )  # fmt: skip
        for widget in widgets:
            widget.blockSignals(True)
        padding = stages.padding if isinstance(stages.padding, str) else stages.padding[0]
        self._stride.setValue(stages.stride[0])
        self._padding.setCurrentIndex(max(0, self._padding.findData(0 if padding == "valid" else padding)))
        self._dilation.setValue(stages.dilation[0])
        self._bias.setValue(stages.bias)
        self._flip.setChecked(stages.flip)
        self._activation.setCurrentIndex(self._activation.findData(stages.activation))
        self._pool.setCurrentIndex(self._pool.findData(stages.pool))
        self._pool_size.setValue(stages.pool_size)
        for widget in widgets:
            widget.blockSignals(False)
        self._update_enabled()

    def stages(self) -> Stages:
        """Return the settings as they stand in the row."""
        stride, dilation = self._stride.value(), self._dilation.value()
        padding = self._padding.currentData()
        return Stages(
            stride=(stride, stride),
            padding="same" if padding == "same" else (padding, padding),
            dilation=(dilation, dilation),
            flip=self._flip.isChecked(),
            bias=self._bias.value(),
            activation=self._activation.currentData(),
            pool=self._pool.currentData(),
            pool_size=self._pool_size.value(),
        )

    def _update_enabled(self) -> None:
        self._pool_size.setEnabled(self._pool.currentData() != "none")

    def _on_picture_activated(self, _index: int) -> None:
        self.picture_chosen.emit(self._picture.currentData())

    def _on_units_activated(self, _index: int) -> None:
        self.units_chosen.emit(self._units.currentData())

    def _on_setting_changed(self) -> None:
        self._update_enabled()
        self.stages_edited.emit(self.stages())
