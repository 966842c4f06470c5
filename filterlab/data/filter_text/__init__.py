"""The weights of one filter as text: rows of numbers, JSON, and lists as NumPy and PyTorch write them.

The functions that read take `what`, the name of the thing in sentences about mistakes: `'"blur.csv"'`.
"""

from filterlab.data.filter_text.json_text import format_json, parse_json
from filterlab.data.filter_text.notations import TEXT_NOTATIONS, Notation, kernel_as_text, read_kernel_text
from filterlab.data.filter_text.rows import format_rows, parse_rows

__all__ = [
    "TEXT_NOTATIONS",
    "Notation",
    "format_json",
    "format_rows",
    "kernel_as_text",
    "parse_json",
    "parse_rows",
    "read_kernel_text",
]
