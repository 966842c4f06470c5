"""The settings of one layer, or of the net's input, as fields beside each other."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from filterlab.errors import FilterLabError
from filterlab.gui.train.pair_spin_box import PairSpinBox
from filterlab.gui.train.settings_fields import show_whole
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.number_spin_box import NumberSpinBox
from filterlab.nets.spec.pooling import Pool2d

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from filterlab.nets.spec import LayerSpec, Shape

    Field = QSpinBox | NumberSpinBox | PairSpinBox | QCheckBox

MAX_COUNT = 99_999
# What may be 0.
FROM_ZERO = ("padding",)
FIELD_HEIGHT = 25
COUNT_WIDTH = 70


class LayerForm(QWidget):
    """Show and ask for the settings of one layer. Setters never emit.

    Signals
    -------
    layer_edited(layer, field)
        The user changed one setting; what it is called.
    input_edited(shape, axis)
        The user changed the shape of the net's input.
    refused(sentence)
        A setting cannot be; the layer stays as it was.
    """

    layer_edited = Signal(object, str)
    input_edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._layer: LayerSpec | None = None
        self._shape: Shape = ()
        self.fields: dict[str, Field] = {}
        self._title = dressed(QLabel(), "title")
        self._remark = dressed(QLabel(wordWrap=True), "muted")
        self._body = QWidget()
        self._flow = FlowLayout(self._body, spacing=10)
        self._flow.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self._title)
        layout.addWidget(self._body)
        layout.addWidget(self._remark)
        layout.addStretch(1)

    @property
    def title(self) -> str:
        """Which layer the settings are of."""
        text: str = self._title.text()
        return text

    @property
    def remark(self) -> str:
        """What is said about settings that have no field; empty where there is nothing to say."""
        text: str = self._remark.text()
        return text

    def set_layer(self, layer: LayerSpec, sort: str) -> None:
        """Show a layer's settings, and in words what sort of layer it is."""
        known = {each.name: getattr(layer, each.name) for each in fields(layer)}
        table = known.pop("table", None)
        name = known.pop("name")
        if self._layer is None or type(self._layer) is not type(layer):
            self._build(known)
        self._layer, self._shape = layer, ()
        self._title.setText(self.tr("{name}: {sort}").format(name=name, sort=sort))
        self._show(known)
        remark = "" if known else self.tr("There is nothing to set.")
        if table is not None:
            remark = self.tr("Which maps each filter looks at is told by a table, which a spec file holds.")
        self._say(remark)
        self._keep_height()

    def set_input(self, shape: Shape) -> None:
        """Show the shape of one input."""
        axes = dict(
            zip({1: ("length",), 2: ("channels", "length")}.get(len(shape), _PICTURE), shape, strict=True)
        )
        if self._layer is not None or len(self._shape) != len(shape):
            self._build(axes)
        self._layer, self._shape = None, shape
        self._title.setText(self.tr("Input: what the net takes"))
        self._show(axes)
        self._say("")
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Begin anew to learn how high the form gets at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(0)
            self._keep_height()

    def _keep_height(self) -> None:
        """Stay as high as the highest layer so far, or the table above would jump from layer to layer."""
        self.setMinimumHeight(max(self.minimumHeight(), self.heightForWidth(self.width())))

    def focus_first(self) -> None:
        """Give the keyboard to the first field."""
        for field in self.fields.values():
            field.setFocus()
            if isinstance(field, QSpinBox | NumberSpinBox | PairSpinBox):
                field.selectAll()
            return

    def _say(self, remark: str) -> None:
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def _build(self, known: dict[str, Any]) -> None:
        """Make a field for each setting, in place of those that are there."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for name, value in known.items():
            field = self._field(name, value)
            words, tip = self._explained(name)
            field.setToolTip(tip)
            field.setAccessibleName(words)
            field.setMinimumHeight(FIELD_HEIGHT)
            pair = QWidget()
            line = QHBoxLayout(pair)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(5)
            if not isinstance(field, QCheckBox):
                label = QLabel(words)
                label.setToolTip(tip)
                label.setBuddy(field)
                line.addWidget(label)
            line.addWidget(field)
            self._flow.addWidget(pair)
            pair.show()
            self.fields[name] = field
        self._body.setVisible(bool(known))

    def _field(self, name: str, value: object) -> Field:
        if isinstance(value, bool):
            box = QCheckBox(self._explained(name)[0])
            box.toggled.connect(partial(self._edit, name))
            return box
        if isinstance(value, int):
            spin = QSpinBox(minimum=1, maximum=MAX_COUNT)
            spin.setKeyboardTracking(False)
            spin.setFixedWidth(COUNT_WIDTH)
            spin.valueChanged.connect(partial(self._edit, name))
            return spin
        if isinstance(value, float):
            number = NumberSpinBox()
            number.setSingleStep(0.05)
            number.valueChanged.connect(partial(self._edit, name))
            return number
        pair = PairSpinBox(0 if name in FROM_ZERO else 1, ("same", "valid") if self._has_words(name) else ())
        pair.value_chosen.connect(partial(self._edit, name))
        return pair

    @staticmethod
    def _has_words(name: str) -> bool:
        return name == "padding"

    def _show(self, known: dict[str, Any]) -> None:
        for name, value in known.items():
            field = self.fields[name]
            field.blockSignals(True)
            if isinstance(field, QCheckBox):
                field.setChecked(value)
            elif isinstance(field, PairSpinBox):
                field.set_value(value if isinstance(value, tuple | str) else (value,))
            elif isinstance(field, QSpinBox):
                show_whole(field, value)
            else:
                field.setValue(value)
            field.blockSignals(False)

    def _edit(self, name: str, value: object) -> None:
        """Tell of one setting that was changed, or say why it cannot be so."""
        if self._layer is None:
            axes = list(self.fields)
            shape = list(self._shape)
            shape[axes.index(name)] = int(value)  # type: ignore[call-overload]
            self.input_edited.emit(tuple(shape), name)
            return
        changes: dict[str, Any] = {name: value}
        if isinstance(self._layer, Pool2d) and name == "size" and self._layer.stride == self._layer.size:
            # Windows that lay side by side still do.
            changes["stride"] = value
        try:
            layer = replace(self._layer, **changes)
        except FilterLabError as error:
            self.refused.emit(str(error))
            self._show({key: getattr(self._layer, key) for key in self.fields})
        else:
            self.layer_edited.emit(layer, name)

    def _explained(self, name: str) -> tuple[str, str]:
        """Return a setting's name in the window and what it means."""
        return {
            "out_channels": (self.tr("filters"), self.tr("How many filters, and so maps, the layer has")),
            "kernel_size": (
                self.tr("of size"),
                self.tr("Height and width of each filter, such as 5 or 3 × 5"),
            ),
            "stride": (
                self.tr("stride"),
                self.tr("How many cells the window moves from one place to the next"),
            ),
            "padding": (self.tr("padding"), self.tr("Rows and columns of zeros laid around what comes in")),
            "dilation": (self.tr("dilation"), self.tr("How far apart a filter's cells lie")),
            "groups": (
                self.tr("groups"),
                self.tr(
                    "In how many separate groups maps and filters are split; 1: every filter sees all maps"
                ),
            ),
            "bias": (self.tr("bias"), self.tr("Whether each output adds a number of its own")),
            "size": (self.tr("window"), self.tr("Height and width of the windows, in cells")),
            "slope": (self.tr("slope"), self.tr("What numbers below 0 are multiplied by")),
            "rate": (self.tr("leave out"), self.tr("Which share of the values is left out, 0 to below 1")),
            "epsilon": (self.tr("epsilon"), self.tr("A small number added to the variance")),
            "momentum": (self.tr("momentum"), self.tr("How much of each batch goes into the running means")),
            "out_features": (self.tr("sums"), self.tr("How many weighted sums of the whole input it gives")),
            "spread": (self.tr("spread"), self.tr("How far around each drawing the score falls slowly")),
            "channels": (self.tr("channels"), self.tr("1 for grey pictures, 3 for colour")),
            "height": (self.tr("height"), self.tr("Rows of a picture")),
            "width": (self.tr("width"), self.tr("Columns of a picture")),
            "length": (self.tr("length"), self.tr("Numbers in a row")),
        }[name]


_PICTURE = ("channels", "height", "width")
