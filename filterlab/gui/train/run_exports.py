"""A run written for other programs, each kind by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.gui.train.learned import network_of, spec_of
from filterlab.nets import save_weights
from filterlab.nets.exports.metrics_csv import metrics_csv
from filterlab.nets.exports.numpy_snippet import numpy_snippet
from filterlab.nets.exports.onnx_file import save_onnx
from filterlab.nets.exports.tensorboard import tensorboard_file_name, tensorboard_records
from filterlab.nets.exports.torch_snippet import torch_snippet

if TYPE_CHECKING:
    from pathlib import Path

    from filterlab.nets import Network, Snapshot
    from filterlab.project import Run

ExportKind = Literal["csv", "tensorboard", "safetensors", "onnx", "numpy", "torch"]
SUFFIXES: dict[ExportKind, str] = {
    "csv": ".csv",
    "tensorboard": "",
    "safetensors": ".safetensors",
    "onnx": ".onnx",
    "numpy": ".py",
    "torch": ".py",
}


def export_run(run: Run, kind: ExportKind, path: Path, *, snapshot: Snapshot | None, now: float) -> Path:
    """Write a run, or the net with the weights of a moment of it.

    Parameters
    ----------
    run : Run
        The run.
    kind : {"csv", "tensorboard", "safetensors", "onnx", "numpy", "torch"}
        Figures as a table or as events; weights; a net; or a script that makes the net, with its weights in a
        safetensors file of the same name beside it.
    path : Path
        The file; for TensorBoard a folder, in which the file gets the name that program looks for.
    snapshot : Snapshot or None
        The weights to write; None if there are none.
    now : float
        The time, in seconds since 1970.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    FilterLabError
        There is nothing to write, the net is not known, or the file cannot be written.
    """
    if kind in ("csv", "tensorboard"):
        if not run.steps:
            raise FilterLabError(f"{run.name} has made no step yet, so it has no figures to write.")
        if kind == "csv":
            write_whole(path, metrics_csv(run.steps, run.epochs).encode())
            return path
        began = now - run.steps[-1].seconds
        target = path / tensorboard_file_name(began)
        write_whole(target, tensorboard_records(run.steps, run.epochs, began))
        return target
    net = _net(run, snapshot)
    if kind == "onnx":
        save_onnx(path, net)
        return path
    if kind == "safetensors":
        save_weights(path, net)
        return path
    weights = _weights_of(path)
    snippet = (numpy_snippet if kind == "numpy" else torch_snippet)(net.spec, weights.name)
    save_weights(weights, net)
    write_whole(path, snippet.encode())
    return path


def weights_beside(kind: ExportKind, path: Path) -> Path | None:
    """Return the second file an export writes, the weights that a script reads; None for the other kinds."""
    return _weights_of(path) if kind in ("numpy", "torch") else None


def _weights_of(script: Path) -> Path:
    return script.with_suffix(".safetensors")


def _net(run: Run, snapshot: Snapshot | None) -> Network:
    spec = spec_of(run)
    if snapshot is None:
        raise FilterLabError(f"{run.name} has no weights yet; let it train for a while.")
    if spec is None:
        raise FilterLabError(f"{run.name} came from a file, and its weights are of no net known here.")
    return network_of(spec, snapshot.parameters)
