"""One stage as a column: its settings, the filter that is chosen, and all filters with the maps they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.circuit.bank_shelf import filter_in
from filterlab.gui.circuit.limits_bar import LimitsBar
from filterlab.gui.circuit.map_tiles import MapTiles
from filterlab.gui.circuit.stage_menus import StageMenus
from filterlab.gui.circuit.stage_settings import StageSettings
from filterlab.gui.widgets.bare_tool_button import BareToolButton
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.number_spin_box import NumberSpinBox
from filterlab.gui.widgets.steps import handy_step

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from filterlab.figures import Limits
    from filterlab.gui.circuit.map_face import MapsFace
    from filterlab.gui.circuit.tile_painter import FilterFace
    from filterlab.probes import Stages

COLUMN_WIDTH = 264
BIAS_WIDTH = 68


@dataclass(frozen=True, eq=False)
class StageFace:
    """What a column shows of its stage.

    Attributes
    ----------
    title, caption : str
        Its number, and what its maps are like, in words.
    settings : Stages
        Activation, pooling and so on.
    filters : tuple of FilterFace
        Its filters.
    is_first, is_last : bool
        Whether it can be moved no further to the left, or to the right.
    """

    title: str
    caption: str
    settings: Stages
    filters: tuple[FilterFace, ...]
    is_first: bool
    is_last: bool


class StageColumn(Card):
    """Show one stage and ask for changes of it. Setters never emit.

    Attributes
    ----------
    menus : StageMenus
        The rarer commands.

    Signals
    -------
    settings_edited(settings), bias_edited(filter, bias)
        The user turned a knob.
    adding_wanted(), change_wanted(filter), removal_wanted(filter), copy_wanted(filter)
        Add a filter; wire one otherwise; drop one; copy what lies on its strongest map into the bank.
    move_wanted(filter, to)
        Put a filter elsewhere in the stage.
    filter_dropped(filter_id)
        A filter of the bank was dropped here.
    stage_move_wanted(step), stage_removal_wanted(), stage_before_wanted()
        Move the stage by one, drop it, put another before it.
    entered()
        The user did something in this column.
    """

    settings_edited = Signal(object)
    bias_edited = Signal(int, float)
    adding_wanted = Signal()
    change_wanted = Signal(int)
    removal_wanted = Signal(int)
    copy_wanted = Signal(int)
    move_wanted = Signal(int, int)
    filter_dropped = Signal(str)
    stage_move_wanted = Signal(int)
    stage_removal_wanted = Signal()
    stage_before_wanted = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._face: StageFace | None = None
        self._title = dressed(QLabel(), "title")
        self._caption = dressed(ElidedLabel(""), "muted")
        self.add = QPushButton(self.tr("+ Filter"))
        self.more = BareToolButton()
        self.settings = StageSettings()
        self._name = ElidedLabel("")
        self.bias = NumberSpinBox()
        self.change = QPushButton(self.tr("Wire…"))
        self._problem = QLabel(wordWrap=True)
        self.tiles = MapTiles()
        self.bar = LimitsBar()
        self.menus = StageMenus(self)
        self._lay_out()
        self._connect()
        self._problem.hide()
        self.setAcceptDrops(True)
        self.setMinimumWidth(COLUMN_WIDTH)

    def _lay_out(self) -> None:
        self.more.setText("⋯")
        self.more.setMenu(self.menus.stage)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(self.tr("More: move and remove filters and stages"))
        self.more.setAccessibleName(self.tr("More for this stage"))
        self.add.setToolTip(self.tr("Choose a filter of the bank, and which maps it looks at"))
        self.bias.setToolTip(self.tr("Bias: a number added to every sum of this filter"))
        self.bias.setAccessibleName(self.tr("Bias of the chosen filter"))
        self.bias.setFixedWidth(BIAS_WIDTH)
        self.change.setToolTip(self.tr("Which filter this is, and which maps it looks at with what share"))
        for button in (self.add, self.change):
            button.setAutoDefault(False)
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 16)
        header = QHBoxLayout()
        header.setSpacing(6)
        header.addWidget(self._title)
        header.addWidget(self._caption, 1)
        header.addWidget(self.add)
        header.addWidget(self.more)
        chosen = QHBoxLayout()
        chosen.setSpacing(4)
        chosen.addWidget(self._name, 1)
        chosen.addWidget(QLabel(self.tr("bias")))
        chosen.addWidget(self.bias)
        chosen.addWidget(self.change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(header)
        layout.addWidget(self.settings)
        layout.addLayout(chosen)
        layout.addWidget(self._problem)
        layout.addWidget(self.tiles, 1)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.add.clicked.connect(self.adding_wanted)
        self.change.clicked.connect(self._on_change_triggered)
        self.settings.edited.connect(self.settings_edited)
        self.bias.valueChanged.connect(self._on_bias_changed)
        self.tiles.map_chosen.connect(self._on_tiles_map_chosen)
        self.tiles.change_wanted.connect(self.change_wanted)
        self.tiles.removal_wanted.connect(self.removal_wanted)
        self.tiles.menu_wanted.connect(self._on_tiles_menu_wanted)
        self.menus.change_wanted.connect(self._on_change_triggered)
        self.menus.removal_wanted.connect(self._on_menus_removal_wanted)
        self.menus.copy_wanted.connect(self._on_menus_copy_wanted)
        self.menus.filter_move_wanted.connect(self._on_menus_filter_move_wanted)
        self.menus.stage_move_wanted.connect(self.stage_move_wanted)
        self.menus.stage_removal_wanted.connect(self.stage_removal_wanted)
        self.menus.stage_before_wanted.connect(self.stage_before_wanted)
        for signal in (self.settings_edited, self.bias_edited, self.adding_wanted, self.change_wanted):
            signal.connect(self._on_entered)

    @property
    def title(self) -> str:
        """The column's headline."""
        return self._title.text()

    @property
    def caption(self) -> str:
        """The line of second rank beside it."""
        return self._caption.text()

    @property
    def message(self) -> str:
        """Why there are no maps; empty when there are."""
        return "" if self._problem.isHidden() else self._problem.text()

    def set_stage(self, face: StageFace) -> None:
        """Show a stage."""
        self._face = face
        self._title.setText(face.title)
        self.set_caption(face.caption)
        self.settings.set_settings(face.settings)
        self.tiles.set_filters(face.filters)
        self.tiles.setAccessibleDescription(face.title)
        self.menus.set_stage(is_first=face.is_first, is_last=face.is_last)
        self._show_chosen()

    def set_caption(self, caption: str) -> None:
        """Say what the maps of the stage are like."""
        self._caption.setText(caption)

    def set_maps(self, face: MapsFace, *, is_shared: bool) -> None:
        """Show the maps, in colours they share or each in its own."""
        count = len(face.values)
        shared = face.limits(None) if is_shared else None
        own: list[Limits] = [shared or face.limits(index) for index in range(count)]
        self._problem.hide()
        self.tiles.set_maps(face, own)
        self.bar.set_scale(face.kind, shared)

    def show_message(self, message: str) -> None:
        """Say why there are no maps."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))
        self.tiles.set_maps(None)
        self.bar.clear()

    def set_current(self, index: int) -> None:
        """Show a filter as the chosen one."""
        self.tiles.set_current(index)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Show the name and the bias of the chosen filter."""
        if self._face is None:
            return
        index, filters = self.tiles.current, self._face.filters
        chosen = filters[index]
        self._name.setText(chosen.name)
        blocker = QSignalBlocker(self.bias)
        self.bias.setSingleStep(handy_step(max(abs(each.bias) for each in filters) or 1.0))
        self.bias.setValue(chosen.bias)
        del blocker
        self.menus.set_filter(index, len(filters))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a filter of the bank."""
        if filter_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the filter in."""
        self.filter_dropped.emit(filter_in(event.mimeData()))
        event.acceptProposedAction()

    def _on_tiles_map_chosen(self, _index: int) -> None:
        self._show_chosen()
        self.entered.emit()

    def _on_tiles_menu_wanted(self, _index: int, point: QPoint) -> None:
        self.menus.pop_up_filter(point)

    def _on_bias_changed(self, bias: float) -> None:
        self.bias_edited.emit(self.tiles.current, bias)

    def _on_change_triggered(self) -> None:
        self.change_wanted.emit(self.tiles.current)

    def _on_menus_copy_wanted(self) -> None:
        self.copy_wanted.emit(self.tiles.current)

    def _on_menus_removal_wanted(self) -> None:
        self.removal_wanted.emit(self.tiles.current)

    def _on_menus_filter_move_wanted(self, step: int) -> None:
        index = self.tiles.current
        self.move_wanted.emit(index, index + step)

    def _on_entered(self) -> None:
        self.entered.emit()
