"""How good a net is on pictures, batch by batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets.evaluation import Examiner
from filterlab.nets.threads import thread_limiter
from filterlab.nets.training_data import check_pictures

if TYPE_CHECKING:
    from collections.abc import Generator

    from filterlab.nets import NetSpec, Network, Report
    from filterlab.nets.training_data import Pictures


@dataclass(frozen=True, slots=True)
class Seen:
    """How far an examination is: ``done`` of ``total`` looks of a net at a picture.

    Whoever does not ask for the next event ends it.
    """

    done: int
    total: int


def check_test_pictures(spec: NetSpec, pictures: Pictures) -> None:
    """Raise FilterLabError unless a net can take these pictures and they are of two classes at least."""
    check_pictures(spec, pictures, "test")
    classes = np.unique(pictures.labels)
    if len(classes) < 2:
        raise FilterLabError(
            f"All {len(pictures.labels)} test pictures are of class {classes[0]}: what a filter is worth shows only "
            "where there is something to tell apart, so add pictures of a second class."
        )


def examine_in_steps(net: Network, pictures: Pictures) -> Generator[Seen, None, Report]:
    """Measure a net on pictures that were checked, telling after each batch how far it is; the report is returned."""
    examiner = Examiner(net, pictures)
    limit_threads = thread_limiter(None)
    total = len(pictures.labels)
    for batch in examiner.batches():
        with limit_threads():
            examiner.take(batch)
        yield Seen(min(batch.stop, total), total)
    return examiner.report()
