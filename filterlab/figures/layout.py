"""Putting pieces side by side, one below the other, and into panels with titles."""

from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageDraw

from filterlab.figures.look import Color, Look, fitted_text, font, plain_text, text_width

TITLE_SIZE = 15
NOTE_SIZE = 12
_LINE_HEIGHT = 1.35
_PADDING = 12
_CORNER = 6

Align = Literal["start", "middle"]


def side_by_side(
    pieces: Sequence[Image.Image], *, gap: int, ground: Color, align: Align = "start"
) -> Image.Image:
    """Put pieces in a row from left to right, their tops or their middles on one line."""
    width = sum(piece.width for piece in pieces) + gap * (len(pieces) - 1)
    height = max(piece.height for piece in pieces)
    row = Image.new("RGB", (width, height), ground)
    left = 0
    for piece in pieces:
        row.paste(piece, (left, (height - piece.height) // 2 if align == "middle" else 0))
        left += piece.width + gap
    return row


def stacked(pieces: Sequence[Image.Image], *, gap: int, ground: Color, align: Align = "start") -> Image.Image:
    """Put pieces one below the other, their left edges or their middles on one line."""
    width = max(piece.width for piece in pieces)
    height = sum(piece.height for piece in pieces) + gap * (len(pieces) - 1)
    column = Image.new("RGB", (width, height), ground)
    top = 0
    for piece in pieces:
        column.paste(piece, ((width - piece.width) // 2 if align == "middle" else 0, top))
        top += piece.height + gap
    return column


def in_rows(pieces: Sequence[Image.Image], columns: int, *, gap: int, ground: Color) -> Image.Image:
    """Put pieces into rows of ``columns`` each, read like a page."""
    rows = [
        side_by_side(pieces[first : first + columns], gap=gap, ground=ground)
        for first in range(0, len(pieces), columns)
    ]
    return stacked(rows, gap=gap, ground=ground)


def text_lines(
    lines: Sequence[str], *, size: int, color: Color, ground: Color, width: int | None = None
) -> Image.Image:
    """Write lines of text; lines wider than ``width`` are cut with an ellipsis."""
    room = width if width is not None else max(text_width(line, size) for line in lines)
    step = round(size * _LINE_HEIGHT)
    image = Image.new("RGB", (max(room, 1), step * len(lines)), ground)
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        text = fitted_text(line, room, size) if width is not None else plain_text(line)
        draw.text((0, i * step + step // 2), text, fill=color, font=font(size), anchor="lm")
    return image


def wrapped(text: str, width: int, size: int) -> list[str]:
    """Break a text between words into lines of at most ``width`` pixels; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def panel(body: Image.Image, title: str, notes: Sequence[str], look: Look) -> Image.Image:
    """Put a piece into a framed panel: title above, notes below, in lines as wide as the piece."""
    width = max(body.width, min(text_width(title, TITLE_SIZE), 320))
    pieces: list[Image.Image] = []
    if title:
        lines = wrapped(title, width, TITLE_SIZE)
        pieces.append(text_lines(lines, size=TITLE_SIZE, color=look.text, ground=look.card, width=width))
    pieces.append(body)
    broken = [line for note in notes for line in wrapped(note, width, NOTE_SIZE)]
    if broken:
        pieces.append(text_lines(broken, size=NOTE_SIZE, color=look.muted, ground=look.card, width=width))
    return framed(stacked(pieces, gap=8, ground=look.card), look)


def framed(body: Image.Image, look: Look) -> Image.Image:
    """Put a piece on a card with a border and rounded corners."""
    image = Image.new("RGB", (body.width + 2 * _PADDING, body.height + 2 * _PADDING), look.paper)
    corner = (image.width - 1, image.height - 1)
    ImageDraw.Draw(image).rounded_rectangle((0, 0, *corner), _CORNER, fill=look.card, outline=look.line)
    image.paste(body, (_PADDING, _PADDING))
    return image


def sheet(title: str, subtitle: str, body: Image.Image, look: Look) -> Image.Image:
    """Put a piece on a sheet of paper with a headline."""
    width = body.width
    pieces = [
        text_lines(wrapped(title, width, 20), size=20, color=look.text, ground=look.paper, width=width),
    ]
    if subtitle:
        lines = wrapped(subtitle, width, 13)
        pieces.append(text_lines(lines, size=13, color=look.muted, ground=look.paper, width=width))
    pieces.append(body)
    inside = stacked(pieces, gap=10, ground=look.paper)
    paper = Image.new("RGB", (inside.width + 40, inside.height + 40), look.paper)
    paper.paste(inside, (20, 20))
    return paper
