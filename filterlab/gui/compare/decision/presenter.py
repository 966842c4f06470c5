"""Ties the panel of one decision to the net, the picture and the filter that are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.gui.compare.decision.chain_layout import Spot, plan_chain
from filterlab.gui.compare.decision.chain_painter import FieldMark, LayerFace, range_in_words
from filterlab.gui.compare.decision.deciding import (
    Apart,
    ApartRequest,
    Decision,
    DecisionRequest,
    decide,
    take_apart,
)
from filterlab.gui.compare.decision.panel import LOOKED_AT, TEST
from filterlab.gui.compare.decision.trail import Trail, Way
from filterlab.gui.compare.decision.words import DecisionWords
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.jobs import NewestWins
from filterlab.gui.listening import listen
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.soon import Soon
from filterlab.gui.train.held_back import HeldBackPictures
from filterlab.gui.train.learned import filters_by_layer, spec_of
from filterlab.gui.view_export import export_view
from filterlab.nets.spec import trace
from filterlab.probes.units import Unit, links_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.compare.decision.panel import DecisionPanel
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.probes.units import Fit
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]

# While a net learns, its decision is shown anew no more often.
PAUSE_MS = 500


class DecisionPresenter(QObject):
    """Show how a net decides about a picture, and take apart any number on the way.

    Signals
    -------
    status_changed(str)
        For the status bar: the number under the mouse.
    """

    status_changed = Signal(str)

    def __init__(
        self,
        panel: DecisionPanel,
        looked_at: LookedAt,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel, self._looked_at, self._held_back = panel, looked_at, HeldBackPictures(self)
        self._words = DecisionWords()
        self._source, self._number, self._fit = TEST, 0, "resize"
        self._names: Sequence[str] = ()
        self._label: int | None = None
        self._decision: Decision | None = None
        self._trail = Trail()
        self._is_telling = False
        self._deciding: NewestWins[DecisionRequest, Decision] = NewestWins(
            decide, lambda request: request.run_id, self
        )
        self._taking: NewestWins[ApartRequest, Apart] = NewestWins(
            take_apart, lambda request: request.decision, self
        )
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._connect()

    def _connect(self) -> None:
        panel, looked_at = self._panel, self._looked_at
        self._soon.came.connect(self._show)
        self._pause.timeout.connect(self._show)
        for signal in (panel.seen_changed, looked_at.picture_changed, self._held_back.loaded):
            signal.connect(self._soon.start)
        looked_at.changed.connect(self._on_looked_at_changed)
        looked_at.weights_changed.connect(self._on_looked_at_weights_changed)
        listen(self, looked_at.document.run_added, self._on_document_run_changed)
        listen(self, looked_at.document.run_removed, self._on_document_run_changed)
        panel.run_chosen.connect(self._on_panel_run_chosen)
        panel.source_chosen.connect(self._on_panel_source_chosen)
        panel.number_chosen.connect(self._on_panel_number_chosen)
        panel.fit_chosen.connect(self._on_panel_fit_chosen)
        panel.back_wanted.connect(self._on_panel_back_wanted)
        panel.home_wanted.connect(self._on_panel_home_wanted)
        panel.down_wanted.connect(self._on_panel_down_wanted)
        panel.step_wanted.connect(self._on_panel_step_wanted)
        panel.picture_wanted.connect(self._on_panel_picture_wanted)
        panel.numbers_wanted.connect(self._on_panel_numbers_wanted)
        panel.feeding.link_chosen.connect(self._on_feeding_link_chosen)
        canvas = panel.chain.canvas
        canvas.spot_chosen.connect(self._on_canvas_spot_chosen)
        canvas.spot_hovered.connect(self._on_canvas_spot_hovered)
        canvas.hover_left.connect(self._on_canvas_hover_left)
        self._deciding.answered.connect(self._on_deciding_answered)
        self._deciding.failed.connect(self._on_deciding_failed)
        self._taking.answered.connect(self._on_taking_answered)
        self._taking.failed.connect(self._on_taking_failed)

    @property
    def is_idle(self) -> bool:
        """Whether the panel shows all it can."""
        is_waiting = self._soon.is_active or self._pause.isActive()
        works = (self._deciding, self._taking, self._held_back)
        return not is_waiting and all(work.is_idle for work in works)

    @property
    def decision(self) -> Decision | None:
        """What is shown, or None."""
        return self._decision

    def shut_down(self) -> None:
        """Stop computing."""
        self._soon.stop()
        self._pause.stop()
        self._deciding.shut_down()
        self._taking.shut_down()
        self._held_back.shut_down()

    @property
    def run(self) -> Run | None:
        """Whose net decides: that of the filter that is looked at, else the newest with weights; None without."""
        looked = self._looked_at.run
        if looked is not None:
            return looked
        runs = self._looked_at.document.runs
        return next((run for run in reversed(runs) if run.snapshot is not None), runs[-1] if runs else None)

    def _moment(self, run: Run) -> Snapshot | None:
        return self._looked_at.moment if self._looked_at.run is run else run.snapshot

    def _show(self) -> None:
        """Ask the net about the picture, or say why it cannot be asked."""
        if not self._panel.is_seen:
            return
        self._pause.stop()
        run = self.run
        listed = [(each.name, each.id) for each in reversed(self._looked_at.document.runs)]
        self._panel.set_runs(listed, run.id if run is not None else "")
        spec = spec_of(run) if run is not None else None
        moment = self._moment(run) if run is not None else None
        sentence = self._without_net(run, spec, moment)
        picture = None
        if not sentence and run is not None and spec is not None:
            picture = self._picture_for(run, spec)
            sentence = "" if picture is not None else self._without_picture(run)
        if sentence or run is None or spec is None or moment is None or picture is None:
            self._deciding.forget()
            self._taking.forget()
            self._decision = None
            self._panel.show_message(sentence)
            return
        title = f"{run.name}, {spec.name}"
        known = self._decision
        if known is None:
            self._panel.show_message(self.tr("{net} looks at the picture …").format(net=title))
        is_same = known is not None and known.request.snapshot is moment
        subject = known.subject if known is not None and is_same else None
        fit = self._chosen_fit()
        self._deciding.submit(DecisionRequest(run.id, title, spec, moment, picture, fit, subject))

    def _chosen_fit(self) -> Fit:
        if self._source == TEST:
            return "pad"
        return "crop" if self._fit == "crop" else "resize"

    def _without_net(self, run: Run | None, spec: NetSpec | None, moment: Snapshot | None) -> str:
        """Say why there is no net to ask; empty where there is one."""
        if run is None:
            return self.tr(
                "No net has been trained yet. Train one, and its decision about a picture stands here: the maps of "
                "all layers, and for every number what fed it, down to the pixels."
            )
        if moment is None:
            return (
                self.tr("{run} has no weights yet; they are to come.")
                if run.is_active
                else self.tr(
                    "{run} ended before it had learned anything: train again, or choose another net."
                )
            ).format(run=run.name)
        if spec is None:
            return self.tr(
                "{run} came from a file, and its weights are of no net known here: choose another net."
            ).format(run=run.name)
        if len(spec.input_shape) != 3 or spec.input_shape[0] not in (1, 3):
            return self.tr("The net of {run} takes no pictures: choose another net.").format(run=run.name)
        return ""

    def _without_picture(self, run: Run) -> str:
        if self._source == LOOKED_AT:
            return self.tr("There is no picture to look at: open one in Design.")
        if self._held_back.problem:
            return self._held_back.problem
        del run
        return self.tr("Loading the test pictures …")

    def _picture_for(self, run: Run, spec: NetSpec) -> Floats | None:
        """Return the picture the net shall look at, and say in the panel which it is."""
        if run.request is None and self._source == TEST:
            self._source = LOOKED_AT
        classes = trace(spec)[-1].output_shape[0]
        self._names = self._held_back.names(run, classes)
        self._label = None
        held = self._held_back.of(run)
        count = len(held.pictures.images) if held is not None else 0
        self._number = min(self._number, max(count - 1, 0))
        looked = self._looked_at.picture
        fits = looked is None or looked.pixels.shape[1:] == spec.input_shape[1:]
        is_test = self._source == TEST
        self._panel.set_picture(self._source, self._number, count, fit=None if is_test or fits else self._fit)
        if not is_test:
            return looked.pixels if looked is not None else None
        if held is None or not count:
            return None
        self._label = int(held.pictures.labels[self._number])
        chosen: Floats = held.pictures.images[self._number]
        return chosen

    def _show_decision(self, decision: Decision) -> None:
        panel, before = self._panel, self._decision
        self._decision = decision
        panel.set_headline(self._words.headline(decision, self._names, self._label))
        subject = decision.subject
        shapes: list[tuple[str | None, tuple[int, int, int]]] = [
            (None, subject.input_shape),  # type: ignore[list-item]
            *((name, subject.map_shape(name)) for name in subject.layers),
        ]
        outputs = [len(stage.output_shape) == 3 for stage in trace(subject.net.spec)]
        plans = plan_chain(shapes, has_maps=[True, *outputs])
        faces = [self._picture_face(decision)]
        for (name, shape), has_maps in zip(shapes[1:], outputs, strict=True):
            faces.append(self._layer_face(decision, str(name), shape, has_maps=has_maps))
        # What is out of sight is not laid out, and could not be scrolled to.
        panel.show_content()
        panel.chain.canvas.set_faces(plans, faces)
        is_same = before is not None and before.request.run_id == decision.request.run_id
        # Who has gone nowhere stays with the decision, also if it is another one now.
        is_at_home = before is not None and self._trail.way == Way((before.winner,))
        if not is_same or is_at_home or self._trail.way is None:
            self._trail.begin(decision.winner)
        self._take_apart()

    def _picture_face(self, decision: Decision) -> LayerFace:
        _c, height, width = decision.picture.shape
        size = self.tr("{height} × {width} pixels").format(height=height, width=width)
        return LayerFace(self.tr("picture"), "", size, decision.picture)

    def _layer_face(
        self, decision: Decision, name: str, shape: tuple[int, int, int], *, has_maps: bool
    ) -> LayerFace:
        values = decision.layers[name]
        span, note = range_in_words(values), self._words.layer_note(shape, has_maps=has_maps)
        if name != decision.subject.layers[-1]:
            return LayerFace(name, span, note, values)
        shares = tuple(f"{100 * share:.1f} %" for share in decision.probabilities.tolist())
        note = self.tr("scores of {count} classes, and how sure it is").format(count=len(shares))
        return LayerFace(name, span, note, values, tuple(self._names), shares)

    def _take_apart(self) -> None:
        """Show the way, and ask what fed the number at its end."""
        decision, way = self._decision, self._trail.way
        if decision is None or way is None:
            return
        panel = self._panel
        texts = [(self._words.step(decision, unit, self._names), decision.value(unit)) for unit in way.units]
        spots = [Spot(unit.layer, unit.channel, *decision.subject.place_of(unit)) for unit in way.units]
        if way.pixel is not None:
            pixel = way.pixel
            channels = len(decision.picture)
            texts.append((self._words.pixel(pixel.map, pixel.row, pixel.column, channels), pixel.value))
            spots.insert(0, Spot(None, pixel.map, pixel.row, pixel.column))
        panel.way.set_text(self._words.way(texts))
        panel.chain.canvas.set_marks(spots, panel.chain.canvas.field)
        panel.chain.bring_into_sight(spots[0] if way.pixel is not None else spots[-1])
        panel.set_steps(can_go_back=self._trail.can_go_back, can_go_down=False)
        self._taking.submit(ApartRequest(decision, way.end))
        self._tell(way.end)

    def _tell(self, unit: Unit) -> None:
        """Have all panels look at the filter that was chosen, if it is one."""
        decision, run = self._decision, self.run
        if decision is None or run is None or not self._trail.can_go_back:
            return
        moment = self._moment(run)
        bank = filters_by_layer(moment.parameters if moment is not None else {}).get(unit.layer)
        if bank is None or unit.channel >= len(bank):
            return
        self._is_telling = True
        newest = moment is run.snapshot
        self._looked_at.look_at(
            Looked(run_id=run.id, layer=unit.layer, number=unit.channel), None if newest else moment
        )
        self._is_telling = False

    def _on_looked_at_changed(self) -> None:
        if self._is_telling:
            return
        looked, decision = self._looked_at.looked, self._decision
        is_same = looked is not None and decision is not None and looked.run_id == decision.request.run_id
        if is_same and looked is not None and decision is not None and looked.layer in decision.layers:
            self._trail.go_to(decision.strongest(looked.layer, looked.number))
        self._soon.start()

    def _on_looked_at_weights_changed(self) -> None:
        if self._panel.is_seen and not self._pause.isActive():
            self._pause.start()

    def _on_document_run_changed(self, _run_id: str) -> None:
        self._soon.start()

    def _on_panel_run_chosen(self, run_id: str) -> None:
        run = self._looked_at.document.run(run_id)
        if run is not None:
            layer = next(iter(filters_by_layer(run.parameters)), "")
            self._looked_at.look_at(Looked(run_id=run_id, layer=layer))

    def _on_panel_source_chosen(self, source: str) -> None:
        self._source = source
        self._show()

    def _on_panel_number_chosen(self, number: int) -> None:
        self._number = number
        self._soon.start()

    def _on_panel_fit_chosen(self, fit: str) -> None:
        self._fit = fit
        self._soon.start()

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
        decision = self._decision
        if decision is None or spot.layer is None:
            return
        unit = Unit(spot.layer, spot.channel, (spot.row, spot.column))
        apart = self._panel.feeding.apart
        way = self._trail.way
        fed = (
            apart is not None
            and way is not None
            and apart.feeding.source_layer == spot.layer
            and apart.feeding.unit.layer == way.end.layer
            and bool(apart.feeding.weights[spot.channel, spot.row, spot.column])
        )
        if fed:
            self._trail.go_down(unit)
        else:
            self._trail.go_to(unit)
        self._take_apart()

    def _on_canvas_spot_hovered(self, spot: Spot) -> None:
        decision = self._decision
        if decision is None:
            return
        if spot.layer is None:
            channels = len(decision.picture)
            values = [float(plane[spot.row, spot.column]) for plane in decision.picture]
            name = self._words.pixel(0, spot.row, spot.column, 1)
            text = self._words.value(name, values[0])
            for value in values[1:channels]:
                text += f", {value:.3g}"
        else:
            unit = Unit(spot.layer, spot.channel, (spot.row, spot.column))
            text = self._words.value(self._words.unit(decision, unit, self._names), decision.value(unit))
        self.status_changed.emit(text)

    def _on_canvas_hover_left(self) -> None:
        self.status_changed.emit("")

    def _on_deciding_answered(self, _request: DecisionRequest, decision: Decision, _ms: float) -> None:
        self._show_decision(decision)

    def _on_deciding_failed(self, _request: DecisionRequest, error: Exception) -> None:
        self._decision = None
        self._panel.show_message(self._failure(error))

    def _on_taking_answered(self, request: ApartRequest, apart: Apart, _ms: float) -> None:
        way = self._trail.way
        if request.decision is not self._decision or way is None or request.unit != way.end:
            return
        self._panel.feeding.show_apart(request.decision, apart)
        canvas = self._panel.chain.canvas
        maps = frozenset(apart.maps) if apart.maps else frozenset[int]()
        source = apart.feeding.source_layer
        column = canvas.column_of(source)
        is_field = column is not None and column.plan.kind in ("picture", "maps") and apart.count > 0
        canvas.set_marks(canvas.way, FieldMark(source, apart.box, maps) if is_field else None)
        self._panel.set_steps(
            can_go_back=self._trail.can_go_back, can_go_down=bool(apart.links) and way.pixel is None
        )

    def _on_taking_failed(self, _request: ApartRequest, error: Exception) -> None:
        self._panel.message_raised.emit(self._failure(error))

    def _failure(self, error: Exception) -> str:
        if isinstance(error, FilterLabError):
            return str(error)
        return self.tr("The net could not answer; Help ▸ Open log folder has the details.")

    def _on_panel_picture_wanted(self) -> None:
        path = ask_where_to_save(
            self._panel, self.tr("Write the picture"), "decision.png", self.tr("Pictures (*.png *.svg)")
        )
        if path is not None:
            self._write(lambda: export_view(self._panel.content, path))

    def _on_panel_numbers_wanted(self) -> None:
        apart = self._panel.feeding.apart
        path = ask_where_to_save(
            self._panel, self.tr("Write the products"), "products.csv", self.tr("Tables (*.csv)")
        )
        if path is not None and apart is not None:
            self._write(lambda: write_whole(path, links_csv(apart.feeding).encode()))

    def _write(self, write: Callable[[], None]) -> None:
        try:
            write()
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
