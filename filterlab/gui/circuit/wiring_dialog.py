"""Choose a filter and the maps it looks at: all alike, some with a share, or each through a sheet of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.circuit.bank_shelf import BankShelf
from filterlab.gui.circuit.edits import one_sheet
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.number_spin_box import NumberSpinBox
from filterlab.probes.chain import LUMINANCE, DrawnFilter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.circuit.edits import Wiring

    Floats = NDArray[np.floating[Any]]

Way = Literal["alike", "shares", "sheets"]
AS_IT_IS = ""
COLOURS = 3
LIST_WIDTH, SHARE_WIDTH = 190, 90


class WiringDialog(QDialog):
    """Ask for one filter of a stage.

    Parameters
    ----------
    title : str
        Translated, such as "Add a filter to stage 2".
    maps : sequence of str
        What the maps are called that the stage looks at.
    bank : sequence of (str, str, ndarray)
        The filters to choose from: id, name, weights (C, KH, KW).
    name, bias
        What the filter is called, and its bias; an empty name follows the choice.
    wiring : Wiring or None
        How it is laid on the maps now; None for a new filter.
    """

    def __init__(
        self,
        title: str,
        maps: Sequence[str],
        bank: Sequence[tuple[str, str, Floats]],
        *,
        name: str = "",
        bias: float = 0.0,
        wiring: Wiring | None = None,
        is_on_picture: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show the filter as it is wired, or the first one of the bank."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._maps, self._wiring, self._is_on_picture = tuple(maps), wiring, is_on_picture
        self._weights: dict[str, Floats] = {}
        self._names: dict[str, str] = {}
        self._has_own_name = bool(name)
        self.shelf = BankShelf()
        self.name = QLineEdit(name)
        self.bias = NumberSpinBox()
        self.bias.setValue(bias)
        self.ways: dict[Way, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.looks: list[QCheckBox] = []
        self.shares: list[NumberSpinBox] = []
        self._ways_box, self._shares_box = QWidget(), QScrollArea()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._build_ways()
        self._build_shares()
        self._lay_out()
        self._fill(bank)
        self._connect()
        self._show_wiring()

    def _build_ways(self) -> None:
        column = QVBoxLayout(self._ways_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        texts: tuple[tuple[Way, str], ...] = (
            ("alike", self.tr("&all of them alike")),
            ("shares", self.tr("&some of them, each with a share")),
            ("sheets", self.tr("each through a s&heet of its own")),
        )
        for way, text in texts:
            button = self.ways[way] = QRadioButton(text)
            self._group.addButton(button)
            column.addWidget(button)
        self.ways["alike"].setToolTip(self.tr("The same weights lie on every map"))
        self.ways["shares"].setToolTip(
            self.tr("The weights lie on the maps chosen below, times the share: 1 and −1 compare two maps")
        )
        self.ways["sheets"].setToolTip(
            self.tr("The filter has a channel for each map; the first lies on the first")
        )

    def _build_shares(self) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setVerticalSpacing(3)
        for number, name in enumerate(self._maps):
            look, share = QCheckBox(name), NumberSpinBox()
            share.setSingleStep(0.5)
            share.setFixedWidth(SHARE_WIDTH)
            share.setAccessibleName(self.tr("Share of {name}").format(name=name))
            look.toggled.connect(share.setEnabled)
            grid.addWidget(look, number, 0)
            grid.addWidget(share, number, 1, Qt.AlignmentFlag.AlignRight)
            self.looks.append(look)
            self.shares.append(share)
        grid.setRowStretch(len(self._maps), 1)
        self._shares_box.setWidget(holder)
        self._shares_box.setWidgetResizable(True)
        self._shares_box.setFrameShape(QFrame.Shape.NoFrame)
        self._shares_box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _lay_out(self) -> None:
        self.shelf.setFixedWidth(LIST_WIDTH)
        self.shelf.setFrameShape(QFrame.Shape.StyledPanel)
        left = QVBoxLayout()
        label = dressed(QLabel(self.tr("&Filter")), "title")
        label.setBuddy(self.shelf)
        left.addWidget(label)
        left.addWidget(self.shelf, 1)
        right = QVBoxLayout()
        for text, field in ((self.tr("&Name"), self.name), (self.tr("&Bias"), self.bias)):
            row, word = QHBoxLayout(), QLabel(text)
            word.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            row.addWidget(word)
            row.addWidget(field, 1)
            right.addLayout(row)
        heading = (
            self.tr("It looks at the picture's colours")
            if self._is_on_picture
            else self.tr("It looks at the maps")
        )
        self._heading = dressed(QLabel(heading), "title")
        right.addSpacing(6)
        right.addWidget(self._heading)
        right.addWidget(self._ways_box)
        right.addWidget(self._shares_box, 1)
        right.addStretch(0)
        body = QHBoxLayout()
        body.addLayout(left)
        body.addSpacing(8)
        body.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(body, 1)
        layout.addWidget(self._buttons)
        for widget in (self._heading, self._ways_box):
            widget.setVisible(len(self._maps) > 1)
        self.resize(520, 380)

    def _fill(self, bank: Sequence[tuple[str, str, Floats]]) -> None:
        entries = list(bank)
        if self._wiring is not None:
            entries.insert(0, (AS_IT_IS, self.tr("as it is"), self._wiring.weights))
        self._weights = {key: weights for key, _name, weights in entries}
        self._names = {key: name for key, name, _weights in entries}
        self.shelf.set_items(entries)
        if entries:
            self.shelf.set_current(entries[0][0])
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(entries))

    def _connect(self) -> None:
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.shelf.filter_chosen.connect(self._on_shelf_filter_chosen)
        self.shelf.filter_picked.connect(self._on_shelf_filter_picked)
        self.name.textEdited.connect(self._on_name_edited)
        for button in self.ways.values():
            button.toggled.connect(self._update_enabled)
        for look in self.looks:
            look.toggled.connect(self._update_enabled)

    def _show_wiring(self) -> None:
        """Show how the filter is wired now, or how a new one would be."""
        shares: Mapping[int, float] = dict.fromkeys(range(len(self._maps)), 1.0)
        way: Way = "alike"
        if self._wiring is not None and self._wiring.shares is None:
            way = "sheets"
        elif self._wiring is not None and self._wiring.shares is not None:
            way = "alike" if dict(self._wiring.shares) == shares else "shares"
            shares = self._wiring.shares
        elif self._is_on_picture and len(self._maps) == COLOURS:
            way, shares = "shares", LUMINANCE
        for number, (look, share) in enumerate(zip(self.looks, self.shares, strict=True)):
            look.setChecked(number in shares)
            share.setEnabled(number in shares)
            share.setValue(shares.get(number, 1.0))
        self.ways[way].setChecked(True)
        self._follow_choice()
        if self._wiring is None and len(self._maps) > 1 and self._has_sheets():
            self.ways["sheets"].setChecked(True)

    def _has_sheets(self) -> bool:
        weights = self._weights.get(self.shelf.current_id)
        return weights is not None and len(weights) == len(self._maps) > 1

    def _follow_choice(self) -> None:
        """Name the filter like the chosen one, and offer what can be done with it."""
        if not self._has_own_name:
            self.name.setText(self._names.get(self.shelf.current_id, ""))
        self.ways["sheets"].setEnabled(self._has_sheets())
        if self.ways["sheets"].isChecked() and not self._has_sheets():
            self.ways["alike"].setChecked(True)
        self._update_enabled()

    def _update_enabled(self) -> None:
        takes_shares = self.ways["shares"].isChecked()
        self._shares_box.setVisible(takes_shares and len(self._maps) > 1)
        looks_at_some = not takes_shares or any(look.isChecked() for look in self.looks)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self._weights) and looks_at_some and bool(self.name.text().strip()))

    def drawn(self) -> DrawnFilter:
        """Return the filter as it is to be wired."""
        weights = self._weights[self.shelf.current_id]
        name, bias = self.name.text().strip(), self.bias.value()
        if self.ways["sheets"].isChecked():
            return DrawnFilter(name, weights, None, bias)
        if self.ways["alike"].isChecked():
            return DrawnFilter(name, one_sheet(weights), None, bias)
        onto = {
            number: share.value()
            for number, (look, share) in enumerate(zip(self.looks, self.shares, strict=True))
            if look.isChecked()
        }
        return DrawnFilter(name, one_sheet(weights), onto, bias)

    def _on_shelf_filter_chosen(self, _filter_id: str) -> None:
        self._follow_choice()

    def _on_shelf_filter_picked(self, _filter_id: str) -> None:
        if self._buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            self.accept()

    def _on_name_edited(self, text: str) -> None:
        self._has_own_name = bool(text.strip())
        self._update_enabled()
