"""MNIST's IDX files come in as they were written, and broken ones are refused in one sentence."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data.datasets import load_dataset
from filterlab.data.idx import MAX_BYTES, read_idx
from filterlab.errors import FilterLabError

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def _header(code, *lengths):
    return bytes([0, 0, code, len(lengths)]) + struct.pack(f">{len(lengths)}I", *lengths)


def _idx(array):
    code = CODES[array.dtype.str[1:]]
    return _header(code, *array.shape) + array.astype(array.dtype.newbyteorder(">")).tobytes()


def _digits(count, seed=0, size=(5, 4)):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (count, *size), dtype=np.uint8), (np.arange(count) % 10).astype(np.uint8)


def _write_folder(folder, separator="-", packed=False, train=12, test=5, **replaced):
    """Write MNIST's four files; a keyword such as train_labels=… replaces one array's bytes."""
    for part, count, seed in (("train", train, 1), ("t10k", test, 2)):
        images, labels = _digits(count, seed)
        for kind, axes, array in (("images", 3, images), ("labels", 1, labels)):
            data = replaced.get(f"{part}_{kind}", _idx(array))
            name = f"{part}-{kind}{separator}idx{axes}-ubyte"
            if packed:
                (folder / f"{name}.gz").write_bytes(gzip.compress(data))
            else:
                (folder / name).write_bytes(data)
    return folder


def _refusal(read, path, named=None):
    with pytest.raises(FilterLabError) as caught:
        read(path)
    sentence = str(caught.value)
    assert str(named or path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_every_type_of_number_comes_back_as_it_was(tmp_path, kind, pack):
    array = np.array([[1, 2, 3], [100, 127, 0]], kind)
    path = tmp_path / "numbers"
    path.write_bytes(pack(_idx(array)))
    read = read_idx(path)
    assert read.dtype == array.dtype
    assert read.dtype.isnative
    np.testing.assert_array_equal(read, array)


def test_a_file_called_gz_that_was_unpacked_on_the_way_is_read(tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(_idx(np.arange(4, dtype=np.uint8)))
    assert read_idx(path).tolist() == [0, 1, 2, 3]


def test_an_array_without_entries_is_an_array(tmp_path):
    path = tmp_path / "none"
    path.write_bytes(_header(8, 0))
    assert read_idx(path).shape == (0,)


def test_a_missing_file_is_named(tmp_path):
    assert "no file" in _refusal(read_idx, tmp_path / "labels")


@pytest.mark.parametrize(
    "start",
    [
        b"\x89PNG\r\n",
        b"\0\0\x07\x01\0\0\0\0",
        b"\0\0\x08\x00",
        b"\0\0\x08\xff",
        b"\0\0\x08",
        b"\0\x01\x08\x01",
    ],
    ids=["picture", "unknown type", "no axis", "255 axes", "three bytes", "no zeros"],
)
def test_a_wrong_beginning_is_no_idx_file(tmp_path, start):
    path = tmp_path / "labels"
    path.write_bytes(start)
    assert "is not an IDX file" in _refusal(read_idx, path)


def test_an_empty_file_is_called_empty(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(b"")
    assert "is empty" in _refusal(read_idx, path)


def test_a_file_that_ends_inside_its_header_is_refused(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(_header(8, 2, 28, 28)[:-3])
    assert "ends inside its header" in _refusal(read_idx, path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_missing_bytes_are_counted(tmp_path, pack):
    path = tmp_path / "images"
    path.write_bytes(pack(_header(8, 10, 28, 28) + bytes(1000)))
    sentence = _refusal(read_idx, path)
    assert "7,840 bytes" in sentence
    assert "only 1,000 are there" in sentence


def test_bytes_beyond_the_last_number_are_refused(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(_header(8, 3) + bytes(4))
    assert "more follow" in _refusal(read_idx, path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_absurd_lengths_are_refused_with_the_bytes_they_would_take(tmp_path, pack):
    path = tmp_path / "images"
    path.write_bytes(pack(_header(8, 4294967295, 4294967295, 4294967295)))
    sentence = _refusal(read_idx, path)
    assert f"{4 * 4294967295**3:,} bytes" in sentence
    assert f"{MAX_BYTES:,}" in sentence


def test_a_header_just_under_the_limit_takes_no_memory_of_its_own(tmp_path):
    import tracemalloc

    path = tmp_path / "images"
    path.write_bytes(gzip.compress(_header(8, MAX_BYTES // 4)))
    tracemalloc.start()
    try:
        _refusal(read_idx, path)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_a_gzip_bomb_is_unpacked_no_further_than_its_header_says(tmp_path):
    import tracemalloc

    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(_header(8, 10) + bytes(50_000_000), compresslevel=1))
    tracemalloc.start()
    try:
        assert "more follow" in _refusal(read_idx, path)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize("harm", ["cut", "flipped", "not gzip", "checksum"])
def test_a_damaged_gzip_file_is_to_be_downloaded_again(tmp_path, harm):
    data = bytearray(gzip.compress(_idx(_digits(50)[0])))
    if harm == "cut":
        del data[len(data) // 2 :]
    elif harm == "flipped":
        data[10] = 0xFF
    elif harm == "not gzip":
        data[2] = 9
    else:
        data[-8] ^= 1
    path = tmp_path / "images.gz"
    path.write_bytes(data)
    sentence = _refusal(read_idx, path)
    assert "damaged or cut short" in sentence
    assert "download it again" in sentence


@given(st.binary(max_size=60), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_bytes_at_all_give_an_array_or_a_sentence(tmp_path_factory, data, idx_like):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes((b"\0\0\x08" if idx_like else b"\x1f\x8b\x08") + data)
    sentence = ""
    try:
        assert isinstance(read_idx(path), np.ndarray)
    except FilterLabError as error:
        sentence = str(error)
    assert not sentence or str(path) in sentence


@pytest.mark.parametrize("separator", ["-", "."])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_the_four_files_become_a_data_set(tmp_path, separator, packed):
    dataset = load_dataset(_write_folder(tmp_path, separator, packed))
    images, labels = _digits(12, seed=1)
    assert dataset.train.images.shape == (12, 1, 5, 4)
    assert dataset.train.images.dtype == np.float32
    np.testing.assert_array_equal(dataset.train.images[:, 0] * 255, images)
    np.testing.assert_array_equal(dataset.train.labels, labels)
    assert dataset.train.labels.dtype == np.int64
    assert len(dataset.test) == 5
    assert dataset.class_names == tuple("0123456789")
    assert dataset.name == tmp_path.name


def test_the_pictures_are_stretched_if_asked(tmp_path):
    dataset = load_dataset(_write_folder(tmp_path), image_size=(10, 8))
    assert dataset.train.images.shape == (12, 1, 10, 8)
    assert dataset.test.images.shape == (5, 1, 10, 8)
    assert 0 <= dataset.train.images.min() <= dataset.train.images.max() <= 1


@pytest.mark.parametrize(
    "name",
    [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ],
)
def test_the_missing_one_of_four_is_named(tmp_path, name):
    _write_folder(tmp_path)
    (tmp_path / name).unlink()
    assert name in _refusal(load_dataset, tmp_path)


def test_as_many_labels_as_pictures_are_asked_for(tmp_path):
    _write_folder(tmp_path, train_labels=_idx(np.zeros(11, np.uint8)))
    sentence = _refusal(load_dataset, tmp_path)
    assert "12 pictures" in sentence
    assert "11 labels" in sentence


def test_a_label_beyond_nine_is_named_with_its_place(tmp_path):
    _write_folder(tmp_path, t10k_labels=_idx(np.array([1, 2, 10, 3, 4], np.uint8)))
    sentence = _refusal(load_dataset, tmp_path, tmp_path / "t10k-labels-idx1-ubyte")
    assert "Label 2" in sentence
    assert "is 10" in sentence


def test_a_negative_label_is_refused(tmp_path):
    _write_folder(tmp_path, t10k_labels=_idx(np.array([1, 2, -1, 3, 4], np.int8)))
    assert "is -1" in _refusal(load_dataset, tmp_path)


def test_pictures_in_the_place_of_labels_are_noticed(tmp_path):
    _write_folder(tmp_path, train_labels=_idx(_digits(12)[0]))
    assert "file of labels" in _refusal(load_dataset, tmp_path)


@pytest.mark.parametrize(
    "array",
    [np.zeros(12, np.uint8), np.zeros((12, 5, 4), np.float32), np.zeros((12, 0, 4), np.uint8)],
    ids=["a list", "floats", "no rows"],
)
def test_other_numbers_in_the_place_of_pictures_are_noticed(tmp_path, array):
    _write_folder(tmp_path, train_images=_idx(array))
    assert "file of pictures" in _refusal(load_dataset, tmp_path)


def test_files_without_a_single_picture_are_refused(tmp_path):
    nothing = np.zeros((0, 5, 4), np.uint8)
    _write_folder(tmp_path, t10k_images=_idx(nothing), t10k_labels=_idx(nothing[:, 0, 0]))
    assert "0 × 5 × 4" in _refusal(load_dataset, tmp_path)


def test_train_and_test_pictures_of_two_sizes_do_not_belong_together(tmp_path):
    _write_folder(tmp_path, t10k_images=_idx(_digits(5, size=(6, 6))[0]))
    sentence = _refusal(load_dataset, tmp_path)
    assert "5 × 4" in sentence
    assert "6 × 6" in sentence
