"""Does an attribution look at the net at all? Its weights are drawn anew, layer by layer from the top down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.nets import Network, build
from filterlab.probes.attribution.model import Attribution
from filterlab.probes.units import Subject

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class SanityStep:
    """An attribution after some layers have lost what they had learned.

    Attributes
    ----------
    layer : str or None
        The lowest layer whose weights are random; None for the net as it was learned.
    attribution : Attribution
        Of the net as it is now.
    similarity : float
        Rank correlation (Spearman) of the sizes of its map with those of the learned net's, from -1 to 1, among the
        pixels that either map gives anything: a dark background, which both pass over, would make all maps alike. An
        attribution that stays near 1 shows the picture rather than what was learned of it.
    done, total : int
        Layers that were drawn anew, and how many have weights.
    """

    layer: str | None
    attribution: Attribution
    similarity: float
    done: int
    total: int


def check_sanity(
    subject: Subject, explain: Callable[[Subject], Iterator[Attribution]], rng: np.random.Generator
) -> Iterator[SanityStep]:
    """Repeat an attribution while the net forgets: the top layer's weights are drawn anew, then also the next one's.

    Parameters
    ----------
    subject : Subject
        The net; it stays as it is.
    explain : callable
        Gives the attribution of a net, such as ``lambda it: plain_gradient(it, picture, label)``. It should take the
        same chance each time.
    rng : numpy.random.Generator
        Where the random weights come from, by the rules that nets start with.

    Yields
    ------
    SanityStep
        First the learned net's, then one for each layer with weights, from the top down.

    Raises
    ------
    FilterLabError
        As the attribution.

    References
    ----------
    Adebayo et al., Sanity Checks for Saliency Maps (2018): cascading randomisation.
    """
    total = sum(bool(layer.parameters) for layer in subject.net.layers)
    learned = _finished(explain(subject))
    yield SanityStep(None, learned, 1.0, 0, total)
    for done, (layer, net) in enumerate(forgetting(subject.net, rng), start=1):
        found = _finished(explain(Subject(net, title=subject.title)))
        spoken_of = (learned.map != 0) | (found.map != 0)
        sizes = np.abs(learned.map[spoken_of]), np.abs(found.map[spoken_of])
        yield SanityStep(layer, found, rank_correlation(*sizes), done, total)


def forgetting(net: Network, rng: np.random.Generator) -> Iterator[tuple[str, Network]]:
    """Yield copies of a net of which ever more layers, from the top down, have the weights a new net would have."""
    fresh = build(net.spec, rng, dtype=net.dtype).state
    state = {name: array.copy() for name, array in net.state.items()}
    for layer in reversed(net.layers):
        if not layer.parameters:
            continue
        names = [f"{layer.name}.{name}" for name in layer.parameters | layer.buffers]
        state.update((name, fresh[name]) for name in names)
        copy = build(net.spec, np.random.default_rng(0), dtype=net.dtype)
        copy.set_parameters(state)
        yield layer.name, copy


def rank_correlation(first: Floats, second: Floats) -> float:
    """Return how alike the orders of two arrays' numbers are, from -1 to 1; 0 if one has but one number.

    Source: C. Spearman (1904), American Journal of Psychology 15, 72.
    """
    from scipy.stats import rankdata

    ranks = [rankdata(values.ravel()) for values in (first, second)]
    deviations = [rank - rank.mean() for rank in ranks]
    lengths = float(np.linalg.norm(deviations[0]) * np.linalg.norm(deviations[1]))
    return float(deviations[0] @ deviations[1]) / lengths if lengths else 0.0


def _finished(attributions: Iterator[Attribution]) -> Attribution:
    *_others, last = attributions
    return last
