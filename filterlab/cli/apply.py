"""``filterlab apply``: slide a filter over pictures and write the responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from filterlab.cli.output import Voice, check_destination, write_numbers, write_picture
from filterlab.data import EXACT_SUFFIXES, load_filter, load_image, load_sample, presets, samples
from filterlab.errors import FilterLabError
from filterlab.figures import Kind, colorize, limits_of, short_number
from filterlab.probes import Activation, Padding, Pair, Pool, Stages, respond

SUFFIXES = (".png", *EXACT_SUFFIXES)

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Job:
    """One picture to read and the file its response goes to."""

    source: str
    output: Path


def read_stages(
    *,
    stride: str,
    padding: str,
    dilation: str,
    flip: bool,
    bias: float,
    activation: str,
    pool: str,
    pool_size: int,
    pool_stride: int | None,
) -> Stages:
    """Turn the options into stage settings; FilterLabError naming the one that cannot work."""
    zeros: Padding
    match padding:
        case "same" | "valid":
            zeros = padding
        case _:
            zeros = read_pair("padding", padding)
    return Stages(
        stride=read_pair("stride", stride),
        padding=zeros,
        dilation=read_pair("dilation", dilation),
        flip=flip,
        bias=bias,
        activation=cast("Activation", activation),
        pool=cast("Pool", pool),
        pool_size=pool_size,
        pool_stride=pool_stride,
    )


def read_pair(name: str, text: str) -> Pair:
    """Read ``3`` as (3, 3) and ``3,5`` as (height 3, width 5)."""
    parts = text.split(",")
    try:
        numbers = [int(part) for part in parts]
    except ValueError:
        numbers = []
    match numbers:
        case [both]:
            return both, both
        case [height, width]:
            return height, width
    also = ", same or valid" if name == "padding" else ""
    raise FilterLabError(
        f'The {name} "{text}" is not understood; write one whole number, or height,width{also}.'
    )


def apply_filter(
    images: Sequence[str], filter_name: str, output: str, stages: Stages, units: int, voice: Voice
) -> None:
    """Write the response of one filter on every picture.

    Parameters
    ----------
    images : sequence of str
        Picture files or names of samples.
    filter_name : str
        A preset's name or a filter file.
    output : str
        A file; for several pictures a name with ``{name}`` in it or a folder.
    stages : Stages
        What happens on the way.
    units : int
        1 or 255: what white counts as.
    voice : Voice
        Reports each file.

    Raises
    ------
    FilterLabError
        Before any work, if an output cannot be written or a name is not known; later, if a picture cannot be
        read or does not fit the filter. Files of the pictures before it stay.
    """
    if units not in (1, 255):
        raise FilterLabError(f"The units are {units}; choose 1 or 255 as the value of white.")
    jobs = plan_jobs(images, output)
    weights = read_filter(filter_name)
    for job in jobs:
        started = perf_counter()
        picture = read_picture(job.source) * np.float32(units)
        values = respond(picture, weights, stages).values
        seconds = round(perf_counter() - started, 6)
        more = _write(job.output, values, stages, voice)
        _report(voice, job, filter_name, values, {**more, "seconds": seconds})


def plan_jobs(images: Sequence[str], output: str) -> list[Job]:
    """Decide which response goes where, and check all the places before the work.

    Raises
    ------
    FilterLabError
        If a place cannot be written, two responses share one, or one would overwrite its own picture.
    """
    is_folder = output.endswith(("/", "\\")) or Path(output).is_dir()
    pattern = str(Path(output) / "{name}.png") if is_folder else output
    if len(images) > 1 and "{name}" not in pattern:
        raise FilterLabError(
            f'{len(images)} pictures cannot share the output "{output}"; name a folder, or put {{name}} '
            f"into it, such as maps/{{name}}.npy."
        )
    jobs = [Job(source, Path(pattern.replace("{name}", Path(source).stem))) for source in images]
    takers: dict[Path, str] = {}
    for job in jobs:
        check_destination(job.output, SUFFIXES)
        place = job.output.resolve()
        if place in takers:
            raise FilterLabError(
                f'The responses of "{takers[place]}" and "{job.source}" would both be "{job.output}"; '
                f"apply the filter to them one by one."
            )
        if place == Path(job.source).resolve():
            raise FilterLabError(
                f'The response would overwrite its picture "{job.source}"; choose another output.'
            )
        takers[place] = job.source
    return jobs


def read_filter(name: str) -> Floats:
    """Return the weights (C, KH, KW) of a preset or a filter file."""
    if name in presets:
        return presets[name].weights
    if Path(name).is_file():
        return load_filter(Path(name))
    if Path(name).suffix:
        raise FilterLabError(f'"{name}" does not exist; check the name of the filter file.')
    close = get_close_matches(name, presets, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"the presets are {', '.join(presets)}."
    raise FilterLabError(f'"{name}" is neither a preset filter nor a file; {hint}')


def read_picture(source: str) -> Floats:
    """Return a picture file, or a sample picture by its name, as (C, H, W) in [0, 1]."""
    if source in samples and not Path(source).exists():
        return load_sample(source)
    stem = Path(source).stem
    if stem in samples and not Path(source).exists():
        raise FilterLabError(
            f'"{source}" does not exist; did you mean the sample "{stem}", as in filterlab apply {stem} …?'
        )
    return load_image(Path(source))


def _write(path: Path, values: Floats, stages: Stages, voice: Voice) -> dict[str, object]:
    """Write one response and return what else there is to know about the file."""
    if path.suffix.lower() != ".png":
        write_numbers(path, values)
        return {}
    from PIL import Image

    kind: Kind = "activation" if stages.is_never_negative else "signed"
    limits = limits_of(values, kind)
    write_picture(path, Image.fromarray(colorize(values, kind, limits)))
    low, high = (short_number(limit) for limit in limits)
    voice.note(f"{path}: {kind} colours from {low} to {high}.")
    return {"colors": kind, "limits": limits}


def _report(voice: Voice, job: Job, filter_name: str, values: Floats, more: dict[str, object]) -> None:
    height, width = values.shape
    row, column = (int(index) for index in np.unravel_index(np.argmax(values), values.shape))
    lowest, highest = float(values.min()), float(values.max())
    voice.tell(
        f"{job.output}: {height} × {width}, lowest {short_number(lowest)}, "
        f"highest {short_number(highest)} at row {row}, column {column}",
        {
            "image": job.source,
            "filter": filter_name,
            "output": str(job.output),
            "shape": [height, width],
            "min": lowest,
            "max": highest,
            "max_at": [row, column],
            **more,
        },
    )
