"""What stands in Compare is kept in the project, and comes back with it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.probes.surgery import Blur, Rotate, Silence, Swap, Transplant
from filterlab.project import (
    BankChoice,
    Comparison,
    PairingChoice,
    PatientRecord,
    Project,
    RankingRecord,
    SampleChoice,
    starting_document,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_700_000_000.0
GRAFT = np.arange(9, dtype=np.float32).reshape(1, 3, 3)
DONE = (
    Silence("conv1", 2), Swap("conv1", 0, 1), Transplant("conv2", 3, GRAFT, "edge \ud800", keeps_strength=False),
    Rotate("conv1", 1, 90.0), Blur("conv1", 0, 0.5),
)  # fmt: skip


@pytest.fixture
def project() -> Iterator[Project]:
    """Return a project without a name that holds the document of a first start."""
    project = Project.untitled(starting_document(), NOW)
    yield project
    project.close()


def reopened(project: Project) -> Comparison | None:
    """Close a project and return what its file says of Compare."""
    project.close()
    again = Project.opened(project.path, NOW)
    again.close()
    return again.document.comparison


def test_columns_and_sample_come_back(project: Project) -> None:
    assert project.document.comparison is None
    columns = (
        BankChoice("presets"),
        BankChoice("run-1", "conv2", 7, "crop", in_net=True, name="run 1 \ud800"),
    )
    kept = Comparison(
        columns,
        "norm",
        same_limits=True,
        with_presets=True,
        sample=SampleChoice("run-1", "train", 5, 3, "run 1"),
        pairing=PairingChoice(2, 0, sign=False, turns=True, shift=3),
    )
    project.document.set_comparison(kept)
    found = reopened(project)
    assert found == kept
    assert found is not None
    assert found.columns is not None
    assert found.columns[1].name.startswith("run 1 ")


def test_what_was_done_to_patients_comes_back_with_the_filters_put_into_them(project: Project) -> None:
    kept = Comparison(patients=(PatientRecord("run-1", 3, "conv1", DONE, "run 1"),))
    project.document.set_comparison(kept)
    project.write()
    project.document.set_comparison(Comparison(order="norm", patients=kept.patients))
    found = reopened(project)
    assert found is not None
    (patient,) = found.patients
    assert (patient.run_id, patient.step, patient.layer, patient.name) == ("run-1", 3, "conv1", "run 1")
    graft = patient.operations[2]
    assert isinstance(graft, Transplant)
    np.testing.assert_array_equal(graft.weights, GRAFT)
    assert (graft.layer, graft.filter, graft.keeps_strength) == ("conv2", 3, False)
    assert [one for one in patient.operations if one is not graft] == [*DONE[:2], *DONE[3:]]


def make_ranking(filters: int = 2, classes: int = 3) -> RankingRecord:
    """Return a ranking of a layer."""
    figures = np.linspace(0, 1, 2 * (filters + 1)).reshape(-1, 2)
    confusions = np.arange((filters + 1) * classes**2, dtype=np.uint32).reshape(-1, classes, classes)
    names = ("a", "b \ud800", "c")[:classes]
    return RankingRecord("run-1", 7, "conv1", ("silence filter 0",), names, 40, figures, confusions)


def test_what_filters_were_found_to_be_worth_comes_back(project: Project) -> None:
    kept = make_ranking()
    project.document.set_comparison(Comparison(rankings=(kept, replace(kept, done=()))))
    project.write()
    comparison = reopened(project)
    first, second = comparison.rankings
    assert (first.run_id, first.step, first.layer, first.pictures) == ("run-1", 7, "conv1", 40)
    assert (first.done, second.done) == (("silence filter 0",), ())
    assert first.class_names[::2] == ("a", "c")
    np.testing.assert_array_equal(first.figures, kept.figures)
    np.testing.assert_array_equal(second.confusions, kept.confusions)
    assert "run-1" in comparison.run_ids


@pytest.mark.parametrize(
    "changed",
    [
        {"figures": np.full((3, 2), 2.0)},
        {"figures": np.zeros((3, 3))[:, :1]},
        {"confusions": np.zeros((2, 3, 3), np.uint32)},
        {"confusions": np.zeros((3, 3, 3), np.int64)},
        {"class_names": ("a",)},
    ],
)
def test_a_ranking_that_is_none_is_refused(project: Project, changed: dict[str, Any]) -> None:
    project.document.set_comparison(Comparison(rankings=(replace(make_ranking(), **changed),)))
    project.write()
    with pytest.raises(FilterLabError, match="not as FilterLab writes it"):
        reopened(project)


def test_nothing_chosen_in_compare_is_nothing_kept(project: Project) -> None:
    assert reopened(project) is None


EMPTY: dict[str, Any] = {
    "columns": None, "order": "bank", "same_limits": False, "equal_strength": False, "with_presets": False,
    "sample": None, "pairing": asdict(PairingChoice()), "patients": [],
}  # fmt: skip
PATIENT = {"run_id": "run-1", "step": 1, "layer": "conv1", "name": "", "operations": []}
SILENCE = {"kind": "silence", "layer": "conv1", "filter": "x"}
GRAFTED = {
    "kind": "transplant", "layer": "conv1", "filter": 0, "weights": "graft-0", "name": "", "keeps_strength": True,
}  # fmt: skip


def put_in_by_a_stranger(project: Project, plain: object) -> None:
    """Close a project and write something else of Compare into its file."""
    project.close()
    connection = sqlite3.connect(project.path)
    with connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES ('comparison', ?)", (json.dumps(plain),))
    connection.close()


def test_a_file_from_before_pairings_were_kept_is_opened(project: Project) -> None:
    put_in_by_a_stranger(project, {name: value for name, value in EMPTY.items() if name != "pairing"})
    assert reopened(project) == Comparison()


@pytest.mark.parametrize(
    "plain",
    [
        [],
        {},
        {**EMPTY, "columns": []},
        {**EMPTY, "order": "beauty"},
        {**EMPTY, "patients": [1]},
        {**EMPTY, "pairing": {**EMPTY["pairing"], "shift": -1}},
        *(
            {**EMPTY, "patients": [{**PATIENT, "operations": [one]}]}
            for one in ([], {"kind": "x"}, SILENCE, GRAFTED)
        ),
    ],
)
def test_what_a_stranger_writes_of_compare_is_refused_in_a_sentence(project: Project, plain: object) -> None:
    put_in_by_a_stranger(project, plain)
    with pytest.raises(FilterLabError, match="not as FilterLab writes it"):
        Project.opened(project.path, NOW)
