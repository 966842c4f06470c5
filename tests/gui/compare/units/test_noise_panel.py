"""Reverse correlation in the window."""

from __future__ import annotations

import numpy as np

from .conftest import add_run


def test_the_kernel_of_a_hand_made_filter_comes_out_beside_the_true_one(room) -> None:
    panel = room.bring("noise")
    room.followed.follow("bank 3 × 3")
    room.settle()
    edge = room.workspace.document.filters[0].weights
    np.testing.assert_allclose(panel.true.weights[0], edge, atol=1e-5)
    assert np.corrcoef(panel.found.weights.ravel(), edge.ravel())[0, 1] > 0.99
    assert panel.status.startswith("correlation with the true kernel 0.99")
    assert "20,000 of 20,000 pictures" in panel.status


def test_a_deep_unit_has_no_true_kernel_and_is_told_so(room) -> None:
    panel = room.bring("noise")
    room.choose(panel.count, 0)
    assert "1,000 of 1,000 pictures" in panel.status
    room.choose(panel.bar.layers, panel.bar.layers.findText("conv2"))
    assert panel.true.weights is None
    assert "conv2 does not look at the picture directly" in panel.true.canvas.message


def test_other_noise_gives_another_kernel_and_a_silent_unit_none(room) -> None:
    panel = room.bring("noise")
    room.choose(panel.count, 0)
    before = panel.found.weights
    panel.start.click()
    room.settle()
    assert not np.array_equal(before, panel.found.weights)
    run = add_run(room.workspace.document, silence=4)
    room.followed.follow(run.id, "conv1", 4)
    room.settle()
    assert "gives the same answer to all 1,000 pictures of noise" in panel.message
