"""Time convolutions beside PyTorch, OpenCV and SciPy, turn and turn about in one process, two threads each.

Each line is one case; its figures are medians in milliseconds, and the peers' times divided by ours (above 1:
we are faster). The turns are short and alternate, so that whatever else the machine does meets all alike.

    python benchmarks/conv.py [--turns 15] [--threads 2] [--only WORD]
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import cv2
import numpy as np
import torch
from scipy import ndimage
from threadpoolctl import threadpool_limits

from filterlab import engine

Work = Callable[[], object]


@dataclass(frozen=True)
class Shape:
    """A layer: pictures (n, c, h, w), o filters of k by k."""

    n: int
    c: int
    h: int
    w: int
    o: int
    k: int
    stride: int = 1
    padding: int = 0

    def __str__(self) -> str:
        """Name the layer in a line."""
        more = f", stride {self.stride}" * (self.stride > 1) + f", padding {self.padding}" * (
            self.padding > 0
        )
        return f"{self.n} x {self.c} x {self.h} x {self.w}, {self.o} filters {self.k} x {self.k}{more}"


LAYERS = {
    "first layer of a small net": Shape(64, 1, 28, 28, 8, 5),
    "second layer of a small net": Shape(64, 8, 12, 12, 16, 5),
    "fully covering layer": Shape(64, 16, 5, 5, 120, 5),
    "layer with padding": Shape(32, 16, 32, 32, 32, 3, padding=1),
    "layer with stride": Shape(32, 16, 32, 32, 32, 3, stride=2, padding=1),
    "1 x 1 layer": Shape(32, 64, 16, 16, 64, 1),
    "first layer of AlexNet": Shape(1, 3, 227, 227, 96, 11, stride=4),
    "colour picture, 8 filters": Shape(1, 3, 1000, 1000, 8, 7),
}


def picture_cases() -> dict[str, dict[str, Work]]:
    """One filter on one grey picture of a megapixel, output as large as the picture."""
    rng = np.random.default_rng(0)
    cases: dict[str, dict[str, Work]] = {}
    picture = rng.random((1000, 1000), dtype=np.float32)
    for k in (3, 7, 15):
        kernel = rng.normal(size=(k, k)).astype(np.float32)
        x, w = picture[None, None], kernel[None, None]
        tensors = torch.from_numpy(x), torch.from_numpy(w)
        cases[f"grey megapixel, {k} x {k}"] = {
            "ours": lambda x=x, w=w: engine.conv2d(x, w, padding="same"),
            "PyTorch": lambda t=tensors: torch.nn.functional.conv2d(*t, padding="same"),
            "OpenCV": lambda kernel=kernel: cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_CONSTANT),
            "SciPy": lambda kernel=kernel: ndimage.correlate(picture, kernel, mode="constant"),
        }
    return cases


def layer_cases(name: str, shape: Shape) -> dict[str, dict[str, Work]]:
    """Return a layer forward alone, and forward with all three gradients."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(shape.n, shape.c, shape.h, shape.w)).astype(np.float32)
    w = rng.normal(size=(shape.o, shape.c, shape.k, shape.k)).astype(np.float32)
    b = rng.normal(size=shape.o).astype(np.float32)
    dy = np.ones_like(engine.conv2d(x, w, b, stride=shape.stride, padding=shape.padding))
    leaves = [torch.from_numpy(array).requires_grad_() for array in (x, w, b)]
    gradient = torch.from_numpy(dy)

    def ours() -> object:
        return engine.conv2d(x, w, b, stride=shape.stride, padding=shape.padding)

    def ours_with_gradients() -> object:
        ours()
        return engine.conv2d_backward(dy, x, w, stride=shape.stride, padding=shape.padding)

    def theirs() -> torch.Tensor:
        return torch.nn.functional.conv2d(*leaves, stride=shape.stride, padding=shape.padding)

    def theirs_forward() -> object:
        with torch.no_grad():
            return theirs()

    def theirs_with_gradients() -> object:
        return torch.autograd.grad(theirs(), leaves, gradient)

    return {
        f"{name} ({shape}), forward": {"ours": ours, "PyTorch": theirs_forward},
        f"{name}, forward and backward": {"ours": ours_with_gradients, "PyTorch": theirs_with_gradients},
    }


def time_in_turns(works: dict[str, Work], turns: int) -> dict[str, float]:
    """Return the median milliseconds of each, after one turn to warm up."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            start = perf_counter()
            work()
            if turn:
                times[name].append((perf_counter() - start) * 1000)
    return {name: median(taken) for name, taken in times.items()}


def main() -> None:
    """Run the cases whose name holds the word asked for, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", default="", metavar="WORD")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    cases = picture_cases()
    for name, shape in LAYERS.items():
        cases |= layer_cases(name, shape)
    with threadpool_limits(arguments.threads, user_api="blas"):
        for name, works in cases.items():
            if arguments.only not in name:
                continue
            taken = time_in_turns(works, arguments.turns)
            mine = taken.pop("ours")
            peers = ", ".join(f"{peer} {time:.2f} ({time / mine:.2f} x)" for peer, time in taken.items())
            print(f"{name}: ours {mine:.2f} ms; {peers}")


if __name__ == "__main__":
    main()
