"""What a ready-made filter with settings consists of; a window shows the settings as sliders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from types import MappingProxyType
from typing import Literal

import numpy as np

from filterlab.errors import FilterLabError

Kind = Literal["number", "whole", "angle", "switch", "size"]

Setting = float | int | bool


@dataclass(frozen=True)
class Parameter:
    """One setting of a filter, with all that a slider needs to know.

    Attributes
    ----------
    name : str
        The word it is passed under, such as `"wavelength"`.
    title : str
        The name shown to people, such as "Wavelength".
    unit : str
        Such as "px", "cells" or "°"; empty for a plain number.
    low, high : float
        The smallest and the largest value allowed, both included.
    step : float
        How far a slider moves at a time. Whole numbers and sizes take no values between the steps.
    default : float
        What it is unless something else is passed.
    kind : {"number", "whole", "angle", "switch", "size"}
        A number; a whole number; an angle in degrees; off and on (0 and 1); cells per side of the filter.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    default: float
    kind: Kind

    def checked(self, value: object, owner: str) -> Setting:
        """Return the value as the formula takes it, or say why it cannot be taken.

        Parameters
        ----------
        value : float, int or bool
            What was asked for.
        owner : str
            The title of the filter, for the sentence.

        Raises
        ------
        FilterLabError
            It is no number, lies outside the range, or between two whole steps.
        """
        is_switch = self.kind == "switch"
        if isinstance(value, bool | np.bool_):
            if not is_switch:
                raise self._refusal(value, owner)
            return bool(value)
        if not isinstance(value, Real):
            raise self._refusal(value, owner)
        number = float(value)
        # NaN lies in no range, and what lies between whole numbers is on no step of theirs.
        if not self.low <= number <= self.high:
            raise self._refusal(value, owner)
        if self.kind in {"number", "angle"}:
            return number
        if (number - self.low) % self.step:
            raise self._refusal(value, owner)
        return bool(number) if is_switch else int(number)

    def _refusal(self, value: object, owner: str) -> FilterLabError:
        match self.kind:
            case "switch":
                advice = "give 0 (off) or 1 (on)"
            case "whole" | "size":
                advice = f"give {self.low:g} to {self.high:g} in steps of {self.step:g}"
            case _:
                advice = f"give a number from {self.low:g} to {self.high:g}"
        return FilterLabError(f'The setting "{self.name}" of the filter {owner} is {value!s:.40}: {advice}.')


@dataclass(frozen=True, eq=False)
class ParametricPreset:
    """A ready-made filter with settings, and the words that explain it.

    Attributes
    ----------
    name : str
        The short name, such as `"gabor"`.
    title : str
        The name shown to people, such as "Gabor".
    group : str
        The heading it is listed under, such as "Lines and curves".
    explanation : str
        One line a beginner understands.
    parameters : tuple of Parameter
        The settings, in the order in which they are shown.
    formula : callable
        Takes all settings by name and gives the weights (KH, KW).
    """

    name: str
    title: str
    group: str
    explanation: str
    parameters: tuple[Parameter, ...]
    formula: Callable[..., np.ndarray]

    @property
    def defaults(self) -> Mapping[str, float]:
        """What every setting is unless something else is passed, by name."""
        return MappingProxyType({parameter.name: parameter.default for parameter in self.parameters})

    def weights(self, **values: float) -> np.ndarray:
        """Compute the filter.

        Parameters
        ----------
        **values : float
            Settings by name; those left out have their defaults.

        Returns
        -------
        ndarray
            (1, KH, KW), float32, read-only, every weight finite.

        Raises
        ------
        FilterLabError
            A setting is not one of this filter's, or its value is not possible.
        """
        unknown = next((name for name in values if name not in self.defaults), None)
        if unknown is not None:
            raise FilterLabError(
                f'The filter {self.title} has no setting "{unknown}": it has {", ".join(self.defaults)}.'
            )
        settings = {
            parameter.name: parameter.checked(values.get(parameter.name, parameter.default), self.title)
            for parameter in self.parameters
        }
        table = self.formula(**settings)
        _kh, _kw = table.shape
        # A step through a cell's middle is 0 there, not the 1e-17 that cos(90°) comes to.
        is_rounding = np.abs(table) < 1e-12 * np.abs(table).max()
        weights = np.where(is_rounding, 0, table).astype(np.float32)[np.newaxis]
        weights.setflags(write=False)
        return weights
