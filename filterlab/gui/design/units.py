"""White counts as 255, as 1, or as in its file: a choice that takes along the biases, which count alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from filterlab.probes.chain import Chain

if TYPE_CHECKING:
    from filterlab.probes import Stages
    from filterlab.project import Document, Units

# What comes out of these is in no units of the picture's, however bright it is.
SQUASHING = ("tanh", "sigmoid")


class SetUnits(QUndoCommand):
    """Count black and white otherwise and give all biases the number that is as large beside the picture's contrast.

    Where black is not 0 in its file, a response changes by black times the sum of its filter's weights, too. That
    is what was asked for, and no bias takes it back.

    Parameters
    ----------
    document : Document
        What is changed: its units, the bias of its stage settings, and those of its circuit.
    units : {1, 255, "file"}
        What they count as from now on.
    text : str
        Translated name of the step, for the Edit menu.
    """

    def __init__(self, document: Document, units: Units, text: str) -> None:
        """Remember before and after."""
        super().__init__(text)
        self._document = document
        self._before = (document.units, document.stages, document.chain)
        factor = document.scale_in(units).span / document.scale.span
        stages = replace(document.stages, bias=document.stages.bias * factor)
        chain = document.chain
        self._after = (units, stages, None if chain is None else in_other_units(chain, factor))

    def redo(self) -> None:
        """Count the new way."""
        self._set(*self._after)

    def undo(self) -> None:
        """Count the old way."""
        self._set(*self._before)

    def _set(self, units: Units, stages: Stages, chain: Chain | None) -> None:
        self._document.set_stages(stages)
        if chain is not None:
            self._document.set_chain(chain)
        self._document.set_units(units)


def in_other_units(chain: Chain, factor: float) -> Chain:
    """Return a circuit that answers a picture of other units with the same maps, in those units.

    Parameters
    ----------
    chain : Chain
        The circuit.
    factor : float
        How many of the new units one of the old ones is.

    Returns
    -------
    Chain
        The same filters; the biases are multiplied up to the first stage that squashes its numbers.
    """
    stages = list(chain.stages)
    for number, stage in enumerate(stages):
        stages[number] = replace(stage, biases=stage.biases * factor)
        if stage.settings.activation in SQUASHING:
            break
    return Chain(tuple(stages))
