"""Ties the panel of top patches to the unit that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filterlab.figures import short_number
from filterlab.figures.units import patches_figure, patches_titles
from filterlab.gui.compare.units.unit_presenter import UnitPresenter
from filterlab.gui.widgets.patch_art import Patch
from filterlab.gui.widgets.patch_strip import PatchCard
from filterlab.nets import fit_images
from filterlab.probes.units import find_top_patches, patches_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.asked_net import AskedNet, PictureMemory
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit
    from filterlab.gui.compare.units.patches_panel import PatchesPanel
    from filterlab.probes.units import TopPatch, Unit


@dataclass(frozen=True, eq=False)
class PatchesFound:
    """What has been found so far, with the whole pictures it lies in.

    Attributes
    ----------
    done, total : int
        Pictures that were looked through, and how many there are.
    patches : tuple of TopPatch
        The strongest first.
    pictures : mapping of int to ndarray
        (C, H, W) as the net takes it, by the number of the picture.
    data : str
        Which pictures they are.
    """

    done: int
    total: int
    patches: tuple[TopPatch, ...]
    pictures: dict[int, NDArray[np.floating[Any]]]
    data: str


def look_through(net: AskedNet, unit: Unit, count: int, memory: PictureMemory) -> Iterator[PatchesFound]:
    """Look through the training pictures of a net; runs off the UI thread."""
    subject = net.subject()
    images = memory.load(net.request).train.images
    for state in find_top_patches(subject, unit.layer, [unit.channel], images, count=count):
        (patches,) = state.patches
        shown = {
            patch.picture: fit_images(images[patch.picture : patch.picture + 1], subject.input_shape)[0]
            for patch in patches
        }
        yield PatchesFound(state.done, state.total, patches, shown, net.data_name)


class PatchesPresenter(UnitPresenter[PatchesFound]):
    """Look through all pictures, show the strongest patches as they are found, and the picture of the chosen one."""

    def __init__(self, panel: PatchesPanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel = panel
        self._chosen = 0
        panel.count_changed.connect(self.refresh)
        panel.strip.patch_chosen.connect(self._on_strip_patch_chosen)

    def purpose(self) -> str:
        """Say what is seen once a net is there."""
        return self.tr("Here you will see the parts of all training pictures that a unit answers to most.")

    def settings(self) -> int:
        """Return how many patches are wanted."""
        return self._panel.count.value()

    def question(self, asked: Asked) -> Callable[[], Iterator[PatchesFound]]:
        """Look through all pictures."""
        net, unit, count, memory = asked.net, asked.unit, self.settings(), self.followed.memory
        self._chosen = 0
        return lambda: look_through(net, unit, count, memory)

    def show_state(self, asked: Asked, state: PatchesFound) -> None:
        """Show what has been found so far."""
        if not state.patches:
            self._panel.show_message(
                self.tr("{name} has answered 0 to all {done} pictures so far …").format(
                    name=asked.name, done=f"{state.done:,}"
                )
            )
            return
        words = self.tr(
            "{done} of {total} training pictures of {data}; below each patch its answer, and the picture's number: "
            "row, column of the map"
        )
        self._panel.show_content(
            self.heading(asked),
            words.format(done=f"{state.done:,}", total=f"{state.total:,}", data=state.data),
        )
        self._chosen = min(self._chosen, len(state.patches) - 1)
        self._panel.set_patches(
            [self._card(rank, patch) for rank, patch in enumerate(state.patches)], self._chosen
        )
        self._show_picture(state)

    def is_writable(self, state: PatchesFound) -> bool:
        """Whether there is a patch."""
        return bool(state.patches)

    def figure(self, asked: Asked, state: PatchesFound, look: Look) -> Plate:
        """Draw the patches."""
        title, subtitle = patches_titles(self.heading(asked), state.done, state.data)
        return patches_figure(state.patches, title=title, subtitle=subtitle, look=look)

    def numbers(self, state: PatchesFound) -> str:
        """Return the patches as a table."""
        return patches_csv(state.patches)

    def _card(self, rank: int, patch: TopPatch) -> PatchCard:
        value = short_number(patch.peak.value, 4)
        words = self.tr(
            "{rank}: the unit answers {value} to picture {picture}, at row {row}, column {column} of its map"
        )
        return PatchCard(
            Patch(patch.pixels, (0.0, 1.0), patch.is_padding),
            value,
            self.tr("{picture}: {row}, {column}").format(
                picture=patch.picture, row=patch.peak.row, column=patch.peak.column
            ),
            words.format(
                rank=rank + 1,
                value=value,
                picture=patch.picture,
                row=patch.peak.row,
                column=patch.peak.column,
            ),
            is_strong=rank == 0,
        )

    def _show_picture(self, state: PatchesFound) -> None:
        patch = state.patches[self._chosen]
        box = patch.box
        words = self.tr("no. {picture}; row {row}, column {column} of the map sees {height} × {width} pixels")
        self._panel.show_picture(
            state.pictures[patch.picture],
            (box.top, box.left, box.height, box.width),
            words.format(
                picture=patch.picture,
                row=patch.peak.row,
                column=patch.peak.column,
                height=box.height,
                width=box.width,
            ),
        )

    def _on_strip_patch_chosen(self, index: int) -> None:
        self._chosen = index
        self._panel.strip.set_marked(index)
        if self.state is not None and index < len(self.state.patches):
            self._show_picture(self.state)
            if self.asked is not None and self.asked.net.map_size(self.asked.unit.layer) != (1, 1):
                peak = self.state.patches[index].peak
                self.followed.follow_place((peak.row, peak.column))
