"""Ties the time machine's export to the file: asks where to, reads the moments, says how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.figures import DARK, LIGHT
from filterlab.gui.map_export import file_stem
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.theme import current_theme
from filterlab.gui.train.learned import filters_by_layer
from filterlab.gui.train.time_export import AnimationExport, evenly

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.snapshots import RunSnapshots
    from filterlab.gui.train.time_panel import TimePanel

    Floats = NDArray[np.floating[Any]]


class AnimationPresenter(QObject):
    """Write the filters of the layer that is shown, at all moments of the run, as an animation."""

    def __init__(
        self, panel: TimePanel, followed: FollowedRun, snapshots: RunSnapshots, parent: QObject | None = None
    ) -> None:
        """Wait until an animation is wanted."""
        super().__init__(parent)
        self._panel, self._followed, self._snapshots = panel, followed, snapshots
        self._export = AnimationExport(self)
        panel.player.export_wanted.connect(self._on_player_export_wanted)
        panel.cancel_wanted.connect(self._export.cancel)
        self._export.advanced.connect(self._on_export_advanced)
        self._export.finished.connect(self._on_export_finished)
        self._export.failed.connect(self._on_export_failed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is written."""
        return self._export.is_idle

    def shut_down(self) -> None:
        """Stop writing; the old file stays as it was."""
        self._export.shut_down()

    def write(self, path: Path) -> None:
        """Begin to write the layer's filters at all moments as an animation."""
        run, layer = self._followed.run, self._panel.layers.currentText()
        if run is None:
            return

        def read(step: int) -> Floats | None:
            snapshot = self._snapshots.snapshot(run.id, step)
            return filters_by_layer(snapshot.parameters).get(layer) if snapshot is not None else None

        try:
            steps = evenly([moment.step for moment in self._snapshots.snapshots(run.id)])
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
            return
        title = self.tr("{layer}, step {step}")
        moments = [(title.format(layer=layer, step=step), step) for step in steps]
        self._export.start(path, moments, read, DARK if current_theme().is_dark else LIGHT)

    def _on_player_export_wanted(self) -> None:
        run, layer = self._followed.run, self._panel.layers.currentText()
        if run is None:
            return
        if layer not in filters_by_layer(run.parameters):
            self._panel.message_raised.emit(
                self.tr("{layer} has no filters to show in an animation; choose a convolution.").format(
                    layer=layer
                )
            )
            return
        path = ask_where_to_save(
            self._panel,
            self.tr("Export the learning"),
            f"{file_stem(run.name, layer)}.gif",
            self.tr("Animations (*.gif *.webp)"),
        )
        if path is not None:
            self.write(path)

    def _on_export_advanced(self, percent: int) -> None:
        self._panel.set_exporting(percent=percent, note=self.tr("Writing the animation…"))

    def _on_export_finished(self, sentence: str) -> None:
        self._panel.set_exporting(percent=None, note=sentence)

    def _on_export_failed(self, sentence: str) -> None:
        self._panel.set_exporting(percent=None, note="")
        self._panel.message_raised.emit(sentence)
