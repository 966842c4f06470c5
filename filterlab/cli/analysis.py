"""The options of the commands that set filters beside each other and take nets apart: compare and ablate."""

from pathlib import Path
from typing import Annotated

import typer

from filterlab.cli.options import AsJson


def compare(
    first: Annotated[
        str,
        typer.Argument(
            metavar="A", help="presets, filters (names or files, with commas between them), or a model."
        ),
    ],
    second: Annotated[str, typer.Argument(metavar="B", help="The same; it is fitted to the first.")],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help="A .png, .svg (figure) or .csv (pairs); may be given twice."
        ),
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(help="The layer of a model, by default the first; given twice, one for each bank."),
    ] = None,
    sign: Annotated[bool, typer.Option(help="Take a filter and its negative for the same.")] = True,
    strength: Annotated[bool, typer.Option(help="Take a filter and a stronger one for the same.")] = True,
    turns: Annotated[bool, typer.Option(help="Take a filter and its quarter turns for the same.")] = False,
    flips: Annotated[bool, typer.Option(help="Take a filter and its mirror images for the same.")] = False,
    shift: Annotated[int, typer.Option(help="How many cells a filter may be moved each way.")] = 0,
    json: AsJson = False,
) -> None:
    """Pair two banks of filters one to one, and say what chance would make of them."""
    from filterlab.cli.compare import compare_banks
    from filterlab.cli.output import Voice
    from filterlab.probes.matching import Invariances

    allowed = Invariances(sign=sign, turns=turns, flips=flips, shift=shift, strength=strength)
    compare_banks((first, second), layer or [], allowed, output or [], Voice(as_json=json))


def ablate(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A .safetensors file that FilterLab saved.")],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A .png, .svg (figure) or .csv (ranking); may be given twice.",
        ),
    ] = None,
    layer: Annotated[str | None, typer.Option(help="The layer, such as conv1; by default the first.")] = None,
    data: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="What to test with: a data set by name, or a path.")
    ] = "strokes",
    test_size: Annotated[int, typer.Option(help="Test pictures to draw, or to take at most.")] = 2_000,
    resize: Annotated[bool, typer.Option("--resize", help="Stretch pictures to what the net takes.")] = False,
    json: AsJson = False,
) -> None:
    """Silence every filter of a layer in turn, and rank them by the accuracy that is lost."""
    from filterlab.cli.ablate import ablate_layer
    from filterlab.cli.output import Voice

    ablate_layer(model, layer, data, test_size, output or [], Voice(as_json=json), resize=resize)
