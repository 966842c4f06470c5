"""The chapters of ``filterlab demo``: each does its work, writes its files and says what came out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.cli.filters import match_in_words, nearest_presets
from filterlab.cli.output import counted, write_numbers, write_picture
from filterlab.cli.stopped import StoppedError
from filterlab.cli.train import follow, save_parameters
from filterlab.data import load_sample, presets, samples
from filterlab.errors import FilterLabError
from filterlab.figures import (
    Exhibit,
    Group,
    comparison_figure,
    filter_grid,
    response_figure,
    short_number,
    sum_in_words,
)
from filterlab.nets import Cancelled, EpochEnd, Event, Failed, Finished, Started
from filterlab.probes import Explanation, Match, Stages, explain, respond
from filterlab.project import TrainingRequest, run_training

CURVE = "curve-detector"
PICTURE = "mouse"
UNITS = 255
LAYER = "conv1"
HAND_MADE_COUNT = 4

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the story: what it says, its figures under a key for programs, and the files it wrote."""

    key: str
    title: str
    sentences: Sequence[str]
    figures: dict[str, object] = field(default_factory=dict)
    files: Sequence[str] = ()


def respond_by_hand(folder: Path) -> Chapter:
    """Slide the curve detector over the mouse, and take the number on its back apart."""
    picture = load_sample(PICTURE) * np.float32(UNITS)
    weights = presets[CURVE].weights
    response = respond(picture, weights, Stages())
    marks = samples[PICTURE].marks
    back, head = (explain(picture, weights, Stages(), *marks[place]) for place in ("back", "head"))
    figure = response_figure(
        picture,
        response,
        back,
        title="The curve detector looks at the mouse",
        subtitle="Each number of the response is a sum of products, pixel × filter, in units of 0 to 255.",
    )
    write_picture(folder / "response.png", figure)
    write_numbers(folder / "response.npy", response.values)
    height, width = response.values.shape
    return Chapter(
        "response",
        "A filter drawn by hand responds to a picture",
        [
            f"The curve detector, 7 × 7, slides over the mouse and gives {height} × {width} numbers.",
            f"On the back, at row {back.row}, column {back.column}: {', '.join(sum_in_words(back))}.",
            f"On the head, at row {head.row}, column {head.column}: {short_number(head.value)}.",
        ],
        {"response_shape": [height, width], "back": _place_record(back), "head": _place_record(head)},
        ["response.png", "response.npy"],
    )


def _place_record(told: Explanation) -> dict[str, object]:
    return {
        "row": told.row,
        "column": told.column,
        "value": told.value,
        "products": [float(product) for product in told.products.ravel() if product != 0],
        "best_possible": told.best_possible,
        "share": told.share,
    }


def learn(folder: Path, request: TrainingRequest) -> tuple[Chapter, Floats]:
    """Train the net, and return the chapter and the first layer's filters (O, C, KH, KW).

    Raises
    ------
    FilterLabError
        If the run fails.
    StoppedError
        If Ctrl-C ends it.
    """
    beginnings: list[Started] = []
    epochs: list[EpochEnd] = []

    def keep(event: Event) -> None:
        if isinstance(event, Started):
            beginnings.append(event)
        elif isinstance(event, EpochEnd):
            epochs.append(event)

    ending = follow(partial(run_training, request), keep)
    if isinstance(ending, Failed):
        raise FilterLabError(ending.reason)
    if isinstance(ending, Cancelled):
        raise StoppedError(
            f'Stopped by Ctrl-C after step {ending.step} of the training; "{folder}" is incomplete.'
        )
    save_parameters(folder / f"{request.net.name}.safetensors", request.net, ending)
    filters = ending.parameters[f"{LAYER}.weight"]
    title = f"{LAYER} of {request.net.name} after {counted(ending.step, 'step')}"
    write_picture(folder / "filters.png", filter_grid(filters, title=title))
    return _learning_chapter(request.data.source, beginnings[0], epochs, ending), filters


def _learning_chapter(data: str, started: Started, epochs: Sequence[EpochEnd], ending: Finished) -> Chapter:
    name = started.net.name
    seconds = f"{ending.seconds:.1f} s"
    learned, tested = counted(started.train_size, "digit"), counted(started.test_size, "digit")
    sentences = [f"{name} learns from {learned} of our own: {counted(ending.step, 'step')}, {seconds}."]
    sentences += [
        f"After epoch {e.epoch} it names {e.test_accuracy * 100:.2f} % of {tested} right "
        f"that it has never seen."
        for e in epochs
    ]
    return Chapter(
        "training",
        "A small net learns filters of its own",
        sentences,
        {
            "net": name,
            "data": data,
            "train_size": started.train_size,
            "test_size": started.test_size,
            "steps": ending.step,
            "seconds": round(ending.seconds, 3),
            "test_accuracy_by_epoch": [epoch.test_accuracy for epoch in epochs],
            "test_accuracy": ending.test_accuracy,
            "test_loss": ending.test_loss,
        },
        [f"{name}.safetensors", "filters.png"],
    )


def compare(folder: Path, filters: Floats, net_name: str) -> Chapter:
    """Put hand-made filters beside the learned ones (O, C, KH, KW), on the same picture."""
    picture = load_sample(PICTURE)
    matches = nearest_presets(filters)
    common = [name for name, _count in Counter(match.name for match in matches).most_common()]
    chosen = [CURVE, *(name for name in common if name != CURVE)][:HAND_MADE_COUNT]
    hand_made = [_exhibit(presets[name].title, presets[name].weights, picture) for name in chosen]
    learned = [
        _exhibit(f"{LAYER}, filter {i}", weights, picture, f"nearest hand-made: {match_in_words(match)}")
        for i, (weights, match) in enumerate(zip(filters, matches, strict=True))
    ]
    figure = comparison_figure(
        picture,
        Group("Hand-made", hand_made),
        Group(f"Learned by {net_name}", learned),
        title="Hand-made filters beside learned ones",
        subtitle="Each with its response on the same picture, without bias and activation.",
        picture_title=samples[PICTURE].title,
    )
    write_picture(folder / "comparison.png", figure)
    best = max(matches, key=lambda match: match.similarity)
    sentences = [
        f"Learned filter {i} is nearest to {match_in_words(match)}." for i, match in enumerate(matches)
    ]
    sentences.append(
        f"The closest match is that of filter {matches.index(best)}: cosine similarity {best.similarity:.2f}."
    )
    return Chapter(
        "comparison",
        "Side by side",
        sentences,
        {"nearest": [_match_record(match) for match in matches]},
        ["comparison.png"],
    )


def _exhibit(title: str, weights: Floats, picture: Floats, note: str = "") -> Exhibit:
    return Exhibit(title, weights, respond(picture, weights, Stages()).values, note)


def _match_record(match: Match) -> dict[str, object]:
    return {"filter": match.name, "similarity": round(match.similarity, 4), "sign": match.sign}
