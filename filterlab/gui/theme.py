"""Light and dark: palettes, the few colours of our own, and pyqtgraph's set-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from filterlab import figures

if TYPE_CHECKING:
    from filterlab.figures import Look

ThemeName = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """The colours that are ours; everything else comes from the palette.

    Attributes
    ----------
    is_dark : bool
        Whether text is light on dark.
    accent : QColor
        The receptive field, in every view; in the kernel also a selection and the axes of a symmetry.
    halo : QColor
        A thin outline around the accent, so that it shows on any picture.
    canvas : QColor
        Behind pictures and maps.
    card, border : QColor
        A panel's ground and its edge.
    muted : QColor
        Text of second rank: units, shapes, hints.
    notice : QColor
        Behind a sentence that the user should not miss.
    curves : tuple of QColor
        Lines of plots, in order; told apart by all types of colour vision (Okabe and Ito, 2008).
    """

    is_dark: bool
    accent: QColor
    halo: QColor
    canvas: QColor
    card: QColor
    border: QColor
    muted: QColor
    notice: QColor
    curves: tuple[QColor, ...]


def _theme(look: Look, *, is_dark: bool, canvas: str, notice: str) -> Theme:
    """Take the colours that figures have too from there, so that window and figures agree."""
    return Theme(
        is_dark=is_dark,
        accent=QColor(*look.accent),
        halo=QColor(*look.halo),
        canvas=QColor(canvas),
        card=QColor(*look.card),
        border=QColor(*look.line),
        muted=QColor(*look.muted),
        notice=QColor(notice),
        curves=tuple(QColor(*curve) for curve in look.curves),
    )


LIGHT = _theme(
    figures.LIGHT,
    is_dark=False,
    canvas="#e9ebee",
    notice="#fff3d6",
)
DARK = _theme(
    figures.DARK,
    is_dark=True,
    canvas="#101216",
    notice="#4a3a12",
)

_PALETTES = {
    False: {
        QPalette.ColorRole.Window: "#f4f5f7",
        QPalette.ColorRole.WindowText: "#1b1f24",
        QPalette.ColorRole.Base: "#ffffff",
        QPalette.ColorRole.AlternateBase: "#f0f2f5",
        QPalette.ColorRole.Text: "#1b1f24",
        QPalette.ColorRole.Button: "#eceef1",
        QPalette.ColorRole.ButtonText: "#1b1f24",
        QPalette.ColorRole.ToolTipBase: "#1b1f24",
        QPalette.ColorRole.ToolTipText: "#f4f5f7",
        QPalette.ColorRole.PlaceholderText: "#7a828d",
        QPalette.ColorRole.Highlight: "#2563a8",
        QPalette.ColorRole.HighlightedText: "#ffffff",
        QPalette.ColorRole.Link: "#1f5fae",
    },
    True: {
        QPalette.ColorRole.Light: "#454d59",
        QPalette.ColorRole.Midlight: "#39404a",
        QPalette.ColorRole.Mid: "#2a2f37",
        QPalette.ColorRole.Dark: "#0d0f12",
        QPalette.ColorRole.Shadow: "#000000",
        QPalette.ColorRole.Window: "#181b20",
        QPalette.ColorRole.WindowText: "#e6e9ee",
        QPalette.ColorRole.Base: "#14171b",
        QPalette.ColorRole.AlternateBase: "#1d2127",
        QPalette.ColorRole.Text: "#e6e9ee",
        QPalette.ColorRole.Button: "#2a2f37",
        QPalette.ColorRole.ButtonText: "#e6e9ee",
        QPalette.ColorRole.ToolTipBase: "#e6e9ee",
        QPalette.ColorRole.ToolTipText: "#181b20",
        QPalette.ColorRole.PlaceholderText: "#818b98",
        QPalette.ColorRole.Highlight: "#3b82c4",
        QPalette.ColorRole.HighlightedText: "#ffffff",
        QPalette.ColorRole.Link: "#7ab7f0",
    },
}

# Nothing else is drawn in these roles: text of second rank, and the ground of a sentence the user should not miss.
MUTED, NOTICE = QPalette.ColorRole.LinkVisited, QPalette.ColorRole.BrightText

# Fusion draws the edges of these in the colour of the window behind them, made darker by this much in percent: on a
# dark window no edge is left. A window's colour of their own gives them one; it is used for nothing else.
EDGED = (
    "CheckMenu",
    "QAbstractSpinBox",
    "QCheckBox",
    "QComboBox",
    "QLineEdit",
    "QPlainTextEdit",
    "QProgressBar",
    "QRadioButton",
    "QSlider",
)
DARKER = 140


def palette(*, dark: bool) -> QPalette:
    """Build the whole application palette of one theme."""
    result = QPalette()
    for role, colour in _PALETTES[dark].items():
        result.setColor(role, QColor(colour))
    theme = DARK if dark else LIGHT
    result.setColor(MUTED, theme.muted)
    result.setColor(NOTICE, theme.notice)
    faded = QColor("#6c7582" if dark else "#a3a9b2")
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return result


def edged_palette(*, dark: bool) -> QPalette:
    """Build the palette of the fields and indicators of `EDGED`, whose edges show on any ground."""
    result = palette(dark=dark)
    role = QPalette.ColorRole.Window
    edge, faded = ("#7a8594", "#4a525e") if dark else ("#747b86", "#b8bdc5")
    result.setColor(role, QColor(edge).lighter(DARKER))
    result.setColor(QPalette.ColorGroup.Disabled, role, QColor(faded).lighter(DARKER))
    return result


def current_theme() -> Theme:
    """Return the theme that fits the application's palette, also when the system has just changed it."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def apply_theme(app: QApplication, name: ThemeName) -> None:
    """Dress the application: Fusion's shapes, our palette, pyqtgraph to match.

    There is no style sheet of the application's: with one, Qt dresses everything below a widget anew whenever the
    widget is put into another one, which was two thirds of the time a window took to open (decision 019).

    Parameters
    ----------
    app : QApplication
        The application.
    name : {"system", "light", "dark"}
        "system" follows the desktop's own choice at this moment.
    """
    dark = name == "dark" or (name == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    app.setStyle("Fusion")
    app.setPalette(palette(dark=dark))
    for name_of_class in EDGED:
        # PySide takes a name only as str, whatever its stubs say (seen in 6.11).
        QApplication.setPalette(edged_palette(dark=dark), cast("bytes", name_of_class))
    theme = DARK if dark else LIGHT
    configure_plots(theme)


def configure_plots(theme: Theme) -> None:
    """Tell pyqtgraph about axes, colours and speed; plots made afterwards use it."""
    pg.setConfigOptions(
        imageAxisOrder="row-major",
        antialias=True,
        useOpenGL=False,
        background=theme.card,
        foreground=QColor("#c6ccd6") if theme.is_dark else QColor("#333a44"),
    )
