"""NumPy's archives hold one filter, or are refused before they take memory."""

import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

from filterlab.data import load_filter
from filterlab.data.filter_arrays import MAX_ARRAY_BYTES, array_from_npy, array_from_npz, npy_of, npz_of
from filterlab.data.filter_weights import checked_weights
from filterlab.errors import FilterLabError


def _npy_claiming(shape, descr="<f8", body=b""):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + body


def _zipped(members, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _refusal(read, data):
    with pytest.raises(FilterLabError) as caught:
        read(data, '"k.npz"')
    sentence = str(caught.value)
    assert sentence.startswith('"k.npz" ')
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_the_array_called_weights_or_the_only_one_is_taken(tmp_path, save):
    weights = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
    save(tmp_path / "k.npz", bias=np.ones((1, 2)), weights=weights)
    assert np.array_equal(load_filter(tmp_path / "k.npz"), weights)
    save(tmp_path / "k.npz", blur=weights[0])
    assert np.array_equal(load_filter(tmp_path / "k.npz"), weights)
    save(tmp_path / "k.npz", weights[0].T)
    assert np.array_equal(load_filter(tmp_path / "k.npz"), [weights[0].T])


def test_every_type_of_number_and_both_orders_are_read():
    for kind in (np.int8, np.uint16, np.int64, np.float16, np.float32, np.float64, ">f4"):
        weights = np.arange(6).reshape(2, 3).astype(kind)
        for array in (weights, np.asfortranarray(weights)):
            assert np.array_equal(array_from_npy(npy_of(array), "it"), weights)
            assert np.array_equal(array_from_npz(npz_of(array), "it"), weights)


def test_one_of_several_arrays_must_be_called_weights():
    stream = io.BytesIO()
    np.savez(stream, a=np.ones((1, 2)), b=np.ones((1, 2)), c=np.ones((1, 2)), d=np.ones((1, 2)))
    words = _refusal(array_from_npz, stream.getvalue())
    assert 'holds 4 arrays (a, b, c, …) and none called "weights"' in words
    assert "holds no array" in _refusal(array_from_npz, _zipped({"readme.txt": b"hello"}))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("(1000000000000, 31, 31)", "1000000000000 channels"),
        ("(4294967296, 4294967296)", "4294967296 rows and 4294967296 columns"),
        ("(3, 100000, 100000)", "100000 rows"),
        ("(1000000, 1, 3, 3)", "holds 1000000 filters"),
        ("(-1, 3)", "-1 rows"),
        ("()", "the shape ()"),
    ],
)
def test_a_huge_shape_is_refused_from_the_header_alone(shape, words):
    bomb = _npy_claiming(shape)
    assert words in _refusal(array_from_npy, bomb)
    assert words in _refusal(array_from_npz, _zipped({"weights.npy": bomb}))


def test_an_archive_that_unpacks_to_much_is_not_unpacked():
    packed = _zipped({"weights.npy": _npy_claiming("(31, 31)", body=bytes(40_000_000))})
    assert len(packed) < MAX_ARRAY_BYTES
    tracemalloc.start()
    try:
        words = _refusal(array_from_npz, packed)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "unpacks to more than 1000 kB" in words
    assert peak < 10 * MAX_ARRAY_BYTES


def test_an_archive_that_lies_about_its_size_is_refused():
    packed = bytearray(_zipped({"weights.npy": _npy_claiming("(31, 31)", body=bytes(2_000_000))}))
    place = packed.rindex(b"PK\x01\x02")
    packed[place + 24 : place + 28] = struct.pack("<I", 200)
    assert "damaged" in _refusal(array_from_npz, bytes(packed))


def test_packings_that_numpy_does_not_write_are_refused():
    for compression in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        packed = _zipped({"weights.npy": npy_of(np.ones((3, 3)))}, compression)
        assert "damaged or holds no plain array" in _refusal(array_from_npz, packed)


def test_files_cut_short_anywhere_are_refused():
    weights = np.random.default_rng(1).standard_normal((3, 5, 5))
    for read, whole in ((array_from_npy, npy_of(weights)), (array_from_npz, npz_of(weights))):
        for length in range(0, len(whole), 13):
            assert "damaged" in _refusal(read, whole[:length])


def test_damaged_archives_are_read_or_refused():
    chance = np.random.default_rng(5)
    whole = npz_of(np.ones((3, 5, 5)))
    for _ in range(500):
        data = bytearray(whole)
        for place in chance.integers(0, len(data), 3):
            data[place] = chance.integers(0, 256)
        try:
            checked_weights(array_from_npz(bytes(data), "it"))
        except FilterLabError:
            continue


@pytest.mark.parametrize("descr", ["|O", "|S5", "<c8", "<M8[s]", "|b1", "<U3", "|V0"])
def test_values_that_are_no_numbers_are_refused(descr):
    words = _refusal(array_from_npy, _npy_claiming("(3, 3)", descr))
    assert "give real numbers" in words or "holds no plain array of numbers" in words


def test_headers_of_other_versions_are_refused():
    data = bytearray(npy_of(np.ones((3, 3))))
    data[6] = 3
    assert "damaged" in _refusal(array_from_npy, bytes(data))
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ones((3, 3)), version=(2, 0))
    assert np.array_equal(array_from_npy(stream.getvalue(), "it"), np.ones((3, 3)))
