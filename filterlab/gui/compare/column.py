"""One bank as a column: which it is, its filters with their responses, or a sentence and a button without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.train.choosers import LayerBox
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.glyphs import GlyphButton
from filterlab.gui.widgets.tile_view import TileView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.widgets.tile import Tile

HEADER_HEIGHT, BUTTON = 26, 22
CHARACTERS = 8


class BankColumn(Card):
    """Show tiles below the boxes that say whose filters they are. Setters never emit.

    Signals
    -------
    source_chosen(str), layer_chosen(str)
        Another bank, or another layer, by its key.
    step_chosen(object)
        The weights after another step; None: the newest.
    fit_chosen(str)
        Another way to make the picture as large as the net takes.
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
        self.source = _box(self.tr("Whose filters stand in this column"), CHARACTERS)
        self.layer = LayerBox()
        self.step = _box(self.tr("After which step of the run: its weights were kept then"), 10)
        self.fit = _box(self.tr("How the picture is made as large as the net takes"), 6)
        for key, name in (
            ("resize", self.tr("resize")),
            ("crop", self.tr("crop")),
            ("pad", self.tr("as it is")),
        ):
            self.fit.addItem(name, key)
        for name, box in (
            (self.tr("Bank"), self.source),
            (self.tr("Layer"), self.layer),
            (self.tr("Step"), self.step),
            (self.tr("Fit of the picture"), self.fit),
        ):
            box.setAccessibleName(name)
        self._caption = dressed(ElidedLabel(""), "muted")
        self.add = QPushButton(self.tr("&Add to bank"))
        self.add.setToolTip(
            self.tr(
                "Copy the chosen filter into the hand-made bank, to paint on it in Design; or drag it there"
            )
        )
        self.remove = GlyphButton("close", BUTTON)
        self.remove.setToolTip(self.tr("Take this column away"))
        self.remove.setAccessibleName(self.tr("Take this column away"))
        self._message = QLabel("", wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.remedy = QPushButton("")
        self.view = TileView()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(6)
        for widget in (self.source, self.layer, self.step, self.fit):
            header.addWidget(widget)
        header.addWidget(self._caption, 1)
        header.addWidget(self.add)
        header.addWidget(self.remove)
        # All columns begin at the same height, with and without boxes in the headline.
        header.addStrut(HEADER_HEIGHT)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.addStretch(1)
        inside.addWidget(self._message)
        inside.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(1)
        self._pages.addWidget(self.view)
        self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addLayout(header)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.source.activated.connect(self._on_source_activated)
        self.step.activated.connect(self._on_step_activated)
        self.fit.activated.connect(self._on_fit_activated)
        self.layer.layer_chosen.connect(self.layer_chosen)
        self.remedy.clicked.connect(self.remedy_wanted)
        self.add.clicked.connect(self.adding_wanted)
        self.remove.clicked.connect(self.removal_wanted)

    @property
    def title(self) -> str:
        """Whose filters they are, in words."""
        return self._title

    @property
    def message(self) -> str:
        """The sentence shown in place of tiles, empty when there are tiles."""
        return self._message.text() if self._pages.currentIndex() == 1 else ""

    def set_sources(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """List the banks as (key, title) and show which it is."""
        _fill(self.source, [(title, key) for key, title in entries], current)

    def set_layers(self, names: Sequence[str], current: str) -> None:
        """List the layers that have filters; one alone is no choice."""
        self.layer.set_layers(names, current)
        self.layer.setVisible(len(names) > 1)

    def set_steps(self, steps: Sequence[int], current: int | None) -> None:
        """List the steps whose weights were kept, the newest last; none: there is no choice."""
        newest = steps[-1] if steps else 0
        entries: list[tuple[str, object]] = [(self.tr("newest: {step}").format(step=newest), None)]
        entries += [(self.tr("step {step}").format(step=step), step) for step in reversed(steps[:-1])]
        _fill(self.step, entries, current)
        self.step.setVisible(bool(steps))

    def set_fit(self, fit: str | None) -> None:
        """Show how the picture is made to fit the net; None: it is looked at as it is."""
        self.fit.setVisible(fit is not None)
        if fit is not None:
            self.fit.setCurrentIndex(self.fit.findData(fit))

    def set_title(self, title: str, caption: str = "") -> None:
        """Say whose filters they are, and what there is to say of them in a line of second rank."""
        self._title = title
        self._caption.setText(caption)
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
        self._pages.setCurrentIndex(0)

    def show_message(self, message: str, remedy: str = "") -> None:
        """Show a sentence in place of tiles, with a button of that text if there is one."""
        self.view.set_tiles(())
        self._message.setText(message)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self._pages.setCurrentIndex(1)

    def _on_source_activated(self, _index: int) -> None:
        self.source_chosen.emit(self.source.currentData())

    def _on_step_activated(self, _index: int) -> None:
        self.step_chosen.emit(self.step.currentData())

    def _on_fit_activated(self, _index: int) -> None:
        self.fit_chosen.emit(self.fit.currentData())


def _box(tip: str, characters: int) -> QComboBox:
    box = QComboBox()
    box.setToolTip(tip)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(characters)
    return box


def _fill(box: QComboBox, wanted: Sequence[tuple[str, object]], current: object) -> None:
    """List entries as (title, key), and show which is current."""
    blocker = QSignalBlocker(box)
    if list(wanted) != [(box.itemText(i), box.itemData(i)) for i in range(box.count())]:
        box.clear()
        for title, key in wanted:
            box.addItem(title, key)
    box.setCurrentIndex(next((i for i in range(box.count()) if box.itemData(i) == current), -1))
    del blocker
