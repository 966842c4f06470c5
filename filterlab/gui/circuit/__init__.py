"""The Circuit workspace: filters one after the other, every map of which can be asked about."""

from filterlab.gui.circuit.workspace import CircuitWorkspace

__all__ = ["CircuitWorkspace"]
