"""A filter as a list in Python's brackets: bare, or as NumPy and PyTorch write and print it.

Nothing is ever evaluated: the brackets and numbers are read one by one, and what stands around them must be of
the few kinds that do not change them.
"""

import re

import numpy as np

from filterlab.data.filter_text.cells import POINT, check_count, number_of
from filterlab.data.filter_text.layout import nested
from filterlab.data.filter_text.stacking import array_of_lists
from filterlab.errors import FilterLabError

# One filter of channels of rows of cells, as PyTorch keeps it.
_MAX_DEPTH = 4

_ALONE = "give the list alone, or within numpy.array(…) or torch.tensor(…)"

_IN_FULL = (
    'print them all, after numpy.set_printoptions(threshold=10000) or torch.set_printoptions(profile="full")'
)

_TOKEN = re.compile(r"""\#[^\n]* | "[^"\n]*" | '[^'\n]*' | [\[\],] | [^\s\[\],#"']+ | ["']""", re.VERBOSE)

_PROMPT = re.compile(r"^[ \t]*(?:>>>|In ?\[\d+\]:|Out ?\[\d+\]:)", re.MULTILINE)

_REMARK = re.compile(r"#[^\n]*")

# Lines that may stand above the list.
_ABOVE = re.compile(
    r"""(?: import\b | from\b ) .*
      | Parameter\ containing:
      | \w+ \s* = \s* (?:\w+\.)* Conv2d \( .* \)""",
    re.VERBOSE,
)

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"

# What may stand between the beginning of the statement and the list: "kernel = 1/9 * np.array(".
_BEFORE = re.compile(
    rf"""(?: [\w.]+ \s* = \s* )?
         (?: (?P<factor> {_NUMBER} ) \s* (?: / \s* (?P<divisor> {_NUMBER} ) \s* )? \* \s* )?
         (?: (?:\w+\.)* (?: array|asarray|mat|matrix|float32|float64
                          | tensor|as_tensor|Tensor|FloatTensor|DoubleTensor|Parameter ) \s* \( \s* )*""",
    re.VERBOSE,
)

# What may follow it, in any order: facts about the array, brackets, and calls that keep the values.
_AFTER = re.compile(
    r"""\s* (?: , \s* (?: \w+ \s* = \s* )? (?: [A-Za-z_][\w.]* | '[\w:]+' | "[\w:]+" | <\w+> )
              | , (?= \s* \) )
              | \)
              | ;
              | \. (?:astype|float|double|copy|clone|detach|cpu|numpy) \( [\w.'"]* \) )""",
    re.VERBOSE,
)

_SCALE = re.compile(rf"\s*(?P<sign>[*/])\s*(?P<number>{_NUMBER})\s*;?")


def parse_literal(text: str, what: str) -> np.ndarray:
    """Read a list in brackets, as it stands in Python code or is printed by NumPy or PyTorch.

    Cells are separated by commas or, as NumPy prints them, by blanks. Around the list may stand what makes an
    array or a tensor of it, imports, remarks, and one factor: `1/9 * np.array([[1, 1, 1]])` and
    `np.array([[1, 2, 1]]) / 4` are multiplied out. Anything else is refused, since it could change the
    numbers.

    Parameters
    ----------
    text : str
        The file's text, or what was pasted.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (C, KH, KW), float64. The size is not checked, but for more numbers than any filter has.

    Raises
    ------
    FilterLabError
        The list is damaged, unevenly nested, holds something else than numbers, or has something around it.
    """
    plain = _PROMPT.sub("", text)
    content, start, end = _first_list(plain, what)
    weights = array_of_lists(content, what, lambda cell, where: number_of(str(cell), where))
    first, first_divisor = _scale_before(_REMARK.sub("", plain[:start]), what)
    second, second_divisor = _scale_after(_REMARK.sub("", plain[end:]), what)
    # What becomes infinite here is refused with the place where it stands.
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return weights * (first * second) / (first_divisor * second_divisor)


