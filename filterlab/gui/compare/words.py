"""What the Compare workspace says, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.figures import range_text, short_number
from filterlab.gui.widgets.filter_planes import MAX_PLANES

if TYPE_CHECKING:
    from filterlab.gui.widgets.tile import Tile
    from filterlab.nets import Snapshot
    from filterlab.probes import Match
    from filterlab.project import BankChoice, Run, Scale


class CompareWords(QObject):
    """Turn the state of Compare into sentences; a QObject for its ``tr``."""

    def scale_note(self, scale: Scale, *, equal_strength: bool) -> str:
        """Say in which units responses are, and what is not applied."""
        sentence = (
            self.tr("picture {range} × filter of strength 1, stride 1, no padding")
            if equal_strength
            else self.tr("picture {range} × filter, stride 1, no padding")
        )
        return sentence.format(range=range_text(scale.black, scale.white))

    def unknown_importance(self) -> str:
        """Say how one comes to know what filters are worth."""
        return self.tr("Importance is not known yet: press Rank in the panel Surgery")

    def empty_bank(self) -> str:
        """Say that there is no hand-made filter."""
        return self.tr(
            "The bank is empty. Draw a filter or add presets in Design; each stands here with its response."
        )

    def no_run(self) -> str:
        """Say that nothing has been learned yet."""
        return self.tr(
            "No net has been trained yet. Train one, and the filters of its first layer stand here, each "
            "with its response and the hand-made filter it is most like."
        )

    def gone_title(self, choice: BankChoice) -> str:
        """Name a bank whose run was deleted."""
        return self.tr("Learned, {run} (deleted)").format(run=choice.name or self.tr("a run"))

    def gone(self, choice: BankChoice) -> str:
        """Say that the run whose filters stood here was deleted."""
        return self.tr(
            "The filters of {run} stood here, and it was deleted meanwhile: choose another bank in the list above."
        ).format(run=choice.name or self.tr("a run"))

    def nothing_learned(self, run: Run) -> str:
        """Say why a run has no filters to show."""
        if run.state == "failed":
            return self.tr("{run} failed: {reason}").format(run=named(run), reason=run.reason)
        if run.snapshot is not None:
            return self.tr("{run} has no convolution of pictures, so it has no filters to show.").format(
                run=named(run)
            )
        if run.is_active:
            return self.tr("{run} is starting; its filters appear in a moment.").format(run=named(run))
        return self.tr("{run} was stopped before its first weights arrived; train again.").format(
            run=named(run)
        )

    def learned_title(self, run: Run, moment: Snapshot | None, layer: str) -> str:
        """Name the run, the step its filters are from, and their layer if it is not the first."""
        if run.state == "imported" or moment is None:
            title = self.tr("Learned, {run}").format(run=run.name)
        else:
            title = self.tr("Learned, {run}, step {step}").format(run=run.name, step=moment.step)
        return self.tr("{title}, {layer}").format(title=title, layer=layer) if layer else title

    def shelf_caption(self, shown: int, count: int, channels: int) -> str:
        """Say how many filters there are and how those with several channels are drawn."""
        text = (
            self.tr("{count} filters").format(count=count)
            if shown == count
            else self.tr("the first {shown} of {count} filters").format(shown=shown, count=count)
        )
        if 1 < channels <= MAX_PLANES:
            text += self.tr("; channels side by side")
        elif channels > MAX_PLANES:
            text += self.tr("; drawn as the mean of {channels} channels").format(channels=channels)
        return text

    def in_net(self, caption: str) -> str:
        """Add that responses are what the layer makes in its net."""
        return self.tr("{caption}; maps of the layer in its net").format(caption=caption)

    def seen_as(self, caption: str, channels: int, wanted: int) -> str:
        """Add how a picture is seen by filters of another number of channels."""
        if (channels, wanted) == (3, 1):
            return self.tr("{caption}; they see the grey of the coloured picture").format(caption=caption)
        if (channels, wanted) == (1, 3):
            return self.tr("{caption}; they see the grey picture in all three channels").format(
                caption=caption
            )
        return caption

    def filter_gone(self) -> str:
        """Say that a filter is there no more."""
        return self.tr("This filter is gone meanwhile: choose another one.")

    def nearest(self, name: str) -> str:
        """Name the nearest hand-made filter."""
        return self.tr("nearest: {name}").format(name=name)

    def likeness(self, match: Match) -> str:
        """Write how alike two filters are, and whether one is the other's negative."""
        figure = f"{match.similarity:.2f}"
        return self.tr("{figure} (negated)").format(figure=figure) if match.sign < 0 else figure

    def response_place(self, tile: Tile, row: int, column: int) -> str:
        """Name a number of a map and its place."""
        if tile.response is None:
            return ""
        value = short_number(float(tile.response[row, column]))
        if tile.cells > 1:
            return self.tr(
                "{filter}: strongest in the {cells} × {cells} from row {row}, column {column}: {value}"
            ).format(
                filter=tile.title,
                cells=tile.cells,
                row=row * tile.cells,
                column=column * tile.cells,
                value=value,
            )
        return self.tr("{filter}: response at row {row}, column {column}: {value}").format(
            filter=tile.title, row=row, column=column, value=value
        )

    def weight_place(self, tile: Tile, channel: int, row: int, column: int) -> str:
        """Name a number of a filter and its place."""
        channels = tile.weights.shape[0]
        cell = tile.weights[:, row, column]
        value = float(cell.mean()) if channels > MAX_PLANES else float(cell[channel])
        if 1 < channels <= MAX_PLANES:
            return self.tr(
                "{filter}: weight at channel {channel}, row {row}, column {column}: {value}"
            ).format(filter=tile.title, channel=channel, row=row, column=column, value=short_number(value))
        return self.tr("{filter}: weight at row {row}, column {column}: {value}").format(
            filter=tile.title, row=row, column=column, value=short_number(value)
        )


def named(run: Run) -> str:
    """Return a run's name with a capital, to begin a sentence."""
    return run.name[:1].upper() + run.name[1:]
