"""Ties the panel of layers to the run that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.figures import short_number
from filterlab.gui.train.layers_panel import LayerRow
from filterlab.gui.train.learned import network_of, spec_of
from filterlab.gui.train.run_presenter import RunPresenter
from filterlab.nets import layer_norms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject

    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.gui.train.layers_panel import LayersPanel
    from filterlab.nets import LayerNorms, NetSpec, Snapshot
    from filterlab.project import Run


class LayersPresenter(RunPresenter):
    """Show the norms of the newest snapshot, the dead units of the newest epoch, and how the norms went."""

    def __init__(
        self,
        panel: LayersPanel,
        followed: FollowedRun,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, followed, parent)
        self._panel, self._followed = panel, followed
        self._measured: tuple[Snapshot, Mapping[str, LayerNorms]] | None = None
        panel.layer_chosen.connect(self._on_panel_layer_chosen)

    def show_run(self) -> None:
        """Show how the layers of the run fare, or say why that is not known."""
        run = self._followed.run
        if run is None:
            self._panel.show_message(
                self.tr(
                    "Press Train: here is seen how large the weights and the gradients of each layer are while the "
                    "net learns, and which units answer nothing any more."
                )
            )
            return
        snapshot, spec = run.snapshot, spec_of(run)
        if snapshot is None:
            self._panel.show_message(self.without_weights(run))
        elif spec is None:
            self._panel.show_message(
                self.tr("{run} came from a file, and its weights are of no net known here.").format(
                    run=run.name
                )
            )
        else:
            self._show_rows(run, spec, snapshot)
            self._show_curves(run)

    def _norms(self, run: Run, spec: NetSpec, newest: Snapshot) -> tuple[int, Mapping[str, LayerNorms]]:
        """Return the newest norms that were told, and their step; where none were, measure the newest weights."""
        if run.norms:
            return run.norms[-1]
        if self._measured is None or self._measured[0] is not newest:
            self._measured = (newest, layer_norms(network_of(spec, newest.parameters)))
        return newest.step, self._measured[1]

    def _show_rows(self, run: Run, spec: NetSpec, newest: Snapshot) -> None:
        step, norms = self._norms(run, spec, newest)
        dead = next((epoch.dead_units for epoch in reversed(run.epochs) if epoch.dead_units), {})
        rows = []
        for layer in spec.layers:
            own = norms.get(layer.name)
            share = dead.get(layer.name)
            if own is None and share is None:
                continue
            gradient = own.gradient if own is not None else None
            rows.append(
                LayerRow(
                    layer.name,
                    weight=short_number(own.weight, 3) if own is not None else "",
                    gradient=short_number(gradient, 3) if gradient is not None else "",
                    ratio=short_number(gradient / own.weight, 2)
                    if own is not None and gradient is not None and own.weight > 0
                    else "",
                    dead=self.tr("{percent:.0f} %").format(percent=100 * share) if share is not None else "",
                )
            )
        headline = self.tr("Step {step}").format(step=step)
        if not dead and run.is_active:
            headline += self.tr("; dead units are counted at the end of each epoch")
        self._panel.set_rows(rows, headline)

    def _show_curves(self, run: Run) -> None:
        name = self._panel.layer
        told = [(step, norms[name]) for step, norms in run.norms if name in norms]
        if not told:
            self._panel.show_no_curves(
                self.tr("{layer} has nothing to learn; choose another layer.").format(layer=name)
                if run.norms
                else self.tr("How the norms went is told by a run that was trained here.")
            )
            return
        steps = np.array([step for step, _norms in told], np.float64)
        weights = np.array([norms.weight for _step, norms in told])
        gradients = np.array(
            [np.nan if norms.gradient is None else norms.gradient for _step, norms in told], np.float64
        )
        known = ~np.isnan(gradients)
        self._panel.set_curves(
            steps,
            weights,
            gradients,
            (
                short_number(weights[-1], 3),
                short_number(gradients[known][-1], 3) if known.any() else "",
            ),
        )

    def _on_panel_layer_chosen(self, _name: str) -> None:
        run = self._followed.run
        if run is not None:
            self._show_curves(run)
