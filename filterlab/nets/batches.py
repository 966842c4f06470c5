"""The pictures of one step of a run: taken out of the data set, and changed by chance if that is asked for."""

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filterlab.nets.training_data import Pictures

# The children 0 and 1 of a run's seed order its pictures and drop its units.
_CHANGE_STREAM = 2


class BatchChange(Protocol):
    """Changes training pictures a little each time they are seen, such as by turning them."""

    def __call__(self, images: npt.NDArray[Any], *, rng: np.random.Generator) -> npt.NDArray[Any]:
        """Return changed pictures of the same shape (N, C, H, W) and type; those given are left as they are."""
        ...


def take_batch(
    pictures: Pictures,
    chosen: npt.NDArray[np.intp],
    *,
    change: BatchChange | None = None,
    seed: int = 0,
    step: int = 0,
) -> npt.NDArray[Any]:
    """Take the pictures of one step out of a data set.

    Chance comes from a Generator that the run's seed and the step's number alone decide. So a run that is taken up
    again at any step goes on with the same bits, and nothing has to be remembered for it; and a run without a change
    is what it would be if there were no such thing.

    Parameters
    ----------
    pictures
        The pictures to learn from.
    chosen
        (N,), indices of those of this step.
    change
        What to do to them; None leaves them as they are.
    seed
        The run's seed, 0 or more.
    step
        Steps made before this one, 0 or more.

    Returns
    -------
    array
        (N, C, H, W).
    """
    images = pictures.images[chosen]
    if change is None:
        return images
    sequence = np.random.SeedSequence(seed, spawn_key=(_CHANGE_STREAM, step))
    changed = change(images, rng=np.random.default_rng(sequence))
    if changed.shape != images.shape:
        raise ValueError(f"a change made pictures of shape {changed.shape} out of {images.shape}")
    return changed
