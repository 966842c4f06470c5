"""The row above the circuit: the picture, where to begin, files, colours, and the way to Train."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.probes.chain import example_chains

if TYPE_CHECKING:
    from collections.abc import Sequence

PICTURE_CHARACTERS = 11


class CircuitBar(QWidget):
    """Show and ask for what the whole circuit is about. Setters never emit.

    Signals
    -------
    picture_chosen(str)
        The key of a picture.
    example_wanted(str)
        The name of a ready-made circuit.
    open_wanted(), save_wanted(), clear_wanted()
        Read or write a file; begin anew.
    sharing_changed()
        Maps of a stage shall share their colours, or no longer.
    training_wanted()
        Make the circuit a net and go to Train.
    """

    picture_chosen = Signal(str)
    example_wanted = Signal(str)
    open_wanted = Signal()
    save_wanted = Signal()
    clear_wanted = Signal()
    sharing_changed = Signal()
    training_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the row."""
        super().__init__(parent)
        self.picture = QComboBox()
        self.picture.setMinimumContentsLength(PICTURE_CHARACTERS)
        self.picture.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.circuit = QPushButton(self.tr("Circ&uit"))
        self.same_limits = QCheckBox(self.tr("Same co&lours in a stage"))
        self.same_limits.setChecked(True)
        self.train = QPushButton(self.tr("Open in &Train"))
        self._name = dressed(QLabel(), "title")
        self._note = dressed(ElidedLabel(""), "muted")
        self.menu = QMenu(self)
        self._needing_circuit = [self.same_limits, self.train]
        self._fill_menu()
        self._lay_out()
        self.picture.activated.connect(self._on_picture_activated)
        self.same_limits.toggled.connect(self._on_same_limits_toggled)
        self.train.clicked.connect(self.training_wanted)

    def _fill_menu(self) -> None:
        examples = self.menu.addMenu(self.tr("Begin with an &example"))
        examples.setToolTipsVisible(True)
        for name, example in example_chains.items():
            action = examples.addAction(example.title)
            action.setToolTip(example.explanation)
            action.triggered.connect(partial(self._on_example_triggered, name))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("&Open a circuit…")).triggered.connect(self._on_open_triggered)
        self._save = self.menu.addAction(self.tr("&Save the circuit…"))
        self._save.triggered.connect(self._on_save_triggered)
        self.menu.addSeparator()
        self._clear = self.menu.addAction(self.tr("Begin &anew"))
        self._clear.triggered.connect(self._on_clear_triggered)
        self.circuit.setMenu(self.menu)
        self.circuit.setAutoDefault(False)
        self.circuit.setToolTip(self.tr("Examples, opening and saving, beginning anew"))

    def _lay_out(self) -> None:
        self.picture.setAccessibleName(self.tr("Picture"))
        self.picture.setToolTip(self.tr("The picture that the first stage looks at"))
        self.same_limits.setToolTip(
            self.tr(
                "One colour means one number on all maps of a stage; otherwise each map has its own scale"
            )
        )
        self.train.setAutoDefault(False)
        self.train.setToolTip(
            self.tr(
                "Make the circuit a net that begins to learn from these filters, for the data chosen in Train"
            )
        )
        label = QLabel(self.tr("&Picture"))
        label.setBuddy(self.picture)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 2)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(self.picture)
        layout.addSpacing(4)
        layout.addWidget(self.circuit)
        layout.addWidget(self._name)
        layout.addWidget(self._note, 1)
        layout.addWidget(self.same_limits)
        layout.addSpacing(4)
        layout.addWidget(self.train)

    @property
    def note(self) -> str:
        """What is said about the way the maps were computed."""
        return self._note.text()

    @property
    def name(self) -> str:
        """What the circuit is called."""
        return self._name.text()

    def set_pictures(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """List pictures as (key, title) and show which is current."""
        blocker = QSignalBlocker(self.picture)
        self.picture.clear()
        for key, title in entries:
            self.picture.addItem(title, key)
        self.picture.setCurrentIndex(self.picture.findData(current))
        del blocker

    def set_circuit(self, name: str) -> None:
        """Show what the circuit is called; empty: there is none."""
        self._name.setText(name)
        for widget in self._needing_circuit:
            widget.setEnabled(bool(name))
        for action in (self._save, self._clear):
            action.setEnabled(bool(name))

    def set_note(self, note: str) -> None:
        """Say how the maps were computed."""
        self._note.setText(note)

    def _on_picture_activated(self, _index: int) -> None:
        self.picture_chosen.emit(self.picture.currentData())

    def _on_same_limits_toggled(self, _checked: bool) -> None:
        self.sharing_changed.emit()

    def _on_example_triggered(self, name: str, _checked: bool = False) -> None:
        self.example_wanted.emit(name)

    def _on_open_triggered(self) -> None:
        self.open_wanted.emit()

    def _on_save_triggered(self) -> None:
        self.save_wanted.emit()

    def _on_clear_triggered(self) -> None:
        self.clear_wanted.emit()
