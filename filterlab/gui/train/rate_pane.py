"""Where a learning rate is looked for: a button, the loss against the rate, and the rate that is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.gui.train.curve_plot import CurvePlot
from filterlab.gui.train.legend import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from filterlab.nets import RateTried

PLOT_HEIGHT = 170
# So many times the first loss is the highest that is drawn.
HEADROOM = 1.6
# Powers of ten that rates are shown for, whatever the trial does.
LOWEST_POWER, HIGHEST_POWER = -7, 3


class RatePane(QWidget):
    """Ask for a search and show how it goes. Setters never emit.

    Signals
    -------
    search_wanted(), cancel_wanted()
        The buttons.
    rate_accepted(float)
        The user takes the rate that is suggested.
    grown()
        The plot has come into being below the buttons.
    """

    search_wanted = Signal()
    cancel_wanted = Signal()
    rate_accepted = Signal(float)
    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start before any search."""
        super().__init__(parent)
        self._suggestion: float | None = None
        self.search = QPushButton(self.tr("Find a learning rate"))
        self.search.setToolTip(
            self.tr(
                "Train a copy of the net for about a hundred steps, each faster than the last, and watch its loss"
            )
        )
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop looking for a learning rate (Esc)"))
        self.use = QPushButton()
        self._sentence = QLabel(wordWrap=True)
        self.plot = CurvePlot(
            (self.tr("Trial run"), self.tr("Learning rate"), self.tr("Loss (nats)")),
            (
                Series(self.tr("step"), 0, "faint", self.tr("the loss of one step at this rate")),
                Series(self.tr("mean"), 0, "line", self.tr("a running mean of the losses")),
                Series(self.tr("suggested"), 1, "dots", self.tr("where the loss falls most steeply")),
            ),
        )
        self._set_up_plot()
        self._lay_out()
        self.search.clicked.connect(self.search_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.use.clicked.connect(self._on_use_clicked)
        for widget in (self.cancel, self.use, self.plot):
            widget.hide()
        self.show_remark(self.tr("Not sure which rate? A short trial run suggests one."))

    def _set_up_plot(self) -> None:
        self.plot.setFixedHeight(PLOT_HEIGHT)
        item = self.plot.canvas.getPlotItem()
        item.setLogMode(x=True, y=False)
        # Small rates have logarithms below 0.
        item.getViewBox().setLimits(xMin=LOWEST_POWER, xMax=HIGHEST_POWER)

    def _lay_out(self) -> None:
        for button in (self.search, self.cancel, self.use):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.search)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.use)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self._sentence)
        layout.addWidget(self.plot)

    @property
    def sentence(self) -> str:
        """What the pane says."""
        text: str = self._sentence.text()
        return text

    @property
    def suggestion(self) -> float | None:
        """The rate that can be taken, or None."""
        return self._suggestion

    def show_searching(self, sentence: str, tried: Sequence[RateTried]) -> None:
        """Say how far the search is, and draw what it has tried."""
        had_focus = self.search.hasFocus()
        self.search.hide()
        self.cancel.show()
        if had_focus:
            self.cancel.setFocus()
        self._offer(None)
        self._sentence.setText(sentence)
        self._draw(tried, None)

    def show_found(self, sentence: str, tried: Sequence[RateTried], suggestion: float | None) -> None:
        """Say what the search has found, and offer the rate if there is one."""
        had_focus = self.cancel.hasFocus()
        self.search.show()
        self.cancel.hide()
        if had_focus:
            self.search.setFocus()
        self._offer(suggestion)
        self._sentence.setText(sentence)
        self._draw(tried, suggestion)

    def show_remark(self, sentence: str) -> None:
        """Say something in place of a search: what it is for, or why there can be none."""
        self.show_found(sentence, (), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel by Esc, as everywhere."""
        if event.key() == Qt.Key.Key_Escape and not self.cancel.isHidden():
            self.cancel_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _offer(self, suggestion: float | None) -> None:
        self._suggestion = suggestion
        self.use.setVisible(suggestion is not None)
        if suggestion is not None:
            self.use.setText(self.tr("Use the suggested {rate}").format(rate=f"{suggestion:g}"))

    def _draw(self, tried: Sequence[RateTried], suggestion: float | None) -> None:
        has_appeared = bool(tried) and self.plot.isHidden()
        self.plot.setVisible(bool(tried))
        if not tried:
            return
        if has_appeared:
            self.grown.emit()
        rates, losses, means = np.array([(one.learning_rate, one.loss, one.smoothed_loss) for one in tried]).T
        at = (
            np.zeros(0, np.intp)
            if suggestion is None
            else np.argmin(abs(rates / suggestion - 1), keepdims=True)
        )
        self.plot.set_points(
            [(rates, losses), (rates, means), (rates[at], means[at])],
            ["", "", ""],
        )
        # Where the loss explodes nothing is to be seen; what goes before would be a flat line beside it.
        self.plot.canvas.getPlotItem().setYRange(0, HEADROOM * means[0], padding=0)

    def _on_use_clicked(self) -> None:
        if self._suggestion is not None:
            self.rate_accepted.emit(self._suggestion)
