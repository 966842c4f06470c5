"""The Help menu: any command by name, the first steps, and what belongs into a report."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

import numpy as np
import PySide6
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMessageBox

from filterlab import __version__
from filterlab.gui.command_palette import CommandPalette, commands_of, commands_of_menu
from filterlab.logs import log_folder

if TYPE_CHECKING:
    from filterlab.gui.main_window import MainWindow


class HelpMenu(QObject):
    """Build the Help menu of a window."""

    def __init__(self, window: MainWindow) -> None:
        """Put the menu at the end of the menu bar."""
        super().__init__(window)
        self._window = window
        menu = window.menuBar().addMenu(self.tr("&Help"))
        entries = (
            (self.tr("Find a &command…"), self.find_command, QKeySequence("Ctrl+Shift+P")),
            (
                self.tr("&First steps"),
                self._show_first_steps,
                QKeySequence(QKeySequence.StandardKey.HelpContents),
            ),
            (self.tr("Open &log folder"), self._open_log_folder, QKeySequence()),
            (self.tr("Copy &details for a report"), self._copy_details, QKeySequence()),
            (self.tr("&About FilterLab"), self._show_about, QKeySequence()),
        )
        for text, slot, shortcut in entries:
            action = menu.addAction(text)
            action.setShortcut(shortcut)
            action.triggered.connect(slot)

    def find_command(self) -> None:
        """Open the palette that finds any command."""
        commands = commands_of(self._window.menuBar())
        for name, menu in self._window.current_workspace.command_menus():
            commands += commands_of_menu(name, menu)
        palette = CommandPalette(commands, self._window)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open()

    def _open_log_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def _details(self) -> str:
        return (
            f"FilterLab {__version__}, Python {sys.version.split()[0]}, PySide6 {PySide6.__version__}, "
            f"NumPy {np.__version__}, {platform.platform()}, {QGuiApplication.platformName()}"
        )

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self._window.show_note(self.tr("Versions and system were copied; paste them into your report."))

    def _show_first_steps(self) -> None:
        QMessageBox.information(
            self._window,
            self.tr("First steps"),
            self.tr(
                "<p><b>1.</b> In <b>Design</b>, choose the curve detector and the mouse. Move over the "
                "response: the row below shows patch × filter, product by product. On the mouse's back "
                "the sum is 6600.</p>"
                "<p><b>2.</b> Paint: drag in the kernel; the right button erases, the wheel changes a cell, "
                "digits type a value. Ctrl+Z undoes a stroke.</p>"
                "<p><b>3.</b> In <b>Circuit</b>, begin with an example: filters that look at what others found. "
                "Click any number to see what it was made of.</p>"
                "<p><b>4.</b> In <b>Train</b>, press Train and watch the first layer's filters change.</p>"
                "<p><b>5.</b> In <b>Compare</b>, see which of your filters each learned one resembles.</p>"
                "<p>Everything you do is kept as you do it, and is there when you come back. "
                "<b>File ▸ Save project</b> gives it a name and a place.</p>"
            ),
        )

    def _show_about(self) -> None:
        QMessageBox.about(
            self._window,
            self.tr("About FilterLab"),
            self.tr(
                "<p><b>FilterLab {version}</b></p><p>Draw a convolution filter, see pictures respond, "
                "train a small CNN and compare. BSD-3-Clause.</p><p>{details}</p>"
            ).format(version=__version__, details=self._details()),
        )
