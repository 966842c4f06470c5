"""Ties the pad of Try it to the net of the run and the moment that are looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QFileDialog

from filterlab.data import Pen, PenStroke, load_image, match_channels
from filterlab.data.adjusting import invert_picture, resize_picture
from filterlab.errors import FilterLabError
from filterlab.gui.train.learned import Maps, MapsRequest, layers_with_maps, look, spec_of
from filterlab.gui.train.run_presenter import RunPresenter, about_run

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from filterlab.gui.jobs import NewestWins
    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.held_back import HeldBackPictures
    from filterlab.gui.train.try_panel import TryPanel
    from filterlab.nets import NetSpec

    Floats = NDArray[np.float32]

# People write digits with lines about a tenth of their height wide.
RADIUS, LEAST, MOST, FACTOR = 1.3, 0.5, 6.0, 1.15
EMPTY = 1e-3


class TryPresenter(RunPresenter):
    """Have a drawing of the size the net takes, and ask the net about it after every move of the pen."""

    def __init__(
        self,
        panel: TryPanel,
        followed: FollowedRun,
        held_back: HeldBackPictures,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        self._jobs: NewestWins[MapsRequest, Maps] = about_run(look)
        also = [followed.moment_changed, held_back.loaded]
        super().__init__(panel, followed, parent, also=also, jobs=self._jobs)
        self._panel, self._followed, self._held_back = panel, followed, held_back
        self._picture: Floats | None = None
        self._spec: NetSpec | None = None
        self._stroke: PenStroke | None = None
        self._radius = RADIUS
        self._layer = ""
        self._maps: Maps | None = None
        self._connect()
        panel.hand.set_radius(self._radius)

    def _connect(self) -> None:
        panel, hand = self._panel, self._panel.hand
        hand.put_down.connect(self._on_hand_put_down)
        hand.moved.connect(self._on_hand_moved)
        hand.lifted.connect(self._on_hand_lifted)
        hand.taken_back.connect(self._on_hand_taken_back)
        hand.radius_stepped.connect(self._on_hand_radius_stepped)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.clear_wanted.connect(self._on_panel_clear_wanted)
        panel.invert_wanted.connect(self._on_panel_invert_wanted)
        panel.load_wanted.connect(self._on_panel_load_wanted)
        panel.newest_wanted.connect(self._on_panel_newest_wanted)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._followed.changed.connect(self._on_followed_changed)

    @property
    def picture(self) -> Floats | None:
        """What is on the pad, (C, H, W) in [0, 1], or None without a net."""
        return self._picture

    def open_picture(self, path: Path) -> None:
        """Put a picture on the pad, brought to the size the net takes, or say why that cannot be."""
        if self._spec is None:
            return
        channels, height, width = self._spec.input_shape
        try:
            image = match_channels(load_image(path), channels)
            self._set_picture(resize_picture(image, (height, width), "triangle"))
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))

    def show_run(self) -> None:
        """Ask the net about the drawing, or say why it cannot be asked."""
        run, moment = self._followed.run, self._followed.moment
        spec = spec_of(run) if run is not None and moment is not None else None
        sentence = ""
        if run is None:
            sentence = self.tr("Press Train: then draw a digit here, and see what the net says.")
        elif moment is None:
            sentence = self.without_weights(run)
        elif spec is None:
            sentence = self.tr("{run} came from a file, and its weights are of no net known here.").format(
                run=run.name
            )
        elif len(spec.input_shape) != 3 or spec.input_shape[0] not in (1, 3):
            sentence = self.tr("This net does not take pictures.")
        is_back = run is not None and moment is not run.snapshot
        self._panel.set_possible(is_possible=not sentence, is_back=is_back)
        if sentence or run is None or spec is None or moment is None:
            # The drawing stays, for the next net that takes pictures of its size.
            self._spec = None
            self._panel.layers.set_layers(())
            self._panel.show_message(sentence)
            return
        if self._picture is None or self._picture.shape != spec.input_shape:
            self._picture = np.zeros(spec.input_shape, np.float32)
            self._stroke = None
        self._spec = spec
        self._layer = self._panel.layers.set_layers(layers_with_maps(spec), self._layer)
        self._panel.headline.setText(self.tr("{run}, step {step}").format(run=run.name, step=moment.step))
        self._draw_picture(self._picture)
        self._jobs.submit(MapsRequest(run.id, spec, moment, self._picture))

    def _draw_picture(self, picture: Floats) -> None:
        if len(picture) == 1:
            self._panel.pad.set_array(picture[0], "grey", limits=(0.0, 1.0))
        else:
            self._panel.pad.set_array(picture, "colour")

    def _set_picture(self, picture: Floats) -> None:
        self._stroke = None
        self._picture = picture
        self._soon.start()

    def _draw_maps(self, maps: Maps) -> None:
        self._panel.maps.set_title(self.tr("Maps of {layer}").format(layer=self._layer))
        if self._layer in maps.layers:
            self._panel.maps.set_maps(maps.layers[self._layer])
        else:
            self._panel.maps.show_message(self.tr("This net has no maps."))

    def _on_followed_changed(self) -> None:
        self._jobs.forget()
        self._maps = None

    def _on_hand_put_down(self, x: float, y: float) -> None:
        if self._picture is not None and self._spec is not None:
            ground = np.zeros_like(self._picture)
            self._stroke = PenStroke(self._picture, Pen(self._radius), ground)
            self._on_hand_moved(x, y)

    def _on_hand_moved(self, x: float, y: float) -> None:
        drawn = self._stroke.move_to(x, y) if self._stroke is not None else None
        if drawn is not None:
            self._picture = drawn
            self._soon.start()

    def _on_hand_lifted(self) -> None:
        self._stroke = None

    def _on_hand_taken_back(self) -> None:
        if self._stroke is not None:
            self._set_picture(self._stroke.before)

    def _on_hand_radius_stepped(self, steps: int) -> None:
        self._radius = min(max(self._radius * FACTOR**steps, LEAST), MOST)
        self._panel.hand.set_radius(self._radius)

    def _on_panel_layer_chosen(self, name: str) -> None:
        self._layer = name
        if self._maps is not None:
            self._draw_maps(self._maps)

    def _on_panel_clear_wanted(self) -> None:
        if self._picture is not None:
            self._set_picture(np.zeros_like(self._picture))

    def _on_panel_invert_wanted(self) -> None:
        if self._picture is not None:
            self._set_picture(invert_picture(self._picture))

    def _on_panel_load_wanted(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._panel, self.tr("Load a picture"))
        if name:
            self.open_picture(Path(name))

    def _on_panel_newest_wanted(self) -> None:
        self._followed.set_moment(None)

    def _on_jobs_answered(self, request: MapsRequest, maps: Maps, _milliseconds: float) -> None:
        if float(np.ptp(request.picture)) < EMPTY:
            self._panel.bars.show_message(
                self.tr(
                    "Draw a digit in the middle of the pad, or load a picture: the net answers as you draw."
                )
            )
            # What the layers make of nothing tells nothing.
            self._maps = None
            self._panel.maps.show_message(self.tr("Here: what the layers make of the drawing."))
        else:
            self._maps = maps
            names = self._held_back.names(self._followed.run, len(maps.probabilities))
            self._panel.bars.set_shares(maps.probabilities, names)
            self._draw_maps(maps)

    def failure(self) -> str:
        """Say that the net could not answer."""
        return self.tr("The net could not answer; Help ▸ Open log folder has the details.")

    def show_failure(self, sentence: str) -> None:
        """Show why, in place of the answer."""
        self._panel.bars.show_message(sentence)
