"""Loss and accuracy of a run over the same steps, beside or above each other as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from filterlab.figures import short_number
from filterlab.gui.train.curve_plot import CurvePlot, compact
from filterlab.gui.train.curves_bar import CurvesBar
from filterlab.gui.train.history import averaged, epoch_points, reach_for
from filterlab.gui.train.legend import Series
from filterlab.gui.widgets.card import Card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from filterlab.gui.train.history import StepHistory
    from filterlab.nets import EpochEnd

    Floats = NDArray[np.float64]

MOST_PLAIN = 1000.0
# So wide, and so many times as wide as high, there is room for two plots side by side.
WIDE, WIDE_PIXELS = 1.5, 700


class CurvesPanel(QWidget):
    """Show what the steps of a run have told.

    Signals
    -------
    value_hovered(str)
        A sentence about the step under the mouse; empty when the mouse has left.
    """

    value_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._history: StepHistory | None = None
        self._epochs: Sequence[EpochEnd] = ()
        self.bar = CurvesBar()
        series = (
            Series(
                self.tr("step"), 0, "faint", self.tr("the pictures of one step, before it learns from them")
            ),
            Series(
                self.tr("mean"),
                0,
                "line",
                self.tr("mean of the steps around, as many as Smoothing says"),
            ),
            Series(self.tr("test"), 1, "dots", self.tr("pictures kept back from training, after each epoch")),
        )
        x_title = self.tr("Step")
        self.loss = CurvePlot((self.tr("Loss"), x_title, self.tr("Cross-entropy (nats)")), series)
        self.accuracy = CurvePlot(
            (self.tr("Accuracy"), x_title, self.tr("Right answers (%)")), series, highest=100.0
        )
        self.accuracy.link_x_to(self.loss)
        self._plots = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._plots.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addLayout(self._plots, 1)
        for plot in (self.loss, self.accuracy):
            card = Card()
            inner = QVBoxLayout(card)
            inner.setContentsMargins(10, 8, 10, 6)
            inner.addWidget(plot)
            self._plots.addWidget(card, 1)
            plot.step_hovered.connect(self._on_plot_step_hovered)
            plot.hover_left.connect(self._on_plot_hover_left)
        self.bar.axis_chosen.connect(self._on_bar_axis_chosen)
        self.bar.reach_chosen.connect(self._redraw)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other where that leaves them wider than high."""
        super().resizeEvent(event)
        is_wide = self.width() > max(WIDE * self.height(), WIDE_PIXELS)
        self._plots.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
        self._title_axes()

    def show_messages(self, loss: str, accuracy: str) -> None:
        """Show a sentence in each plot in place of curves."""
        self._history = None
        self.loss.show_message(loss)
        self.accuracy.show_message(accuracy)

    def set_curves(self, history: StepHistory, epochs: Sequence[EpochEnd]) -> None:
        """Draw every step and every epoch."""
        self._history, self._epochs = history, epochs
        ends, test_loss, test_accuracy = epoch_points(epochs)
        if self.bar.is_by_seconds:
            ends = np.array([epoch.seconds for epoch in epochs], dtype=np.float64)
        places = self._places(history)
        self._draw(self.loss, places, history.loss, (ends, test_loss), "{:.3f}")
        self._draw(self.accuracy, places, history.accuracy, (ends, test_accuracy), "{:.1f}")

    def _places(self, history: StepHistory) -> Floats:
        """Return where each step stands on the x axis."""
        return history.seconds if self.bar.is_by_seconds else history.steps

    def _reach(self, history: StepHistory) -> int:
        """Return how many steps on either side count towards a mean."""
        chosen = self.bar.reach
        return reach_for(len(history)) if chosen is None else chosen

    def _draw(
        self, plot: CurvePlot, places: Floats, raw: Floats, tests: tuple[Floats, Floats], form: str
    ) -> None:
        """Draw one plot; single steps jump too much to be read, so the legend has mean and test only."""
        means = averaged(raw, self._reach(self._history)) if self._history is not None else raw
        ends, tested = tests
        newest = [_written(values[-1], form) if len(values) else "" for values in (means, tested)]
        plot.set_points(((places, raw), (places, means), (ends, tested)), ("", *newest))

    def _redraw(self) -> None:
        if self._history is not None:
            self.set_curves(self._history, self._epochs)

    def _title_axes(self) -> None:
        """Name what the x axes count; of two above each other the lower one speaks for both."""
        title = self.tr("Seconds since the run began") if self.bar.is_by_seconds else self.tr("Step")
        is_above = self._plots.direction() == QBoxLayout.Direction.TopToBottom
        self.loss.set_x_title("" if is_above else title)
        self.loss.set_x_numbers(are_shown=not is_above)
        self.accuracy.set_x_title(title)

    def _on_bar_axis_chosen(self) -> None:
        self._title_axes()
        self._redraw()

    def _on_plot_hover_left(self) -> None:
        self.value_hovered.emit("")

    def _on_plot_step_hovered(self, place: float) -> None:
        history = self._history
        if history is None or len(history) == 0:
            return
        places = self._places(history)
        index = int(np.clip(np.searchsorted(places, place), 0, len(history) - 1))
        if index and place - places[index - 1] < places[index] - place:
            index -= 1
        reach = self._reach(history)
        around = slice(max(0, index - reach), index + reach + 1)
        self.value_hovered.emit(
            self.tr(
                "step {step}: loss {loss} (mean around it {mean_loss}), accuracy {accuracy} % (mean {mean} %)"
            ).format(
                step=int(history.steps[index]),
                loss=short_number(history.loss[index], 3),
                mean_loss=short_number(history.loss[around].mean(), 3),
                accuracy=short_number(history.accuracy[index], 3),
                mean=short_number(history.accuracy[around].mean(), 3),
            )
        )


def _written(value: float, form: str) -> str:
    """Write a figure in its form; one too large for that, as of a run that diverges, in few characters."""
    return form.format(value) if abs(value) < MOST_PLAIN else compact(value)
