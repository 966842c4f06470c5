"""Loss and accuracy of a run over the same steps, beside or above each other as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from filterlab.figures import short_number
from filterlab.gui.train.curve_plot import CurvePlot, compact
from filterlab.gui.train.history import MOST_REACH, averaged, epoch_points, reach_for
from filterlab.gui.train.legend import Series
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from filterlab.gui.train.history import StepHistory
    from filterlab.nets import EpochEnd

    Floats = NDArray[np.float64]

MOST_PLAIN = 1000.0
# So many times as wide as high there is room for two plots side by side.
WIDE = 1.5


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
        series = (
            Series(
                self.tr("step"), 0, "faint", self.tr("the pictures of one step, before it learns from them")
            ),
            Series(
                self.tr("mean"),
                0,
                "line",
                self.tr("mean of up to {count} steps around").format(count=2 * MOST_REACH + 1),
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
        layout.addLayout(self._plots, 1)
        for plot in (self.loss, self.accuracy):
            card = dressed(QFrame(), "card")
            inner = QVBoxLayout(card)
            inner.setContentsMargins(10, 8, 10, 6)
            inner.addWidget(plot)
            self._plots.addWidget(card, 1)
            plot.step_hovered.connect(self._on_plot_step_hovered)
            plot.hover_left.connect(self._on_plot_hover_left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other where that leaves them wider than high."""
        super().resizeEvent(event)
        is_wide = self.width() > WIDE * self.height()
        self._plots.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )

    def show_messages(self, loss: str, accuracy: str) -> None:
        """Show a sentence in each plot in place of curves."""
        self._history = None
        self.loss.show_message(loss)
        self.accuracy.show_message(accuracy)

    def set_curves(self, history: StepHistory, epochs: Sequence[EpochEnd]) -> None:
        """Draw every step and every epoch."""
        self._history = history
        ends, test_loss, test_accuracy = epoch_points(epochs)
        self._draw(self.loss, history.steps, history.loss, (ends, test_loss), "{:.3f}")
        self._draw(self.accuracy, history.steps, history.accuracy, (ends, test_accuracy), "{:.1f}")

    @staticmethod
    def _draw(plot: CurvePlot, steps: Floats, raw: Floats, tests: tuple[Floats, Floats], form: str) -> None:
        """Draw one plot; single steps jump too much to be read, so the legend has mean and test only."""
        means = averaged(raw, reach_for(len(raw)))
        ends, tested = tests
        newest = [_written(values[-1], form) if len(values) else "" for values in (means, tested)]
        plot.set_points(((steps, raw), (steps, means), (ends, tested)), ("", *newest))

    def _on_plot_hover_left(self) -> None:
        self.value_hovered.emit("")

    def _on_plot_step_hovered(self, place: float) -> None:
        history = self._history
        if history is None or len(history) == 0:
            return
        index = int(np.clip(np.searchsorted(history.steps, place - 0.5), 0, len(history) - 1))
        reach = reach_for(len(history))
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
