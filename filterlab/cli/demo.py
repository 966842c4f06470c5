"""``filterlab demo``: the whole story as files, without a screen."""

import json
from collections.abc import Sequence
from pathlib import Path

from filterlab.cli.chapters import Chapter, compare, learn, respond_by_hand
from filterlab.cli.kernels import note_first_use
from filterlab.cli.output import Voice, make_folder
from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.nets import TrainConfig, zoo
from filterlab.project import TrainingRequest

NET = "tiny"
DATA = "strokes"


def run_demo(folder: Path, *, epochs: int, train_size: int, test_size: int, voice: Voice) -> None:
    """Tell the story of the project, and write what belongs to it into a folder.

    Parameters
    ----------
    folder : Path
        Where the files go; made if need be.
    epochs, train_size, test_size : int
        How long to train ``tiny`` on how many strokes, and on how many to test it.
    voice : Voice
        Tells each chapter as soon as it is written.

    Raises
    ------
    FilterLabError
        If the folder cannot be written or a number cannot work.
    StoppedError
        After Ctrl-C.
    """
    if train_size < 1 or test_size < 1:
        raise FilterLabError(
            f"{train_size} training and {test_size} test pictures are too few; ask for at least 1."
        )
    request = TrainingRequest(
        data=DataChoice(DATA, train_size=train_size, test_size=test_size),
        net=zoo[NET],
        config=TrainConfig(epochs=epochs),
    )
    make_folder(folder)
    chapters: list[Chapter] = []

    def tell(chapter: Chapter) -> None:
        chapters.append(chapter)
        _tell(chapter, len(chapters), voice)

    tell(respond_by_hand(folder))
    note_first_use(voice)
    chapter, filters = learn(folder, request)
    tell(chapter)
    tell(compare(folder, filters, NET))
    tell(_write_report(folder, tuple(chapters)))


def _tell(chapter: Chapter, number: int, voice: Voice) -> None:
    lines = [f"{number}. {chapter.title}", *(f"   {sentence}" for sentence in chapter.sentences)]
    voice.tell("\n".join(lines), {"chapter": chapter.key, "files": chapter.files, **chapter.figures})


def _write_report(folder: Path, chapters: Sequence[Chapter]) -> Chapter:
    """Write the story for people (index.md) and its figures for programs (report.json)."""
    record = {chapter.key: chapter.figures for chapter in chapters}
    write_whole(folder / "report.json", (json.dumps(record, indent=2, allow_nan=False) + "\n").encode())
    parts = ["# What FilterLab's demo did"]
    for number, chapter in enumerate(chapters, start=1):
        parts.append(f"## {number}. {chapter.title}")
        parts.append("\n".join(f"- {sentence}" for sentence in chapter.sentences))
        parts += [f"![{chapter.title}]({name})" for name in chapter.files if name.endswith(".png")]
        parts.append(f"Files: {', '.join(f'[{name}]({name})' for name in chapter.files)}")
    write_whole(folder / "index.md", ("\n\n".join(parts) + "\n").encode())
    return Chapter(
        "report",
        "Written down",
        [f"Everything is in {folder}; start with {folder / 'index.md'}."],
        {"folder": str(folder)},
        ["index.md", "report.json"],
    )
