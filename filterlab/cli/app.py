"""The commands and their options; the work is done elsewhere, imported when a command is called."""

from pathlib import Path
from typing import Annotated

import typer

from filterlab import __version__
from filterlab.cli.analysis import ablate, compare
from filterlab.cli.options import AsJson
from filterlab.cli.probe.arguments import probe

app = typer.Typer(
    name="filterlab",
    help="Draw a convolution filter, see pictures respond, train a small CNN and compare what it learned.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"filterlab {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Draw a convolution filter, see pictures respond, train a small CNN and compare what it learned.

    Without a command the window opens.
    """
    del version
    if context.invoked_subcommand is None:
        gui([])


@app.command()
def gui(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Projects, pictures, filters or weights to open."),
    ] = None,
) -> None:
    """Open the window."""
    from filterlab.cli.window import open_window

    raise typer.Exit(open_window(files or []))


@app.command()
def apply(
    images: Annotated[
        list[str], typer.Argument(metavar="IMAGE", help="Picture files, or names of sample pictures.")
    ],
    filter_name: Annotated[
        str,
        typer.Option(
            "--filter", "-f", metavar="NAME|FILE", help="A preset's name, or a .npy, .csv, .txt, .json."
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A .png (colours), .npy or .tiff (exact float32 values); for several pictures a name with "
            "{name} in it, such as maps/{name}.npy, or a folder (then .png).",
        ),
    ],
    stride: Annotated[str, typer.Option(help="Step in pixels: N, or HEIGHT,WIDTH.")] = "1",
    padding: Annotated[
        str, typer.Option(help="Zeros around the picture: N, HEIGHT,WIDTH, same or valid.")
    ] = "0",
    dilation: Annotated[str, typer.Option(help="Step between the filter's cells: N, or HEIGHT,WIDTH.")] = "1",
    bias: Annotated[float, typer.Option(help="Added to every response.")] = 0.0,
    flip: Annotated[bool, typer.Option("--flip", help="Turn the filter first: true convolution.")] = False,
    activation: Annotated[str, typer.Option(help="none, relu, leaky_relu, tanh, sigmoid or abs.")] = "none",
    pool: Annotated[str, typer.Option(help="none, max or average.")] = "none",
    pool_size: Annotated[int, typer.Option(help="Side of the pooling window.")] = 2,
    pool_stride: Annotated[
        int | None, typer.Option(help="Step between windows; by default their side.")
    ] = None,
    units: Annotated[int, typer.Option(help="Value of white: 1 or 255.")] = 1,
    json: AsJson = False,
) -> None:
    """Slide a filter over pictures and write the responses."""
    from filterlab.cli.apply import apply_filter, read_stages
    from filterlab.cli.output import Voice

    stages = read_stages(
        stride=stride,
        padding=padding,
        dilation=dilation,
        flip=flip,
        bias=bias,
        activation=activation,
        pool=pool,
        pool_size=pool_size,
        pool_stride=pool_stride,
    )
    apply_filter(images, filter_name, output, stages, units, Voice(as_json=json))


@app.command()
def train(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="The .safetensors file to write.")
    ],
    data: Annotated[
        str,
        typer.Option(
            metavar="NAME|PATH",
            help="strokes, a data set that was downloaded, such as mnist, a folder or a file.",
        ),
    ] = "strokes",
    net: Annotated[
        str, typer.Option(metavar="NAME|SPEC.toml", help="A net of the zoo, or its description.")
    ] = "tiny",
    epochs: Annotated[int, typer.Option(help="How often each training picture is seen.")] = 5,
    batch_size: Annotated[int, typer.Option(help="Pictures for each step.")] = 64,
    lr: Annotated[
        float | None, typer.Option("--lr", help="Learning rate; by default the optimizer's usual one.")
    ] = None,
    optimizer: Annotated[str, typer.Option(help="sgd (with momentum) or adam.")] = "sgd",
    schedule: Annotated[
        str | None, typer.Option(help="constant, step, cosine or one-cycle; by default the usual one.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same weights.")] = 0,
    train_size: Annotated[
        int | None,
        typer.Option(
            help="Training pictures to draw (by default 10000), or to take at most (by default all)."
        ),
    ] = None,
    test_size: Annotated[
        int | None, typer.Option(help="The same for test pictures (by default 2000, or all).")
    ] = None,
    augment: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=NUMBER,…",
            help="Change training pictures each time they are seen, such as shift=2,rotate=10,horizontal-flip; "
            "also scale, elastic, smoothness, noise, vertical-flip.",
        ),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="PROJECT/RUN",
            help="Let a paused or stopped run of a project go on, such as mine.filterlab/run 3, with its own "
            "settings.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Train a net and write its weights."""
    from filterlab.cli.output import Voice
    from filterlab.cli.resume import refuse_settings, resume_net
    from filterlab.cli.train import TrainOptions, train_net

    if resume is not None:
        refuse_settings(context)
        resume_net(resume, output, Voice(as_json=json))
        return
    options = TrainOptions(
        data=data,
        net=net,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=lr,
        optimizer=optimizer,
        schedule=schedule,
        seed=seed,
        train_size=train_size,
        test_size=test_size,
        augment=augment,
    )
    train_net(options, output, Voice(as_json=json))


@app.command()
def download(
    name: Annotated[str, typer.Argument(metavar="NAME", help="mnist, fashion-mnist, kmnist or cifar-10.")],
    json: AsJson = False,
) -> None:
    """Fetch a published data set, which train takes by its name then."""
    from filterlab.cli.download import fetch_dataset
    from filterlab.cli.output import Voice

    fetch_dataset(name, Voice(as_json=json))


@app.command()
def filters(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A .safetensors, .npz or .onnx file.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="GRID.png", help="The picture to write.")],
    layer: Annotated[str | None, typer.Option(help="The layer, such as conv1; by default the first.")] = None,
    json: AsJson = False,
) -> None:
    """Draw the filters a net has learned, and name the hand-made filter nearest to each."""
    from filterlab.cli.filters import draw_filters
    from filterlab.cli.output import Voice

    draw_filters(model, layer, output, Voice(as_json=json))


