"""The peers we measure ourselves by, each in its own fastest way to the same numbers: OpenCV, SciPy, PyTorch."""

from collections.abc import Callable
from time import perf_counter

import cv2
import numpy as np
import numpy.typing as npt
import torch
from scipy import ndimage
from torch.nn import functional

from timing import THREADS, Side

Floats = npt.NDArray[np.float32]


def limit_threads() -> None:
    """Give PyTorch and OpenCV as many threads as we have; SciPy's ``correlate`` knows only one."""
    torch.set_num_threads(THREADS)
    cv2.setNumThreads(THREADS)


def opencv_filter(picture: Floats, kernel: Floats) -> Side:
    """Filter a grey picture (H, W) with zeros around it; the output is as large as the picture."""
    return Side("OpenCV filter2D", lambda: cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_CONSTANT))


def scipy_filter(picture: Floats, kernel: Floats) -> Side:
    """Filter a grey picture (H, W) with zeros around it; the output is as large as the picture."""
    return Side("SciPy correlate", lambda: ndimage.correlate(picture, kernel, mode="constant"))


def torch_filter(x: Floats, w: Floats, padding: int) -> Side:
    """Convolve (N, C, H, W) with (O, C, K, K), in the faster of PyTorch's two ways if there is padding.

    oneDNN pads by itself, but for large filters that takes many times as long as to pad first and then to
    convolve without padding.
    """
    pictures, filters = torch.from_numpy(x), torch.from_numpy(w)
    ways: list[Callable[[], torch.Tensor]] = [lambda: functional.conv2d(pictures, filters, padding=padding)]
    if padding:
        ways.append(lambda: functional.conv2d(functional.pad(pictures, (padding,) * 4), filters))
    with torch.inference_mode():
        fastest = min(ways, key=_seconds) if len(ways) > 1 else ways[0]
    return Side("PyTorch conv2d", fastest, around=torch.inference_mode)


def torch_layer(x: Floats, w: Floats, b: Floats, *, stride: int, padding: int) -> Side:
    """Convolve (N, C, H, W) with (O, C, K, K) as a net does that is not trained."""
    tensors = [torch.from_numpy(array) for array in (x, w, b)]
    return Side(
        "PyTorch conv2d",
        lambda: functional.conv2d(*tensors, stride=stride, padding=padding),
        around=torch.inference_mode,
    )


def torch_layer_with_gradients(
    x: Floats, w: Floats, b: Floats, dy: Floats, *, stride: int, padding: int
) -> Side:
    """Convolve, and carry the gradient ``dy`` back to the input, the weights and the bias."""
    leaves = [torch.from_numpy(array).requires_grad_() for array in (x, w, b)]
    given = torch.from_numpy(dy)

    def call() -> tuple[torch.Tensor, ...]:
        y = functional.conv2d(*leaves, stride=stride, padding=padding)
        return y.detach(), *torch.autograd.grad(y, leaves, given)

    return Side("PyTorch conv2d", call)


def _seconds(way: Callable[[], object]) -> float:
    way()
    began = perf_counter()
    way()
    return perf_counter() - began
