"""The drawing pad: draw the input itself, and see how the filter responds while the pen moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.data import Pen, check_pad_size, save_drawing
from filterlab.errors import FilterLabError
from filterlab.gui.design.new_pad_form import NewPadForm
from filterlab.gui.design.pad_drawing import PadDrawing
from filterlab.gui.design.pen_settings import PenSettings
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.listening import listen
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.pen_hand import PenHand

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.project import Document

# A pen for a new pad is this part of its smaller side wide, which is how people write digits.
PEN_SHARE = 1 / 20
THINNEST, THICKEST = 1.0, 12.0


class PadPanel(DesignTool):
    """Make a pad, choose a pen, and take the left button of the picture's view to draw with."""

    key = "pad"
    group = "picture"

    def __init__(
        self,
        document: Document,
        undo_stack: QUndoStack,
        picture_view: ArrayView,
        parent: QWidget | None = None,
    ) -> None:
        """Start with an ordinary picture, whatever is on the table."""
        super().__init__(parent)
        self._document = document
        self._view = picture_view
        self.drawing = PadDrawing(document, undo_stack, self)
        self.hand = PenHand(picture_view, self)
        self.new_pad = NewPadForm()
        self.pen = PenSettings()
        self.words = QLabel(wordWrap=True)
        self.place_words = CalmText()
        self.draw_box = QCheckBox(self.tr("Draw"))
        self.copy_button = QPushButton(self.tr("Draw on a copy"))
        self.clear_button = QPushButton(self.tr("Clear"))
        self.save_button = QPushButton(self.tr("Save drawing…"))
        self._build()
        self._connect()
        self.pen.set_scale(document.scale)
        self.hand.set_radius(self.pen.pen.radius)
        self._follow_picture()

    def _build(self) -> None:
        self.draw_box.setToolTip(
            self.tr("The left button draws on the picture; off, it pins and pans as usual")
        )
        self.copy_button.setToolTip(self.tr("Make a pad with this picture on it; the picture stays as it is"))
        self.clear_button.setToolTip(self.tr("Take everything off the pad that was drawn"))
        self.save_button.setToolTip(self.tr("Write the drawing to a PNG file"))
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.draw_box, self.copy_button, self.clear_button, self.save_button):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.new_pad)
        layout.addWidget(buttons)
        layout.addWidget(self.pen)
        layout.addWidget(dressed(self.words, "muted"))
        layout.addWidget(self.place_words)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.new_pad.pad_wanted.connect(self._on_new_pad_wanted)
        self.draw_box.toggled.connect(self._on_draw_box_toggled)
        self.copy_button.clicked.connect(self._on_copy_button_clicked)
        self.clear_button.clicked.connect(self._on_clear_button_clicked)
        self.save_button.clicked.connect(self._on_save_button_clicked)
        self.pen.pen_chosen.connect(self._on_pen_chosen)
        self.hand.put_down.connect(self._on_hand_put_down)
        self.hand.moved.connect(self.drawing.move_to)
        self.hand.lifted.connect(self.drawing.lift)
        self.hand.taken_back.connect(self.drawing.take_back)
        self.hand.stepped.connect(self._on_hand_stepped)
        self.hand.radius_stepped.connect(self.pen.step_radius)
        self.hand.put_away.connect(lambda: self.draw_box.setChecked(False))
        self._view.hand_changed.connect(self._on_view_hand_changed)
        listen(self, self._document.current_picture_changed, self._on_document_current_picture_changed)
        listen(self, self._document.picture_changed, self._on_document_picture_changed)
        listen(self, self._document.units_changed, self._on_document_units_changed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Drawing pad")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Draw the picture itself")

    def fall_asleep(self) -> None:
        """Give the left button back: nobody would find out why it draws."""
        self.draw_box.setChecked(False)

    def shut_down(self) -> None:
        """Give the left button back."""
        self.draw_box.setChecked(False)

    def _follow_picture(self) -> None:
        """Offer what can be done with the current picture, and say so."""
        picture, pad = self._document.current_picture, self.drawing.pad()
        for widget in (self.draw_box, self.clear_button, self.save_button):
            widget.setEnabled(pad is not None)
        self.copy_button.setVisible(pad is None)
        if pad is None:
            self.draw_box.setChecked(False)
        refusal = ""
        if picture is not None and pad is None:
            try:
                check_pad_size(*picture.pixels.shape[1:])
            except FilterLabError:
                refusal = self.tr(
                    "{name} has {height} × {width} pixels, and a pad has 28 to 512 rows and columns: "
                    "crop or resize it first, or make a new pad."
                )
        self.copy_button.setEnabled(picture is not None and not refusal)
        if picture is None:
            sentence = self.tr("There is no picture to draw on: make a new pad.")
        elif pad is None:
            sentence = refusal or self.tr("{name} is no pad: draw on a copy of it, or make a new pad.")
        elif self.draw_box.isChecked():
            sentence = self.tr(
                "Drag on the picture to draw. Arrows move the pen (Shift: by ten), Space puts it down and lifts "
                "it, [ and ] change the radius; Escape takes a stroke back."
            )
        else:
            sentence = self.tr("{name} is a pad: tick Draw, and the left button draws on it.")
        _, height, width = picture.pixels.shape if picture is not None else (0, 0, 0)
        name = picture.name if picture is not None else ""
        self.words.setText(sentence.format(name=name, height=height, width=width))

    def _begin(self, pen: Pen) -> None:
        """Draw with a pen on the pad that has just been added."""
        self.pen.set_pen(pen)
        self.hand.set_radius(self.pen.pen.radius)
        self._follow_picture()
        self.draw_box.setChecked(True)

    def _on_new_pad_wanted(self, rows: int, columns: int, ground: float) -> None:
        self.drawing.add_blank(rows, columns, ground)
        radius = round(min(max(min(rows, columns) * PEN_SHARE, THINNEST), THICKEST), 1)
        self._begin(Pen(radius, 1.0 - ground, self.pen.pen.softness))

    def _on_copy_button_clicked(self) -> None:
        if self.drawing.add_copy() is not None:
            self._begin(self.pen.pen)

    def _on_draw_box_toggled(self, is_on: bool) -> None:
        if is_on:
            self.hand.take()
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.hand.give_back()
            self.place_words.set_text("")
        self._follow_picture()

    def _on_clear_button_clicked(self) -> None:
        self.hand.lift()
        self.drawing.clear()

    def _on_save_button_clicked(self) -> None:
        pad = self.drawing.pad()
        if pad is None:
            return
        path = ask_where_to_save(
            self, self.tr("Save drawing"), f"{pad.name}.png", self.tr("Pictures (*.png)")
        )
        if path is not None:
            try:
                save_drawing(path, pad.pixels)
            except FilterLabError as error:
                self.message_raised.emit(str(error))

    def _on_pen_chosen(self) -> None:
        self.hand.lift()
        self.hand.set_radius(self.pen.pen.radius)

    def _on_hand_put_down(self, x: float, y: float) -> None:
        self.drawing.put_down(self.pen.pen, x, y)

    def _on_hand_stepped(self, x: float, y: float) -> None:
        """Say where the pen is, for those who cannot see the ring."""
        sentence = (
            self.tr("Pen down at row {row}, column {column}")
            if self.hand.is_down
            else self.tr("Pen up at row {row}, column {column}")
        )
        self.place_words.set_text(sentence.format(row=int(y), column=int(x)))

    def _on_view_hand_changed(self) -> None:
        """See that another tool has taken the picture's view."""
        self.draw_box.setChecked(self._view.hand is self.hand)

    def _on_document_current_picture_changed(self, _picture_id: str) -> None:
        self.hand.lift()
        self.pen.set_scale(self._document.scale)
        self._follow_picture()

    def _on_document_picture_changed(self, _picture_id: str) -> None:
        if self.hand.is_down and not self.drawing.is_drawing:
            # What was being drawn has been undone.
            self.hand.lift()
        if self.draw_box.isEnabled() != (self.drawing.pad() is not None):
            self._follow_picture()

    def _on_document_units_changed(self, _units: object) -> None:
        self.pen.set_scale(self._document.scale)
