"""A filter as text: every notation comes back to the last bit, whatever else was pasted gets one sentence."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from filterlab.data import presets
from filterlab.data.filter_text import TEXT_NOTATIONS, kernel_as_text, read_kernel_text
from filterlab.errors import FilterLabError

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)

WEIGHTS = hnp.arrays(
    np.float32,
    st.tuples(st.sampled_from([1, 3]), st.integers(1, 31), st.integers(1, 31)),
    elements=FLOATS,
    fill=st.floats(-1, 1, width=32),
)

FOR_IMAGEJ = hnp.arrays(
    np.float32,
    st.tuples(
        st.just(1), st.integers(0, 15).map(lambda k: 2 * k + 1), st.integers(0, 15).map(lambda k: 2 * k + 1)
    ),
    elements=FLOATS,
    fill=st.floats(-1, 1, width=32),
)


def _read(text):
    return read_kernel_text(text, "The pasted text").tolist()


def _outcome(text):
    """The weights, or the sentence."""
    try:
        return read_kernel_text(text, "The pasted text")
    except FilterLabError as error:
        return str(error)


def _refusal(text):
    with pytest.raises(FilterLabError) as caught:
        read_kernel_text(text, "The pasted text")
    sentence = str(caught.value)
    assert sentence.startswith("The pasted text")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


@pytest.mark.parametrize("notation", TEXT_NOTATIONS)
def test_every_float32_comes_back_to_the_last_bit(notation):
    @settings(max_examples=25, deadline=None)
    @given(FOR_IMAGEJ if notation == "imagej" else WEIGHTS)
    def comes_back(weights):
        back = read_kernel_text(kernel_as_text(weights, notation), "it")
        assert back.dtype == np.float32
        assert back.shape == weights.shape
        assert np.array_equal(back.view(np.uint32), weights.view(np.uint32))

    comes_back()


@pytest.mark.parametrize("notation", TEXT_NOTATIONS)
def test_the_extremes_of_float32_come_back(notation):
    tiny = np.finfo(np.float32).smallest_subnormal
    largest = np.finfo(np.float32).max
    weights = np.array([[[0.0, -0.0, tiny], [-tiny, largest, -largest], [1 / 3, 1e-7, 16777217]]], np.float32)
    back = read_kernel_text(kernel_as_text(weights, notation), "it")
    assert np.array_equal(back.view(np.uint32), weights.view(np.uint32))


@pytest.mark.parametrize("notation", TEXT_NOTATIONS)
def test_every_preset_comes_back(notation):
    for preset in presets.values():
        if notation == "imagej" and preset.weights.shape[1] % 2 == 0:
            continue
        text = kernel_as_text(preset.weights, notation)
        assert np.array_equal(read_kernel_text(text, "it"), preset.weights)


def test_the_text_is_what_a_person_would_write():
    weights = np.array([[0, 0.1, -2], [30, 1e-7, 5]], dtype=np.float32)
    assert kernel_as_text(weights, "rows") == "0 0.1 -2\n30 1e-07 5\n"
    assert kernel_as_text(weights, "tabs") == "0\t0.1\t-2\n30\t1e-07\t5\n"
    assert kernel_as_text(weights, "csv") == "0,0.1,-2\n30,1e-07,5\n"
    assert kernel_as_text(weights[:1], "imagej") == "0 0.1 -2\n"
    assert kernel_as_text(weights, "numpy") == (
        "np.array(\n    [\n        [0, 0.1, -2],\n        [30, 1e-07, 5],\n    ],\n    dtype=np.float32,\n)\n"
    )
    assert json.loads(kernel_as_text(weights, "json")) == {"weights": [[[0, 0.1, -2], [30, 1e-7, 5]]]}
    three = np.stack((weights, weights, weights))
    assert kernel_as_text(three, "rows") == "\n".join(3 * ["0 0.1 -2\n30 1e-07 5\n"])


def test_the_numpy_text_is_the_array_itself():
    for weights in (
        presets["gabor-45"].weights,
        np.random.default_rng(2).random((3, 4, 5)).astype(np.float32),
    ):
        text = kernel_as_text(weights, "numpy")
        value = eval(text, {"np": np})
        assert value.dtype == np.float32
        assert np.array_equal(value, weights[0] if len(weights) == 1 else weights)


def test_imagej_gets_only_what_it_takes():
    with pytest.raises(FilterLabError, match="ImageJ takes filters of one channel, and this one has 3"):
        kernel_as_text(np.ones((3, 3, 3)), "imagej")
    with pytest.raises(FilterLabError, match="this one has 4 × 3: make it a row or a column larger"):
        kernel_as_text(np.ones((1, 4, 3)), "imagej")


def test_what_is_no_filter_is_not_written():
    with pytest.raises(FilterLabError, match="32 rows"):
        kernel_as_text(np.ones((32, 3)), "rows")
    with pytest.raises(FilterLabError, match="inf in row 1, column 1"):
        kernel_as_text(np.array([[1e300]]), "json")
    with pytest.raises(
        FilterLabError, match='as "word": choose rows, tabs, csv, imagej, numpy, pytorch or json'
    ):
        kernel_as_text(np.ones((3, 3)), "word")


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4",
        "1\t2\n3\t4\n",
        "1;2\n3;4",
        "1, 2\n3, 4",
        "\ufeff1,2\r\n3,4\r\n",
        "# a remark [with brackets]\n1 2 # and another\n3 4",
        "[[1, 2], [3, 4]]",
        "[[1,2,],[3,4,],]",
        "[[1. 2.]\n [3. 4.]]",
        "[[[1, 2], [3, 4]]]",
        "[[[[1, 2], [3, 4]]]]",
        '{"weights": [[1, 2], [3, 4]]}',
        '{"name": "x", "weights": [[[[1, 2.0], [3, 4e0]]]]}',
        '  \n  {"weights": [[1, 2], [3, 4]]}',
    ],
)
def test_the_notation_is_recognised(text):
    assert _read(text) == [[[1, 2], [3, 4]]]


def test_rows_from_a_spreadsheet_keep_their_empty_cells_and_lines():
    assert _read("1\t2\n\t\n3\t4\n\t\n5\t6\n") == [[[1, 2]], [[3, 4]], [[5, 6]]]
    assert _read("\t1\t2\n\t3\t4\n") == [[[1, 2], [3, 4]]]
    assert "row 1, cell 2 is empty: give a number, 0 if" in _refusal("1\t\t3\n")


def test_a_true_minus_sign_counts_as_minus():
    assert _read("\N{MINUS SIGN}1 2") == [[[-1, 2]]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no numbers: give the rows of a filter"),
        (" \n\t\n", "holds no numbers"),
        ("# 1 2 3\n", "holds no numbers"),
        ("1 2 3\n4 5\n", "row 2 has 2 numbers and row 1 has 3: make them equal"),
        ("1 2\n\n1 2 3\n\n1 2\n", "row 1 of channel 2 has 3 numbers"),
        ("1 2\n3 four\n", 'row 2, cell 2 is "four", which is not a number: give the numbers alone'),
        ("Lorem ipsum 3 dolor", 'row 1, cell 1 is "Lorem"'),
        ("0,5;1,5", "mixes commas and semicolons: write decimals with a point, as in 0.5"),
        ("0,5 1,5", "mixes commas and blanks: write decimals with a point, as in 0.5"),
        ("0,5\t1,5", "mixes commas and blanks: write decimals with a point"),
        ("[[0,5 1,5]]", "mixes commas and blanks between numbers: write decimals with a point"),
        ("1.2.3", '"1.2.3", which is not a number: write decimals with a point'),
        ("1_0 2", '"1_0", which is not a number'),
        ("0x10 2", '"0x10", which is not a number'),
        ("1 nan", 'cell 2 is "nan": give a number that is finite in 32 bits'),
        ("-inf", 'cell 1 is "-inf": give a number that is finite'),
        ("1e400 0", 'cell 1 is "1e400": give a number that is finite in 32 bits'),
        ("1e39 0", 'cell 1 is "1e39": give a number that is finite in 32 bits'),
        ("1+2j 0", 'cell 1 is "1+2j", a complex number: weights are real numbers'),
        ("3i", "a complex number"),
        ('"1" "2"', 'cell 1 is "1", a text in quotes: give the number without them'),
        ("((1, 2), (3, 4))", 'cell 1 is "((1", which is not a number: write lists in square brackets'),
        (" ".join(32 * ["1"]), "1 rows and 32 columns: a filter has 1 to 31 of each"),
        ("1\n\n2\n", "2 channels: a filter has 1 (grey) or 3"),
        ('{"weights": "a"}', "holds no rows of numbers"),
        ('{"weights": [[1e400]]}', "cell 1 is infinite or too large"),
        ("{1, 2}", "is not valid JSON"),
        ('{"a":' * 100_000, "its lists are nested too deep"),
    ],
)
def test_text_that_is_no_filter_gets_one_clear_sentence(text, words):
    assert words in _refusal(text)


TEN_THOUSAND = {
    "one row": " ".join(10_000 * ["0.5"]),
    "a square": "\n".join(100 * [",".join(100 * ["0.5"])]),
    "a column": "0.5\n" * 10_000,
    "a list": str([100 * [0.5]] * 100),
    "a printed array": "[" + "\n".join(100 * [f"[{' '.join(100 * ['0.5'])}]"]) + "]",
    "JSON": json.dumps({"weights": [100 * [0.5]] * 100}),
    "empty lists": "[" + ",".join(10_000 * ["[]"]) + "]",
}


@pytest.mark.parametrize("shape", TEN_THOUSAND)
def test_ten_thousand_numbers_are_too_many(shape):
    words = "holds more than 2883 numbers: a filter has at most 31 rows and 31 columns in 3 channels"
    assert words in _refusal(TEN_THOUSAND[shape])


@pytest.mark.parametrize("piece", ["1 ", "1\n", "[[1,", "[", "{", "a", " ", "#", "'", "1,", "[],", "\t"])
def test_ten_megabytes_are_not_even_looked_at(piece):
    text = piece * (10_000_000 // len(piece))
    assert f"has {len(text)} characters, more than any filter needs" in _refusal(text)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("01.-+e,;[](){}\"' \t\n#/*=jnaif_−…x:"), max_size=60))
def test_whatever_is_pasted_becomes_a_filter_or_a_sentence(text):
    outcome = _outcome(text)
    if isinstance(outcome, str):
        assert outcome.startswith("The pasted text")
        assert outcome.endswith(".")
        assert "\n" not in outcome
    else:
        assert outcome.dtype == np.float32
        assert np.isfinite(outcome).all()
