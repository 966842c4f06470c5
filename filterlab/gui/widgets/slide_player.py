"""Play, pause, step and scrub through a number of positions."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.widgets.glyphs import Glyph, GlyphButton
from filterlab.gui.widgets.scrubber import Scrubber

SIDE = 26
WIDEST_SPEED = 220
TICK_MS = 40
# Positions a second.
SPEEDS = (2, 10, 50, 250, 1000, 5000)
FIRST_SPEED = 1


class SlidePlayer(QWidget):
    """Move through positions, counted from 0, by hand or by itself.

    Setters never emit.

    Signals
    -------
    moved(position)
        The user, or the player, has come to another position.
    rested(position)
        The user has gone to a position and stays there.
    export_wanted()
        It is to be written as an animation.
    """

    moved = Signal(int)
    rested = Signal(int)
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without positions."""
        super().__init__(parent)
        self.scrubber = Scrubber()
        self.play_button = GlyphButton("play", SIDE)
        self.play_button.setCheckable(True)
        self.speed_box = QComboBox()
        self.export_button = QPushButton(self.tr("Export…"))
        self._step_buttons: list[GlyphButton] = []
        self._ticks = QTimer(self, interval=TICK_MS)
        self._rest = 0.0
        self._is_ready = self._is_exporting = False
        self._build()
        self.scrubber.valueChanged.connect(self._on_scrubber_value_changed)
        self.play_button.toggled.connect(self._on_play_button_toggled)
        self.export_button.clicked.connect(self.export_wanted)
        self._ticks.timeout.connect(self._on_ticks_timeout)

    def _build(self) -> None:
        steps: tuple[tuple[Glyph, str, int | None], ...] = (
            ("first", self.tr("To the first position"), None),
            ("back", self.tr("One position back"), -1),
            ("on", self.tr("One position on"), 1),
        )
        for glyph, name, count in steps:
            button = GlyphButton(glyph, SIDE)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.setAutoRepeat(count is not None)
            button.clicked.connect(lambda _checked=False, count=count: self._step(count))
            self._step_buttons.append(button)
        self.play_button.setToolTip(self.tr("Play or pause"))
        self.play_button.setAccessibleName(self.tr("Play"))
        for speed in SPEEDS:
            self.speed_box.addItem(self.tr("{speed}/s").format(speed=f"{speed:,}"), speed)
        self.speed_box.setCurrentIndex(FIRST_SPEED)
        self.speed_box.setToolTip(self.tr("How many positions a second"))
        self.speed_box.setAccessibleName(self.tr("Speed"))
        self.export_button.setToolTip(self.tr("Write it as an animation, GIF or WebP"))
        self.scrubber.setAccessibleName(self.tr("Position"))
        row = QHBoxLayout()
        row.setSpacing(2)
        first, back, on = self._step_buttons
        for widget in (first, back, self.play_button, on):
            row.addWidget(widget)
        self.speed_box.setMaximumWidth(WIDEST_SPEED)
        row.addWidget(self.speed_box, 1)
        row.addStretch()
        row.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.scrubber)
        layout.addLayout(row)

    @property
    def position(self) -> int:
        """Where it is."""
        return self.scrubber.value()

    @property
    def is_playing(self) -> bool:
        """Whether it moves by itself."""
        return self._ticks.isActive()

    def set_length(self, length: int, page: int, position: int) -> None:
        """Offer so many positions, of which a page is passed at once, and stand at one of them."""
        self._set_ready(is_ready=True)
        self.scrubber.blockSignals(True)
        self.scrubber.setRange(0, length - 1)
        self.scrubber.setPageStep(page)
        self.scrubber.setValue(position)
        self.scrubber.blockSignals(False)

    def set_position(self, position: int) -> None:
        """Stand somewhere else."""
        self.scrubber.blockSignals(True)
        self.scrubber.setValue(position)
        self.scrubber.blockSignals(False)

    def pause(self) -> None:
        """Stay where it is."""
        self.play_button.setChecked(False)

    def clear(self) -> None:
        """Offer nothing."""
        self.pause()
        self._set_ready(is_ready=False)

    def stop(self) -> None:
        """Stay where it is and tell nobody; for the end of the window."""
        self._ticks.stop()

    def set_exporting(self, *, is_exporting: bool) -> None:
        """Offer no other export while one is written."""
        self._is_exporting = is_exporting
        self._set_ready(is_ready=self._is_ready)

    def _set_ready(self, *, is_ready: bool) -> None:
        self._is_ready = is_ready
        for widget in (self.scrubber, self.play_button, *self._step_buttons):
            widget.setEnabled(is_ready)
        self.export_button.setEnabled(is_ready and not self._is_exporting)

    def _step(self, count: int | None) -> None:
        self.pause()
        self.scrubber.setValue(0 if count is None else self.position + count)

    def _on_scrubber_value_changed(self, position: int) -> None:
        self.moved.emit(position)
        if not self.is_playing:
            self.rested.emit(position)

    def _on_play_button_toggled(self, is_playing: bool) -> None:
        self.play_button.set_glyph("pause" if is_playing else "play")
        if not is_playing:
            self._ticks.stop()
            self.rested.emit(self.position)
            return
        if self.position == self.scrubber.maximum():
            self.set_position(0)
            self.moved.emit(0)
        self._rest = 0.0
        self._ticks.start()

    def _on_ticks_timeout(self) -> None:
        self._rest += int(self.speed_box.currentData()) * TICK_MS / 1000
        steps = int(self._rest)
        self._rest -= steps
        if steps:
            self.scrubber.setValue(self.position + steps)
        if self.position == self.scrubber.maximum():
            self.pause()
