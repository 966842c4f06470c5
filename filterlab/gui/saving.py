"""Ask for the name of a file to write."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_where_to_save(
    parent: QWidget, title: str, proposal: str, patterns: str, *, is_only_kind: bool = False
) -> Path | None:
    """Ask where to save; a name without an ending gets the proposal's.

    Parameters
    ----------
    parent : QWidget
        What the dialog lies on.
    title : str
        Translated title of the dialog.
    proposal : str
        Name the dialog begins with, with its ending.
    patterns : str
        Kinds of files as Qt's dialog lists them, such as "Pictures (*.png)".
    is_only_kind : bool
        Whether no other ending than the proposal's will do.

    Returns
    -------
    Path or None
        None if the user thought better of it, also of writing over a file.
    """
    chosen, _ = QFileDialog.getSaveFileName(parent, title, proposal, patterns)
    if not chosen:
        return None
    path = Path(chosen)
    ending = Path(proposal).suffix
    # The 5 of "edge 0.5" is no kind of file.
    if path.suffix.lower() == ending or (path.suffix and not path.suffix[1:].isdigit() and not is_only_kind):
        return path
    path = path.with_name(path.name + ending)
    # The dialog has asked about the name as it was typed, not about this one.
    return path if may_replace(parent, path) else None


def may_replace(parent: QWidget, path: Path) -> bool:
    """Ask whether a file may be written over; True if there is none."""
    if not path.exists():
        return True
    translate = QCoreApplication.translate
    answer = QMessageBox.question(
        parent,
        translate("saving", "Write over the file?"),
        translate("saving", "There is a file {name} already. Write over it?").format(name=path.name),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        # Return, pressed for the dialog before, must not cost a file.
        QMessageBox.StandardButton.No,
    )
    return answer == QMessageBox.StandardButton.Yes
