"""The row above the panels: what is trained on what, start and stop, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "\0folder"
PROGRESS_STEPS = 1000
DATA_CHARACTERS, NET_CHARACTERS = 9, 10
PHASE_WIDTH = 92


class ControlBar(QWidget):
    """Show and ask for data and net; start and stop; show progress.

    Signals
    -------
    data_chosen(str)
        The key of a data set.
    folder_wanted()
        The user wants to choose a folder.
    net_chosen(str)
        The name of a net.
    start_wanted(), pause_wanted(), resume_wanted(), stop_wanted()
        The buttons.
    """

    data_chosen = Signal(str)
    folder_wanted = Signal()
    net_chosen = Signal(str)
    start_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with empty lists."""
        super().__init__(parent)
        self.data = QComboBox()
        self.net = QComboBox()
        self.train = QPushButton(self.tr("▶ &Train"))
        self.pause = QPushButton(self.tr("‖ Pa&use"))
        self.resume = QPushButton(self.tr("▶ Resume"))
        self.stop = QPushButton(self.tr("■ Sto&p"))
        self.phase = ElidedLabel("")
        self.progress = QProgressBar(textVisible=False, maximum=PROGRESS_STEPS)
        self.time = dressed(ElidedLabel(""), "muted")
        self.accuracy = QLabel("")
        # Written in full, it would leave a small window no room for the time.
        self.accuracy.setToolTip(
            self.tr("Test accuracy: how many of 100 pictures it has never seen the net gets right")
        )
        self._data_key = ""
        self._set_up_fields()
        self._lay_out()
        self.data.activated.connect(self._on_data_activated)
        self.net.activated.connect(self._on_net_activated)
        self.train.clicked.connect(self.start_wanted)
        self.pause.clicked.connect(self.pause_wanted)
        self.resume.clicked.connect(self.resume_wanted)
        self.stop.clicked.connect(self.stop_wanted)

    def _set_up_fields(self) -> None:
        for box, characters in ((self.data, DATA_CHARACTERS), (self.net, NET_CHARACTERS)):
            # Long names are shortened in the row and whole in the list.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(characters)
            box.view().setTextElideMode(Qt.TextElideMode.ElideNone)
        self.data.setAccessibleName(self.tr("Data"))
        self.data.setToolTip(
            self.tr(
                "What the net learns from: drawn digits, a folder of IDX files (MNIST), or one folder a class"
            )
        )
        self.net.setAccessibleName(self.tr("Net"))
        self.net.setToolTip(self.tr("What is trained; its layers are listed under Net"))
        self.pause.setToolTip(
            self.tr("Write down where the run is, and let it go on another time (Ctrl+Shift+Return)")
        )
        self.resume.setToolTip(self.tr("Let the run go on where it was (Ctrl+Shift+Return)"))
        self.stop.setToolTip(self.tr("Stop after the present step; what was learned until then is kept"))
        for button in (self.train, self.pause, self.resume, self.stop):
            button.setAutoDefault(False)
        for button in (self.pause, self.stop):
            button.setEnabled(False)
        self.resume.hide()
        self.phase.setMinimumWidth(PHASE_WIDTH)
        self.progress.setFixedHeight(12)
        self.progress.setMinimumWidth(40)
        self.progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.progress.setAccessibleName(self.tr("Progress of the run"))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 2)
        layout.setSpacing(6)
        for text, box in ((self.tr("Data"), self.data), (self.tr("Net"), self.net)):
            label = QLabel(text)
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addSpacing(6)
        for button in (self.train, self.pause, self.resume, self.stop):
            layout.addWidget(button)
        layout.addSpacing(6)
        layout.addWidget(self.phase, 2)
        layout.addWidget(self.progress, 3)
        layout.addWidget(self.time)
        layout.addSpacing(6)
        layout.addWidget(self.accuracy)

    def set_data(self, entries: Sequence[tuple[str, str, str]], current: str) -> None:
        """List data sets as (key, title, tooltip), a "Folder…" below them, and show which is chosen."""
        blocker = QSignalBlocker(self.data)
        self.data.clear()
        for key, title, tip in entries:
            self.data.addItem(title, key)
            self.data.setItemData(self.data.count() - 1, tip, 3)
        self.data.insertSeparator(self.data.count())
        self.data.addItem(self.tr("Folder…"), FOLDER)
        self._data_key = current
        self.data.setCurrentIndex(self.data.findData(current))
        del blocker

    def set_nets(self, trainable: Sequence[str], others: Sequence[str], current: str) -> None:
        """List nets that can be trained, below them those that can only be looked at."""
        blocker = QSignalBlocker(self.net)
        self.net.clear()
        for name in trainable:
            self.net.addItem(name, name)
        if trainable and others:
            self.net.insertSeparator(self.net.count())
        for name in others:
            self.net.addItem(name, name)
        self.net.setCurrentIndex(self.net.findData(current))
        del blocker

    def set_running(
        self,
        *,
        is_running: bool,
        can_start: bool,
        can_stop: bool,
        can_pause: bool = False,
        can_resume: bool = False,
        hindrance: str = "",
    ) -> None:
        """Say which of the controls make sense now; a run that can go on has Resume in place of Pause.

        Parameters
        ----------
        is_running, can_start, can_stop, can_pause, can_resume : bool
            Whether a run goes on, and what can be asked for.
        hindrance : str
            Why what is set up cannot be trained, in a sentence; empty when it can.
        """
        self.data.setEnabled(not is_running)
        self.net.setEnabled(not is_running)
        self.train.setEnabled(can_start)
        # The panel that says it, too, may lie behind another.
        self.train.setToolTip(hindrance or self.tr("Start a run with these settings (Ctrl+Return)"))
        self.pause.setEnabled(can_pause)
        self.pause.setVisible(not can_resume)
        self.resume.setVisible(can_resume)
        self.stop.setEnabled(can_stop)

    def set_phase(self, text: str, progress: float | None, time: str, accuracy: str) -> None:
        """Show where the run is.

        Parameters
        ----------
        text : str
            Such as "Epoch 2/5".
        progress : float or None
            Share of the steps that are done, in [0, 1]; None while it is not known.
        time : str
            Such as "0:07 left".
        accuracy : str
            Such as "Test 94.1 %".
        """
        self.phase.setText(text)
        # A range without length makes the bar move to and fro.
        self.progress.setMaximum(PROGRESS_STEPS if progress is not None else 0)
        self.progress.setValue(round(PROGRESS_STEPS * progress) if progress is not None else 0)
        # Laid out anew with every second, the whole row would tremble.
        has_another_length = len(time) != len(self.time.text())
        self.time.setText(time)
        if has_another_length:
            self.time.updateGeometry()
        self.accuracy.setText(accuracy)

    def _on_data_activated(self, _index: int) -> None:
        key = self.data.currentData()
        if key == FOLDER:
            # The list shows the data in force until a folder has been chosen.
            self.data.setCurrentIndex(self.data.findData(self._data_key))
            self.folder_wanted.emit()
        elif key is not None:
            self._data_key = key
            self.data_chosen.emit(key)

    def _on_net_activated(self, _index: int) -> None:
        self.net_chosen.emit(self.net.currentData())
