"""Pieces of text that scripts in NumPy and in PyTorch share."""

from filterlab.nets.layers.digit_drawings import digit_drawings


def quoted(title: str) -> str:
    """Make a title safe to stand inside a docstring."""
    return title.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "\\0")


def drawing_rows() -> list[str]:
    """Write each of the ten drawings of digits in a row of 84 cells: # for ink, a dot for paper."""
    return ["".join("#" if cell > 0 else "." for cell in drawing) for drawing in digit_drawings()]
