"""Cameras through QtMultimedia; the only module that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt
from PySide6.QtMultimedia import QCamera, QCameraDevice, QMediaCaptureSession, QMediaDevices, QVideoSink

from filterlab.gui.webcam.cameras import Camera, Watcher, unfitness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage


class QtCameras(QObject):
    """What `Cameras` asks for. Slots are methods, so that Qt calls them in the window's thread."""

    def __init__(self, watcher: Watcher) -> None:
        """Tell a watcher what happens."""
        super().__init__()
        self._watcher = watcher
        self._session: QMediaCaptureSession | None = None
        self._devices, self._sink = QMediaDevices(self), QVideoSink(self)
        self._devices.videoInputsChanged.connect(watcher.cameras_changed)
        self._sink.videoFrameChanged.connect(self._on_sink_video_frame_changed)

    def found(self) -> Sequence[Camera]:
        """List what is plugged in now."""
        return [Camera(_key(device), device.description()) for device in QMediaDevices.videoInputs()]

    def start(self, key: str, size: tuple[int, int]) -> None:
        """Let a camera send pictures of about a size, or ask for permission."""
        permission, app = QCameraPermission(), QCoreApplication.instance()
        status = app.checkPermission(permission) if app is not None else Qt.PermissionStatus.Denied
        device = next((device for device in QMediaDevices.videoInputs() if _key(device) == key), None)
        if app is not None and status == Qt.PermissionStatus.Undetermined:
            app.requestPermission(permission, self, lambda _answer: None)
            self._watcher.camera_failed("asked", "")
        elif device is None or status == Qt.PermissionStatus.Denied:
            self._watcher.camera_failed("lost" if device is None else "denied", "")
        else:
            self._send_from(device, size)

    def _send_from(self, device: QCameraDevice, size: tuple[int, int]) -> None:
        self.stop()
        self._session = QMediaCaptureSession(self)
        camera = QCamera(device, self._session)
        camera.errorOccurred.connect(self._on_camera_error_occurred)
        if formats := device.videoFormats():
            flaws = [unfitness(f.resolution().toTuple(), f.maxFrameRate(), size) for f in formats]
            camera.setCameraFormat(formats[flaws.index(min(flaws))])
        self._session.setCamera(camera)
        self._session.setVideoSink(self._sink)
        camera.start()

    def newest(self) -> QImage:
        """Return the picture that arrived last."""
        return self._sink.videoFrame().toImage()

    def stop(self) -> None:
        """Let the camera rest."""
        if self._session is not None:
            self._session.camera().stop()
            self._session.deleteLater()
            self._session = None

    def _on_sink_video_frame_changed(self, _frame: object) -> None:
        self._watcher.frame_arrived()

    def _on_camera_error_occurred(self, _error: object, reason: str) -> None:
        if self._session is not None:
            self.stop()
            self._watcher.camera_failed("lost", reason)


def _key(device: QCameraDevice) -> str:
    return bytes(device.id().data()).hex()
