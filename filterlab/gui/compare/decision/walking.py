"""The way through a decision: which number is taken apart, what fed it, and how one goes on and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.compare.decision.chain_layout import Spot
from filterlab.gui.compare.decision.chain_painter import FieldMark
from filterlab.gui.compare.decision.deciding import Apart, ApartRequest, Decision, take_apart
from filterlab.gui.compare.decision.trail import Trail, Way
from filterlab.gui.jobs import NewestWins
from filterlab.probes.units import Unit

if TYPE_CHECKING:
    from filterlab.gui.compare.decision.panel import DecisionPanel
    from filterlab.gui.compare.decision.words import DecisionWords


class Walk(QObject):
    """Take one number of a decision after the other apart, as the user goes.

    Signals
    -------
    arrived(unit)
        The user has gone to another number.
    status_changed(str)
        For the status bar: the number under the mouse.
    """

    arrived = Signal(object)
    status_changed = Signal(str)

    def __init__(self, panel: DecisionPanel, words: DecisionWords, parent: QObject | None = None) -> None:
        """Start without a decision."""
        super().__init__(parent)
        self._panel, self._words = panel, words
        self._decision: Decision | None = None
        self._trail = Trail()
        self._taking: NewestWins[ApartRequest, Apart] = NewestWins(
            take_apart, lambda request: request.decision, self
        )
        self._taking.answered.connect(self._on_taking_answered)
        self._taking.failed.connect(self._on_taking_failed)
        panel.back_wanted.connect(self._on_panel_back_wanted)
        panel.home_wanted.connect(self._on_panel_home_wanted)
        panel.down_wanted.connect(self._on_panel_down_wanted)
        panel.step_wanted.connect(self._on_panel_step_wanted)
        panel.feeding.link_chosen.connect(self._on_feeding_link_chosen)
        canvas = panel.chain.canvas
        canvas.spot_chosen.connect(self._on_canvas_spot_chosen)
        canvas.layer_wanted.connect(self._on_canvas_layer_wanted)
        canvas.spot_hovered.connect(self._on_canvas_spot_hovered)
        canvas.hover_left.connect(self._on_canvas_hover_left)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being taken apart."""
        return self._taking.is_idle

    @property
    def is_at_home(self) -> bool:
        """Whether the user has gone nowhere: what is taken apart is the decision itself."""
        return not self._trail.can_go_back

    def shut_down(self) -> None:
        """Stop computing."""
        self._taking.shut_down()

    def forget(self) -> None:
        """There is no decision any more."""
        self._taking.forget()
        self._decision = None

    def walk_on(self, decision: Decision) -> None:
        """Stay at the same number of another decision of the same net; begin anew with another net.

        Who stands at the decision stays with it, also if it is another one now.
        """
        before, way = self._decision, self._trail.way
        self._decision = decision
        is_same = before is not None and before.request.net.key == decision.request.net.key
        is_at_home = before is not None and way == Way((before.winner,))
        if not is_same or is_at_home or way is None:
            self._trail.begin(decision.winner)
        self._take_apart()

    def look_at(self, layer: str, channel: int) -> None:
        """Go to the strongest answer of a filter that is looked at elsewhere."""
        if self._decision is not None and layer in self._decision.layers:
            self._trail.go_to(self._decision.strongest(layer, channel))

    def _take_apart(self) -> None:
        """Show the way, and ask what fed the number at its end."""
        decision, way = self._decision, self._trail.way
        if decision is None or way is None:
            return
        panel = self._panel
        texts = [(self._words.step(decision, unit), decision.value(unit)) for unit in way.units]
        spots = [Spot(unit.layer, unit.channel, *decision.subject.place_of(unit)) for unit in way.units]
        if way.pixel is not None:
            pixel, channels = way.pixel, len(decision.picture)
            texts.append((self._words.pixel(pixel.map, pixel.row, pixel.column, channels), pixel.value))
            spots.insert(0, Spot(None, pixel.map, pixel.row, pixel.column))
        panel.way.set_text(self._words.way(texts))
        panel.chain.canvas.set_marks(spots, panel.chain.canvas.field)
        panel.chain.bring_into_sight(spots[0] if way.pixel is not None else spots[-1])
        panel.set_steps(can_go_back=self._trail.can_go_back, can_go_down=False)
        self._taking.submit(ApartRequest(decision, way.end))
        self.arrived.emit(way.end)

    def _on_taking_answered(self, request: ApartRequest, apart: Apart, _ms: float) -> None:
        way = self._trail.way
        if request.decision is not self._decision or way is None or request.unit != way.end:
            return
        self._panel.feeding.show_apart(request.decision, apart)
        canvas = self._panel.chain.canvas
        source = apart.feeding.source_layer
        column = canvas.column_of(source)
        is_field = column is not None and column.plan.kind in ("picture", "maps") and apart.count > 0
        canvas.set_marks(
            canvas.way, FieldMark(source, apart.box, frozenset(apart.maps)) if is_field else None
        )
        self._panel.set_steps(
            can_go_back=self._trail.can_go_back, can_go_down=bool(apart.links) and way.pixel is None
        )

    def _on_taking_failed(self, _request: ApartRequest, error: Exception) -> None:
        sentence = str(error) if isinstance(error, FilterLabError) else self._words.failure()
        self._panel.message_raised.emit(sentence)

    def _on_panel_back_wanted(self) -> None:
        self._trail.go_back()
        self._take_apart()

    def _on_panel_home_wanted(self) -> None:
        if self._decision is not None:
            self._trail.go_to(self._decision.winner)
            self._take_apart()

    def _on_panel_down_wanted(self) -> None:
        self._on_feeding_link_chosen(0)

    def _on_panel_step_wanted(self, step: int) -> None:
        self._trail.go_to_step(step)
        self._take_apart()

    def _on_feeding_link_chosen(self, number: int) -> None:
        apart = self._panel.feeding.apart
        if apart is None or number >= len(apart.links):
            return
        link = apart.links[number]
        unit = apart.feeding.source(link)
        if unit is None:
            self._trail.go_to_pixel(link)
        else:
            self._trail.go_down(unit)
        self._take_apart()

    def _on_canvas_spot_chosen(self, spot: Spot) -> None:
        if self._decision is None or spot.layer is None:
            return
        unit = Unit(spot.layer, spot.channel, (spot.row, spot.column))
        if self._has_fed(spot):
            self._trail.go_down(unit)
        else:
            self._trail.go_to(unit)
        self._take_apart()

    def _has_fed(self, spot: Spot) -> bool:
        """Whether a number is one of those that fed the one that is taken apart."""
        apart, way = self._panel.feeding.apart, self._trail.way
        if apart is None or way is None:
            return False
        feeding = apart.feeding
        is_before = feeding.source_layer == spot.layer and feeding.unit.layer == way.end.layer
        return is_before and bool(feeding.weights[spot.channel, spot.row, spot.column])

    def _on_canvas_layer_wanted(self, step: int) -> None:
        decision, way = self._decision, self._trail.way
        if decision is None or way is None:
            return
        names = decision.subject.layers
        place = names.index(way.end.layer) + step
        if 0 <= place < len(names):
            channels = len(decision.layers[names[place]])
            self._trail.go_to(decision.strongest(names[place], min(way.end.channel, channels - 1)))
            self._take_apart()

    def _on_canvas_spot_hovered(self, spot: Spot) -> None:
        decision = self._decision
        if decision is None:
            return
        if spot.layer is None:
            values = decision.picture[:, spot.row, spot.column].tolist()
            text = self._words.values(self._words.pixel(0, spot.row, spot.column, 1), values)
        else:
            unit = Unit(spot.layer, spot.channel, (spot.row, spot.column))
            text = self._words.values(self._words.unit(decision, unit), [decision.value(unit)])
        self.status_changed.emit(text)

    def _on_canvas_hover_left(self) -> None:
        self.status_changed.emit("")
