import ast
from dataclasses import replace

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.exports import numpy_snippet, torch_snippet
from filterlab.nets.network import build
from filterlab.nets.weights import save_weights

from .nets import NETS, lively_net


@pytest.mark.parametrize("name", NETS)
def test_the_numpy_script_computes_what_the_net_does(name, tmp_path):
    net, x = lively_net(name, np.float64)
    path = tmp_path / "net.safetensors"
    save_weights(path, net)
    script = numpy_snippet(net.spec, path.name)
    # Wherever the script is started from, the weights lie beside it.
    made = {"__file__": str(tmp_path / "snippet.py")}
    exec(compile(script, "snippet.py", "exec"), made)
    np.testing.assert_allclose(made["scores"](x), net(x), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("write", [numpy_snippet, torch_snippet])
@pytest.mark.parametrize("title", ['a "net"', '"""', "back\\slash", "two\nlines", "nul\0", "{brace}"])
def test_a_script_is_python_whatever_the_net_is_called(write, title, bars_spec):
    tree = ast.parse(write(replace(bars_spec, name=title), "weights of 'mine'.safetensors"))
    assert title in ast.get_docstring(tree, clean=False)


def test_a_script_has_no_line_it_does_not_need(bars_spec, rng):
    assert build(bars_spec, rng).spec == bars_spec
    script = numpy_snippet(bars_spec, "net.safetensors")
    assert "drawings" not in script
    assert "convolve" in script
    assert 'load_file(Path(__file__).parent / "net.safetensors")' in script.replace("'", '"')


def test_a_layer_with_a_dot_in_its_name_is_refused_where_pytorch_takes_none(bars_spec):
    first, *others = bars_spec.layers
    spec = replace(bars_spec, layers=(replace(first, name="features.0"), *others))
    assert "features.0.weight" in numpy_snippet(spec, "weights.safetensors")
    with pytest.raises(FilterLabError, match=r'Layer "features.0" .* has a dot in its name'):
        torch_snippet(spec, "weights.safetensors")
