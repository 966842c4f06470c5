"""Published data sets are downloaded into the user's cache folder, or put there by hand, and read from there."""

import gzip
import hashlib
import io
import pickle
import struct
import subprocess
import sys
import tarfile
from dataclasses import replace

import numpy as np
import pytest

from filterlab.data.datasets import load_dataset
from filterlab.data.published import dataset_is_there, download_dataset, find_published, published_folder
from filterlab.data.published_files import PUBLISHED, RemoteFile
from filterlab.errors import FilterLabError

NAMES = ["mnist", "fashion-mnist", "kmnist", "cifar-10"]


def _idx_files(train=20, test=10):
    """Make MNIST's four files, unpacked, with pictures of 6 × 5."""
    rng = np.random.default_rng(1)
    files = {}
    for part, count in (("train", train), ("t10k", test)):
        pixels = rng.integers(0, 256, (count, 6, 5), np.uint8)
        files[f"{part}-images-idx3-ubyte"] = (
            b"\0\0\x08\x03" + struct.pack(">3I", count, 6, 5) + pixels.tobytes()
        )
        labels = (np.arange(count) % 10).astype(np.uint8)
        files[f"{part}-labels-idx1-ubyte"] = b"\0\0\x08\x01" + struct.pack(">I", count) + labels.tobytes()
    return files


