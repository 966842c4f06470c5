"""A patient: a copy of a trained net that is operated on, filter by filter, and examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.nets import Network, build
from filterlab.probes.surgery.examining import Seen, check_test_pictures, examine_in_steps
from filterlab.probes.surgery.operations import Operation, operate

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import Report
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


@dataclass(eq=False)
class _Moment:
    """The patient as it came, or after an operation: what that replaced, and what was measured since."""

    operation: Operation | None
    replaced: dict[str, FloatArray]
    report: Report | None = None


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
        self._moments = [_Moment(None, {})]

    @property
    def net(self) -> Network:
        """The patient as it is now, to be looked at and not to be changed."""
        return self._net

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What was done and not undone, in order."""
        return tuple(one.operation for one in self._moments if one.operation is not None)

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
        self._moments.append(_Moment(operation, replaced))

    def undo(self) -> Operation | None:
        """Take the last operation back, and return it; None if there is none."""
        if len(self._moments) == 1:
            return None
        last = self._moments.pop()
        self._net.set_parameters({**self._net.state, **last.replaced})
        return last.operation

    def examine(self) -> Generator[Seen | Examination, None, None]:
        """Measure the patient as it came and as it is at this call, as far as that is not known.

        What is measured is a copy, so that operations meanwhile, of another thread too, change nothing of it.

        Returns
        -------
        generator of Seen or Examination
            After each batch how far it is, and at last what came out.
        """
        first, last = self._moments[0], self._moments[-1]
        looks = [(first, first.report or self._as_it_came())]
        if last is not first:
            looks.append((last, last.report or copied(self._net)))
        return _examining(self._pictures, self.operations, looks)

    def _as_it_came(self) -> Network:
        net = copied(self._net)
        for moment in reversed(self._moments):
            net.set_parameters({**net.state, **moment.replaced})
        return net


def copied(net: Network) -> Network:
    """Return a net with the same description and copies of the same arrays."""
    copy = build(net.spec, np.random.default_rng(0), dtype=net.dtype)
    copy.set_parameters(net.state)
    return copy


def _examining(
    pictures: Pictures, operations: tuple[Operation, ...], looks: Sequence[tuple[_Moment, Report | Network]]
) -> Generator[Seen | Examination, None, None]:
    """Measure the nets of moments that have no report yet, and remember what came out."""
    reports = []
    for moment, known in looks:
        if isinstance(known, Network):
            moment.report = yield from examine_in_steps(known, pictures)
            reports.append(moment.report)
        else:
            reports.append(known)
    yield Examination(operations, reports[0], reports[-1])
