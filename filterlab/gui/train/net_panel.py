"""The net that is trained next: its layers, what they cost, and what the first one begins with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.first_layer_bar import FirstLayerBar
from filterlab.gui.train.layer_form import LayerForm
from filterlab.gui.train.layer_table import LayerTable
from filterlab.gui.train.layer_words import LayerWords
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.nets.spec import LAYER_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.nets.costs import NetCosts


class NetPanel(DeskPanel):
    """Show a net and ask for changes. Setters never emit.

    Signals
    -------
    adding_wanted(kind, index)
        Put a new layer of this kind before the one at this index, or at the end.
    removal_wanted(index), move_wanted(index, step)
        Drop a layer, or move it.
    layer_edited(index, layer, field), renamed(index, name)
        A layer has other settings, or another name.
    input_edited(shape, axis)
        The net takes other pictures.
    net_wanted(name), file_wanted(), saving_wanted(), fit_wanted()
        Begin with another net, one from a file; write this one; make it fit the data.

    Attributes
    ----------
    first : FirstLayerBar
        What the first layer begins with.
    """

    adding_wanted = Signal(str, int)
    removal_wanted = Signal(int)
    move_wanted = Signal(int, int)
    layer_edited = Signal(int, object, str)
    renamed = Signal(int, str)
    input_edited = Signal(object, str)
    net_wanted = Signal(str)
    file_wanted = Signal()
    saving_wanted = Signal()
    fit_wanted = Signal()
    key = "net"
    group = "set-up"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._costs: NetCosts | None = None
        self._words = LayerWords()
        self._name = dressed(ElidedLabel(""), "muted")
        self.table = LayerTable()
        self.form = LayerForm()
        self.first = FirstLayerBar()
        self.begin = QPushButton(self.tr("Start from"))
        self.save = QPushButton(self.tr("Save spec…"))
        self.add = QPushButton(self.tr("+ Layer"))
        self.up, self.down, self.remove = QToolButton(), QToolButton(), QPushButton(self.tr("Remove"))
        self.fit = QPushButton(self.tr("Fit to the data"))
        self._misfit = dressed(QLabel("", wordWrap=True, margin=4), "message")
        self._totals = QLabel("", wordWrap=True)
        self._comparison = QLabel("", wordWrap=True)
        self._note = dressed(QLabel("", wordWrap=True), "muted")
        self._nets_menu, self._kinds_menu = QMenu(self), QMenu(self)
        self._fill_kinds()
        self._set_up_buttons()
        self._lay_out()
        self._connect()
        for label in (self._misfit, self._note):
            label.hide()
        self.fit.hide()

    def title(self) -> str:
        """Return the translated name on the panel's tab."""
        return self.tr("&Net")

    def purpose(self) -> str:
        """Return in a translated line what the panel is for."""
        return self.tr("Layers, what they cost, what the first begins with")

    def _fill_kinds(self) -> None:
        for kind in LAYER_KINDS:
            text = self.tr("{kind}: {words}").format(kind=kind, words=self._words.kind(kind))
            self._kinds_menu.addAction(text).triggered.connect(partial(self._add, kind))

    def _set_up_buttons(self) -> None:
        self.begin.setMenu(self._nets_menu)
        self.begin.setToolTip(self.tr("Begin with another net: a known one, a circuit, or a spec file"))
        self.save.setToolTip(self.tr("Write the layers to a spec file in TOML, which Start from reads again"))
        self.add.setMenu(self._kinds_menu)
        self.add.setToolTip(self.tr("Add a layer behind the chosen one (+ or Insert in the table)"))
        self.remove.setToolTip(self.tr("Drop the chosen layer (Delete in the table)"))
        self.fit.setToolTip(
            self.tr("Give the net the data's pictures as input, and its end one score for each class")
        )
        for arrow, text, tip in (
            (self.up, "↑", self.tr("Move the chosen layer towards the input (Alt+Up in the table)")),
            (self.down, "↓", self.tr("Move the chosen layer towards the end (Alt+Down in the table)")),
        ):
            arrow.setText(text)
            arrow.setToolTip(tip)
            arrow.setAccessibleName(tip)
        for button in (self.begin, self.save, self.add, self.remove, self.fit):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self._name, 1)
        header.addWidget(self.begin)
        header.addWidget(self.save)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        for button in (self.add, self.up, self.down, self.remove):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.fit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(5)
        layout.addLayout(header)
        layout.addWidget(self.table, 1)
        layout.addLayout(tools)
        for widget in (self._misfit, self.form, self._totals, self._comparison, self._note):
            layout.addWidget(widget)
        layout.addWidget(self.first)

    def _connect(self) -> None:
        self.table.row_chosen.connect(self._show_row)
        self.table.renamed.connect(self.renamed)
        self.table.move_wanted.connect(self._move)
        self.table.removal_wanted.connect(self._remove)
        self.table.adding_wanted.connect(self.add.showMenu)
        self.table.editing_wanted.connect(self.form.focus_first)
        self.up.clicked.connect(partial(self._move, -1))
        self.down.clicked.connect(partial(self._move, 1))
        self.remove.clicked.connect(self._remove)
        self.save.clicked.connect(self.saving_wanted)
        self.fit.clicked.connect(self.fit_wanted)
        self.form.layer_edited.connect(self._on_form_layer_edited)
        self.form.input_edited.connect(self.input_edited)
        self.form.refused.connect(self.message_raised)

    @property
    def index(self) -> int:
        """Which layer is the chosen one, from 0 on; -1 is the input."""
        return self.table.currentRow() - 1

    @property
    def totals(self) -> str:
        """What the whole net costs."""
        text: str = self._totals.text()
        return text

    @property
    def comparison(self) -> str:
        """Where parameters lie and where the work is done."""
        text: str = self._comparison.text()
        return text

    @property
    def misfit(self) -> str:
        """Which layer does not fit and why; empty if all do."""
        text: str = self._misfit.text()
        return text

    @property
    def note(self) -> str:
        """The remark about the net, empty when there is none."""
        text: str = self._note.text()
        return text

    def set_nets(self, nets: Sequence[str], circuits: Sequence[str]) -> None:
        """List what one can begin with: known nets, and those wired by hand."""
        menu = self._nets_menu
        menu.clear()
        for name in nets:
            menu.addAction(name).triggered.connect(partial(self._begin, name))
        if circuits:
            menu.addSeparator()
        for name in circuits:
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(self._begin, name))
        menu.addSeparator()
        menu.addAction(self.tr("Spec file…")).triggered.connect(self.file_wanted)

    def set_costs(self, costs: NetCosts, index: int | None = None) -> None:
        """Show a net; the chosen layer stays, unless another one is named."""
        self._costs = costs
        self._name.setText(costs.spec.name)
        self.table.set_costs(costs, (self.index if index is None else index) + 1)
        self._misfit.setText(costs.reason)
        self._misfit.setVisible(bool(costs.reason))
        self._totals.setText(self._words.totals(costs))
        # Of a part of a net it would be true, and mislead.
        self._comparison.setText(self._words.comparison(costs) if costs.misfit is None else "")
        self._comparison.setVisible(costs.misfit is None)
        self._show_row(self.table.currentRow())

    def set_note(self, note: str, *, can_fit: bool = False) -> None:
        """Show a remark, such as why the net cannot be trained, and whether it can be made to fit the data."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.fit.setVisible(can_fit)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._costs is not None:
            self.table.set_costs(self._costs, self.table.currentRow())

    def _show_row(self, row: int) -> None:
        """Show the settings of one row, and what can be done with it."""
        if self._costs is None:
            return
        spec, index = self._costs.spec, row - 1
        if index < 0:
            self.form.set_input(spec.input_shape)
        else:
            layer = spec.layers[index]
            self.form.set_layer(layer, self._words.kind(layer.kind))
        self.up.setEnabled(index > 0)
        self.down.setEnabled(0 <= index < len(spec.layers) - 1)
        self.remove.setEnabled(index >= 0 and len(spec.layers) > 1)

    def _add(self, kind: str, _checked: bool = False) -> None:
        self.adding_wanted.emit(kind, self.index + 1)

    def _begin(self, name: str, _checked: bool = False) -> None:
        self.net_wanted.emit(name)

    def _move(self, step: int, _checked: bool = False) -> None:
        if self._costs is not None and self.index >= 0 and 0 <= self.index + step < len(self._costs.layers):
            self.move_wanted.emit(self.index, step)

    def _remove(self) -> None:
        if self.index >= 0:
            self.removal_wanted.emit(self.index)

    def _on_form_layer_edited(self, layer: object, field: str) -> None:
        self.layer_edited.emit(self.index, layer, field)
