"""Ties the time machine to the snapshots of the run that is looked at."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filterlab.errors import FilterLabError
from filterlab.figures import limits_of
from filterlab.gui.train.animation_presenter import AnimationPresenter
from filterlab.gui.train.learned import Maps, MapsRequest, filters_by_layer, layers_to_show, look
from filterlab.gui.train.moment_words import MomentWords
from filterlab.gui.train.run_presenter import RunPresenter, about_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from filterlab.gui.jobs import NewestWins
    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.held_back import HeldBackPictures
    from filterlab.gui.train.snapshots import Moment, RunSnapshots
    from filterlab.gui.train.time_panel import TimePanel
    from filterlab.nets import Snapshot
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class MomentRequest:
    """Maps of a moment, and of the one it is compared with, if there is one."""

    now: MapsRequest
    pinned: MapsRequest | None

    @property
    def run_id(self) -> str:
        """Whose moments they are."""
        return self.now.run_id


def look_at_moment(request: MomentRequest) -> tuple[Maps, Maps | None]:
    """Compute the maps of a moment, and of the pinned one; runs off the UI thread."""
    return look(request.now), look(request.pinned) if request.pinned is not None else None


class TimePresenter(RunPresenter):
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
        self._jobs: NewestWins[MomentRequest, tuple[Maps, Maps | None]] = about_run(look_at_moment)
        super().__init__(panel, followed, parent, also=[held_back.loaded], jobs=self._jobs)
        self._panel, self._followed = panel, followed
        self._snapshots, self._held_back = snapshots, held_back
        self._moments: Sequence[Moment] = ()
        self._step: int | None = None
        self._pinned: Snapshot | None = None
        self._layer = ""
        self._index = 0
        self._shown: Snapshot | None = None
        self._reach: dict[str, float] = {}
        self._words = MomentWords(self)
        self._animation = AnimationPresenter(panel, followed, snapshots, self)
        self._connect()

    def _connect(self) -> None:
        panel = self._panel
        self._jobs.answered.connect(self._on_jobs_answered)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.picture_chosen.connect(self._on_panel_picture_chosen)
        panel.pinned.connect(self._on_panel_pinned)
        panel.difference_wanted.connect(self._soon.start)
        panel.player.moved.connect(self._on_player_moved)
        self._followed.changed.connect(self._on_followed_changed)
        self._followed.moment_changed.connect(self._on_followed_moment_changed)

    @property
    def is_idle(self) -> bool:
        """Whether all is shown that can be and nothing is written; playing does not count as work."""
        return super().is_idle and self._animation.is_idle

    def shut_down(self) -> None:
        """Stop playing, computing and writing."""
        self._panel.player.stop()
        super().shut_down()
        self._animation.shut_down()

    def show_run(self) -> None:
        """Stand at a moment of the run, or say why there is none."""
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
                else self.without_weights(run)
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
        self._layer = self._panel.layers.set_layers(layers_to_show(run, snapshot), self._layer)
        self._panel.metrics.setText(self._words.lines(run, snapshot))
        self._show_filters(snapshot)
        self._ask_for_maps(run, snapshot)

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

    def _ask_for_maps(self, run: Run, snapshot: Snapshot) -> None:
        maps = self._panel.maps
        maps.set_title(self.tr("Maps of {layer}").format(layer=self._layer))
        if run.request is None:
            self._panel.number.set_count(0, 0)
            maps.show_message(self.tr("{run} came from a file without pictures.").format(run=run.name))
            return
        held = self._held_back.of(run)
        if held is None:
            self._panel.number.set_count(0, 0)
            maps.show_message(self._held_back.problem or self.tr("Loading the test pictures…"))
            return
        count = len(held.pictures.labels)
        self._index = min(self._index, count - 1)
        self._panel.number.set_count(count, self._index)
        net, picture = run.request.net, held.pictures.images[self._index]
        pinned = self._pinned_now()
        self._jobs.submit(
            MomentRequest(
                MapsRequest(run.id, net, snapshot, picture),
                MapsRequest(run.id, net, pinned, picture) if pinned is not None else None,
            )
        )

    def _on_followed_changed(self) -> None:
        self._jobs.forget()
        self._panel.player.pause()
        self._step = self._pinned = self._shown = None
        self._reach = {}
        self._panel.set_pinned("")

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
            self._panel.set_pinned(self.tr("Minus step {step}").format(step=self._pinned.step))
            self._soon.start()

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

    def failure(self) -> str:
        """Say that the maps could not be computed."""
        return self.tr("The maps could not be computed; Help ▸ Open log folder has the details.")

    def show_failure(self, sentence: str) -> None:
        """Show why, in place of the maps."""
        self._panel.maps.show_message(sentence)
