"""How a net is named on the command line: by its name in the zoo, a description, or a file of weights."""

from difflib import get_close_matches
from pathlib import Path

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, load_model, read_spec, zoo


def find_net(name: str, *, weights_too: bool = False) -> NetSpec:
    """Find a net's description.

    Parameters
    ----------
    name : str
        A name of the zoo, or the path of a ``.toml`` description.
    weights_too : bool
        Whether the path of a ``.safetensors`` file that FilterLab wrote is welcome, too.

    Returns
    -------
    NetSpec
        The description, not yet checked from layer to layer.

    Raises
    ------
    FilterLabError
        If nothing has this name, or the file cannot be read.
    """
    if name in zoo:
        return zoo[name]
    match Path(name).suffix.lower():
        case ".toml":
            return read_spec(Path(name))
        case ".safetensors" if weights_too:
            return load_model(Path(name)).spec
    close = get_close_matches(name, zoo, n=2)
    hint = f"did you mean {' or '.join(close)}?" if close else f"the nets are {', '.join(zoo)}."
    files = "a .toml or .safetensors file" if weights_too else "a .toml file"
    raise FilterLabError(f'"{name}" is neither a known net nor {files}; {hint}')
