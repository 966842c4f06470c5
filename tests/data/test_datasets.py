"""Data sets come by name or from a folder, the same bits for the same seed."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from filterlab.data.datasets import Dataset, Split, load_dataset
from filterlab.data.sources import DATASET_NAMES, source_is_there
from filterlab.errors import FilterLabError


def _bits(split):
    return split.images.tobytes() + split.labels.tobytes()


def _pictures(split):
    return {picture.tobytes() for picture in split.images}


def _refusal(name_or_path, **options):
    with pytest.raises(FilterLabError) as caught:
        load_dataset(name_or_path, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.fixture(scope="module")
def strokes():
    return load_dataset("strokes", seed=5, train_size=120, test_size=40)


def test_strokes_have_the_shapes_and_types_that_nets_take(strokes):
    assert strokes.name == "strokes"
    assert strokes.class_names == tuple("0123456789")
    for split, count in ((strokes.train, 120), (strokes.test, 40)):
        assert len(split) == count
        assert split.images.shape == (count, 1, 28, 28)
        assert split.images.dtype == np.float32
        assert split.labels.dtype == np.int64
        assert set(split.labels.tolist()) == set(range(10))
        assert 0 <= split.images.min() < split.images.max() <= 1


def test_the_same_seed_gives_the_same_bits(strokes):
    again = load_dataset("strokes", seed=5, train_size=120, test_size=40)
    assert _bits(again.train) == _bits(strokes.train)
    assert _bits(again.test) == _bits(strokes.test)


def test_another_seed_gives_other_pictures(strokes):
    other = load_dataset("strokes", seed=6, train_size=120, test_size=40)
    assert not _pictures(other.train) & _pictures(strokes.train)
    assert not _pictures(other.test) & _pictures(strokes.test)


def test_train_and_test_share_no_picture(strokes):
    assert len(_pictures(strokes.train)) == 120
    assert not _pictures(strokes.train) & _pictures(strokes.test)


def test_more_training_pictures_leave_the_test_as_it_is(strokes):
    other = load_dataset("strokes", seed=5, train_size=7, test_size=40)
    assert len(other.train) == 7
    assert _bits(other.test) == _bits(strokes.test)


def test_strokes_are_stretched_if_asked():
    dataset = load_dataset("strokes", train_size=3, test_size=2, image_size=(32, 20))
    assert dataset.train.images.shape == (3, 1, 32, 20)
    assert dataset.test.images.shape == (2, 1, 32, 20)


def test_the_arrays_are_read_only(strokes):
    for array in (strokes.train.images, strokes.train.labels, strokes.test.images, strokes.test.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_split_leaves_the_caller_s_arrays_writeable():
    images, labels = np.zeros((2, 1, 3, 3), np.float32), np.zeros(2, np.int64)
    split = Split(images, labels)
    images[0] = 1
    assert not split.images.flags.writeable
    assert images.flags.writeable
    assert labels.flags.writeable


def test_a_split_wants_one_label_for_each_picture():
    with pytest.raises(FilterLabError, match="one label"):
        Split(np.zeros((2, 1, 3, 3), np.float32), np.zeros(3, np.int64))
    with pytest.raises(FilterLabError, match="one label"):
        Split(np.zeros((2, 3, 3), np.float32), np.zeros(2, np.int64))


def test_a_data_set_cannot_be_changed(strokes):
    with pytest.raises(AttributeError):
        strokes.name = "other"
    with pytest.raises(AttributeError):
        strokes.train.labels = np.zeros(120, np.int64)


def test_a_data_set_can_be_sent_to_another_process(strokes):
    copy = pickle.loads(pickle.dumps(strokes))
    assert isinstance(copy, Dataset)
    assert _bits(copy.train) == _bits(strokes.train)


@pytest.mark.parametrize("name", ["minst", "Strokes", "", " "])
def test_an_unknown_name_lists_the_known_ones(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sentence = _refusal(name)
    assert f'"{name}"' in sentence
    assert all(known in sentence for known in DATASET_NAMES)
    assert "path of a folder" in sentence


@pytest.mark.parametrize("kind", [str, Path])
def test_a_missing_path_is_named(tmp_path, kind):
    place = tmp_path / "nowhere"
    assert f'There is no folder "{place}"' in _refusal(kind(place))


def test_a_file_in_place_of_a_folder_is_named(tmp_path):
    place = tmp_path / "train-images-idx3-ubyte"
    place.write_bytes(b"x")
    sentence = _refusal(place)
    assert f'"{place}" is a file' in sentence
    assert "give the folder" in sentence


def test_a_path_that_is_too_long_is_refused():
    _refusal("x" * 5000)


def test_a_name_with_a_zero_byte_is_refused():
    _refusal("a\0b")


def test_a_folder_called_strokes_is_reached_by_its_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "strokes").mkdir()
    for path in (Path("strokes"), "./strokes"):
        assert "is empty" in _refusal(path)
    assert load_dataset("strokes", train_size=1, test_size=1).name == "strokes"


@pytest.mark.parametrize("size", ["train_size", "test_size"])
def test_sizes_below_one_are_refused(size):
    assert "0 " in _refusal("strokes", **{size: 0})


def test_more_strokes_than_memory_holds_are_refused_with_their_bytes():
    assert f"{10**9 * 28 * 28 * 4:,} bytes" in _refusal("strokes", train_size=10**9)


def test_a_size_too_large_for_memory_is_refused_with_its_bytes():
    sentence = _refusal("strokes", train_size=2, test_size=1, image_size=(100_000, 50_000))
    assert f"{2 * 4 * 100_000 * 50_000:,} bytes" in sentence


def test_a_negative_seed_and_an_empty_size_are_refused():
    assert "-1" in _refusal("strokes", seed=-1)
    assert "0 × 4" in _refusal("strokes", image_size=(0, 4))


def test_a_share_asked_for_splits_strokes_anew():
    dataset = load_dataset("strokes", seed=5, train_size=120, test_size=40, test_share=0.5)
    assert (len(dataset.train), len(dataset.test)) == (80, 80)
    whole = load_dataset("strokes", seed=5, train_size=120, test_size=40)
    assert _pictures(dataset.train) | _pictures(dataset.test) == _pictures(whole.train) | _pictures(
        whole.test
    )
    kinds = {
        picture.tobytes(): label
        for split in (whole.train, whole.test)
        for picture, label in zip(split.images, split.labels, strict=True)
    }
    assert all(
        kinds[picture.tobytes()] == label
        for picture, label in zip(dataset.test.images, dataset.test.labels, strict=True)
    )


@pytest.mark.parametrize("share", [0, 1, -1.0, 2])
def test_a_share_that_leaves_a_part_empty_is_refused(share):
    assert f"is {share:g}" in _refusal("strokes", test_share=share)


def test_fewer_pictures_of_a_real_set_keep_the_classes_shares(tmp_path):
    labels = np.repeat([0, 1], [60, 30])
    pictures = np.random.default_rng(0).integers(0, 256, (90, 4, 4), np.uint8)
    np.savez(tmp_path / "mine.npz", images=pictures, labels=labels)
    whole = load_dataset(tmp_path / "mine.npz", seed=1)
    some = load_dataset(tmp_path / "mine.npz", seed=1, train_size=15)
    assert np.bincount(some.train.labels).tolist() == [10, 5]
    assert _pictures(some.train) <= _pictures(whole.train)
    assert _bits(some.test) == _bits(whole.test)
    assert _bits(some.train) == _bits(load_dataset(tmp_path / "mine.npz", seed=1, train_size=15).train)


def test_a_data_set_is_there_where_it_is_drawn_or_its_files_lie(tmp_path):
    assert source_is_there("strokes")
    assert source_is_there(tmp_path)
    assert not source_is_there(tmp_path / "gone")
    assert not source_is_there("no such set")
