"""``filterlab ablate``: what every filter of a layer is worth, by silencing one after the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console

from filterlab.cli.filters import pick_layer
from filterlab.cli.kernels import note_first_use
from filterlab.cli.output import Voice, check_destination, counted
from filterlab.cli.progress import bar_on
from filterlab.data import Split, load_dataset
from filterlab.errors import FilterLabError
from filterlab.figures.plate import PLATE_SUFFIXES, save_plate
from filterlab.figures.ranking import ranking_figure
from filterlab.files import write_whole
from filterlab.nets import load_model
from filterlab.nets.spec import format_shape
from filterlab.probes.surgery import Ranking, filter_layers, rank_filters, ranking_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from filterlab.nets import Network
    from filterlab.nets.training_data import Pictures

SUFFIXES = (*PLATE_SUFFIXES, ".csv")


def ablate_layer(
    model: Path,
    layer: str | None,
    data: str,
    test_size: int,
    outputs: Sequence[Path],
    voice: Voice,
    *,
    resize: bool = False,
) -> None:
    """Rank the filters of a layer by the accuracy that is lost without them.

    Parameters
    ----------
    model : Path
        A .safetensors file that FilterLab saved.
    layer : str or None
        Which layer; None takes the first that has filters.
    data : str
        A data set by its name, or a path.
    test_size : int
        How many pictures to test with, at most.
    outputs : sequence of Path
        Files that end in .png, .svg or .csv.
    voice : Voice
        Says what was found.
    resize : bool
        Whether the pictures are stretched to what the net takes.

    Raises
    ------
    FilterLabError
        If the model or the data cannot be read, the layer has no filters, the net cannot take the pictures, or an
        output cannot be written.
    """
    for path in outputs:
        check_destination(path, SUFFIXES)
    if test_size < 1:
        raise FilterLabError(f"--test-size is {test_size}: ask for 1 or more.")
    net = load_model(model)
    layers = filter_layers(net.spec)
    name = layer or (layers[0] if layers else net.spec.layers[0].name)
    note_first_use(voice)
    pictures = _pictures(net, data, test_size, resize=resize)
    ranking = _ranked(net, name, pictures)
    for path in outputs:
        if path.suffix.lower() == ".csv":
            write_whole(path, ranking_csv(ranking).encode())
        else:
            _, weights = pick_layer(net.state, name, model)
            title = f"What each filter of {name} of {model.name} is worth"
            save_plate(path, ranking_figure(ranking, weights, title=title, pictures=data))
    voice.tell(_in_words(ranking, data, outputs), _record(ranking, model, data, outputs))


def _pictures(net: Network, data: str, count: int, *, resize: bool) -> Split:
    """Load the test pictures, as large as the net takes or smaller."""
    _, *taken = net.spec.input_shape
    size = (taken[0], taken[1]) if resize and len(taken) == 2 else None
    # The training pictures are not looked at.
    pictures = load_dataset(data, train_size=1, test_size=count, image_size=size).test
    own = pictures.images.shape[2:]
    if len(taken) == 2 and any(side > room for side, room in zip(own, taken, strict=True)):
        raise FilterLabError(
            f"The pictures are {format_shape(own)} and the net takes {format_shape(tuple(taken))}: add --resize to "
            "stretch them, or choose another net."
        )
    return pictures


def _ranked(net: Network, layer: str, pictures: Pictures) -> Ranking:
    """Rank with a bar on stderr where that is a terminal."""
    console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
    with bar_on(console) as bar:
        task = bar.add_task(f"silencing filters of {layer}", total=None, figures="")
        for event in rank_filters(net, layer, pictures):
            if isinstance(event, Ranking):
                return event
            bar.update(task, completed=event.done, total=event.total)
    raise RuntimeError("the ranking ended without a result")


def _in_words(ranking: Ranking, data: str, outputs: Sequence[Path]) -> str:
    count = int(ranking.before.confusion.sum())
    whole = f"{100 * ranking.before.accuracy:.2f} % of {counted(count, 'picture')} of {data} are named right"
    lines = [
        f"{ranking.layer}, {counted(len(ranking.silenced), 'filter')}: with all of them {whole}.",
        *(
            f"  {rank}. filter {number}: {_lost(100 * ranking.lost[number])} without it"
            for rank, number in enumerate(ranking.order, start=1)
        ),
    ]
    return "\n".join([*lines, *map(str, outputs)])


def _lost(points: float) -> str:
    return f"{abs(points):.2f} percentage points {'gained' if points < 0 else 'lost'}"


def _record(ranking: Ranking, model: Path, data: str, outputs: Sequence[Path]) -> dict[str, object]:
    return {
        "model": str(model),
        "layer": ranking.layer,
        "data": data,
        "pictures": int(ranking.before.confusion.sum()),
        "accuracy": ranking.before.accuracy,
        "filters": [
            {
                "filter": number,
                "accuracy": ranking.silenced[number].accuracy,
                "lost": float(ranking.lost[number]),
                "added_loss_nats": float(ranking.added_loss[number]),
                "lost_by_class": [
                    None if np.isnan(lost) else float(lost) for lost in ranking.class_lost[number]
                ],
            }
            for number in ranking.order
        ],
        "outputs": [str(path) for path in outputs],
    }
