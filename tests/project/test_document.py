"""The document: one signal for each change, nothing changed by a refusal."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.nets import TrainConfig, zoo
from filterlab.probes import Stages
from filterlab.project import Document, Filter, Picture, TrainingRequest, frozen_array


@pytest.fixture
def document() -> Document:
    """Return a document with two filters and a picture."""
    document = Document()
    document.insert_filter(document.make_filter("first", np.ones((1, 3, 3))))
    document.insert_filter(document.make_filter("second", np.zeros((1, 5, 5))))
    document.add_picture("grey", np.zeros((1, 8, 8)))
    return document


def heard(signal: object) -> list[object]:
    """Return a list that grows with every value the signal carries."""
    values: list[object] = []
    signal.connect(values.append)  # type: ignore[attr-defined]
    return values


def test_the_first_filter_put_into_the_bank_is_on_the_drawing_table(document: Document) -> None:
    current = document.current_filter
    assert current is not None
    assert current.name == "first"


def test_setting_weights_makes_a_new_revision_and_one_signal(document: Document) -> None:
    before = document.filters[0]
    signals = heard(document.filter_changed)
    document.set_weights(before.id, np.full((1, 3, 3), 2.0))
    after = document.filter(before.id)
    assert signals == [before.id]
    assert after.revision == before.revision + 1
    assert before.weights[0, 0, 0] == 1
    assert after.weights[0, 0, 0] == 2


def test_weights_and_pixels_cannot_be_written_to(document: Document) -> None:
    picture = document.current_picture
    assert picture is not None
    for array in (document.filters[0].weights, picture.pixels):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0, 0] = 5


def test_a_filter_keeps_a_copy_so_that_the_giver_may_go_on_writing() -> None:
    mine = np.ones((1, 3, 3), np.float32)
    item = Filter("f", "mine", mine)
    mine[0, 0, 0] = 9
    assert item.weights[0, 0, 0] == 1


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.ones(3), "shape"),
        (np.ones((2, 3, 3)), "2 channels"),
        (np.ones((1, 32, 3)), "32 rows and 3 columns"),
        (np.ones((1, 0, 3)), "0 rows"),
        (np.full((1, 3, 3), np.nan), "nan"),
        (np.full((1, 3, 3), np.inf), "finite"),
    ],
)
def test_what_is_no_filter_is_refused_and_nothing_changes(
    document: Document, weights: np.ndarray, words: str
) -> None:
    signals = heard(document.filter_changed)
    before = document.filters[0]
    with pytest.raises(FilterLabError, match=words):
        document.set_weights(before.id, weights)
    assert document.filters[0] is before
    assert signals == []


def test_a_taken_name_gets_a_number(document: Document) -> None:
    assert document.make_filter("first", np.ones((1, 1, 1))).name == "first 2"


def test_two_filters_cannot_share_a_name(document: Document) -> None:
    with pytest.raises(FilterLabError, match="already"):
        document.rename_filter(document.filters[1].id, "first")
    with pytest.raises(FilterLabError, match="needs a name"):
        document.rename_filter(document.filters[1].id, "  ")


def test_the_neighbour_of_a_removed_filter_becomes_the_current_one(document: Document) -> None:
    first, second = document.filters
    removed, current = heard(document.filter_removed), heard(document.current_filter_changed)
    document.remove_filter(first.id)
    assert removed == [first.id]
    assert current == [second.id]
    document.remove_filter(second.id)
    assert document.current_filter is None
    assert current == [second.id, ""]


def test_setting_what_is_set_already_says_nothing(document: Document) -> None:
    signals = heard(document.stages_changed) + heard(document.units_changed)
    document.set_stages(Stages())
    document.set_units(255)
    document.select_filter(document.filters[0].id)
    assert signals == []


def test_a_picture_with_nan_or_without_pixels_is_refused(document: Document) -> None:
    for bad in (np.full((1, 4, 4), np.nan), np.zeros((1, 0, 4)), np.zeros((2, 4, 4)), np.zeros((4, 4))):
        with pytest.raises(FilterLabError, match="picture"):
            document.add_picture("bad", bad)
    assert len(document.pictures) == 1


def test_imported_weights_become_a_run_with_a_snapshot(document: Document) -> None:
    run = document.add_imported_run("other", {"conv1.weight": np.ones((2, 1, 3, 3))})
    assert run.state == "imported"
    assert not run.is_active
    assert run.parameters["conv1.weight"].shape == (2, 1, 3, 3)


def test_runs_are_numbered_without_those_that_came_from_a_file(document: Document) -> None:
    request = TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig())
    first = document.add_run(request)
    document.add_imported_run("other", {"conv1.weight": np.ones((2, 1, 3, 3))})
    second = document.add_run(request)
    first.state = "finished"
    document.remove_run(first.id)
    assert [second.name, document.add_run(request).name] == ["run 2", "run 3"]


def test_frozen_array_copies_and_turns_integers_into_float32() -> None:
    frozen = frozen_array([[1, 2], [3, 4]])
    assert frozen.dtype == np.float32
    assert not frozen.flags.writeable


def test_other_pixels_are_a_new_revision_of_the_same_picture(document: Document) -> None:
    before = document.current_picture
    assert before is not None
    heard = []
    document.picture_changed.connect(heard.append)
    document.set_pixels(before.id, np.ones((3, 4, 5)))
    after = document.current_picture
    assert after is not None
    assert (after.id, after.name, after.revision) == (before.id, before.name, before.revision + 1)
    assert after.pixels.shape == (3, 4, 5)
    assert not after.pixels.flags.writeable
    assert heard == [before.id]
    with pytest.raises(FilterLabError, match="picture"):
        document.set_pixels(before.id, np.full((1, 4, 5), np.nan))
    assert document.current_picture is after


def test_a_picture_takes_the_place_of_another_and_is_looked_at(document: Document) -> None:
    first = document.current_picture
    assert first is not None
    last = document.add_picture("last", np.ones((1, 4, 4)))
    fresh = Picture(document.new_id("picture"), "fresh", frozen_array(np.ones((1, 2, 3))))
    seen: list[str] = []
    document.picture_added.connect(lambda _id: seen.append(document.current_picture.name))
    current = heard(document.current_picture_changed)
    document.replace_picture(first.id, fresh)
    assert [picture.name for picture in document.pictures] == ["fresh", "last"]
    assert document.current_picture is fresh
    assert current == [fresh.id]
    document.replace_picture(fresh.id, Picture(document.new_id("picture"), "next", fresh.pixels))
    # Whoever hears of it never finds a picture in front that has gone.
    assert seen == ["last", "next"]
    assert [picture.name for picture in document.pictures] == ["next", "last"]
    assert document.picture(last.id) is last


def test_a_picture_is_taken_out_and_another_is_looked_at(document: Document) -> None:
    pictures = [document.add_picture(name, np.zeros((1, 2, 2))) for name in ("a", "b", "c")]
    heard: list[str] = []
    document.picture_removed.connect(lambda gone: heard.append(f"without {gone}"))
    document.current_picture_changed.connect(lambda shown: heard.append(f"looking at {shown}"))
    document.remove_picture(pictures[2].id)
    assert document.current_picture is pictures[1]
    assert heard == [f"without {pictures[2].id}", f"looking at {pictures[1].id}"]
    document.remove_picture(pictures[1].id, look_at=pictures[0].id)
    assert document.current_picture is pictures[0]
    document.remove_picture(pictures[0].id)
    assert [picture.name for picture in document.pictures] == ["grey"]
    document.remove_picture(document.pictures[0].id)
    assert document.current_picture is None


def test_a_picture_made_elsewhere_is_taken_in_as_it_is_but_not_twice(document: Document) -> None:
    fresh = Picture(document.new_id("picture"), "fresh", frozen_array(np.ones((1, 2, 3))))
    document.insert_picture(fresh)
    assert document.current_picture is fresh
    before = document.pictures
    with pytest.raises(ValueError, match="already"):
        document.insert_picture(fresh)
    with pytest.raises(ValueError, match="already"):
        document.replace_picture(before[0].id, fresh)
    with pytest.raises(KeyError):
        document.replace_picture("picture-none", Picture("picture-x", "x", fresh.pixels))
    assert document.pictures == before
