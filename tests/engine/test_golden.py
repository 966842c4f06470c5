"""Numbers that were worked out by others, for both implementations."""

from types import ModuleType
from typing import Any

import numpy as np

from filterlab.engine import output_size

Golden = dict[str, Any]


def test_the_exercise_in_one_dimension_comes_out(engine: ModuleType, golden: Golden) -> None:
    case = golden["conv1d"]
    x, w, b = np.array([[case["x"]]]), np.array([[case["w"]]]), np.array([case["b"]])
    np.testing.assert_array_equal(engine.conv1d(x, w, b), [[case["y"]]])
    dx, dw, db = engine.conv1d_backward(np.array([[case["dy"]]]), x, w)
    np.testing.assert_array_equal(dx, [[case["dx"]]])
    np.testing.assert_array_equal(dw, [[case["dw"]]])
    np.testing.assert_array_equal(db, [case["db"]])


def test_channels_are_summed_and_each_filter_has_its_bias(engine: ModuleType, golden: Golden) -> None:
    case = golden["conv1d_channels"]
    y = engine.conv1d(np.array([case["x"]]), np.ones(case["w_all_ones_shape"]), np.array(case["b"]))
    np.testing.assert_array_equal(y, [case["y"]])


def test_output_sizes_are_those_of_the_guide(golden: Golden) -> None:
    for n, kernel, padding, stride, dilation, out in golden["output_size"]["cases_n_k_p_s_d_out"]:
        assert output_size(n, kernel, stride=stride, padding=padding, dilation=dilation) == out


def test_the_figure_of_the_guide_comes_out(engine: ModuleType, golden: Golden) -> None:
    case = golden["conv2d_figure"]
    y = engine.conv2d(np.array([[case["x"]]]), np.array([[case["w"]]]))
    np.testing.assert_array_equal(y, [[case["valid"]]])


def test_max_pooling_keeps_the_largest(engine: ModuleType, golden: Golden) -> None:
    case = golden["max_pool"]
    y = engine.max_pool2d(np.array([[case["x"]]]), case["size"], stride=case["stride"])
    np.testing.assert_array_equal(y, [[case["y"]]])


def test_the_curve_detector_answers_the_curve_but_not_the_other_patch(
    engine: ModuleType, golden: Golden
) -> None:
    case = golden["curve_detector"]
    kernel = np.array([[case["filter"]]])
    patches = np.array([[case["receptive_field_curve"]], [case["receptive_field_other"]]])
    answers = engine.conv2d(patches, kernel)[:, 0, 0, 0]
    np.testing.assert_array_equal(answers, [case["response_curve"], case["response_other"]])


def test_a_flat_patch_beats_the_curve(engine: ModuleType, golden: Golden) -> None:
    case = golden["curve_detector"]
    flat = np.full((1, 1, 7, 7), 50)
    answer = engine.conv2d(flat, np.array([[case["filter"]]])).item()
    assert answer == case["response_flat_50"]
    assert answer > case["response_curve"]


def test_the_numbers_also_come_out_of_bytes(engine: ModuleType, golden: Golden) -> None:
    case = golden["curve_detector"]
    patch = np.array([[case["receptive_field_curve"]]], dtype=np.uint8)
    assert engine.conv2d(patch, np.array([[case["filter"]]], dtype=np.int8)).item() == 6600
