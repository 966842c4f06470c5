"""``filterlab probe --what attribution``: which pixels of a picture speak for a class."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.cli.kernels import note_first_use
from filterlab.cli.output import Voice
from filterlab.cli.probe.options import (
    SUFFIXES,
    AttributionOptions,
    PictureOptions,
    ProbeOptions,
    check_outputs,
    write_outputs,
)
from filterlab.cli.probe.subject import find_subject
from filterlab.cli.states import go_through, last_of
from filterlab.data import export_map
from filterlab.errors import FilterLabError
from filterlab.figures.units import attribution_figure, attribution_title, sanity_figure
from filterlab.files import write_whole
from filterlab.probes.attribution import (
    METHODS,
    Attribution,
    SanityStep,
    attribute,
    attribution_csv,
    check_class,
    check_sanity,
    find_method,
    sanity_csv,
)
from filterlab.probes.units import Subject

Floats = NDArray[np.floating[Any]]


def probe_attribution(
    options: ProbeOptions,
    wanted: AttributionOptions,
    pictures: PictureOptions,
    outputs: Sequence[Path],
    voice: Voice,
) -> None:
    """Write attributions of a class, laid over the picture; a .csv holds all maps, a .npy that of the first method.

    Raises
    ------
    FilterLabError
        If an output cannot be written, the picture does not fit, or as `attribute`.
    StoppedError
        After Ctrl-C; nothing is written.
    """
    check_outputs(outputs, (*SUFFIXES, ".npy"))
    methods = wanted.methods or (("gradient",) if wanted.sanity else tuple(METHODS))
    if wanted.sanity and len(methods) != 1:
        raise FilterLabError("--sanity repeats one attribution: name it with --method.")
    subject, _layer = find_subject(options.model, None)
    for name in methods:
        find_method(name)
    check_class(subject, options.label or 0)
    picture, source = pictures.find(subject, options)
    note_first_use(voice)
    label = int(subject.net(picture[np.newaxis])[0].argmax()) if options.label is None else options.label
    title = attribution_title(str(label), source, subject.title)
    if wanted.sanity:
        steps = _forget(subject, picture, label, methods[0], options.seed)
        figure, found = sanity_figure(picture, steps, title=title), [steps[0].attribution]
    else:
        steps = []
        rng = options.rng
        found = [
            last_of(attribute(each, subject, picture, label, rng), METHODS[each].title) for each in methods
        ]
        figure = attribution_figure(picture, found, title=title)
    values = found[0].map.astype(np.float32)
    table = sanity_csv(steps) if steps else attribution_csv(found)
    write_outputs(
        outputs,
        lambda: figure,
        {
            ".csv": lambda path: write_whole(path, table.encode()),
            ".npy": lambda path: export_map(path, values),
        },
    )
    names = [str(path) for path in outputs]
    record = {
        "model": options.model,
        "what": "attribution",
        "picture": source,
        "class": label,
        "score": found[0].score,
        "attributions": [_record(each) for each in found],
        "sanity": [{"layer": step.layer, "similarity": step.similarity} for step in steps],
        "outputs": names,
    }
    voice.tell("\n".join([*_sentences(subject, label, found, steps), *names]), record)


def _forget(subject: Subject, picture: Floats, label: int, method: str, seed: int) -> list[SanityStep]:
    def explain(it: Subject) -> Iterator[Attribution]:
        return attribute(method, it, picture, label, np.random.default_rng(seed))

    return list(go_through(check_sanity(subject, explain, np.random.default_rng(seed + 1)), "forgetting"))


def _sentences(
    subject: Subject, label: int, found: Sequence[Attribution], steps: Sequence[SanityStep]
) -> list[str]:
    lines = [f"{subject.title} gives class {label} the score {found[0].score:.4g}."]
    lines += [
        f"The shares of integrated gradients add up to {each.completeness.total:.4g}; the score differs from that of "
        f"a black picture by {each.completeness.difference:.4g}, so {100 * each.completeness.gap:.2g} % are missed."
        for each in found
        if each.completeness is not None
    ]
    lines += [
        f"Random from the top to {step.layer}: rank correlation {step.similarity:.2f} with the learned net's map."
        for step in steps
        if step.layer is not None
    ]
    return lines


def _record(each: Attribution) -> dict[str, object]:
    values, complete = each.map, each.completeness
    return {
        "method": each.method,
        "min": float(values.min()),
        "max": float(values.max()),
        "sum": None if complete is None else complete.total,
        "score_difference": None if complete is None else complete.difference,
    }
