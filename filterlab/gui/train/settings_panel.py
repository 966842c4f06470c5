"""How a net is trained: the settings of the next run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from filterlab.engine.threads import processors
from filterlab.errors import FilterLabError
from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.choice_boxes import DropoutBox, PatienceBox
from filterlab.gui.train.rate_pane import RatePane
from filterlab.gui.train.schedule_fields import ScheduleFields
from filterlab.gui.train.settings_fields import (
    add_row,
    number_box,
    plain_form,
    show_whole,
    typed_number,
    typed_whole,
)
from filterlab.nets import TrainConfig

if TYPE_CHECKING:
    from filterlab.nets.train_config import OptimizerName

MAX_EPOCHS = 1000
MAX_SEED = 2**31 - 1
TRAIN_SIZES = ("500", "2000", "10000", "30000")
MIN_TRAIN_SIZE, MAX_TRAIN_SIZE = 50, 200_000
BATCH_SIZES = ("16", "32", "64", "128", "256")
LEARNING_RATES = ("0.2", "0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001", "0.0005")
MOMENTA = ("0", "0.5", "0.9", "0.95", "0.99")
WEIGHT_DECAYS = ("0", "0.0001", "0.0005", "0.001", "0.01")
SMOOTHINGS = ("0", "0.05", "0.1", "0.2")
# Optimiser entries: what the list says, the optimiser's name, whether Nesterov's variant.
_SGD, _NESTEROV, _ADAM = 0, 1, 2
# How many steps an epoch is taken to have before the number of pictures is known; the curve looks the same.
USUAL_STEPS = 100


class SettingsPanel(DeskPanel):
    """Show and ask for the settings of a run; the numbers are checked by ``TrainConfig`` itself.

    Signals
    -------
    edited()
        The user changed a setting.

    Attributes
    ----------
    schedule : ScheduleFields
        How the learning rate goes along the run.
    rates : RatePane
        Where a learning rate is looked for.
    """

    edited = Signal()
    key = "settings"
    group = "set-up"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the usual settings."""
        super().__init__(parent)
        self.epochs = QSpinBox(minimum=1, maximum=MAX_EPOCHS)
        self.pictures = number_box(TRAIN_SIZES)
        self.batch_size = number_box(BATCH_SIZES)
        self.optimiser = QComboBox()
        self.optimiser.addItems([self.tr("SGD"), self.tr("SGD, Nesterov"), self.tr("Adam")])
        self.learning_rate = number_box(("", *LEARNING_RATES))
        self.momentum = number_box(MOMENTA)
        self.weight_decay = number_box(WEIGHT_DECAYS)
        self.label_smoothing = number_box(SMOOTHINGS)
        self.dropout = DropoutBox()
        self.patience = PatienceBox(MAX_EPOCHS)
        self.seed = QSpinBox(minimum=0, maximum=MAX_SEED)
        self.schedule = ScheduleFields()
        self.rates = RatePane()
        self._form = plain_form()
        self._steps_per_epoch = USUAL_STEPS
        self._lay_out()
        self.set_config(TrainConfig())
        self.set_train_size(10_000)
        self._connect()

    def title(self) -> str:
        """Return the translated name on the panel's tab."""
        return self.tr("&Settings")

    def purpose(self) -> str:
        """Return in a translated line what the panel is for."""
        return self.tr("How the net is trained: steps, learning rate, when to stop")

    def _connect(self) -> None:
        for spin in (self.epochs, self.patience, self.seed):
            spin.valueChanged.connect(self._on_setting_changed)
        self.optimiser.currentIndexChanged.connect(self._on_optimiser_changed)
        for box in (
            self.pictures, self.batch_size, self.learning_rate, self.momentum, self.weight_decay,
            self.label_smoothing,
        ):  # fmt: skip
            box.editTextChanged.connect(self._on_setting_changed)
        self.schedule.edited.connect(self._on_setting_changed)
        self.rates.rate_accepted.connect(self._on_rates_rate_accepted)
        # The fields above leave it no room in a small window.
        self.rates.grown.connect(partial(self.part_appeared.emit, self.rates))

    def _lay_out(self) -> None:
        rows = (
            (self.tr("Epochs"), self.epochs, self.tr("How often the net sees every training picture")),
            (
                self.tr("Pictures"),
                self.pictures,
                self.tr(
                    "How many training pictures to draw; a fifth as many more are kept back for the test"
                ),
            ),
            (
                self.tr("Batch size"),
                self.batch_size,
                self.tr("How many pictures the net looks at for one step"),
            ),
            (
                self.tr("Optimiser"),
                self.optimiser,
                self.tr(
                    "How the slope of the loss becomes a step: downhill with momentum (SGD), or scaled for each "
                    "weight by the slopes it has met (Adam)"
                ),
            ),
            (
                self.tr("Learning rate"),
                self.learning_rate,
                self.tr("How far the steps go where the schedule is at its highest"),
            ),
            (
                self.tr("Momentum"),
                self.momentum,
                self.tr("How much of the last step is carried into the next, 0 to below 1; Adam has its own"),
            ),
            (
                self.tr("Weight decay"),
                self.weight_decay,
                self.tr("How strongly every step pulls the weights towards 0"),
            ),
            (
                self.tr("Dropout"),
                self.dropout,
                self.tr(
                    "Which share of the values before the last layer is set to 0 at random while the net learns; "
                    "the layer it makes is listed under Net"
                ),
            ),
            (
                self.tr("Label smoothing"),
                self.label_smoothing,
                self.tr(
                    "Label smoothing: how much of the certainty is spread over all classes in what the net should "
                    "answer, 0 to below 1; it keeps the net from becoming too sure"
                ),
            ),
            (
                self.tr("Stop early"),
                self.patience,
                self.tr(
                    "After how many epochs without a lower test loss the run ends, with the best weights it had"
                ),
            ),
            (
                self.tr("Seed"),
                self.seed,
                self.tr(
                    "Chooses the first weights and the order of the pictures; the same seed gives the same run"
                ),
            ),
        )
        for label, field, tip in rows:
            add_row(self._form, label, field, tip)
            if field is self.learning_rate:
                self.schedule.add_rows(self._form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(self._form)
        layout.addWidget(self.schedule)
        layout.addWidget(self.rates)
        layout.addStretch(1)

    def set_config(self, config: TrainConfig) -> None:
        """Show settings without emitting."""
        blockers = [
            QSignalBlocker(field) for field in self.findChildren(QSpinBox) + self.findChildren(QComboBox)
        ]
        show_whole(self.epochs, config.epochs)
        self.batch_size.setEditText(str(config.batch_size))
        choice = _ADAM if config.optimizer == "adam" else _NESTEROV if config.nesterov else _SGD
        self.optimiser.setCurrentIndex(choice)
        self._show_usual_rate()
        rate = config.learning_rate
        self.learning_rate.setEditText(self.learning_rate.itemText(0) if rate is None else f"{rate:g}")
        # Adam has its own, and what is asked for here matters again with SGD.
        momentum = TrainConfig().momentum if choice == _ADAM else config.momentum
        self.momentum.setEditText(f"{momentum:g}")
        self.weight_decay.setEditText(f"{config.weight_decay:g}")
        self.label_smoothing.setEditText(f"{config.label_smoothing:g}")
        show_whole(self.patience, config.patience or 0)
        show_whole(self.seed, config.seed)
        self.momentum.setEnabled(choice != _ADAM)
        self.schedule.set_config(config)
        self.patience.show_unit()
        del blockers
        self._draw_schedule()

    def set_train_size(self, pictures: int) -> None:
        """Show how many pictures will be drawn, without emitting."""
        blocker = QSignalBlocker(self.pictures)
        self.pictures.setEditText(str(pictures))
        del blocker

    def set_pictures_are_made(self, *, are_made: bool) -> None:
        """Say whether the number of pictures can be chosen: a folder has as many as it has."""
        self.pictures.setEnabled(are_made)

    def set_steps_per_epoch(self, steps: int) -> None:
        """Say how many steps an epoch has with the data that are chosen."""
        self._steps_per_epoch = max(1, steps)
        self._draw_schedule()

    def train_size(self) -> int:
        """Return how many pictures to draw; ``FilterLabError`` when the field holds no such number."""
        size = typed_whole(self.tr("Pictures"), self.pictures.currentText())
        if not MIN_TRAIN_SIZE <= size <= MAX_TRAIN_SIZE:
            raise FilterLabError(
                self.tr("{size} training pictures cannot be drawn; choose from {least} to {most}.").format(
                    size=size, least=MIN_TRAIN_SIZE, most=MAX_TRAIN_SIZE
                )
            )
        return size

    def config(self, *, snapshot_every: int, frozen: tuple[str, ...] = ()) -> TrainConfig:
        """Return the settings, with the names of what shall not learn.

        Raises
        ------
        FilterLabError
            A sentence about the first that cannot be used.
        """
        choice = self.optimiser.currentIndex()
        optimizer: OptimizerName = "adam" if choice == _ADAM else "sgd"
        momentum = typed_number(self.tr("Momentum"), self.momentum.currentText())
        rate = self.learning_rate.currentText().strip()
        return TrainConfig(
            epochs=self.epochs.value(),
            batch_size=typed_whole(self.tr("Batch size"), self.batch_size.currentText()),
            optimizer=optimizer,
            learning_rate=(
                None
                if rate == self.learning_rate.itemText(0)
                else typed_number(self.tr("Learning rate"), rate)
            ),
            momentum=0.0 if choice == _ADAM else momentum,
            nesterov=choice == _NESTEROV,
            weight_decay=typed_number(self.tr("Weight decay"), self.weight_decay.currentText()),
            schedule=self.schedule.name,
            drop_every=self.schedule.drop_every.value(),
            drop_factor=self.schedule.factor(),
            label_smoothing=typed_number(self.tr("Label smoothing"), self.label_smoothing.currentText()),
            patience=self.patience.value() or None,
            frozen=frozen,
            seed=self.seed.value(),
            snapshot_every=snapshot_every,
            # One processor stays free for the window.
            threads=max(processors() - 1, 1),
        )

    def _show_usual_rate(self) -> None:
        """Name the optimiser's usual learning rate in the first entry."""
        typed = self.learning_rate.currentText()
        was_usual = typed == self.learning_rate.itemText(0)
        name: OptimizerName = "adam" if self.optimiser.currentIndex() == _ADAM else "sgd"
        usual = TrainConfig(optimizer=name).initial_learning_rate
        self.learning_rate.setItemText(0, self.tr("usual ({rate})").format(rate=f"{usual:g}"))
        self.learning_rate.setEditText(self.learning_rate.itemText(0) if was_usual else typed)

    def _draw_schedule(self) -> None:
        try:
            config = self.config(snapshot_every=1)
        except FilterLabError as error:
            self.schedule.draw_problem(error)
        else:
            self.schedule.draw(config, self._steps_per_epoch)

    def _on_optimiser_changed(self, index: int) -> None:
        blocker = QSignalBlocker(self.learning_rate)
        self._show_usual_rate()
        del blocker
        self.momentum.setEnabled(index != _ADAM)
        self._on_setting_changed()

    def _on_setting_changed(self) -> None:
        self.patience.show_unit()
        self._draw_schedule()
        self.edited.emit()

    def _on_rates_rate_accepted(self, rate: float) -> None:
        self.learning_rate.setEditText(f"{rate:g}")
