"""An attribution as it is asked for in the window: whose score, which picture, which method, with a sanity check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.engine import softmax
from filterlab.errors import FilterLabError
from filterlab.nets import fit_images
from filterlab.probes.attribution import attribute, check_class, check_sanity
from filterlab.probes.units import fit_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from filterlab.data import Split
    from filterlab.gui.compare.units.asked_net import AskedNet, PictureMemory
    from filterlab.probes.attribution import Attribution, SanityStep
    from filterlab.probes.units import Fit, Subject

    Floats = NDArray[np.floating[Any]]

SEED = 0


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is asked.

    Attributes
    ----------
    number : int
        Which test picture, from 0; not looked at if there are pixels.
    pixels : ndarray or None
        (C, H, W) of a picture of the project.
    title : str
        What that is called.
    fit : {"pad", "resize", "crop"}
        How that is brought to the size of the net.
    label : int or None
        The class; None for the one the net decides on.
    method : str
        A key of `filterlab.probes.attribution.METHODS`.
    checks : bool
        Whether the attribution is repeated while the net forgets.
    """

    number: int
    pixels: Floats | None
    title: str
    fit: Fit
    label: int | None
    method: str
    checks: bool


@dataclass(frozen=True, eq=False)
class Explained:
    """How far it is and what is known.

    Attributes
    ----------
    done, total : int
        Steps of the method, or of the check.
    picture : ndarray
        (C, H, W) as the net takes it.
    source : str
        Which picture it is, as captions say it.
    scores : ndarray
        (classes,).
    given : int or None
        The class the picture is said to be, if it is a test picture.
    class_names : tuple of str
        What the classes are called.
    count : int
        How many test pictures there are.
    attribution : Attribution
        So far.
    steps : tuple of SanityStep
        Of the check.
    """

    done: int
    total: int
    picture: Floats
    source: str
    scores: Floats
    given: int | None
    class_names: tuple[str, ...]
    count: int
    attribution: Attribution
    steps: tuple[SanityStep, ...] = ()

    @property
    def decided(self) -> int:
        """The class with the highest score."""
        return int(self.scores.argmax())

    @property
    def probabilities(self) -> Floats:
        """(classes,), what softmax makes of the scores."""
        shares: Floats = softmax(self.scores[np.newaxis])[0]
        return shares


def explain(net: AskedNet, wanted: Wanted, memory: PictureMemory) -> Iterator[Explained]:
    """Explain a score; runs off the UI thread.

    Raises
    ------
    FilterLabError
        If the net has no classes, the picture does not fit, or the method cannot be used with this net.
    """
    subject = net.subject()
    classes = check_class(subject, wanted.label or 0)
    dataset = memory.load(net.request)
    names, count = tuple(dataset.class_names), len(dataset.test.images)
    picture, source, given = _picture(subject, wanted, dataset.test, net.data_name)
    scores = subject.net(picture[np.newaxis])[0]
    label = int(scores.argmax()) if wanted.label is None else wanted.label
    if len(names) != classes:
        # The pictures are not those the net was trained on, so their classes say nothing of its own.
        given, names = None, tuple(str(index) for index in range(classes))

    def method_of(asked: Subject) -> Iterator[Attribution]:
        return attribute(wanted.method, asked, picture, label, np.random.default_rng(SEED))

    last: Explained | None = None
    for found in method_of(subject):
        last = Explained(found.done, found.total, picture, source, scores, given, names, count, found)
        yield last
    if not wanted.checks or last is None:
        return
    steps: list[SanityStep] = []
    for step in check_sanity(subject, method_of, np.random.default_rng(SEED)):
        steps.append(step)
        yield replace(last, done=step.done, total=step.total, steps=tuple(steps))


def _picture(subject: Subject, wanted: Wanted, test: Split, data: str) -> tuple[Floats, str, int | None]:
    """Return the picture as the net takes it, which one it is, and its class if that is known."""
    if wanted.pixels is not None:
        return fit_picture(wanted.pixels, subject, wanted.fit), wanted.title, None
    if not len(test.images):
        raise FilterLabError("No test pictures were kept back: choose the picture of the project instead.")
    number = min(wanted.number, len(test.images) - 1)
    shown = fit_images(test.images[number : number + 1], subject.input_shape)[0]
    return shown, f"test picture {number} of {data}", int(test.labels[number])
