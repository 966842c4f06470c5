"""A .npz file of pictures and labels becomes a data set, and one that cannot is refused in one sentence."""

import contextlib
import io
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import picture_arrays
from filterlab.data.datasets import load_dataset
from filterlab.errors import FilterLabError


def _pictures(count=12, shape=(6, 5), dtype=np.uint8):
    """Make pictures, each of one value: 0, 1, …"""
    return np.broadcast_to(np.arange(count).reshape(-1, *(1 for _ in shape)), (count, *shape)).astype(dtype)


def _labels(count=12, classes=2):
    return np.arange(count) % classes


def _save(folder, **arrays):
    path = folder / "mine.npz"
    np.savez(path, **arrays)
    return path


def _greys(split):
    return np.rint(split.images[:, 0, 0, 0] * 255).astype(int).tolist()


def _refusal(path, *words):
    with pytest.raises(FilterLabError) as caught:
        load_dataset(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    for word in (str(path), *words):
        assert word in sentence
    return sentence


@pytest.mark.parametrize(
    ("images", "labels"),
    [("images", "labels"), ("x", "y"), ("X", "y"), ("data", "target"), ("arr_0", "arr_1")],
)
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_pictures_and_labels_are_read_and_split(tmp_path, images, labels, save):
    save(tmp_path / "mine.npz", **{images: _pictures(), labels: _labels()})
    dataset = load_dataset(tmp_path / "mine.npz")
    assert dataset.name == "mine"
    assert dataset.class_names == ("0", "1")
    assert dataset.train.images.shape == (10, 1, 6, 5)
    assert sorted(_greys(dataset.train) + _greys(dataset.test)) == list(range(12))
    for split in (dataset.train, dataset.test):
        assert [grey % 2 for grey in _greys(split)] == split.labels.tolist()


@pytest.mark.parametrize(
    "keys",
    [
        ("x_train", "y_train", "x_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
    ],
)
def test_a_file_with_two_parts_is_taken_as_it_is(tmp_path, keys):
    arrays = (_pictures(), _labels(), _pictures(4) + 100, _labels(4)[:, np.newaxis])
    dataset = load_dataset(_save(tmp_path, **dict(zip(keys, arrays, strict=True))))
    assert _greys(dataset.train) == list(range(12))
    assert _greys(dataset.test) == [100, 101, 102, 103]
    assert dataset.test.labels.tolist() == [0, 1, 0, 1]


def test_a_share_asked_for_splits_all_pictures_anew(tmp_path):
    path = _save(
        tmp_path, x_train=_pictures(), y_train=_labels(), x_test=_pictures(4) + 100, y_test=_labels(4)
    )
    dataset = load_dataset(path, test_share=0.5)
    assert (len(dataset.train), len(dataset.test)) == (8, 8)
    assert sorted(_greys(dataset.train) + _greys(dataset.test)) == [*range(12), *range(100, 104)]


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((6, 5), (1, 6, 5)),
        ((6, 5, 1), (1, 6, 5)),
        ((6, 5, 3), (3, 6, 5)),
        ((3, 6, 5), (3, 6, 5)),
        ((1, 6, 5), (1, 6, 5)),
        ((49,), (1, 7, 7)),
    ],
)
def test_pictures_come_in_every_usual_shape(tmp_path, shape, wanted):
    assert (
        load_dataset(_save(tmp_path, images=_pictures(shape=shape), labels=_labels())).train.images.shape[1:]
        == wanted
    )


def test_rows_columns_and_colours_stay_where_they_are(tmp_path):
    image = np.random.default_rng(1).integers(0, 256, (4, 6, 5, 3), np.uint8)
    path = _save(tmp_path, x_train=image, y_train=_labels(4), x_test=image, y_test=_labels(4))
    np.testing.assert_array_equal(
        load_dataset(path).train.images, image.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
    )


@pytest.mark.parametrize(
    ("pictures", "highest"),
    [
        (_pictures(dtype=np.uint8), 11 / 255),
        (_pictures(dtype=np.uint16), 11 / 65535),
        (_pictures(dtype=np.int64), 11 / 255),
        (_pictures(dtype=np.float64) / 11, 1.0),
        (_pictures(dtype=np.float32) / 22, 0.5),
        (_pictures(dtype=np.float64) - 5, 1.0),
        (_pictures(dtype=np.float64) * 1000, 11000 / 65535),
        (_pictures() > 3, 1.0),
    ],
)
def test_the_type_or_the_values_say_what_black_and_white_are(tmp_path, pictures, highest):
    dataset = load_dataset(_save(tmp_path, images=pictures, labels=_labels()))
    found = max(dataset.train.images.max(), dataset.test.images.max())
    assert found == pytest.approx(highest, rel=1e-6)
    assert min(dataset.train.images.min(), dataset.test.images.min()) == 0


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (np.array(["cat", "dog"] * 6), ("cat", "dog")),
        (np.array([3, 7] * 6, np.uint8), ("3", "7")),
        (np.array([-1.0, 1.0] * 6), ("-1", "1")),
        (np.array([False, True] * 6), ("False", "True")),
    ],
)
def test_labels_are_any_whole_numbers_or_texts(tmp_path, labels, names):
    dataset = load_dataset(_save(tmp_path, images=_pictures(), labels=labels))
    assert dataset.class_names == names
    assert set(dataset.train.labels.tolist()) == {0, 1}