app.command()(compare)
app.command()(ablate)
app.command()(probe)


@app.command()
def summary(
    net: Annotated[
        str, typer.Argument(metavar="NET|MODEL", help="A net of the zoo, a SPEC.toml or a .safetensors file.")
    ],
    json: AsJson = False,
) -> None:
    """List a net's layers with their shapes, parameters, operations and receptive fields."""
    from filterlab.cli.output import Voice
    from filterlab.cli.summary import print_summary

    print_summary(net, Voice(as_json=json))


@app.command()
def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to; made if need be.")
    ],
    epochs: Annotated[int, typer.Option(help="How long to train.")] = 3,
    train_size: Annotated[int, typer.Option(help="Pictures to train on.")] = 10_000,
    test_size: Annotated[int, typer.Option(help="Pictures to test on.")] = 2_000,
    json: AsJson = False,
) -> None:
    """Tell the whole story without a screen: curve detector, response, training, side by side."""
    from filterlab.cli.demo import run_demo
    from filterlab.cli.output import Voice

    run_demo(output, epochs=epochs, train_size=train_size, test_size=test_size, voice=Voice(as_json=json))


@app.command()
def experiment(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which one; --list names them.", show_default=False)
    ] = None,
    show_list: Annotated[
        bool, typer.Option("--list", help="Name every experiment and what it asks.")
    ] = False,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A .png (curves, seeds and the sentence) or a .csv (every trial); may be given twice.",
        ),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(help="How many seeds; by default 20, some minutes.", show_default=False)
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="5 seeds, about a minute.")] = False,
    data: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="Digits of 28 × 28 pixels, such as strokes or mnist.")
    ] = "strokes",
    filter_names: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            "-f",
            metavar="NAME|FILE",
            help="For first-layer: a preset or a filter file to begin with, given once for each filter.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Run an experiment of the course over several seeds, and set what comes out beside what was published."""
    from filterlab.cli.experiment import ExperimentOptions, list_experiments, perform_experiment
    from filterlab.cli.output import Voice
    from filterlab.errors import FilterLabError

    voice = Voice(as_json=json)
    if show_list:
        list_experiments(voice)
        return
    if name is None:
        raise FilterLabError("Say which experiment; filterlab experiment --list names them.")
    options = ExperimentOptions(
        name=name, seeds=seeds, quick=quick, data=data, filters=tuple(filter_names or ())
    )
    perform_experiment(options, output or [], voice)


@app.command()
def kernels(json: AsJson = False) -> None:
    """Get the engine's compiled kernels ready now; otherwise that happens by itself, in the background."""
    from filterlab.cli.kernels import get_kernels_ready
    from filterlab.cli.output import Voice

    get_kernels_ready(Voice(as_json=json))


@app.command()
def shot(
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="design, circuit, train or compare.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="SHOT.png", help="The picture to write.")],
    size: Annotated[
        str, typer.Option(metavar="WIDTHxHEIGHT", help="Size of the window in pixels.")
    ] = "1400x900",
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    state: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Which state: design has example, close, colour, pooled, empty-bank, too-large and message; "
            "train example, before and while; circuit example and empty; compare example, empty, opened and sample.",
        ),
    ] = "example",
    panel: Annotated[
        str,
        typer.Option(metavar="KEY", help="The panel in front, such as peaks, classes or tuning."),
    ] = "",
    json: AsJson = False,
) -> None:
    """Render a state of the window to a picture, without a screen."""
    from filterlab.cli.output import Voice
    from filterlab.cli.window import take_shot

    take_shot(workspace, output, size, theme, state, panel, Voice(as_json=json))
