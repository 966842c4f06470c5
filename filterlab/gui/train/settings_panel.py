"""How a net is trained: the settings of the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QSpinBox, QVBoxLayout, QWidget

from filterlab.engine.threads import processors
from filterlab.errors import FilterLabError
from filterlab.gui.widgets.dressed import dressed
from filterlab.nets import TrainConfig

if TYPE_CHECKING:
    from filterlab.nets.train_config import OptimizerName

FIELD_HEIGHT = 25
MAX_EPOCHS = 1000
MAX_SEED = 2**31 - 1
TRAIN_SIZES = ("500", "2000", "10000", "30000")
MAX_TRAIN_SIZE = 200_000
BATCH_SIZES = ("16", "32", "64", "128", "256")
LEARNING_RATES = ("0.2", "0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001", "0.0005")
MOMENTA = ("0", "0.5", "0.9", "0.95", "0.99")
WEIGHT_DECAYS = ("0", "0.0001", "0.0005", "0.001", "0.01")
# Optimiser entries: what the list says, the optimiser's name, whether Nesterov's variant.
_SGD, _NESTEROV, _ADAM = 0, 1, 2


class SettingsPanel(QFrame):
    """Show and ask for the settings of a run; the numbers are checked by ``TrainConfig`` itself.

    Signals
    -------
    edited()
        The user changed a setting.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the usual settings."""
        super().__init__(parent)
        dressed(self, "card")
        self.epochs = QSpinBox(minimum=1, maximum=MAX_EPOCHS)
        self.pictures = self._number_box(TRAIN_SIZES)
        self.batch_size = self._number_box(BATCH_SIZES)
        self.optimiser = QComboBox()
        self.optimiser.addItems([self.tr("SGD"), self.tr("SGD, Nesterov"), self.tr("Adam")])
        self.learning_rate = self._number_box(("", *LEARNING_RATES))
        self.momentum = self._number_box(MOMENTA)
        self.weight_decay = self._number_box(WEIGHT_DECAYS)
        self.seed = QSpinBox(minimum=0, maximum=MAX_SEED)
        self._form = QFormLayout()
        self._lay_out()
        self.set_config(TrainConfig())
        self.set_train_size(10_000)
        for spin in (self.epochs, self.seed):
            spin.valueChanged.connect(self._on_setting_changed)
        self.optimiser.currentIndexChanged.connect(self._on_optimiser_changed)
        for box in (self.pictures, self.batch_size, self.learning_rate, self.momentum, self.weight_decay):
            box.editTextChanged.connect(self._on_setting_changed)

    @staticmethod
    def _number_box(usual: tuple[str, ...]) -> QComboBox:
        """Make a list of usual numbers in which any other number can be typed."""
        box = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        box.addItems(usual)
        box.setMinimumContentsLength(8)
        return box

    def _lay_out(self) -> None:
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(4)
        self._form.setHorizontalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._row(self.tr("Ep&ochs"), self.epochs, self.tr("How often the net sees every training picture"))
        self._row(
            self.tr("P&ictures"),
            self.pictures,
            self.tr("How many training pictures to draw; a fifth as many more are kept back for the test"),
        )
        self._row(
            self.tr("&Batch size"),
            self.batch_size,
            self.tr("How many pictures the net looks at for one step"),
        )
        self._row(
            self.tr("Optimise&r"),
            self.optimiser,
            self.tr(
                "How the slope of the loss becomes a step: downhill with momentum (SGD), or scaled for each "
                "weight by the slopes it has met (Adam)"
            ),
        )
        self._row(
            self.tr("&Learning rate"),
            self.learning_rate,
            self.tr("How far the first step goes; it falls to almost 0 towards the end of the run"),
        )
        self._row(
            self.tr("&Momentum"),
            self.momentum,
            self.tr("How much of the last step is carried into the next, 0 to below 1; Adam has its own"),
        )
        self._row(
            self.tr("&Weight decay"),
            self.weight_decay,
            self.tr("How strongly every step pulls the weights towards 0"),
        )
        self._row(
            self.tr("&Seed"),
            self.seed,
            self.tr(
                "Chooses the first weights and the order of the pictures; the same seed gives the same run"
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(dressed(QLabel(self.tr("Settings")), "title"))
        layout.addLayout(self._form)

    def _row(self, label: str, field: QWidget, tip: str) -> None:
        name = QLabel(label)
        name.setBuddy(field)
        name.setToolTip(tip)
        field.setToolTip(tip)
        field.setMinimumHeight(FIELD_HEIGHT)
        field.setAccessibleName(label.replace("&", ""))
        self._form.addRow(name, field)

    def set_config(self, config: TrainConfig) -> None:
        """Show settings without emitting."""
        blockers = [
            QSignalBlocker(field) for field in self.findChildren(QSpinBox) + self.findChildren(QComboBox)
        ]
        self.epochs.setValue(config.epochs)
        self.batch_size.setEditText(str(config.batch_size))
        choice = _ADAM if config.optimizer == "adam" else _NESTEROV if config.nesterov else _SGD
        self.optimiser.setCurrentIndex(choice)
        self._show_usual_rate()
        rate = config.learning_rate
        self.learning_rate.setEditText(self.learning_rate.itemText(0) if rate is None else f"{rate:g}")
        self.momentum.setEditText(f"{config.momentum:g}")
        self.weight_decay.setEditText(f"{config.weight_decay:g}")
        self.seed.setValue(config.seed)
        self.momentum.setEnabled(choice != _ADAM)
        del blockers

    def set_train_size(self, pictures: int) -> None:
        """Show how many pictures will be drawn, without emitting."""
        blocker = QSignalBlocker(self.pictures)
        self.pictures.setEditText(str(pictures))
        del blocker

    def set_pictures_are_made(self, *, are_made: bool) -> None:
        """Say whether the number of pictures can be chosen: a folder has as many as it has."""
        self.pictures.setEnabled(are_made)

    def train_size(self) -> int:
        """Return how many pictures to draw; ``FilterLabError`` when the field holds no such number."""
        size = self._whole(self.tr("Pictures"), self.pictures.currentText())
        if not 50 <= size <= MAX_TRAIN_SIZE:
            raise FilterLabError(
                self.tr("{size} training pictures cannot be drawn; choose from 50 to {most}.").format(
                    size=size, most=MAX_TRAIN_SIZE
                )
            )
        return size

    def config(self, *, snapshot_every: int) -> TrainConfig:
        """Return the settings; ``FilterLabError`` with a sentence about the first that cannot be used."""
        choice = self.optimiser.currentIndex()
        optimizer: OptimizerName = "adam" if choice == _ADAM else "sgd"
        momentum = self._number(self.tr("Momentum"), self.momentum.currentText())
        rate = self.learning_rate.currentText().strip()
        return TrainConfig(
            epochs=self.epochs.value(),
            batch_size=self._whole(self.tr("Batch size"), self.batch_size.currentText()),
            optimizer=optimizer,
            learning_rate=(
                None
                if rate == self.learning_rate.itemText(0)
                else self._number(self.tr("Learning rate"), rate)
            ),
            momentum=0.0 if choice == _ADAM else momentum,
            nesterov=choice == _NESTEROV,
            weight_decay=self._number(self.tr("Weight decay"), self.weight_decay.currentText()),
            seed=self.seed.value(),
            snapshot_every=snapshot_every,
            # One processor stays free for the window.
            threads=max(processors() - 1, 1),
        )

    def _number(self, name: str, text: str) -> float:
        """Read a number with a point or a comma."""
        try:
            return float(text.strip().replace(",", "."))
        except ValueError:
            raise FilterLabError(
                self.tr("{name} is “{text}”, which is no number; type one such as 0.05.").format(
                    name=name, text=text
                )
            ) from None

    def _whole(self, name: str, text: str) -> int:
        try:
            return int(text.strip())
        except ValueError:
            raise FilterLabError(
                self.tr("{name} is “{text}”, which is no whole number; type one such as 64.").format(
                    name=name, text=text
                )
            ) from None

    def _show_usual_rate(self) -> None:
        """Name the optimiser's usual learning rate in the first entry."""
        typed = self.learning_rate.currentText()
        was_usual = typed == self.learning_rate.itemText(0)
        name: OptimizerName = "adam" if self.optimiser.currentIndex() == _ADAM else "sgd"
        usual = TrainConfig(optimizer=name).initial_learning_rate
        self.learning_rate.setItemText(0, self.tr("usual ({rate})").format(rate=f"{usual:g}"))
        self.learning_rate.setEditText(self.learning_rate.itemText(0) if was_usual else typed)

    def _on_optimiser_changed(self, index: int) -> None:
        blocker = QSignalBlocker(self.learning_rate)
        self._show_usual_rate()
        del blocker
        self.momentum.setEnabled(index != _ADAM)
        self.edited.emit()

    def _on_setting_changed(self) -> None:
        self.edited.emit()
