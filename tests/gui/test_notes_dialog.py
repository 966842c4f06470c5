"""Notes: told when the hand rests and at the end, and not when they are only shown."""

from __future__ import annotations

import pytest

from filterlab.gui.notes_dialog import NotesDialog


@pytest.fixture
def dialog(qtbot) -> NotesDialog:
    """Return a sheet in sight."""
    dialog = NotesDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_what_is_written_is_told_when_the_hand_rests(dialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.text_edited) as told:
        qtbot.keyClicks(dialog.sheet, "edges")
    assert told.args == ["edges"]


def test_what_is_shown_is_not_told(dialog, qtbot) -> None:
    with qtbot.assertNotEmitted(dialog.text_edited):
        dialog.set_text("from before")
        dialog.tell()


def test_closing_tells_the_last_words_once(dialog, qtbot) -> None:
    told = []
    dialog.text_edited.connect(told.append)
    qtbot.keyClicks(dialog.sheet, "end")
    dialog.close()
    dialog.tell()
    assert told == ["end"]


def test_a_hint_is_there_only_with_a_sentence(dialog) -> None:
    dialog.set_hint("Nothing is kept.")
    assert dialog._hint.isVisible()
    dialog.set_hint("")
    assert not dialog._hint.isVisible()
