"""Net descriptions as plain values (dicts, lists, numbers, text), the way TOML and JSON hold them."""

from collections.abc import Mapping
from dataclasses import MISSING, fields

from filterlab.errors import FilterLabError
from filterlab.nets import spec as spec_module
from filterlab.nets.spec import LayerSpec, NetSpec
