"""The figures of a filter before and after each cure, one above the other, with a button for each cure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from filterlab.gui.design.rival_strip import BEATS, figure
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.link_label import LinkLabel
from filterlab.probes import CURES

if TYPE_CHECKING:
    from filterlab.probes import Cure, Fooling, Verdict

DIGITS = 3
# Weights that differ by less than this part of the largest are the same: a cure applied twice rounds twice.
ROUNDING = 1e-6


class CureTable(QWidget):
    """Show what the intended place, a flat patch, the best patch and the strongest rival score under each cure.

    Signals
    -------
    cure_chosen(cure)
        The user wants this cure.
    rival_chosen(cure)
        The user wants to see the strongest other place under this cure.
    """

    cure_chosen = Signal(str)
    rival_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without figures."""
        super().__init__(parent)
        self.buttons: dict[Cure, QPushButton] = {}
        self._ranks: dict[Cure, ElidedLabel] = {}
        self._figures: dict[Cure, list[QLabel]] = {}
        self._names: dict[Cure, tuple[str, str]] = {
            "none": (self.tr("As it is"), ""),
            "zero_mean": (
                self.tr("Zero mean"),
                self.tr(
                    "Take its mean away from each channel: a flat patch then gives nothing but the bias."
                ),
            ),
            "unit_length": (
                self.tr("Unit length"),
                self.tr(
                    "Divide the filter by the root of the sum of its squares: the order stays the same, "
                    "but filters can be compared."
                ),
            ),
            "ncc": (
                self.tr("NCC's filter"),
                self.tr(
                    "Give the filter zero mean and length 1, as normalised cross-correlation compares with. "
                    "The other half, dividing by each patch's own contrast, is no matter of weights."
                ),
            ),
        }
        self._build()

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(1)
        for number, cure in enumerate(CURES):
            grid.addLayout(self._heading(cure), 3 * number, 0, 1, 5)
            self._figures[cure] = []
            for index, (name, tip) in enumerate(self._kinds()):
                line, side = divmod(index, 2)
                head = dressed(QLabel(name), "muted")
                number_label = LinkLabel(alignment=Qt.AlignmentFlag.AlignRight)
                for label in (head, number_label):
                    label.setToolTip(tip)
                grid.addWidget(head, 3 * number + 1 + line, 3 * side)
                grid.addWidget(number_label, 3 * number + 1 + line, 3 * side + 1)
                self._figures[cure].append(number_label)
            rival = self._figures[cure][-1]
            rival.setTextInteractionFlags(
                Qt.TextInteractionFlag.LinksAccessibleByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
            rival.linkActivated.connect(partial(self._on_rival_link_activated, cure))
        # What is left of the width stands between the pairs and behind them, not within them.
        grid.setColumnMinimumWidth(2, 2)
        for column, share in ((1, 2), (2, 1), (4, 2), (5, 1)):
            grid.setColumnStretch(column, share)

    def _kinds(self) -> tuple[tuple[str, str], ...]:
        """Return the name of each figure, and what it is."""
        return (
            (self.tr("meant"), self.tr("The place that is pinned")),
            (
                self.tr("flat"),
                self.tr("A patch that is everywhere as bright as the brightest pixel of what is meant"),
            ),
            (self.tr("best"), self.tr("The best of all patches in the picture's range of brightness")),
            (self.tr("rival"), self.tr("The strongest other place of the picture; click to go there")),
        )

    def _heading(self, cure: Cure) -> QHBoxLayout:
        """Make a line with the cure's button, or the name of the filter as it is, and the rank beside it."""
        name, tip = self._names[cure]
        line = QHBoxLayout()
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(6)
        if cure == "none":
            line.addWidget(dressed(QLabel(name), "title"))
        else:
            button = QPushButton(name)
            button.setToolTip(tip)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._on_button_clicked, cure))
            self.buttons[cure] = button
            line.addWidget(button)
        self._ranks[cure] = dressed(ElidedLabel(""), "muted")
        line.addWidget(self._ranks[cure], 1)
        return line

    def title_of(self, cure: Cure) -> str:
        """Return what a cure is called."""
        return self._names[cure][0]

    def rank_text(self, cure: Cure) -> str:
        """Return what is written beside a cure."""
        return self._ranks[cure].text()

    def figure_texts(self, cure: Cure) -> list[str]:
        """Return the figures under a cure as they are written: meant, flat, best, rival."""
        return [label.text() for label in self._figures[cure]]

    def show_fooling(self, fooling: Fooling) -> None:
        """Show the figures of a filter, before and after."""
        before = fooling.verdicts["none"].weights
        rounding = ROUNDING * float(np.abs(before).max())
        self.set_stale(False)
        for cure in CURES:
            verdict = fooling.verdicts[cure]
            self._show_rank(verdict, is_same=bool((np.abs(verdict.weights - before) <= rounding).all()))
            self._show_figures(verdict)

    def set_stale(self, is_stale: bool) -> None:
        """Pale the figures while others are looked for; the buttons go on working."""
        for cure in CURES:
            for label in (self._ranks[cure], *self._figures[cure]):
                label.setEnabled(not is_stale)

    def _show_rank(self, verdict: Verdict, *, is_same: bool) -> None:
        text = self.tr("rank {rank}").format(rank=f"{verdict.rank:,}")
        if is_same and verdict.cure != "none":
            text = self.tr("{rank}: the same").format(rank=text)
        tip = self.tr("The pinned place is number {rank} of {places}; number 1 is beaten by none.")
        self._ranks[verdict.cure].setText(text)
        self._ranks[verdict.cure].setToolTip(
            tip.format(rank=f"{verdict.rank:,}", places=f"{verdict.places:,}")
        )
        if verdict.cure in self.buttons:
            self.buttons[verdict.cure].setEnabled(not is_same)

    def _show_figures(self, verdict: Verdict) -> None:
        rival = verdict.rivals[0] if verdict.rivals else None
        values = [verdict.intended, verdict.flat, verdict.best, rival.value if rival is not None else None]
        for label, value in zip(self._figures[verdict.cure], values, strict=True):
            if value is None:
                label.setText("–")
                continue
            text = figure(value, verdict, DIGITS)
            if rival is not None and label is self._figures[verdict.cure][-1]:
                text = f"<a href='#'>{text}</a>"
            label.setText(f"<b>{BEATS}{text}</b>" if verdict.beaten_by(value) else text)

    def _on_button_clicked(self, cure: Cure, _checked: bool = False) -> None:
        self.cure_chosen.emit(cure)

    def _on_rival_link_activated(self, cure: Cure, _link: str) -> None:
        self.rival_chosen.emit(cure)
