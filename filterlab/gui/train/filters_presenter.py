"""Ties the panel of filters and maps to the newest weights of the run that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmap

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.gui.soon import Soon
from filterlab.gui.train.filters_panel import PICTURE_SIDE
from filterlab.gui.train.learned import Maps, MapsRequest, filters_by_layer, layers_with_maps, look, spec_of
from filterlab.gui.train.pictures import small_picture

if TYPE_CHECKING:
    from filterlab.gui.train.filters_panel import FiltersPanel
    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.held_back import HeldBack, HeldBackPictures
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.project import Run


class FiltersPresenter(QObject):
    """Show one layer of the newest snapshot: filters at once, maps as soon as they are computed."""

    def __init__(
        self,
        panel: FiltersPanel,
        followed: FollowedRun,
        held_back: HeldBackPictures,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel, self._followed, self._held_back = panel, followed, held_back
        self._layer = ""
        self._index = 0
        self._asked: tuple[Snapshot, int] | None = None
        self._filters_of: tuple[Snapshot, str] | None = None
        self._maps: Maps | None = None
        self._jobs: NewestWins[MapsRequest, Maps] = NewestWins(look, lambda request: request.run_id, self)
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.picture_chosen.connect(self._on_panel_picture_chosen)
        followed.changed.connect(self._on_followed_changed)
        for signal in (panel.seen_changed, followed.progressed, held_back.loaded):
            signal.connect(self._soon.start)

    @property
    def is_idle(self) -> bool:
        """Whether all is shown that can be."""
        return not self._soon.is_active and self._jobs.is_idle

    def shut_down(self) -> None:
        """Stop computing."""
        self._soon.stop()
        self._jobs.shut_down()

    def _show(self) -> None:
        if not self._panel.is_seen:
            return
        run = self._followed.run
        snapshot = run.snapshot if run is not None else None
        if run is None or snapshot is None:
            self._panel.layers.set_layers((), "")
            self._panel.set_picture(QPixmap(), "", 0, 0)
            self._panel.show_message(
                self.tr(
                    "Press Train: the filters of any layer are seen here as they learn, and what they make of a "
                    "picture."
                )
                if run is None
                else self.tr("The first weights are still to come.")
            )
            return
        spec = spec_of(run)
        banks = filters_by_layer(snapshot.parameters)
        names = layers_with_maps(spec) if spec is not None else tuple(banks)
        if self._layer not in names:
            self._layer = names[0] if names else ""
        self._panel.layers.set_layers(names, self._layer)
        if not names:
            self._panel.show_message(
                self.tr("This net has no convolution of pictures, so it has no filters and no maps.")
            )
            return
        self._panel.headline.setText(self.tr("Step {step}").format(step=snapshot.step))
        if not _is_of(self._filters_of, snapshot, self._layer):
            self._filters_of = (snapshot, self._layer)
            self._panel.filters.set_title(self.tr("Filters of {layer}").format(layer=self._layer))
            if self._layer in banks:
                self._panel.filters.set_filters(banks[self._layer])
            else:
                self._panel.filters.show_message(
                    self.tr("{layer} has no filters: it changes the maps of the layer before it.").format(
                        layer=self._layer
                    )
                )
        self._show_maps(run, spec, snapshot)

    def _show_maps(self, run: Run, spec: NetSpec | None, snapshot: Snapshot) -> None:
        self._panel.maps.set_title(self.tr("Maps of {layer}").format(layer=self._layer))
        if spec is None or run.request is None:
            self._panel.set_picture(QPixmap(), "", 0, 0)
            self._panel.maps.show_message(
                self.tr(
                    "{run} came from a file without pictures; see its maps in Try it or in Compare."
                ).format(run=run.name)
            )
            return
        held = self._held_back.of(run)
        if held is None:
            self._panel.set_picture(QPixmap(), "", 0, 0)
            self._panel.maps.show_message(self._held_back.problem or self.tr("Loading the test pictures…"))
            return
        count = len(held.pictures.labels)
        self._index = min(self._index, count - 1)
        self._show_picture(held)
        if not _is_of(self._asked, snapshot, self._index):
            self._asked = (snapshot, self._index)
            self._jobs.submit(MapsRequest(run.id, spec, snapshot, held.pictures.images[self._index]))
        elif self._maps is not None:
            self._draw_maps(self._maps)

    def _show_picture(self, held: HeldBack) -> None:
        name = held.class_names[int(held.pictures.labels[self._index])]
        words = self.tr("Class {name}").format(name=name)
        if self._maps is not None and self._asked is not None and self._asked[1] == self._index:
            best = int(self._maps.probabilities.argmax())
            words += "\n" + self.tr("The net says {name}, {percent:.0f} %").format(
                name=held.class_names[best], percent=100 * float(self._maps.probabilities[best])
            )
        picture = small_picture(held.pictures.images[self._index], PICTURE_SIDE)
        self._panel.set_picture(picture, words, self._index, len(held.pictures.labels))

    def _draw_maps(self, maps: Maps) -> None:
        if self._layer in maps.layers:
            self._panel.maps.set_maps(maps.layers[self._layer])

    def _on_followed_changed(self) -> None:
        self._jobs.forget()
        self._asked = self._filters_of = self._maps = None
        self._soon.start()

    def _on_panel_layer_chosen(self, name: str) -> None:
        self._layer = name
        self._soon.start()

    def _on_panel_picture_chosen(self, index: int) -> None:
        self._index = index
        self._soon.start()

    def _on_jobs_answered(self, _request: MapsRequest, maps: Maps, _milliseconds: float) -> None:
        self._maps = maps
        self._draw_maps(maps)
        held = self._held_back.of(self._followed.run)
        if held is not None:
            self._show_picture(held)

    def _on_jobs_failed(self, _request: MapsRequest, error: Exception) -> None:
        self._panel.maps.show_message(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The maps could not be computed; Help ▸ Open log folder has the details.")
        )


def _is_of(shown: tuple[Snapshot, object] | None, snapshot: Snapshot, other: object) -> bool:
    """Whether this is what is shown; a snapshot is known by being that very object: arrays are not compared."""
    return shown is not None and shown[0] is snapshot and shown[1] == other
