"""What a data set's pictures are like, for a net that shall be made to fit them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filterlab.data import keeps_its_size
from filterlab.data.picture_files import COMMON_SIZE

if TYPE_CHECKING:
    from filterlab.data import DataChoice


@dataclass(frozen=True)
class DataShape:
    """The pictures that a net would take, and into how many classes it would sort them.

    Attributes
    ----------
    shape : tuple of int
        (C, H, W) of a picture.
    classes : int
        How many kinds of pictures there are.
    """

    shape: tuple[int, int, int]
    classes: int


def find_data_shape(data: DataChoice) -> DataShape:
    """Look at a data set to see what a net for it has to take.

    Parameters
    ----------
    data : DataChoice
        As in `TrainingRequest`. Where it names no size, pictures of a folder of classes are taken to be brought to
        28 × 28, as all nets but the very large ones want them; all of them are read.

    Raises
    ------
    FilterLabError
        The data set cannot be read.
    """
    size = COMMON_SIZE if data.image_size is None and not keeps_its_size(data.source) else data.image_size
    dataset = replace(data, train_size=1, test_size=1, image_size=size).load()
    _n, c, h, w = dataset.train.images.shape
    return DataShape((c, h, w), len(dataset.class_names))
