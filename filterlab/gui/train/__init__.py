"""The Train workspace: choose data, net and settings, and watch the first layer learn."""

from filterlab.gui.train.workspace import TrainWorkspace

__all__ = ["TrainWorkspace"]
