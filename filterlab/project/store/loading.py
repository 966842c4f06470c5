"""A document made from a project file; pixels, histories and weights are read when somebody looks at them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.nets import Step
from filterlab.project.contents import Contents
from filterlab.project.filters import WaitingPicture
from filterlab.project.runs import Run
from filterlab.project.store.bank import read_filters
from filterlab.project.store.circuit import read_chain, read_starts
from filterlab.project.store.comparison import read_comparison
from filterlab.project.store.diagnostics import read_epochs, read_norms
from filterlab.project.store.experiments import end_interrupted, list_experiments
from filterlab.project.store.metrics import read_events
from filterlab.project.store.pictures import StoredPicture, list_pictures, read_picture
from filterlab.project.store.plans import read_plan
from filterlab.project.store.rows import number_of
from filterlab.project.store.run_rows import RunRow, read_runs
from filterlab.project.store.settings import read_settings
from filterlab.project.store.snapshots import list_snapshots, read_snapshot

if TYPE_CHECKING:
    from filterlab.nets import EpochEnd, Snapshot
    from filterlab.project.filters import Picture
    from filterlab.project.runs import NormsAt
    from filterlab.project.store.project_file import ProjectFile


@dataclass(frozen=True)
class Loaded:
    """What was found in a project file.

    Attributes
    ----------
    contents : Contents
        All that is there.
    remarks : tuple of str
        Sentences about what is not.
    """

    contents: Contents
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class StoredHistory:
    """The history of one run in a project file, read when it is asked for."""

    file: ProjectFile
    run_id: str

    def steps(self) -> list[Step]:
        """Read every step."""
        with self.file.reading() as connection:
            return read_events(connection, self.run_id, Step)

    def epochs(self) -> list[EpochEnd]:
        """Read every epoch's figures."""
        with self.file.reading() as connection:
            return read_epochs(connection, self.run_id)

    def norms(self) -> list[NormsAt]:
        """Read the norms of the layers at every snapshot."""
        with self.file.reading() as connection:
            return read_norms(connection, self.run_id)

    def snapshot(self) -> Snapshot | None:
        """Read the newest weights."""
        with self.file.reading() as connection:
            return read_snapshot(connection, self.run_id)


def _end_what_was_interrupted(file: ProjectFile) -> None:
    """Note of experiments that ran when their program was killed that they were stopped: nobody else has the file."""
    with file.reading() as connection:
        is_any_running = any(row.state == "running" for row in list_experiments(connection))
    if is_any_running and not file.is_read_only:
        # A full disk does not keep anybody from looking.
        with contextlib.suppress(FilterLabError), file.writing() as connection:
            end_interrupted(connection)


def load(file: ProjectFile) -> Loaded:
    """Read a project: what is listed and what is in front; the rest waits until somebody looks at it.

    Raises
    ------
    FilterLabError
        Something is not as it was written.
    """
    _end_what_was_interrupted(file)
    with file.reading() as connection:
        settings = read_settings(connection)
        filters = read_filters(connection)
        stored = list_pictures(connection)
        runs = tuple(_ended(_run(file, row), file) for row in read_runs(connection))
        numbers = [number_of("filter", item.id) for item in filters]
        numbers += [number_of("picture", item.id) for item in stored] + [
            number_of("run", run.id) for run in runs
        ]
        comparison = read_comparison(connection)
        # No new run takes the place of one that is gone and still spoken of.
        spoken_of = comparison.run_ids if comparison is not None else set()
        numbers += [number_of("run", run_id) for run_id in spoken_of]
        contents = Contents(
            filters=filters,
            runs=runs,
            starts=read_starts(connection),
            current_filter=settings.current_filter,
            current_picture=settings.current_picture,
            stages=settings.stages,
            units=settings.units,
            chain=read_chain(connection),
            chain_name=settings.chain_name,
            plan=read_plan(connection),
            comparison=comparison,
            next_number=max(numbers, default=0) + 1,
        )
    pictures, remarks = _pictures(file, stored, settings.current_picture)
    return Loaded(replace(contents, pictures=pictures), remarks)


def _pictures(
    file: ProjectFile, stored: tuple[StoredPicture, ...], current: str
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    pictures: list[Picture] = []
    remarks: list[str] = []
    for item in stored:
        picture = WaitingPicture(
            item.id, item.name, item.source, item.revision, item.scale, _Loader(file, item)
        )
        try:
            if item.file_sha256 is not None and not _is_likely_there(item):
                raise FilterLabError(
                    f'The file of the picture {item.name!r}, "{item.source}", has gone or changed: put it back and '
                    "open the project again, or open another picture."
                )
            if item.id == current:
                # It is shown at once; whoever shows it has nothing to say about files.
                picture.pixels.size  # noqa: B018
        except FilterLabError as error:
            # It stays in the project, for the day its file is back.
            remarks.append(str(error))
        else:
            pictures.append(picture)
    return tuple(pictures), tuple(remarks)


@dataclass(frozen=True)
class _Loader:
    file: ProjectFile
    stored: StoredPicture

    def __call__(self) -> Picture:
        with self.file.reading() as connection:
            return read_picture(connection, self.stored)


def _is_likely_there(item: StoredPicture) -> bool:
    try:
        return Path(item.source).stat().st_size == item.file_bytes
    except (OSError, ValueError):
        return False


def _run(file: ProjectFile, row: RunRow) -> Run:
    return Run(
        id=row.id,
        name=row.name,
        request=row.request,
        state=row.state,
        started=row.started,
        reason=row.reason,
        archive=StoredHistory(file, row.id),
    )


def _ended(run: Run, file: ProjectFile) -> Run:
    """Say of a run that went on when its program was killed how it stands: nobody else has the file now."""
    if file.is_read_only or not run.is_active:
        return run
    with file.reading() as connection:
        can_go_on = any(place.has_state for place in list_snapshots(connection, run.id))
    if can_go_on:
        run.state = "paused"
    else:
        run.state = "failed"
        run.reason = "FilterLab ended before the first snapshot of the run: train again."
    return run
