"""A project: what changes in the document is in the file, and comes back from it."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from filterlab.data import Augmentation, DataChoice, load_image
from filterlab.errors import FilterLabError
from filterlab.nets import TrainConfig, zoo
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, ChainStage
from filterlab.project import (
    DataShape,
    Document,
    Picture,
    Project,
    Scale,
    TrainingPlan,
    TrainingRequest,
    draft_of_start,
    draft_with_bank,
    hand_wired,
    starting_document,
)
from filterlab.project.store import Note, find_untitled
from filterlab.project.store import pictures as stored_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_700_000_000.0


@pytest.fixture
def project() -> Iterator[Project]:
    """Return a project without a name that holds the document of a first start."""
    project = Project.untitled(starting_document(), NOW)
    yield project
    project.close()


def names_in(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def reopened(project: Project) -> Document:
    """Close a project and return the document that its file holds."""
    project.close()
    again = Project.opened(project.path, NOW)
    for picture in again.document.pictures:
        assert picture.pixels.size
    for run in again.document.runs:
        assert run.steps == []
        assert run.snapshot is None or run.parameters
    again.close()
    return again.document


def chain() -> Chain:
    """Return a circuit of two stages."""
    rng = np.random.default_rng(3)
    first = ChainStage(
        rng.normal(size=(2, 1, 3, 3)), rng.normal(size=2), ("edge", "ünï"), Stages(activation="relu")
    )
    second = ChainStage(
        rng.normal(size=(1, 2, 5, 4)), np.zeros(1), ("all",), Stages(stride=(2, 1), padding="same")
    )
    return Chain((first, second))


def test_everything_in_a_document_comes_back_to_the_last_bit(project: Project) -> None:
    document = project.document
    rng = np.random.default_rng(0)
    first = document.filters[0]
    document.set_weights(first.id, rng.normal(size=(3, 5, 7)))
    document.rename_filter(first.id, "Mine \ud800 ✓")
    document.insert_filter(document.make_filter("early", rng.normal(size=(1, 2, 2))), 0)
    document.remove_filter(document.filters[2].id)
    document.add_picture("noise", rng.random((3, 9, 4), np.float32), source="")
    document.set_stages(Stages(stride=(2, 3), padding="same", bias=-1.5, pool="max", pool_stride=1))
    document.set_units(1)
    document.set_chain(chain(), "twice")
    start = hand_wired(chain_of_pixels(), "start", DataShape((1, 28, 28), 10))
    document.add_start(start.name, start.spec, start.parameters)
    data = DataChoice("\ud800 there", 3, 0.25, 500, None, (9, 8), Augmentation(rotate=5, vertical_flip=True))
    settings = TrainConfig(2, schedule="step", patience=3, frozen=("conv1",), label_smoothing=0.1)
    request = TrainingRequest(data, zoo["tiny"], settings, start=start.parameters)
    document.add_run(request)
    document.add_imported_run("learned", {"conv1.weight": rng.normal(size=(4, 1, 3, 3))})
    found = reopened(project)
    assert [item.name for item in found.filters][:2] == ["early", "Mine \\ud800 ✓"]
    assert [item.id for item in found.filters] == [item.id for item in document.filters]
    for ours, theirs in zip(document.filters, found.filters, strict=True):
        assert ours.weights.tobytes() == theirs.weights.tobytes()
        assert (ours.revision, ours.origin) == (theirs.revision, theirs.origin)
    for ours, theirs in zip(document.pictures, found.pictures, strict=True):
        assert (ours.id, ours.name, ours.source) == (theirs.id, theirs.name, theirs.source)
        np.testing.assert_array_equal(ours.pixels, theirs.pixels)
    assert found.current_picture is not None
    assert found.current_picture.name == "noise"
    assert (found.stages, found.units) == (document.stages, 1)
    assert (found.chain, found.chain_name) == (document.chain, "twice")
    assert found.starts[start.name].spec == start.spec
    asked = found.runs[0].request
    assert asked == request
    assert asked is not None
    assert asked.start is not None
    for name, array in start.parameters.items():
        np.testing.assert_array_equal(found.starts[start.name].parameters[name], array)
        np.testing.assert_array_equal(asked.start[name], array)
    weights = document.runs[1].parameters["conv1.weight"]
    np.testing.assert_array_equal(found.runs[1].parameters["conv1.weight"], weights)


def chain_of_pixels() -> Chain:
    """Return a circuit that a net can be made of."""
    return Chain((ChainStage(np.ones((2, 1, 3, 3)), np.zeros(2), ("a", "b"), Stages(activation="relu")),))


def test_what_is_set_up_to_be_trained_comes_back_with_the_weights_it_begins_with(project: Project) -> None:
    document = project.document
    start = hand_wired(chain_of_pixels(), "start", DataShape((1, 28, 28), 10))
    wired, data = draft_of_start(start), DataChoice("\ud800 there", augmentation=Augmentation(rotate=5))
    document.set_plan(TrainingPlan(wired, TrainConfig(7, learning_rate=0.3), data, frozenset({"filter-1"})))
    project.write()
    cut = replace(wired.spec, layers=wired.spec.layers[1:])
    document.set_plan(TrainingPlan(wired.with_spec(cut), TrainConfig(8, optimizer="adam"), data))
    found = reopened(project).plan
    assert found is not None
    assert (found.draft.spec, found.draft.origin, found.draft.begins_with_own) == (cut, "circuit", True)
    assert (found.config, found.data, found.left_out) == (TrainConfig(8, optimizer="adam"), data, frozenset())
    assert found.draft.own.keys() == start.parameters.keys()
    for name, array in start.parameters.items():
        np.testing.assert_array_equal(found.draft.own[name], array)


def test_other_weights_to_begin_with_take_the_place_of_those_before(project: Project) -> None:
    document = project.document
    wired = draft_of_start(hand_wired(chain_of_pixels(), "start", DataShape((1, 28, 28), 10)))
    document.set_plan(TrainingPlan(wired, TrainConfig(), DataChoice()))
    project.write()
    bank = draft_with_bank(wired, {"a": np.eye(5)[np.newaxis]}, is_frozen=True)
    document.set_plan(TrainingPlan(bank, TrainConfig(), DataChoice()))
    found = reopened(project).plan
    assert found is not None
    assert (found.draft.origin, found.draft.is_frozen, found.draft.own_fits) == ("bank", True, True)
    assert list(found.draft.own) == list(bank.own)


@pytest.mark.parametrize("plain", ["[]", "{}", '{"net": 1}'])
def test_what_is_set_up_by_a_stranger_is_refused_in_a_sentence(project: Project, plain: str) -> None:
    project.close()
    connection = sqlite3.connect(project.path)
    with connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES ('plan', ?)", (plain,))
    connection.close()
    with pytest.raises(FilterLabError, match="not as FilterLab writes it"):
        Project.opened(project.path, NOW)


def test_new_ids_are_given_out_after_the_highest_that_was_kept(project: Project) -> None:
    highest = project.document.filters[-1].id
    found = reopened(project)
    assert int(found.new_id("filter").split("-")[1]) > int(highest.split("-")[1])


def test_a_stroke_of_many_changes_is_one_transaction(project: Project) -> None:
    item = project.document.filters[0]
    told: list[None] = []
    project.keeper.changed.connect(lambda: told.append(None))
    project.keeper.begin_stroke()
    assert project.keeper.is_drawing
    for value in range(50):
        project.document.set_weights(item.id, np.full((1, 3, 3), value))
    project.keeper.finish_stroke()
    assert len(told) == 1
    changes = project.take_changes()
    assert changes.keys == [("filter", item.id)]
    project.write_changes(changes)
    assert not project.keeper.has_changes
    assert reopened(project).filter(item.id).weights[0, 0, 0] == 49


def test_what_changes_after_it_was_handed_out_is_not_in_what_was_handed_out(project: Project) -> None:
    item = project.document.filters[0]
    project.document.set_weights(item.id, np.full((1, 1, 1), 1))
    changes = project.take_changes()
    project.document.set_weights(item.id, np.full((1, 1, 1), 2))
    project.write_changes(changes)
    on_disk = sqlite3.connect(project.path)
    (data,) = on_disk.execute(
        "SELECT data FROM pieces JOIN arrays ON arrays.id = array_id WHERE owner = ?", (item.id,)
    ).fetchone()
    on_disk.close()
    assert np.frombuffer(data, "<f4")[0] == 1
    assert project.keeper.has_changes


def test_filters_and_pictures_that_are_added_between_others_in_one_go_keep_their_places(
    project: Project,
) -> None:
    document = project.document
    for number in range(3):
        document.insert_filter(document.make_filter(f"copy {number}", np.full((1, 2, 2), number)), 1)
    for number in range(3):
        document.add_picture(f"picture {number}", np.full((1, 3, 3), number / 3, np.float32))
    filters = [item.name for item in document.filters]
    pictures = [item.name for item in document.pictures]
    assert filters[1:4] == ["copy 2", "copy 1", "copy 0"]
    again = reopened(project)
    assert [item.name for item in again.filters] == filters
    assert [item.name for item in again.pictures] == pictures


def test_undoing_a_removal_brings_the_filter_back_into_the_file(project: Project) -> None:
    item = project.document.filters[1]
    project.document.remove_filter(item.id)
    project.write()
    project.document.insert_filter(item, 1)
    project.write()
    assert [f.id for f in reopened(project).filters] == [f.id for f in project.document.filters]


def test_a_circuit_is_replaced_stage_by_stage_and_removed_whole(project: Project) -> None:
    project.document.set_chain(chain(), "both")
    project.write()
    shorter = Chain(chain().stages[:1])
    project.document.set_chain(shorter)
    project.write()
    project.document.set_chain(chain())
    project.write()
    project.document.set_chain(shorter)
    found = reopened(project)
    assert found.chain == shorter
    again = Project.opened(project.path, NOW)
    again.document.set_chain(None)
    assert reopened(again).chain is None


def test_a_closed_project_is_one_single_file(project: Project) -> None:
    project.document.set_units(1)
    project.close()
    assert names_in(project.path.parent) == [project.path.name]
    assert project.path.read_bytes()[18:20] == b"\1\1"


def test_a_project_saved_under_a_name_lives_there(project: Project, tmp_path: Path) -> None:
    old = project.path
    project.document.add_picture("late", np.zeros((1, 2, 2)))
    project.save_as(tmp_path / "mine", NOW)
    assert (project.name, project.is_untitled) == ("mine", False)
    assert not old.exists()
    project.document.set_units(1)
    assert reopened(project).units == 1
    assert names_in(tmp_path) == ["mine.filterlab"]


def test_pictures_that_nobody_has_looked_at_are_read_from_the_new_file_after_save_as(
    project: Project, tmp_path: Path
) -> None:
    project.document.add_picture("first", np.full((1, 2, 2), 0.5))
    project.document.add_picture("second", np.zeros((1, 2, 2)))
    project.close()
    again = Project.opened(project.path, NOW)
    again.save_as(tmp_path / "there", NOW)
    assert again.document.pictures[-2].pixels[0, 0, 0] == 0.5
    again.close()


def test_a_named_project_saved_as_another_stays_as_it_was(project: Project, tmp_path: Path) -> None:
    project.save_as(tmp_path / "one", NOW)
    project.save_as(tmp_path / "two", NOW)
    project.document.set_units(1)
    project.close()
    one = Project.opened(tmp_path / "one.filterlab", NOW)
    assert one.document.units == 255
    one.close()
    assert names_in(tmp_path) == ["one.filterlab", "two.filterlab"]


def test_an_exported_copy_is_a_project_of_its_own(project: Project, tmp_path: Path) -> None:
    project.export(tmp_path / "copy.filterlab", NOW)
    assert project.is_untitled
    copy = Project.opened(tmp_path / "copy.filterlab", NOW)
    assert not copy.why_read_only
    assert len(copy.document.filters) == len(project.document.filters)
    copy.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "may not be written: choose another place"),
        (OSError(errno.EROFS, "Read-only file system"), r"could not be written \(Read-only file system\)"),
        (OSError(errno.ENOSPC, "No space left"), "the disk is full"),
    ],
)
def test_a_place_where_no_copy_can_be_written_is_told_as_such_and_not_as_one_that_cannot_be_opened(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise error

    # Root may write anywhere, so the answer of the system is given here.
    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(FilterLabError, match=words):
        project.export(tmp_path / "copy.filterlab", NOW)
    assert not list(tmp_path.iterdir())


def test_a_copy_into_a_folder_that_is_missing_says_so(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FilterLabError, match=r'the folder ".*missing" does not exist: make it first'):
        project.export(tmp_path / "missing" / "copy.filterlab", NOW)


def test_a_copy_over_a_project_that_is_open_is_refused_in_a_sentence(
    project: Project, tmp_path: Path
) -> None:
    project.export(tmp_path / "copy", NOW)
    copy = Project.opened(tmp_path / "copy.filterlab", NOW)
    with pytest.raises(FilterLabError, match="is open in the FilterLab on"):
        project.export(tmp_path / "copy", NOW)
    copy.close()


def test_what_a_killed_program_left_beside_a_file_is_not_taken_for_the_copys(
    project: Project, tmp_path: Path
) -> None:
    project.export(tmp_path / "copy", NOW)
    copy = Project.opened(tmp_path / "copy.filterlab", NOW)
    copy.document.set_units(1)
    copy.write()
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".lock"}
    copy.close()
    for name, data in left.items():
        (tmp_path / name).write_bytes(data)
    project.export(tmp_path / "copy", NOW)
    again = Project.opened(tmp_path / "copy.filterlab", NOW)
    assert again.document.units == 255
    again.close()


def test_a_second_opening_says_who_has_the_project_and_keeps_nothing(
    project: Project, tmp_path: Path
) -> None:
    second = Project.opened(project.path, NOW)
    assert f"process number {os.getpid()}" in second.why_read_only
    assert "nothing is kept" in second.why_read_only
    second.document.set_units(1)
    second.write()
    second.set_layout("design", b"here")
    with pytest.raises(FilterLabError, match="saved under another name"):
        second.set_note("", Note("mine"))
    assert second.recording_place("run-1") is None
    second.document.set_units(255)
    second.document.set_units(1)
    second.save_as(tmp_path / "second", NOW)
    assert not second.why_read_only
    assert reopened(second).units == 1
    assert reopened(project).units == 255


def test_a_project_whose_owner_left_while_it_was_looked_at_is_one_file_again(project: Project) -> None:
    second = Project.opened(project.path, NOW)
    project.document.set_units(1)
    project.close()
    second.close()
    assert names_in(project.path.parent) == [project.path.name]
    third = Project.opened(project.path, NOW)
    assert (third.why_read_only, third.document.units) == ("", 1)
    third.close()


def test_projects_without_a_name_are_found_again_the_newest_first(project: Project) -> None:
    assert find_untitled(NOW) == []
    project.close()
    newer = Project.untitled(Document(), NOW)
    newer.close()
    os.utime(project.path, (NOW, NOW))
    os.utime(newer.path, (NOW + 5, NOW + 5))
    assert [file.path for file in find_untitled(NOW)] == [newer.path, project.path]
    assert newer.is_untitled
    assert newer.name == ""
    again = Project.opened(newer.path, NOW)
    again.discard()
    assert [file.path for file in find_untitled(NOW)] == [project.path]


def test_notes_and_layouts_are_kept(project: Project) -> None:
    project.set_note("", Note("all of it"))
    project.set_note("run-7", Note("best", "#aa3300"))
    project.set_note("run-8", Note("gone"))
    project.set_note("run-8", Note())
    project.set_layout("design", b"\0\1")
    with pytest.raises(FilterLabError, match="shorten it"):
        project.set_note("", Note("x" * 200_000))
    project.close()
    again = Project.opened(project.path, NOW)
    assert again.notes() == {"": Note("all of it"), "run-7": Note("best", "#aa3300")}
    assert again.layouts() == {"design": b"\0\1"}
    again.close()


@pytest.fixture
def large_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a picture file, while pictures of its size count as large."""
    monkeypatch.setattr(stored_pictures, "KEPT_BYTES", 1000)
    path = tmp_path / "large.png"
    Image.fromarray(np.arange(1200, dtype=np.uint8).reshape(30, 40)).save(path)
    return path


