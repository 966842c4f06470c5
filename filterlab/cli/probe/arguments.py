"""The arguments and options of ``filterlab probe``; the work is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from filterlab.cli.options import AsJson


def probe(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="A .safetensors, .npz or .onnx file, or a hand-made filter: its name or file.",
        ),
    ],
    what: Annotated[
        str, typer.Option(help="patches, tuning, noise, field, feeding, attribution or maximise.")
    ] = "patches",
    layer: Annotated[
        str | None, typer.Option(help="The layer, such as conv1; by default the first with filters.")
    ] = None,
    unit: Annotated[
        list[int] | None,
        typer.Option(help="The unit's number, from 0 (the default); tuning takes up to five."),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(
            metavar="ROW,COLUMN", help="Where in the unit's map; by default its middle.", show_default=False
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A .png or .svg (a sheet with captions), a .csv (numbers) or, for maps, a .npy; may be given "
            "more than once.",
        ),
    ] = None,
    label: Annotated[
        int | None,
        typer.Option("--class", help="A class: what is maximised or explained.", show_default=False),
    ] = None,
    data: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="The data set whose pictures are looked at.")
    ] = "strokes",
    pictures: Annotated[
        int | None, typer.Option(help="How many of them at most; for noise, how many are shown.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many patches.")] = 12,
    per_picture: Annotated[int, typer.Option(help="How many patches one picture may give.")] = 1,
    picture: Annotated[
        str | None,
        typer.Option(
            metavar="IMAGE",
            help="The picture to explain or to follow, or to begin a climb with: a file or a sample's name.",
            show_default=False,
        ),
    ] = None,
    index: Annotated[
        int, typer.Option(help="Which test picture of the data set to explain, without --picture.")
    ] = 0,
    fit: Annotated[str, typer.Option(help="Pictures of another size: pad, resize or crop.")] = "pad",
    method: Annotated[
        list[str] | None,
        typer.Option(
            help="gradient, smoothgrad, guided, integrated, grad-cam or occlusion; by default all.",
            show_default=False,
        ),
    ] = None,
    sanity: Annotated[
        bool, typer.Option("--sanity", help="Repeat one attribution while the net forgets, layer by layer.")
    ] = False,
    steps: Annotated[int, typer.Option(help="Steps of a climb.")] = 256,
    answers: Annotated[int, typer.Option(help="How many pictures climb together.")] = 1,
    ground: Annotated[float, typer.Option(help="The brightness a climb begins with.")] = 0.5,
    l2: Annotated[float, typer.Option("--l2", help="Weight that keeps pixels near the ground.")] = 0.0,
    variation: Annotated[float, typer.Option(help="Weight against differences of neighbours.")] = 0.0,
    blur: Annotated[float, typer.Option(help="Deviation of a blur every four steps, in pixels.")] = 0.0,
    jitter: Annotated[int, typer.Option(help="Random shift before each step, in pixels.")] = 0,
    fourier: Annotated[bool, typer.Option("--fourier", help="Climb in waves, coarse ones first.")] = False,
    diversity: Annotated[float, typer.Option(help="Weight that drives several answers apart.")] = 0.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answer.")] = 0,
    json: AsJson = False,
) -> None:
    """Find out what a unit sees: of a net, in any layer, or of a hand-made filter."""
    from filterlab.cli.output import Voice
    from filterlab.cli.probe.command import Settings, answer
    from filterlab.cli.probe.options import AttributionOptions, PatchOptions, PictureOptions, ProbeOptions
    from filterlab.probes.maximisation import ClimbSettings

    options = ProbeOptions(model, layer, tuple(unit or (0,)), label, place, data, pictures, seed, fit)
    settings = Settings(
        PatchOptions(count, per_picture),
        AttributionOptions(tuple(method or ()), sanity),
        PictureOptions(picture, index),
        ClimbSettings(
            steps=steps,
            answers=answers,
            ground=ground,
            l2=l2,
            total_variation=variation,
            blur=blur,
            jitter=jitter,
            fourier=fourier,
            diversity=diversity,
        ),
    )
    answer(what, options, settings, output or [], Voice(as_json=json))
