"""Matchmaking as a user meets it: a bank found again that was scattered, chance, and who has no partner."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from tests.gui.compare.bench import ANSWER_MS, bring_to_front, scattered, workspace_of

from filterlab.gui.compare.looked_at import Looked
from filterlab.project import Document

COUNT = 4


@pytest.fixture
def filters() -> np.ndarray:
    """Return filters without any symmetry."""
    return np.random.default_rng(3).normal(size=(COUNT, 1, 5, 5)).astype(np.float32)


@pytest.fixture
def document(filters) -> Document:
    """Return a document with filters, and a run that has learned the same ones scattered, and one more."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 20, 24), dtype=np.float32))
    for number, weights in enumerate(filters):
        document.insert_filter(document.make_filter(f"mine {number}", weights))
    one_more = np.random.default_rng(9).normal(size=(1, 1, 5, 5)).astype(np.float32)
    bank = np.concatenate([scattered(filters), one_more])
    document.add_imported_run("scattered", {"conv1.weight": bank})
    return document


@pytest.fixture
def workspace(document, qtbot):
    """Return the workspace on screen."""
    return workspace_of(document, qtbot)


@pytest.fixture
def panel(workspace, qtbot):
    """Return the panel in front, with its pairs."""
    return bring_to_front(workspace, qtbot, "matching")


def tick(panel, workspace, qtbot, *boxes) -> None:
    """Let something more not count."""
    for box in boxes:
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    qtbot.waitUntil(lambda: workspace.is_idle() and panel.words.text() != "Pairing…", timeout=ANSWER_MS)


def test_a_scattered_bank_is_found_again_once_turns_and_flips_do_not_count(panel, workspace, qtbot) -> None:
    assert panel.pairs.rows[-2].similarity < 0.99
    tick(panel, workspace, qtbot, panel.turns, panel.flips)
    pairs = panel.pairs.rows[:COUNT]
    assert [row.similarity for row in pairs] == pytest.approx([1] * COUNT)
    assert {row.names for row in pairs} == {
        (f"mine {number}", f"conv1 filter {COUNT - 1 - number}") for number in range(COUNT)
    }
    for row in pairs:
        np.testing.assert_allclose(row.ghost, row.first, atol=1e-5)
    assert any("turned" in row.words or "mirrored" in row.words for row in pairs)
    assert "4 pairs, mean similarity 1.00." in panel.words.text()
    assert "4 of 4 pairs are above that" in panel.words.text()
    # Every pair has its box in the picture.
    assert sorted(panel.matrix.pairs) == [(number, COUNT - 1 - number) for number in range(COUNT)]
    assert not panel.grab().isNull()


def test_chance_is_drawn_in_every_bar_and_said(panel) -> None:
    mean, high = panel.pairs.chance
    assert 0 < mean < high < 1
    assert f"reach {mean:.2f} on average" in panel.words.text()
    assert f"95 % stay below {high:.2f}" in panel.words.text()


def test_a_filter_without_partner_is_named(panel) -> None:
    row = panel.pairs.rows[-1]
    assert row.words == "no partner"
    assert f"Without a partner in Learned, scattered: {row.names[1]}." in panel.words.text()
    # A learned filter is called by the preset it is most like.
    assert row.captions[1].startswith("like ")


def test_where_sign_counts_the_colours_tell_it_from_its_negative(panel, workspace, qtbot) -> None:
    tick(panel, workspace, qtbot, panel.sign)
    values = panel.matrix.values
    assert values.min() < 0 < values.max()


def test_what_is_asked_is_asked_again_when_the_project_is_opened(panel, workspace, document, qtbot) -> None:
    tick(panel, workspace, qtbot, panel.turns, panel.sign)
    panel.shift.setValue(2)
    panel.first.setCurrentIndex(1)
    panel.first.activated.emit(1)
    panel.second.setCurrentIndex(0)
    panel.second.activated.emit(0)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    again = bring_to_front(workspace_of(document, qtbot), qtbot, "matching")
    assert (again.first.currentIndex(), again.second.currentIndex()) == (1, 0)
    ticks = (again.sign, again.turns, again.flips, again.strength)
    assert [tick.isChecked() for tick in ticks] == [False, True, False, True]
    assert again.shift.value() == 2


