"""The camera's panel, before a camera that sends what the test wants."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from filterlab.errors import FilterLabError
from filterlab.gui.design.camera_panel import CameraPanel
from filterlab.gui.design.scene import resolve_scene
from filterlab.gui.webcam.cameras import Camera, Watcher, open_cameras
from filterlab.project import Document


class FakeCameras:
    """Two cameras that send a grey that grows with every frame."""

    def __init__(self, watcher: Watcher | None) -> None:
        self.watcher = watcher
        self.plugged_in = [Camera("a", "Left eye"), Camera("b", "Right eye")]
        self.running: tuple[str, tuple[int, int]] | None = None
        self.fetched = 0

    def found(self) -> list[Camera]:
        return list(self.plugged_in)

    def start(self, key: str, size: tuple[int, int]) -> None:
        self.running = (key, size)

    def newest(self) -> QImage:
        self.fetched += 1
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(0xFF000000 + 0x010101 * self.fetched)
        return image

    def stop(self) -> None:
        self.running = None

    def send(self, count: int = 1) -> None:
        for _ in range(count):
            self.watcher.frame_arrived()


class Setting:
    """A panel in sight, its cameras, and a clock that the test moves."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.now = 100.0
        self.cameras = FakeCameras(None)
        self.panel = CameraPanel(document, open_cameras=self._open, clock=lambda: self.now)
        self.panel.resize(340, 260)
        self.panel.show()
        self.panel.set_seen(True)

    def _open(self, watcher: Watcher) -> FakeCameras:
        self.cameras.watcher = watcher
        return self.cameras

    def answer(self) -> None:
        """Say that the response of the newest frame is on screen."""
        self.panel.tell_scene(resolve_scene(self.document))


@pytest.fixture
def document() -> Document:
    document = Document()
    document.insert_filter(document.make_filter("One", np.ones((1, 3, 3))))
    return document


@pytest.fixture
def setting(qtbot, document) -> Setting:
    setting = Setting(document)
    qtbot.addWidget(setting.panel, before_close_func=lambda panel: panel.shut_down())
    return setting


def shade(document: Document) -> int:
    return round(float(document.current_picture.pixels[0, 0, 0]) * 255)


def test_cameras_are_looked_for_when_the_panel_is_first_seen(qtbot, document) -> None:
    opened = []
    panel = CameraPanel(document, open_cameras=lambda watcher: opened.append(watcher) or FakeCameras(watcher))
    qtbot.addWidget(panel)
    assert not opened
    for is_seen in (True, False, True):
        panel.set_seen(is_seen)
    assert opened == [panel]
    assert [panel.camera_box.itemText(row) for row in range(2)] == ["Left eye", "Right eye"]


