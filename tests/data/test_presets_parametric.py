"""Filters with settings: every setting within its range works, every other one is refused by name."""

from itertools import groupby
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import MAX_KERNEL_SIZE, presets
from filterlab.data.preset_filters.parametric import parametric
from filterlab.errors import FilterLabError

TWINS = {"curve": "curve-detector", "gabor": "gabor-0"}
"""Filters that have another name among the presets."""


def _values_of(parameter):
    if parameter.kind == "switch":
        return st.booleans()
    if parameter.kind in {"whole", "size"}:
        steps = int((parameter.high - parameter.low) / parameter.step)
        return st.integers(0, steps).map(lambda k: int(parameter.low + k * parameter.step))
    return st.floats(parameter.low, parameter.high)


def _settings_of(preset):
    return st.fixed_dictionaries({p.name: _values_of(p) for p in preset.parameters})


@pytest.mark.parametrize("name", parametric)
def test_every_setting_within_its_range_gives_finite_weights(name):
    preset = parametric[name]

    @settings(max_examples=60, deadline=None)
    @given(_settings_of(preset))
    def holds(values):
        weights = preset.weights(**values)
        c, kh, kw = weights.shape
        assert c == 1
        assert kh == kw == values.get("size", 3)
        assert weights.dtype == np.float32
        assert np.isfinite(weights).all()
        if values.get("zero_mean"):
            assert abs(weights.sum(dtype=np.float64)) <= 1e-6 * max(np.abs(weights).sum(), 1)

    holds()


@pytest.mark.parametrize("name", parametric)
def test_both_ends_of_every_range_are_allowed(name):
    preset = parametric[name]
    for parameter in preset.parameters:
        for end in (parameter.low, parameter.high):
            assert np.isfinite(preset.weights(**{parameter.name: end})).all()
    assert np.isfinite(preset.weights(**{p.name: p.low for p in preset.parameters})).all()
    assert np.isfinite(preset.weights(**{p.name: p.high for p in preset.parameters})).all()


@pytest.mark.parametrize("name", parametric)
def test_a_setting_outside_its_range_is_refused_with_its_name_value_and_range(name):
    preset = parametric[name]
    for parameter in preset.parameters:
        for wrong in (parameter.low - 1, parameter.high + 1, float("nan"), float("inf"), "3", None):
            with pytest.raises(FilterLabError) as caught:
                preset.weights(**{parameter.name: wrong})
            sentence = str(caught.value)
            assert f'"{parameter.name}"' in sentence
            assert preset.title in sentence
            assert f" is {wrong}: " in sentence
            assert f"{parameter.low:g}" in sentence
            assert f"{parameter.high:g}" in sentence
            assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("gabor", {"wave": 3}, 'no setting "wave": it has size, wavelength, angle, phase, aspect, sigma'),
        ("gabor", {"size": 2.5}, '"size" of the filter Gabor is 2.5: give 1 to 31 in steps of 1'),
        ("unsharp", {"size": 4}, "is 4: give 1 to 31 in steps of 2"),
        ("checker", {"cell": 1.5}, "is 1.5: give 1 to 15 in steps of 1"),
        ("line", {"zero_mean": 0.5}, "is 0.5: give 0 (off) or 1 (on)"),
        ("line", {"length": True}, "is True: give a number from 1 to 45"),
        ("box", {"size": np.True_}, "is True: give 1 to 31"),
    ],
)
def test_impossible_settings_are_refused_in_one_sentence(name, values, words):
    with pytest.raises(FilterLabError) as caught:
        parametric[name].weights(**values)
    assert words in str(caught.value)


def test_numbers_of_numpy_and_whole_floats_are_taken():
    expected = parametric["gaussian"].weights(size=5, sigma=2)
    assert np.array_equal(parametric["gaussian"].weights(size=np.int64(5), sigma=np.float32(2)), expected)
    assert np.array_equal(parametric["gaussian"].weights(size=5.0, sigma=2.0), expected)
    line = parametric["line"]
    assert np.array_equal(line.weights(zero_mean=1), line.weights(zero_mean=np.True_))
    assert not np.array_equal(line.weights(zero_mean=0), line.weights(zero_mean=True))


def test_every_filter_is_named_explained_and_protected():
    assert isinstance(parametric, MappingProxyType)
    for name, preset in parametric.items():
        assert preset.name == name
        assert preset.title
        assert preset.explanation.endswith(".")
        assert len(preset.explanation) <= 110
        with pytest.raises(ValueError, match="read-only"):
            preset.weights()[0, 0, 0] = 1
        with pytest.raises(TypeError):
            preset.defaults["size"] = 3
    groups = [preset.group for preset in parametric.values()]
    assert len(list(groupby(groups))) == len(set(groups))


def test_every_parameter_says_what_a_slider_needs():
    for preset in parametric.values():
        names = [parameter.name for parameter in preset.parameters]
        assert len(set(names)) == len(names)
        for parameter in preset.parameters:
            assert parameter.name.isidentifier()
            assert parameter.title
            assert parameter.low < parameter.high
            assert parameter.low <= parameter.default <= parameter.high
            assert 0 < parameter.step <= parameter.high - parameter.low
            steps = (parameter.default - parameter.low) / parameter.step
            assert steps == pytest.approx(round(steps), abs=1e-6)
            assert parameter.unit == {"angle": "°", "size": "cells", "switch": ""}.get(
                parameter.kind, parameter.unit
            )
            if parameter.kind == "size":
                assert parameter.high == MAX_KERNEL_SIZE


def test_the_defaults_are_the_presets_of_the_same_name():
    twins = [name for name in parametric if TWINS.get(name, name) in presets]
    assert set(twins) == {"box", "gaussian", "motion-blur", "sharpen", "log", "dog", "gabor", "curve"}
    for name in twins:
        assert np.array_equal(parametric[name].weights(), presets[TWINS.get(name, name)].weights)


def test_nothing_the_issue_lists_is_missing():
    listed = {"gaussian", "log", "dog", "gabor", "line", "edge", "curve", "ring", "spot", "checker"}
    assert set(parametric) == listed | {"motion-blur", "sharpen", "box", "unsharp"}
    assert {"wavelength", "angle", "phase", "aspect"} <= set(parametric["gabor"].defaults)
    assert {"radius", "angle", "thickness", "length"} <= set(parametric["curve"].defaults)


def test_the_famous_curve_stays_recognisable_when_one_slider_moves_a_step():
    famous = presets["curve-detector"].weights.ravel()
    curve = parametric["curve"]
    for parameter in curve.parameters:
        if parameter.kind in {"size", "switch"}:
            continue
        for step in (-parameter.step, parameter.step):
            value = max(parameter.default + step, parameter.low)
            moved = curve.weights(**{parameter.name: value}).ravel()
            assert famous @ moved / np.linalg.norm(famous) / np.linalg.norm(moved) > 0.97
