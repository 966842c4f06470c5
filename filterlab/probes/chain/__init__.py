"""A hand-wired CNN without code: banks of filters one after the other, every map of which can be asked about."""

from filterlab.probes.chain.editing import (
    STEPS,
    Step,
    add_filter,
    add_stage,
    chain_up_to,
    drop_filter,
    drop_stage,
    fitted,
    move_filter,
    move_stage,
    replace_filter,
    replace_stage,
)
from filterlab.probes.chain.examples import ExampleChain, example_chains
from filterlab.probes.chain.explanation import ChainExplanation, Link, explain_through, trace_back
from filterlab.probes.chain.files import CHAIN_SUFFIX, format_chain, load_chain, parse_chain, save_chain
from filterlab.probes.chain.model import Chain, ChainStage
from filterlab.probes.chain.nets import LeadingChain, chain_as_net, net_as_chain
from filterlab.probes.chain.places import SeenPixels, find_chain_places
from filterlab.probes.chain.reach import Reach, find_reach
from filterlab.probes.chain.response import ChainResponse, respond_through, respond_window
from filterlab.probes.chain.seen_by import CellView, ChainSeenBy, StageViews, look_back_through
from filterlab.probes.chain.sizes import StageSize, chain_sizes
from filterlab.probes.chain.strength import with_even_strength
from filterlab.probes.chain.wiring import LUMINANCE, DrawnFilter, stage_of, stage_on_picture, wired

__all__ = [
    "CHAIN_SUFFIX",
    "LUMINANCE",
    "STEPS",
    "CellView",
    "Chain",
    "ChainExplanation",
    "ChainResponse",
    "ChainSeenBy",
    "ChainStage",
    "DrawnFilter",
    "ExampleChain",
    "LeadingChain",
    "Link",
    "Reach",
    "SeenPixels",
    "StageSize",
    "StageViews",
    "Step",
    "add_filter",
    "add_stage",
    "chain_as_net",
    "chain_sizes",
    "chain_up_to",
    "drop_filter",
    "drop_stage",
    "example_chains",
    "explain_through",
    "find_chain_places",
    "find_reach",
    "fitted",
    "format_chain",
    "load_chain",
    "look_back_through",
    "move_filter",
    "move_stage",
    "net_as_chain",
    "parse_chain",
    "replace_filter",
    "replace_stage",
    "respond_through",
    "respond_window",
    "save_chain",
    "stage_of",
    "stage_on_picture",
    "trace_back",
    "wired",
    "with_even_strength",
]
