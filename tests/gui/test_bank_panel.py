"""The bank: what the user does to the document's filters can all be undone."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import isValid

from filterlab.data import presets
from filterlab.gui.design.bank_panel import BankPanel
from filterlab.project import Document

LEFT = Qt.MouseButton.LeftButton
SOBEL = np.array([[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]], dtype=np.float32)


@pytest.fixture
def document() -> Document:
    document = Document()
    document.insert_filter(document.make_filter("Sobel x", SOBEL, origin="preset sobel-x"))
    document.insert_filter(document.make_filter("Box", np.full((1, 3, 3), 1 / 9)))
    return document


@pytest.fixture
def bank(qtbot, document, stack) -> BankPanel:
    panel = BankPanel(document, stack)
    qtbot.addWidget(panel)
    panel.resize(180, 360)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    return panel


def names(document: Document) -> list[str]:
    return [item.name for item in document.filters]


def click(qtbot, button: QPushButton) -> None:
    qtbot.mouseClick(button, LEFT)


def sentence_of_empty(bank: BankPanel) -> QLabel:
    return next(label for label in bank.findChildren(QLabel) if "The bank is empty" in label.text())


def test_the_bank_shows_the_documents_filters_and_its_current_one(bank, document) -> None:
    assert bank.list.names == ["Sobel x", "Box"]
    assert bank.list.current_id == document.current_filter.id


def test_a_click_in_the_list_puts_a_filter_on_the_drawing_table(qtbot, bank, document) -> None:
    index = bank.list.model().index(1, 0)
    qtbot.mouseClick(bank.list.viewport(), LEFT, pos=bank.list.visualRect(index).center())
    assert document.current_filter.name == "Box"


def test_the_list_follows_the_document(qtbot, bank, document) -> None:
    first, second = document.filters
    document.rename_filter(first.id, "My Sobel")
    document.set_weights(second.id, np.zeros((1, 5, 7)))
    document.select_filter(second.id)
    assert bank.list.names == ["My Sobel", "Box"]
    assert bank.list.current_id == second.id
    tip = Qt.ItemDataRole.ToolTipRole
    qtbot.waitUntil(lambda: bank.list.model().index(1, 0).data(tip) == "Box, 5 × 7, ±0")
    document.remove_filter(first.id)
    assert bank.list.names == ["Box"]


def test_new_filters_come_from_the_menu_and_can_be_undone(bank, document, stack) -> None:
    bank.new_menu.fill()
    empty = next(action for action in bank.new_menu.actions() if action.text() == "Empty 5 × 5")
    empty.trigger()
    assert document.current_filter.name == "My filter"
    assert document.current_filter.weights.shape == (1, 5, 5)
    assert not document.current_filter.weights.any()
    assert stack.undoText() == "New filter"
    stack.undo()
    assert names(document) == ["Sobel x", "Box"]
    assert document.current_filter.name == "Sobel x"


def test_every_preset_is_in_the_menu_once_with_its_explanation(bank, document) -> None:
    bank.new_menu.fill()
    bank.new_menu.fill()
    groups = [action.menu() for action in bank.new_menu.actions() if action.menu() is not None]
    entries = {action.text(): action for group in groups for action in group.actions()}
    assert sum(len(group.actions()) for group in groups) == len(presets)
    assert len(groups) == len({preset.group for preset in presets.values()})
    for preset in presets.values():
        assert entries[preset.title].toolTip() == preset.explanation
        assert not entries[preset.title].icon().isNull()
    entries[presets["curve-detector"].title].trigger()
    np.testing.assert_array_equal(document.current_filter.weights, presets["curve-detector"].weights)
    assert document.current_filter.origin == "preset curve-detector"


def test_a_copy_stands_below_its_original(qtbot, bank, document, stack) -> None:
    click(qtbot, bank.duplicate_button)
    assert names(document) == ["Sobel x", "Sobel x 2", "Box"]
    assert document.current_filter.name == "Sobel x 2"
    np.testing.assert_array_equal(document.current_filter.weights, SOBEL)
    stack.undo()
    assert names(document) == ["Sobel x", "Box"]


@pytest.mark.parametrize("way", ["button", "Delete key", "context menu"])
def test_a_filter_can_be_removed_and_comes_back_where_it_was(qtbot, bank, document, stack, way) -> None:
    if way == "button":
        click(qtbot, bank.remove_button)
    elif way == "Delete key":
        qtbot.keyClick(bank.list, Qt.Key.Key_Delete)
    else:
        next(action for action in bank.list.actions() if action.text() == "Remove").trigger()
    assert names(document) == bank.list.names == ["Box"]
    stack.undo()
    assert names(document) == bank.list.names == ["Sobel x", "Box"]
    assert bank.list.current_id == document.current_filter.id == document.filters[0].id


def test_renaming_can_be_undone(bank, document, stack) -> None:
    first = document.filters[0]
    bank.list.rename_requested.emit(first.id, "  Edge ")
    assert bank.list.names[0] == document.filters[0].name == "Edge"
    assert stack.count() == 1
    stack.undo()
    assert bank.list.names[0] == "Sobel x"
    stack.redo()
    assert bank.list.names[0] == "Edge"


@pytest.mark.parametrize(("name", "sentence"), [(" ", "needs a name"), ("Box", "is called 'Box' already")])
def test_a_name_that_cannot_be_is_refused_with_a_sentence(
    qtbot, bank, document, stack, name, sentence
) -> None:
    with qtbot.waitSignal(bank.message_raised) as raised:
        bank.rename(document.filters[0].id, name)
    assert sentence in raised.args[0]
    assert names(document) == bank.list.names == ["Sobel x", "Box"]
    assert stack.count() == 0


def test_the_same_name_with_blanks_is_no_step(bank, document, stack) -> None:
    bank.rename(document.filters[0].id, "Sobel x ")
    assert stack.count() == 0


def test_an_empty_bank_says_what_to_do(qtbot, bank, document) -> None:
    assert not sentence_of_empty(bank).isVisible()
    click(qtbot, bank.remove_button)
    click(qtbot, bank.remove_button)
    assert sentence_of_empty(bank).isVisible()
    assert not bank.remove_button.isEnabled()
    assert not bank.duplicate_button.isEnabled()
    bank.duplicate_current()
    bank.remove_current()
    assert not document.filters
    bank.add_filter("First", SOBEL, "painted")
    assert bank.list.isVisible()
    assert bank.list.names == ["First"]


def test_no_button_text_is_cut_off_in_a_narrow_bank(bank) -> None:
    bank.resize(bank.minimumSizeHint().width(), 300)
    assert bank.minimumSizeHint().width() <= 180
    for button in (bank.new_button, bank.duplicate_button, bank.remove_button):
        text = button.text().replace("&", "")
        assert button.width() >= button.fontMetrics().horizontalAdvance(text) + 4


def test_a_destroyed_bank_no_longer_listens(qapp, document, stack) -> None:
    bank = BankPanel(document, stack)
    bank.deleteLater()
    QCoreApplication.sendPostedEvents(bank, QEvent.Type.DeferredDelete.value)
    assert not isValid(bank)
    document.set_weights(document.filters[0].id, np.zeros((1, 3, 3)))
    document.insert_filter(document.make_filter("Late", SOBEL))
    assert all(
        len(signal) == 0
        for signal in (document.filter_changed, document.filter_added, document.filter_renamed)
    )
    del bank
    gc.collect()
    qapp.processEvents()
