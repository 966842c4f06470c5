"""Project files are trusted no more than a stranger's: opened, looked at only, migrated, or refused in a sentence."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.nets import TrainConfig, zoo
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, ChainStage
from filterlab.project import DataShape, Project, Scale, TrainingRequest, hand_wired, starting_document
from filterlab.project.store import Holder, Note, open_file
from filterlab.project.store.connecting import database_uri
from filterlab.project.store.locking import FileInUseError, FileLock, lock_path
from filterlab.project.store.schema import APPLICATION_ID, STEPS, VERSION, build

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a closed project file with something of everything in it."""
    document = starting_document()
    chain = Chain((ChainStage(np.ones((2, 1, 3, 3)), np.zeros(2), ("a", "b"), Stages(activation="relu")),))
    document.set_chain(chain, "twice")
    start = hand_wired(chain, "start", DataShape((1, 28, 28), 10))
    document.add_start(start.name, start.spec, start.parameters)
    document.add_run(TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig()))
    document.add_imported_run("learned", {"conv1.weight": np.ones((4, 1, 3, 3))})
    project = Project.untitled(document, NOW)
    project.set_note("", Note("a note"))
    project.set_layout("design", b"layout")
    project.save_as(tmp_path / "given.filterlab", NOW)
    project.close()
    return project.path


