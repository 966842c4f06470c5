"""Turns what the user asks for into other circuits, each a step that can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from filterlab.errors import FilterLabError
from filterlab.gui.circuit import edits
from filterlab.gui.circuit.commands import SetChain
from filterlab.gui.circuit.wiring_dialog import WiringDialog
from filterlab.gui.commands import AddFilter
from filterlab.gui.saving import ask_where_to_save
from filterlab.probes.chain import CHAIN_SUFFIX, example_chains, load_chain, move_filter, save_chain

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QUndoStack

    from filterlab.probes import Stages
    from filterlab.probes.chain import Chain
    from filterlab.project import Document, Filter


class CircuitEditor(QObject):
    """Change the document's circuit; stages and filters are counted from 0.

    Signals
    -------
    message_raised(str)
        Why something cannot be done.
    remark_made(str)
        What was done, where that is not to be seen.
    """

    message_raised = Signal(str)
    remark_made = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget) -> None:
        """Start; dialogs open above the parent."""
        super().__init__(parent)
        self._document, self._undo_stack, self._window = document, undo_stack, parent
        self.dialog: WiringDialog | None = None

    def _push(self, edit: Callable[[], Chain | None], text: str, *, name: str = "", knob: str = "") -> None:
        """Make another circuit, or say why there can be none."""
        try:
            chain = edit()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self.message_raised.emit("")
        known = (self._document.chain, self._document.chain_name)
        if (chain, name or known[1]) != known:
            self._undo_stack.push(SetChain(self._document, chain, text, name=name, knob=knob))

    def _filter(self, filter_id: str) -> Filter | None:
        return next((item for item in self._document.filters if item.id == filter_id), None)

    def begin_with_example(self, name: str) -> None:
        """Wire a ready-made circuit."""
        example = example_chains[name]
        self._push(lambda: example.chain, self.tr("Begin with an example"), name=name)

    def begin_with_filter(self, filter_id: str) -> None:
        """Wire a circuit of one filter of the bank."""
        item = self._filter(filter_id)
        if item is not None:
            text, name = self.tr("Begin a circuit"), self.tr("my circuit")
            self._push(lambda: edits.begun(item.name, item.weights), text, name=name)

    def clear(self) -> None:
        """Take the circuit away."""
        self._push(lambda: None, self.tr("Begin anew"))

    def add_filter(self, at: int, filter_id: str) -> None:
        """Add a filter of the bank to a stage, or to a new one at the end, or begin with it."""
        chain, item = self._document.chain, self._filter(filter_id)
        if item is None:
            return
        if chain is None:
            self.begin_with_filter(filter_id)
        elif at < len(chain.stages):
            self._push(lambda: edits.with_filter(chain, at, item.name, item.weights), self.tr("Add filter"))
        else:
            self._push(lambda: edits.with_stage(chain, item.name, item.weights), self.tr("Add stage"))

    def add_stage(self) -> None:
        """Ask which filter a new stage at the end shall begin with."""
        chain = self._document.chain
        if chain is not None:
            title = self.tr("Add stage {number}").format(number=len(chain.stages) + 1)
            self._ask(chain, len(chain.stages), None, title)

    def ask_for_filter(self, at: int) -> None:
        """Ask for a filter to be added to a stage."""
        chain = self._document.chain
        if chain is not None:
            self._ask(chain, at, None, self.tr("Add a filter to stage {number}").format(number=at + 1))

    def ask_for_wiring(self, at: int, index: int) -> None:
        """Ask how a filter of a stage shall be wired."""
        chain = self._document.chain
        if chain is not None:
            title = self.tr("Wiring of “{name}”, stage {number}")
            name = chain.stages[at].names[index]
            self._ask(chain, at, index, title.format(name=name, number=at + 1))

    def _ask(self, chain: Chain, at: int, index: int | None, title: str) -> None:
        bank = [(item.id, item.name, item.weights) for item in self._document.filters]
        if not bank and index is None:
            self.message_raised.emit(
                self.tr("The bank is empty; draw a filter or add a preset in Design first.")
            )
            return
        maps = edits.map_names(chain, at)
        stage = chain.stages[at] if index is not None else None
        if stage is not None and index is not None:
            name, bias = stage.names[index], float(stage.biases[index])
            dialog = WiringDialog(
                title, maps, bank, name=name, bias=bias, wiring=edits.wiring_of(stage, index),
                is_on_picture=at == 0, parent=self._window,
            )  # fmt: skip
        else:
            dialog = WiringDialog(title, maps, bank, is_on_picture=at == 0, parent=self._window)
        self.dialog = dialog

        def wire() -> None:
            drawn = dialog.drawn()
            if at == len(chain.stages):
                self._push(lambda: edits.with_drawn_stage(chain, drawn), self.tr("Add stage"))
            else:
                text = self.tr("Add filter") if index is None else self.tr("Change wiring")
                self._push(lambda: edits.with_drawn(chain, at, index, drawn), text)

        dialog.accepted.connect(wire)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    def _on_dialog_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def set_settings(self, at: int, settings: Stages) -> None:
        """Give a stage other settings."""
        chain = self._document.chain
        if chain is not None:
            text, knob = self.tr("Change stage"), f"settings {at}"
            self._push(lambda: edits.with_settings(chain, at, settings), text, knob=knob)

    def set_bias(self, at: int, index: int, bias: float) -> None:
        """Give a filter another bias."""
        chain = self._document.chain
        if chain is not None:
            text, knob = self.tr("Change bias"), f"bias {at} {index}"
            self._push(lambda: edits.with_bias(chain, at, index, bias), text, knob=knob)

    def move_filter(self, at: int, index: int, to: int) -> None:
        """Put a filter elsewhere in its stage."""
        chain = self._document.chain
        if chain is not None:
            self._push(lambda: move_filter(chain, at, index, to), self.tr("Move filter"))

    def remove_filter(self, at: int, index: int) -> None:
        """Take a filter out, and with the last one the stage."""
        chain = self._document.chain
        if chain is not None:
            self._push(lambda: edits.without_filter(chain, at, index), self.tr("Remove filter"))

    def move_stage(self, at: int, step: int) -> None:
        """Move a stage by one."""
        chain = self._document.chain
        if chain is not None:
            self._push(lambda: edits.with_stage_moved(chain, at, at + step), self.tr("Move stage"))

    def remove_stage(self, at: int) -> None:
        """Take a stage out."""
        chain = self._document.chain
        if chain is not None:
            self._push(lambda: edits.without_stage(chain, at), self.tr("Remove stage"))

    def put_stage_before(self, at: int) -> None:
        """Put a stage before another: the filter of the drawing table on each map."""
        chain, item = self._document.chain, self._document.current_filter
        if item is None:
            self.message_raised.emit(
                self.tr("The bank is empty; draw a filter or add a preset in Design first.")
            )
        elif chain is not None:
            self._push(
                lambda: edits.with_stage_before(chain, at, item.name, item.weights), self.tr("Add stage")
            )

    def copy_to_bank(self, at: int, index: int) -> None:
        """Copy a filter, or what lies on its strongest map, into the bank, where it can be painted on."""
        chain = self._document.chain
        if chain is None:
            return
        stage = chain.stages[at]
        name, weights = stage.names[index], edits.sheet_to_paint_on(stage, index)
        try:
            item = self._document.make_filter(name, weights, origin=f"circuit, stage {at + 1}, {name}")
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._undo_stack.push(AddFilter(self._document, item, self.tr("Copy to the bank")))
        self.remark_made.emit(self.tr("{name} was added to the bank").format(name=item.name))

    def open_file(self) -> None:
        """Ask for a file and wire the circuit it holds."""
        pattern = self.tr("Circuits (*{suffix})").format(suffix=CHAIN_SUFFIX)
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open circuit"), "", pattern)
        if chosen:
            path = Path(chosen)
            self._push(lambda: load_chain(path), self.tr("Open circuit"), name=path.stem)

    def save_file(self) -> None:
        """Ask for a file and write the circuit to it."""
        chain = self._document.chain
        if chain is None:
            return
        pattern = self.tr("Circuits (*{suffix})").format(suffix=CHAIN_SUFFIX)
        path = ask_where_to_save(
            self._window, self.tr("Save circuit"), f"{self._document.chain_name}{CHAIN_SUFFIX}", pattern
        )
        if path is None:
            return
        try:
            save_chain(path, chain)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self.message_raised.emit("")
        self.remark_made.emit(self.tr("The circuit was saved to {path}").format(path=path))
