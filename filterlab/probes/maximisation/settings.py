"""How the picture a unit likes best is looked for."""

from dataclasses import dataclass, fields
from math import isfinite

from filterlab.errors import FilterLabError


@dataclass(frozen=True, slots=True)
class ClimbSettings:
    """The settings of a climb.

    The direction of a step is the unit's gradient, brought to a mean square of 1, minus the gradients of what is held
    against a picture, each times its weight. So the weights mean the same for every unit and net, and 0 is off.

    Attributes
    ----------
    steps : int
        How many, at least 1.
    rate : float
        By how much pixels change in the first step, on average, in brightness; it falls to 0 along half a cosine.
    answers : int
        How many pictures climb together, 1 to 64.
    ground : float
        The brightness the pictures begin with and L2 pulls them to, in [0, 1].
    noise : float
        Standard deviation of the noise they begin with, 0 or more.
    l2 : float
        Weight of the squared distance of the pixels from the ground. Source: Simonyan et al. (2014).
    total_variation : float
        Weight of the differences between neighbouring pixels. Source: Mahendran and Vedaldi (2015).
    blur, blur_every : float, int
        Standard deviation in pixels of the bell that pictures are blurred with, and after how many steps each time.
        Source: Yosinski et al. (2015).
    jitter : int
        By up to how many pixels the picture is moved by chance before each step, and moved back after it. Source:
        Mordvintsev, Olah and Tyka (2015).
    fourier : bool
        Whether steps are taken in the Fourier basis, each wave scaled by its length, so that coarse shapes come
        before fine ones. Source: Olah, Mordvintsev and Schubert, Feature Visualization (Distill, 2017).
    diversity : float
        Weight of the likeness (cosine) of the pictures to each other, if there are several. After Olah et al. (2017),
        who compare styles; here the pictures themselves are compared.

    Raises
    ------
    FilterLabError
        If a number cannot work.
    """

    steps: int = 256
    rate: float = 0.05
    answers: int = 1
    ground: float = 0.5
    noise: float = 0.05
    l2: float = 0.0
    total_variation: float = 0.0
    blur: float = 0.0
    blur_every: int = 4
    jitter: int = 0
    fourier: bool = False
    diversity: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers that cannot work."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not isfinite(value) or value < 0:
                raise FilterLabError(f"{field.name} of the climb is {value}: give a number of 0 or more.")
        if min(self.steps, self.answers, self.blur_every) < 1 or self.answers > 64:
            raise FilterLabError(
                f"A climb of {self.steps} steps with {self.answers} answers, blurred every {self.blur_every} steps, "
                "cannot be: give 1 or more of each, and at most 64 answers."
            )
        if self.rate == 0 or self.ground > 1:
            raise FilterLabError(
                f"The climb has the rate {self.rate:g} and the ground {self.ground:g}: give a rate above 0, and a "
                "ground from 0 to 1."
            )
