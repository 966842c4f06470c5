"""Choose which map to write, and as what kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from filterlab.data import MAP_SUFFIXES
from filterlab.data.exporting import MAX_CSV_NUMBERS
from filterlab.figures import range_text
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.map_export import ExportableMap

NOTE_LINES = 3


class MapExportDialog(QDialog):
    """Ask for a map, a format and a file.

    Signals
    -------
    chosen(map, path)
        Write this map to this file.
    """

    chosen = Signal(object, object)

    def __init__(self, maps: Sequence[ExportableMap], parent: QWidget | None = None) -> None:
        """Offer maps, at least one."""
        super().__init__(parent)
        self._maps = tuple(maps)
        self.setWindowTitle(self.tr("Export map with exact values"))
        self.what = QComboBox()
        self.format = QComboBox()
        self._note = dressed(QLabel(wordWrap=True), "muted")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(self.tr("Save as…"))
        self._build()
        for item in self._maps:
            self.what.addItem(item.title)
        self.what.currentIndexChanged.connect(self._on_what_changed)
        self.format.currentIndexChanged.connect(self._show_note)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)
        self._on_what_changed()

    def _build(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Map"), self.what)
        form.addRow(self.tr("File"), self.format)
        self._note.setMinimumWidth(360)
        self._note.setMinimumHeight(NOTE_LINES * self.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._note)
        layout.addWidget(self.buttons)

    @property
    def note(self) -> str:
        """What is said about the map and the format that are chosen."""
        return self._note.text()

    @property
    def chosen_map(self) -> ExportableMap:
        """The map that is chosen."""
        return self._maps[self.what.currentIndex()]

    def _formats(self) -> list[tuple[str, str]]:
        """List the endings that can hold the chosen map, each with its name."""
        *several, height, width = self.chosen_map.shape
        one = not several or several == [1]
        formats = [
            (".npy", self.tr("NumPy array (.npy)")),
            (".tiff", self.tr("TIFF of 32-bit floats (.tiff)")),
        ]
        if one and height * width <= MAX_CSV_NUMBERS:
            formats.append((".csv", self.tr("Table of text (.csv)")))
        if one:
            formats.append((".png", self.tr("PNG of 16 bits (.png)")))
        return formats

    def _on_what_changed(self) -> None:
        suffix = self.format.currentData()
        self.format.blockSignals(True)
        self.format.clear()
        for ending, name in self._formats():
            self.format.addItem(name, ending)
        self.format.setCurrentIndex(max(self.format.findData(suffix), 0))
        self.format.blockSignals(False)
        self._show_note()

    def _show_note(self) -> None:
        item = self.chosen_map
        shape = " × ".join(str(size) for size in item.shape)
        about = self.tr("{shape} numbers, computed in full; black to white counts as {range}.").format(
            shape=shape, range=range_text(item.scale.black, item.scale.white)
        )
        notes = {
            ".npy": self.tr("Every number is kept exactly."),
            ".tiff": self.tr("Every number is kept exactly; ImageJ and Fiji open it."),
            ".csv": self.tr("Every number is kept exactly, one line a row; spreadsheets open it."),
            ".png": self.tr(
                "Rounded to 65536 steps from the lowest to the highest number; the file says what they stand for."
            ),
        }
        self._note.setText(f"{about} {notes[self.format.currentData()]}")

    def _on_buttons_accepted(self) -> None:
        """Ask for the file; the dialog stays where the user changes their mind."""
        suffix = str(self.format.currentData())
        endings = " ".join(f"*{ending}" for ending in MAP_SUFFIXES)
        filters = f"{self.format.currentText()} (*{suffix});;{self.tr('All maps')} ({endings})"
        path = ask_where_to_save(self, self.windowTitle(), f"{self.chosen_map.name}{suffix}", filters)
        if path is not None:
            self.chosen.emit(self.chosen_map, path)
            self.accept()
