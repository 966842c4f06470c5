"""The Design workspace: paint a filter, see the picture respond, explain one number."""

from filterlab.gui.design.workspace import DesignWorkspace

__all__ = ["DesignWorkspace"]
