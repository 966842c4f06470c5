"""One bank as a column: which it is, its filters with their responses, or a sentence and a button without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from filterlab.gui.compare.column_header import ColumnHeader
from filterlab.gui.compare.fit_notice import FitNotice
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.sentence_pages import SentencePages
from filterlab.gui.widgets.tile_view import TileView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.widgets.tile import Tile

DIRECT = "direct"


class BankColumn(Card):
    """Show tiles below the boxes that say whose filters they are. Setters never emit.

    Signals
    -------
    source_chosen(str), layer_chosen(str)
        Another bank, or another layer, by its key.
    step_chosen(object)
        The weights after another step; None: the newest.
    fit_chosen(str)
        Another way to make the picture as large as the net takes, or "direct": look at it as it is.
    remedy_wanted()
        The user pressed the button of the empty state.
    adding_wanted()
        The user wants the chosen filter in the hand-made bank.
    removal_wanted()
        The user wants the column away.
    """

    source_chosen = Signal(str)
    layer_chosen = Signal(str)
    step_chosen = Signal(object)
    fit_chosen = Signal(str)
    remedy_wanted = Signal()
    adding_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._title = ""
        self.header = header = ColumnHeader()
        self.source, self.layer, self.step, self.fit = header.source, header.layer, header.step, header.fit
        self.add, self.remove = header.add, header.remove
        self.notice = FitNotice()
        self.view = TileView()
        self._pages = SentencePages(self.view)
        self.remedy = self._pages.remedy
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addWidget(self.header)
        layout.addWidget(self.notice)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.source.chosen.connect(self.source_chosen.emit)
        self.step.chosen.connect(self.step_chosen.emit)
        self.fit.chosen.connect(self.fit_chosen.emit)
        self.notice.fit_wanted.connect(self.fit_chosen)
        self.layer.layer_chosen.connect(self.layer_chosen)
        self._pages.remedy_wanted.connect(self.remedy_wanted)
        self.add.clicked.connect(self.adding_wanted)
        self.remove.clicked.connect(self.removal_wanted)

    @property
    def title(self) -> str:
        """Whose filters they are, in words."""
        return self._title

    @property
    def caption(self) -> str:
        """The line of second rank beside the boxes."""
        return self.header.caption.text()

    @property
    def message(self) -> str:
        """The sentence shown in place of tiles, empty when there are tiles."""
        return self._pages.message

    def set_sources(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """List the banks as (key, title) and show which it is."""
        self.source.set_entries(entries, current)

    def set_layers(self, names: Sequence[str], current: str) -> None:
        """List the layers that have filters; one alone is no choice."""
        self.layer.set_layers(names, current)
        self.layer.setVisible(len(names) > 1)

    def set_steps(self, steps: Sequence[int], current: int | None) -> None:
        """List the steps whose weights were kept, the newest last; none: there is no choice."""
        newest = steps[-1] if steps else 0
        entries: list[tuple[object, str]] = [(None, self.tr("newest: {step}").format(step=newest))]
        entries += [(step, self.tr("step {step}").format(step=step)) for step in reversed(steps[:-1])]
        self.step.set_entries(entries, current)
        self.step.setVisible(bool(steps))

    def set_fit(self, fit: str | None, *, can_be_direct: bool = False) -> None:
        """Show how the picture is made to fit the net; None: it is looked at as it is."""
        entries: list[tuple[object, str]] = [
            ("resize", self.tr("resize")),
            ("crop", self.tr("crop")),
            ("pad", self.tr("as it is")),
        ]
        if can_be_direct:
            entries.append((DIRECT, self.tr("without the net")))
        self.fit.set_entries(entries, fit)
        self.fit.setVisible(fit is not None)

    def set_title(self, title: str, caption: str = "") -> None:
        """Say whose filters they are, and what there is to say of them in a line of second rank."""
        self._title = title
        self.header.caption.setText(caption)
        self.view.setAccessibleName(title)
        self.setAccessibleName(title)

    def set_can_add(self, *, is_wanted: bool, can_add: bool) -> None:
        """Say whether filters may go into the hand-made bank from here, and whether one is chosen."""
        self.add.setVisible(is_wanted)
        self.add.setEnabled(can_add)

    def set_can_remove(self, *, can_remove: bool) -> None:
        """Say whether the column may be taken away."""
        self.remove.setVisible(can_remove)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show tiles."""
        self.view.set_tiles(tiles)
        self._pages.show_content()

    def show_message(self, message: str, remedy: str = "") -> None:
        """Show a sentence in place of tiles, with a button of that text if there is one."""
        self.view.set_tiles(())
        self._pages.show_message(message, remedy)
