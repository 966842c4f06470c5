"""What can be chosen for the tool in the hand: width and form, inside, tolerance, kind of gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from filterlab.data.drawing import MAX_BRUSH_SIZE, Brush
from filterlab.gui.widgets.drawing_tool import WITH_TIP
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.number_spin_box import NumberSpinBox

if TYPE_CHECKING:
    from filterlab.gui.widgets.drawing_tool import DrawingTool


class ToolOptions(QWidget):
    """One line with the options of one tool; setters never emit.

    Signals
    -------
    options_chosen()
        The user chose something else.

    Attributes
    ----------
    size_box, form_box, filled_box, tolerance_box, gradient_box, end_box : QWidget
        The options.
    selected_label : QLabel
        What is selected, for the tool that selects.
    """

    options_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with what the brush needs."""
        super().__init__(parent)
        self.size_box = QSpinBox(minimum=1, maximum=MAX_BRUSH_SIZE)
        self.form_box = QComboBox()
        self.form_box.addItem(self.tr("round"), "round")
        self.form_box.addItem(self.tr("square"), "square")
        self.filled_box = QCheckBox(self.tr("filled"))
        self.tolerance_box = NumberSpinBox()
        self.tolerance_box.setMinimum(0)
        self.gradient_box = QComboBox()
        self.gradient_box.addItem(self.tr("linear"), False)
        self.gradient_box.addItem(self.tr("radial"), True)
        self.end_box = NumberSpinBox()
        self.selected_label = dressed(ElidedLabel(""), "muted")
        self._size_label = self._label(self.tr("&Width"), self.size_box)
        self._tolerance_label = self._label(self.tr("Tolerance"), self.tolerance_box)
        self._end_label = self._label(self.tr("to"), self.end_box)
        self._explain()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in self._widgets():
            layout.addWidget(widget)
        layout.addWidget(self.selected_label, 1)
        layout.addStretch()
        # The cells keep their size when another tool is taken.
        self.setFixedHeight(max(widget.sizeHint().height() for widget in self._widgets()))
        for box in (self.size_box, self.tolerance_box, self.end_box):
            box.valueChanged.connect(self._on_option_changed)
        for choice in (self.form_box, self.gradient_box):
            choice.activated.connect(self._on_option_changed)
        self.filled_box.clicked.connect(self._on_option_changed)
        self.show_tool("brush")

    @staticmethod
    def _label(text: str, box: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(box)
        return label

    def _widgets(self) -> tuple[QWidget, ...]:
        return (
            self._size_label, self.size_box, self.form_box, self.filled_box, self._tolerance_label,
            self.tolerance_box, self.gradient_box, self._end_label, self.end_box,
        )  # fmt: skip

    def _explain(self) -> None:
        most = self.tr("1 to {largest} cells across").format(largest=MAX_BRUSH_SIZE)
        for widget, name, tip in (
            (self.size_box, self.tr("Width of the brush"), most),
            (self.form_box, self.tr("Form of the brush"), self.tr("round or square")),
            (self.filled_box, self.tr("Filled"), self.tr("the inside too, not only the outline")),
            (
                self.tolerance_box,
                self.tr("Tolerance"),
                self.tr("how far a neighbour may differ from the cell clicked and still be filled"),
            ),
            (
                self.gradient_box,
                self.tr("Kind of gradient"),
                self.tr("along the line that is dragged, or from its start outwards"),
            ),
            (
                self.end_box,
                self.tr("Last value"),
                self.tr("what the gradient goes to; it starts from the value above"),
            ),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(f"{name}: {tip}")

    @property
    def tip(self) -> Brush:
        """The brush that draws lines and outlines."""
        return Brush(self.size_box.value(), self.form_box.currentData())

    @property
    def is_radial(self) -> bool:
        """Whether gradients go outwards."""
        return bool(self.gradient_box.currentData())

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return the options in the order of the line."""
        return tuple(widget for widget in self._widgets() if not isinstance(widget, QLabel))

    def show_tool(self, tool: DrawingTool) -> None:
        """Show the options of another tool."""
        wanted: set[QWidget] = set()
        if tool in WITH_TIP:
            wanted |= {self._size_label, self.size_box, self.form_box}
        if tool in ("rectangle", "ellipse"):
            wanted.add(self.filled_box)
        if tool == "flood":
            wanted |= {self._tolerance_label, self.tolerance_box}
        if tool == "gradient":
            wanted |= {self.gradient_box, self._end_label, self.end_box}
        if tool == "select":
            wanted.add(self.selected_label)
        # What is hidden first leaves its room; the other way round the panel would grow for a moment and stay so.
        widgets = (*self._widgets(), self.selected_label)
        for widget in widgets:
            if widget not in wanted:
                widget.hide()
        for widget in widgets:
            if widget in wanted:
                widget.show()

    def show_selected(self, text: str) -> None:
        """Say what is selected."""
        self.selected_label.setText(text)

    def _on_option_changed(self) -> None:
        self.options_chosen.emit()
