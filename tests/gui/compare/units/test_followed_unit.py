"""Whom the panels of what a unit sees ask."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.gui.compare.looked_at import Looked, LookedAt
from filterlab.gui.compare.units import followed_unit
from filterlab.gui.compare.units.asked_net import net_of
from filterlab.gui.compare.units.followed_unit import FollowedUnit
from filterlab.gui.compare.units.panels import UnitPanels
from filterlab.nets import Snapshot
from filterlab.probes.units import Unit
from filterlab.project import Document

from .conftest import add_run, make_end

pytestmark = pytest.mark.usefixtures("qapp")


def follow(document: Document) -> tuple[FollowedUnit, LookedAt, QObject]:
    """Return what is followed and looked at, and their owner."""
    owner = QObject()
    looked_at = LookedAt(document, owner)
    return FollowedUnit(looked_at, owner), looked_at, owner


def test_the_filter_that_compare_looks_at_is_asked(document) -> None:
    followed, looked_at, _owner = follow(document)
    assert followed.asked.unit == Unit("conv1", 0)
    looked_at.look_at(Looked(run_id=document.runs[0].id, layer="conv2", number=3))
    assert followed.asked.unit == Unit("conv2", 3)
    gabor = document.filters[1]
    looked_at.look_at(Looked(filter_id=gabor.id))
    assert followed.asked.name == "gabor"
    np.testing.assert_array_equal(followed.asked.net.parameters["conv1.weight"][0], gabor.weights)


def test_a_filter_chosen_here_is_looked_at_by_all_of_compare_and_a_class_is_not(document) -> None:
    followed, looked_at, _owner = follow(document)
    key = followed.asked.net.key
    followed.follow(key, "conv2", 5)
    assert looked_at.looked == Looked(run_id=key, layer="conv2", number=5)
    followed.follow(key, followed.asked.net.layers[-1], 7)
    assert followed.asked.is_class
    assert followed.asked.unit.channel == 7
    assert looked_at.looked == Looked(run_id=key, layer="conv2", number=5)


def test_filters_of_the_bank_are_asked_shape_by_shape(document) -> None:
    document.insert_filter(document.make_filter("other edge", presets["sobel-y"].weights))
    followed, _looked_at, _owner = follow(document)
    assert [title for _key, title in followed.entries()] == ["run 1", "bank, 3 × 3", "bank, 13 × 13"]
    followed.follow("bank 3 × 3", channel=1)
    assert followed.asked.name == "other edge"
    assert followed.asked.net.count_units("conv1") == 2


def test_while_a_net_learns_newer_weights_are_asked_when_one_wants_and_at_the_end_at_once(
    document, qtbot
) -> None:
    run = document.add_run(document.runs[0].request)
    weights = document.runs[0].parameters
    document.record_events(run.id, [Snapshot(step=1, epoch=1, parameters=weights, seconds=1.0)])
    followed, _looked_at, _owner = follow(document)
    assert followed.asked.net.stamp == (run.id, 1)
    with qtbot.waitSignal(followed.listed):
        document.record_events(run.id, [Snapshot(step=9, epoch=1, parameters=weights, seconds=2.0)])
    assert followed.has_newer
    assert followed.asked.net.stamp == (run.id, 1)
    followed.take_newest()
    assert followed.asked.net.stamp == (run.id, 9)
    with qtbot.waitSignal(followed.changed):
        document.record_events(run.id, [make_end(20, weights)])
    assert followed.asked.net.stamp == (run.id, 20)


def test_a_moment_one_has_gone_back_to_is_asked_until_one_chooses_another(document) -> None:
    followed, looked_at, _owner = follow(document)
    run = document.runs[0]
    early = Snapshot(step=2, epoch=1, parameters=run.parameters, seconds=1.0)
    looked_at.look_at(Looked(run_id=run.id, layer="conv1", number=1), early)
    assert followed.asked.net.stamp == (run.id, 2)
    assert not followed.has_newer
    followed.follow(run.id, "conv1", 2)
    assert followed.asked.net.stamp == (run.id, 5)
    assert looked_at.moment is run.snapshot


def test_what_is_painted_is_asked_at_once(document, qtbot) -> None:
    followed, _looked_at, _owner = follow(document)
    edge = document.filters[0]
    followed.follow("bank 3 × 3")
    with qtbot.waitSignal(followed.listed):
        document.set_weights(edge.id, 2 * edge.weights)
    np.testing.assert_array_equal(followed.asked.net.parameters["conv1.weight"][0], 2 * edge.weights)


def test_nothing_is_read_for_panels_that_nobody_sees_while_a_filter_is_painted(
    document, qtbot, monkeypatch
) -> None:
    owner = QObject()
    panels = UnitPanels(LookedAt(document, owner), owner)
    for panel in panels.panels:
        qtbot.addWidget(panel)
    panels.followed.follow("bank 3 × 3")
    asked: list[str] = []
    monkeypatch.setattr(followed_unit, "net_of", lambda _document, key, _moment=None: asked.append(key))
    edge = document.filters[0]
    for factor in (2, 3):
        document.set_weights(edge.id, factor * edge.weights)
        qtbot.waitUntil(lambda: panels.is_idle)
    assert not asked
    panels.shut_down()


def test_the_first_filters_of_weights_of_an_unknown_net_can_be_asked() -> None:
    document = Document()
    weights = np.random.default_rng(0).standard_normal((4, 3, 11, 11)).astype(np.float32)
    run = document.add_imported_run("strange", {"features.0.weight": weights})
    net = net_of(document, run.id)
    assert net.subject().input_shape == (3, 28, 28)
    assert net.layers == ("features.0",)
    assert net.count_units("features.0") == 4
    followed, looked_at, _owner = follow(document)
    looked_at.look_at(Looked(run_id=run.id, layer="features.0", number=2))
    assert followed.asked.name == "features.0 unit 2"
    followed.follow(run.id, "features.0", 3)
    assert looked_at.looked == Looked(run_id=run.id, layer="features.0", number=3)


def test_a_net_that_is_gone_or_has_no_weights_yet_is_told_in_a_sentence(document) -> None:
    followed, looked_at, _owner = follow(document)
    assert followed.problem == ""
    document.remove_run(document.runs[0].id)
    assert followed.asked.net.names == ("edge",)
    for item in list(document.filters):
        document.remove_filter(item.id)
    assert followed.asked is None
    assert "train a net" in followed.problem
    run = document.add_imported_run("dense", {"fc.weight": np.ones((2, 3))})
    followed.follow(run.id)
    assert followed.problem.startswith("dense has no filters for pictures yet")
    assert looked_at.looked is None
    add_run(document)
    assert "run" in dict(followed.entries())[document.runs[1].id]
