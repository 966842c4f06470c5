"""Ties the circuit's views to the document: resolve, compute, draw, take apart."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.gui.circuit.following import Following
from filterlab.gui.circuit.looking_back import pixel_behind, pixel_of_picture
from filterlab.gui.circuit.map_keeper import MapKeeper
from filterlab.gui.circuit.marking import Marking
from filterlab.gui.circuit.place_keeper import PlaceKeeper
from filterlab.gui.circuit.shared_sight import SharedSight
from filterlab.gui.circuit.stage_faces import stage_faces
from filterlab.gui.circuit.words import CircuitWords
from filterlab.gui.listening import listen

if TYPE_CHECKING:
    from filterlab.gui.circuit.circuit_bar import CircuitBar
    from filterlab.gui.circuit.dissection_panel import DissectionPanel
    from filterlab.gui.circuit.scene import CircuitAnswer
    from filterlab.gui.circuit.stage_column import StageColumn
    from filterlab.gui.circuit.stage_columns import StageColumns
    from filterlab.gui.circuit.taking_apart import PlaceAnswer
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes.chain import Chain
    from filterlab.project import Document


class CircuitPresenter(QObject):
    """Keep columns, picture and the number taken apart true to the document while they can be seen.

    Signals
    -------
    status_changed(str)
        For the status bar.
    stage_entered(number)
        The user did something in the column of this stage.
    maps_shown(answer)
        These maps are on screen now, or, with None, no maps at all.
    pixel_chosen(row, column)
        The user has followed a number down to this pixel of the picture.
    """

    status_changed = Signal(str)
    stage_entered = Signal(int)
    maps_shown = Signal(object)
    pixel_chosen = Signal(int, int)

    def __init__(
        self,
        document: Document,
        bar: CircuitBar,
        picture_view: ArrayView,
        columns: StageColumns,
        panel: DissectionPanel,
        parent: QObject | None = None,
    ) -> None:
        """Connect everything; nothing is computed until it can be seen."""
        super().__init__(parent)
        self._document = document
        self._bar, self._columns, self._panel = bar, columns, panel
        self._sight = SharedSight(picture_view, columns, self)
        self._words = CircuitWords()
        self.places = PlaceKeeper(self)
        self._following = Following(columns, panel, self.places, self)
        self._marking = Marking(picture_view, columns, panel, self._words)
        self._answer: CircuitAnswer | None = None
        self._speed = ""
        self._is_awake = False
        self._maps = MapKeeper(self)
        # Several changes of one moment become one request.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)
        self._connect()

    def _connect(self) -> None:
        document = self._document
        listen(self, document.chain_changed, self._on_document_chain_changed)
        listen(self, document.current_picture_changed, self._on_document_picture_changed)
        listen(self, document.picture_changed, self._on_document_pixels_changed)
        listen(self, document.units_changed, self._on_document_picture_changed)
        self._maps.answered.connect(self._on_maps_answered)
        self._maps.failed.connect(self._on_maps_failed)
        self.places.answered.connect(self._on_places_answered)
        self.places.failed.connect(self._on_places_failed)
        self._bar.sharing_changed.connect(self._draw_maps)
        self._columns.column_made.connect(self._on_column_made)
        self._sight.changed.connect(self._on_sight_changed)
        self._following.input_chosen.connect(self._on_following_input_chosen)

    @property
    def answer(self) -> CircuitAnswer | None:
        """The maps on screen, or None."""
        return self._answer

    @property
    def pixel_in_question(self) -> tuple[int, int] | None:
        """The pixel (row, column) the number shown leads to, or the middle one it sees; None without one."""
        shown, answer = self._panel.shown, self._answer
        return pixel_behind(shown.path[-1], answer) if shown is not None and answer is not None else None

    @property
    def is_idle(self) -> bool:
        """Whether everything that can be seen has been computed and drawn."""
        if not self._is_awake:
            return True
        return not self._soon.isActive() and self._maps.is_idle and self.places.is_idle

    def set_awake(self, *, is_awake: bool) -> None:
        """Say whether the circuit can be seen; while it cannot, nothing is computed."""
        was_awake, self._is_awake = self._is_awake, is_awake
        if is_awake and not was_awake:
            self._refresh()
        elif not is_awake:
            self._soon.stop()

    def shut_down(self) -> None:
        """Compute no more."""
        self.set_awake(is_awake=False)
        self._maps.shut_down()
        self.places.shut_down()

    def _refresh(self) -> None:
        """Show the circuit as it is now, and ask for maps that are missing."""
        self._soon.stop()
        chain, picture = self._document.chain, self._document.current_picture
        if not self._is_awake:
            return
        if self._answer is not None and not self._is_true(self._answer):
            self._answer = None
        self._show_stages(chain)
        if chain is None or picture is None:
            self._maps.forget()
            self._show_no_maps(self.tr("Choose a picture above.") if chain is not None else "")
            return
        _channels, height, width = picture.pixels.shape
        for column in self._columns.columns:
            column.tiles.set_proportion(height / width)
        self._sight.show()
        sight = self._sight.pixels(height, width)
        if self._answer is not None and self._answer.is_enough_for(sight):
            self._draw_maps()
        else:
            self._maps.compute(picture, chain, self._document.units, sight)

    def _is_true(self, answer: CircuitAnswer) -> bool:
        """Whether an answer is about what the document shows now."""
        picture = self._document.current_picture
        return picture is not None and answer.request.subject == (
            picture.id,
            picture.revision,
            self._document.chain,
            self._document.scale,
        )

    def _show_stages(self, chain: Chain | None) -> None:
        """Have a column for each stage, and show in it what does not depend on the picture."""
        self._bar.set_circuit(self._document.chain_name)
        self._columns.set_count(len(chain.stages) if chain is not None else 0)
        if chain is None:
            return
        faces = stage_faces(chain, self._document.current_picture, self._answer, self._words)
        for column, face in zip(self._columns.columns, faces, strict=True):
            column.set_stage(face)

    def _show_no_maps(self, sentence: str) -> None:
        self._answer = None
        for column in self._columns.columns:
            column.show_message(sentence)
        self._show_no_number(sentence)
        self._bar.set_note("")

    def _show_no_number(self, sentence: str) -> None:
        self.places.set_maps(None)
        self.maps_shown.emit(None)
        self._marking.clear(sentence)
        self.status_changed.emit("")

    def _draw_maps(self) -> None:
        """Draw the maps that there are, and say in the other columns why there are none."""
        answer = self._answer
        if answer is None:
            return
        is_shared = self._bar.same_limits.isChecked()
        for number, column in enumerate(self._columns.columns):
            if number < len(answer.faces):
                column.set_maps(answer.faces[number], is_shared=is_shared)
            elif number == len(answer.faces):
                column.show_message(answer.problem)
            else:
                waits = self.tr("Waits for {stage}.")
                column.show_message(waits.format(stage=self._words.stage(len(answer.faces)).lower()))
        self._bar.set_note(self._words.mode_note(answer))

    def _on_document_chain_changed(self) -> None:
        if self._is_awake:
            self._soon.start()

    def _on_document_picture_changed(self, _value: object) -> None:
        self.places.forget_pin()
        if self._is_awake:
            self._soon.start()

    def _on_document_pixels_changed(self, picture_id: str) -> None:
        picture = self._document.current_picture
        if self._is_awake and picture is not None and picture.id == picture_id:
            self._soon.start()

    def _on_sight_changed(self) -> None:
        answer, picture = self._answer, self._document.current_picture
        if not self._is_awake or answer is None or picture is None or answer.mode == "whole":
            return
        _channels, height, width = picture.pixels.shape
        if not answer.is_enough_for(self._sight.pixels(height, width)):
            self._soon.start()

    def _on_maps_answered(self, answer: CircuitAnswer, milliseconds: float) -> None:
        if not self._is_true(answer):
            return
        self._answer = answer
        # Of the pixels that were looked at: in a large picture those in sight, or a smaller picture's.
        pixels = answer.pixels.shape[-2] * answer.pixels.shape[-1]
        if answer.mode == "part":
            pixels = answer.window.height * answer.window.width
        self._speed = self._words.speed(pixels, milliseconds)
        self._show_stages(self._document.chain)
        self._draw_maps()
        if answer.faces:
            self.places.set_maps(answer)
            self.maps_shown.emit(answer)
        else:
            self._show_no_number(answer.problem)

    def _on_maps_failed(self, error: Exception) -> None:
        sentence = self.tr("The maps could not be computed ({error}); choose another picture.")
        self._show_no_maps(sentence.format(error=error))

    def _on_places_answered(self, found: PlaceAnswer) -> None:
        if found.request.answer is not self._answer:
            # Other maps are on their way; the columns may be about other filters already.
            return
        self._marking.show(found, is_pinned=self.places.is_pinned)
        told = found.explanation
        row, column = told.number.row, told.number.column
        shape = found.request.answer.faces[told.stage].shape
        status = self._words.status(told.stage, told.name, row, column, told.value, shape)
        self.status_changed.emit(f"{status}      {self._speed}")

    def _on_places_failed(self, error: Exception) -> None:
        self._marking.clear(str(error))

    def _on_column_made(self, number: int, column: StageColumn) -> None:
        self._following.watch(number, column.tiles)
        self._sight.follow(column.tiles)
        column.entered.connect(partial(self._on_column_entered, number))

    def _on_column_entered(self, number: int) -> None:
        self.stage_entered.emit(number)

    def _on_following_input_chosen(self, row: int, column: int) -> None:
        """Point out the pixel, and say which one of the document's picture it is."""
        self._marking.ring_pixel(row, column)
        if self._answer is not None:
            self.pixel_chosen.emit(*pixel_of_picture(self._answer, row, column))
