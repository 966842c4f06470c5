"""Who ``filterlab probe`` asks: a net, the filters of a weights file, or a hand-made filter."""

from pathlib import Path

from filterlab.cli.apply import read_filter
from filterlab.errors import FilterLabError
from filterlab.nets import layer_name, load_filter_banks, load_model
from filterlab.nets.spec import Conv1d, Conv2d, LayerSpec, Linear
from filterlab.nets.weights import describes_net
from filterlab.probes.stages import Pair, Stages
from filterlab.probes.units import Subject, subject_of_filters

_WEIGHTS = (".safetensors", ".npz", ".onnx")


def find_subject(model: str, layer: str | None, picture_size: Pair | None = None) -> tuple[Subject, str]:
    """Find a net with its weights, or filters as a net of one layer.

    Parameters
    ----------
    model : str
        A .safetensors file of FilterLab's; another weights file, of which one bank of filters is taken; or a
        hand-made filter: a preset's name or a file.
    layer : str or None
        The layer of the net, or the name of the bank in the file; None takes the first with filters.
    picture_size : (int, int) or None
        Height and width of the pictures filters look at; None makes them as large as the filters. A net has its own.

    Returns
    -------
    subject, layer
        Who is asked, and the name of the layer there.

    Raises
    ------
    FilterLabError
        If nothing has this name, or it cannot be read, or has no such layer.
    """
    path = Path(model)
    if path.suffix.lower() not in _WEIGHTS:
        subject = subject_of_filters(read_filter(model), Stages(), picture_size, title=path.stem)
        return subject, _checked(subject, layer)
    if path.suffix.lower() == ".safetensors" and describes_net(path):
        subject = Subject(load_model(path), title=path.stem)
        return subject, _checked(subject, layer)
    banks = {name.removesuffix(".weight"): bank for name, bank in load_filter_banks(path).items()}
    name = next(iter(banks)) if layer is None else layer
    if name not in banks:
        raise FilterLabError(f'"{path}" has no filters called "{name}": choose one of {", ".join(banks)}.')
    subject = subject_of_filters(banks[name], Stages(), picture_size, title=path.name, layer=layer_name(name))
    return subject, subject.layers[0]


def _checked(subject: Subject, layer: str | None) -> str:
    """Return the layer, or the first one with filters if none was asked for."""
    if layer is None:
        return next((each.name for each in subject.net.spec.layers if _has_filters(each)), subject.layers[0])
    return subject.net.spec.layer(layer).name


def _has_filters(layer: LayerSpec) -> bool:
    return isinstance(layer, Conv1d | Conv2d | Linear)
