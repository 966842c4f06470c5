"""The Compare workspace: hand-made filters beside learned ones, on the same picture."""

from filterlab.gui.compare.workspace import CompareWorkspace

__all__ = ["CompareWorkspace"]