def test_the_file_may_name_its_classes(tmp_path):
    path = _save(tmp_path, images=_pictures(), labels=_labels() * 2, class_names=np.array(["a", "b", "c"]))
    dataset = load_dataset(path)
    assert dataset.class_names == ("a", "b", "c")
    assert set(dataset.train.labels.tolist()) == {0, 2}


def _changed(values, index, value):
    values = np.array(values, np.float64)
    values[index] = value
    return values


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({}, "no arrays"),
        ({"pictures": _pictures(), "labels": _labels()}, "pictures, labels"),
        ({"images": _pictures(), "labels": _labels(11)}, "12 pictures"),
        ({"images": _pictures(), "labels": np.zeros(12, int)}, "one class only"),
        ({"images": _pictures(), "labels": np.eye(12)}, "one label for each picture"),
        ({"images": _pictures(), "labels": np.zeros(0, int)}, "is empty"),
        ({"images": _pictures(), "labels": _labels() + 0.5}, "whole numbers"),
        ({"images": _pictures(), "labels": _changed(_labels(), 3, np.nan)}, "Label 3"),
        ({"images": _pictures(), "labels": _labels() * 1j}, "complex128"),
        ({"images": _pictures() * 1j, "labels": _labels()}, "complex128"),
        ({"images": _pictures().astype(str), "labels": _labels()}, "give numbers"),
        ({"images": _pictures(shape=()), "labels": _labels()}, "(N, H, W)"),
        ({"images": _pictures(shape=(6, 0)), "labels": _labels()}, "(N, H, W)"),
        ({"images": _pictures(shape=(50,)), "labels": _labels()}, "no square picture"),
        ({"images": _pictures(shape=(6, 5, 4)), "labels": _labels()}, "1 channel (grey) or 3"),
        ({"images": _changed(_pictures(), (4, 0, 0), np.nan), "labels": _labels()}, "Picture 4"),
        ({"images": _changed(_pictures(), (7, 0, 0), -np.inf), "labels": _labels()}, "Picture 7"),
        (
            {"images": _changed(_changed(_pictures(), 0, 1e308), 1, -1e308), "labels": _labels()},
            "huge values",
        ),
        ({"images": _pictures(2), "labels": _labels(2)}, "too few"),
        (
            {
                "x_train": _pictures(),
                "y_train": _labels(),
                "x_test": _pictures(4, (5, 5)),
                "y_test": _labels(4),
            },
            "another size",
        ),
    ],
)
def test_arrays_that_cannot_be_used_are_told(tmp_path, arrays, words):
    path = _save(tmp_path, **arrays)
    with pytest.raises(FilterLabError) as caught:
        load_dataset(path)
    sentence = str(caught.value)
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


class _Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


def test_objects_are_never_unpickled(tmp_path):
    trap = np.array([_Trap()] * 12)
    _refusal(_save(tmp_path, images=_pictures(), labels=trap), "no plain array of numbers")
    _refusal(_save(tmp_path, images=trap, labels=_labels()), "no plain array of numbers")
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(_Trap()))
    _refusal(tmp_path / "pickle.npz", "is damaged")


def _npy(shape, kind="|u1", content=b""):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": kind, "fortran_order": False, "shape": shape})
    return stream.getvalue() + content


def test_an_array_that_says_it_is_larger_than_its_file_is_refused(tmp_path):
    path = _save(tmp_path, labels=_labels())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("images.npy", _npy((100_000, 100_000)))
    _refusal(path, "is damaged")


def test_arrays_larger_than_memory_are_refused_before_any_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_arrays, "MAX_BYTES", 12 * 6 * 5 * 4 - 1)
    monkeypatch.setattr(np.lib.format, "read_array", lambda *_, **__: pytest.fail("an array was read"))
    _refusal(_save(tmp_path, images=_pictures(), labels=_labels()), "need 1,440 bytes")


def test_a_missing_file_is_named(tmp_path):
    assert "There is no" in _refusal(tmp_path / "nowhere.npz")


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_an_error_of_the_user_or_a_data_set(tmp_path_factory, data):
    stream = io.BytesIO()
    np.savez_compressed(stream, images=_pictures(), labels=_labels())
    content = bytearray(stream.getvalue())
    for _change in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "mine.npz"
    path.write_bytes(
        content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    )
    with contextlib.suppress(FilterLabError):
        load_dataset(path)
