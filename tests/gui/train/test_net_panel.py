"""The Net panel as a user meets it: layers added, dropped, moved and edited, with their costs beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from filterlab.gui.train.layer_table import MACS, MACS_SHARE, NAME, OUTPUT, PARAMS, PARAMS_SHARE, SETTINGS
from filterlab.gui.train.layer_words import memory_text, share_text
from filterlab.gui.train.net_editing import NetEditing
from filterlab.gui.train.net_panel import NetPanel
from filterlab.nets import zoo
from filterlab.project import DataShape, Document, starting_document

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

SPACE = "\N{NARROW NO-BREAK SPACE}"
TINY = zoo["tiny"]


class Bench:
    """A panel with its editing, a bank and a stack of steps."""

    def __init__(self, document: Document, stack: QUndoStack) -> None:
        self.document, self.stack = document, stack
        self.panel = NetPanel()
        self.editing = NetEditing(document, stack, self.panel, self.panel)
        self.said: list[str] = []
        self.editing.message_raised.connect(self.said.append)

    @property
    def names(self) -> list[str]:
        """Return the names of the layers in their order."""
        return [layer.name for layer in self.editing.draft.spec.layers]

    def choose(self, index: int) -> None:
        """Make a layer the current one; -1 is the input."""
        self.panel.table.setCurrentCell(index + 1, NAME)

    def texts(self, index: int, *columns: int) -> list[str]:
        """Return what a layer's row says in some columns."""
        return [self.panel.table.item(index + 1, column).text() for column in columns]


@pytest.fixture
def bench(qtbot, stack) -> Bench:
    """Return the panel of a starting document, on screen."""
    bench = Bench(starting_document(), stack)
    qtbot.addWidget(bench.panel)
    bench.panel.resize(420, 640)
    bench.panel.show()
    return bench


def test_the_table_tells_what_alexnet_costs_and_where(bench) -> None:
    bench.editing.begin_with("alexnet")
    row = bench.texts(0, NAME, OUTPUT, PARAMS, MACS, SETTINGS)
    assert row == ["conv1", "96×55×55", f"34{SPACE}944", f"105{SPACE}415{SPACE}200", "96 of 11×11, stride 4"]
    fc6 = bench.names.index("fc6")
    assert bench.texts(fc6, PARAMS_SHARE, MACS_SHARE) == ["61 %", "3.3 %"]
    total = f"62{SPACE}378{SPACE}344 parameters, 1{SPACE}135{SPACE}256{SPACE}096 MACs"
    assert bench.panel.totals.startswith(total)
    assert bench.panel.comparison == "Convolutions hold 6.0 % of the parameters and do 95 % of the work."


def test_a_layer_is_added_behind_the_chosen_one_and_chosen_then(bench) -> None:
    bench.choose(0)
    bench.panel.adding_wanted.emit("BatchNorm", bench.panel.index + 1)
    assert bench.names[:3] == ["conv1", "norm1", "relu1"]
    assert bench.panel.index == 1
    assert bench.editing.draft.spec.name == "tiny, changed"
    bench.stack.undo()
    assert bench.editing.draft.spec == TINY


def test_layers_are_moved_and_dropped_with_the_keyboard(bench, qtbot) -> None:
    table = bench.panel.table
    table.setFocus()
    bench.choose(1)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert bench.names[:3] == ["conv1", "pool1", "relu1"]
    assert bench.panel.index == 2
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert bench.names[:3] == ["conv1", "pool1", "conv2"]
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bench.names[:3] == ["conv1", "conv2", "pool1"]
    bench.choose(0)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bench.names[0] == "conv1"


