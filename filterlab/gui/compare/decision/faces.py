"""A decision as the columns of the chain: what is drawn of each layer, and what stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.gui.compare.decision.chain_layout import plan_chain
from filterlab.gui.compare.decision.chain_painter import LayerFace, range_in_words
from filterlab.nets.spec import trace

if TYPE_CHECKING:
    from filterlab.gui.compare.decision.chain_layout import Plan
    from filterlab.gui.compare.decision.deciding import Decision
    from filterlab.gui.compare.decision.words import DecisionWords


def faces_of(decision: Decision, words: DecisionWords) -> tuple[list[Plan], list[LayerFace]]:
    """Return how the picture and every layer are drawn, and from what."""
    stages = trace(decision.subject.net.spec)
    have_maps = [len(stage.output_shape) == 3 for stage in stages]
    channels, height, width = decision.picture.shape
    shapes: list[tuple[str | None, tuple[int, int, int]]] = [(None, (channels, height, width))]
    faces = [LayerFace(*words.picture(height, width), decision.picture)]
    for (name, values), has_maps in zip(decision.layers.items(), have_maps, strict=True):
        shape = decision.subject.map_shape(name)
        shapes.append((name, shape))
        span = range_in_words(values)
        if name == decision.subject.layers[-1] and not has_maps:
            shares = tuple(f"{100 * share:.1f} %" for share in decision.probabilities.tolist())
            faces.append(
                LayerFace(name, span, words.scores(len(shares)), values, tuple(decision.names), shares)
            )
        else:
            faces.append(LayerFace(name, span, words.layer_note(shape, has_maps=has_maps), values))
    return plan_chain(shapes, has_maps=[True, *have_maps]), faces