def test_a_large_picture_of_a_file_stays_in_its_file(project: Project, large_picture: Path) -> None:
    project.document.add_picture("large", load_image(large_picture), source=str(large_picture))
    found = reopened(project)
    assert found.current_picture is not None
    np.testing.assert_array_equal(found.current_picture.pixels, load_image(large_picture))
    on_disk = sqlite3.connect(project.path)
    owners = {owner for (owner,) in on_disk.execute("SELECT owner FROM arrays")}
    on_disk.close()
    assert found.current_picture.id not in owners


def test_a_picture_that_was_taken_out_is_gone_and_one_that_was_put_back_is_there(project: Project) -> None:
    document = project.document
    gone = document.add_picture("gone", np.full((1, 2, 2), 0.5))
    back = document.add_picture("back", np.ones((1, 2, 2)))
    project.write()
    document.remove_picture(gone.id)
    document.remove_picture(back.id)
    project.write()
    document.insert_picture(back)
    project.write()
    found = reopened(project)
    assert [item.id for item in found.pictures] == [item.id for item in document.pictures]
    assert found.current_picture is not None
    assert found.current_picture.id == back.id
    np.testing.assert_array_equal(found.current_picture.pixels, back.pixels)


def test_what_black_and_white_are_in_a_pictures_file_comes_back_and_goes_with_the_picture(
    project: Project, large_picture: Path
) -> None:
    document = project.document
    small = document.add_picture("small", np.ones((1, 3, 3)), scale=Scale(-3.25, 1.5))
    gone = document.add_picture("gone", np.ones((1, 3, 3)), scale=Scale(0, 65535))
    document.replace_picture(gone.id, Picture(document.new_id("picture"), "plain", np.ones((1, 3, 3))))
    large = document.add_picture(
        "large", load_image(large_picture), source=str(large_picture), scale=Scale(7, 9)
    )
    document.set_units("file")
    found = reopened(project)
    assert found.units == "file"
    assert found.picture(small.id).scale == Scale(-3.25, 1.5)
    assert found.picture(large.id).scale == found.scale == Scale(7, 9)
    np.testing.assert_array_equal(found.picture(small.id).numbers_in("file"), np.full((1, 3, 3), 1.5))
    with contextlib.closing(sqlite3.connect(project.path)) as on_disk:
        assert {owner for (owner,) in on_disk.execute("SELECT picture FROM scales")} == {small.id, large.id}


