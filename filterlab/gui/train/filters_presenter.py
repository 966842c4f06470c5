"""Ties the panel of filters and maps to the newest weights of the run that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPixmap

from filterlab.gui.train.filters_panel import PICTURE_SIDE
from filterlab.gui.train.learned import Maps, MapsRequest, filters_by_layer, layers_to_show, look
from filterlab.gui.train.pictures import small_picture
from filterlab.gui.train.run_presenter import RunPresenter, about_run

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from filterlab.gui.jobs import NewestWins
    from filterlab.gui.train.filters_panel import FiltersPanel
    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.held_back import HeldBack, HeldBackPictures
    from filterlab.nets import Snapshot
    from filterlab.project import Run


class FiltersPresenter(RunPresenter):
    """Show one layer of the newest snapshot: filters at once, maps as soon as they are computed."""

    def __init__(
        self,
        panel: FiltersPanel,
        followed: FollowedRun,
        held_back: HeldBackPictures,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        self._jobs: NewestWins[MapsRequest, Maps] = about_run(look)
        super().__init__(panel, followed, parent, also=[held_back.loaded], jobs=self._jobs)
        self._panel, self._followed, self._held_back = panel, followed, held_back
        self._layer = ""
        self._index = 0
        self._asked: tuple[Snapshot, int] | None = None
        self._filters_of: tuple[Snapshot, str] | None = None
        self._maps: Maps | None = None
        self._jobs.answered.connect(self._on_jobs_answered)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.picture_chosen.connect(self._on_panel_picture_chosen)
        followed.changed.connect(self._on_followed_changed)

    def show_run(self) -> None:
        """Show the newest weights of the run, or say why there are none."""
        run = self._followed.run
        snapshot = run.snapshot if run is not None else None
        if run is None or snapshot is None:
            self._panel.layers.set_layers(())
            self._panel.set_picture(QPixmap(), "", 0, 0)
            self._panel.show_message(
                self.tr(
                    "Press Train: the filters of any layer are seen here as they learn, and what they make of a "
                    "picture."
                )
                if run is None
                else self.without_weights(run)
            )
            return
        banks = filters_by_layer(snapshot.parameters)
        self._layer = self._panel.layers.set_layers(layers_to_show(run, snapshot), self._layer)
        if not self._layer:
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
        self._show_maps(run, snapshot)

    def _show_maps(self, run: Run, snapshot: Snapshot) -> None:
        self._panel.maps.set_title(self.tr("Maps of {layer}").format(layer=self._layer))
        if run.request is None:
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
            self._jobs.submit(
                MapsRequest(run.id, run.request.net, snapshot, held.pictures.images[self._index])
            )
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

    def failure(self) -> str:
        """Say that the maps could not be computed."""
        return self.tr("The maps could not be computed; Help ▸ Open log folder has the details.")

    def show_failure(self, sentence: str) -> None:
        """Show why, in place of the maps."""
        self._panel.maps.show_message(sentence)


def _is_of(shown: tuple[Snapshot, object] | None, snapshot: Snapshot, other: object) -> bool:
    """Whether this is what is shown; a snapshot is known by being that very object: arrays are not compared."""
    return shown is not None and shown[0] is snapshot and shown[1] == other
