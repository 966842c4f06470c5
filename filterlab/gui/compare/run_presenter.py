"""What presenters of panels about one run have in common: which run, when it is shown, and how files are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.saving import save_table, save_view
from filterlab.gui.listening import listen
from filterlab.gui.soon import Soon
from filterlab.gui.train.learned import filters_by_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.panels import PanelPresenter
    from filterlab.gui.compare.run_panel import RunPanel
    from filterlab.project import Run

# While a net learns, what it shows is shown anew no more often.
PAUSE_MS = 500


class LookedRunPresenter(QObject):
    """Keep a panel true to the run that is looked at, while it is seen; a subclass says in ``show_run`` how."""

    def __init__(
        self, panel: RunPanel, looked_at: LookedAt, parent: QObject | None = None, *, pause_ms: int = PAUSE_MS
    ) -> None:
        """Wait until the panel is seen; while a net learns, show it anew every ``pause_ms``."""
        super().__init__(parent)
        self._run_panel, self.looked_at = panel, looked_at
        self._works: tuple[PanelPresenter, ...] = ()
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=pause_ms)
        self._soon.came.connect(self._on_soon_came)
        self._pause.timeout.connect(self._on_soon_came)
        panel.seen_changed.connect(self._soon.start)
        panel.run_chosen.connect(self._on_panel_run_chosen)
        looked_at.changed.connect(self._on_looked_at_changed)
        looked_at.weights_changed.connect(self._on_looked_at_weights_changed)
        listen(self, looked_at.document.run_added, self._on_document_run_changed)
        listen(self, looked_at.document.run_removed, self._on_document_run_changed)

    def wait_for(self, works: Sequence[PanelPresenter]) -> None:
        """Be idle only when all of these are, and stop them at the end."""
        self._works = tuple(works)

    @property
    def run(self) -> Run | None:
        """Which run is shown."""
        return self.looked_at.run_or_newest

    @property
    def is_idle(self) -> bool:
        """Whether the panel shows all it can."""
        is_waiting = self._soon.is_active or self._pause.isActive()
        return not is_waiting and all(work.is_idle for work in self._works)

    def shut_down(self) -> None:
        """Stop computing."""
        self._soon.stop()
        self._pause.stop()
        for work in self._works:
            work.shut_down()

    def refresh(self) -> None:
        """Show the run anew, as soon as all has changed that is about to."""
        self._soon.start()

    def show_run(self, run: Run | None) -> None:
        """Show a run, or say why there is nothing to show; called while the panel is seen."""
        raise NotImplementedError

    def follow(self, looked: Looked) -> None:
        """Another filter is looked at; called before it is shown."""

    def save_picture(
        self, proposal: str, view: QWidget, caption: Callable[[], str], *, is_there: bool = False
    ) -> None:
        """Write what a view of the panel shows as a picture under a caption; ask where.

        Where the panel shows a sentence alone, that is said instead; ``is_there`` says that it shows more than that.
        """
        panel = self._run_panel
        if panel.message and not is_there:
            self.refuse_to_write(panel.message)
        else:
            save_view(panel, proposal, view, caption())

    def save_numbers(self, proposal: str, text: Callable[[], str]) -> None:
        """Write a table; ask where."""
        save_table(self._run_panel, proposal, text)

    def refuse_to_write(self, sentence: str) -> None:
        """Say why there is nothing to write."""
        self._run_panel.message_raised.emit(sentence)

    def _on_soon_came(self) -> None:
        if not self._run_panel.is_seen:
            return
        self._pause.stop()
        run = self.run
        listed = [(each.name, each.id) for each in reversed(self.looked_at.document.runs)]
        self._run_panel.set_runs(listed, run.id if run is not None else "")
        self.show_run(run)

    def _on_looked_at_changed(self) -> None:
        looked = self.looked_at.looked
        if looked is not None and looked.run_id:
            self.follow(looked)
        self._soon.start()

    def _on_looked_at_weights_changed(self) -> None:
        if self._run_panel.is_seen and not self._pause.isActive():
            self._pause.start()

    def _on_document_run_changed(self, _run_id: str) -> None:
        self._soon.start()

    def _on_panel_run_chosen(self, run_id: str) -> None:
        layer = next(iter(filters_by_layer(self.looked_at.document.run(run_id).parameters)), "")
        self.looked_at.look_at(Looked(run_id=run_id, layer=layer))