def test_a_picture_whose_file_has_gone_is_told_and_waits_in_the_project(
    project: Project, large_picture: Path
) -> None:
    project.document.add_picture("large", load_image(large_picture), source=str(large_picture))
    project.close()
    elsewhere = large_picture.with_name("moved.png")
    large_picture.rename(elsewhere)
    without = Project.opened(project.path, NOW)
    (remark,) = without.remarks
    assert "'large'" in remark
    assert str(large_picture) in remark
    assert "has gone or changed" in remark
    assert [picture.name for picture in without.document.pictures] == ["Mouse"]
    without.document.add_picture("other", np.zeros((1, 2, 2)))
    without.close()
    elsewhere.rename(large_picture)
    again = Project.opened(project.path, NOW)
    assert [picture.name for picture in again.document.pictures] == ["Mouse", "large", "other"]
    assert len({picture.id for picture in again.document.pictures}) == 3
    again.close()


def test_a_picture_that_was_drawn_on_is_kept_whole(project: Project, large_picture: Path) -> None:
    picture = project.document.add_picture("large", load_image(large_picture), source=str(large_picture))
    project.write()
    project.document.set_pixels(picture.id, np.ones((1, 30, 40)))
    project.write()
    large_picture.unlink()
    assert reopened(project).picture(picture.id).pixels.min() == 1


