"""Ties the panel of one decision to the net, the picture and the filter that are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.compare.decision.deciding import Decision, DecisionRequest, decide
from filterlab.gui.compare.decision.faces import faces_of
from filterlab.gui.compare.decision.picture import PictureOfDecision
from filterlab.gui.compare.decision.walking import Walk
from filterlab.gui.compare.decision.words import DecisionWords
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.run_presenter import LookedRunPresenter
from filterlab.gui.compare.units.asked_net import net_of
from filterlab.gui.jobs import NewestWins
from filterlab.gui.train.learned import filters_by_layer
from filterlab.probes.units import links_csv

if TYPE_CHECKING:
    from filterlab.gui.compare.decision.panel import DecisionPanel
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.probes.units import Unit
    from filterlab.project import Run


class DecisionPresenter(LookedRunPresenter):
    """Show how a net decides about a picture; `Walk` takes apart any number on the way.

    Signals
    -------
    status_changed(str)
        For the status bar: the number under the mouse.
    """

    status_changed = Signal(str)

    def __init__(self, panel: DecisionPanel, looked_at: LookedAt, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, looked_at, parent)
        self._panel = panel
        self._words = DecisionWords(self)
        self._picture = PictureOfDecision(panel, looked_at, self)
        self._walk = Walk(panel, self._words, self)
        self._net: AskedNet | None = None
        self._decision: Decision | None = None
        self._is_telling = False
        self._deciding: NewestWins[DecisionRequest, Decision] = NewestWins(
            decide, lambda request: request.net.key, self
        )
        self.wait_for((self._picture, self._deciding, self._walk))
        self._picture.changed.connect(self.refresh)
        self._walk.arrived.connect(self._on_walk_arrived)
        self._walk.status_changed.connect(self.status_changed)
        self._deciding.answered.connect(self._on_deciding_answered)
        self._deciding.failed.connect(self._on_deciding_failed)
        panel.picture_wanted.connect(self._on_panel_picture_wanted)
        panel.numbers_wanted.connect(self._on_panel_numbers_wanted)

    @property
    def decision(self) -> Decision | None:
        """What is shown, or None."""
        return self._decision

    def show_run(self, run: Run | None) -> None:
        """Ask the net about the picture, or say why it cannot be asked."""
        net = self._net_of(run) if run is not None else None
        sentence = self._words.without_net(run, net)
        if sentence or run is None or net is None:
            self._refuse(sentence)
            return
        shown = self._picture.take(run, net)
        if isinstance(shown, str):
            self._refuse(shown)
            return
        self._net = net
        if self._decision is None:
            self._panel.show_message(self._words.to_come(net))
        self._deciding.submit(DecisionRequest(net, shown))

    def follow(self, looked: Looked) -> None:
        """Go to the filter that is looked at, unless it was chosen here."""
        decision = self._decision
        if not self._is_telling and decision is not None and looked.run_id == decision.request.net.key:
            self._walk.look_at(looked.layer, looked.number)

    def _net_of(self, run: Run) -> AskedNet | None:
        """Return the net of a run as it is now; the same one as long as it has learned nothing since."""
        net, before = net_of(self.looked_at.document, run.id, self.looked_at.moment_of(run)), self._net
        return before if net is not None and before is not None and before.stamp == net.stamp else net

    def _refuse(self, sentence: str) -> None:
        self._deciding.forget()
        self._walk.forget()
        self._decision = None
        self._panel.show_message(sentence)

    def _on_deciding_answered(self, _request: DecisionRequest, decision: Decision, _ms: float) -> None:
        self._decision = decision
        self._panel.set_headline(self._words.headline(decision))
        # What is out of sight is not laid out, and could not be scrolled to.
        self._panel.show_content()
        self._panel.chain.canvas.set_faces(*faces_of(decision, self._words))
        self._walk.walk_on(decision)

    def _on_deciding_failed(self, _request: DecisionRequest, error: Exception) -> None:
        self._refuse(str(error) if isinstance(error, FilterLabError) else self._words.failure())

    def _on_walk_arrived(self, unit: Unit) -> None:
        """Have all panels look at the filter that was chosen, if it is one."""
        decision, run = self._decision, self.run
        if decision is None or run is None or self._walk.is_at_home:
            return
        moment = self.looked_at.moment_of(run)
        bank = filters_by_layer(moment.parameters if moment is not None else {}).get(unit.layer)
        if bank is None or unit.channel >= len(bank):
            return
        self._is_telling = True
        self.looked_at.look_at(
            Looked(run_id=run.id, layer=unit.layer, number=unit.channel),
            None if moment is run.snapshot else moment,
        )
        self._is_telling = False

    def _on_panel_picture_wanted(self) -> None:
        self.save_picture("decision.png", self._panel.pages, self._caption)

    def _caption(self) -> str:
        return self._words.caption(self._decision) if self._decision is not None else ""

    def _on_panel_numbers_wanted(self) -> None:
        apart = self._panel.feeding.apart
        if apart is None or self._panel.message:
            self.refuse_to_write(self._words.no_numbers())
        else:
            self.save_numbers("products.csv", lambda: links_csv(apart.feeding, apart.flattened_from))
