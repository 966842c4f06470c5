"""What tests of the Data panel are made on: the panel with its presenter, and small data sets on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.gui.train.data_choosing import DataChoosing
from filterlab.gui.train.data_panel import DataPanel

if TYPE_CHECKING:
    from pathlib import Path

READ_MS = 30_000
DRAWN = 120


class DataBench:
    """A panel, its presenter and what it has told."""

    def __init__(self) -> None:
        self.panel = DataPanel()
        self.choosing = DataChoosing(self.panel, self.panel)
        self.choosing.set_drawn(DRAWN)
        self.changes = 0
        self.choosing.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        self.changes += 1


def write_arrays(path: Path, *, counts: tuple[int, ...] = (6, 3), side: int = 8, channels: int = 1) -> Path:
    """Write a .npz data set whose pictures of class k are all of the grey k / 10."""
    labels = np.repeat(np.arange(len(counts)), counts)
    grey = (labels / 10)[:, np.newaxis, np.newaxis, np.newaxis]
    images = np.broadcast_to(grey, (len(labels), channels, side, side)).astype(np.float32)
    np.savez(path, x_train=images, y_train=labels, x_test=images[:4], y_test=labels[:4])
    return path
