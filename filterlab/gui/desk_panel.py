"""What every panel of a desk has in common: a name, what it is for, and that it rests while nobody sees it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget


class DeskPanel(QWidget):
    """One panel; a subclass says its key and title, and what it does when it comes into sight and goes out of it.

    Signals
    -------
    message_raised(sentence)
        Something the user asked for cannot be done.
    seen_changed(is_seen)
        It has come into sight, or gone out of it; a presenter computes nothing for what nobody sees.
    part_appeared(widget)
        A part of it has come into being that the user wants to see now.

    Attributes
    ----------
    key : str
        The panel's name in saved layouts.
    group : str
        What it helps with; the button that lists all panels says so in words.
    """

    message_raised = Signal(str)
    seen_changed = Signal(bool)
    part_appeared = Signal(QWidget)
    key = ""
    group = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start out of sight."""
        super().__init__(parent)
        self._is_seen = False

    @property
    def is_seen(self) -> bool:
        """Whether it is in sight, in front of the panels it shares its place with."""
        return self._is_seen

    def title(self) -> str:
        """Return the translated name on the panel's tab, perhaps with an ampersand before its key."""
        raise NotImplementedError

    def name(self) -> str:
        """Return the translated name of the panel, as it stands in a sentence."""
        return self.title().replace("&", "")

    def purpose(self) -> str:
        """Return in a translated line what the panel is for."""
        raise NotImplementedError

    def is_idle(self) -> bool:
        """Whether all that was asked for has been computed and drawn."""
        return True

    def shut_down(self) -> None:
        """Stop background work; called before the window goes."""

    def set_seen(self, is_seen: bool) -> None:
        """Wake up when the panel comes into sight, and rest behind another one."""
        if is_seen == self._is_seen:
            return
        self._is_seen = is_seen
        if is_seen:
            self.wake_up()
        else:
            self.fall_asleep()
        self.seen_changed.emit(is_seen)

    def focus_first(self) -> None:
        """Give the keyboard to the first field that takes it."""
        field = self.nextInFocusChain()
        while field is not None and field is not self:
            takes_it = field.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
            if takes_it and self.isAncestorOf(field) and field.isVisible() and field.isEnabled():
                # Of a panel that was taken out of the window, it is another one.
                field.activateWindow()
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
            field = field.nextInFocusChain()

    def wake_up(self) -> None:
        """Catch up; called when the panel comes into sight."""

    def fall_asleep(self) -> None:
        """Stop what moves by itself; called when the panel goes out of sight."""


class PanelBody(QWidget):
    """What fills a panel and takes the room it is given.

    Lines that wrap have Qt ask for the height they need at this width and all else would like; a panel that scrolls
    would then be as high as that, although it could do with less.
    """

    def hasHeightForWidth(self) -> bool:
        """Say that the height does not follow from the width."""
        return False
