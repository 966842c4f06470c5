"""How the learning rate goes along a run: the choice of a schedule and a small plot of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from filterlab.gui.train.curve_plot import CurvePlot
from filterlab.gui.train.legend import Series
from filterlab.gui.train.settings_fields import add_row, number_box, show_whole, typed_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout

    from filterlab.errors import FilterLabError
    from filterlab.nets import TrainConfig
    from filterlab.nets.train_config import ScheduleName

POINTS = 200
PLOT_HEIGHT = 112
MAX_EPOCHS = 1000
FACTORS = ("0.1", "0.2", "0.5", "0.7", "0.9")


class ScheduleFields(QWidget):
    """Choose a schedule and see the rate over the whole run. Setters never emit.

    Signals
    -------
    edited()
        The user changed the schedule.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the usual schedule."""
        super().__init__(parent)
        self.schedule = QComboBox()
        names: tuple[tuple[ScheduleName, str], ...] = (
            ("constant", self.tr("constant")),
            ("step", self.tr("in steps")),
            ("cosine", self.tr("cosine")),
            ("one-cycle", self.tr("one cycle")),
        )
        for key, text in names:
            self.schedule.addItem(text, key)
        self.drop_every = QSpinBox(minimum=1, maximum=MAX_EPOCHS)
        self.drop_factor = number_box(FACTORS)
        self.plot = CurvePlot(
            (self.tr("Rate over the run"), self.tr("Epoch"), self.tr("Rate")),
            (Series(self.tr("highest"), 0, "line", self.tr("How far the steps go; 0 is no step at all")),),
        )
        self.plot.setFixedHeight(PLOT_HEIGHT)
        self._form: QFormLayout | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.schedule.currentIndexChanged.connect(self._on_edited)
        self.drop_every.valueChanged.connect(self._on_edited)
        self.drop_factor.editTextChanged.connect(self._on_edited)

    def add_rows(self, form: QFormLayout) -> None:
        """Put the fields into a form that has others, too; the plot stays here."""
        self._form = form
        add_row(
            form,
            self.tr("Schedule"),
            self.schedule,
            self.tr(
                "How the learning rate changes along the run: it stays; it drops every few epochs; it falls along "
                "half a cosine; or it rises at first and then falls to almost 0"
            ),
        )
        add_row(
            form,
            self.tr("Drop every"),
            self.drop_every,
            self.tr("After how many epochs the learning rate drops"),
        )
        add_row(
            form,
            self.tr("Drop to"),
            self.drop_factor,
            self.tr("What the learning rate is multiplied by at each drop, above 0 and up to 1"),
        )
        self._show_fields()

    @property
    def name(self) -> ScheduleName:
        """The schedule that is chosen."""
        chosen: ScheduleName = self.schedule.currentData()
        return chosen

    def factor(self) -> float:
        """Return what the rate is multiplied by at each drop; ``FilterLabError`` if that is no number."""
        return typed_number(self.tr("The factor of the drops"), self.drop_factor.currentText())

    def set_config(self, config: TrainConfig) -> None:
        """Show the schedule of some settings."""
        blockers = [QSignalBlocker(field) for field in (self.schedule, self.drop_every, self.drop_factor)]
        self.schedule.setCurrentIndex(self.schedule.findData(config.schedule))
        show_whole(self.drop_every, config.drop_every)
        self.drop_factor.setEditText(f"{config.drop_factor:g}")
        del blockers
        self._show_fields()

    def draw(self, config: TrainConfig, steps_per_epoch: int) -> None:
        """Draw the rate of every step of a run with these settings."""
        total = config.epochs * steps_per_epoch
        steps = np.unique(np.linspace(0, total - 1, min(POINTS, total)).astype(np.int64))
        rates = np.array([config.learning_rate_at(int(step), total) for step in steps])
        self.plot.set_points([(steps / steps_per_epoch, rates)], [f"{rates.max():.2g}"])
        item = self.plot.canvas.getPlotItem()
        item.setXRange(0, config.epochs, padding=0.02)
        item.setYRange(0, rates.max(), padding=0.05)

    def draw_problem(self, error: FilterLabError) -> None:
        """Say why there is nothing to draw."""
        self.plot.show_message(str(error))

    def _show_fields(self) -> None:
        self.drop_every.setSuffix(self.tr(" epoch") if self.drop_every.value() == 1 else self.tr(" epochs"))
        for field in (self.drop_every, self.drop_factor):
            if self._form is not None:
                self._form.setRowVisible(field, self.name == "step")

    def _on_edited(self) -> None:
        self._show_fields()
        self.edited.emit()