def test_where_strength_counts_it_is_that_of_the_filters_and_not_of_what_is_shown(
    panel, workspace, qtbot
) -> None:
    tick(panel, workspace, qtbot, panel.strength)
    before = panel.matrix.values.copy()
    workspace.top.equal_strength.setChecked(True)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    np.testing.assert_array_equal(panel.matrix.values, before)


def test_a_cell_says_who_is_how_alike_to_whom(panel) -> None:
    area = panel.matrix.cell_rect(1, 2)
    sentence = panel.matrix._tip_at(area.center().toPoint())
    assert sentence.startswith(f"mine 1 and conv1 filter 2: {panel.matrix.values[1, 2]:.2f}, ")


def test_choosing_a_pair_looks_at_its_learned_filter(panel, workspace, document, qtbot) -> None:
    qtbot.keyClick(panel.pairs, Qt.Key.Key_Down)
    number = int(panel.pairs.rows[0].names[1].rsplit(" ", 1)[1])
    looked = Looked(run_id=document.runs[0].id, layer="conv1", number=number)
    assert workspace.looked_at.looked == looked
    assert panel.pairs.accessibleDescription() == panel.pairs.rows[0].sentence
    box = panel.pairs.row_rect(1).center().toPoint()
    qtbot.mouseClick(panel.pairs.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert panel.pairs.current == 1


def test_other_banks_are_paired_from_the_list(panel, workspace, qtbot) -> None:
    panel.first.setCurrentIndex(1)
    panel.first.activated.emit(1)
    qtbot.waitUntil(lambda: workspace.is_idle() and "5 pairs" in panel.words.text(), timeout=ANSWER_MS)
    assert "mean similarity 1.00" in panel.words.text()


def test_an_empty_bank_and_a_bank_that_is_no_numbers_say_so(panel, workspace, document, qtbot) -> None:
    document.add_imported_run("broken", {"conv1.weight": np.full((2, 1, 3, 3), np.nan, np.float32)})
    qtbot.waitUntil(lambda: workspace.is_idle() and bool(panel.message), timeout=ANSWER_MS)
    assert "not finite numbers" in panel.message
    assert not panel.figure.isEnabled()
    for item in list(document.filters):
        document.remove_filter(item.id)
    qtbot.waitUntil(lambda: workspace.is_idle() and "bank is empty" in panel.message, timeout=ANSWER_MS)


def test_before_anything_was_learned_the_panel_says_what_to_do(qtbot) -> None:
    workspace = workspace_of(Document(), qtbot)
    panel = bring_to_front(workspace, qtbot, "matching")
    assert "bank is empty" in panel.message


def test_figure_and_table_are_written(panel, tmp_path, monkeypatch, qtbot) -> None:
    for button, name in ((panel.figure, "f.png"), (panel.figure, "f.svg"), (panel.table, "t.csv")):
        place = str(tmp_path / name)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, place=place: (place, ""))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with Image.open(tmp_path / "f.png") as figure:
        assert figure.width > 400
    assert "Hand-made beside Learned, scattered" in (tmp_path / "f.svg").read_text(encoding="utf-8")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as table:
        lines = list(csv.reader(table))
    assert len(lines) == 1 + COUNT + 1


def test_a_file_that_cannot_be_written_says_why(panel, workspace, tmp_path, monkeypatch, qtbot) -> None:
    said: list[str] = []
    workspace.message_raised.connect(said.append)
    place = str(tmp_path / "missing" / "t.csv")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (place, ""))
    qtbot.mouseClick(panel.table, Qt.MouseButton.LeftButton)
    assert len(said) == 1
