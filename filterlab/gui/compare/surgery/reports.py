"""What surgery has found, written to files: the ranking, and the patient before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.figures.ranking import ranking_figure
from filterlab.gui.compare.saving import save_figure, save_table, save_view
from filterlab.probes.surgery import examination_csv, ranking_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.compare.surgery.case import Case, SurgeryState
    from filterlab.gui.compare.surgery.panel import SurgeryPanel
    from filterlab.probes.surgery import Ranking


class SurgeryReports(QObject):
    """Write what stands in the panel to the files the user asks for."""

    def __init__(
        self,
        panel: SurgeryPanel,
        ranked: Callable[[], tuple[Case, Ranking] | None],
        examined: Callable[[], SurgeryState | None],
        parent: QObject | None = None,
    ) -> None:
        """Ask when something is to be written what has been found.

        Parameters
        ----------
        panel : SurgeryPanel
            Whose menu it is.
        ranked : callable
            Returns the ranking that is shown and of whom it is, or says why there is none and returns None.
        examined : callable
            Returns the examination that is shown, or None.
        parent : QObject or None
            Owner.
        """
        super().__init__(parent)
        self._panel, self._ranked, self._examined = panel, ranked, examined
        panel.figure_wanted.connect(self._on_panel_figure_wanted)
        panel.view_wanted.connect(self._on_panel_view_wanted)
        panel.ranking_table_wanted.connect(self._on_panel_ranking_table_wanted)
        panel.table_wanted.connect(self._on_panel_table_wanted)

    def _on_panel_figure_wanted(self) -> None:
        found, state = self._ranked(), self._examined()
        if found is None or state is None:
            return
        case, ranking = found
        weights = state.filters[ranking.layer]
        title = self.tr("{layer} of {run}, step {step}").format(
            layer=ranking.layer, run=case.name, step=case.moment.step
        )
        data = case.request.data.source
        save_figure(
            self._panel,
            "ranking.png",
            lambda look: ranking_figure(ranking, weights, title=title, pictures=data, look=look),
        )

    def _on_panel_ranking_table_wanted(self) -> None:
        found = self._ranked()
        if found is not None:
            ranking = found[1]
            save_table(self._panel, "ranking.csv", lambda: ranking_csv(ranking))

    def _on_panel_view_wanted(self) -> None:
        save_view(self._panel, "surgery.png", self._panel.outcome)

    def _on_panel_table_wanted(self) -> None:
        state = self._examined()
        if state is not None and state.examination is not None:
            examination, names = state.examination, state.class_names
            save_table(self._panel, "surgery.csv", lambda: examination_csv(examination, names))
