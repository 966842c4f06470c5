"""Which of a net's weights are the filters one can look at: those of its first convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray

PICTURE_CHANNELS = (1, 3)


def first_filters(parameters: Mapping[str, NDArray[Any]]) -> tuple[str, NDArray[Any]] | None:
    """Find the filters of a net's first convolution among its weights.

    Parameters
    ----------
    parameters : mapping
        Weights by PyTorch's names, in any order.

    Returns
    -------
    (str, ndarray) or None
        The layer's name and its filters, shape (N, C, KH, KW): those of "conv1.weight" where there is one,
        otherwise the first array with four axes that looks at 1 or 3 channels as a picture has, otherwise the
        first array with four axes; None if there is none.
    """
    banks = [(name, array) for name, array in parameters.items() if array.ndim == 4 and array.size]
    if not banks:
        return None

    def rank(bank: tuple[str, NDArray[Any]]) -> int:
        name, array = bank
        _count, channels, _height, _width = array.shape
        if name == "conv1.weight":
            return 0
        return 1 if channels in PICTURE_CHANNELS else 2

    name, array = min(banks, key=rank)
    return name.removesuffix(".weight"), array
