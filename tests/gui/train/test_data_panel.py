"""The Data panel as a user meets it: choose, look through, split, change, fetch and place by hand."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from filterlab.data import PUBLISHED, Augmentation, published_folder
from filterlab.data.downloading import DownloadStoppedError
from filterlab.errors import FilterLabError
from filterlab.gui.train import data_download

from .data_bench import DRAWN, READ_MS, DataBench, write_arrays


@pytest.fixture
def bench(qtbot) -> DataBench:
    """Return the panel on screen, with few strokes to draw, all read."""
    bench = DataBench()
    qtbot.addWidget(bench.panel)
    bench.panel.resize(420, 700)
    bench.panel.show()
    bench.panel.set_seen(True)
    qtbot.waitUntil(lambda: bench.choosing.is_idle, timeout=READ_MS)
    yield bench
    bench.choosing.shut_down()


def choose(bench: DataBench, qtbot, source: object) -> None:
    """Choose data and wait until they have been read."""
    bench.choosing.choose(str(source))
    qtbot.waitUntil(lambda: bench.choosing.is_idle, timeout=READ_MS)


def test_nothing_is_read_before_somebody_looks(qtbot) -> None:
    bench = DataBench()
    qtbot.addWidget(bench.panel)
    assert bench.choosing.is_idle
    assert bench.choosing.sight is None
    assert bench.choosing.shape.shape == (1, 28, 28)
    assert bench.panel.browser.message == "Making the strokes…"
    bench.choosing.shut_down()


def test_the_strokes_are_counted_and_shown(bench) -> None:
    assert bench.panel.sentence.startswith(f"{DRAWN} pictures to learn from and {DRAWN // 5} to test with")
    assert len(bench.panel.browser.shown) == DRAWN
    table = bench.panel.classes
    assert table.rowCount() == 11
    assert [table.item(4, column).text() for column in range(3)] == ["3", "12", "3"]
    assert not table.item(4, 0).icon().isNull()


def test_a_class_alone_is_shown_and_one_without_pictures_says_so(bench, qtbot, tmp_path) -> None:
    choose(bench, qtbot, write_arrays(tmp_path / "greys.npz"))
    bench.panel.classes.setCurrentCell(2, 0)
    assert len(bench.panel.browser.shown) == 3
    bench.panel.part.setCurrentIndex(1)
    assert bench.panel.browser.message == "No picture of 1 is kept back."
    assert bench.panel.augmentation.row.text.startswith("Here: a picture")
    bench.panel.classes.setCurrentCell(0, 0)
    assert len(bench.panel.browser.shown) == 4


def test_the_split_is_chosen_by_share_and_seed(bench, qtbot, tmp_path) -> None:
    choose(bench, qtbot, write_arrays(tmp_path / "greys.npz", counts=(30, 30)))
    bench.panel.test_share.setValue(50)
    qtbot.waitUntil(lambda: bench.choosing.sight is not None, timeout=READ_MS)
    assert bench.choosing.choice.test_share == 0.5
    assert bench.choosing.sight.kept.count == 32
    bench.panel.seed.setValue(4)
    assert bench.choosing.choice.seed == 4
    bench.panel.test_share.setValue(0)
    assert bench.choosing.choice.test_share is None
    qtbot.waitUntil(lambda: bench.choosing.is_idle, timeout=READ_MS)


def test_sliders_change_the_choice_and_the_preview_but_read_nothing(bench) -> None:
    form = bench.panel.augmentation
    assert form.row.count == 1
    before = bench.choosing.sight
    form.sliders["rotate"].value_chosen.emit(20)
    form.horizontal_flip.setChecked(True)
    assert bench.choosing.choice.augmentation == Augmentation(rotate=20, horizontal_flip=True)
    assert bench.choosing.is_idle
    assert bench.choosing.sight is before
    assert form.row.count == 6


def test_the_preview_is_of_the_picture_that_is_chosen(bench) -> None:
    form = bench.panel.augmentation
    form.sliders["noise"].value_chosen.emit(0.2)
    first = form.row.grab().toImage()
    bench.panel.browser.picture_chosen.emit(7)
    other = form.row.grab().toImage()
    assert first != other
    form.again.click()
    assert form.row.grab().toImage() != other


def test_a_folder_and_a_file_are_listed_once_they_are_chosen(bench, qtbot, monkeypatch, tmp_path) -> None:
    path = write_arrays(tmp_path / "greys.npz")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    bench.panel.file.click()
    qtbot.waitUntil(lambda: bench.choosing.is_idle, timeout=READ_MS)
    assert bench.choosing.choice.source == str(path)
    assert bench.choosing.choice.train_size is None
    assert bench.panel.source.currentText() == "greys.npz"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    bench.panel.folder.click()
    qtbot.waitUntil(lambda: bench.choosing.is_idle, timeout=READ_MS)
    assert "no pictures in the sub-folders" in bench.panel.sentence or "empty" in bench.panel.sentence
    assert bench.panel.classes.isHidden()
    assert bench.panel.browser.message
    keys = [key for key, _title, _tip in bench.choosing.entries()]
    assert keys[-2:] == [str(path), str(tmp_path)]


def test_what_is_not_there_says_how_to_put_it_there_by_hand(bench, qtbot) -> None:
    choose(bench, qtbot, "mnist")
    assert "by hand" in bench.panel.sentence
    assert str(published_folder("mnist")) in bench.panel.sentence
    assert bench.panel.download.isVisible()
    assert bench.panel.download.text().startswith("Download ")
    choose(bench, qtbot, "strokes")
    assert bench.panel.download.isHidden()


def test_data_that_are_not_there_are_told_before_anybody_looks(qtbot) -> None:
    bench = DataBench()
    qtbot.addWidget(bench.panel)
    with qtbot.waitSignal(bench.choosing.panel_wanted):
        bench.choosing.choose("mnist")
    assert bench.choosing.hindrance.startswith("MNIST is not on this computer yet: download it")
    bench.choosing.choose("strokes")
    assert bench.choosing.hindrance == ""
    bench.choosing.shut_down()


@pytest.mark.parametrize("way", ["chosen again", "looked at again", "back in the window"])
def test_data_that_were_refused_are_tried_again(bench, qtbot, tmp_path, way) -> None:
    path = tmp_path / "greys.npz"
    path.write_bytes(b"no arrays")
    choose(bench, qtbot, path)
    assert "damaged" in bench.choosing.hindrance
    changes = bench.changes
    write_arrays(path)
    if way == "chosen again":
        bench.choosing.choose(str(path))
    elif way == "looked at again":
        bench.panel.set_seen(False)
        bench.panel.set_seen(True)
    else:
        QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert bench.choosing.hindrance == ""
    assert bench.changes > changes
    qtbot.waitUntil(lambda: bench.choosing.sight is not None, timeout=READ_MS)
    assert bench.panel.sentence.startswith("9 pictures")


def test_data_that_were_refused_stay_so_until_their_panel_is_looked_at(bench, qtbot, tmp_path) -> None:
    path = tmp_path / "greys.npz"
    path.write_bytes(b"no arrays")
    choose(bench, qtbot, path)
    bench.panel.set_seen(False)
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert "damaged" in bench.choosing.hindrance


def test_files_that_are_not_the_published_ones_are_refused_and_can_be_downloaded(bench, qtbot) -> None:
    folder = published_folder("mnist")
    folder.mkdir(parents=True)
    for part in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (folder / f"{part}-ubyte").write_bytes(b"something else")
    choose(bench, qtbot, "mnist")
    assert "is not the published file of MNIST" in bench.panel.sentence
    assert bench.panel.download.isVisible()


def test_a_download_tells_how_far_it_is_and_can_be_cancelled(bench, qtbot, monkeypatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def download(name, *, progress, proceed):
        progress(3_000_000, 12_000_000)
        begun.set()
        go_on.wait(30)
        if not proceed():
            raise DownloadStoppedError(f"The download of {name} was stopped; what has come is kept.")
        return published_folder(name)

    monkeypatch.setattr(data_download, "download_dataset", download)
    choose(bench, qtbot, "mnist")
    bench.panel.download.click()
    begun.wait(30)
    qtbot.waitUntil(lambda: "3 MB of 12 MB" in bench.panel.news, timeout=READ_MS)
    assert bench.panel.progress.value() == 25
    assert bench.panel.cancel.isVisible()
    assert bench.panel.download.isHidden()
    bench.panel.cancel.click()
    assert "Stopping" in bench.panel.news
    go_on.set()
    qtbot.waitUntil(lambda: bench.choosing.is_idle, timeout=READ_MS)
    assert "what has come is kept" in bench.panel.sentence
    assert bench.panel.download.isVisible()
    assert bench.panel.cancel.isHidden()


def test_a_download_that_fails_says_so_where_its_data_are_chosen(bench, qtbot, monkeypatch) -> None:
    def download(_name, *, progress, proceed):
        del progress, proceed
        raise FilterLabError("It could not be downloaded; fetch it with a browser.")

    monkeypatch.setattr(data_download, "download_dataset", download)
    choose(bench, qtbot, "kmnist")
    bench.panel.download.click()
    qtbot.waitUntil(lambda: "fetch it with a browser" in bench.panel.sentence, timeout=READ_MS)
    assert bench.panel.download.isVisible()
    choose(bench, qtbot, "strokes")
    assert bench.panel.sentence.startswith(f"{DRAWN} pictures")
    bench.choosing.choose("kmnist")
    assert "fetch it with a browser" in bench.panel.sentence


def test_a_download_that_ends_is_read_at_once(bench, qtbot, monkeypatch) -> None:
    rng = np.random.default_rng(0)

    def download(name, *, progress, proceed):
        del progress, proceed
        folder = published_folder(name)
        folder.mkdir(parents=True)
        sizes = {
            "train-images": 16 + 20 * 784,
            "train-labels": 28,
            "t10k-images": 16 + 10 * 784,
            "t10k-labels": 18,
        }
        files = tuple(
            replace(file, unpacked_size=sizes[file.name.partition("-idx")[0]], unpacked_sha256="")
            for file in PUBLISHED[name].files
        )
        monkeypatch.setitem(PUBLISHED, name, replace(PUBLISHED[name], files=files))
        for part, count in (("train", 20), ("t10k", 10)):
            images = rng.integers(0, 255, (count, 28, 28), dtype=np.uint8)
            head = np.array([0x803, count, 28, 28], ">u4").tobytes()
            (folder / f"{part}-images-idx3-ubyte").write_bytes(head + images.tobytes())
            head = np.array([0x801, count], ">u4").tobytes()
            (folder / f"{part}-labels-idx1-ubyte").write_bytes(head + bytes(n % 10 for n in range(count)))
        return folder

    monkeypatch.setattr(data_download, "download_dataset", download)
    choose(bench, qtbot, "mnist")
    bench.panel.download.click()
    qtbot.waitUntil(lambda: bench.choosing.sight is not None, timeout=READ_MS)
    assert bench.panel.sentence.startswith("20 pictures to learn from and 10 to test with")
    assert bench.panel.download.isHidden()


def test_setters_never_emit(bench) -> None:
    panel = bench.panel
    heard: list[str] = []
    for name in ("source_chosen", "split_edited", "augmentation_edited", "download_wanted"):
        getattr(panel, name).connect(lambda *_args, name=name: heard.append(name))
    panel.set_sources([("a", "A", ""), ("b", "B", "")], "b")
    panel.set_split(0.25, 7)
    panel.set_augmentation(Augmentation(shift=2, vertical_flip=True))
    panel.set_download("Download", "Downloading…", None)
    panel.show_nothing("Nothing.", "Nothing here.")
    assert heard == []
    assert panel.test_share.value() == 25
