"""A picture or a map with its title, colour bar, numbers and the receptive field drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from filterlab.figures import limits_of
from filterlab.gui.widgets.canvas_items import CanvasItems
from filterlab.gui.widgets.canvas_mouse import ARROWS, CanvasMouse
from filterlab.gui.widgets.colour_bar import ColourBar
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.linked_view import LinkedView
from filterlab.gui.widgets.placement import Placement
from filterlab.gui.widgets.sight import Sight
from filterlab.probes import Cells

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent

    from filterlab.gui.widgets.canvas_hand import CanvasHand
    from filterlab.gui.widgets.canvas_items import Kind

NOTHING = Cells(range(0), range(0))


class ArrayView(LinkedView):
    """Show one array; know nothing but arrays.

    Setters never emit. Signals come from the user alone.

    Signals
    -------
    cell_hovered(row, column)
        The mouse moved over a cell.
    cell_clicked(row, column)
        The left button was pressed and released on a cell.
    cell_picked(row, column)
        The same with Ctrl held.
    cell_stepped(rows, columns)
        An arrow key was pressed (Shift: ten cells).
    hover_left()
        The mouse left the array.
    sight_changed()
        Other cells have come into sight than those shown, by pan, zoom or a new size of the view.
    hand_changed()
        Another tool than before has the left button, or none: who had it may have lost it to another.
    """

    cell_hovered = Signal(int, int)
    cell_clicked = Signal(int, int)
    cell_picked = Signal(int, int)
    cell_stepped = Signal(int, int)
    hover_left = Signal()
    sight_changed = Signal()
    hand_changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None, *, colour_bar: bool = True) -> None:
        """Start empty.

        Parameters
        ----------
        title : str
            Translated title above the picture.
        parent : QWidget or None
            Owner.
        colour_bar : bool
            Whether a bar beside the map explains its colours.
        """
        super().__init__(parent)
        self._values: NDArray[np.floating[Any]] | None = None
        self._kind: Kind = "grey"
        self._limits = (0.0, 1.0)
        self._cells = NOTHING
        self._wants_bar = colour_bar
        self._build(title)
        self._connect()
        self.setAccessibleName(title)

    def _build(self, title: str) -> None:
        self._title = dressed(QLabel(title), "title")
        self._caption = dressed(ElidedLabel(""), "muted")
        self._items = CanvasItems(self.view_box)
        self._peaks = self._items.peaks
        self._mouse = CanvasMouse(self.canvas, self.view_box, self.cell_under, self)
        self._message = QLabel("", alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, margin=12)
        self._message.hide()
        self._bar = ColourBar()
        self._bar.setVisible(False)
        header = QHBoxLayout()
        header.setContentsMargins(2, 0, 2, 0)
        header.addWidget(self._title)
        header.addWidget(self._caption, 1)
        grid = QGridLayout()
        grid.setSpacing(4)
        grid.addWidget(self.canvas, 0, 0)
        grid.addWidget(self._bar, 0, 1)
        # As large as the canvas, which changes its size with the colour bar.
        over = QVBoxLayout(self.canvas)
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self._message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 0, 3, 3)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addLayout(grid, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        mouse = self._mouse
        mouse.cell_hovered.connect(self.cell_hovered)
        mouse.cell_clicked.connect(self.cell_clicked)
        mouse.cell_picked.connect(self.cell_picked)
        mouse.hover_left.connect(self.hover_left)
        mouse.hand_changed.connect(self.hand_changed)
        self.range_changed.connect(self._on_range_changed)

    @property
    def values(self) -> NDArray[np.floating[Any]] | None:
        """The values of the cells shown, or None."""
        return self._values

    @property
    def limits(self) -> tuple[float, float]:
        """The values at the two ends of the colour bar."""
        return self._limits

    def set_title(self, title: str) -> None:
        """Change the title above the picture."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_caption(self, caption: str) -> None:
        """Change the line of second rank beside the title: size, units."""
        self._caption.setText(caption)

    @property
    def cells(self) -> Cells:
        """Which cells of the array are shown."""
        return self._cells

    def set_frame(self, shape: tuple[int, int], placement: Placement | None = None) -> None:
        """Say how large the array is, before any of its cells are shown.

        Parameters
        ----------
        shape : (int, int)
            Height and width in cells.
        placement : Placement or None
            Where the cells lie in picture coordinates; None: one picture pixel each.
        """
        placement = placement or Placement()
        if shape == self._shape and placement == self._placement:
            return
        is_new = shape != self._shape
        self._shape, self._placement, self._cells = shape, placement, NOTHING
        self._items.hatch.set_rects([])
        self._mouse.set_has_array(True)
        if is_new and self._is_ground:
            # Where somebody stood on another picture says nothing about this one.
            self.zoom_to_fit()
        elif is_new and self.is_fitted:
            for view in (self, *self.peers):
                view.fit_once()

    def cells_in_sight(self) -> Cells:
        """Return the cells to show: all that are in sight, but no more than one for each point of the screen.

        Where there is room, some out of sight are among them, so that a small pan needs no others.
        """
        return Sight.of(self.canvas, self.view_box).cells(self._placement, self._shape)

    def set_array(
        self,
        values: NDArray[np.float32],
        kind: Kind,
        *,
        limits: tuple[float, float] | None = None,
        placement: Placement | None = None,
    ) -> None:
        """Show a whole array; the parameters are those of `set_frame` and `set_cells`."""
        height, width = values.shape[-2:]
        self.set_frame((height, width), placement)
        self.set_cells(Cells(range(height), range(width)), values, kind, limits=limits)

    def set_cells(
        self,
        cells: Cells,
        values: NDArray[np.floating[Any]],
        kind: Kind,
        *,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """Show some cells of the array.

        Parameters
        ----------
        cells : Cells
            Which; every s-th is drawn s cells wide.
        values : ndarray
            Shape ``cells.shape``; or (3, rows, columns) with kind "colour".
        kind : {"signed", "activation", "grey", "colour"}
            Which of the program's colour maps to use.
        limits : (float, float) or None
            Values at the ends of the colour map; None takes them from the values (symmetric if "signed").
        """
        self._message.hide()
        self._values, self._kind, self._cells = values, kind, cells
        self._limits = limits or limits_of(values, "grey" if kind == "colour" else kind)
        self._draw()
        self._bar.setVisible(self._wants_bar and kind != "colour")

    def set_limits(self, limits: tuple[float, float]) -> None:
        """Draw the same cells in colours between other values."""
        if limits != self._limits and self._values is not None:
            self._limits = limits
            self._draw()

    def _draw(self) -> None:
        values = self._values
        if values is None:
            return
        rect = self._placement.part(self._cells.rows, self._cells.columns)
        table = self._items.draw(values, self._kind, self._limits, rect)
        if table is not None:
            self._bar.set_scale(table, self._limits)
        # The scene finds out what to draw when an event comes that it has posted, and then has the whole window drawn
        # at once. Left alone that comes after a first drawing, of all else that has changed.
        QCoreApplication.sendPostedEvents(self.canvas.scene(), QEvent.Type.MetaCall.value)

    def show_message(self, message: str) -> None:
        """Show a sentence in place of the array: why there is nothing to see."""
        self._values, self._shape, self._cells = None, (0, 0), NOTHING
        self._items.clear()
        self._mouse.set_has_array(False)
        self._bar.setVisible(False)
        self._caption.setText("")
        self._message.setText(message)
        self._message.show()
        if self.is_fitted:
            # The linked views made room for what is no longer here.
            self.fit_once()
            for peer in self.peers:
                peer.fit_once()

    def set_field(self, box: tuple[float, float, float, float] | None) -> None:
        """Draw the receptive field: (top, left, height, width) in picture coordinates, or None."""
        self._items.field.set_box(box)

    def set_hatched(self, rows: range, columns: range) -> None:
        """Hatch whole rows and whole columns of the array, those that do not count; empty ranges hatch nothing."""
        (height, width), place = self._shape, self._placement
        # Where both cross, the rows are hatched already.
        others = (range(rows.start), range(rows.stop, height))
        parts = [place.part(rows, range(width)), *(place.part(part, columns) for part in others)]
        self._items.hatch.set_rects(parts)

    def set_peaks(self, cells: list[tuple[int, int]]) -> None:
        """Mark cells of the array as peaks."""
        place = self._placement
        self._peaks.set_places(
            [(place.left + (c + 0.5) * place.step_x, place.top + (r + 0.5) * place.step_y) for r, c in cells],
            (place.step_x, place.step_y),
        )

    @property
    def hand(self) -> CanvasHand | None:
        """The tool that has the left button, or None."""
        return self._mouse.hand

    def set_hand(self, hand: CanvasHand | None) -> None:
        """Give the left button to a tool, or back to panning and pinning; wheel and other buttons stay."""
        self._mouse.set_hand(hand)

    def take_back(self, hand: CanvasHand) -> None:
        """Take the left button from this tool; another one that has it by now keeps it."""
        if self._mouse.hand is hand:
            self._mouse.set_hand(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give keys to a tool that uses them, Escape to any that has begun something; else step by arrow keys."""
        if self._mouse.press_key(event):
            return
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        size = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.cell_stepped.emit(step[0] * size, step[1] * size)

    def _on_range_changed(self) -> None:
        """Say so when the cells drawn are not those in sight, or lie too far apart or too close for the screen."""
        self._items.numbers.update()
        if self._values is None or not all(self._cells.shape):
            return
        sight = Sight.of(self.canvas, self.view_box)
        if not sight.is_served_by(self._cells, self._placement, self._shape):
            self.sight_changed.emit()
