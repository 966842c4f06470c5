"""What is trained next: data, net and settings, put together to one request."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.train.choices import MAX_PARAMS, is_small, known_nets
from filterlab.gui.train.data_choosing import DataChoosing
from filterlab.gui.train.data_words import STROKES
from filterlab.gui.train.layer_words import grouped
from filterlab.gui.train.net_editing import NetEditing
from filterlab.gui.train.rate_presenter import RatePresenter
from filterlab.gui.train.settings_fields import typed_whole
from filterlab.gui.train.settings_panel import MAX_TRAIN_SIZE, MIN_TRAIN_SIZE
from filterlab.nets.net_edits import dropout_rate
from filterlab.project import TrainingPlan, TrainingRequest

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.train.control_bar import ControlBar
    from filterlab.gui.train.data_panel import DataPanel
    from filterlab.gui.train.net_panel import NetPanel
    from filterlab.gui.train.settings_panel import SettingsPanel
    from filterlab.project import Document

SNAPSHOT_EVERY = 10
PICTURE_CHANNELS = (1, 3)


class SettingUp(QObject):
    """Keep the panels that set a run up, and the lists in the row above, true to each other.

    Signals
    -------
    changed()
        What would be trained, or whether it can be, is another.
    message_raised(sentence)
        Something the user asked for cannot be done.

    Attributes
    ----------
    data : DataChoosing
        The data.
    net : NetEditing
        The net.
    """

    changed = Signal()
    message_raised = Signal(str)

    def __init__(
        self,
        document: Document,
        undo_stack: QUndoStack,
        controls: ControlBar,
        panels: tuple[DataPanel, NetPanel, SettingsPanel],
        parent: QObject | None = None,
    ) -> None:
        """Begin with what is set up in the document, at first a small net on the digits that are drawn here."""
        super().__init__(parent)
        self._document, self._controls = document, controls
        data_panel, net_panel, self._settings = panels
        self.data = DataChoosing(data_panel, self)
        self.net = NetEditing(document, undo_stack, net_panel, self)
        self._rates = RatePresenter(self._settings.rates, self.request, self)
        if document.plan is not None:
            self._restore(document.plan)
        controls.data_chosen.connect(self.data.choose)
        controls.folder_wanted.connect(self.data.ask_for_folder)
        controls.net_chosen.connect(self.net.begin_with)
        self.data.changed.connect(self._on_data_changed)
        self.net.changed.connect(self._on_net_changed)
        self.net.message_raised.connect(self.message_raised)
        self._settings.edited.connect(self._on_settings_edited)
        self._settings.dropout.rate_chosen.connect(self.net.set_dropout)
        self._plan: TrainingPlan | None = None
        self._on_settings_edited()
        self._on_data_changed()
        self._on_net_changed()
        self._plan = self._as_set_up()
        self.changed.connect(self._keep)
        self._settings.edited.connect(self._keep)

    @property
    def can_start(self) -> bool:
        """Whether the data are there, and the net fits together, takes pictures, and is small enough to watch."""
        return not self.hindrance

    @property
    def hindrance(self) -> str:
        """Why what is set up cannot be trained, in a sentence; empty if it can be."""
        return self._net_hindrance or self.data.hindrance

    @property
    def _net_hindrance(self) -> str:
        costs, spec = self.net.costs, self.net.draft.spec
        if costs.misfit is not None:
            return costs.reason
        if len(spec.input_shape) != 3 or spec.input_shape[0] not in PICTURE_CHANNELS:
            return self.tr(
                "{name} does not take pictures: give its input 1 or 3 channels, rows and columns."
            ).format(name=spec.name)
        if len(costs.output_shape or ()) != 1:
            return self.tr("{name} ends with maps: end it with Flatten and Linear.").format(name=spec.name)
        if costs.params > MAX_PARAMS:
            return self.tr(
                "Only to look at: with {params} parameters, training {name} here would take weeks. "
                "Choose a smaller net to train."
            ).format(params=grouped(costs.params), name=spec.name)
        return ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read, fetched or tried."""
        return self.data.is_idle and self._rates.is_idle

    def request(self) -> TrainingRequest:
        """Put together what would be trained now.

        Raises
        ------
        FilterLabError
            A sentence about the first thing that cannot be used.
        """
        if self.hindrance:
            raise FilterLabError(self.hindrance)
        draft = self.net.draft
        if self.data.choice.source == STROKES:
            self.data.set_drawn(self._settings.train_size())
        config = self._settings.config(snapshot_every=SNAPSHOT_EVERY, frozen=draft.frozen)
        return TrainingRequest(self.data.choice, draft.spec, config, start=draft.start(config.seed))

    def set_running(self, is_running: bool) -> None:
        """Let the settings be as the run has them while it goes on; data and net are those of the next one."""
        self._settings.setEnabled(not is_running)
        if is_running:
            self._rates.cancel()

    def shut_down(self) -> None:
        """Stop all background work; called before the window goes."""
        self._rates.shut_down()
        self.data.shut_down()

    def _restore(self, plan: TrainingPlan) -> None:
        self._settings.set_config(plan.config)
        pictures = plan.data.train_size or 0
        if plan.data.source == STROKES and MIN_TRAIN_SIZE <= pictures <= MAX_TRAIN_SIZE:
            self._settings.set_train_size(pictures)
        self.data.restore(plan.data)
        self.net.restore(plan.draft, plan.left_out)

    def _as_set_up(self) -> TrainingPlan | None:
        """Say what the document is to keep; None while a field holds something that cannot be used."""
        try:
            config = self._settings.config(snapshot_every=SNAPSHOT_EVERY)
        except FilterLabError:
            return None
        # How many processors there are is a matter of where it is trained.
        config = replace(config, threads=None)
        return TrainingPlan(self.net.draft, config, self.data.choice, self.net.left_out)

    def _keep(self) -> None:
        """Have the document keep what is set up, once that is another than at first."""
        plan = self._as_set_up()
        if plan is not None and plan != self._plan:
            self._plan = plan
            self._document.set_plan(plan)

    def _list_nets(self) -> None:
        nets = known_nets(self._document)
        name = self.net.draft.spec.name
        trainable = [known for known, spec in nets.items() if is_small(spec)]
        others = [known for known in nets if known not in trainable]
        if name not in nets:
            (others if self._net_hindrance else trainable).append(name)
        self._controls.set_nets(trainable, others, name)

    def _count_steps(self) -> None:
        sight = self.data.sight
        pictures = sight.learned.count if sight is not None else self.data.choice.train_size
        try:
            batch = typed_whole("", self._settings.batch_size.currentText())
        except FilterLabError:
            return
        if pictures and batch > 0:
            self._settings.set_steps_per_epoch(ceil(pictures / batch))

    def _on_data_changed(self) -> None:
        choice = self.data.choice
        self._controls.set_data(self.data.entries(), choice.source)
        self._settings.set_pictures_are_made(are_made=choice.source == STROKES)
        self._count_steps()
        self.net.set_data(self.data.shape)
        self.changed.emit()

    def _on_net_changed(self) -> None:
        self.net.set_note(self._net_hindrance if self.net.costs.misfit is None else "")
        self._settings.dropout.set_rate(dropout_rate(self.net.draft.spec))
        self._list_nets()
        self.changed.emit()

    def _on_settings_edited(self) -> None:
        self._count_steps()
        try:
            self.data.set_drawn(self._settings.train_size())
        except FilterLabError:
            # Said where it matters: when a run shall start.
            return
