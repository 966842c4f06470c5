"""The menus of the main window and their shortcuts."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from filterlab.data import TEXT_NOTATIONS, samples
from filterlab.gui.desk import Desk
from filterlab.gui.help_menu import HelpMenu
from filterlab.gui.map_export import file_stem
from filterlab.gui.opening import open_as_kernel
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.settings import Settings, load_settings, save_settings
from filterlab.gui.theme import ThemeName, apply_theme
from filterlab.gui.view_export import export_view
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.check_menu import CheckMenu
from filterlab.project.store import find_untitled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from filterlab.data.filter_text import Notation
    from filterlab.gui.main_window import MainWindow
    from filterlab.gui.workspace import Workspace
    from filterlab.project.store import UntitledFile


class Menus(QObject):
    """Build the menu bar and keep it true to the workspace in front."""

    def __init__(self, window: MainWindow) -> None:
        """Build all menus of a window."""
        super().__init__(window)
        self._window = window
        self._settings = load_settings()
        self._build_file()
        self._build_edit()
        self._build_view()
        self.help = HelpMenu(window)

    def _add(
        self,
        menu: QMenu,
        text: str,
        slot: Callable[[], object],
        shortcut: str | QKeySequence.StandardKey = "",
    ) -> QAction:
        action = menu.addAction(text)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _checked=False: slot())
        return action

    def _build_file(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu(self.tr("&File"))
        file = window.file
        self._add(menu, self.tr("&New project"), window.new_project_wanted.emit, QKeySequence.StandardKey.New)
        opening = self._add(menu, self.tr("&Open…"), window.choose_files, QKeySequence.StandardKey.Open)
        opening.setToolTip(self.tr("A project, a picture, a filter, a circuit or weights"))
        self._recent_menu = menu.addMenu(self.tr("Open &recent"))
        self._fill_recent()
        menu.addSeparator()
        self._add(menu, self.tr("&Save project"), file.save, QKeySequence.StandardKey.Save)
        self._add(menu, self.tr("Save project &as…"), file.save_as, "Ctrl+Shift+S")
        self._add(menu, self.tr("Export a &copy…"), file.export_copy)
        self._add(menu, self.tr("No&tes…"), file.show_notes)
        menu.addSeparator()
        self._add(menu, self.tr("Open small picture as &filter…"), self._open_as_kernel)
        sample_menu = menu.addMenu(self.tr("Sample &pictures"))
        for sample in samples.values():
            action = self._add(sample_menu, sample.title, partial(window.open_sample, sample.name))
            action.setToolTip(sample.explanation)
        sample_menu.setToolTipsVisible(True)
        self._add(menu, self.tr("Ne&xt picture in folder"), partial(self._leaf, 1), "Ctrl+PgDown")
        self._add(menu, self.tr("Pre&vious picture in folder"), partial(self._leaf, -1), "Ctrl+PgUp")
        menu.addSeparator()
        self._add(menu, self.tr("Save fi&lter as…"), self._save_filter)
        self._add(menu, self.tr("&Export view as picture…"), self._export_view, "Ctrl+Shift+E")
        self._export_map = self._add(menu, self.tr("Export &map with exact values…"), window.export_map)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._enable_export)
        menu.aboutToShow.connect(self._fill_recent_with_untitled)
        menu.addSeparator()
        self._add(menu, self.tr("Close &window"), window.close, QKeySequence.StandardKey.Close)
        self._add(menu, self.tr("&Quit"), QApplication.closeAllWindows, QKeySequence.StandardKey.Quit)

    def _build_edit(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu(self.tr("&Edit"))
        undo = window.undo_stack.createUndoAction(window, self.tr("Undo"))
        undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        redo = window.undo_stack.createRedoAction(window, self.tr("Redo"))
        redo.setShortcuts([QKeySequence(QKeySequence.StandardKey.Redo), QKeySequence("Ctrl+Y")])
        menu.addAction(undo)
        menu.addAction(redo)
        menu.addSeparator()
        self._add(menu, self.tr("Copy &view"), self._copy_view, "Alt+C")
        copies = menu.addMenu(self.tr("Copy &filter as"))
        names = {
            "rows": self.tr("rows of numbers"),
            "tabs": self.tr("spreadsheet cells"),
            "csv": self.tr("CSV"),
            "imagej": self.tr("ImageJ's kernel text"),
            "numpy": self.tr("NumPy array"),
            "pytorch": self.tr("PyTorch layer"),
            "json": self.tr("JSON"),
        }
        for notation in TEXT_NOTATIONS:
            self._add(copies, names[notation], partial(self._copy_filter, notation))
        self._add(menu, self.tr("&Paste picture or numbers"), window.paste, QKeySequence.StandardKey.Paste)

    def _build_view(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu(self.tr("&View"))
        for number, workspace in enumerate(window.workspaces, start=1):
            self._add(
                menu,
                workspace.title(),
                partial(window.show_workspace, workspace.name),
                f"Alt+{number}",
            )
        menu.addSeparator()
        for name, desk, text in (
            ("design", window.design.desk, self.tr("&Panels of Design")),
            ("train", window.train.desk, self.tr("Panels of Trai&n")),
            ("compare", window.compare.desk, self.tr("Panels of &Compare")),
        ):
            panels = CheckMenu(text, menu)
            menu.addMenu(panels)
            panels.setToolTipsVisible(True)
            for action in desk.toggle_actions():
                panels.addAction(action)
                # A panel can be seen only where it is.
                action.triggered.connect(lambda _checked=False, name=name: window.show_workspace(name))
        self._add(menu, self.tr("&Reset layout"), self._reset_layout)
        menu.addSeparator()
        self._add(menu, self.tr("Zoom to &fit"), lambda: self._zoom(ArrayView.zoom_to_fit), "Ctrl+0")
        self._add(menu, self.tr("&Actual size"), lambda: self._zoom(ArrayView.zoom_to_actual), "Ctrl+1")
        zoom_in = self._add(
            menu, self.tr("Zoom &in"), lambda: self._zoom(lambda view: view.zoom_by(1.25)), "Ctrl++"
        )
        zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self._add(menu, self.tr("Zoom &out"), lambda: self._zoom(lambda view: view.zoom_by(0.8)), "Ctrl+-")
        menu.addSeparator()
        themes = menu.addMenu(self.tr("Colo&urs"))
        group = QActionGroup(self)
        names: tuple[tuple[ThemeName, str], ...] = (
            ("system", self.tr("&As the system")),
            ("light", self.tr("&Light")),
            ("dark", self.tr("&Dark")),
        )
        for name, text in names:
            action = self._add(themes, text, partial(self._set_theme, name))
            action.setCheckable(True)
            action.setChecked(name == self._settings.theme)
            group.addAction(action)
        self._add(menu, self.tr("Full &screen"), self._toggle_full_screen, "F11")

    def update_for(self, workspace: Workspace) -> None:
        """Say in the title which project this is and which workspace is in front."""
        parts = (self._window.file.title, workspace.title(), "FilterLab")
        self._window.setWindowTitle(" — ".join(filter(None, parts)))
        self._enable_export()

    def remember_file(self, path: Path) -> None:
        """Put a file on top of the recent ones."""
        self._remember(load_settings().with_recent_file(path))
        self._fill_recent()

    def remember_project(self, path: Path) -> None:
        """Put a project on top of the recent ones."""
        self._remember(load_settings().with_recent_project(path))
        self._fill_recent()

    def follow_system(self) -> None:
        """Dress the window anew after the system changed its colours, unless the user chose other ones."""
        self._dress()

    def _remember(self, settings: Settings) -> None:
        self._settings = settings
        self._window.attempt(lambda: save_settings(settings))

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self._settings.theme)

    def _fill_recent(self, untitled: Sequence[UntitledFile] = ()) -> None:
        menu = self._recent_menu
        menu.clear()
        for entry in self._settings.recent_projects:
            self._add_recent(entry, Path(entry))
        for left in untitled:
            when = QDateTime.fromSecsSinceEpoch(int(left.changed))
            said = self.tr("Without a name, {when}")
            text = said.format(when=QLocale().toString(when, QLocale.FormatType.ShortFormat))
            self._add_recent(text, left.path)
        if menu.actions() and self._settings.recent_files:
            menu.addSeparator()
        for entry in self._settings.recent_files:
            self._add_recent(entry, Path(entry))
        self._recent_menu.setEnabled(bool(menu.actions()))

    def _add_recent(self, text: str, path: Path) -> None:
        # A single & would underline the letter after it.
        self._add(self._recent_menu, text.replace("&", "&&"), partial(self._window.open_files, [path]))

    def _fill_recent_with_untitled(self) -> None:
        """List what other windows have opened meanwhile, too, and the projects that were left without a name."""
        self._settings = load_settings()
        self._fill_recent(find_untitled(time.time()))

    def _zoom(self, action: Callable[[ArrayView], None]) -> None:
        views = [v for v in self._window.current_workspace.findChildren(ArrayView) if v.isVisible()]
        focused = QApplication.focusWidget()
        chosen = next((v for v in views if v is focused), views[0] if views else None)
        if chosen is not None:
            action(chosen)

    def _set_theme(self, name: ThemeName) -> None:
        self._remember(load_settings().model_copy(update={"theme": name}))
        self._dress()

    def _reset_layout(self) -> None:
        for desk in self._window.current_workspace.findChildren(Desk):
            desk.reset()

    def _toggle_full_screen(self) -> None:
        window = self._window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def _leaf(self, step: int) -> None:
        self._window.attempt(lambda: self._window.background.browser.go(step))

    def _enable_export(self) -> None:
        """Offer exact values only where there are some, and say where."""
        is_there = bool(self._window.current_workspace.exportable_maps())
        self._export_map.setEnabled(is_there)
        self._export_map.setToolTip(
            self.tr(
                "Write all numbers of a map to a file: .npy, TIFF of 32-bit floats, CSV or PNG of 16 bits"
            )
            if is_there
            else self.tr(
                "There is no map here now; a response in Design or the maps of a circuit can be exported"
            )
        )

    def _save_filter(self) -> None:
        self._window.attempt(lambda: self._say_written(self._window.design.save_current_filter()))

    def _open_as_kernel(self) -> None:
        window = self._window
        zero = self.tr("Pictures whose mid-grey is 0 (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.gif *.webp)")
        plain = self.tr("Pictures whose black is 0 (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.gif *.webp)")
        name, kind = QFileDialog.getOpenFileName(
            window, self.tr("Open small picture as filter"), "", f"{plain};;{zero}"
        )
        if name:
            window.attempt(
                lambda: window.show_note(
                    open_as_kernel(window.document, window.undo_stack, Path(name), signed=kind == zero)
                )
            )

    def _copy_filter(self, notation: Notation) -> None:
        self._window.attempt(lambda: self._window.design.kernel.copy_as(notation))

    def _copy_view(self) -> None:
        workspace = self._window.current_workspace
        name, view = workspace.view_in_hand()
        QGuiApplication.clipboard().setPixmap(view.grab())
        remark = self.tr("{name} was copied as a picture")
        if len(workspace.copyable_views()) > 1:
            remark = self.tr("{name} was copied as a picture; click another view first to copy that one")
        self._window.show_note(remark.format(name=name))

    def _export_view(self) -> None:
        name, view = self._window.current_workspace.view_in_hand()
        path = ask_where_to_save(
            self._window,
            self.tr("Export as picture: {name}").format(name=name),
            f"{file_stem(name)}.png",
            self.tr("Pictures (*.png *.svg)"),
        )
        if path is not None:
            self._window.attempt(lambda: self._write_view(view, path))

    def _write_view(self, view: QWidget, path: Path) -> None:
        export_view(view, path)
        self._say_written(path)

    def _say_written(self, path: Path | None) -> None:
        if path is not None:
            self._window.show_note(
                self.tr("{name} was written to {folder}").format(name=path.name, folder=path.parent)
            )

    def find_command(self) -> None:
        """Open the palette that finds any command."""
        self.help.find_command()
