"""Where the filters of a chain go: sizes of maps stage by stage, and which pixels a cell of any map sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import Axis, ShapeError
from filterlab.errors import FilterLabError
from filterlab.probes.chain.model import Chain
from filterlab.probes.places import Box, Places, find_places
from filterlab.probes.stages import Pair

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SeenPixels:
    """The pixels that one number of a map depends on: the crossings of some rows with some columns.

    Attributes
    ----------
    box : Box
        The rectangle around them, in pixels of the picture. It sticks out where the number sees padding around
        the picture; of height and width 0 if the number sees nothing but padding between the stages.
    rows, columns : tuple of int
        Which rows and columns of the picture, in rising order. Dilation and stride leave gaps between them.
    """

    box: Box
    rows: tuple[int, ...]
    columns: tuple[int, ...]


def find_chain_places(chain: Chain, picture_size: Pair) -> tuple[Places, ...]:
    """Work out where each stage's filters and pooling windows go.

    Parameters
    ----------
    chain : Chain
        The filters and settings.
    picture_size : tuple of int
        (height, width) in pixels.

    Returns
    -------
    tuple of Places
        One for each stage; a stage's "pixels" are the cells of the finished maps before it.

    Raises
    ------
    ShapeError
        If a filter or a pooling window does not fit; the sentence names the stage.
    """
    size, places = picture_size, []
    for number, stage in enumerate(chain.stages, start=1):
        surface = "picture" if number == 1 else "map"
        with naming_stage(number):
            places.append(find_places(size, stage.kernel_size, stage.settings, surface=surface))
        size = places[-1].final_shape
    return tuple(places)


@contextmanager
def naming_stage(number: int) -> Iterator[None]:
    """Put the number of a stage, counted from 1, before the sentence of whatever goes wrong inside."""
    try:
        yield
    except ShapeError as error:
        raise ShapeError(f"Stage {number}: {error}") from error
    except FilterLabError as error:
        raise FilterLabError(f"Stage {number}: {error}") from error


def seen_pixels(places: tuple[Places, ...], row: int, column: int) -> SeenPixels:
    """Find which pixels one number of the last of these stages' finished maps depends on.

    Where a window hangs over the edge of a map it sees zeros that come from nowhere, so only the cells that there
    are lead on to the stage before.

    Parameters
    ----------
    places : tuple of Places
        Of all stages from the picture to the map, as `find_chain_places` gives them.
    row, column : int
        A place of the last map.
    """
    rows, columns = np.array([row]), np.array([column])
    first, *others = places
    for place in reversed(others):
        rows, columns = (
            _on_map(_rows_behind(rows, place), place.rows),
            _on_map(_columns_behind(columns, place), place.columns),
        )
        if not (rows.size and columns.size):
            return SeenPixels(Box(0, 0, 0, 0), (), ())
    rows, columns = _rows_behind(rows, first), _columns_behind(columns, first)
    top, left = int(rows[0]), int(columns[0])
    box = Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)
    rows, columns = _on_map(rows, first.rows), _on_map(columns, first.columns)
    if not (rows.size and columns.size):
        return SeenPixels(box, (), ())
    return SeenPixels(box, tuple(rows.tolist()), tuple(columns.tolist()))


def _rows_behind(rows: Indices, places: Places) -> Indices:
    cells = rows if places.pool_rows is None else _behind(rows, places.pool_rows)
    return _behind(cells, places.rows)


def _columns_behind(columns: Indices, places: Places) -> Indices:
    cells = columns if places.pool_columns is None else _behind(columns, places.pool_columns)
    return _behind(cells, places.columns)


def _behind(outputs: Indices, axis: Axis) -> Indices:
    """Return what some outputs of a sliding window see along its axis, in rising order, padding included."""
    cells = np.arange(axis.kernel) * axis.dilation - axis.before
    return np.unique(outputs[:, np.newaxis] * axis.stride + cells)


def _on_map(places: Indices, axis: Axis) -> Indices:
    """Return those places that are on the window's input."""
    return places[(places >= 0) & (places < axis.size)]