def test_without_the_extra_one_sentence_says_how_to_get_it(qtbot, document, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    monkeypatch.delitem(sys.modules, "filterlab.gui.webcam.qt_cameras", raising=False)
    panel = CameraPanel(document)
    qtbot.addWidget(panel)
    panel.set_seen(True)
    assert 'pip install "filterlab[webcam]"' in panel.words.text()
    assert not panel.start_button.isVisibleTo(panel)


def test_a_library_that_cannot_be_loaded_is_named(monkeypatch) -> None:
    class Broken:
        def find_spec(self, name: str, *_rest: object) -> None:
            if name == "PySide6.QtMultimedia":
                raise ImportError("libpulse.so.0: cannot open shared object file")

    for name in ("PySide6.QtMultimedia", "filterlab.gui.webcam.qt_cameras"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(FilterLabError, match=r"cannot be loaded \(libpulse\.so\.0"):
        open_cameras(FakeCameras(None))


def test_the_first_frame_is_a_new_picture_and_the_next_ones_change_it(setting, document) -> None:
    setting.panel.start_button.click()
    assert setting.cameras.running == ("a", (640, 480))
    setting.cameras.send()
    first = document.current_picture
    assert (first.name, first.pixels.shape) == ("camera 1", (1, 300, 400))
    assert shade(document) == 1
    for count in range(2, 5):
        setting.answer()
        setting.cameras.send()
        assert shade(document) == count
    assert document.current_picture.id == first.id
    assert len(document.pictures) == 1


def test_frames_are_dropped_unfetched_until_the_response_is_on_screen(setting, document) -> None:
    setting.panel.start_button.click()
    setting.cameras.send(10)
    assert setting.cameras.fetched == 1
    setting.answer()
    setting.cameras.send(10)
    assert setting.cameras.fetched == 2
    assert document.current_picture.revision == 1


def test_an_answer_for_an_older_frame_does_not_let_the_next_one_in(setting, document) -> None:
    setting.panel.start_button.click()
    setting.cameras.send()
    old = resolve_scene(document)
    setting.answer()
    setting.cameras.send()
    setting.panel.tell_scene(old)
    setting.cameras.send()
    assert setting.cameras.fetched == 2


def test_where_there_is_no_response_frames_go_on(setting) -> None:
    setting.panel.start_button.click()
    for _ in range(3):
        setting.cameras.send()
        setting.panel.tell_nothing("Choose a filter.")
    assert setting.cameras.fetched == 3


def test_size_channels_and_mirror_are_those_chosen(setting, document) -> None:
    panel = setting.panel
    panel.size_box.setCurrentIndex(0)
    panel.colour_box.setCurrentIndex(1)
    panel.start_button.click()
    assert setting.cameras.running == ("a", (160, 120))
    setting.cameras.send()
    assert document.current_picture.pixels.shape == (3, 120, 160)
    panel.size_box.setCurrentIndex(1)
    panel.size_box.activated.emit(1)
    assert setting.cameras.running == ("a", (320, 240))
    setting.cameras.send()
    assert document.current_picture.pixels.shape == (3, 240, 320)


def test_stop_goes_on_in_the_same_picture_and_freeze_keeps_it(setting, document) -> None:
    panel = setting.panel
    panel.start_button.click()
    setting.cameras.send()
    panel.start_button.click()
    assert setting.cameras.running is None
    setting.cameras.send()
    assert setting.cameras.fetched == 1
    panel.start_button.click()
    setting.cameras.send()
    assert len(document.pictures) == 1
    panel.freeze_button.click()
    assert not panel.is_running
    assert panel.words.text() == "camera 1 is kept as a picture."
    panel.start_button.click()
    setting.cameras.send()
    assert [picture.name for picture in document.pictures] == ["camera 1", "camera 2"]


def test_the_camera_goes_on_behind_another_panel_and_stops_for_another_picture(setting, document) -> None:
    setting.panel.start_button.click()
    setting.cameras.send()
    setting.panel.set_seen(False)
    setting.answer()
    setting.cameras.send()
    assert setting.cameras.fetched == 2
    document.add_picture("mouse", np.zeros((1, 9, 9), np.float32))
    assert setting.cameras.running is None
    assert "another picture was chosen" in setting.panel.words.text()
    setting.panel.start_button.click()
    assert document.current_picture.name == "camera 1"


@pytest.mark.parametrize(
    ("failure", "reason", "sentence"),
    [
        ("asked", "", "asks whether"),
        ("denied", "", "may not use the camera"),
        ("lost", "device busy", "Left eye sends no pictures (device busy)"),
    ],
)
def test_why_no_pictures_come_is_said_in_a_sentence(setting, failure, reason, sentence) -> None:
    setting.panel.start_button.click()
    setting.panel.camera_failed(failure, reason)
    assert sentence in setting.panel.words.text()
    assert setting.panel.start_button.text() == "Start"
    assert setting.cameras.running is None


def test_a_camera_that_is_pulled_out_is_named_and_another_one_is_offered(setting) -> None:
    setting.panel.start_button.click()
    setting.cameras.send()
    del setting.cameras.plugged_in[0]
    setting.panel.cameras_changed()
    assert not setting.panel.is_running
    assert "Left eye sends no pictures" in setting.panel.words.text()
    assert setting.panel.camera_box.currentText() == "Right eye"
    del setting.cameras.plugged_in[0]
    setting.panel.cameras_changed()
    assert "No camera was found" in setting.panel.words.text()
    assert not setting.panel.start_button.isEnabled()


def test_a_camera_that_another_one_joins_goes_on(setting) -> None:
    setting.panel.start_button.click()
    setting.cameras.plugged_in.insert(0, Camera("c", "Third eye"))
    setting.panel.cameras_changed()
    assert setting.cameras.running is not None
    assert setting.panel.camera_box.currentText() == "Left eye"


def test_a_camera_that_stays_silent_is_taken_for_lost(qtbot, document) -> None:
    panel = CameraPanel(document, open_cameras=FakeCameras, patience_ms=1)
    qtbot.addWidget(panel)
    panel.set_seen(True)
    panel.start_button.click()
    qtbot.waitUntil(lambda: not panel.is_running)
    assert "sends no pictures" in panel.words.text()


def test_a_camera_whose_frames_cannot_be_read_is_taken_for_lost(qtbot, document) -> None:
    class Unreadable(FakeCameras):
        def newest(self) -> QImage:
            return QImage()

    panel = CameraPanel(document, open_cameras=Unreadable, patience_ms=20)
    qtbot.addWidget(panel)
    panel.set_seen(True)
    panel.start_button.click()
    ticking = QTimer(panel, interval=2)
    ticking.timeout.connect(panel.frame_arrived)
    ticking.start()
    qtbot.waitUntil(lambda: not panel.is_running)
    ticking.stop()
    assert "sends no pictures" in panel.words.text()
    assert not document.pictures


def test_how_many_pictures_are_shown_and_come_is_read_calmly(setting) -> None:
    setting.panel.start_button.click()
    texts = set()
    for frame in range(60):
        setting.now += 1 / 32
        if frame % 2 == 0 and frame:
            setting.answer()
        setting.cameras.send()
        texts.add(setting.panel.rate.text())
    assert setting.panel.rate.text() == "16 of 32 pictures a second are shown"
    assert len(texts) <= 6


def test_everything_fits_into_a_narrow_panel(setting) -> None:
    assert setting.panel.minimumSizeHint().width() <= 230
