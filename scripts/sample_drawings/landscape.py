"""An evening by a lake, painted from formulas: sky, mountains, water and meadow; `things` stand on it.

All layers are painted from far to near, each with a soft mask, on a canvas twice as large as the picture.
"""

import numpy as np
from PIL import Image

from sample_drawings.noise import fractal_line, fractal_noise
from sample_drawings.things import draw_things, path_distance, shore_line

WIDTH, HEIGHT = 1024, 768
SCALE = 2
SUN = (655, 318)
HORIZON = 392
SEED = 7

Colour = tuple[float, float, float]


def draw_landscape() -> np.ndarray:
    """Paint the landscape: (768, 1024, 3), uint8."""
    rng = np.random.default_rng(SEED)
    y, x = np.mgrid[: HEIGHT * SCALE, : WIDTH * SCALE] / SCALE
    canvas = _sky(x, y, rng)
    canvas = _mountains(canvas, x, y, rng)
    canvas = _woods(canvas, x, y, rng)
    canvas = _lake(canvas, x, y, rng)
    canvas = _meadow(canvas, x, y, rng)
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    draw_things(image, SCALE, rng)
    picture = np.asarray(image.reduce(SCALE)).astype(float)
    # A trace of the grain a camera would leave.
    picture += 1.5 * rng.standard_normal((HEIGHT, WIDTH, 1))
    return np.asarray(np.clip(np.rint(picture), 0, 255), dtype=np.uint8)


