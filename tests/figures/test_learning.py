"""The filters of a layer while they learn become an animation with one scale of colours."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from filterlab.errors import FilterLabError
from filterlab.figures.learning import export_learning


def moments(count: int) -> list[tuple[str, np.ndarray]]:
    """Return filters that grow from moment to moment."""
    ones = np.ones((2, 1, 3, 3), np.float32)
    return [(f"conv1, step {10**step}", step * ones) for step in range(count)]


def test_every_moment_is_a_frame_and_the_last_one_stays_longer(tmp_path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "learning.gif"
    written = export_learning(path, moments(3), advance=lambda done, total: told.append((done, total)))
    assert written == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    with Image.open(path) as animation:
        assert animation.n_frames == 3
        animation.seek(2)
        assert animation.info["duration"] == 1500


def test_what_cannot_be_written_is_refused_in_a_sentence(tmp_path) -> None:
    with pytest.raises(FilterLabError, match=r"\.gif or \.webp"):
        export_learning(tmp_path / "learning.png", moments(1))
    with pytest.raises(FilterLabError, match="0 frames"):
        export_learning(tmp_path / "learning.gif", [])
    assert list(tmp_path.iterdir()) == []
