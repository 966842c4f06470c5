"""``filterlab download``: fetch a published data set into the cache, with its progress on stderr."""

import sys
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from filterlab.cli.output import Voice
from filterlab.data import PUBLISHED, dataset_is_there, download_dataset, published_folder


@dataclass(frozen=True)
class _Bar:
    """Shows how many bytes are there."""

    progress: Progress

    def __call__(self, there: int, total: int) -> None:
        self.progress.update(self.progress.task_ids[0], completed=there, total=total)


def fetch_dataset(name: str, voice: Voice) -> None:
    """Download a data set, going on where an earlier try broke off; what is there already is left alone.

    Raises
    ------
    FilterLabError
        There is no such data set, or it cannot be fetched; the sentence says how to put the files there by hand.
    """
    was_there = name in PUBLISHED and dataset_is_there(name)
    if was_there:
        folder = published_folder(name)
    else:
        console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            progress.add_task(name)
            folder = download_dataset(name, progress=_Bar(progress))
    said = "is on this computer already" if was_there else "was downloaded"
    voice.tell(
        f"{PUBLISHED[name].title} {said}: {folder}. Train on it with --data {name}.",
        {"data": name, "folder": str(folder), "downloaded": not was_there},
    )
