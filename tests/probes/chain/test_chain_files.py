import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.errors import FilterLabError
from filterlab.probes import Stages
from filterlab.probes.chain import (
    Chain,
    ChainStage,
    example_chains,
    format_chain,
    load_chain,
    parse_chain,
    save_chain,
)
from filterlab.probes.chain.files import MAX_FILE_BYTES, MAX_NUMBERS

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def text() -> str:
    weights = np.array([[[[1, 0.1], [2, -3]]], [[[0.5, 4], [1e-30, 6]]]], np.float32)
    settings = Stages(padding=(0, 1), activation="relu", pool="max")
    return format_chain(Chain((ChainStage(weights, np.array([0.25, 7]), ("one", "two °"), settings),)))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_chain_is_the_same_to_the_last_bit_after_writing_and_reading(random_chain: Any, seed: int):
    _picture, chain = random_chain(seed)
    assert parse_chain(format_chain(chain)) == chain


@pytest.mark.parametrize("name", example_chains)
def test_every_example_is_the_same_after_a_file(name: str, tmp_path: Any):
    path = tmp_path / "my.chain"
    save_chain(path, example_chains[name].chain)
    assert load_chain(path) == example_chains[name].chain


def test_the_smallest_and_the_largest_numbers_survive():
    info = np.finfo(np.float32)
    numbers = [info.max, -info.max, info.tiny, info.smallest_subnormal, -0.0, 1 / 3]
    chain = Chain((ChainStage(np.array(numbers, np.float32).reshape(1, 1, 1, 6), np.zeros(1), ("f",)),))
    assert parse_chain(format_chain(chain)) == chain


@pytest.mark.parametrize("name", ["a [ 1 ]", "[\n 1\n]", '"\\', "Gabor 45°", "\ud800 half", "\x7f\u2028"])
def test_any_name_survives_or_is_refused_in_a_sentence(name: str, tmp_path: Any):
    chain = Chain((ChainStage(np.ones((1, 1, 2, 2)), np.zeros(1), (name,)),))
    path = tmp_path / "named.chain"
    save_chain(path, chain)
    if "\ud800" in name:
        with pytest.raises(FilterLabError, match="damaged or no JSON"):
            load_chain(path)
    else:
        assert load_chain(path) == chain


def test_a_row_of_weights_is_a_line_of_text(text: str):
    assert "              [1.0, 0.1],\n              [2.0, -3.0]\n" in text
    assert '"padding": [0, 1]' in text


