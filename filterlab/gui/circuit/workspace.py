"""The Circuit workspace: picture and bank on the left, one column a stage, one number taken apart below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from filterlab.errors import FilterLabError
from filterlab.gui.circuit.bank_card import BankCard
from filterlab.gui.circuit.circuit_bar import CircuitBar
from filterlab.gui.circuit.dissection_panel import DissectionPanel
from filterlab.gui.circuit.editor import CircuitEditor
from filterlab.gui.circuit.exports import circuit_maps
from filterlab.gui.circuit.pixel_panel import PixelPanel
from filterlab.gui.circuit.pixel_side import PixelSide
from filterlab.gui.circuit.presenter import CircuitPresenter
from filterlab.gui.circuit.stage_columns import StageColumns
from filterlab.gui.circuit.start_page import StartPage
from filterlab.gui.design.picture_side import PictureSide
from filterlab.gui.listening import listen
from filterlab.gui.opening import listed_pictures, show_listed
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.card import Card
from filterlab.gui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent, QUndoStack
    from PySide6.QtWidgets import QMenu

    from filterlab.gui.circuit.place_keeper import Spot
    from filterlab.gui.circuit.stage_column import StageColumn
    from filterlab.gui.map_export import ExportableMap
    from filterlab.project import Document

LEFT_WIDTH, LEAST_LEFT_WIDTH = 236, 180
STAGES_HEIGHT, PANEL_HEIGHT = 560, 220


class CircuitWorkspace(Workspace):
    """Where filters are wired into a small net by hand.

    Signals
    -------
    training_wanted()
        The circuit shall be made a net and be opened in Train.
    """

    name = "circuit"
    training_wanted = Signal()

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Lay out the views and tie them to the document."""
        super().__init__(document, undo_stack, parent)
        self.bar = CircuitBar()
        self.picture_view = ArrayView(self.tr("Picture"), colour_bar=False)
        self.pixel_panel = PixelPanel()
        self.bank = BankCard()
        self.start = StartPage()
        self.columns = StageColumns()
        self.panel = DissectionPanel()
        self._stack = QStackedWidget()
        self._stage = -1
        self._lay_out()
        self._picture = PictureSide(document, self.picture_view, self)
        self.editor = CircuitEditor(document, undo_stack, self)
        self.columns.column_made.connect(self._on_column_made)
        self.presenter = CircuitPresenter(
            document, self.bar, self.picture_view, self.columns, self.panel, self
        )
        self.pixel_side = PixelSide(self.picture_view, self.columns, self.pixel_panel, self)
        self._connect()
        self._catch_up()

    def _lay_out(self) -> None:
        picture = Card()
        frame = QVBoxLayout(picture)
        frame.setContentsMargins(8, 6, 8, 8)
        frame.addWidget(self.picture_view)
        left = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        left.addWidget(picture)
        left.addWidget(self.bank)
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 2)
        left.setSizes([300, 240])
        left.setMinimumWidth(LEAST_LEFT_WIDTH)
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.columns)
        top = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        top.addWidget(left)
        top.addWidget(self._stack)
        top.setStretchFactor(0, 0)
        top.setStretchFactor(1, 1)
        top.setSizes([LEFT_WIDTH, 1100])
        self._body = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._body.addWidget(top)
        self._below = QStackedWidget()
        self._below.addWidget(self.panel)
        self._below.addWidget(self.pixel_panel)
        self._body.addWidget(self._below)
        self._body.setStretchFactor(0, 1)
        self._body.setStretchFactor(1, 0)
        self._body.setSizes([STAGES_HEIGHT, PANEL_HEIGHT])
        for splitter in (left, top, self._body):
            splitter.setHandleWidth(8)
        holder = QVBoxLayout()
        holder.setContentsMargins(10, 6, 10, 8)
        holder.addWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(holder, 1)

    def _connect(self) -> None:
        document, editor, start = self.document, self.editor, self.start
        for signal in (document.filter_added, document.filter_removed, document.filter_renamed):
            listen(self, signal, self._on_document_bank_changed)
        listen(self, document.filter_changed, self._on_document_bank_changed)
        listen(self, document.current_filter_changed, self._on_document_bank_changed)
        listen(self, document.picture_added, self._on_document_picture_changed)
        listen(self, document.picture_removed, self._on_document_picture_changed)
        listen(self, document.current_picture_changed, self._on_document_picture_changed)
        listen(self, document.units_changed, self._on_document_picture_changed)
        listen(self, document.chain_changed, self._show_whether_empty)
        editor.message_raised.connect(self.message_raised)
        editor.remark_made.connect(self.status_changed)
        self.presenter.status_changed.connect(self.status_changed)
        self.presenter.stage_entered.connect(self._on_presenter_stage_entered)
        self.presenter.maps_shown.connect(self.pixel_side.set_maps)
        self.presenter.pixel_chosen.connect(self.pixel_side.look_from)
        self.panel.pixel_wanted.connect(self._on_panel_pixel_wanted)
        self.pixel_side.asked.connect(self._on_pixel_side_asked)
        self.pixel_side.spot_wanted.connect(self._on_pixel_side_spot_wanted)
        self.pixel_panel.number_wanted.connect(self._show_number)
        self.pixel_panel.closed.connect(self._show_number)
        self.bar.picture_chosen.connect(self._on_bar_picture_chosen)
        self.bar.training_wanted.connect(self.training_wanted)
        self.bar.clear_wanted.connect(editor.clear)
        self.bar.save_wanted.connect(editor.save_file)
        for asking in (self.bar, start):
            asking.example_wanted.connect(editor.begin_with_example)
        self.bar.open_wanted.connect(editor.open_file)
        start.file_wanted.connect(editor.open_file)
        start.filter_wanted.connect(self._on_start_filter_wanted)
        start.filter_dropped.connect(editor.begin_with_filter)
        self.columns.next.stage_wanted.connect(editor.add_stage)
        self.columns.next.filter_dropped.connect(self._on_next_filter_dropped)
        self.bank.shelf.filter_picked.connect(self._on_shelf_filter_picked)
        self.bank.shelf.filter_chosen.connect(self._on_shelf_filter_chosen)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Circuit")

    def is_idle(self) -> bool:
        """Whether every map that can be seen has been computed and drawn."""
        return self.presenter.is_idle and self.pixel_side.is_idle

    def shut_down(self) -> None:
        """Compute no more; called before the window goes."""
        self.presenter.shut_down()
        self.pixel_side.shut_down()

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return the stages and the number taken apart together, then what can be clicked of it."""
        return (
            (self.tr("The circuit"), self._body),
            (self.tr("The picture"), self.picture_view),
            (self.tr("The number"), self.panel),
            (self.tr("The list of those who see a pixel"), self.pixel_panel),
        )

    def command_menus(self) -> Sequence[tuple[str, QMenu]]:
        """Return what begins, opens and saves a circuit."""
        return ((self.tr("Circuit"), self.bar.menu),)

    def exportable_maps(self) -> Sequence[ExportableMap]:
        """Return the finished maps of all stages, the one looked at first."""
        return circuit_maps(self.document, self.presenter.places.spot)

    def show_example(self) -> None:
        """Wire the corners on whatever picture is there, and follow the strongest to the pixels."""
        self.editor.begin_with_example("corners")
        self.panel.trace.setChecked(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the document."""
        super().showEvent(event)
        self._catch_up()
        self.presenter.set_awake(is_awake=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing that cannot be seen."""
        super().hideEvent(event)
        self.presenter.set_awake(is_awake=False)

    def _catch_up(self) -> None:
        self._list_bank()
        self._show_picture()
        self._show_whether_empty()

    def _list_bank(self) -> None:
        drawn = self.document.current_filter
        items = [(item.id, item.name, item.weights) for item in self.document.filters]
        self.bank.set_filters(items, drawn.id if drawn is not None else "")
        self._on_shelf_filter_chosen(self.bank.shelf.current_id)

    def _show_whether_empty(self) -> None:
        """Show the stages, or what one can begin with."""
        chain = self.document.chain
        self._stack.setCurrentWidget(self.columns if chain is not None else self.start)
        self._below.setVisible(chain is not None)
        self.bar.set_circuit(self.document.chain_name)
        count = len(chain.stages) if chain is not None else 0
        self._stage = min(self._stage, count - 1) if self._stage >= 0 else count - 1
        self._show_hint()

    def _show_hint(self) -> None:
        chain = self.document.chain
        self.bank.show_hint(len(chain.stages) if chain is not None else 0, self._stage)

    def _on_document_bank_changed(self, _filter_id: str) -> None:
        # While a filter is painted in Design, nobody sees this; it catches up when it is shown.
        if self.isVisible():
            self._list_bank()
            self._show_hint()

    def _on_document_picture_changed(self, _value: object) -> None:
        if self.isVisible():
            self._show_picture()

    def _show_picture(self) -> None:
        current = self.document.current_picture
        self.bar.set_pictures(listed_pictures(self.document), current.id if current is not None else "")
        self._picture.show()

    def _on_bar_picture_chosen(self, key: str) -> None:
        try:
            show_listed(self.document, key)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self._on_document_picture_changed(key)

    def _on_start_filter_wanted(self) -> None:
        self.editor.begin_with_filter(self.bank.shelf.current_id)

    def _on_shelf_filter_chosen(self, filter_id: str) -> None:
        """Offer to begin with the filter that stands out in the bank."""
        names = {item.id: item.name for item in self.document.filters}
        self.start.set_filter(names.get(filter_id, ""))

    def _on_shelf_filter_picked(self, filter_id: str) -> None:
        self.editor.add_filter(max(self._stage, 0), filter_id)

    def _on_next_filter_dropped(self, filter_id: str) -> None:
        chain = self.document.chain
        if chain is not None:
            self.editor.add_filter(len(chain.stages), filter_id)

    def _show_number(self) -> None:
        self._below.setCurrentWidget(self.panel)

    def _on_panel_pixel_wanted(self) -> None:
        self.pixel_side.start(self.presenter.pixel_in_question)

    def _on_pixel_side_asked(self) -> None:
        self._below.setCurrentWidget(self.pixel_panel)

    def _on_pixel_side_spot_wanted(self, spot: Spot) -> None:
        self.presenter.places.pin(spot)
        self._show_number()

    def _on_presenter_stage_entered(self, number: int) -> None:
        self._stage = number
        self._show_hint()

    def _on_column_made(self, number: int, column: StageColumn) -> None:
        """Let the column of a stage ask for changes."""
        editor = self.editor
        for signal, slot in (
            (column.settings_edited, editor.set_settings),
            (column.bias_edited, editor.set_bias),
            (column.adding_wanted, editor.ask_for_filter),
            (column.change_wanted, editor.ask_for_wiring),
            (column.removal_wanted, editor.remove_filter),
            (column.copy_wanted, editor.copy_to_bank),
            (column.move_wanted, editor.move_filter),
            (column.filter_dropped, editor.add_filter),
            (column.stage_move_wanted, editor.move_stage),
            (column.stage_removal_wanted, editor.remove_stage),
            (column.stage_before_wanted, editor.put_stage_before),
        ):
            signal.connect(partial(slot, number))
