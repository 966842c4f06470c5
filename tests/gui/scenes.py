"""Scenes, places and points for tests of what shows a picture, a filter and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from filterlab.data import load_sample, presets
from filterlab.gui.design.scene import Scene
from filterlab.gui.design.tool import Place
from filterlab.probes import Stages, explain
from filterlab.project import Scale

if TYPE_CHECKING:
    import numpy as np

    from filterlab.gui.widgets.array_view import ArrayView

CURVE = presets["curve-detector"].weights
# The darkest and the brightest pixel of the mouse, in units of 255.
MOUSE_RANGE = (0.0, 50.0)


def scene_of(
    pixels: np.ndarray, weights: np.ndarray, *, revision: int = 0, units: int = 255, **stages: object
) -> Scene:
    """Freeze a picture and a filter, with whatever stages are named."""
    return Scene("p", "f", pixels, weights, revision, Stages(**stages), Scale(0.0, units))


def mouse_scene(weights: np.ndarray = CURVE, *, revision: int = 0, **stages: object) -> Scene:
    """Freeze the mouse with a filter, the curve detector if none is named."""
    return Scene("mouse", "f", load_sample("mouse"), weights, revision, Stages(**stages), Scale())


def place_of(
    scene: Scene,
    row: int,
    column: int,
    *,
    brightness: tuple[float, float] = MOUSE_RANGE,
    is_pinned: bool = True,
) -> Place:
    """Take the number at a place of a scene's response apart."""
    told = explain(
        scene.pixels,
        scene.weights,
        scene.stages,
        row,
        column,
        value_range=brightness,
        scale=scene.scale.factor,
    )
    return Place(scene, told, brightness, is_pinned)


def point_over(view: ArrayView, x: float, y: float) -> QPoint:
    """Return the point of a view's canvas over a place in picture coordinates."""
    # A new colour bar moves the map a little; look where it is after that.
    QApplication.processEvents()
    return view.canvas.mapFromScene(view.view_box.mapViewToScene(QPointF(x, y)))
