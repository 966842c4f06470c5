"""The smaller views of the circuit: settings, wiring, the bank to drag from, the page of an empty circuit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from filterlab.data import presets
from filterlab.gui.circuit import edits
from filterlab.gui.circuit.bank_shelf import BankShelf, carrying, filter_in
from filterlab.gui.circuit.circuit_bar import CircuitBar
from filterlab.gui.circuit.limits_bar import LimitsBar
from filterlab.gui.circuit.stage_settings import StageSettings
from filterlab.gui.circuit.start_page import StartPage
from filterlab.gui.circuit.wiring_dialog import WiringDialog
from filterlab.probes import Stages
from filterlab.probes.chain import LUMINANCE, example_chains, wired

BANK = [(name, presets[name].title, presets[name].weights) for name in ("sobel-x", "gaussian")]
HUE = ("hue", "Hue", np.random.default_rng(1).normal(size=(3, 3, 3)).astype(np.float32))
FOUR = ("right", "left", "down", "up")


def heard(signal) -> list[object]:
    """Return a list that grows with whatever a signal carries."""
    values: list[object] = []
    signal.connect(lambda *what: values.append(what[0] if what else None))
    return values


@pytest.fixture
def settings(qtbot) -> StageSettings:
    """Return the settings of a stage with pooling, opened."""
    view = StageSettings()
    qtbot.addWidget(view)
    view.set_settings(Stages(activation="relu", pool="max"))
    view.toggle.setChecked(True)
    view.show()
    return view


def test_settings_stand_in_one_line_that_opens(settings) -> None:
    assert settings.summary == "stride 1 · ReLU · largest of 2 × 2"
    assert settings.stride.isVisible()
    settings.toggle.setChecked(False)
    assert not settings.stride.isVisible()
    settings.set_settings(Stages(padding="same", dilation=(2, 2), pool="average", pool_size=6, pool_stride=3))
    assert (
        settings.summary == "stride 1 · padding same · dilation 2 · no activation · average of 6 × 6 every 3"
    )


def test_every_setting_can_be_turned_and_what_cannot_be_shown_is_kept(settings) -> None:
    start = Stages(stride=(1, 2), flip=True, activation="relu", pool="max")
    settings.set_settings(start)
    said = heard(settings.edited)
    settings.stride.setValue(3)
    settings.dilation.setValue(2)
    settings.pool_size.setValue(3)
    settings.pool_step.setValue(1)
    settings.padding.setCurrentIndex(settings.padding.findData("same"))
    settings.padding.activated.emit(settings.padding.currentIndex())
    settings.activation.setCurrentIndex(settings.activation.findData("tanh"))
    settings.activation.activated.emit(settings.activation.currentIndex())
    settings.pool.setCurrentIndex(settings.pool.findData("none"))
    settings.pool.activated.emit(settings.pool.currentIndex())
    assert said == [
        replace(start, stride=(3, 3)),
        replace(start, dilation=(2, 2)),
        replace(start, pool_size=3),
        replace(start, pool_stride=1),
        replace(start, padding="same"),
        replace(start, activation="tanh"),
        replace(start, pool="none"),
    ]


def test_showing_settings_says_nothing(settings) -> None:
    said = heard(settings.edited)
    settings.set_settings(Stages(stride=(2, 2), padding=(3, 3), pool="average", pool_size=4))
    assert said == []
    assert settings.padding.currentText() == "padding 3"


def test_the_bar_says_numbers_or_that_each_map_has_its_own(qtbot) -> None:
    bar = LimitsBar()
    qtbot.addWidget(bar)
    bar.set_scale("activation", (0.0, 1530.0))
    assert bar.ends == ("0", "1530")
    bar.set_scale("signed", None)
    assert bar.ends == ("minus its largest", "each map's largest")
    bar.grab()
    bar.clear()
    assert bar.ends == ("", "")


def test_a_filter_is_picked_by_double_click_and_by_return_and_not_renamed(qtbot) -> None:
    shelf = BankShelf()
    qtbot.addWidget(shelf)
    shelf.set_items(BANK)
    shelf.show()
    picked = heard(shelf.filter_picked)
    place = shelf.visualRect(shelf.model().index(1, 0)).center()
    qtbot.mouseClick(shelf.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(shelf.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(shelf, Qt.Key.Key_Return)
    assert picked == ["gaussian", "gaussian"]
    assert filter_in(carrying("gaussian")) == "gaussian"
    assert filter_in(QMimeData()) == ""


def test_a_new_filter_looks_at_all_maps_alike_and_is_called_like_the_chosen_one(qtbot) -> None:
    dialog = WiringDialog("Add", FOUR, BANK)
    qtbot.addWidget(dialog)
    assert dialog.ways["alike"].isChecked()
    assert not dialog.ways["sheets"].isEnabled()
    dialog.shelf.set_current("gaussian")
    dialog.shelf.filter_chosen.emit("gaussian")
    drawn = dialog.drawn()
    assert (drawn.name, drawn.onto, drawn.bias) == (presets["gaussian"].title, None, 0)
    np.testing.assert_array_equal(drawn.weights, presets["gaussian"].weights)


def test_shares_lay_a_filter_on_some_maps_only(qtbot) -> None:
    dialog = WiringDialog("Add", FOUR, BANK)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.ways["shares"].setChecked(True)
    for number in (1, 2):
        dialog.looks[number].setChecked(False)
    dialog.shares[3].setValue(-0.5)
    dialog.name.setText("mine")
    dialog.bias.setValue(2.5)
    drawn = dialog.drawn()
    assert (drawn.name, dict(drawn.onto), drawn.bias) == ("mine", {0: 1.0, 3: -0.5}, 2.5)
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    for look in dialog.looks:
        look.setChecked(False)
    assert not ok.isEnabled()


@pytest.mark.parametrize("name", ["corners", "ring", "stripes"])
def test_a_wired_filter_is_shown_as_it_is_and_accepted_unchanged(qtbot, name: str) -> None:
    chain = example_chains[name].chain
    stage = chain.stages[1]
    maps = edits.map_names(chain, 1)
    dialog = WiringDialog(
        "Change", maps, BANK, name=stage.names[0], bias=1.5, wiring=edits.wiring_of(stage, 0)
    )
    qtbot.addWidget(dialog)
    drawn = dialog.drawn()
    assert (drawn.name, drawn.bias) == (stage.names[0], 1.5)
    np.testing.assert_allclose(wired(drawn, stage.maps), stage.weights[0], rtol=1e-6)
    dialog.shelf.set_current("sobel-x")
    dialog.shelf.filter_chosen.emit("sobel-x")
    assert dialog.drawn().name == stage.names[0]


def test_a_filter_on_colours_sees_their_luminance_or_each_through_a_sheet(qtbot) -> None:
    colours = ("red", "green", "blue")
    dialog = WiringDialog("Add", colours, BANK, is_on_picture=True)
    qtbot.addWidget(dialog)
    assert dict(dialog.drawn().onto) == dict(LUMINANCE)
    dialog = WiringDialog("Add", colours, [HUE], is_on_picture=True)
    qtbot.addWidget(dialog)
    assert dialog.ways["sheets"].isChecked()
    np.testing.assert_array_equal(dialog.drawn().weights, HUE[2])
    dialog.ways["alike"].setChecked(True)
    assert dialog.drawn().weights.shape == (1, 3, 3)


def test_a_filter_on_a_grey_picture_has_nothing_to_be_wired(qtbot) -> None:
    dialog = WiringDialog("Add", ("picture",), BANK, is_on_picture=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not any(button.isVisible() for button in dialog.ways.values())
    assert wired(dialog.drawn(), 1).shape == (1, 3, 3)


def test_an_empty_circuit_says_what_it_is_and_offers_the_examples(qtbot) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.resize(760, 560)
    page.show()
    words = " ".join(label.text() for label in page.findChildren(QLabel))
    examples = heard(page.example_wanted)
    for name, example in example_chains.items():
        assert example.title in words
        assert example.explanation in words
        qtbot.mouseClick(page.examples[name], Qt.MouseButton.LeftButton)
    assert examples == list(example_chains)
    assert not page.filter_button.isEnabled()
    page.set_filter("Sobel x")
    assert page.filter_button.text() == "Start with “Sobel x”"
    wanted = heard(page.filter_wanted)
    qtbot.mouseClick(page.filter_button, Qt.MouseButton.LeftButton)
    assert len(wanted) == 1


@pytest.mark.parametrize("width", [620, 1100])
def test_no_word_of_the_start_page_is_cut_off(qtbot, width: int) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.resize(width, 600)
    page.show()
    for label in page.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
        assert label.mapTo(page, label.rect().bottomRight()).x() <= width


def test_a_filter_dropped_on_the_page_begins_a_circuit(qtbot) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    dropped = heard(page.filter_dropped)
    data = carrying("filter-3")
    page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert dropped == ["filter-3"]


def test_without_a_circuit_there_is_nothing_to_save_or_to_train(qtbot) -> None:
    bar = CircuitBar()
    qtbot.addWidget(bar)
    bar.set_circuit("")
    texts = {action.text().replace("&", ""): action for action in bar.menu.actions() if action.text()}
    assert not bar.train.isEnabled()
    assert not texts["Save the circuit…"].isEnabled()
    assert texts["Open a circuit…"].isEnabled()
    bar.set_circuit("corners")
    assert bar.train.isEnabled()
    assert texts["Save the circuit…"].isEnabled()
