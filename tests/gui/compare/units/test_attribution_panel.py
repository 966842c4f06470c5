"""Attribution in the window: map, overlay, sentence and sanity check."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from filterlab.gui.compare.units.asked_net import PictureMemory
from filterlab.probes.attribution import attribute

INTEGRATED, GUIDED, GRAD_CAM = 3, 2, 4


@pytest.fixture
def panel(room):
    """Return the panel with the gradient of the first test picture."""
    return room.bring("attribution")


def explained(room, method: str, number: int, label: int):
    """Return the attribution as the core has it."""
    net = room.followed.asked.net
    picture = PictureMemory().load(net.request).test.images[number]
    *_others, last = attribute(method, net.subject(), picture, label, np.random.default_rng(0))
    return last


def test_the_score_of_the_class_the_net_decides_on_is_explained_first(room, panel) -> None:
    net = room.followed.asked.net
    picture = PictureMemory().load(net.request).test.images[0]
    label = int(net.subject().net(picture[None])[0].argmax())
    np.testing.assert_allclose(
        panel.map.values, explained(room, "gradient", 0, label).map, rtol=1e-4, atol=1e-6
    )
    assert panel.heading == f"Gradient for class {label} of run 1, step 5"
    assert f"the net says {label}; the picture is " in panel.status
    assert panel.overlay.values.shape == (3, 28, 28)


def test_another_picture_class_and_method_are_explained_and_completeness_is_said(room, panel) -> None:
    panel.picture_choice.number.setValue(3)
    room.settle()
    room.choose(panel.labels, 8)
    room.choose(panel.methods, INTEGRATED)
    last = explained(room, "integrated", 3, 7)
    np.testing.assert_allclose(panel.map.values, last.map, rtol=1e-3, atol=1e-6)
    assert panel.heading.startswith("Integrated gradients for class 7 of")
    assert "The shares of all pixels add up to " in panel.words.text()
    assert "% are missed" in panel.words.text()
    room.choose(panel.methods, GRAD_CAM)
    assert panel.map.values.min() >= 0


def test_the_sanity_check_shows_the_map_while_the_net_forgets(room, panel) -> None:
    room.choose(panel.methods, GUIDED)
    assert panel.steps.isHidden()
    panel.check.setChecked(True)
    room.settle()
    cards = panel.steps.cards
    assert [card.note for card in cards] == ["learned", "fc1", "conv2", "conv1"]
    assert cards[0].value == "1.00"
    assert all(-1 <= float(card.value) <= 1 for card in cards)


def test_a_picture_of_another_size_is_refused_and_resizing_or_cropping_offered(room, panel) -> None:
    document = room.workspace.document
    document.add_picture("large", np.random.default_rng(1).random((1, 40, 50), dtype=np.float32))
    document.select_picture(document.pictures[-1].id)
    room.choose(panel.picture_choice.source, 1)
    assert panel.message.startswith("The picture has 40 × 50 pixels and run 1, step 5 takes 28 × 28")
    assert panel.resize_offer.isVisible()
    panel.resize_offer.click()
    room.settle()
    assert panel.message == ""
    assert panel.picture.values.shape == (28, 28)
    room.choose(panel.picture_choice.fit, 2)
    np.testing.assert_allclose(panel.picture.values, document.pictures[-1].pixels[0, 6:34, 11:39])


def test_filters_of_the_bank_have_no_decision_to_explain(room, panel) -> None:
    room.followed.follow("bank 3 × 3")
    room.settle()
    assert not panel.resize_offer.isVisible()
    assert panel.message.startswith("The bank gives no scores of classes")


def test_the_map_is_written_as_a_table(panel, tmp_path, monkeypatch) -> None:
    path = tmp_path / "map.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(path), ""))
    panel.export.menu().actions()[1].trigger()
    lines = path.read_text().splitlines()
    assert lines[0] == "row,column,gradient"
    assert len(lines) == 28 * 28 + 1


def test_the_value_under_the_mouse_is_told(panel) -> None:
    heard = []
    panel.value_hovered.connect(heard.append)
    panel.overlay.cell_hovered.emit(10, 11)
    assert heard == [f"row 10, column 11: {float(panel.map.values[10, 11]):.4g}"]
