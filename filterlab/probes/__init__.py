"""Questions one can ask of a filter: its response, one number's products, its nearest relative."""

from filterlab.probes.arithmetic import Arithmetic, AxisSum, work_out
from filterlab.probes.cures import CURES, Cure, unit_length
from filterlab.probes.drift import Drift, drift_csv, measure_drift
from filterlab.probes.explanation import Explanation, PoolWindow, explain
from filterlab.probes.fooling import Fooling, Rival, Verdict, fool
from filterlab.probes.from_examples import FittedFilter, MarkedPatches, cut_marked, fit_filter
from filterlab.probes.matching import Match, cosine_similarity, nearest, nearest_of_each
from filterlab.probes.ncc import ncc_map, zero_mean
from filterlab.probes.ordering import filter_qualities, in_order
from filterlab.probes.patches import PeakPatch, peak_patches
from filterlab.probes.peaks import Peak, find_peaks
from filterlab.probes.places import Box, Places, find_places
from filterlab.probes.response import Response, respond, rounding_floor
from filterlab.probes.seen_by import SeenBy, look_back
from filterlab.probes.slide import Walk, plan_walk
from filterlab.probes.stages import ACTIVATIONS, POOLS, Activation, Padding, Pair, Pool, Stages
from filterlab.probes.surveying import Survey, brightness_range, survey
from filterlab.probes.viewing import Cells, Sample, expected_milliseconds, sample, without_rounding
from filterlab.probes.xray import XRay, take_xray

__all__ = [
    "ACTIVATIONS",
    "CURES",
    "POOLS",
    "Activation",
    "Arithmetic",
    "AxisSum",
    "Box",
    "Cells",
    "Cure",
    "Drift",
    "Explanation",
    "FittedFilter",
    "Fooling",
    "MarkedPatches",
    "Match",
    "Padding",
    "Pair",
    "Peak",
    "PeakPatch",
    "Places",
    "Pool",
    "PoolWindow",
    "Response",
    "Rival",
    "Sample",
    "SeenBy",
    "Stages",
    "Survey",
    "Verdict",
    "Walk",
    "XRay",
    "brightness_range",
    "cosine_similarity",
    "cut_marked",
    "drift_csv",
    "expected_milliseconds",
    "explain",
    "filter_qualities",
    "find_peaks",
    "find_places",
    "fit_filter",
    "fool",
    "in_order",
    "look_back",
    "measure_drift",
    "ncc_map",
    "nearest",
    "nearest_of_each",
    "peak_patches",
    "plan_walk",
    "respond",
    "rounding_floor",
    "sample",
    "survey",
    "take_xray",
    "unit_length",
    "without_rounding",
    "work_out",
    "zero_mean",
]
