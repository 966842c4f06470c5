"""A first start, and whether anything was done since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.data import load_sample
from filterlab.probes import Stages
from filterlab.probes.chain import example_chains
from filterlab.project import is_untouched, starting_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.project import Document


def test_who_only_looked_around_has_done_nothing() -> None:
    document = starting_document()
    document.select_filter(document.filters[3].id)
    document.add_picture("Zone plate", load_sample("zone-plate"), source="sample zone-plate")
    first = document.filters[0]
    document.set_weights(first.id, np.ones((1, 2, 2)))
    document.set_weights(first.id, first.weights)
    assert is_untouched(document)


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.set_weights(d.filters[0].id, np.ones((1, 2, 2))),
        lambda d: d.rename_filter(d.filters[0].id, "mine"),
        lambda d: d.remove_filter(d.filters[0].id),
        lambda d: d.insert_filter(d.make_filter("mine", np.ones((1, 2, 2)))),
        lambda d: d.add_picture("mine", np.zeros((1, 2, 2))),
        lambda d: d.set_pixels(d.pictures[0].id, np.zeros((1, 2, 2))),
        lambda d: d.set_stages(Stages(bias=1.0)),
        lambda d: d.set_units(1),
        lambda d: d.set_chain(example_chains["ring"].chain),
        lambda d: d.add_imported_run("net", {"conv1.weight": np.ones((1, 1, 2, 2))}),
    ],
)
def test_whatever_one_would_miss_counts(act: Callable[[Document], object]) -> None:
    document = starting_document()
    act(document)
    assert not is_untouched(document)
