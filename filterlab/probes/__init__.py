"""Questions one can ask of a filter: its response, one number's products, its nearest relative."""

from filterlab.probes.explanation import Explanation, PoolWindow, explain
from filterlab.probes.peaks import Peak, find_peaks
from filterlab.probes.places import Box, Places, find_places
from filterlab.probes.response import Response, respond, rounding_floor
from filterlab.probes.similarity import Match, cosine_similarity, nearest
from filterlab.probes.stages import ACTIVATIONS, POOLS, Activation, Padding, Pair, Pool, Stages
from filterlab.probes.surveying import Survey, brightness_range, survey
from filterlab.probes.viewing import Cells, Sample, expected_milliseconds, sample, without_rounding

__all__ = [
    "ACTIVATIONS",
    "POOLS",
    "Activation",
    "Box",
    "Cells",
    "Explanation",
    "Match",
    "Padding",
    "Pair",
    "Peak",
    "Places",
    "Pool",
    "PoolWindow",
    "Response",
    "Sample",
    "Stages",
    "Survey",
    "brightness_range",
    "cosine_similarity",
    "expected_milliseconds",
    "explain",
    "find_peaks",
    "find_places",
    "nearest",
    "respond",
    "rounding_floor",
    "sample",
    "survey",
    "without_rounding",
]
