"""A patient: a copy of a trained net that is operated on, filter by filter, and examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.nets import build
from filterlab.probes.surgery.examining import Seen, check_test_pictures, examine_in_steps
from filterlab.probes.surgery.operations import Operation, operate

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import Network, Report
    from filterlab.nets.training_data import Pictures


@dataclass(frozen=True, eq=False)
class Examination:
    """A net before all operations and after them.

    Attributes
    ----------
    operations : tuple of Operation
        What was done, in order.
    before, after : Report
        On the same pictures.
    """

    operations: tuple[Operation, ...]
    before: Report
    after: Report

    @property
    def lost(self) -> float:
        """The share of all pictures that was named right and is no more, less what is now and was not; in [-1, 1]."""
        return self.before.accuracy - self.after.accuracy

    @property
    def class_lost(self) -> NDArray[np.float64]:
        """The same for each class, (classes,); NaN for a class without pictures."""
        return self.before.class_accuracy - self.after.class_accuracy


@dataclass(frozen=True, eq=False)
class _Done:
    """An operation, and what it replaced."""

    operation: Operation
    replaced: dict[str, FloatArray]


class Patient:
    """A copy of a net that may be operated on; the net itself stays as it is.

    Each operation can be undone, to the last bit. What was measured is remembered: after an undo nothing is measured
    again.
    """

    def __init__(self, net: Network, pictures: Pictures) -> None:
        """Copy a net.

        Parameters
        ----------
        net : Network
            A trained net.
        pictures : Pictures
            What it is tested with.

        Raises
        ------
        FilterLabError
            If the net cannot take the pictures, or they are of one class alone.
        """
        check_test_pictures(net.spec, pictures)
        self._net = copied(net)
        self._pictures = pictures
        self._done: list[_Done] = []
        # One for the net as it came and one for each operation since.
        self._reports: list[Report | None] = [None]

    @property
    def net(self) -> Network:
        """The patient as it is now, to be looked at and not to be changed."""
        return self._net

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What was done and not undone, in order."""
        return tuple(one.operation for one in self._done)

    def operate(self, operation: Operation) -> None:
        """Do something to one filter.

        Raises
        ------
        FilterLabError
            If it cannot be done; nothing is changed then.
        """
        changed = operate(self._net.spec, self._net.state, operation)
        replaced = {name: self._net.state[name].copy() for name in changed}
        self._net.set_parameters({**self._net.state, **changed})
        self._done.append(_Done(operation, replaced))
        self._reports.append(None)

    def undo(self) -> Operation | None:
        """Take the last operation back, and return it; None if there is none."""
        if not self._done:
            return None
        last = self._done.pop()
        self._reports.pop()
        self._net.set_parameters({**self._net.state, **last.replaced})
        return last.operation

    def examine(self) -> Generator[Seen | Examination, None, None]:
        """Measure the patient as it came and as it is now, as far as that is not known.

        Yields
        ------
        Seen or Examination
            After each batch how far it is, and at last what came out. Do not operate meanwhile.
        """
        before = yield from self._examined(0)
        after = yield from self._examined(len(self._done))
        yield Examination(self.operations, before, after)

    def _examined(self, moment: int) -> Generator[Seen, None, Report]:
        """Return the report of the net after so many operations: the one it came with, or as it is now."""
        known = self._reports[moment]
        if known is None:
            net = self._net if moment == len(self._done) else self._as_it_came()
            known = yield from examine_in_steps(net, self._pictures)
            self._reports[moment] = known
        return known

    def _as_it_came(self) -> Network:
        net = copied(self._net)
        for one in reversed(self._done):
            net.set_parameters({**net.state, **one.replaced})
        return net


def copied(net: Network) -> Network:
    """Return a net with the same description and copies of the same arrays."""
    copy = build(net.spec, np.random.default_rng(0), dtype=net.dtype)
    copy.set_parameters(net.state)
    return copy