def _sky(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    heights = (0, 150, 280, 360, HORIZON)
    colours = np.array(((46, 82, 134), (96, 132, 174), (196, 182, 178), (246, 206, 158), (253, 218, 160)))
    sky = np.stack([np.interp(y, heights, colours[:, channel]) for channel in range(3)], axis=-1)
    distance = np.hypot(x - SUN[0], 1.15 * (y - SUN[1]))
    sky = _mix(sky, (255, 236, 190), 0.75 * np.exp(-distance / 95))
    sky = _mix(sky, (255, 205, 140), 0.45 * np.exp(-distance / 260))
    cloud = fractal_noise(x.shape, (70 * SCALE, 330 * SCALE), 7, rng)
    high = np.exp(-(((y - 165) / 110) ** 2))
    density = 0.9 * _smooth((cloud - 0.9 + 0.55 * high) / 1.3)
    # The sun stands low: clouds further down are warmer, and brighter where they thin out upwards.
    low = _smooth((y - 60) / 250)
    bright = _mix(_flat(sky, (214, 214, 226)), (255, 196, 150), low)
    dark = _mix(_flat(sky, (128, 140, 172)), (206, 140, 130), low)
    light = _smooth(0.6 + 0.45 * (cloud - np.roll(cloud, -9 * SCALE, axis=0)))
    sky = _mix(sky, _mix(dark, bright, light), density)
    return _mix(sky, (255, 250, 228), np.clip(15.5 - np.hypot(x - SUN[0], y - SUN[1]), 0, 1))


def _mountains(canvas: np.ndarray, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paint three ranges, the nearer the darker and the less hazy; the farthest carries snow."""
    columns = np.arange(x.shape[1]) / SCALE
    peaks = sum(
        height * np.exp(-np.abs(columns - place) / breadth)
        for place, height, breadth in ((270, 84, 92), (470, 46, 70), (920, 34, 90))
    )
    ranges: tuple[tuple[float, float, float, float, Colour, Colour], ...] = (
        (352, 52, 300, 0.62, (186, 160, 168), (136, 126, 160)),
        (374, 34, 240, 0.52, (128, 128, 150), (100, 108, 138)),
        (388, 20, 170, 0.44, (86, 104, 112), (66, 86, 98)),
    )
    for number, (base, height, cell, haze, bright, dark) in enumerate(ranges):
        ridge = base - height * (1 + 0.75 * fractal_line(x.shape[1], cell * SCALE, 8, rng))
        if number == 0:
            ridge = ridge - peaks
        depth = y - ridge
        # Folds run down the slope: noise stretched downwards, creased where it changes sign.
        rock = fractal_noise(x.shape, (75 * SCALE, 48 * SCALE), 7, rng)
        crease = -np.abs(rock)
        light = _smooth(0.5 + 1.1 * (crease - np.roll(crease, 4 * SCALE, axis=1)))
        colour = _mix(_flat(canvas, dark), bright, light)
        if number == 0:
            snow = _smooth((58 - depth - 26 * crease - 14) / 20) * _smooth((335 - y) / 60)
            colour = _mix(colour, _mix(_flat(canvas, (158, 160, 200)), (255, 230, 214), light), 0.92 * snow)
        veil = haze * _smooth((y - (base - 95)) / 110) * np.clip(1.15 - np.abs(x - SUN[0]) / 900, 0, 1)
        colour = _mix(colour, (250, 206, 164), veil)
        canvas = _mix(canvas, colour, _below(depth))
    return canvas


def _woods(canvas: np.ndarray, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paint the far shore's trees, lower towards the middle."""
    columns = np.arange(x.shape[1]) / SCALE
    outline = fractal_line(x.shape[1], 120 * SCALE, 5, rng) + 0.55 * fractal_line(
        x.shape[1], 7 * SCALE, 3, rng
    )
    ends = 16 * np.exp(-(((columns - 60) / 190) ** 2)) + 10 * np.exp(-(((columns - 900) / 150) ** 2))
    leaves = fractal_noise(x.shape, (10 * SCALE, 6 * SCALE), 3, rng)
    colour = _mix(_flat(canvas, (34, 54, 58)), (78, 94, 78), _smooth(0.35 + 0.3 * leaves))
    colour = _mix(colour, (216, 170, 120), 0.28 * np.exp(-np.abs(x - SUN[0]) / 200))
    return _mix(canvas, colour, _below(y - (HORIZON - 7 - 6 * outline - ends)))


def _lake(canvas: np.ndarray, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirror what stands above the horizon, shaken by ripples that grow towards the viewer."""
    height, width = x.shape
    depth = np.clip(y - HORIZON, 0, None)
    near = depth / 150
    fine = fractal_noise(x.shape, (2.2 * SCALE, 34 * SCALE), 3, rng) * (0.6 + 5 * near)
    coarse = fractal_noise(x.shape, (7 * SCALE, 110 * SCALE), 3, rng) * (0.4 + 3.2 * near)
    source = HORIZON - 1.08 * depth - 1.3 * np.abs(fine + coarse) - 1
    rows = np.clip(np.rint(source * SCALE), 0, height - 1).astype(int)
    columns = np.clip(np.arange(width) + np.rint(fine * SCALE / 2).astype(int), 0, width - 1)
    water = 0.86 * canvas[rows, columns] + np.array((6.0, 12.0, 22.0))
    water = _mix(water, (52, 88, 120), np.clip(0.1 + 0.34 * near, 0, 0.5) * (0.75 + 0.25 * np.tanh(coarse)))
    beam = np.exp(-(((x - SUN[0]) / (14 + 62 * near)) ** 2))
    sparkle = fractal_noise(x.shape, (1.6 * SCALE, 11 * SCALE), 2, rng)
    water = _mix(water, (255, 238, 196), 0.85 * beam * _smooth((sparkle - 0.35 + 0.5 * beam) / 0.8))
    return _mix(canvas, water, np.clip((y - HORIZON) * SCALE + 0.5, 0, 1))


def _meadow(canvas: np.ndarray, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    columns = np.arange(x.shape[1]) / SCALE
    depth = y - shore_line(columns) - 2.2 * fractal_line(x.shape[1], 30 * SCALE, 4, rng)
    patches = fractal_noise(x.shape, (40 * SCALE, 120 * SCALE), 6, rng)
    near = np.clip(depth / 200, 0, 1)
    ground = _mix(_flat(canvas, (138, 148, 70)), (58, 92, 44), _smooth(0.9 * near + 0.16 * patches))
    ground = _mix(ground, (214, 190, 96), 0.35 * _smooth(0.3 * patches + 0.35) * (1 - near))
    ground = _mix(ground, (196, 170, 124), 0.8 * np.clip(np.exp(-depth / 5), 0, 1))
    stones = fractal_noise(x.shape, (5 * SCALE, 9 * SCALE), 3, rng)
    earth = _mix(_flat(canvas, (176, 146, 104)), (126, 100, 74), _smooth(0.5 + 0.3 * stones))
    ground = _mix(ground, earth, 0.92 * _smooth(0.5 - path_distance(x, y) / (2 + 3 * near)))
    # The cottage's shadow falls towards us.
    shade = np.exp(-(((x - 850) / 105) ** 2) - ((y - 546) / 15) ** 2)
    ground = _mix(ground, (34, 46, 34), 0.55 * shade)
    return _mix(canvas, ground, _below(depth))


def _mix(under: np.ndarray, over: np.ndarray | Colour, share: np.ndarray) -> np.ndarray:
    """Lay a colour or a layer over another; `share` (H, W) is how much of it is seen."""
    return np.asarray(under + (np.asarray(over, dtype=float) - under) * share[:, :, np.newaxis])


def _flat(like: np.ndarray, colour: Colour) -> np.ndarray:
    return np.broadcast_to(np.asarray(colour, dtype=float), like.shape)


def _smooth(t: np.ndarray) -> np.ndarray:
    t = np.clip(t, 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _below(depth: np.ndarray) -> np.ndarray:
    """Make a mask with an edge about one pixel soft."""
    return np.clip(0.7 * SCALE * depth + 0.5, 0, 1)
