"""A patient and what shall be done to it, worked on off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from filterlab.gui.train.learned import filters_by_layer, network_of
from filterlab.nets.spec import score_names
from filterlab.probes.surgery import Examination, Patient, Ranking, Seen, rank_filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.data import Split
    from filterlab.gui.compare.units.asked_net import PictureMemory
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.probes.surgery import Operation
    from filterlab.project.runs import TrainingRequest

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class SurgeryState:
    """How far the work is, and at its end what came out.

    Attributes
    ----------
    done, total : int
        Looks of a net at a picture.
    examination : Examination or None
        Before and after, once it is measured.
    ranking : Ranking or None
        What the filters of a layer are worth, if that was asked, once it is measured.
    filters : mapping of str to ndarray
        The filters (O, C, KH, KW) of all layers as the operations have left them.
    class_names : tuple of str
        What the classes are called.
    pictures : int
        How many pictures it is tested with.
    operations : tuple of Operation
        What had been done to the patient by then.
    """

    done: int
    total: int
    examination: Examination | None = None
    ranking: Ranking | None = None
    filters: Mapping[str, Floats] = field(default_factory=dict)
    class_names: tuple[str, ...] = ()
    pictures: int = 0
    operations: tuple[Operation, ...] = ()


@dataclass(eq=False)
class Case:
    """A net at one moment, and what was asked to be done to a copy of it.

    Attributes
    ----------
    run_id, name : str
        Whose net it is, and what it is called.
    spec : NetSpec
        The net.
    moment : Snapshot
        Its weights.
    request : TrainingRequest
        Whose test pictures are shown to it.
    memory : PictureMemory
        Where those are found.
    operations : tuple of Operation
        What shall have been done; the patient is brought to that by whoever works on it next.
    """

    run_id: str
    name: str
    spec: NetSpec
    moment: Snapshot
    request: TrainingRequest
    memory: PictureMemory
    operations: tuple[Operation, ...] = ()
    _patient: Patient | None = None

    def examine(self) -> Iterator[SurgeryState]:
        """Do what is still to be done, and test the patient before and after; called in a worker thread.

        Raises
        ------
        FilterLabError
            If there are no pictures for it, or something cannot be done.
        """
        operations = self.operations
        yield SurgeryState(0, 0)
        patient, pictures, names = self._operated(operations)
        filters = {name: bank.copy() for name, bank in filters_by_layer(patient.net.parameters).items()}
        for event in patient.examine():
            if isinstance(event, Seen):
                yield SurgeryState(event.done, event.total)
            else:
                count = len(pictures.labels)
                yield SurgeryState(
                    1, 1, event, filters=filters, class_names=names, pictures=count, operations=operations
                )

    def rank(self, layer: str) -> Iterator[SurgeryState]:
        """Silence each filter of a layer of the patient in turn; called in a worker thread."""
        operations = self.operations
        yield SurgeryState(0, 0)
        patient, pictures, names = self._operated(operations)
        for event in rank_filters(patient.net, layer, pictures):
            if isinstance(event, Seen):
                yield SurgeryState(event.done, event.total)
            else:
                count = len(pictures.labels)
                yield SurgeryState(
                    1, 1, ranking=event, class_names=names, pictures=count, operations=operations
                )

    def _operated(self, operations: tuple[Operation, ...]) -> tuple[Patient, Split, tuple[str, ...]]:
        """Return the patient as these operations leave it."""
        dataset = self.memory.load(self.request)
        if self._patient is None:
            self._patient = Patient(network_of(self.spec, self.moment.parameters), dataset.test)
        patient = self._patient
        while not _begins_with(operations, patient.operations):
            patient.undo()
        for operation in operations[len(patient.operations) :]:
            patient.operate(operation)
        return patient, dataset.test, score_names(self.spec, dataset.class_names)


def _begins_with(operations: tuple[Operation, ...], done: tuple[Operation, ...]) -> bool:
    """Whether what was done is where these operations begin."""
    return len(done) <= len(operations) and all(
        one is other for one, other in zip(operations, done, strict=False)
    )
