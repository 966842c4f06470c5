"""Changes on their way into the file: off the UI thread, in their order, tried again, and waiting for copies."""

from __future__ import annotations

import resource
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.gui.project_writing import ProjectWriter
from filterlab.project import Document, Project

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_000_000.0


@pytest.fixture
def project(qapp, tmp_path: Path) -> Project:
    """Return a project with one filter."""
    assert qapp is not None
    document = Document()
    document.insert_filter(document.make_filter("mine", np.zeros((1, 2, 2))))
    project = Project.created(tmp_path / "mine", document, NOW)
    yield project
    project.close()


@pytest.fixture
def writer(project: Project) -> ProjectWriter:
    """Return who writes the project."""
    writer = ProjectWriter(project)
    yield writer
    writer.shut_down()


def paint(project: Project, value: float) -> None:
    """Give the filter other weights."""
    project.document.set_weights(project.document.filters[0].id, np.full((1, 2, 2), value))


def on_disk(path: Path) -> float:
    """Return the filter's first weight in a file, as another window reads it."""
    found = Project.opened(path, NOW)
    found.close()
    return float(found.document.filters[0].weights[0, 0, 0])


def test_writing_waits_in_another_thread_and_what_comes_meanwhile_is_written_next(
    project, writer, qtbot
) -> None:
    gate, threads, write = threading.Event(), [], project.write_changes

    def slow(changes) -> None:
        threads.append(threading.current_thread())
        assert gate.wait(5)
        write(changes)

    project.write_changes = slow
    paint(project, 1.0)
    qtbot.waitUntil(lambda: bool(threads))
    paint(project, 2.0)
    assert not writer.is_idle
    gate.set()
    qtbot.waitUntil(lambda: writer.is_idle)
    assert len(threads) == 2
    assert threading.main_thread() not in threads
    assert on_disk(project.path) == 2.0
    project.write_changes = write


def test_many_changes_of_one_moment_are_one_transaction(project, writer, qtbot) -> None:
    written, write = [], project.write_changes
    project.write_changes = lambda changes: (written.append(changes.keys), write(changes))
    for value in range(50):
        paint(project, float(value))
    project.document.set_units(1)
    qtbot.waitUntil(lambda: writer.is_idle)
    assert written == [[("filter", project.document.filters[0].id), ("settings", "")]]
    project.write_changes = write


def test_what_is_written_at_once_comes_after_what_a_thread_is_writing(project, writer, qtbot) -> None:
    entered, gate, write = threading.Event(), threading.Event(), project.write_changes

    def slow(changes) -> None:
        if threading.current_thread() is not threading.main_thread():
            entered.set()
            assert gate.wait(5)
        write(changes)

    project.write_changes = slow
    paint(project, 1.0)
    qtbot.waitUntil(entered.is_set)
    paint(project, 2.0)
    later = threading.Timer(0.05, gate.set)
    later.start()
    assert writer.write_now()
    later.join()
    assert on_disk(project.path) == 2.0
    project.write_changes = write


def test_nothing_is_written_while_a_stroke_goes_on(project, writer, qtbot) -> None:
    # The first cell may be painted before anybody knows of the stroke.
    paint(project, 1.0)
    writer.begin_stroke()
    paint(project, 2.0)
    qtbot.waitUntil(lambda: writer.is_idle)
    assert on_disk(project.path) == 0.0
    writer.finish_stroke()
    qtbot.waitUntil(lambda: writer.is_idle)
    assert on_disk(project.path) == 2.0


def test_a_full_disk_is_one_sentence_and_the_next_change_is_written_with_the_last_one(
    project, writer, qtbot
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # What grows above this size fails as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (project.path.stat().st_size + 100_000, hard))
    try:
        with qtbot.waitSignal(writer.failed) as told:
            project.document.add_picture("large", np.ones((1, 900, 900)))
        qtbot.waitUntil(lambda: writer.is_idle)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "the disk is full" in told.args[0]
    assert writer.is_failing
    assert project.keeper.has_changes
    with qtbot.waitSignal(writer.recovered):
        paint(project, 3.0)
    found = Project.opened(project.path, NOW)
    assert found.document.pictures[-1].pixels.min() == 1
    assert found.document.filters[0].weights.max() == 3
    found.close()


def test_a_defect_in_writing_is_told_in_a_sentence_and_nothing_is_forgotten(
    project, writer, qtbot, monkeypatch, caplog
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("filterlab.project.store.keeping.write_filter", lambda *_: 1 / 0)
        with qtbot.waitSignal(writer.failed) as told:
            paint(project, 3.0)
    assert "Help ▸ Open log folder" in told.args[0]
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()
    assert writer.write_now()
    assert on_disk(project.path) == 3.0


def test_what_is_changed_while_the_project_moves_is_in_the_new_file(project, writer, qtbot, tmp_path) -> None:
    moved_to, gate = project.moved_to, threading.Event()

    def held(path, now, progress):
        moved = moved_to(path, now, progress)
        assert gate.wait(5)
        return moved

    project.moved_to = held
    writer.move(tmp_path / "new", NOW)
    paint(project, 8.0)
    gate.set()
    qtbot.waitUntil(lambda: writer.is_idle)
    assert project.path == tmp_path / "new.filterlab"
    assert on_disk(tmp_path / "new.filterlab") == 8.0
    assert on_disk(tmp_path / "mine.filterlab") == 0.0


def test_a_copy_that_is_given_up_leaves_nothing_and_what_was_changed_is_written(
    project, writer, qtbot, tmp_path
) -> None:
    entered = threading.Event()

    def endless(_path, _now, progress) -> None:
        entered.set()
        while True:
            progress(30, 100)

    project.copied_to = endless
    writer.export(tmp_path / "copy", NOW)
    assert entered.wait(5)
    assert writer.copying[0] == tmp_path / "copy"
    with pytest.raises(FilterLabError, match="Another copy"):
        writer.move(tmp_path / "other", NOW)
    paint(project, 9.0)
    with qtbot.waitSignal(writer.copy_failed) as told:
        writer.cancel_copy()
    assert told.args == ["copy was not written."]
    qtbot.waitUntil(lambda: writer.is_idle)
    assert writer.copying is None
    assert on_disk(project.path) == 9.0


def test_a_copy_to_where_nothing_can_be_written_is_told(project, writer, qtbot, tmp_path) -> None:
    with qtbot.waitSignal(writer.copy_failed) as told:
        writer.export(tmp_path / "nowhere" / "copy", NOW)
    assert "nowhere" in told.args[0]
    with qtbot.waitSignal(writer.copied) as told:
        writer.export(tmp_path / "copy", NOW)
    assert told.args == [tmp_path / "copy", False]
    assert project.name == "mine"


def test_the_end_stops_a_copy_and_waits_for_it(project, writer, tmp_path) -> None:
    def endless(_path, _now, progress) -> None:
        while True:
            progress(1, 2)

    project.moved_to = endless
    writer.move(tmp_path / "new", NOW)
    writer.shut_down()
    assert writer.copying is None
    assert project.name == "mine"
