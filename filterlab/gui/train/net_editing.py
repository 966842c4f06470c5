"""Ties the Net panel to the draft of the net: every change is one step that can be undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from filterlab.errors import FilterLabError
from filterlab.gui.listening import listen
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.train.choices import known_nets
from filterlab.gui.train.commands import SetDraft
from filterlab.gui.train.layer_words import LayerWords
from filterlab.nets import read_spec, write_spec, zoo
from filterlab.nets.costs import NetCosts, estimate_costs
from filterlab.nets.net_edits import (
    drop_layer,
    fit_to_data,
    insert_layer,
    move_layer,
    new_layer,
    with_dropout,
)
from filterlab.project import NetDraft, draft_of_start, draft_with_bank

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.train.net_panel import NetPanel
    from filterlab.nets import NetSpec
    from filterlab.nets.spec import LayerSpec, Shape
    from filterlab.project import DataShape, Document

FIRST_NET = "tiny"


class NetEditing(QObject):
    """Hold the net that is trained next and keep the panel true to it.

    Signals
    -------
    changed()
        The net, or what it begins with, is another.
    message_raised(sentence)
        Something the user asked for cannot be done.
    """

    changed = Signal()
    message_raised = Signal(str)

    def __init__(
        self, document: Document, undo_stack: QUndoStack, panel: NetPanel, parent: QObject | None = None
    ) -> None:
        """Begin with the smallest net of the zoo."""
        super().__init__(parent)
        self._document, self._undo_stack, self._panel = document, undo_stack, panel
        self._draft = NetDraft(zoo[FIRST_NET])
        self._data: DataShape | None = None
        self._words = LayerWords()
        self._left_out: frozenset[str] = frozenset()
        self._note = ""
        # Which layer is the chosen one after the step that is being taken; None leaves it.
        self._next_index: int | None = None
        self._connect()
        self._list_nets()
        self._show(self._draft)

    def _connect(self) -> None:
        panel = self._panel
        panel.adding_wanted.connect(self._on_panel_adding_wanted)
        panel.removal_wanted.connect(self._on_panel_removal_wanted)
        panel.move_wanted.connect(self._on_panel_move_wanted)
        panel.layer_edited.connect(self._on_panel_layer_edited)
        panel.renamed.connect(self._on_panel_renamed)
        panel.input_edited.connect(self._on_panel_input_edited)
        panel.net_wanted.connect(self.begin_with)
        panel.file_wanted.connect(self._on_panel_file_wanted)
        panel.saving_wanted.connect(self._on_panel_saving_wanted)
        panel.fit_wanted.connect(self._on_panel_fit_wanted)
        panel.message_raised.connect(self.message_raised)
        panel.first.own_wanted.connect(self._on_first_own_wanted)
        panel.first.random_wanted.connect(self._on_first_random_wanted)
        panel.first.filters_chosen.connect(self._on_first_filters_chosen)
        document = self._document
        listen(self, document.start_added, self._on_document_start_added)
        for signal in (document.filter_added, document.filter_removed, document.filter_renamed):
            listen(self, signal, self._on_document_bank_changed)

    @property
    def draft(self) -> NetDraft:
        """The net that is trained next."""
        return self._draft

    @property
    def left_out(self) -> frozenset[str]:
        """The ids of filters of the bank that are not to go into the first layer."""
        return self._left_out

    @property
    def costs(self) -> NetCosts:
        """What it costs."""
        return self._costs

    def restore(self, draft: NetDraft, left_out: frozenset[str]) -> None:
        """Go on with a net as it was when the project was closed; that is no step that can be undone."""
        self._left_out = left_out
        self._show(draft)

    def begin_with(self, name: str) -> None:
        """Begin with a net of the zoo, or with one that was wired by hand."""
        start = self._document.starts.get(name)
        draft = draft_of_start(start) if start is not None else NetDraft(known_nets(self._document)[name])
        self._push(draft, self.tr("Start from {name}").format(name=name))

    def open_spec(self, path: Path) -> None:
        """Begin with the net of a spec file, or say why that cannot be."""
        try:
            spec = read_spec(path)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._push(NetDraft(spec), self.tr("Open {name}").format(name=path.name))

    def set_dropout(self, rate: float) -> None:
        """Give the dropout layers another rate, put one in, or take them out at 0; say why that cannot be."""
        try:
            spec = with_dropout(self._draft.spec, rate)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self.changed.emit()
            return
        self._push(self._draft.with_spec(spec), self.tr("Change dropout"), knob="dropout")

    def set_data(self, data: DataShape | None) -> None:
        """Say what the net shall learn from; None if that is not known yet."""
        self._data = data
        self._show_note()

    def set_note(self, note: str) -> None:
        """Show a remark about the net, in place of what is said about the data."""
        self._note = note
        self._show_note()

    def _push(self, draft: NetDraft, text: str, *, knob: str = "", index: int | None = None) -> None:
        draft = draft.with_spec(self._named(draft.spec))
        self._next_index = index
        self._undo_stack.push(SetDraft(self._show, self._draft, draft, text, knob))

    def _named(self, spec: NetSpec) -> NetSpec:
        """Call a net that differs from the known one of its name so that both can be told apart."""
        mark = self.tr(", changed")
        base = spec.name.removesuffix(mark)
        known = known_nets(self._document).get(base)
        if known is None:
            return spec
        return replace(spec, name=base if replace(spec, name=base) == known else base + mark)

    def _show(self, draft: NetDraft) -> None:
        self._draft, self._costs = draft, estimate_costs(draft.spec)
        index, self._next_index = self._next_index, None
        self._panel.set_costs(self._costs, index)
        self._show_first()
        self._show_note()
        self.changed.emit()

    def _show_note(self) -> None:
        data, costs = self._data, self._costs
        misses = ""
        if data is not None and costs.misfit is None and len(costs.spec.input_shape) == 3:
            given = costs.output_shape
            if given != (data.classes,) and costs.params:
                misses = self.tr("The data have {classes} classes, and the net gives {given}.").format(
                    classes=data.classes, given=" × ".join(map(str, given or ()))
                )
        self._panel.set_note(self._note or misses, can_fit=data is not None and bool(misses))

    def _show_first(self) -> None:
        draft = self._draft
        filters = [(item.id, item.name) for item in self._document.filters]
        chosen = [key for key, _name in filters if key not in self._left_out]
        self._panel.first.set_filters(filters, chosen)
        can_be_own = draft.own_fits if draft.origin == "circuit" else bool(chosen)
        self._panel.first.set_draft(draft, self._words.first_layer(draft, len(chosen)), can_be_own=can_be_own)

    def _list_nets(self) -> None:
        self._panel.set_nets(tuple(zoo), tuple(self._document.starts))

    def _bank(self) -> dict[str, object]:
        return {
            f"{number} {item.name}": item.weights
            for number, item in enumerate(self._document.filters, start=1)
            if item.id not in self._left_out
        }

    def _attempt_bank(self, *, is_frozen: bool) -> None:
        try:
            draft = draft_with_bank(self._draft, self._bank(), is_frozen=is_frozen)  # type: ignore[arg-type]
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self._show_first()
            return
        self._push(draft, self.tr("My filters first"))

    def _on_panel_adding_wanted(self, kind: str, index: int) -> None:
        layer = new_layer(self._draft.spec, kind)
        spec = insert_layer(self._draft.spec, index, layer)
        self._push(self._draft.with_spec(spec), self.tr("Add {name}").format(name=layer.name), index=index)

    def _on_panel_removal_wanted(self, index: int) -> None:
        name = self._draft.spec.layers[index].name
        try:
            spec = drop_layer(self._draft.spec, index)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        last = len(spec.layers) - 1
        self._push(
            self._draft.with_spec(spec), self.tr("Remove {name}").format(name=name), index=min(index, last)
        )

    def _on_panel_move_wanted(self, index: int, step: int) -> None:
        name = self._draft.spec.layers[index].name
        spec = move_layer(self._draft.spec, index, index + step)
        self._push(self._draft.with_spec(spec), self.tr("Move {name}").format(name=name), index=index + step)

    def _on_panel_layer_edited(self, index: int, layer: LayerSpec, field: str) -> None:
        text = self.tr("Change {name}").format(name=layer.name)
        self._push(self._draft.with_layer(index, layer), text, knob=f"{layer.name}.{field}")

    def _on_panel_renamed(self, index: int, name: str) -> None:
        try:
            draft = self._draft.with_layer(index, replace(self._draft.spec.layers[index], name=name))
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self._panel.set_costs(self._costs)
            return
        self._push(draft, self.tr("Rename {name}").format(name=name))

    def _on_panel_input_edited(self, shape: Shape, axis: str) -> None:
        spec = replace(self._draft.spec, input_shape=shape)
        self._push(self._draft.with_spec(spec), self.tr("Change the input"), knob=f"input {axis}")

    def _on_panel_fit_wanted(self) -> None:
        data = self._data
        if data is not None:
            spec = fit_to_data(self._draft.spec, self._draft.spec.input_shape, data.classes)
            self._push(self._draft.with_spec(spec), self.tr("Fit to the data"))

    def _on_panel_file_wanted(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._panel, self.tr("Open a spec file"), "", self.tr("Net descriptions (*.toml)")
        )
        if chosen:
            self.open_spec(Path(chosen))

    def _on_panel_saving_wanted(self) -> None:
        path = ask_where_to_save(
            self._panel,
            self.tr("Save the spec"),
            f"{self._draft.spec.name.replace(', ', '-')}.toml",
            self.tr("Net descriptions (*.toml)"),
        )
        if path is None:
            return
        try:
            write_spec(path, self._draft.spec)
        except FilterLabError as error:
            self.message_raised.emit(str(error))

    def _on_first_own_wanted(self, is_frozen: bool) -> None:
        if self._draft.origin == "circuit" and self._draft.own_fits:
            draft = replace(self._draft, begins_with_own=True, is_frozen=is_frozen)
            self._push(draft, self.tr("The circuit first"))
        else:
            self._attempt_bank(is_frozen=is_frozen)

    def _on_first_random_wanted(self, is_frozen: bool) -> None:
        draft = replace(self._draft, begins_with_own=False, is_frozen=is_frozen)
        self._push(draft, self.tr("A random first layer"))

    def _on_first_filters_chosen(self, ids: tuple[str, ...]) -> None:
        self._left_out = frozenset(item.id for item in self._document.filters) - set(ids)
        if self._draft.begins_with_own and self._draft.origin == "bank" and ids:
            self._attempt_bank(is_frozen=self._draft.is_frozen)
        else:
            self._show_first()
            self.changed.emit()

    def _on_document_start_added(self, name: str) -> None:
        self._list_nets()
        self.begin_with(name)

    def _on_document_bank_changed(self, _filter: str) -> None:
        self._show_first()
