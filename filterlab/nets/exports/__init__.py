"""Nets and runs handed over to other programs: ONNX, NumPy, PyTorch, TensorBoard, tables."""

from filterlab.nets.exports.metrics_csv import metrics_csv
from filterlab.nets.exports.numpy_snippet import numpy_snippet
from filterlab.nets.exports.onnx_file import onnx_model, save_onnx
from filterlab.nets.exports.tensorboard import tensorboard_file_name, tensorboard_records
from filterlab.nets.exports.torch_snippet import torch_snippet

__all__ = [
    "metrics_csv",
    "numpy_snippet",
    "onnx_model",
    "save_onnx",
    "tensorboard_file_name",
    "tensorboard_records",
    "torch_snippet",
]
