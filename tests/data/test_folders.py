"""A folder of class folders becomes a data set, and one that cannot is refused in one sentence."""

import shutil

import numpy as np
import pytest
from PIL import Image

from filterlab.data import picture_files
from filterlab.data.datasets import load_dataset
from filterlab.data.decoding import ReadingStoppedError
from filterlab.errors import FilterLabError


def _write(path, value, size=(6, 5), colour=None):
    """Write a picture of one grey value, or of one colour; size is (rows, columns)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows, columns = size
    filled = Image.new("RGB", (columns, rows), colour) if colour else Image.new("L", (columns, rows), value)
    filled.save(path)


def _write_classes(folder, **counts):
    """Write so many pictures of each class; no two pictures of a class are of the same grey."""
    for name, count in counts.items():
        for index in range(count):
            _write(folder / name / f"{index:03d}.png", index)
    return folder


def _greys(split):
    return np.rint(split.images[:, 0, 0, 0] * 255).astype(int).tolist()


def _refusal(folder, named=None, **options):
    with pytest.raises(FilterLabError) as caught:
        load_dataset(folder, **options)
    sentence = str(caught.value)
    assert str(named or folder) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_sub_folders_are_the_classes_in_the_order_of_their_names(tmp_path):
    dataset = load_dataset(_write_classes(tmp_path / "pets", dog=12, cat=6, eel=2))
    assert dataset.name == "pets"
    assert dataset.class_names == ("cat", "dog", "eel")
    assert np.bincount(dataset.train.labels).tolist() == [5, 10, 1]
    assert np.bincount(dataset.test.labels).tolist() == [1, 2, 1]
    assert dataset.train.images.shape == (16, 1, 6, 5)
    assert dataset.train.images.dtype == np.float32


def test_every_picture_is_either_learned_from_or_kept_back(tmp_path):
    dataset = load_dataset(_write_classes(tmp_path, a=13, b=9))
    for label, count in ((0, 13), (1, 9)):
        greys = [
            grey
            for split in (dataset.train, dataset.test)
            for grey, own in zip(_greys(split), split.labels, strict=True)
            if own == label
        ]
        assert sorted(greys) == list(range(count))


def test_the_same_seed_keeps_the_same_pictures_back(tmp_path):
    _write_classes(tmp_path, a=30, b=30)
    first, again, other = (load_dataset(tmp_path, seed=seed) for seed in (3, 3, 4))
    assert first.train.images.tobytes() == again.train.images.tobytes()
    assert first.test.images.tobytes() == again.test.images.tobytes()
    assert _greys(first.test) != _greys(other.test)


def test_the_order_in_which_files_were_written_does_not_matter(tmp_path):
    first = _write_classes(tmp_path / "first", a=8, b=8)
    for name in ("b", "a"):
        for index in reversed(range(8)):
            _write(tmp_path / "second" / name / f"{index:03d}.png", index)
    assert _greys(load_dataset(first).test) == _greys(load_dataset(tmp_path / "second").test)


def test_a_class_of_one_picture_is_learned_from(tmp_path):
    dataset = load_dataset(_write_classes(tmp_path, a=2, b=1))
    assert dataset.train.labels.tolist() == [0, 1]
    assert dataset.test.labels.tolist() == [0]


@pytest.mark.parametrize("kept_back", ["test", "val", "valid", "validation", "Test"])
def test_train_and_test_folders_are_taken_as_they_are(tmp_path, kept_back):
    _write_classes(tmp_path / "train", a=3, b=2)
    _write_classes(tmp_path / kept_back, b=4)
    dataset = load_dataset(tmp_path, seed=9)
    assert dataset.train.labels.tolist() == [0, 0, 0, 1, 1]
    assert dataset.test.labels.tolist() == [1, 1, 1, 1]
    assert _greys(dataset.test) == [0, 1, 2, 3]


def test_a_train_folder_alone_is_split(tmp_path):
    _write_classes(tmp_path / "train", a=6, b=6)
    dataset = load_dataset(tmp_path)
    assert dataset.class_names == ("a", "b")
    assert (len(dataset.train), len(dataset.test)) == (10, 2)


def test_pictures_of_trains_are_a_class(tmp_path):
    assert load_dataset(_write_classes(tmp_path, train=3, bus=3)).class_names == ("bus", "train")


def test_hidden_files_and_files_that_are_no_pictures_are_passed_over(tmp_path):
    _write_classes(tmp_path, a=2, b=2)
    for name in (".DS_Store", "README.txt", ".hidden/x.png", "__MACOSX/._x.png", "a/Thumbs.db", "a/.x.png"):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"no picture")
    dataset = load_dataset(tmp_path)
    assert dataset.class_names == ("a", "b")
    assert len(dataset.train) + len(dataset.test) == 4


def test_one_picture_in_colour_gives_all_three_channels(tmp_path):
    _write_classes(tmp_path, a=2, b=2)
    _write(tmp_path / "b" / "red.png", 0, colour=(255, 0, 0))
    dataset = load_dataset(tmp_path)
    pictures = np.concatenate((dataset.train.images, dataset.test.images))
    assert pictures.shape == (5, 3, 6, 5)
    assert [1.0, 0.0, 0.0] in pictures[:, :, 0, 0].tolist()


def test_grey_stored_as_rgb_counts_as_grey(tmp_path):
    _write_classes(tmp_path, a=2, b=2)
    _write(tmp_path / "b" / "grey.png", 0, colour=(77, 77, 77))
    dataset = load_dataset(tmp_path)
    assert dataset.train.images.shape[1] == 1
    assert 77 in _greys(dataset.train) + _greys(dataset.test)


@pytest.mark.parametrize("odd_one", ["a/000.png", "b/001.png"])
def test_pictures_of_several_sizes_become_28_by_28(tmp_path, odd_one):
    _write_classes(tmp_path, a=2, b=2)
    _write(tmp_path / odd_one, 200, size=(40, 70))
    dataset = load_dataset(tmp_path)
    pictures = np.concatenate((dataset.train.images, dataset.test.images))
    assert pictures.shape == (4, 1, 28, 28)
    np.testing.assert_allclose(pictures, np.broadcast_to(pictures[:, :, :1, :1], pictures.shape), atol=1e-6)


def test_the_size_asked_for_is_given(tmp_path):
    dataset = load_dataset(_write_classes(tmp_path, a=2, b=2), image_size=(9, 11))
    assert dataset.train.images.shape == (2, 1, 9, 11)


def test_an_empty_folder_is_refused(tmp_path):
    assert "is empty" in _refusal(tmp_path)


def test_pictures_without_class_folders_are_refused(tmp_path):
    _write(tmp_path / "a.png", 1)
    assert "sub-folder of their own" in _refusal(tmp_path)


@pytest.mark.parametrize("names", [["README.txt"], ["a/README.txt", "b/README.txt"], ["a/deeper/README.txt"]])
def test_a_folder_without_pictures_is_refused(tmp_path, names):
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("no picture")
    assert "no pictures" in _refusal(tmp_path)


def test_one_class_is_not_enough(tmp_path):
    _write_classes(tmp_path, cat=4)
    assert '"cat"' in _refusal(tmp_path)


def test_a_class_folder_without_pictures_is_named(tmp_path):
    _write_classes(tmp_path, cat=4, dog=4)
    (tmp_path / "eel").mkdir()
    assert "no pictures directly inside" in _refusal(tmp_path, named=tmp_path / "eel")


def test_one_picture_of_each_class_is_too_few_to_split(tmp_path):
    with pytest.raises(FilterLabError, match="too few"):
        load_dataset(_write_classes(tmp_path, cat=1, dog=1))


def test_a_class_that_only_the_test_has_is_named(tmp_path):
    _write_classes(tmp_path / "train", a=2, b=2)
    _write_classes(tmp_path / "test", a=1, c=1)
    assert '"c"' in _refusal(tmp_path, named=tmp_path / "test")


def test_a_test_folder_without_class_folders_is_refused(tmp_path):
    _write_classes(tmp_path / "train", a=2, b=2)
    _write(tmp_path / "test" / "x.png", 1)
    assert "class folders" in _refusal(tmp_path, named=tmp_path / "test")


def test_an_unreadable_picture_is_named(tmp_path):
    _write_classes(tmp_path, a=3, b=3)
    bad = tmp_path / "b" / "001.png"
    bad.write_bytes(bad.read_bytes()[:50])
    assert "take it out of the data folder" in _refusal(tmp_path, named=bad)


def test_a_link_that_leads_nowhere_is_named(tmp_path):
    _write_classes(tmp_path, a=3, b=3)
    (tmp_path / "a" / "lost.png").symlink_to(tmp_path / "nowhere.png")
    _refusal(tmp_path, named=tmp_path / "a" / "lost.png")


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    def refuse(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    assert "Permission denied" in _refusal(tmp_path)


def test_a_size_that_fits_no_memory_is_refused_before_a_picture_is_read(tmp_path, monkeypatch):
    _write_classes(tmp_path, a=2, b=2)
    monkeypatch.setattr(picture_files, "load_image", lambda path: pytest.fail(f"{path} was read"))
    sentence = _refusal(tmp_path, image_size=(100_000, 100_000))
    assert f"{4 * 4 * 100_000**2:,} bytes" in sentence


def test_pictures_that_together_are_too_large_are_refused_with_all_their_bytes(tmp_path, monkeypatch):
    _write_classes(tmp_path, a=5, b=5)
    monkeypatch.setattr(picture_files, "MAX_BYTES", 1000)
    sentence = _refusal(tmp_path)
    assert "10 pictures" in sentence
    assert "1,200 bytes" in sentence


def test_a_folder_with_another_name_for_its_class_is_another_class(tmp_path):
    _write_classes(tmp_path, a=4, b=4)
    shutil.move(tmp_path / "a", tmp_path / "z")
    assert load_dataset(tmp_path).class_names == ("b", "z")


def test_a_reading_that_is_not_wanted_any_more_ends_before_the_next_picture(tmp_path, monkeypatch):
    _write_classes(tmp_path, a=5, b=5)
    read = []
    real = picture_files.load_image
    monkeypatch.setattr(picture_files, "load_image", lambda path: read.append(path) or real(path))
    with pytest.raises(ReadingStoppedError):
        load_dataset(tmp_path, proceed=lambda: len(read) < 3)
    assert len(read) == 3
