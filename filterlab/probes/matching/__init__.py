"""Matchmaking: how alike filters are, who belongs to whom, and what chance alone would make of it."""

from filterlab.probes.matching.canvases import Canvases, lay_out, lay_out_in_words
from filterlab.probes.matching.chance import ChanceLevel, ChanceLine, chance_line
from filterlab.probes.matching.nearest import Match, nearest, nearest_of_each
from filterlab.probes.matching.pairing import FilterPair, Matching, pair_up
from filterlab.probes.matching.similarity import Similarities, cosine_similarity, similarities
from filterlab.probes.matching.tables import matching_csv
from filterlab.probes.matching.transforms import Invariances, Transform

__all__ = [
    "Canvases",
    "ChanceLevel",
    "ChanceLine",
    "FilterPair",
    "Invariances",
    "Match",
    "Matching",
    "Similarities",
    "Transform",
    "chance_line",
    "cosine_similarity",
    "lay_out",
    "lay_out_in_words",
    "matching_csv",
    "nearest",
    "nearest_of_each",
    "pair_up",
    "similarities",
]