def test_a_full_disk_is_one_sentence_and_what_was_kept_stays(project: Project) -> None:
    item = project.document.filters[0]
    with project._file.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    project.document.set_weights(item.id, np.full((1, 2, 2), 7.0))
    project.document.add_picture("large", np.zeros((1, 500, 500)))
    with pytest.raises(FilterLabError, match="because the disk is full: make room") as caught:
        project.write()
    assert "\n" not in str(caught.value)
    assert project.keeper.has_changes
    on_disk = Project.opened(project.path, NOW)
    assert on_disk.document.filter(item.id).weights.shape == (1, 7, 7)
    on_disk.close()
    with project._file.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    project.write()
    found = reopened(project)
    assert found.filter(item.id).weights.shape == (1, 2, 2)
    assert found.pictures[-1].name == "large"


def test_a_project_on_a_full_disk_can_be_saved_elsewhere_with_its_last_changes(
    project: Project, tmp_path: Path
) -> None:
    with project._file.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    project.document.add_picture("large", np.ones((1, 500, 500)))
    project.save_as(tmp_path / "elsewhere", NOW)
    assert reopened(project).pictures[-1].name == "large"
    assert names_in(tmp_path) == ["elsewhere.filterlab"]


def test_a_file_that_was_taken_away_is_not_written_and_can_still_be_saved_elsewhere(
    project: Project, tmp_path: Path
) -> None:
    project.save_as(tmp_path / "mine", NOW)
    (tmp_path / "mine.filterlab").unlink()
    project.document.set_units(1)
    with pytest.raises(FilterLabError, match="was moved or removed while it was open"):
        project.write()
    project.save_as(tmp_path / "other", NOW)
    assert reopened(project).units == 1


