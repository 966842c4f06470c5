"""Write what Compare has found to a file: the figure of the command line, or its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from filterlab import figures
from filterlab.errors import FilterLabError
from filterlab.figures.plate import save_plate
from filterlab.files import write_whole
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.theme import current_theme
from filterlab.gui.view_export import export_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.desk_panel import DeskPanel
    from filterlab.gui.workspace import Workspace

    Owner = DeskPanel | Workspace


def save_figure(owner: Owner, proposal: str, draw: Callable[[Look], Plate]) -> None:
    """Ask where to write a figure with its captions, .png or .svg, and write it in the colours of the window."""
    translate = QCoreApplication.translate
    path = ask_where_to_save(
        owner,
        translate("saving", "Save figure"),
        proposal,
        translate("saving", "Figures (*.png *.svg)"),
    )
    if path is not None:
        look = figures.DARK if current_theme().is_dark else figures.LIGHT
        _attempt(owner, lambda: save_plate(path, draw(look)))


def save_table(owner: Owner, proposal: str, write: Callable[[], str]) -> None:
    """Ask where to write a table, and write it as CSV."""
    translate = QCoreApplication.translate
    path = ask_where_to_save(
        owner, translate("saving", "Save table"), proposal, translate("saving", "Tables (*.csv)")
    )
    if path is not None:
        _attempt(owner, lambda: write_whole(path, write().encode()))


def save_view(owner: Owner, proposal: str, view: QWidget, caption: str = "") -> None:
    """Ask where to write what a view shows, .png or .svg, and write it under a caption."""
    translate = QCoreApplication.translate
    path = ask_where_to_save(
        owner, translate("saving", "Save figure"), proposal, translate("saving", "Figures (*.png *.svg)")
    )
    if path is not None:
        _attempt(owner, lambda: export_view(view, path, caption))


def _attempt(owner: Owner, action: Callable[[], object]) -> None:
    try:
        action()
    except FilterLabError as error:
        owner.message_raised.emit(str(error))
