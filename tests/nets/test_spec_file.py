import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.errors import FilterLabError
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    NetSpec,
    Subsample2d,
)
from filterlab.nets.spec_file import format_spec, read_spec, write_spec
from filterlab.nets.spec_plain import spec_from_plain, spec_to_plain
from filterlab.nets.zoo import zoo

TINY_TOML = """\
name = "tiny"
input_shape = [1, 28, 28]

[[layers]]
kind = "Conv2d"
name = "conv1"
out_channels = 8
kernel_size = 5
"""


@pytest.mark.parametrize("name", zoo)
def test_every_net_of_the_zoo_is_the_same_after_writing_and_reading(name, tmp_path):
    path = tmp_path / "net.toml"
    write_spec(path, zoo[name])
    assert read_spec(path) == zoo[name]


def test_a_file_written_by_hand_is_read(tmp_path):
    path = tmp_path / "net.toml"
    path.write_text(TINY_TOML)
    assert read_spec(path) == NetSpec("tiny", (1, 28, 28), (Conv2d("conv1", 8, 5),))


def test_usual_settings_are_not_written():
    assert format_spec(NetSpec("tiny", (1, 28, 28), (Conv2d("conv1", 8, 5),))) == TINY_TOML


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
sizes = st.integers(1, 9) | st.tuples(st.integers(1, 9), st.integers(1, 9))
layers = st.one_of(
    st.builds(
        Conv2d,
        names,
        st.integers(1, 99),
        sizes,
        stride=sizes,
        padding=sizes | st.sampled_from(["same", "valid"]),
        dilation=sizes,
        groups=st.integers(1, 4),
        bias=st.booleans(),
    ),
    st.builds(Conv2d, names, st.just(2), sizes, table=st.just(((0, 1), (2,)))),
    st.builds(
        Conv1d, names, st.integers(1, 99), st.integers(1, 9), padding=st.integers(0, 9) | st.just("same")
    ),
    st.builds(AvgPool2d, names, sizes, stride=st.none() | sizes),
    st.builds(Subsample2d, names, sizes),
    st.builds(LeakyReLU, names, st.floats(0, 1e9)),
    st.builds(Dropout, names, st.floats(0, 1, exclude_max=True)),
    st.builds(Flatten, names),
    st.builds(BatchNorm, names, st.floats(1e-6, 0.5), st.floats(0, 0.9)),
    st.builds(Linear, names, st.integers(1, 10**12), bias=st.booleans()),
    st.builds(DigitRBF, names, st.floats(0.5, 9)),
)
nets = st.builds(
    NetSpec,
    st.text(min_size=1).filter(str.strip),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=3).map(tuple),
    st.lists(layers, min_size=1, max_size=6, unique_by=lambda layer: layer.name).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(nets)
def test_any_net_is_the_same_after_toml_and_after_plain_values(net):
    import tomllib

    assert spec_from_plain(spec_to_plain(net), "here") == net
    assert spec_from_plain(tomllib.loads(format_spec(net)), "here") == net


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ?\ncolour = 1\n", ["not valid TOML", "line 1"]),
        ('name = "a"\nlayers = []', ['"input_shape"', "missing"]),
        (TINY_TOML + "colour = 3\n", ['"colour"', "layer 1 (conv1)", "kernel_size"]),
        ("size = 3\n" + TINY_TOML, ['"size"', "input_shape"]),
        (TINY_TOML.replace("kernel_size = 5", ""), ['"kernel_size"', "missing", "layer 1 (conv1)"]),
        (TINY_TOML.replace('"Conv2d"', '"Conv3d"'), ['"Conv3d"', "layer 1 (conv1)", "choose one of Conv2d"]),
        (TINY_TOML.replace('kind = "Conv2d"', ""), ["layer 1 (conv1)", "no kind"]),
        (TINY_TOML.replace("= 5", "= " + "9" * 5000), ["far too long"]),
        ("a = " + "[" * 5000 + "]" * 5000, ["far too long"]),
        (TINY_TOML.replace("= 5", "= 0"), ["kernel_size", '"conv1"']),
        (TINY_TOML.replace("= 5", '= "five"'), ["kernel_size", "'five'"]),
        (TINY_TOML.replace("[1, 28, 28]", "[1, 28.5, 28]"), ["input_shape", "28.5"]),
        ('name = "a"\ninput_shape = [1]\nlayers = 3', ["layers", "[[layers]]"]),
        ('name = "a"\ninput_shape = [1]\nlayers = [3]', ["Layer 1", "table"]),
        ('name = "a"\ninput_shape = [1]\nlayers = []', ["no layers"]),
    ],
)
def test_a_wrong_file_is_refused_naming_file_layer_and_key(text, words, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(FilterLabError) as refusal:
        read_spec(path)
    for word in ["mine.toml", *words]:
        assert word in str(refusal.value)


def test_a_missing_file_and_a_picture_are_refused_by_name(tmp_path):
    with pytest.raises(FilterLabError, match=r"no file .*gone\.toml"):
        read_spec(tmp_path / "gone.toml")
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(FilterLabError, match=r"picture\.toml.* no text file"):
        read_spec(picture)


def test_a_description_that_is_no_table_is_refused():
    with pytest.raises(FilterLabError, match="the metadata is no net description"):
        spec_from_plain([1, 2], "the metadata")