def test_copying_says_how_far_it_is_and_whoever_is_told_can_end_it(project: Project, tmp_path: Path) -> None:
    project.document.add_picture("large", np.random.default_rng(0).random((1, 1500, 1500), np.float32))
    project.write()
    told: list[tuple[int, int]] = []
    project.copied_to(tmp_path / "copy", NOW, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 2000
    assert len(told) > 1

    def stop(_done: int, _total: int) -> None:
        raise FilterLabError("Enough.")

    with pytest.raises(FilterLabError, match="Enough"):
        project.copied_to(tmp_path / "second", NOW, stop)
    assert names_in(tmp_path) == ["copy.filterlab"]


def test_a_document_that_was_in_no_file_is_kept_under_a_name(tmp_path: Path) -> None:
    document = starting_document()
    project = Project.created(tmp_path / "new", document, NOW)
    document.set_units(1)
    assert project.name == "new"
    assert reopened(project).units == 1


def test_who_has_a_thread_write_is_waited_for_before_anything_else_is_written(
    project: Project, tmp_path: Path
) -> None:
    waited: list[None] = []
    project.settle = lambda: waited.append(None)
    for number, act in enumerate(
        (
            project.write,
            lambda: project.set_note("", Note("x")),
            lambda: project.set_layout("design", b"x"),
            lambda: project.recording_place("run-1"),
            lambda: project.export(tmp_path / "copy", NOW),
            project.close,
        ),
        start=1,
    ):
        act()
        assert len(waited) == number


def test_a_disk_that_fails_while_a_copy_is_written_leaves_the_old_copy(
    project: Project, tmp_path: Path
) -> None:
    project.export(tmp_path / "copy", NOW)
    before = (tmp_path / "copy.filterlab").read_bytes()
    project.document.add_picture("large", np.zeros((1, 500, 500)))
    project.write()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), hard))
    try:
        with pytest.raises(FilterLabError, match="the disk is full"):
            project.save_as(tmp_path / "copy", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert project.is_untitled
    assert (tmp_path / "copy.filterlab").read_bytes() == before
    assert names_in(tmp_path) == ["copy.filterlab"]
    assert reopened(project).pictures[-1].name == "large"


def test_removing_a_run_gives_its_room_back(project: Project) -> None:
    run = project.document.add_imported_run("large", {"w.weight": np.zeros((100, 100, 10, 10))})
    project.write()
    project.set_note(run.id, Note("large"))
    project.document.remove_run(run.id)
    project.close()
    assert project.path.stat().st_size < 1_000_000
    again = Project.opened(project.path, NOW)
    assert (again.document.runs, again.notes()) == ((), {})
    again.close()