def _cifar_files(each=4):
    """Make CIFAR-10's six binary files, with fewer records; the pixels of batch b count up from b."""
    names = [*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"]
    files = {}
    for start, name in enumerate(names):
        records = (np.arange(each * 3073) + start).astype(np.uint8).reshape(each, 3073)
        records[:, 0] = np.arange(each) % 10
        files[name] = records.tobytes()
    return files


def _tar(files, folder="cifar-10-batches-bin"):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def _put(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def _refusal(name, *words):
    with pytest.raises(FilterLabError) as caught:
        load_dataset(name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    for word in words:
        assert word in sentence
    return sentence


@pytest.mark.parametrize("name", NAMES)
def test_a_data_set_that_is_not_there_says_where_its_files_come_from_and_go_to(name):
    entry = PUBLISHED[name]
    assert not dataset_is_there(name)
    sentence = _refusal(name, entry.title, "download it", f'"{published_folder(name)}"')
    for file in entry.files:
        assert file.name in sentence


@pytest.mark.parametrize("name", NAMES)
def test_every_file_has_an_address_a_size_and_a_checksum(name):
    for file in PUBLISHED[name].files:
        assert file.size > 4000
        assert len(file.sha256) == 64
        assert int(file.sha256, 16)
        assert all(url.startswith("http") and url.endswith("/" + file.name) for url in file.urls)
    assert len(PUBLISHED[name].class_names) == 10


def test_no_two_files_are_the_same():
    sums = [file.sha256 for entry in PUBLISHED.values() for file in entry.files]
    assert len(set(sums)) == len(sums) == 13


def _published(monkeypatch, name, unpacked):
    """Publish these small files under the name of a data set, and return them packed."""
    packed = {f"{file}.gz": gzip.compress(data) for file, data in unpacked.items()}
    files = tuple(
        RemoteFile(
            f"{file}.gz",
            PUBLISHED[name].files[0].urls,
            len(packed[f"{file}.gz"]),
            hashlib.sha256(packed[f"{file}.gz"]).hexdigest(),
            len(data),
            hashlib.sha256(data).hexdigest() if name == "mnist" else "",
        )
        for file, data in unpacked.items()
    )
    monkeypatch.setitem(PUBLISHED, name, replace(PUBLISHED[name], files=files))
    return packed


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist", "kmnist"])
@pytest.mark.parametrize("way", ["packed", "unpacked", "with a dot"])
def test_files_put_there_by_hand_are_read(name, way, monkeypatch):
    files = _idx_files()
    packed = _published(monkeypatch, name, files)
    if way == "packed":
        files = packed
    elif way == "with a dot":
        files = {file.replace("-idx", ".idx"): data for file, data in files.items()}
    _put(published_folder(name), files)
    assert dataset_is_there(name)
    dataset = load_dataset(name)
    assert dataset.name == name
    assert dataset.class_names == PUBLISHED[name].class_names
    assert dataset.train.images.shape == (20, 1, 6, 5)
    assert dataset.test.labels.tolist() == list(range(10))


@pytest.mark.parametrize("is_packed", [True, False])
def test_files_that_only_go_by_the_name_of_published_ones_are_refused(is_packed, monkeypatch):
    right = _idx_files()
    packed = _published(monkeypatch, "mnist", right)
    pixels = right["train-images-idx3-ubyte"]
    other = pixels[:-1] + bytes([pixels[-1] ^ 1])
    # A gzip file's ninth byte says with how much care it was packed; what it holds is the same.
    careless = bytearray(packed["train-images-idx3-ubyte.gz"])
    careless[8] ^= 2
    wrong = (
        {"train-images-idx3-ubyte.gz": bytes(careless)} if is_packed else {"train-images-idx3-ubyte": other}
    )
    _put(published_folder("mnist"), (packed if is_packed else right) | wrong)
    sentence = _refusal("mnist", *wrong, "is not the published file of MNIST", "SHA-256", "download")
    assert "folder" in sentence
    # As data of one's own they are taken as they are.
    assert len(load_dataset(published_folder("mnist")).train) == 20


@pytest.mark.parametrize("name", ["mnist", "kmnist"])
def test_files_of_another_size_than_the_published_ones_are_refused(name):
    _put(published_folder(name), _idx_files())
    _refusal(name, "is not the published file", "bytes instead of 47,040,016")


def test_cifar_s_unpacked_files_of_another_size_are_refused():
    _put(published_folder("cifar-10"), _cifar_files())
    _refusal("cifar-10", "is not the published file of CIFAR-10", "instead of 30,730,000")


def test_one_missing_file_is_told_as_not_there():
    files = _idx_files()
    del files["t10k-labels-idx1-ubyte"]
    _put(published_folder("mnist"), files)
    _refusal("mnist", "not on this computer yet")


@pytest.mark.parametrize("packing", ["archive", "unpacked", "unpacked beside"])
def test_cifar_s_binary_version_is_read(packing, monkeypatch):
    folder, files = published_folder("cifar-10"), _cifar_files()
    monkeypatch.setattr("filterlab.data.published.CIFAR_FILE_BYTES", 4 * 3073)
    if packing == "archive":
        packed = _tar(files)
        file = replace(
            PUBLISHED["cifar-10"].files[0], size=len(packed), sha256=hashlib.sha256(packed).hexdigest()
        )
        monkeypatch.setitem(PUBLISHED, "cifar-10", replace(PUBLISHED["cifar-10"], files=(file,)))
        _put(folder, {"cifar-10-binary.tar.gz": packed})
    else:
        _put(folder / "cifar-10-batches-bin" if packing == "unpacked" else folder, files)
    dataset = load_dataset("cifar-10")
    assert dataset.class_names[6] == "frog"
    assert dataset.train.images.shape == (20, 3, 32, 32)
    assert dataset.test.images.shape == (4, 3, 32, 32)
    assert dataset.train.labels.tolist() == [0, 1, 2, 3] * 5
    red, green, blue = np.rint(dataset.train.images[4, :, 0, 0] * 255).astype(int)
    assert (red, green, blue) == (2, (1024 + 2) % 256, (2048 + 2) % 256)
    assert np.rint(dataset.train.images[0, 0, 1, 0] * 255) == 33


def test_cifar_s_files_are_read_from_any_folder(tmp_path):
    dataset = load_dataset(_put(tmp_path / "mine", _cifar_files()))
    assert dataset.name == "mine"
    assert dataset.class_names == PUBLISHED["cifar-10"].class_names


class _Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


def test_cifar_s_python_version_is_never_opened():
    trap = pickle.dumps(_Trap())
    names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
    _put(published_folder("cifar-10"), dict.fromkeys(names, trap))
    _refusal("cifar-10", "not on this computer yet", "cifar-10-binary.tar.gz")


def test_a_damaged_cifar_archive_is_told(tmp_path):
    whole = _tar(_cifar_files())
    for data in (whole[: len(whole) // 2], b"no archive", whole[:40] + b"\xff" * 40 + whole[80:]):
        _put(tmp_path, {"cifar-10-binary.tar.gz": data})
        _refusal(tmp_path, "is damaged")


def test_an_archive_that_lacks_a_file_is_told(tmp_path):
    files = _cifar_files()
    del files["data_batch_3.bin"]
    _put(tmp_path, {"cifar-10-binary.tar.gz": _tar(files)})
    _refusal(tmp_path, "data_batch_3.bin is missing")


@pytest.mark.parametrize("data", [b"", b"x" * 3000, bytes(3074)])
def test_files_that_are_no_records_are_told(data, tmp_path):
    _put(tmp_path, _cifar_files() | {"data_batch_2.bin": data})
    _refusal(tmp_path, "data_batch_2.bin", "records of 3073 bytes")


def test_a_wrong_cifar_label_is_told(tmp_path):
    _put(tmp_path, _cifar_files() | {"test_batch.bin": bytes(3073) + b"\x0b" + bytes(3072)})
    _refusal(tmp_path, "Label 1 in", "is 11")


@pytest.fixture
def served(file_server, monkeypatch):
    """Serve a small MNIST as if it were the published one."""
    file_server.files = _published(monkeypatch, "mnist", _idx_files())
    files = tuple(replace(file, urls=(file_server.base + file.name,)) for file in PUBLISHED["mnist"].files)
    entry = replace(PUBLISHED["mnist"], files=files)
    monkeypatch.setitem(PUBLISHED, "mnist", entry)
    return entry


def test_a_download_tells_its_progress_over_all_files_and_can_be_loaded(served):
    told = []
    folder = download_dataset("mnist", progress=lambda there, total: told.append((there, total)))
    assert folder == find_published("mnist") == published_folder("mnist")
    assert [there for there, _total in told] == sorted(there for there, _total in told)
    assert told[-1] == (served.size, served.size)
    assert len(load_dataset("mnist").train) == 20


def test_a_second_download_fetches_only_what_is_missing(served, file_server):
    download_dataset("mnist")
    (published_folder("mnist") / served.files[2].name).unlink()
    file_server.asked.clear()
    download_dataset("mnist")
    assert [name for name, _range in file_server.asked] == [served.files[2].name]


def test_an_unknown_name_cannot_be_downloaded():
    with pytest.raises(FilterLabError, match="choose mnist, fashion-mnist, kmnist, cifar-10"):
        download_dataset("strokes")


def test_looking_for_data_loads_nothing_of_the_web():
    program = (
        "import sys, filterlab.data.datasets; assert not {'urllib.request', 'ssl', 'PIL'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