def test_enter_goes_from_the_table_to_the_fields_of_the_layer(bench, qtbot) -> None:
    bench.panel.table.setFocus()
    bench.choose(0)
    qtbot.keyClick(bench.panel.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is bench.panel.form.fields["out_channels"]


def test_a_setting_changes_the_table_at_once_and_its_turns_are_one_step(bench) -> None:
    bench.choose(0)
    bench.panel.form.fields["out_channels"].setValue(9)
    bench.panel.form.fields["out_channels"].setValue(10)
    assert bench.texts(0, OUTPUT) == ["10×22×22"]
    assert bench.stack.count() == 1
    bench.stack.undo()
    assert bench.texts(0, OUTPUT) == ["8×22×22"]
    assert bench.panel.form.fields["out_channels"].value() == 8


def test_the_table_stays_where_it_is_from_layer_to_layer(bench, qtbot) -> None:
    bench.panel.resize(400, 620)
    bench.panel.show()
    bench.choose(0)
    qtbot.waitUntil(lambda: bench.panel.form.height() == bench.panel.form.minimumHeight() > 80)
    height = bench.panel.table.height()
    for row in (1, 2, 0, -1):
        bench.choose(row)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        assert bench.panel.table.height() == height


def test_windows_that_lay_side_by_side_still_do(bench) -> None:
    bench.choose(2)
    bench.panel.form.fields["size"].stepBy(1)
    assert bench.editing.draft.spec.layers[2].stride == (3, 3)


def test_a_setting_that_cannot_be_is_refused_in_a_sentence(bench) -> None:
    bench.choose(2)
    bench.panel.form.fields["padding"].stepBy(2)
    assert "at most 1, half the window" in bench.said[0]
    assert bench.editing.draft.spec == TINY
    assert bench.panel.form.fields["padding"].value == (0, 0)


def test_a_layer_that_does_not_fit_says_which_and_why_and_the_table_stays_readable(bench) -> None:
    bench.choose(6)
    bench.panel.remove.click()
    assert bench.panel.misfit.startswith('Layer "fc1" (Linear) cannot take its input of 16 × 4 × 4')
    assert bench.texts(6, NAME, OUTPUT, PARAMS, SETTINGS) == ["fc1", "does not fit", "", "10 sums"]
    assert bench.texts(3, OUTPUT) == ["16×8×8"]
    assert bench.panel.comparison == ""
    bench.stack.undo()
    assert bench.panel.misfit == ""


def test_the_input_is_edited_like_a_layer(bench) -> None:
    bench.choose(-1)
    bench.panel.form.fields["width"].setValue(30)
    assert bench.editing.draft.spec.input_shape == (1, 28, 30)
    assert bench.texts(0, OUTPUT) == ["8×22×24"]


def test_a_layer_gets_another_name_unless_it_is_taken(bench) -> None:
    item = bench.panel.table.item(1, NAME)
    item.setText("edges")
    assert bench.names[0] == "edges"
    bench.panel.table.item(1, NAME).setText("relu1")
    assert 'layers named "relu1"' in bench.said[0]
    assert bench.texts(0, NAME) == ["edges"]


def test_the_first_layer_begins_with_the_bank_or_its_control_in_one_click(bench, qtbot) -> None:
    first, left = bench.panel.first, Qt.MouseButton.LeftButton
    qtbot.mouseClick(first.own_frozen, left)
    draft = bench.editing.draft
    count = len(bench.document.filters)
    assert draft.frozen == ("conv1",)
    assert draft.spec.layers[0].out_channels == count
    assert "stays so" in first.remark
    qtbot.mouseClick(first.own_free, left)
    assert bench.editing.draft.frozen == ()
    assert bench.editing.draft.start(0) is not None
    qtbot.mouseClick(first.random_frozen, left)
    control = bench.editing.draft
    assert control.start(0) is None
    assert control.frozen == ("conv1",)
    assert control.spec.layers[0].out_channels == count
    qtbot.mouseClick(first.random_free, left)
    assert bench.editing.draft.frozen == ()


def test_the_four_beginnings_of_the_first_layer_stay_under_the_mouse(bench) -> None:
    first = bench.panel.first
    places = []
    for button in (first.random_free, first.own_frozen, first.random_frozen, first.own_free):
        button.click()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        places.append(first.own_frozen.mapTo(bench.panel, first.own_frozen.rect().topLeft()).y())
    assert len(set(places)) == 1


def test_only_the_filters_that_are_chosen_are_taken(bench) -> None:
    bench.panel.first.own_free.click()
    keep = [item.id for item in bench.document.filters[:2]]
    bench.panel.first.filters_chosen.emit(tuple(keep))
    assert bench.editing.draft.spec.layers[0].out_channels == 2
    bench.panel.first.filters_chosen.emit(())
    assert not bench.panel.first.own_free.isEnabled()


def test_an_empty_bank_offers_random_filters_only(qtbot, stack) -> None:
    bench = Bench(Document(), stack)
    qtbot.addWidget(bench.panel)
    assert not bench.panel.first.own_free.isEnabled()
    assert "Your bank is empty" in bench.panel.first.remark
    assert bench.panel.first.random_frozen.isEnabled()


def test_a_net_goes_to_a_spec_file_and_comes_back(bench, monkeypatch, tmp_path) -> None:
    bench.choose(0)
    bench.panel.form.fields["out_channels"].setValue(5)
    changed = bench.editing.draft.spec
    target = tmp_path / "mine.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    bench.panel.save.click()
    bench.editing.begin_with("lenet5")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(target), ""))
    bench.panel.file_wanted.emit()
    assert bench.editing.draft.spec == changed
    target.write_text("nothing", encoding="utf-8")
    bench.panel.file_wanted.emit()
    assert "is not valid TOML" in bench.said[0]
    assert bench.editing.draft.spec == changed


