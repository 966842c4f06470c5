"""What is kept of a data set to be shown: all counts, and pictures within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.data import Augmentation, DataChoice
from filterlab.data.decoding import ReadingStoppedError
from filterlab.gui.train import data_sight
from filterlab.gui.train.data_sight import SightRequest, read_part, read_sight

from .data_bench import write_arrays


def test_counts_and_means_are_of_all_pictures(tmp_path) -> None:
    sight = read_sight(SightRequest(DataChoice(str(write_arrays(tmp_path / "greys.npz", counts=(6, 3, 5))))))
    assert sight.shape == (1, 8, 8)
    assert sight.learned.facts.counts.tolist() == [6, 3, 5]
    assert sight.kept.facts.counts.tolist() == [4, 0, 0]
    np.testing.assert_allclose(sight.learned.facts.mean_pictures[:, 0, 0, 0], [0, 0.1, 0.2], atol=1e-6)
    assert sight.learned.pictures.shape == (14, 1, 8, 8)
    assert sight.learned.pictures.dtype == np.uint8
    assert sorted(set(sight.learned.pictures.ravel())) == [0, 26, 51]


def test_of_very_many_pictures_some_are_kept_from_all_over(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(data_sight, "MOST_BYTES", 8 * 8 * 8)
    sight = read_sight(SightRequest(DataChoice(str(write_arrays(tmp_path / "greys.npz", counts=(40, 40))))))
    assert sight.learned.count == 80
    assert sight.learned.facts.counts.tolist() == [40, 40]
    assert 5 <= len(sight.learned.labels) <= 8
    assert set(sight.learned.labels.tolist()) == {0, 1}


def test_large_pictures_are_kept_small(tmp_path) -> None:
    sight = read_sight(SightRequest(DataChoice(str(write_arrays(tmp_path / "large.npz", side=200)))))
    assert sight.shape == (1, 200, 200)
    assert sight.learned.pictures.shape == (9, 1, 64, 64)


def test_a_reading_that_is_not_wanted_any_more_ends(tmp_path) -> None:
    request = SightRequest(DataChoice(str(write_arrays(tmp_path / "greys.npz"))))
    request.course.stop()
    with pytest.raises(ReadingStoppedError):
        read_sight(request)


def test_how_pictures_are_changed_is_not_about_what_is_read() -> None:
    plain, changed = DataChoice(), DataChoice(augmentation=Augmentation(shift=2))
    assert SightRequest(plain).subject == SightRequest(changed).subject
    assert read_part(changed) == plain
