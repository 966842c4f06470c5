"""The camera: what it sees is the picture on the table, as fast as the window can show it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.errors import FilterLabError
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.listening import listen
from filterlab.gui.webcam.cameras import open_cameras
from filterlab.gui.webcam.frame_rate import FrameRate
from filterlab.gui.webcam.frames import frame_pixels
from filterlab.gui.webcam.live_picture import LivePicture
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.design.scene import Scene
    from filterlab.gui.webcam.cameras import Cameras, Failure, Watcher
    from filterlab.project import Document

SIZES = ((160, 120), (320, 240), (640, 480), (1280, 720))
USUAL_SIZE = 2
# A camera that sends nothing for so long is taken for lost.
PATIENCE_MS = 5000


class CameraPanel(DesignTool):
    """Choose a camera, start, stop and freeze it.

    A frame is taken only when the response of the frame before has been shown; those that come meanwhile are
    dropped. The camera goes on behind another panel, and stops when another picture is chosen.
    """

    key = "camera"
    group = "picture"

    def __init__(
        self,
        document: Document,
        parent: QWidget | None = None,
        *,
        open_cameras: Callable[[Watcher], Cameras] = open_cameras,
        clock: Callable[[], float] = time.monotonic,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        """Start without a camera; they are looked for when the panel is first seen.

        Parameters
        ----------
        document : Document
            Where the pictures go.
        parent : QWidget or None
            Owner.
        open_cameras, clock : callable
            Finds the cameras, or raises ``FilterLabError``; says the time in seconds.
        patience_ms : int
            How long a running camera may send nothing.
        """
        super().__init__(parent)
        self._document = document
        self._open = open_cameras
        self._clock = clock
        self._cameras: Cameras | None = None
        self._is_running = False
        self._live = LivePicture(document, self)
        self._rate = FrameRate()
        self._name = ""
        self._silence = QTimer(self, singleShot=True, interval=patience_ms)
        self.camera_box = QComboBox()
        self.start_button = QPushButton(self.tr("Start"))
        self.freeze_button = QPushButton(self.tr("Freeze"))
        self.size_box = QComboBox()
        self.colour_box = QComboBox()
        self.mirror_box = QCheckBox(self.tr("Mirrored"))
        self.words = QLabel(wordWrap=True)
        self.rate = CalmText()
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        for width, height in SIZES:
            text = self.tr("up to {width} × {height}").format(width=width, height=height)
            self.size_box.addItem(text, (width, height))
        self.size_box.setCurrentIndex(USUAL_SIZE)
        self.colour_box.addItem(self.tr("grey"), userData=False)
        self.colour_box.addItem(self.tr("colour"), userData=True)
        for widget, name, tip in (
            (self.camera_box, self.tr("Camera"), self.tr("Which camera to look through")),
            (self.size_box, self.tr("Largest size"), self.tr("Larger pictures are shrunk to it")),
            (
                self.colour_box,
                self.tr("Channels"),
                self.tr("Grey is the luminance, and three times as quick"),
            ),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        self.camera_box.setMinimumContentsLength(8)
        self.camera_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.mirror_box.setToolTip(self.tr("Left and right change places, as in a mirror"))
        self.freeze_button.setToolTip(
            self.tr("Stop and keep the picture; after Stop, the next Start would go on in it")
        )
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._controls = QWidget()
        flow = FlowLayout(self._controls, spacing=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for button in (self.start_button, self.freeze_button):
            flow.addWidget(button)
        for setting in (self.size_box, self.colour_box, self.mirror_box):
            flow.addWidget(setting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.camera_box)
        layout.addWidget(self._controls)
        layout.addWidget(self.rate)
        layout.addWidget(dressed(self.words, "muted"))
        layout.addStretch(1)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self._on_start_button_clicked)
        self.freeze_button.clicked.connect(self._on_freeze_button_clicked)
        self.size_box.activated.connect(self._on_size_box_activated)
        self._silence.timeout.connect(self._on_silence_timeout)
        listen(self, self._document.current_picture_changed, self._on_document_current_picture_changed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Camera")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("A live picture from a camera")

    @property
    def is_running(self) -> bool:
        """Whether a camera has been started and not stopped."""
        return self._is_running

    def set_seen(self, is_seen: bool) -> None:
        """Look for cameras when the panel first comes into sight; one that runs goes on when it is hidden."""
        super().set_seen(is_seen)
        if is_seen and self._cameras is None:
            self._find_cameras()

    def tell_scene(self, scene: Scene) -> None:
        """Take in that a response has been shown: the next frame may come."""
        super().tell_scene(scene)
        self._live.take_answer(scene.picture_id, scene.picture_revision)

    def tell_nothing(self, sentence: str) -> None:
        """Take in that there is no response to wait for."""
        super().tell_nothing(sentence)
        self._live.expect_nothing()

    def shut_down(self) -> None:
        """Let the camera rest."""
        self._stop("")

    def frame_arrived(self) -> None:
        """Show the newest frame, unless the one before is not on screen yet."""
        if not self._is_running or self._cameras is None:
            return
        now, is_wanted = self._clock(), self._live.is_ready
        image = self._cameras.newest() if is_wanted else QImage()
        # Frames that cannot be read are as good as none.
        if not is_wanted or not image.isNull():
            self._silence.start()
        self._rate.count(now, is_shown=not image.isNull())
        if not image.isNull():
            size, is_colour = self.size_box.currentData(), self.colour_box.currentData()
            is_first = self._live.picture is None
            self._live.show(
                frame_pixels(image, size, is_colour=is_colour, is_mirrored=self.mirror_box.isChecked())
            )
            if is_first:
                self._show_state()
        rates = self._rate.reading(now)
        if rates is not None:
            text = self.tr("{shown:.0f} of {came:.0f} pictures a second are shown")
            self.rate.set_text(text.format(shown=rates[0], came=rates[1]))

    def camera_failed(self, failure: Failure, reason: str) -> None:
        """Say why no pictures come."""
        if failure == "asked":
            self._stop(
                self.tr("The system asks whether FilterLab may use the camera: answer, then press Start.")
            )
        elif failure == "denied":
            self._stop(
                self.tr(
                    "FilterLab may not use the camera: allow it in the system's settings, then press Start."
                )
            )
        else:
            self._lose(reason)

    def cameras_changed(self) -> None:
        """List what is plugged in now."""
        running = self.camera_box.currentData()
        self._list_cameras()
        if self._is_running and self.camera_box.currentData() != running:
            self._lose("")
        elif not self._is_running:
            self._show_state()

    def _find_cameras(self) -> None:
        try:
            self._cameras = self._open(self)
        except FilterLabError as error:
            self._offer(is_usable=False)
            self.words.setText(str(error))
            return
        self._offer(is_usable=True)
        self._list_cameras()
        self._show_state()

    def _offer(self, *, is_usable: bool) -> None:
        for widget in (self.camera_box, self._controls, self.rate):
            widget.setVisible(is_usable)

    def _list_cameras(self) -> None:
        chosen = self.camera_box.currentData()
        self.camera_box.clear()
        for camera in self._cameras.found() if self._cameras is not None else ():
            self.camera_box.addItem(camera.name, camera.key)
        self.camera_box.setCurrentIndex(max(0, self.camera_box.findData(chosen)))

    def _show_state(self, sentence: str = "") -> None:
        has_camera = self.camera_box.count() > 0
        self.start_button.setText(self.tr("Stop") if self._is_running else self.tr("Start"))
        self.start_button.setEnabled(has_camera)
        self.freeze_button.setEnabled(self._is_running and self._live.picture is not None)
        self.camera_box.setEnabled(has_camera and not self._is_running)
        if not self._is_running:
            self.rate.set_text("")
        if not sentence and not has_camera:
            sentence = self.tr(
                "No camera was found: connect one, and it is listed here. If it is connected, your account may "
                "not be allowed to use it; on Linux, the group video is."
            )
        elif not sentence and self._is_running:
            sentence = self.tr("What the camera sees is the picture, as fast as the response can be shown.")
        self.words.setText(sentence)

    def _start(self) -> None:
        if self._cameras is None or not self.camera_box.count():
            return
        self._is_running = True
        self._rate = FrameRate()
        self._name = self.camera_box.currentText()
        self._live.begin()
        self._silence.start()
        self._show_state()
        self._cameras.start(self.camera_box.currentData(), self.size_box.currentData())

    def _stop(self, sentence: str) -> None:
        self._silence.stop()
        if self._is_running and self._cameras is not None:
            self._is_running = False
            self._cameras.stop()
            self._show_state(sentence)

    def _lose(self, reason: str) -> None:
        sentence = self.tr(
            "{name} sends no pictures{reason}: see that it is connected and that no other program uses it, "
            "then press Start."
        )
        named = f" ({reason})" if reason else ""
        self._stop(sentence.format(name=self._name, reason=named))

    def _on_start_button_clicked(self) -> None:
        self._stop("") if self._is_running else self._start()

    def _on_freeze_button_clicked(self) -> None:
        picture = self._live.picture
        if picture is not None:
            self._live.let_go()
            self._stop(self.tr("{name} is kept as a picture.").format(name=picture.name))

    def _on_size_box_activated(self, _index: int) -> None:
        """Ask the camera for pictures of about that size."""
        if self._is_running and self._cameras is not None:
            self._cameras.stop()
            self._start()

    def _on_silence_timeout(self) -> None:
        self._lose("")

    def _on_document_current_picture_changed(self, picture_id: str) -> None:
        if self._is_running and self._live.is_replaced_by(picture_id):
            self._stop(self.tr("The camera stopped because another picture was chosen."))