def test_a_net_for_another_number_of_classes_says_so_and_is_fitted(bench) -> None:
    bench.editing.set_data(DataShape((1, 28, 28), 3))
    assert bench.panel.note == "The data have 3 classes, and the net gives 10."
    bench.panel.fit.click()
    assert bench.editing.draft.spec.layers[-1].out_features == 3
    assert bench.panel.note == ""
    assert bench.panel.fit.isHidden()


def test_setters_never_emit(bench) -> None:
    panel = bench.panel
    heard: list[str] = []
    for name in ("adding_wanted", "removal_wanted", "move_wanted", "layer_edited", "renamed", "input_edited"):
        getattr(panel, name).connect(lambda *_args, name=name: heard.append(name))
    bench.editing.begin_with("lenet5")
    bench.editing.begin_with("lenet5-1998")
    for index in range(-1, len(bench.names)):
        bench.choose(index)
    assert heard == []


def test_every_field_explains_itself_and_every_button_too(bench) -> None:
    bench.editing.begin_with("alexnet")
    panel = bench.panel
    for index in range(-1, len(bench.names)):
        bench.choose(index)
        assert all(field.toolTip() and field.accessibleName() for field in panel.form.fields.values())
    buttons = (panel.begin, panel.save, panel.add, panel.up, panel.down, panel.remove, panel.fit)
    assert all(button.toolTip() for button in buttons)


@pytest.mark.parametrize(
    ("share", "text"), [(0, ""), (0.0004, "<0.1 %"), (0.06, "6.0 %"), (0.948, "95 %"), (1, "100 %")]
)
def test_shares_are_written_short_and_never_as_nothing(share, text) -> None:
    assert share_text(share) == text


def test_memory_is_written_in_the_unit_that_fits() -> None:
    assert [memory_text(n) for n in (12, 65_300, 151_011_328, 2_500_000_000)] == [
        "12 B",
        "65.3 kB",
        "151 MB",
        "2.5 GB",
    ]


def test_the_panel_begins_the_child_with_the_weights_that_it_shows(bench) -> None:
    bench.panel.first.own_free.click()
    start = bench.editing.draft.start(0)
    np.testing.assert_array_equal(start["conv1.weight"], bench.editing.draft.own["conv1.weight"])
