"""Surgery: what becomes of a net when one of its filters is silenced, swapped, replaced, turned or blurred."""

from filterlab.probes.surgery.examining import Seen
from filterlab.probes.surgery.layers import filter_layers
from filterlab.probes.surgery.operations import Blur, Operation, Rotate, Silence, Swap, Transplant, operate
from filterlab.probes.surgery.patient import Examination, Patient
from filterlab.probes.surgery.ranking import Ranking, rank_filters
from filterlab.probes.surgery.tables import examination_csv, ranking_csv

__all__ = [
    "Blur",
    "Examination",
    "Operation",
    "Patient",
    "Ranking",
    "Rotate",
    "Seen",
    "Silence",
    "Swap",
    "Transplant",
    "examination_csv",
    "filter_layers",
    "operate",
    "rank_filters",
    "ranking_csv",
]
