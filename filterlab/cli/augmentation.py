"""How training pictures are changed, as written on the command line: ``shift=2,rotate=10,horizontal-flip``."""

from dataclasses import fields

from filterlab.data import Augmentation
from filterlab.errors import FilterLabError


def read_augmentation(text: str) -> Augmentation:
    """Read names with numbers, and names of flips without, parted by commas.

    Raises
    ------
    FilterLabError
        A name is unknown, a number is missing, or it is out of its range.
    """
    usual = {entry.name: entry.default for entry in fields(Augmentation)}
    settings: dict[str, float | bool] = {}
    for part in text.split(","):
        written, sign, value = (word.strip() for word in part.partition("="))
        name = written.replace("-", "_")
        if name not in usual:
            known = ", ".join(entry.replace("_", "-") for entry in usual)
            raise FilterLabError(f'--augment has no "{written}": choose from {known}.')
        is_flip = isinstance(usual[name], bool)
        if is_flip and sign:
            raise FilterLabError(f"--augment takes {written} without a number.")
        settings[name] = True if is_flip else _number(written, value)
    try:
        return Augmentation(**settings)  # type: ignore[arg-type]
    except FilterLabError as error:
        raise FilterLabError(f"--augment: {error}") from error


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise FilterLabError(f"--augment needs a number for {name}, such as {name}=2.") from None
