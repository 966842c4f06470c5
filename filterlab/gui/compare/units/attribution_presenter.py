"""Ties the panel of attributions to the net that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.figures import short_number
from filterlab.figures.units import attribution_figure, attribution_title, overlaid, sanity_figure
from filterlab.gui.compare.units.explaining import Explained, Wanted, explain
from filterlab.gui.compare.units.unit_presenter import UnitPresenter
from filterlab.gui.widgets.patch_art import Patch
from filterlab.gui.widgets.patch_strip import PatchCard
from filterlab.nets.spec import trace
from filterlab.probes.attribution import METHODS, attribution_csv, sanity_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from filterlab.figures import Kind, Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.attribution_panel import AttributionPanel
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit
    from filterlab.probes.attribution import Attribution, SanityStep

GOOD_GAP = 0.01


class AttributionPresenter(UnitPresenter[Explained]):
    """Explain the score of a class for a picture, and check the explanation."""

    def __init__(
        self, panel: AttributionPanel, followed: FollowedUnit, parent: QObject | None = None
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel = panel
        panel.choice_changed.connect(self.refresh)
        panel.fit_wanted.connect(panel.picture_choice.fit_in)
        panel.fit_wanted.connect(self.refresh)
        followed.looked_at.picture_changed.connect(self.refresh)

    def purpose(self) -> str:
        """Say what is seen once a net is there."""
        return self.tr("Here you will see which pixels of a picture speak for the class a net decides on.")

    def refusal(self, asked: Asked) -> str:
        """Say that the net has no classes, or that there is no picture."""
        if len(trace(asked.net.spec)[-1].output_shape) != 1:
            words = self.tr(
                "{net} gives no scores of classes, so there is no decision to explain: choose a whole net."
            )
            title = self._net_title(asked)
            return words.format(net=f"{title[:1].upper()}{title[1:]}")
        if self._panel.picture_choice.is_of_project and self.followed.looked_at.picture is None:
            return self.tr("There is no picture: open one, or choose a test picture.")
        return ""

    def is_too_large(self, asked: Asked) -> bool:
        """Whether the picture above does not fit as it is."""
        choice = self._panel.picture_choice
        return choice.is_of_project and choice.how == "pad" and self.overhangs(asked)

    def key_of(self, asked: Asked) -> Hashable:
        """Return the net alone: which unit is looked at makes no difference."""
        return asked.net.stamp

    def settings(self) -> Hashable:
        """Return the choices of the panel."""
        panel, picture = self._panel, self.followed.looked_at.picture
        if panel.picture_choice.is_of_project:
            which: Hashable = (picture.id, picture.revision, panel.picture_choice.how) if picture else None
        else:
            which = panel.picture_choice.number.value()
        return which, panel.label, panel.method, panel.check.isChecked()

    def question(self, asked: Asked) -> Callable[[], Iterator[Explained]]:
        """Explain the score."""
        panel, picture = self._panel, self.followed.looked_at.picture
        choice = panel.picture_choice
        shown = picture if choice.is_of_project else None
        wanted = Wanted(
            choice.number.value(),
            shown.pixels if shown is not None else None,
            shown.name if shown is not None else "",
            choice.how,
            panel.label,
            panel.method,
            panel.check.isChecked(),
        )
        net, memory = asked.net, self.followed.memory
        return lambda: explain(net, wanted, memory)

    def show_state(self, asked: Asked, state: Explained) -> None:
        """Show the attribution so far."""
        panel, attribution = self._panel, state.attribution
        method, names = METHODS[attribution.method], state.class_names
        panel.set_labels(names)
        panel.picture_choice.set_count(state.count)
        heading = self.tr("{method} for class {name} of {net}")
        panel.show_content(
            heading.format(method=method.title, name=names[attribution.label], net=self._net_title(asked)),
            self._decision(state),
        )
        values = attribution.map.astype(np.float32)
        kind: Kind = "activation" if attribution.is_never_negative else "signed"
        caption = (
            self.tr("weighed maps")
            if attribution.is_never_negative
            else self.tr("red for it, blue against it")
        )
        panel.show_maps(state.picture, _shades(state.picture, attribution), values, kind, caption)
        words = [method.meaning, self._sum(state)]
        panel.show_words("\n".join(filter(None, words)), [self._card(state, step) for step in state.steps])

    def figure(self, asked: Asked, state: Explained, look: Look) -> Plate:
        """Draw the picture and the map on it, or the maps while the net forgets."""
        label = state.class_names[state.attribution.label]
        title = attribution_title(label, state.source, self._net_title(asked))
        if state.steps:
            return sanity_figure(state.picture, state.steps, title=title, look=look)
        return attribution_figure(state.picture, [state.attribution], title=title, look=look)

    def numbers(self, state: Explained) -> str:
        """Return the map, or the maps while the net forgets, as a table with a line for each pixel."""
        return sanity_csv(state.steps) if state.steps else attribution_csv([state.attribution])

    def _decision(self, state: Explained) -> str:
        names, label = state.class_names, state.attribution.label
        words = [
            self.tr("score {score}, probability {percent} %").format(
                score=short_number(state.attribution.score, 4),
                percent=f"{100 * state.probabilities[label]:.1f}",
            ),
            self.tr("the net says {name}").format(name=names[state.decided]),
        ]
        if state.given is not None:
            words.append(self.tr("the picture is {name}").format(name=names[state.given]))
        return "; ".join(words)

    def _sum(self, state: Explained) -> str:
        """Say whether the shares of integrated gradients add up."""
        found = state.attribution.completeness
        if found is None:
            return ""
        words = self.tr(
            "The shares of all pixels add up to {total}; the score differs from that of a black picture by "
            "{difference}, so {gap} % are missed."
        ).format(
            total=short_number(found.total, 4),
            difference=short_number(found.difference, 4),
            gap=f"{100 * found.gap:.2g}",
        )
        if state.done < state.total or found.gap <= GOOD_GAP:
            return words
        return f"{words} {self.tr('That is more than 1 %: the two scores hardly differ.')}"

    def _card(self, state: Explained, step: SanityStep) -> PatchCard:
        figure = f"{step.similarity:.2f}"
        if step.layer is None:
            note, words = self.tr("learned"), self.tr("The net as it has learned")
        else:
            note = step.layer
            words = self.tr("Random from the top down to {layer}: similarity {figure}").format(
                layer=step.layer, figure=figure
            )
        patch = Patch(_shades(state.picture, step.attribution), (0.0, 1.0))
        return PatchCard(patch, figure, note, words, can_be_chosen=False)


def _shades(picture: NDArray[Any], attribution: Attribution) -> NDArray[np.float32]:
    """Lay an attribution over its picture: (3, H, W) in [0, 1]."""
    pixels = np.asarray(overlaid(picture, attribution), np.float32).transpose(2, 0, 1) / 255
    return np.ascontiguousarray(pixels)
