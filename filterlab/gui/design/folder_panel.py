"""The pictures of a folder: leaf through them with the arrow keys, the response follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.gui.design.folder_list import FolderList
from filterlab.gui.design.folder_model import FolderModel
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from filterlab.gui.folder_browser import FolderBrowser


class FolderPanel(DesignTool):
    """Show a folder as thumbnails; the one in front is the picture on the table."""

    key = "folder"
    group = "picture"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a browser; the window brings it."""
        super().__init__(parent)
        self._browser: FolderBrowser | None = None
        self._model: FolderModel | None = None
        self._is_key_wanted = False
        self.choose = QPushButton(self.tr("Choose folder…"))
        self.keep = QPushButton(self.tr("Keep"))
        self.keep.setToolTip(
            self.tr("Let this picture stay among the pictures; else the next one takes its place (Return)")
        )
        self._where = dressed(ElidedLabel(""), "muted")
        self.list = FolderList()
        self.list.setAccessibleName(self.tr("Pictures of the folder"))
        self._empty = dressed(
            QLabel(
                self.tr(
                    "Choose a folder or drop one here, or open a picture: the others of its folder are shown."
                ),
                wordWrap=True,
            ),
            "muted",
        )
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self._where)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose_clicked)
        self.keep.clicked.connect(self._on_keep_clicked)
        self.list.row_chosen.connect(self._on_list_row_chosen)
        self.list.row_kept.connect(self._on_list_row_kept)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Folder")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("The pictures of a folder, by arrow keys")

    @property
    def where(self) -> str:
        """What is said above the thumbnails: which folder, and how far one is in it."""
        return self._where.text()

    def set_browser(self, browser: FolderBrowser) -> None:
        """Follow the window's browser."""
        self._browser = browser
        self._model = FolderModel(browser, self)
        self.list.set_model(self._model)
        browser.listed.connect(self._show_state)
        browser.moved.connect(self._show_state)
        self._show_state()

    def take_keys(self) -> None:
        """Let the arrow keys go from picture to picture as soon as the folder is listed, if it has any."""
        self._is_key_wanted = True
        self._show_state()

    def is_idle(self) -> bool:
        """Whether every thumbnail in sight has been read."""
        return self._model is None or self._model.thumbnails.is_idle

    def fall_asleep(self) -> None:
        """Read no more thumbnails."""
        if self._model is not None:
            self._model.thumbnails.pause()

    def shut_down(self) -> None:
        """Read no more thumbnails for good."""
        if self._model is not None:
            self._model.thumbnails.shut_down()

    def _show_state(self) -> None:
        browser, model = self._browser, self._model
        folder = browser.folder if browser is not None else None
        count = len(browser.pictures) if browser is not None else 0
        self.keep.setEnabled(browser is not None and browser.browsed is not None)
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        if browser is None or folder is None or model is None:
            self._where.setText("")
            return
        row = model.row_of(browser.current)
        sentence = self.tr("{count} pictures in {folder}") if count != 1 else self.tr("1 picture in {folder}")
        if row >= 0:
            sentence = self.tr("Picture {number} of {count} in {folder}")
        if not count:
            sentence = (
                self.tr("No pictures in {folder}") if browser.is_idle else self.tr("Listing {folder} …")
            )
        self._where.setText(
            sentence.format(number=row + 1, count=f"{count:,}", folder=folder.name or str(folder))
        )
        self._where.setToolTip(str(folder))
        if self.list.currentIndex().row() != row:
            self.list.show_row(row)
        if self._is_key_wanted and (count or browser.is_idle):
            self._is_key_wanted = False
            if count:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_choose_clicked(self) -> None:
        if self._browser is not None:
            start = str(self._browser.folder or "")
            chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of pictures"), start)
            if chosen:
                self._browser.show_folder(Path(chosen))
                self.take_keys()

    def _on_keep_clicked(self) -> None:
        if self._browser is not None:
            self._browser.keep()

    def _on_list_row_chosen(self, row: int) -> None:
        if self._browser is not None and self._model is not None:
            self._browser.go_to(self._model.picture(row))

    def _on_list_row_kept(self, _row: int) -> None:
        self._on_keep_clicked()
