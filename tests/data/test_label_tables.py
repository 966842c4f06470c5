"""A CSV of paths and labels becomes a data set, and one that cannot is refused in one sentence."""

import numpy as np
import pytest
from PIL import Image

from filterlab.data import label_tables
from filterlab.data.datasets import load_dataset
from filterlab.errors import FilterLabError


def _table(folder, text, count=12, name="labels.csv", encoding="utf-8"):
    """Write pictures p0.png, p1.png, … of grey 0, 1, …, and a table beside them."""
    (folder / "deep").mkdir()
    for index in range(count):
        Image.new("L", (5, 6), index).save(folder / f"p{index}.png")
    Image.new("L", (5, 6), 99).save(folder / "deep" / "q.png")
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _lines(count=12, classes=2, separator=","):
    head = separator.join(("path", "label"))
    return "\n".join([head, *(f"p{index}.png{separator}{index % classes}" for index in range(count))])


def _greys(split):
    return np.rint(split.images[:, 0, 0, 0] * 255).astype(int).tolist()


def _refusal(path):
    with pytest.raises(FilterLabError) as caught:
        load_dataset(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8"), ("\t", "utf-8"), (",", "utf-8-sig")]
)
def test_the_pictures_a_table_names_are_read_and_split(tmp_path, separator, encoding):
    dataset = load_dataset(_table(tmp_path, _lines(separator=separator), encoding=encoding))
    assert dataset.name == "labels"
    assert dataset.class_names == ("0", "1")
    assert dataset.train.images.shape == (10, 1, 6, 5)
    assert sorted(_greys(dataset.train) + _greys(dataset.test)) == list(range(12))
    for split in (dataset.train, dataset.test):
        assert [grey % 2 for grey in _greys(split)] == split.labels.tolist()


def test_columns_come_in_any_order_under_several_names(tmp_path):
    text = 'Weight;Class;Filename\n1;b;p0.png\n2;a;"deep/q.png"\n\n3;b;p1.png\n4;a;p2.png\n'
    dataset = load_dataset(_table(tmp_path, text))
    assert dataset.class_names == ("a", "b")
    assert sorted(_greys(dataset.train) + _greys(dataset.test)) == [0, 1, 2, 99]


def test_paths_from_windows_are_understood(tmp_path):
    text = "path,label\r\np0.png,a\r\np1.png,b\r\np2.png,a\r\ndeep\\q.png,b\r\n"
    assert 99 in _greys(load_dataset(_table(tmp_path, text)).train) + _greys(
        load_dataset(tmp_path / "labels.csv").test
    )


def test_numbers_are_classes_in_the_order_people_count(tmp_path):
    dataset = load_dataset(_table(tmp_path, _lines(36, 12), count=36))
    assert dataset.class_names == tuple(str(number) for number in range(12))


def test_a_split_column_says_what_is_kept_back(tmp_path):
    text = "path,label,split\np0.png,a,train\np1.png,b,Test\np2.png,b,train\np3.png,a,val\n"
    dataset = load_dataset(_table(tmp_path, text))
    assert (_greys(dataset.train), _greys(dataset.test)) == ([0, 2], [1, 3])


def test_a_share_asked_for_counts_more_than_a_split_column(tmp_path):
    rows = "".join(f"p{index}.png,{index % 2},{'test' if index else 'train'}\n" for index in range(12))
    dataset = load_dataset(_table(tmp_path, f"path,label,split\n{rows}"), test_share=0.5)
    assert (len(dataset.train), len(dataset.test)) == (6, 6)


def test_the_seed_decides_which_pictures_are_kept_back(tmp_path):
    path = _table(tmp_path, _lines(40), count=40)
    first, again, other = (_greys(load_dataset(path, seed=seed).test) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_size_asked_for_is_given(tmp_path):
    assert load_dataset(_table(tmp_path, _lines()), image_size=(9, 7)).test.images.shape == (2, 1, 9, 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no pictures"),
        ("path,label\n", "names no pictures"),
        ("label,weight\na,1\n", 'no column "path"'),
        ("path,weight\np0.png,1\n", 'no column "label"'),
        ("path,label\np0.png,a\nnowhere.png,b\n", 'Line 3 of "'),
        ("path,label\np0.png,a\n\ndeep,b\n", 'Line 4 of "'),
        ("path,label\np0.png,a\np1.png\n", "has no label"),
        ("path,label\np0.png,a\n,b\n", "has no path"),
        ("path,label\np0.png,a\np1.png,a\n", "of one class"),
        ("path,label\np0.png,a\np1.png,b\np0.png,b\n", "Lines 2 and 4"),
        ("path,label\np0.png,a\np1.png,b\n", "too few"),
        ("path,label,split\np0.png,a,train\np1.png,b,maybe\n", 'the split "maybe"'),
        ("path,label,split\np0.png,a,train\np1.png,b,train\n", "never says test"),
        ('path,label\np0.png,"a\n', "cannot be read as a table"),
        ("path,label\np\0.png,a\np1.png,b\n", "Line 2"),
    ],
)
def test_a_table_that_cannot_be_used_is_told(tmp_path, text, words):
    path = _table(tmp_path, text)
    with pytest.raises(FilterLabError) as caught:
        load_dataset(path)
    sentence = str(caught.value)
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_file_named_that_is_no_picture_is_told(tmp_path):
    path = _table(tmp_path, "path,label\nlabels.csv,a\np1.png,b\np2.png,a\np3.png,b\n")
    assert "take it out of the data folder" in _refusal(path)


def test_a_table_that_is_no_text_is_told(tmp_path):
    assert "UTF-8" in _refusal(_table(tmp_path, "path,label\nä.png,1\n", encoding="latin-1"))


def test_a_table_that_is_too_large_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(label_tables, "MAX_TABLE_BYTES", 10)
    assert "larger than" in _refusal(_table(tmp_path, _lines()))
