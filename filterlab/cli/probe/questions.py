"""The questions of ``filterlab probe`` that are asked of units, each with its sheet and its numbers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from filterlab.cli.kernels import note_first_use
from filterlab.cli.output import Voice
from filterlab.cli.probe.options import (
    SUFFIXES,
    PatchOptions,
    PictureOptions,
    ProbeOptions,
    check_outputs,
    tell_answer,
    write_outputs,
)
from filterlab.cli.probe.subject import find_subject
from filterlab.cli.states import go_through, last_of
from filterlab.data import export_map
from filterlab.errors import FilterLabError
from filterlab.figures.units import (
    climb_figure,
    climb_title,
    field_figure,
    field_title,
    noise_figure,
    noise_title,
    patches_figure,
    patches_titles,
    tuning_figure,
    tuning_title,
)
from filterlab.files import write_whole
from filterlab.probes.bench import TuningReport, run_bench, tuning_csv
from filterlab.probes.maximisation import ClimbRecord, ClimbSettings, climb_csv, maximise
from filterlab.probes.units import (
    Subject,
    Unit,
    correlate_noise,
    field_csv,
    find_top_patches,
    measure_effective_field,
    noise_csv,
    patches_csv,
)

FIELD_PICTURES, NOISE_PICTURES = 512, 20_000
"""Pictures that gradients are averaged over, and pictures of noise, unless told."""


def probe_patches(options: ProbeOptions, wanted: PatchOptions, outputs: Sequence[Path], voice: Voice) -> None:
    """Write the patches of a data set that a unit answers to most.

    Raises
    ------
    FilterLabError
        If an output cannot be written, or as `find_top_patches`.
    StoppedError
        After Ctrl-C; nothing is written.
    """
    check_outputs(outputs, SUFFIXES)
    subject, unit, images = options.subject_before()
    note_first_use(voice)
    search = find_top_patches(
        subject, unit.layer, [unit.channel], images, count=wanted.count, per_picture=wanted.per_picture
    )
    (patches,) = last_of(search, "looking through the pictures").patches
    who = f"{unit.name} of {subject.title}"
    title, subtitle = patches_titles(who, images.shape[0], options.data)
    write_outputs(
        outputs,
        lambda: patches_figure(patches, title=title, subtitle=subtitle),
        {
            ".csv": lambda path: write_whole(path, patches_csv(patches).encode()),
        },
    )
    best = patches[0]
    places = [
        {"picture": p.picture, "row": p.peak.row, "column": p.peak.column, "answer": p.peak.value}
        for p in patches
    ]
    tell_answer(
        voice,
        options.model,
        "patches",
        unit,
        outputs,
        f"{unit.name} of {subject.title} answers most, with {best.peak.value:.4g}, to picture {best.picture} of "
        f"{images.shape[0]:,}, at row {best.peak.row}, column {best.peak.column} of its map.",
        {"pictures": images.shape[0], "patches": places},
    )


def probe_tuning(options: ProbeOptions, outputs: Sequence[Path], voice: Voice) -> None:
    """Write the tuning curves of up to five units, drawn over each other and in one table."""
    check_outputs(outputs, SUFFIXES)
    if not 1 <= len(options.units) <= 5 or options.label is not None:
        raise FilterLabError("The tuning of one unit to five can be drawn: name them with --unit.")
    subject, layer = find_subject(options.model, options.layer)
    note_first_use(voice)
    reports = [_bench(subject, Unit(layer, channel)) for channel in options.units]
    names = " and ".join(str(channel) for channel in options.units)
    title = tuning_title(f"{layer} unit {names} of {subject.title}")
    called = [f"{report.unit.name} of {subject.title}" for report in reports]
    write_outputs(
        outputs,
        lambda: tuning_figure(reports, title=title),
        {
            ".csv": lambda path: write_whole(path, tuning_csv(reports, called).encode()),
        },
    )
    for report in reports:
        best, kind = report.grating, "simple" if report.is_simple else "complex"
        direction = "no direction (–)" if report.angle is None else f"{report.angle:.1f} degrees"
        curves = [
            {
                "stimulus": curve.kind,
                "parameter": curve.parameter,
                "preferred": curve.preferred,
                "bandwidth": curve.bandwidth,
                "selectivity": curve.selectivity,
            }
            for curve in report.curves
        ]
        tell_answer(
            voice,
            options.model,
            "tuning",
            report.unit,
            outputs,
            f"{report.unit.name} of {subject.title} prefers gratings of {direction} and "
            f"{best.frequency:.3g} stripes per pixel; F1/F0 is {report.modulation_ratio:.2f}, a {kind} cell.",
            {
                "angle": report.angle,
                "frequency": best.frequency,
                "phase": best.phase,
                "modulation_ratio": report.modulation_ratio,
                "curves": curves,
                "arc": report.curvature.preferred,
            },
        )


def probe_noise(options: ProbeOptions, outputs: Sequence[Path], voice: Voice) -> None:
    """Write the kernel that white noise shows, beside the true one."""
    check_outputs(outputs, (*SUFFIXES, ".npy"))
    subject, unit = options.subject()
    count = NOISE_PICTURES if options.pictures is None else options.pictures
    note_first_use(voice)
    probe = last_of(correlate_noise(subject, unit, options.rng, count=count), "showing noise")
    title = noise_title(f"{unit.name_at_place} of {subject.title}")
    write_outputs(
        outputs,
        lambda: noise_figure(probe, title=title),
        {
            ".csv": lambda path: write_whole(path, noise_csv(probe).encode()),
            ".npy": lambda path: export_map(path, probe.kernel.astype(np.float32)),
        },
    )
    beside = (
        "its layer has no single kernel to compare it with"
        if probe.correlation is None
        else f"the correlation with its true kernel is {probe.correlation:.4f}"
    )
    tell_answer(
        voice,
        options.model,
        "noise",
        unit,
        outputs,
        f"{unit.name} of {subject.title}, from {count:,} pictures of noise: {beside}.",
        {"pictures": count, "correlation": probe.correlation},
    )


def probe_field(options: ProbeOptions, outputs: Sequence[Path], voice: Voice) -> None:
    """Write which pixels a unit can see, and which it listens to."""
    check_outputs(outputs, (*SUFFIXES, ".npy"))
    subject, unit, images = options.subject_before()
    first = images[: options.pictures or FIELD_PICTURES]
    note_first_use(voice)
    found = last_of(measure_effective_field(subject, unit, first), "averaging gradients")
    title = field_title(f"{unit.name_at_place} of {subject.title}")
    write_outputs(
        outputs,
        lambda: field_figure(found, title=title),
        {
            ".csv": lambda path: write_whole(path, field_csv(found).encode()),
            ".npy": lambda path: export_map(path, found.strength.astype(np.float32)),
        },
    )
    box, bell = found.field.box, found.bell
    shape = (
        ""
        if bell is None
        else f"; the bell that fits has deviations of {bell.major:.3g} and {bell.minor:.3g} pixels"
    )
    tell_answer(
        voice,
        options.model,
        "field",
        unit,
        outputs,
        f"{unit.name} of {subject.title} can see {box.height} × {box.width} pixels, from row {box.top} and column "
        f"{box.left} on{shape}.",
        {
            "box": [box.top, box.left, box.height, box.width],
            "jump": list(found.field.jump),
            "share": found.share,
            "bell": None if bell is None else {name: getattr(bell, name) for name in bell.__slots__},
        },
    )


def probe_maximum(
    options: ProbeOptions,
    settings: ClimbSettings,
    pictures: PictureOptions,
    outputs: Sequence[Path],
    voice: Voice,
) -> None:
    """Write the pictures that a unit or a class answers to most, and the climb to them.

    A .npy holds the pictures, (answers · channels, height, width).
    """
    check_outputs(outputs, (*SUFFIXES, ".npy"))
    subject, unit = options.subject()
    note_first_use(voice)
    record = ClimbRecord()
    climb = maximise(subject, unit, settings, options.rng, start=pictures.given(subject, options.fit))
    for moment in go_through(climb, "climbing"):
        record.take_in(moment)
    first, last = record.stages[0], record.newest
    name = unit.name_at_place if options.label is None else f"class {options.label}"
    title = climb_title(f"{name} of {subject.title}")
    write_outputs(
        outputs,
        lambda: climb_figure(record, title=title),
        {
            ".csv": lambda path: write_whole(path, climb_csv(record).encode()),
            ".npy": lambda path: export_map(path, last.pictures.reshape(-1, *last.pictures.shape[2:])),
        },
    )
    answers = [float(answer) for answer in last.answers]
    tell_answer(
        voice,
        options.model,
        "maximise",
        unit,
        outputs,
        f"{name} of {subject.title} answers {max(answers):.4g} after {last.done} steps, and answered "
        f"{float(first.answers.max()):.4g} at the start.",
        {"steps": last.done, "answers": answers},
    )


def _bench(subject: Subject, unit: Unit) -> TuningReport:
    report = last_of(run_bench(subject, unit), f"tuning {unit.name}").report
    if report is None:
        raise RuntimeError("the bench ended without a report")
    return report
