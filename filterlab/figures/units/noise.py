"""The kernel that noise has shown, beside the true one."""

from dataclasses import replace

from PIL import Image

from filterlab.figures.cards import bar_plate, beside, card, picture_plate
from filterlab.figures.colormaps import Limits, colorize, limits_of
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Plate, Words, captioned
from filterlab.figures.tiles import Floats, ink_on, number_size
from filterlab.probes.units import NoiseProbe

_SIDE = 300


def noise_figure(probe: NoiseProbe, *, title: str, subtitle: str = "", look: Look = LIGHT) -> Plate:
    """Draw what reverse correlation has found, channel by channel, beside the weights where there are some.

    Parameters
    ----------
    probe : NoiseProbe
        What noise has shown.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    """
    found = [f"From {probe.done:,} pictures of noise"]
    if probe.correlation is None:
        found.append("In this layer there is no single true kernel to compare it with.")
    else:
        found.append(f"Correlation with the true kernel {probe.correlation:.4f}")
    panels = [card(_kernel(probe.kernel, look), "Reverse correlation", found, look)]
    if probe.true_kernel is not None:
        panels.append(card(_kernel(probe.true_kernel, look), "True kernel", ["Its weights"], look))
    return captioned(title, subtitle, beside(panels, look, gap=14), (), look)


def _kernel(kernel: Floats, look: Look) -> Plate:
    limits = limits_of(kernel, "signed")
    planes = [_plane(plane, limits, look) for plane in kernel]
    bar = bar_plate("signed", limits, height=max(planes[0].height, 80), look=look)
    return beside([*planes, bar], look, gap=8)


def _plane(plane: Floats, limits: Limits, look: Look) -> Plate:
    """Draw one channel, with its numbers where they fit into the cells."""
    colors = colorize(plane, "signed", limits)
    shown = picture_plate(Image.fromarray(colors), width=_SIDE, height=_SIDE, look=look)
    cell = shown.width // plane.shape[1]
    size = number_size(plane, cell)
    if size is None:
        return shown
    numbers = tuple(
        Words(
            (j + 0.5) * cell, (i + 0.5) * cell, short_number(value, 2), ink_on(colors[i, j]), size, "middle"
        )
        for i, row in enumerate(plane.tolist())
        for j, value in enumerate(row)
    )
    return replace(shown, marks=(*shown.marks, *numbers))