def format_numpy(weights: np.ndarray) -> str:
    """Write weights (C, KH, KW) as a NumPy array in Python, (KH, KW) if there is one channel."""
    c, _kh, _kw = weights.shape
    body = nested(weights[0] if c == 1 else weights, indent=4, step=4, trailing=",")
    return f"np.array(\n    {body},\n    dtype=np.float32,\n)\n"


def format_pytorch(weights: np.ndarray) -> str:
    """Write weights (C, KH, KW) as a few lines of Python that make a layer of PyTorch with them."""
    c, kh, kw = weights.shape
    body = nested(weights[np.newaxis], indent=8, step=4, trailing=",")
    return (
        "import torch\n\n"
        f"conv = torch.nn.Conv2d(in_channels={c}, out_channels=1, kernel_size=({kh}, {kw}), bias=False)\n"
        f"conv.weight = torch.nn.Parameter(\n    torch.tensor(\n        {body},\n"
        "        dtype=torch.float32,\n    )\n)\n"
    )


def _first_list(text: str, what: str) -> tuple[list[object], int, int]:
    """Read the first list of a text; return it, where it begins and where it ends. Its cells are strings."""
    outermost: list[object] = []
    open_lists: list[list[object]] = []
    separators: list[set[str]] = []
    start, numbers, lists, previous = 0, 0, 0, ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.startswith("#") or (token != "[" and not open_lists):
            continue
        if "..." in token:
            raise FilterLabError(f"{what} leaves numbers out (...): {_IN_FULL}.")
        if token == "[":
            if len(open_lists) == _MAX_DEPTH:
                raise FilterLabError(
                    f"{what} nests its lists too deep: give rows as lists, [[0, 1], [1, 0]]."
                )
            lists += 1
            check_count(lists, what)
            opened: list[object] = []
            if open_lists:
                open_lists[-1].append(opened)
            else:
                outermost, start = opened, match.start()
            open_lists.append(opened)
            separators.append(set())
        elif token == "]":
            open_lists.pop()
            separators.pop()
            if not open_lists:
                return outermost, start, match.end()
        elif token == ",":
            if previous in {",", "["}:
                # An empty cell is named by the one who knows its row.
                open_lists[-1].append("")
            separators[-1].add(",")
        else:
            numbers += 1
            check_count(numbers, what)
            if previous not in {",", "[", "]", ""}:
                separators[-1].add(" ")
            if len(separators[-1]) == 2:
                raise FilterLabError(f"{what} mixes commas and blanks between numbers: {POINT}.")
            open_lists[-1].append(token)
        previous = token
    raise FilterLabError(f"{what} ends before its list is closed: copy it as a whole.")


def _scale_before(text: str, what: str) -> tuple[float, float]:
    """Return the factor and the divisor in front of the list; nothing else may change its numbers."""
    lines = [line.strip() for line in text.splitlines()]
    statement = " ".join(line for line in lines if not _ABOVE.fullmatch(line)).strip()
    match = _BEFORE.fullmatch(statement) if len(statement) <= 200 else None
    if match is None:
        raise FilterLabError(f'{what} has "{statement[:40]}" in front of the numbers: {_ALONE}.')
    factor = number_of(match["factor"] or "1", f"{what}, the factor")
    return factor, _divisor(match["divisor"] or "1", what)


def _scale_after(text: str, what: str) -> tuple[float, float]:
    """Return the factor and the divisor behind the list; nothing else may change its numbers."""
    place = 0
    while match := _AFTER.match(text, place):
        place = match.end()
    factor, divisor = 1.0, 1.0
    if scale := _SCALE.match(text, place):
        place = scale.end()
        if scale["sign"] == "*":
            factor = number_of(scale["number"], f"{what}, the factor")
        else:
            divisor = _divisor(scale["number"], what)
    rest = text[place:].strip()
    if "[" in rest:
        raise FilterLabError(f"{what} holds more than one list: give the numbers of one filter.")
    if rest:
        raise FilterLabError(f'{what} has "{" ".join(rest[:40].split())}" after the numbers: {_ALONE}.')
    return factor, divisor


def _divisor(text: str, what: str) -> float:
    divisor = number_of(text, f"{what}, the divisor")
    if divisor == 0:
        raise FilterLabError(f"{what} divides the numbers by 0: give another divisor.")
    return divisor
