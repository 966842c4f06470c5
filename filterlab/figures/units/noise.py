"""The kernel that noise has shown, beside the true one."""

from PIL import Image

from filterlab.figures.colormaps import limits_of
from filterlab.figures.layout import panel, sheet, side_by_side
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.tiles import Floats, color_bar, fitted_map
from filterlab.probes.units import NoiseProbe

_SIDE = 300


def noise_figure(probe: NoiseProbe, *, title: str, subtitle: str = "", look: Look = LIGHT) -> Image.Image:
    """Draw what reverse correlation has found, channel by channel, beside the weights where there are some.

    Parameters
    ----------
    probe : NoiseProbe
        What noise has shown.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    found = [f"From {probe.done:,} pictures of noise"]
    if probe.correlation is None:
        found.append("In this layer there is no single true kernel to compare it with.")
    else:
        found.append(f"Correlation with the true kernel {probe.correlation:.4f}")
    panels = [panel(_kernel(probe.kernel, look), "Reverse correlation", found, look)]
    if probe.true_kernel is not None:
        panels.append(panel(_kernel(probe.true_kernel, look), "True kernel", ["Its weights"], look))
    return sheet(title, subtitle, side_by_side(panels, gap=14, ground=look.paper), look)


def _kernel(kernel: Floats, look: Look) -> Image.Image:
    limits = limits_of(kernel, "signed")
    planes = [fitted_map(plane, "signed", limits, width=_SIDE, height=_SIDE) for plane in kernel]
    bar = color_bar("signed", limits, height=max(planes[0].height, 80), look=look)
    return side_by_side([*planes, bar], gap=8, ground=look.card)
