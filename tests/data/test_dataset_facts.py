"""Counts, means and spreads are NumPy's own, however the pictures come in."""

import numpy as np
import pytest

from filterlab.data import dataset_facts
from filterlab.data.dataset_facts import blocks_of, measure_pictures
from filterlab.data.datasets import Split
from filterlab.data.decoding import ReadingStoppedError


def _split(count=50, channels=3, classes=4):
    rng = np.random.default_rng(2)
    images = rng.random((count, channels, 6, 5), dtype=np.float32)
    return Split(images, rng.integers(0, classes, count))


@pytest.mark.parametrize("numbers", [1, 7 * 90, 1 << 20])
def test_the_facts_are_those_of_all_pictures_at_once(monkeypatch, numbers):
    monkeypatch.setattr(dataset_facts, "_BLOCK_NUMBERS", numbers)
    split = _split()
    facts = measure_pictures(blocks_of(split), 5)
    assert facts.counts.tolist() == np.bincount(split.labels, minlength=5).tolist()
    for label in range(4):
        mine = split.images[split.labels == label]
        np.testing.assert_allclose(facts.mean_pictures[label], mine.mean(axis=0), rtol=1e-5)
    assert (facts.mean_pictures[4] == 0).all()
    np.testing.assert_allclose(facts.pixel_mean, split.images.mean(axis=(0, 2, 3), dtype=float), rtol=1e-12)
    np.testing.assert_allclose(facts.pixel_std, split.images.std(axis=(0, 2, 3), dtype=float), rtol=1e-9)


def test_blocks_are_views_of_all_pictures(monkeypatch):
    monkeypatch.setattr(dataset_facts, "_BLOCK_NUMBERS", 8 * 90)
    split = _split()
    blocks = list(blocks_of(split))
    assert [len(labels) for _images, labels in blocks] == [8] * 6 + [2]
    assert all(np.shares_memory(images, split.images) for images, _labels in blocks)


def test_pictures_of_one_grey_have_no_spread():
    facts = measure_pictures(blocks_of(Split(np.full((9, 1, 4, 4), 0.1, np.float32), np.zeros(9, int))), 1)
    assert facts.pixel_std == pytest.approx(0, abs=1e-7)


def test_counting_can_be_stopped(monkeypatch):
    monkeypatch.setattr(dataset_facts, "_BLOCK_NUMBERS", 1)
    answers = iter([True, True, False])
    with pytest.raises(ReadingStoppedError):
        measure_pictures(blocks_of(_split()), 4, proceed=lambda: next(answers))


def test_nothing_cannot_be_measured():
    with pytest.raises(ValueError, match="nothing"):
        measure_pictures([], 4)
