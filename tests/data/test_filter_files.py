"""Filters go to files and come back the same; what is no filter is refused in one sentence."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from filterlab.data import load_filter, presets, save_filter
from filterlab.data.filter_files import FILTER_SUFFIXES, checked_weights
from filterlab.data.filter_weights import checked_float32
from filterlab.errors import FilterLabError

WEIGHTS = hnp.arrays(
    np.float32,
    st.tuples(st.sampled_from([1, 3]), st.integers(1, 31), st.integers(1, 31)),
    elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    fill=st.floats(-1, 1, width=32),
)


def _refusal(tmp_path, content, name="kernel.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FilterLabError) as caught:
        load_filter(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def _loaded(tmp_path, content, name="kernel.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return load_filter(path).tolist()


def _bits(array):
    return array.view(np.uint32 if array.dtype == np.float32 else np.uint64)


@pytest.mark.parametrize("suffix", FILTER_SUFFIXES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weights=WEIGHTS)
def test_every_float32_comes_back_to_the_last_bit(tmp_path, suffix, weights):
    path = tmp_path / f"kernel{suffix}"
    save_filter(path, weights)
    back = load_filter(path)
    assert back.dtype == np.float32
    assert back.shape == weights.shape
    assert np.array_equal(_bits(back), _bits(weights))


def test_npy_and_npz_keep_float64(tmp_path):
    weights = np.random.default_rng(3).standard_normal((3, 4, 5))
    for name in ("kernel.npy", "kernel.npz"):
        save_filter(tmp_path / name, weights)
        back = load_filter(str(tmp_path / name))
        assert back.dtype == np.float64
        assert np.array_equal(back, weights)
    assert np.array_equal(np.load(tmp_path / "kernel.npy", allow_pickle=False), weights)
    with np.load(tmp_path / "kernel.npz", allow_pickle=False) as archive:
        assert list(archive) == ["weights"]
        assert np.array_equal(archive["weights"], weights)


@pytest.mark.parametrize("suffix", FILTER_SUFFIXES)
@pytest.mark.parametrize("name", ["curve-detector", "gabor-45", "identity"])
def test_presets_come_back(tmp_path, suffix, name):
    path = tmp_path / f"kernel{suffix}"
    save_filter(path, presets[name].weights)
    assert np.array_equal(load_filter(path), presets[name].weights)


def test_the_text_is_what_a_person_would_write(tmp_path):
    weights = np.array([[0, 0.1, -2], [30, 1e-7, 5]])
    save_filter(tmp_path / "k.csv", weights.astype(np.float32))
    assert (tmp_path / "k.csv").read_text() == "0,0.1,-2\n30,1e-07,5\n"
    save_filter(tmp_path / "k.txt", np.stack((weights, weights, weights)).astype(np.float32))
    assert (tmp_path / "k.txt").read_text() == "\n".join(3 * ["0 0.1 -2\n30 1e-07 5\n"])
    save_filter(tmp_path / "k.json", weights.astype(np.float32))
    assert json.loads((tmp_path / "k.json").read_text()) == {"weights": [weights.tolist()]}


def test_a_two_dimensional_array_is_one_channel(tmp_path):
    save_filter(tmp_path / "k.npy", np.array([[1, 2]]))
    assert load_filter(tmp_path / "k.npy").tolist() == [[[1, 2]]]


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4\n",
        "1,2\n3,4",
        "1, 2\n3, 4\n",
        "1 ,2\r\n3 ,4\r\n",
        "1\t2\n3\t4\n",
        "1;2\n3;4\n",
        "  1   2  \n\n# a remark\n",
        "\ufeff1,2\n3,4\n",
        "\n\n1 2\n3 4\n\n\n",
        "# made by hand\n1 2\n# between\n3 4\n",
        "1e0 +2.0\n3. 40e-1\n",
    ],
)
def test_rows_are_read_however_they_are_separated(tmp_path, text):
    expected = [[[1, 2]]] if "remark" in text else [[[1, 2], [3, 4]]]
    assert _loaded(tmp_path, text) == expected
    assert _loaded(tmp_path, text, "KERNEL.TXT") == expected


def test_an_empty_line_begins_the_next_channel(tmp_path):
    assert _loaded(tmp_path, "1 2\n\n3 4\n\n5 6\n") == [[[1, 2]], [[3, 4]], [[5, 6]]]


@pytest.mark.parametrize(
    "text", ["[[1, 2]]", "[[[1, 2]]]", '{"weights": [[1, 2]]}', '{"weights": [[[1, 2.0]]]}']
)
def test_json_may_be_bare_or_under_weights(tmp_path, text):
    assert _loaded(tmp_path, text, "k.json") == [[[1, 2]]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 2 3\n4 5\n", "row 2 has 2 numbers and row 1 has 3"),
        ("1 2\n\n1 2 3\n\n1 2\n", "row 1 of channel 2 has 3 numbers and row 1 has 2"),
        ("1\n2\n\n1\n\n1\n2\n", "1 rows in channel 2 and 2 in channel 1"),
        ("1 2\n3 four\n", 'row 2, cell 2 is "four", which is not a number'),
        ("1,,2\n", "row 1, cell 2 is empty"),
        ("1,2,\n", "row 1, cell 3 is empty"),
        ("1_0 2\n", 'cell 1 is "1?0"'.replace("?", "_")),
        ("1 nan\n", 'row 1, cell 2 is "nan": give a number that is finite in 32 bits'),
        ("1 2\ninf 0\n", 'row 2, cell 1 is "inf"'),
        ("1 2\n\n1 2\n\n1 -inf\n", 'row 1 of channel 3, cell 2 is "-inf"'),
        ("1e300 0\n", 'row 1, cell 1 is "1e300": give a number that is finite in 32 bits'),
        ("0,5;1\n", "mixes commas and semicolons: write decimals with a point, as in 0.5"),
        ("0,5 1,5\n", "mixes commas and blanks: write decimals with a point, as in 0.5"),
        ("0,5\t1,5\n", "mixes commas and blanks"),
        ("\n \n", "holds no numbers"),
        ("# only a remark\n", "holds no numbers"),
        (" ".join(32 * ["1"]), "1 rows and 32 columns: a filter has 1 to 31 of each"),
        ("1\n" * 32, "32 rows and 1 columns"),
        ("1\n\n2\n", "2 channels: a filter has 1 (grey) or 3 (red, green, blue)"),
        (b"\xff\xfe1\x00 \x00", "is not plain text"),
        (b"", "is empty (0 bytes)"),
        (b"1 " * 600_000, "larger than 1000 kB"),
    ],
)
def test_text_that_is_no_filter_is_refused(tmp_path, text, words):
    assert words in _refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[1, 2], [3]]", "row 2 has 1 number and row 1 has 2"),
        ('[[1, "2"]]', 'row 1, cell 2 is "2", not a number'),
        ("[[1, true]]", "cell 2 is true"),
        ("[[1, null]]", "cell 2 is null"),
        ("[[1, NaN]]", "row 1, cell 2 is NaN: give a number that is finite in 32 bits"),
        ("[[[1]], [2]]", "row 1 of channel 2 is 2: give it as a list"),
        ("[[[1]], []]", "an empty row"),
        ("[[], [[1]]]", "an empty row"),
        ("[]", "holds no numbers"),
        ("[[]]", "holds no numbers"),
        ("[1, 2]", "give rows as lists"),
        ("3", "give rows as lists"),
        ('{"kernel": [[1]]}', 'has no "weights": give the rows as lists under that key'),
        ("[[[[[1]]]]]", "row 1, cell 1 is a list, not a number"),
        ("[[[[1]]], [[[2]]]]", "holds 2 filters: give one of them"),
        ('[[{"a": 1}]]', "cell 1 is an object, not a number"),
        ("[[[[1]], 5]]", "holds 5 where a channel's rows should be"),
        ("[[[[1]], {}]]", "holds an object where"),
        ("[[1, 2]", "is not valid JSON"),
        ("[" * 100_000, "its lists are nested too deep"),
        (f"[[1{400 * '0'}]]", "row 1, cell 1 is infinite or too large"),
    ],
)
def test_json_that_is_no_filter_is_refused(tmp_path, text, words):
    assert words in _refusal(tmp_path, text, "k.json")


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(3), "shape (3,)"),
        (np.zeros((1, 1, 1, 1, 1)), "shape (1, 1, 1, 1, 1)"),
        (np.zeros((2, 3, 3)), "2 channels"),
        (np.zeros((0, 3)), "0 rows and 3 columns"),
        (np.zeros((40, 3)), "40 rows and 3 columns"),
        (np.array([[1j]]), "complex128"),
        (np.array([["a"]]), "give real numbers"),
        (np.array([[True]]), "bool"),
        (np.array([[np.nan]]), "nan in row 1, column 1"),
    ],
)
def test_arrays_that_are_no_filter_are_neither_read_nor_written(tmp_path, array, words):
    path = tmp_path / "k.npy"
    np.save(path, array)
    assert words in _refusal(tmp_path, path.read_bytes(), "k.npy")
    path.write_bytes(b"old")
    with pytest.raises(FilterLabError) as caught:
        save_filter(path, array)
    assert words in str(caught.value)
    assert path.read_bytes() == b"old"


class _Trap:
    """Pickles into a call that leaves a trace."""

    def __init__(self, trace):
        self._trace = trace

    def __reduce__(self):
        return Path.touch, (self._trace,)


def test_a_pickle_is_never_opened(tmp_path):
    trace = tmp_path / "trace"
    np.save(tmp_path / "k.npy", np.array([_Trap(trace)], dtype=object), allow_pickle=True)
    assert "no plain array of numbers" in _refusal(tmp_path, (tmp_path / "k.npy").read_bytes(), "k.npy")
    assert not trace.exists()


def test_mutated_npy_files_are_read_or_refused(tmp_path):
    chance = np.random.default_rng(4)
    path = tmp_path / "k.npy"
    save_filter(path, np.ones((3, 5, 5)))
    whole = path.read_bytes()
    for _ in range(600):
        data = bytearray(whole[: chance.choice((len(whole), chance.integers(1, len(whole))))])
        for place in chance.integers(0, min(len(data), 128), 2):
            data[place] = chance.integers(0, 256)
        path.write_bytes(data)
        try:
            assert np.isfinite(load_filter(path)).all()
        except FilterLabError:
            continue


def test_an_array_that_claims_to_be_huge_is_refused(tmp_path):
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 31, 31), }".ljust(117) + "\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
    assert "1000000000000 channels: a filter has 1" in _refusal(tmp_path, data, "k.npy")


@pytest.mark.parametrize("name", ["kernel", "kernel.docx", "kernel.png.zip"])
def test_an_unknown_ending_is_refused_both_ways(tmp_path, name):
    with pytest.raises(FilterLabError, match=r"ends in \.npy, \.npz, \.csv, \.txt, \.json or \.png"):
        load_filter(tmp_path / name)
    with pytest.raises(FilterLabError, match=r"ends in \.npy, \.npz, \.csv, \.txt or \.json"):
        save_filter(tmp_path / name, np.ones((1, 3, 3)))


def test_a_picture_is_drawn_elsewhere(tmp_path):
    with pytest.raises(FilterLabError, match="not named like a filter file"):
        save_filter(tmp_path / "kernel.png", np.ones((1, 3, 3)))
    assert ".png" not in FILTER_SUFFIXES


def test_places_that_hold_no_file_are_refused(tmp_path, monkeypatch):
    with pytest.raises(FilterLabError, match="There is no file"):
        load_filter(tmp_path / "missing.csv")
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(FilterLabError, match="is a folder"):
        load_filter(folder)
    with pytest.raises(FilterLabError, match="is a folder"):
        save_filter(folder, np.ones((3, 3)))
    with pytest.raises(FilterLabError, match="does not exist: make it first"):
        save_filter(tmp_path / "nowhere" / "k.csv", np.ones((3, 3)))
    with pytest.raises(FilterLabError, match="could not be read"):
        load_filter("k\0.csv")
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(FilterLabError, match="not an ordinary file"):
        load_filter(pipe)

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FilterLabError, match="may not be read"):
        load_filter(tmp_path / "secret.csv")
    with pytest.raises(FilterLabError, match="may not be written"):
        save_filter(tmp_path / "secret.csv", np.ones((3, 3)))


def test_text_files_may_hold_what_numpy_and_pytorch_write(tmp_path):
    assert _loaded(tmp_path, "kernel = np.array([[1, 2], [3, 4]]) / 4\n", "k.txt") == [
        [[0.25, 0.5], [0.75, 1]]
    ]
    assert _loaded(tmp_path, "tensor([[1., 2.]])", "k.csv") == [[[1, 2]]]


def test_one_filter_of_pytorch_s_four_axes_is_read(tmp_path):
    weights = np.arange(27.0).reshape(1, 3, 3, 3)
    np.save(tmp_path / "k.npy", weights)
    assert np.array_equal(load_filter(tmp_path / "k.npy"), weights[0])
    np.save(tmp_path / "k.npy", weights.reshape(3, 1, 3, 3))
    with pytest.raises(FilterLabError, match="holds 3 filters: give one of them"):
        load_filter(tmp_path / "k.npy")


def test_what_float32_cannot_hold_is_refused_where_only_float32_will_do():
    assert checked_weights(np.array([[1e300]])).dtype == np.float64
    with pytest.raises(FilterLabError, match="inf in row 1, column 1"):
        checked_float32(np.array([[1e300]]))


def test_the_checked_weights_are_a_copy():
    weights = np.ones((1, 3, 3), dtype=np.float32)
    checked = checked_weights(weights)
    assert not np.shares_memory(checked, weights)
    assert checked.flags.c_contiguous
