"""The one filter that all panels of Compare are about."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.gui.compare.looked_at import Looked, LookedAt
from filterlab.nets import Snapshot
from filterlab.project import Document


@pytest.fixture
def document() -> Document:
    """Return a document with one filter and one picture."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 20, 30), dtype=np.float32))
    document.insert_filter(document.make_filter("edge", presets["sobel-x"].weights))
    return document


@pytest.fixture
def looked_at(document, qapp) -> LookedAt:
    """Return what is looked at, with a list of what it has said."""
    del qapp
    owner = QObject()
    looked_at = LookedAt(document, owner)
    looked_at.said = []
    for name in ("changed", "weights_changed", "picture_changed"):
        getattr(looked_at, name).connect(lambda name=name: looked_at.said.append(name))
    looked_at.owner = owner
    return looked_at


def bank(seed: int = 0) -> dict[str, np.ndarray]:
    """Return weights of two layers."""
    rng = np.random.default_rng(seed)
    return {
        "conv1.weight": rng.random((3, 1, 5, 5), dtype=np.float32),
        "conv2.weight": rng.random((4, 3, 3, 3), dtype=np.float32),
    }


def test_the_bank_is_looked_at_until_something_has_been_learned(looked_at, document) -> None:
    assert looked_at.filter is document.filters[0]
    assert looked_at.weights is document.filters[0].weights
    run = document.add_imported_run("planted", bank())
    assert looked_at.looked == Looked(run_id=run.id, layer="conv1")
    assert looked_at.filter is None
    np.testing.assert_array_equal(looked_at.weights, bank()["conv1.weight"][0])
    assert looked_at.said == ["changed"]


def test_what_the_user_has_chosen_stays_when_another_net_has_learned(looked_at, document) -> None:
    chosen = Looked(filter_id=document.filters[0].id)
    looked_at.look_at(chosen)
    document.add_imported_run("planted", bank())
    assert looked_at.looked == chosen


def test_any_filter_of_any_layer_and_moment_can_be_looked_at(looked_at, document) -> None:
    run = document.add_imported_run("planted", bank())
    looked_at.look_at(Looked(run_id=run.id, layer="conv2", number=3))
    np.testing.assert_array_equal(looked_at.weights, bank()["conv2.weight"][3])
    early = Snapshot(step=5, epoch=1, parameters=bank(1), seconds=1.0)
    looked_at.look_at(Looked(run_id=run.id, layer="conv2", number=3), early)
    np.testing.assert_array_equal(looked_at.weights, bank(1)["conv2.weight"][3])
    assert looked_at.moment is early
    assert looked_at.spec is None


def test_listeners_hear_what_changes_and_nothing_else(looked_at, document) -> None:
    first = document.filters[0]
    looked_at.look_at(Looked(filter_id=first.id))
    looked_at.look_at(Looked(filter_id=first.id))
    document.set_weights(first.id, 2 * first.weights)
    document.add_picture("dark", np.zeros((1, 9, 9), np.float32))
    assert looked_at.said == ["changed", "weights_changed", "picture_changed"]


def test_what_is_removed_is_no_longer_looked_at(looked_at, document) -> None:
    run = document.add_imported_run("planted", bank())
    looked_at.look_at(Looked(run_id=run.id, layer="conv2"))
    document.remove_run(run.id)
    assert looked_at.filter is document.filters[0]
    document.remove_filter(document.filters[0].id)
    assert looked_at.looked is None
    assert looked_at.weights is None
