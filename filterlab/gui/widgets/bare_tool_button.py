"""A tool button that opens a menu without a sign of it beside its face."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionToolButton, QToolButton


class BareToolButton(QToolButton):
    """Draw no arrow for a menu, where the face says enough and has no room beside it.

    A style sheet of its own could take the arrow away as well, but a button with one keeps the colours it was born in
    when the theme changes.
    """

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        """Describe the button as one without a menu."""
        super().initStyleOption(option)
        option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
