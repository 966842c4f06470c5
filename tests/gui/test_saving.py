"""Names of files to write: endings, and files that are there already."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from filterlab.gui.saving import ask_where_to_save

YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No


@pytest.fixture
def ask(qtbot, tmp_path, monkeypatch):
    """Return a function that types a name, answers the question after it, and says what comes of it."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def typed(name: str, answer: QMessageBox.StandardButton | None = None):
        asked = []
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / name) if name else "", "")
        )
        monkeypatch.setattr(QMessageBox, "question", lambda *given: asked.append(given[-1]) or answer)
        path = ask_where_to_save(parent, "Save", "filter.json", "Filters (*.json)")
        # Return alone keeps the old file.
        assert asked == [NO] * (answer is not None)
        return path

    return typed


def test_a_name_without_an_ending_gets_one_and_a_number_is_no_ending(ask, tmp_path) -> None:
    assert ask("edge") == tmp_path / "edge.json"
    assert ask("edge 0.5") == tmp_path / "edge 0.5.json"
    assert ask("edge.npy") == tmp_path / "edge.npy"
    assert ask("") is None


def test_a_file_whose_name_was_not_typed_in_full_is_not_written_over_unasked(ask, tmp_path) -> None:
    (tmp_path / "edge.json").write_text("old")
    assert ask("edge", NO) is None
    assert ask("edge", YES) == tmp_path / "edge.json"
    # The dialog itself has asked about this one.
    assert ask("edge.json") == tmp_path / "edge.json"
