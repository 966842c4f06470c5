"""What every filter of a layer is worth: the accuracy that is lost when it is silenced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.nets import fit_images
from filterlab.nets.evaluation import Examiner
from filterlab.nets.threads import thread_limiter
from filterlab.probes.surgery.examining import Seen, check_test_pictures
from filterlab.probes.surgery.layers import cut_where_mixed, filter_layer

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from filterlab.nets import Network, Report
    from filterlab.nets.training_data import Pictures


@dataclass(frozen=True, eq=False)
class Ranking:
    """The filters of a layer and what they are worth.

    Attributes
    ----------
    layer : str
        Whose they are.
    before : Report
        Of the whole net.
    silenced : tuple of Report
        Of the net with one filter silenced, for each filter.
    """

    layer: str
    before: Report
    silenced: tuple[Report, ...]

    @property
    def lost(self) -> NDArray[np.float64]:
        """How much accuracy goes with each filter, (O,); below 0 for one that does harm."""
        return self.before.accuracy - np.array([report.accuracy for report in self.silenced])

    @property
    def class_lost(self) -> NDArray[np.float64]:
        """The same for each class, (O, classes); NaN for a class without pictures."""
        return self.before.class_accuracy - np.stack([report.class_accuracy for report in self.silenced])

    @property
    def added_loss(self) -> NDArray[np.float64]:
        """By how many nats the mean loss grows without each filter, (O,)."""
        return np.array([report.loss for report in self.silenced]) - self.before.loss

    @property
    def order(self) -> tuple[int, ...]:
        """The filters, the most important first: by the accuracy that is lost, and where that is the same by loss."""
        return tuple(np.lexsort((-self.added_loss, -self.lost)).tolist())


def rank_filters(net: Network, layer: str, pictures: Pictures) -> Generator[Seen | Ranking, None, None]:
    """Silence every filter of a layer in turn, and measure what is lost.

    Everything before the place where the maps meet is worked out once for all filters. The net must not be changed
    meanwhile.

    Parameters
    ----------
    net : Network
        A trained net; it is not changed.
    layer : str
        A layer with filters.
    pictures : Pictures
        What to test with.

    Yields
    ------
    Seen or Ranking
        After each batch with one filter silenced how far it is, and at last the ranking.

    Raises
    ------
    FilterLabError
        At the first event, if the layer has no filters, the net cannot take the pictures or they are of one class
        alone.

    References
    ----------
    Morcos, Barrett, Rabinowitz and Botvinick, On the importance of single directions for generalization (2018).
    """
    count = filter_layer(net.spec, layer).out_channels
    check_test_pictures(net.spec, pictures)
    head, tail, silence = cut_where_mixed(net, layer)
    whole, *without = (Examiner(net, pictures, worst=0) for _ in range(count + 1))
    limit_threads = thread_limiter(None)
    done, total = 0, len(pictures.labels) * (count + 1)
    for batch in whole.batches():
        with limit_threads():
            maps = head(fit_images(pictures.images[batch], net.spec.input_shape))
            whole.note(batch, tail(maps))
        done += len(maps)
        yield Seen(done, total)
        for number, examiner in enumerate(without):
            with limit_threads():
                answered = maps[:, number].copy()
                maps[:, number] = silence[number]
                examiner.note(batch, tail(maps))
                maps[:, number] = answered
            done += len(maps)
            yield Seen(done, total)
    yield Ranking(layer, whole.report(), tuple(examiner.report() for examiner in without))
