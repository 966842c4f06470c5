"""What happens in one stage besides its filters: activation, pooling, stride, padding, dilation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QToolButton, QVBoxLayout, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.probes import Stages

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PADDING = 15
MAX_STEP = 16
FIELD_HEIGHT = 24


class _SquareSpinBox(QSpinBox):
    """A whole number written as the square it stands for: "2 × 2"."""

    def textFromValue(self, value: int) -> str:
        """Write both sides."""
        return f"{value} × {value}"

    def valueFromText(self, text: str) -> int:
        """Read the first side."""
        return int(text.split("×", maxsplit=1)[0])


class StageSettings(QWidget):
    """Show and ask for a stage's settings; each field says in words what it is about.

    Signals
    -------
    edited(Stages)
        The user changed one; what the fields cannot show stays as it was.
    """

    edited = Signal(Stages)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the fields."""
        super().__init__(parent)
        self._settings = Stages()
        self.activation = self._list(
            self.tr("Activation"),
            self.tr("What is done to every sum; ReLU keeps what is above 0"),
            (
                ("none", self.tr("no activation")),
                ("relu", "ReLU"),
                ("leaky_relu", self.tr("leaky ReLU")),
                ("tanh", "tanh"),
                ("sigmoid", "sigmoid"),
                ("abs", self.tr("absolute")),
            ),
        )
        self.pool = self._list(
            self.tr("Pooling"),
            self.tr("Put the largest or the average of each block of numbers in place of the block"),
            (
                ("none", self.tr("no pooling")),
                ("max", self.tr("largest of")),
                ("average", self.tr("average of")),
            ),
        )
        self.pool_size = _SquareSpinBox(minimum=1, maximum=MAX_STEP)
        self._name(
            self.pool_size, self.tr("Pool size"), self.tr("Height and width of the pooled blocks, in cells")
        )
        self.pool_step = QSpinBox(minimum=1, maximum=MAX_STEP, prefix=self.tr("every "))
        self._name(self.pool_step, self.tr("Pool step"), self.tr("Cells from one pooled block to the next"))
        self.stride = QSpinBox(minimum=1, maximum=MAX_STEP, prefix=self.tr("stride "))
        self._name(
            self.stride,
            self.tr("Stride"),
            self.tr("How many cells the filters move from one place to the next"),
        )
        self.padding = self._list(
            self.tr("Padding"),
            self.tr("Rows and columns of zeros laid around what is looked at; “same” keeps its size"),
            [
                *((n, self.tr("padding {n}").format(n=n)) for n in range(MAX_PADDING + 1)),
                ("same", self.tr("padding same")),
            ],
        )
        self.dilation = QSpinBox(minimum=1, maximum=MAX_STEP, prefix=self.tr("dilation "))
        self._name(self.dilation, self.tr("Dilation"), self.tr("How far apart a filter's cells lie"))
        self.toggle = QToolButton()
        self._summary = dressed(ElidedLabel(""), "muted")
        self._body = QWidget()
        self._fields: tuple[QComboBox | QSpinBox, ...] = (
            self.stride, self.padding, self.dilation, self.activation, self.pool, self.pool_size, self.pool_step,
        )  # fmt: skip
        self._lay_out()
        self._connect()
        self.set_settings(self._settings)

    def _lay_out(self) -> None:
        self.toggle.setText(self.tr("Settings"))
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setCheckable(True)
        self.toggle.setAutoRaise(True)
        self.toggle.setToolTip(self.tr("Show or hide the settings of this stage"))
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.toggle)
        head.addWidget(self._summary, 1)
        flow = FlowLayout(self._body, spacing=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for field in self._fields:
            field.setMinimumHeight(FIELD_HEIGHT)
            flow.addWidget(field)
        self._body.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self._body)

    @staticmethod
    def _name(field: QWidget, name: str, tip: str) -> None:
        field.setAccessibleName(name)
        field.setToolTip(f"{name}: {tip}")

    def _list(self, name: str, tip: str, entries: Sequence[tuple[object, str]]) -> QComboBox:
        box = QComboBox()
        for value, text in entries:
            box.addItem(text, value)
        self._name(box, name, tip)
        return box

    def _connect(self) -> None:
        self.toggle.toggled.connect(self._on_toggle_toggled)
        self.activation.activated.connect(self._on_activation_activated)
        self.pool.activated.connect(self._on_pool_activated)
        self.pool_size.valueChanged.connect(self._on_pool_size_changed)
        self.pool_step.valueChanged.connect(self._on_pool_step_changed)
        self.stride.valueChanged.connect(self._on_stride_changed)
        self.dilation.valueChanged.connect(self._on_dilation_changed)
        self.padding.activated.connect(self._on_padding_activated)

    def set_settings(self, settings: Stages) -> None:
        """Show settings without emitting."""
        self._settings = settings
        blockers = [QSignalBlocker(field) for field in self._fields]
        self.activation.setCurrentIndex(self.activation.findData(settings.activation))
        self.pool.setCurrentIndex(self.pool.findData(settings.pool))
        self.pool_size.setValue(settings.pool_size)
        self.pool_step.setValue(settings.pool_step)
        self.stride.setValue(settings.stride[0])
        self.dilation.setValue(settings.dilation[0])
        padding = settings.padding if isinstance(settings.padding, str) else settings.padding[0]
        self.padding.setCurrentIndex(max(0, self.padding.findData(0 if padding == "valid" else padding)))
        del blockers
        for field in (self.pool_size, self.pool_step):
            field.setVisible(settings.pool != "none")
        self._summary.setText(self._in_words())

    @property
    def summary(self) -> str:
        """The settings in one line."""
        return self._summary.text()

    def _in_words(self) -> str:
        """Say what differs from the plainest convolution, and what follows it."""
        texts = [self.stride.text()]
        if self._settings.padding not in ((0, 0), "valid"):
            texts.append(self.padding.currentText())
        if self._settings.dilation != (1, 1):
            texts.append(self.dilation.text())
        texts.append(self.activation.currentText())
        pool = self.pool.currentText()
        if self._settings.pool != "none":
            pool += f" {self.pool_size.text()}"
            if self._settings.pool_step != self._settings.pool_size:
                pool += f" {self.pool_step.text()}"
        return " · ".join((*texts, pool))

    def _tell(self, settings: Stages) -> None:
        if settings != self._settings:
            self.edited.emit(settings)

    def _on_toggle_toggled(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)

    def _on_activation_activated(self, _index: int) -> None:
        self._tell(replace(self._settings, activation=self.activation.currentData()))

    def _on_pool_activated(self, _index: int) -> None:
        self._tell(replace(self._settings, pool=self.pool.currentData()))

    def _on_pool_size_changed(self, size: int) -> None:
        """Keep blocks side by side if they were."""
        step = None if self._settings.pool_step == self._settings.pool_size else self._settings.pool_stride
        self._tell(replace(self._settings, pool_size=size, pool_stride=step))

    def _on_pool_step_changed(self, step: int) -> None:
        self._tell(replace(self._settings, pool_stride=None if step == self._settings.pool_size else step))

    def _on_stride_changed(self, step: int) -> None:
        self._tell(replace(self._settings, stride=(step, step)))

    def _on_dilation_changed(self, step: int) -> None:
        self._tell(replace(self._settings, dilation=(step, step)))

    def _on_padding_activated(self, _index: int) -> None:
        padding = self.padding.currentData()
        self._tell(replace(self._settings, padding="same" if padding == "same" else (padding, padding)))