def names_in(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def changed(path: Path, *statements: str) -> Path:
    """Change a project file as a stranger could."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def look_at_everything(path: Path) -> None:
    """Open a project and read all that is in it, as a curious user would."""
    project = Project.opened(path, NOW)
    try:
        project.notes()
        project.layouts()
        for picture in project.document.pictures:
            assert picture.pixels.ndim == 3
        for run in project.document.runs:
            assert run.steps == []
            assert run.epochs == []
            for place in project.snapshots(run.id):
                assert project.snapshot(run.id, place.step) is not None
    finally:
        project.close()


def refused(path: Path) -> str:
    """Return the one sentence with which a file is refused."""
    with pytest.raises(FilterLabError) as caught:
        look_at_everything(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert not lock_path(path).exists()
    return sentence


def test_an_honest_file_is_opened(path: Path) -> None:
    look_at_everything(path)
    assert names_in(path.parent) == [path.name]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "none.filterlab")


def test_something_else_than_a_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.filterlab"
    for data in (b"", b"SQLite format 3\0", b"\x89PNG" * 100):
        path.write_bytes(data)
        assert "is no FilterLab project" in refused(path)
    assert "is a folder" in refused(tmp_path)


@pytest.mark.parametrize("missing", [1, 100, 4095, 4096, 5000])
def test_a_file_whose_end_is_missing_is_refused_however_little_it_is(path: Path, missing: int) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-missing])
    assert f"is cut off ({len(data) - missing:,} of {len(data):,} bytes are there)" in refused(path)


def test_a_file_on_a_share_of_windows_is_named_as_sqlite_wants_it() -> None:
    assert database_uri(PureWindowsPath(r"C:\my work\a.filterlab")) == "file:///C:/my%20work/a.filterlab"
    assert database_uri(PureWindowsPath(r"\\server\share\a.filterlab")) == "file:////server/share/a.filterlab"


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.filterlab")
    assert "is not an ordinary file" in refused(tmp_path / "pipe.filterlab")


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    assert "of another program" in refused(changed(path, "PRAGMA application_id = 7"))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON settings BEGIN DELETE FROM filters; END",
        "CREATE VIEW v AS SELECT * FROM filters",
        "CREATE TABLE more (x)",
        "CREATE INDEX i ON filters (name)",
        "CREATE INDEX i ON filters (abs(revision))",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
        "ALTER TABLE filters ADD COLUMN more TEXT",
        "ALTER TABLE filters ADD COLUMN more TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL",
        "ALTER TABLE filters RENAME COLUMN origin TO source",
        "DROP TABLE notes",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -5",
    ],
)
def test_a_schema_that_is_not_ours_is_refused(path: Path, statement: str) -> None:
    assert "FilterLab project" in refused(changed(path, statement))


def test_a_schema_rewritten_by_hand_is_refused(path: Path) -> None:
    changed(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'origin TEXT', 'origin TEXT CHECK (load_extension(1))') "
        "WHERE name = 'filters'",
    )
    assert "FilterLab project" in refused(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE filters SET name = x'00ff'",
        "UPDATE filters SET name = CAST(x'ff' AS TEXT)",
        "UPDATE filters SET name = printf('%.*c', 200000, 'x')",
        "UPDATE filters SET id = 'filter-x' WHERE place = 0",
        "UPDATE filters SET id = 'filter-99999999999999999999999' WHERE place = 0",
        "UPDATE filters SET revision = 'many'",
        "UPDATE arrays SET dtype = '|O8'",
        "UPDATE arrays SET dtype = '<f8'",
        "UPDATE arrays SET shape = '[1,7,7,-1]'",
        "UPDATE arrays SET shape = '[99999999999]'",
        "UPDATE arrays SET shape = '[1000000,1000000,1000000]'",
        "UPDATE arrays SET shape = '[[[['",
        "UPDATE arrays SET crc = crc + 1",
        "UPDATE pieces SET data = zeroblob(40000000)",
        "UPDATE pieces SET data = 'text' WHERE id = 1",
        "UPDATE pieces SET number = number + 1, array_id = array_id + 1",
        "DELETE FROM pieces",
        "DELETE FROM arrays",
        "UPDATE settings SET value = '{'",
        "UPDATE settings SET value = '[' || printf('%.*c', 100000, '[')",
        "UPDATE settings SET value = 'NaN'",
        "UPDATE settings SET value = '7'",
        "UPDATE settings SET value = '{\"stride\":[0,0]}' WHERE name = 'stages'",
        "UPDATE settings SET value = '{\"stride\":true}' WHERE name = 'stages'",
        "UPDATE stages SET number = 5",
        "UPDATE stages SET names = '[1]'",
        "UPDATE starts SET net = '{}'",
        "UPDATE starts SET name = 'lenet5'",
        "UPDATE runs SET state = 'flying'",
        'UPDATE runs SET request = \'{"data":"strokes"}\'',
        'UPDATE runs SET request = replace(request, \'"seed":0\', \'"seed":"0"\')',
        "UPDATE runs SET request = replace(request, '\"rotate\":0.0', '\"rotate\":1e9')",
        "UPDATE runs SET request = replace(request, '\"vertical_flip\"', '\"flip\"')",
        "UPDATE runs SET request = 'null'",
        "UPDATE snapshots SET step = 'x'",
        "UPDATE notes SET text = x'00'",
        "UPDATE layouts SET state = 'text'",
        "INSERT INTO scales SELECT id, 5, 5 FROM pictures",
        "INSERT INTO scales SELECT id, -1e300, 1e300 FROM pictures",
        "INSERT INTO scales SELECT id, 'black', 1 FROM pictures",
        "INSERT INTO pictures VALUES ('picture-77', 9, 'new', '', 0, NULL, NULL)",
    ],
)
def test_content_that_is_not_as_we_write_it_is_refused(path: Path, statement: str) -> None:
    refused(changed(path, statement))


def test_more_rows_than_anyone_makes_are_refused(path: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
    refused(changed(path, f"{many} INSERT INTO settings SELECT 'k' || i, '1' FROM n"))


def test_a_value_larger_than_any_of_ours_is_refused_before_it_is_read(path: Path) -> None:
    refused(changed(path, "UPDATE pieces SET data = zeroblob(70000000) WHERE id = 1"))


def test_damaged_files_are_refused_in_a_sentence_or_still_whole(path: Path) -> None:
    data = path.read_bytes()
    rng = np.random.default_rng(1)
    damaged = path.with_name("damaged.filterlab")
    sentences: list[str] = []
    for number in range(300):
        mutant = bytearray(data)
        if number % 3 == 0:
            mutant = mutant[: int(rng.integers(100, len(data)))]
        elif number % 3 == 1:
            for place in rng.integers(0, len(data), 20):
                mutant[place] = rng.integers(256)
        else:
            # A page in the place of another, or of nothing; the schema's own among them.
            first, second = (4096 * int(page) for page in rng.integers(0, len(data) // 4096, 2))
            mutant[first : first + 4096] = mutant[second : second + 4096] if number % 2 else bytes(4096)
        damaged.write_bytes(mutant)
        try:
            look_at_everything(damaged)
        except FilterLabError as error:
            sentences.append(str(error))
        for left in path.parent.glob("damaged.filterlab?*"):
            left.unlink()
    assert len(sentences) > 150
    assert not any("\n" in sentence for sentence in sentences)


def test_a_newer_file_says_so_and_is_only_looked_at(path: Path) -> None:
    changed(path, "CREATE TABLE later (x)", f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    project = Project.opened(path, NOW)
    assert "written by a newer FilterLab" in project.why_read_only
    assert len(project.document.filters) == 6
    project.document.set_units(1)
    project.close()
    assert path.read_bytes() == before
    assert names_in(path.parent) == [path.name]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT 1",
        "ALTER TABLE filters ADD COLUMN more",
        "CREATE INDEX i ON filters (upper(name))",
    ],
)
def test_a_newer_file_whose_known_tables_differ_is_refused(path: Path, statement: str) -> None:
    changed(path, statement, f"PRAGMA user_version = {VERSION + 1}")
    assert "use the newer one" in refused(path)


def first_version(path: Path) -> Path:
    """Turn a project file into one of version 1, which had neither notes nor layouts."""
    old = path.with_name("old.filterlab")
    with contextlib.closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        build(connection, 1)
        connection.execute("ATTACH ? AS new", (str(path),))
        for table in (statement.split()[2] for statement in STEPS[1]):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
    path.unlink()
    return old


def test_an_older_file_is_migrated_and_a_copy_of_it_kept(path: Path) -> None:
    old = first_version(path)
    project = Project.opened(old, NOW)
    (remark,) = project.remarks
    assert "old.version-1.filterlab" in remark
    assert len(project.document.filters) == 6
    assert {picture.scale for picture in project.document.pictures} == {Scale()}
    project.set_note("", Note("new"))
    project.close()
    assert names_in(old.parent) == ["old.filterlab", "old.version-1.filterlab"]
    with contextlib.closing(sqlite3.connect(old.with_name("old.version-1.filterlab"))) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (1,)
        assert kept.execute("SELECT count(*) FROM filters").fetchone() == (6,)
    again = Project.opened(old, NOW)
    assert (again.remarks, again.notes()) == ((), {"": Note("new")})
    again.close()


def test_an_earlier_copy_of_an_older_file_is_not_replaced(path: Path) -> None:
    old = first_version(path)
    old.with_name("old.version-1.filterlab").write_bytes(b"precious")
    Project.opened(old, NOW).close()
    assert old.with_name("old.version-1.filterlab").read_bytes() == b"precious"
    assert old.with_name("old.version-1 (2).filterlab").exists()


def test_an_older_file_that_another_has_open_is_looked_at_as_if_migrated(path: Path) -> None:
    old = first_version(path)
    lock = FileLock.take(old, NOW)
    before = old.read_bytes()
    project = Project.opened(old, NOW)
    assert project.why_read_only
    assert (len(project.document.filters), project.notes()) == (6, {})
    project.close()
    assert old.read_bytes() == before
    lock.release()


def test_a_file_that_may_not_be_written_is_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    project = Project.opened(path, NOW)
    assert "may not be written" in project.why_read_only
    project.close()


def test_a_folder_that_may_not_be_written_leaves_the_file_to_be_looked_at(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> FileLock:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FileLock, "take", refuse)
    project = Project.opened(path, NOW)
    assert "lies where nothing can be written" in project.why_read_only
    project.close()


def test_what_a_killed_program_left_is_taken_in(path: Path, tmp_path: Path) -> None:
    file = open_file(path, NOW)
    with file.writing() as connection:
        connection.execute("UPDATE filters SET name = 'kept' WHERE place = 0")
    killed = tmp_path / "killed"
    shutil.copytree(path.parent, killed, ignore=shutil.ignore_patterns("killed"))
    file.close()
    project = Project.opened(killed / path.name, NOW)
    assert project.why_read_only == ""
    assert project.document.filters[0].name == "kept"
    project.close()
    assert names_in(killed) == [path.name]


def test_a_link_to_a_project_opens_the_project_itself(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.filterlab"
    link.symlink_to(path)
    first = Project.opened(link, NOW)
    assert first.path == path
    second = Project.opened(path, NOW)
    assert second.why_read_only
    second.close()
    first.close()


def test_a_lock_tells_who_holds_it_and_goes_with_it(tmp_path: Path) -> None:
    project = tmp_path / "a.filterlab"
    lock = FileLock.take(project, NOW)
    with pytest.raises(FileInUseError) as caught:
        FileLock.take(project, NOW + 1)
    assert caught.value.holder.process == os.getpid()
    assert caught.value.holder.since == NOW
    assert "2023-11-1" in str(caught.value)
    lock.release()
    lock.release()
    assert names_in(tmp_path) == []
    FileLock.take(project, NOW).release()


def test_a_lock_that_a_full_disk_has_no_room_for_leaves_no_file_behind(tmp_path: Path, monkeypatch) -> None:
    def full(_descriptor: int, _holder: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    project = tmp_path / "a.filterlab"
    with monkeypatch.context() as patch:
        patch.setattr("filterlab.project.store.locking._write_holder", full)
        with pytest.raises(OSError, match="No space left"):
            FileLock.take(project, NOW)
    assert list(tmp_path.iterdir()) == []
    FileLock.take(project, NOW).release()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", '{"host": 1, "process": 2, "since": 3}', '{"host": "h", "process": 1, "since": 1e99}'],
)
def test_a_lock_whose_holder_cannot_be_read_is_someones_all_the_same(tmp_path: Path, content: str) -> None:
    project = tmp_path / "a.filterlab"
    lock = FileLock.take(project, NOW)
    lock_path(project).write_text(content)
    with pytest.raises(FileInUseError) as caught:
        FileLock.take(project, NOW)
    assert str(caught.value) == "another FilterLab"
    assert caught.value.holder == Holder()
    lock.release()


def test_a_link_in_the_place_of_a_lock_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text(json.dumps("mine"))
    lock_path(tmp_path / "a.filterlab").symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"):
        FileLock.take(tmp_path / "a.filterlab", NOW)
    assert precious.read_text() == json.dumps("mine")
