"""The Design workspace: bank, kernel, picture and response from left to right, the reasons below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from filterlab.data import samples, save_filter
from filterlab.errors import FilterLabError
from filterlab.figures import save_kernel_picture
from filterlab.gui.commands import SetStages, SetWeights
from filterlab.gui.design.bank_panel import BankPanel
from filterlab.gui.design.camera_panel import CameraPanel
from filterlab.gui.design.desk import DesignDesk
from filterlab.gui.design.examples_panel import ExamplesPanel
from filterlab.gui.design.explanation_panel import ExplanationPanel
from filterlab.gui.design.exports import design_maps
from filterlab.gui.design.folder_panel import FolderPanel
from filterlab.gui.design.fool_panel import FoolPanel
from filterlab.gui.design.formula_panel import FormulaPanel
from filterlab.gui.design.history_panel import HistoryPanel
from filterlab.gui.design.kernel_panel import KernelPanel
from filterlab.gui.design.pad_panel import PadPanel
from filterlab.gui.design.peaks_panel import PeaksPanel
from filterlab.gui.design.picture_panel import PicturePanel
from filterlab.gui.design.presenter import DesignPresenter
from filterlab.gui.design.reading import STRONGEST, WEAKEST
from filterlab.gui.design.seen_by_panel import SeenByPanel
from filterlab.gui.design.size_panel import SizePanel
from filterlab.gui.design.slide_panel import SlidePanel
from filterlab.gui.design.stage_bar import StageBar
from filterlab.gui.design.units import SetUnits
from filterlab.gui.design.xray_panel import XRayPanel
from filterlab.gui.listening import listen
from filterlab.gui.map_export import file_stem
from filterlab.gui.opening import SAMPLE, listed_pictures, open_sample, show_listed
from filterlab.gui.panel_button import PanelButton
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.card import Card
from filterlab.gui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QMenu

    from filterlab.gui.map_export import ExportableMap
    from filterlab.gui.strokes import Strokes
    from filterlab.gui.widgets.pen_hand import PenHand
    from filterlab.probes import Stages
    from filterlab.project import Document, Units


class DesignWorkspace(Workspace):
    """Where filters are drawn by hand."""

    name = "design"

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Lay out the views and tie them to the document."""
        super().__init__(document, undo_stack, parent)
        self.stage_bar = StageBar()
        self.bank = BankPanel(document, undo_stack)
        self.kernel = KernelPanel(document, undo_stack)
        self.picture_view = ArrayView(self.tr("Picture"))
        self.response_view = ArrayView(self.tr("Response"))
        self.explanation = ExplanationPanel()
        self.size_panel = SizePanel()
        self.seen_by = SeenByPanel(self.picture_view)
        self.response_view.link_to(self.picture_view)
        self._lay_out()
        self.presenter = DesignPresenter(
            document, self.picture_view, self.response_view, self.explanation, self
        )
        self._connect()
        self._list_pictures()
        self._list_marks()
        self.stage_bar.set_stages(document.stages)
        self._show_units()
        self.presenter.refresh()

    def _lay_out(self) -> None:
        top = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.bank, self.kernel, _card(self.picture_view), _card(self.response_view)):
            top.addWidget(widget)
        top.setChildrenCollapsible(False)
        for index, stretch in enumerate((0, 2, 3, 3)):
            top.setStretchFactor(index, stretch)
        top.setSizes([180, 310, 420, 440])
        self.desk = DesignDesk(_framed(top, below=0), _framed(self.explanation, below=4))
        self.desk.add_tools(
            [
                self.size_panel,
                PeaksPanel(),
                FormulaPanel(),
                FoolPanel(),
                SlidePanel(),
                XRayPanel(),
                self.seen_by,
                ExamplesPanel(self.picture_view),
                PicturePanel(self.document, self.undo_stack, self.picture_view),
                PadPanel(self.document, self.undo_stack, self.picture_view),
                FolderPanel(),
                CameraPanel(self.document),
                HistoryPanel(self.undo_stack),
            ]
        )
        groups = {
            "understand": self.tr("Understand a number"),
            "make": self.tr("Make a filter"),
            "picture": self.tr("Change the picture"),
        }
        self.panel_button = PanelButton(self.desk, groups)
        self.stage_bar.add_button(self.panel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.stage_bar)
        layout.addWidget(self.desk, 1)

    def _connect(self) -> None:
        self.stage_bar.picture_chosen.connect(self._on_stage_bar_picture_chosen)
        self.stage_bar.stages_edited.connect(self._on_stage_bar_stages_edited)
        self.stage_bar.units_chosen.connect(self._on_stage_bar_units_chosen)
        self.kernel.message_raised.connect(self.message_raised)
        self.bank.message_raised.connect(self.message_raised)
        self.presenter.status_changed.connect(self.status_changed)
        self.presenter.nothing_shown.connect(self.desk.tell_nothing)
        self.presenter.scene_shown.connect(self.desk.tell_scene)
        self.presenter.survey_shown.connect(self.desk.tell_survey)
        self.presenter.place_shown.connect(self.desk.tell_place)
        self.size_panel.left_over_changed.connect(self.picture_view.set_hatched)
        self.picture_view.cell_picked.connect(self._on_picture_cell_picked)
        for tool in self.desk.tools:
            tool.place_wanted.connect(self.presenter.reading.pin)
            tool.weights_edited.connect(self._on_tool_weights_edited)
            tool.weights_tried.connect(self._on_tool_weights_tried)
            tool.filter_offered.connect(self.bank.add_filter)
            tool.message_raised.connect(self.message_raised)
        listen(self, self.document.picture_added, self._on_document_picture_changed)
        listen(self, self.document.picture_removed, self._on_document_picture_changed)
        listen(self, self.document.current_picture_changed, self._on_document_picture_changed)
        listen(self, self.document.stages_changed, self._on_document_stages_changed)
        listen(self, self.document.units_changed, self._on_document_units_changed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Design")

    def activate(self) -> None:
        """Catch up with the document."""
        self.presenter.refresh()

    def shut_down(self) -> None:
        """Stop computing."""
        self.presenter.shut_down()
        self.desk.shut_down()

    def is_idle(self) -> bool:
        """Whether the newest response is on screen."""
        return self.presenter.is_idle() and self.desk.is_idle()

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return the response, then everything else that can be clicked."""
        return (
            (self.tr("The response"), self.response_view),
            (self.tr("The picture"), self.picture_view),
            (self.tr("The kernel"), self.kernel.grid),
            (self.tr("The number"), self.explanation),
            *((self.tr("The panel {title}").format(title=tool.name()), tool) for tool in self.desk.tools),
        )

    def command_menus(self) -> Sequence[tuple[str, QMenu]]:
        """Return what begins a filter, what changes one, and what brings a panel to the front."""
        self.bank.new_menu.fill()
        return (
            (self.tr("New filter"), self.bank.new_menu),
            (self.tr("Change filter"), self.kernel.tools.menu),
            (self.tr("Panel"), self.panel_button.list),
        )

    def exportable_maps(self) -> Sequence[ExportableMap]:
        """Return the response, and the picture as the filter sees it."""
        return design_maps(self.document)

    def watch_strokes(self, strokes: Strokes) -> None:
        """Let someone know when a hand draws in the kernel or on a pad."""
        grid = self.kernel.grid
        strokes.watch(
            lambda: grid.is_in_drag, grid.stroke_started, grid.stroke_finished, grid.stroke_cancelled
        )
        for tool in self.desk.tools:
            if isinstance(tool, PadPanel):
                hand = tool.hand
                strokes.watch(partial(_is_in_drag, hand), hand.put_down, hand.lifted, hand.taken_back)

    def paste_text(self, text: str) -> bool:
        """Put rows of numbers into the kernel."""
        return self.kernel.paste_rows(text)

    def show_example(self) -> None:
        """Stand on the mouse's back, where the course's 6600 is."""
        open_sample(self.document, samples["mouse"])
        self.presenter.reading.pin(*samples["mouse"].marks["back"])

    def save_current_filter(self) -> Path | None:
        """Ask for a file and write the filter on the drawing table to it; return which, None if there is none."""
        item = self.document.current_filter
        if item is None:
            raise FilterLabError(self.tr("There is no filter to save; make one in the bank first."))
        path = ask_where_to_save(
            self,
            self.tr("Save filter"),
            f"{file_stem(item.name)}.json",
            self.tr("Filters (*.json *.npy *.npz *.csv *.txt);;Pictures of filters (*.png)"),
        )
        if path is not None:
            save = save_kernel_picture if path.suffix.lower() == ".png" else save_filter
            save(path, item.weights)
        return path

    def _list_pictures(self) -> None:
        """List what can be looked at."""
        entries = listed_pictures(self.document)
        current = self.document.current_picture
        self.stage_bar.set_pictures(entries, current.id if current is not None else "")

    def _list_marks(self) -> None:
        picture = self.document.current_picture
        sample = samples.get(picture.source.removeprefix(SAMPLE)) if picture is not None else None
        names = {"back": self.tr("the mouse's back"), "head": self.tr("the mouse's head")}
        marks = [(STRONGEST, self.tr("strongest response")), (WEAKEST, self.tr("most negative response"))]
        if sample is not None:
            marks += [(mark, names.get(mark, mark)) for mark in sample.marks]
        self.explanation.set_marks(marks)

    def _show_units(self) -> None:
        self.stage_bar.set_units(self.document.units, self.document.scale_in("file"))

    def _on_picture_cell_picked(self, row: int, column: int) -> None:
        """Show who sees a pixel."""
        self.desk.show_tool(self.seen_by.key)
        self.seen_by.show_pixel(row, column)

    def _on_tool_weights_edited(self, weights: NDArray[np.float32], title: str) -> None:
        item = self.document.current_filter
        if item is not None and not np.array_equal(item.weights, weights):
            self.undo_stack.push(SetWeights(self.document, item.id, weights, title))

    def _on_tool_weights_tried(self, weights: NDArray[np.float32], title: str, gesture: int) -> None:
        item = self.document.current_filter
        if item is not None and not np.array_equal(item.weights, weights):
            # Strokes of the kernel are numbered from 1 up; gestures of the tools are told apart by their sign.
            self.undo_stack.push(SetWeights(self.document, item.id, weights, title, -gesture))

    def _on_stage_bar_picture_chosen(self, key: str) -> None:
        show_listed(self.document, key)

    def _on_stage_bar_stages_edited(self, stages: Stages) -> None:
        if stages != self.document.stages:
            self.undo_stack.push(SetStages(self.document, stages, self.tr("Change stages")))

    def _on_stage_bar_units_chosen(self, units: Units) -> None:
        if units != self.document.units:
            self.undo_stack.push(SetUnits(self.document, units, self.tr("Units")))

    def _on_document_picture_changed(self, _picture_id: str) -> None:
        self._list_pictures()
        self._list_marks()
        self._show_units()

    def _on_document_stages_changed(self, _stages: object) -> None:
        self.stage_bar.set_stages(self.document.stages)

    def _on_document_units_changed(self, _units: object) -> None:
        self._show_units()


def _is_in_drag(hand: PenHand) -> bool:
    return hand.is_in_drag


def _card(widget: QWidget) -> Card:
    """Put a view on a card of its own."""
    card = Card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(8, 6, 8, 8)
    layout.addWidget(widget)
    return card


def _framed(widget: QWidget, *, below: int) -> QWidget:
    """Leave a little room around what fills a part of the desk."""
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(8, 2, 8, below)
    layout.addWidget(widget)
    return frame
