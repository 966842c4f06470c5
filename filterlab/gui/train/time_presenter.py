"""Ties the time machine to the snapshots of the run that is looked at."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.figures import DARK, LIGHT, limits_of, short_number
from filterlab.gui.jobs import NewestWins
from filterlab.gui.map_export import file_stem
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.soon import Soon
from filterlab.gui.theme import current_theme
from filterlab.gui.train.learned import Maps, MapsRequest, filters_by_layer, layers_with_maps, look, spec_of
from filterlab.gui.train.time_export import AnimationExport, evenly

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.held_back import HeldBackPictures
    from filterlab.gui.train.snapshots import Moment, RunSnapshots
    from filterlab.gui.train.time_panel import TimePanel
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]

AROUND = 10


@dataclass(frozen=True, eq=False)
class MomentRequest:
    """Maps of a moment, and of the one it is compared with, if there is one."""

    now: MapsRequest
    pinned: MapsRequest | None


def look_at_moment(request: MomentRequest) -> tuple[Maps, Maps | None]:
    """Compute the maps of a moment, and of the pinned one; runs off the UI thread."""
    return look(request.now), look(request.pinned) if request.pinned is not None else None


class TimePresenter(QObject):
    """Stand at the newest snapshot, and follow it, until the user goes elsewhere."""

    def __init__(
        self,
        panel: TimePanel,
        followed: FollowedRun,
        snapshots: RunSnapshots,
        held_back: HeldBackPictures,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel, self._followed = panel, followed
        self._snapshots, self._held_back = snapshots, held_back
        self._moments: Sequence[Moment] = ()
        self._step: int | None = None
        self._pinned: Snapshot | None = None
        self._layer = ""
        self._index = 0
        self._shown: Snapshot | None = None
        self._reach: dict[str, float] = {}
        self._jobs: NewestWins[MomentRequest, tuple[Maps, Maps | None]] = NewestWins(
            look_at_moment, lambda request: request.now.run_id, self
        )
        self.export = AnimationExport(self)
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        self._connect()

    def _connect(self) -> None:
        panel = self._panel
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.picture_chosen.connect(self._on_panel_picture_chosen)
        panel.pinned.connect(self._on_panel_pinned)
        panel.difference_wanted.connect(self._soon.start)
        panel.player.moved.connect(self._on_player_moved)
        panel.player.export_wanted.connect(self._on_player_export_wanted)
        panel.cancel_wanted.connect(self.export.cancel)
        self.export.advanced.connect(self._on_export_advanced)
        self.export.finished.connect(self._on_export_finished)
        self.export.failed.connect(self._on_export_failed)
        self._followed.changed.connect(self._on_followed_changed)
        self._followed.moment_changed.connect(self._on_followed_moment_changed)
        for signal in (panel.seen_changed, self._followed.progressed, self._held_back.loaded):
            signal.connect(self._soon.start)

    @property
    def is_idle(self) -> bool:
        """Whether all is shown that can be and nothing is written; playing does not count as work."""
        return not self._soon.is_active and self._jobs.is_idle and self.export.is_idle

    def shut_down(self) -> None:
        """Stop playing, computing and writing."""
        self._panel.player.stop()
        self._soon.stop()
        self._jobs.shut_down()
        self.export.shut_down()

    def write(self, path: Path) -> None:
        """Begin to write the layer's filters at all moments as an animation."""
        run, layer = self._followed.run, self._layer
        if run is None or not self._moments:
            return

        def read(step: int) -> Floats | None:
            snapshot = self._snapshots.snapshot(run.id, step)
            return filters_by_layer(snapshot.parameters).get(layer) if snapshot is not None else None

        title = self.tr("{layer}, step {step}")
        steps = evenly([moment.step for moment in self._moments])
        moments = [(title.format(layer=layer, step=step), step) for step in steps]
        self.export.start(path, moments, read, DARK if current_theme().is_dark else LIGHT)

    def _show(self) -> None:
        if not self._panel.is_seen:
            return
        run = self._followed.run
        try:
            self._moments = self._snapshots.snapshots(run.id) if run is not None else ()
        except FilterLabError as error:
            self._moments = ()
            self._panel.show_message(str(error))
            return
        if run is None or not self._moments:
            self._panel.show_message(
                self.tr(
                    "Press Train: every few steps the weights are kept, and here one goes back to any of these "
                    "moments."
                )
                if run is None
                else self.tr("The first weights are still to come.")
            )
            return
        self._panel.pin.setEnabled(True)
        steps = [moment.step for moment in self._moments]
        position = len(steps) - 1
        if self._step is not None:
            position = min(bisect_left(steps, self._step), position)
        self._panel.player.set_length(len(steps), max(1, len(steps) // 10), position)
        self._show_moment(run, position)

    def _show_moment(self, run: Run, position: int) -> None:
        """Show the weights of a moment."""
        try:
            snapshot = self._snapshots.snapshot(run.id, self._moments[position].step)
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
            return
        if snapshot is None:
            # It has been thinned out since the moments were listed.
            self._soon.start()
            return
        self._shown = snapshot
        is_newest = position == len(self._moments) - 1
        self._followed.set_moment(None if is_newest else snapshot)
        spec = spec_of(run)
        banks = filters_by_layer(snapshot.parameters)
        names = layers_with_maps(spec) if spec is not None else tuple(banks)
        if self._layer not in names:
            self._layer = names[0] if names else ""
        self._panel.layers.set_layers(names, self._layer)
        self._panel.metrics.setText(self._figures(run, snapshot))
        self._show_filters(snapshot)
        self._ask_for_maps(run, spec, snapshot)

    def _pinned_now(self) -> Snapshot | None:
        """Return the moment to compare with, if the difference is wanted."""
        return self._pinned if self._panel.difference.isChecked() else None

    def _show_filters(self, snapshot: Snapshot) -> None:
        filters = filters_by_layer(snapshot.parameters).get(self._layer)
        pinned = self._pinned_now()
        view = self._panel.filters
        if filters is None:
            view.set_title(self.tr("Filters of {layer}").format(layer=self._layer))
            view.show_message(
                self.tr("{layer} has no filters; choose a convolution.").format(layer=self._layer)
            )
            return
        if pinned is not None:
            words = self.tr("{layer}, step {step} minus step {pinned}")
            view.set_title(words.format(layer=self._layer, step=snapshot.step, pinned=pinned.step))
            view.set_filters(filters - filters_by_layer(pinned.parameters)[self._layer])
            return
        view.set_title(self.tr("{layer}, step {step}").format(layer=self._layer, step=snapshot.step))
        view.set_filters(filters, limits=self._limits(filters))

    def _limits(self, filters: Floats) -> tuple[float, float]:
        """Return one scale for all moments of a layer, so that growing weights are seen to grow."""
        run = self._followed.run
        newest = filters_by_layer(run.parameters).get(self._layer, filters) if run is not None else filters
        reach = max(limits_of(filters, "signed")[1], limits_of(newest, "signed")[1])
        self._reach[self._layer] = max(reach, self._reach.get(self._layer, 0.0))
        return -self._reach[self._layer], self._reach[self._layer]

    def _ask_for_maps(self, run: Run, spec: NetSpec | None, snapshot: Snapshot) -> None:
        maps = self._panel.maps
        maps.set_title(self.tr("Maps of {layer}").format(layer=self._layer))
        held = self._held_back.of(run)
        if spec is None or held is None:
            self._panel.number.set_count(0, 0)
            maps.show_message(
                self._held_back.problem or self.tr("Loading the test pictures…")
                if run.request is not None
                else self.tr("{run} came from a file without pictures.").format(run=run.name)
            )
            return
        count = len(held.pictures.labels)
        self._index = min(self._index, count - 1)
        self._panel.number.set_count(count, self._index)
        picture, pinned = held.pictures.images[self._index], self._pinned_now()
        self._jobs.submit(
            MomentRequest(
                MapsRequest(run.id, spec, snapshot, picture),
                MapsRequest(run.id, spec, pinned, picture) if pinned is not None else None,
            )
        )

    def _figures(self, run: Run, snapshot: Snapshot) -> str:
        """Say what was measured about a moment."""
        lines = [
            self.tr("Step {step}, epoch {epoch}").format(step=snapshot.step, epoch=snapshot.epoch),
            self.tr("{seconds:.1f} s after the start").format(seconds=snapshot.seconds),
        ]
        place = bisect_left(run.steps, snapshot.step, key=lambda step: step.step)
        around = run.steps[max(0, place - AROUND) : place + AROUND + 1]
        if around:
            loss = float(np.mean([step.loss for step in around]))
            right = 100 * float(np.mean([step.accuracy for step in around]))
            lines += [
                self.tr("Loss around it {loss} nats").format(loss=short_number(loss, 3)),
                self.tr("{percent:.1f} % of the batches right").format(percent=right),
            ]
        ended = [epoch for epoch in run.epochs if epoch.step <= snapshot.step]
        if ended:
            words = self.tr("{percent:.1f} % of the test right after epoch {epoch}")
            lines.append(words.format(percent=100 * ended[-1].test_accuracy, epoch=ended[-1].epoch))
        return "\n".join(lines)

    def _on_followed_changed(self) -> None:
        self._jobs.forget()
        self._panel.player.pause()
        self._step = self._pinned = self._shown = None
        self._reach = {}
        self._panel.set_pinned("")
        self._soon.start()

    def _on_followed_moment_changed(self) -> None:
        """Go to the newest moment when another panel has left the present one."""
        run = self._followed.run
        if self._step is not None and run is not None and self._followed.moment is run.snapshot:
            self._step = None
            self._soon.start()

    def _on_player_moved(self, position: int) -> None:
        run = self._followed.run
        if run is None or position >= len(self._moments):
            return
        is_newest = position == len(self._moments) - 1
        self._step = None if is_newest else self._moments[position].step
        self._show_moment(run, position)

    def _on_panel_layer_chosen(self, name: str) -> None:
        self._layer = name
        self._soon.start()

    def _on_panel_picture_chosen(self, index: int) -> None:
        self._index = index
        self._soon.start()

    def _on_panel_pinned(self) -> None:
        self._pinned = self._shown
        if self._pinned is not None:
            self._panel.set_pinned(self.tr("Step {step} is pinned").format(step=self._pinned.step))
            self._soon.start()

    def _on_player_export_wanted(self) -> None:
        run = self._followed.run
        if run is None or self._shown is None:
            return
        if self._layer not in filters_by_layer(self._shown.parameters):
            self._panel.message_raised.emit(
                self.tr("{layer} has no filters to show in an animation; choose a convolution.").format(
                    layer=self._layer
                )
            )
            return
        path = ask_where_to_save(
            self._panel,
            self.tr("Export the learning"),
            f"{file_stem(run.name, self._layer)}.gif",
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

    def _on_jobs_answered(
        self, _request: MomentRequest, found: tuple[Maps, Maps | None], _milliseconds: float
    ) -> None:
        now, pinned = found
        maps = now.layers.get(self._layer)
        if maps is None:
            return
        if pinned is None:
            self._panel.maps.set_maps(maps)
        else:
            change = maps - pinned.layers[self._layer]
            self._panel.maps.set_maps(change, limits=limits_of(change, "signed"))

    def _on_jobs_failed(self, _request: MomentRequest, error: Exception) -> None:
        self._panel.maps.show_message(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The maps could not be computed; Help ▸ Open log folder has the details.")
        )