def test_settings_left_out_have_their_usual_values():
    written = '{"filterlab_chain": 1, "stages": [{"filters": [{"name": "f", "weights": [[[1, 2]]]}]}]}'
    (stage,) = parse_chain(written).stages
    assert stage.settings == Stages()
    assert stage.weights.tolist() == [[[[1, 2]]]]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{", "", "damaged or no JSON"),
        ('"stages"', '"layers"', "In stages: Field required"),
        ('"filterlab_chain": 1', '"filterlab_chain": 2', "It is of version 2, and only 1 is known"),
        ("0.1", "NaN", "In stage 1, filter 1, weights, 1, 1, 2: this should be a finite number"),
        ("0.1", "1e999", "finite number"),
        ("0.1", "1" + "0" * 400, "finite number"),
        ("0.1", "1e39", "too large for 32 bits"),
        ("0.1", '"0.1"', "weights, 1, 1, 2: this should be a valid number"),
        ("0.1", "true", "valid number"),
        ("0.1", "null", "valid number"),
        ("[1.0, 0.1]", "[1.0]", 'The weights of filter "one" are not 1 × 2 × 1 numbers'),
        ("[0.5, 4.0]", "[0.5]", 'The weights of filter "two °" are not 1 × 2 × 2 numbers'),
        ("[1.0, 0.1]", "1.0", "valid array"),
        ('"relu"', '"gelu"', "In stage 1, activation: this should be 'none', 'relu'"),
        ('"padding": [0, 1]', '"padding": [0, -1]', "Stage 1: The padding is (0, -1)"),
        ('"padding": [0, 1]', '"padding": "full"', "In stage 1, padding"),
        ('"pool_size": 2', '"pool_size": 0', "Stage 1: The pool size is 0"),
        ('"pool_size": 2', '"pool_size": 2.5', "In stage 1, pool_size"),
        ('"flip"', '"flop"', "In stage 1, flop: this key means nothing"),
        ('"one"', '" "', "Stage 1: Filter 1 of the stage has no name"),
        ('"bias": 0.25', '"bias": Infinity', "In stage 1, filter 1, bias"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_one_sentence(
    text: str, tmp_path: Any, old: str, new: str, words: str
):
    path = tmp_path / "wrong.chain"
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FilterLabError) as caught:
        load_chain(path)
    assert words in str(caught.value)
    assert "wrong.chain" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", ["", "[]", "3", '"text"', "[" * 100_000, "{}", "\x00", '{"weights": [[1]]}']
)
def test_what_is_no_chain_is_refused(content: str, tmp_path: Any):
    path = tmp_path / "other.chain"
    path.write_text(content)
    with pytest.raises(FilterLabError, match=r'"[^"]*other\.chain" cannot be used as a chain'):
        load_chain(path)


def test_stages_that_do_not_fit_are_told_from_a_file_too(text: str):
    plain = json.loads(text)
    plain["stages"] *= 2
    with pytest.raises(FilterLabError, match="stage 2 looks at 1 map"):
        parse_chain(json.dumps(plain))
    plain["stages"][0]["filters"] = [{"name": "f", "weights": []}]
    with pytest.raises(FilterLabError, match='Filter "f" has no weights'):
        parse_chain(json.dumps(plain))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_never_gives_more_than_a_sentence(text: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(text) - 1))
    damage = data.draw(st.sampled_from(["cut", "drop", "change"]))
    other = data.draw(st.characters(codec="utf-8"))
    damaged = {
        "cut": text[:at],
        "drop": text[:at] + text[at + 1 :],
        "change": text[:at] + other + text[at + 1 :],
    }
    complaint = complaint_about(damaged[damage])
    assert "\n" not in complaint
    assert complaint.endswith(".")


def complaint_about(text: str) -> str:
    try:
        parse_chain(text)
    except FilterLabError as error:
        return str(error)
    return "None at all."


def test_files_that_cannot_be_read_are_named(tmp_path: Any):
    with pytest.raises(FilterLabError, match="There is no file"):
        load_chain(tmp_path / "none.chain")
    with pytest.raises(FilterLabError, match="is a folder"):
        load_chain(tmp_path)
    binary = tmp_path / "binary.chain"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FilterLabError, match="is no text"):
        load_chain(binary)
    huge = tmp_path / "huge.chain"
    with huge.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(FilterLabError, match="is larger than 50 MB"):
        load_chain(huge)


def test_a_file_that_cannot_be_written_leaves_the_old_one(text: str, tmp_path: Any):
    with pytest.raises(FilterLabError, match="does not exist"):
        save_chain(tmp_path / "no folder" / "a.chain", parse_chain(text))


def test_a_file_of_millions_of_numbers_is_refused_before_it_takes_memory():
    text = '{"filterlab_chain": 1, "stages": [' + "1," * (MAX_NUMBERS + 1) + "1]}"
    with pytest.raises(FilterLabError, match="holds more than 3 million numbers, and no chain does"):
        parse_chain(text)


def test_of_many_mistakes_the_first_is_told():
    weights = [[["a", 1.0, "b"], "c"], "d"]
    stage = {"filters": [{"name": "a", "weights": weights}, 5]}
    sentence = complaint_about(json.dumps({"filterlab_chain": 1, "stages": [stage, 7]}))
    assert sentence.startswith("In stage 1, filter 1, weights, 1, 1, 1: this should be a valid number")
