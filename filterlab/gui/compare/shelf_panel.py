"""One card of tiles with its headline, or a sentence and a button when there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.tile_view import TileView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.widgets.tile import Tile

HEADER_HEIGHT = 26


class ShelfPanel(QFrame):
    """Show tiles below a headline.

    Signals
    -------
    remedy_wanted()
        The user pressed the button of the empty state.
    """

    remedy_wanted = Signal()

    def __init__(self, title: str, remedy: str, parent: QWidget | None = None) -> None:
        """Start empty.

        Parameters
        ----------
        title : str
            Translated headline.
        remedy : str
            Translated text of the button shown when there are no tiles.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        dressed(self, "card")
        self._title = dressed(QLabel(title), "title")
        self._caption = dressed(ElidedLabel(""), "muted")
        self._message = QLabel("", wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.remedy = QPushButton(remedy)
        self.remedy.clicked.connect(self.remedy_wanted)
        self.view = TileView()
        self.view.setAccessibleName(title)
        self._header = QHBoxLayout()
        self._header.addWidget(self._title)
        self._header.addWidget(self._caption, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._empty_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        # Both shelves begin at the same height, with and without controls in the headline.
        self._header.addStrut(HEADER_HEIGHT)
        layout.addLayout(self._header)
        layout.addWidget(self._pages, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(self._message)
        layout.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        return page

    @property
    def title(self) -> str:
        """The headline."""
        return self._title.text()

    @property
    def message(self) -> str:
        """The sentence shown in place of tiles, empty when there are tiles."""
        return self._message.text() if self._pages.currentIndex() == 1 else ""

    def add_to_header(self, widget: QWidget) -> None:
        """Put a control at the right end of the headline."""
        self._header.addWidget(widget)

    def set_title(self, title: str, caption: str = "") -> None:
        """Change the headline and the line of second rank beside it."""
        self._title.setText(title)
        self._caption.setText(caption)
        self.view.setAccessibleName(title)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show tiles."""
        self.view.set_tiles(tiles)
        self._pages.setCurrentIndex(0)

    def show_message(self, message: str, *, with_remedy: bool) -> None:
        """Show a sentence in place of tiles, with or without the button."""
        self.view.set_tiles(())
        self._message.setText(message)
        self.remedy.setVisible(with_remedy)
        self._pages.setCurrentIndex(1)
