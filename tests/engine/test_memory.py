"""What would not fit into memory is refused before it is made, with its bytes; nothing here is large."""

import re

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import ShapeError, memory
from filterlab.engine.memory import check_fits

GIGABYTE = 10**9


@pytest.fixture
def four_gigabytes(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 4 * GIGABYTE)


@pytest.fixture
def cgroups(tmp_path, monkeypatch):
    """Stand-ins for the kernel's files; returns a function that sets one group's numbers."""
    (tmp_path / "membership").write_text("4:memory:/outer/inner\n0::/outer/inner\n")
    roots = tuple(
        (str(tmp_path / name), *rest) for name, (_, *rest) in zip(("v2", "v1"), memory._CGROUPS, strict=True)
    )
    monkeypatch.setattr(memory, "_CGROUPS", roots)

    def group(path, **files):
        folder = tmp_path / path
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / f"memory.{name}").write_text(f"{text}\n")

    return group


@pytest.fixture
def left(tmp_path):
    return lambda: memory._cgroup_bytes(str(tmp_path / "membership"), 64 * GIGABYTE)


def view(value, *shape):
    """An array of any size that takes the memory of one number."""
    return np.broadcast_to(value, shape)


one = np.float32(1)
SIDE = 10**6
PICTURE = (1, 1, SIDE, SIDE)
HALF = (1, 1, SIDE // 2, SIDE // 2)
KERNEL = np.ones((1, 1, 3, 3), dtype=np.float32)
SMALL = np.ones((1, 1, 8, 8), dtype=np.float32)
SIGNAL = np.ones((1, 1, 3), dtype=np.float32)

TOO_LARGE = {
    "a picture": (lambda: engine.conv2d(view(one, *PICTURE), KERNEL), "y", (1, 1, SIDE - 2, SIDE - 2)),
    "integers": (
        lambda: engine.conv2d(view(np.uint8(1), *PICTURE), KERNEL, padding=1),
        "y",
        PICTURE,
    ),
    "padding": (
        lambda: engine.conv2d(SMALL, KERNEL, padding=10**9),
        "y",
        (1, 1, 2 * 10**9 + 6, 2 * 10**9 + 6),
    ),
    "more padding than can be counted": (
        lambda: engine.conv2d(SMALL, KERNEL, padding=10**30),
        "y",
        (1, 1, 2 * 10**30 + 6, 2 * 10**30 + 6),
    ),
    "filters": (
        lambda: engine.conv2d(SMALL, view(one, 10**9, 1, 3, 3)),
        "y",
        (1, 10**9, 6, 6),
    ),
    "the filters themselves": (
        lambda: engine.conv2d(SMALL[..., :3, :3], view(np.int8(1), 10**9, 1, 3, 3)),
        "a copy of w",
        (10**9, 1, 3, 3),
    ),
    "pictures": (lambda: engine.conv2d(view(one, 10**8, 1, 8, 8), KERNEL), "y", (10**8, 1, 6, 6)),
    "the gradient of a picture": (
        lambda: engine.conv2d_backward(view(one, *PICTURE), view(one, *PICTURE), KERNEL[..., :1, :1]),
        "dx",
        PICTURE,
    ),
    "the input's gradient": (
        lambda: engine.conv2d_input_gradient(view(one, *PICTURE), KERNEL[..., :1, :1], PICTURE),
        "dx",
        PICTURE,
    ),
    "the weights' gradient": (
        lambda: engine.conv2d_weight_gradient(view(one, 1, 10**9, 6, 6), SMALL, (10**9, 1, 3, 3)),
        "dw",
        (10**9, 1, 3, 3),
    ),
    "a signal": (lambda: engine.conv1d(view(one, 1, 1, 10**12), SIGNAL), "y", (1, 1, 10**12 - 2)),
    "a signal's padding": (
        lambda: engine.conv1d(view(one, 1, 1, 8), SIGNAL, padding=10**30),
        "y",
        (1, 1, 2 * 10**30 + 6),
    ),
    "the gradient of a signal": (
        lambda: engine.conv1d_backward(view(one, 1, 1, 10**12 - 2), view(one, 1, 1, 10**12), SIGNAL),
        "dx",
        (1, 1, 10**12),
    ),
    "maxima": (lambda: engine.max_pool2d(view(one, *PICTURE), 2), "y", HALF),
    "maxima and winners": (lambda: engine.max_pool2d_with_winners(view(one, *PICTURE), 2), "y", HALF),
    "averages": (lambda: engine.avg_pool2d(view(one, *PICTURE), 2), "y", HALF),
    "the gradient of maxima": (
        lambda: engine.max_pool2d_backward(view(one, *HALF), view(np.uint8(0), *HALF), PICTURE, 2),
        "dx",
        PICTURE,
    ),
    "the gradient of averages": (
        lambda: engine.avg_pool2d_backward(view(one, *HALF), PICTURE, 2),
        "dx",
        PICTURE,
    ),
    "integers to be pooled": (
        lambda: engine.max_pool2d(view(np.uint8(1), *PICTURE), 1000),
        "x",
        PICTURE,
    ),
    "integers taken as floats": (lambda: engine.relu(view(np.int16(1), SIDE, SIDE)), "x", (SIDE, SIDE)),
    "integers in a gradient": (
        lambda: engine.conv2d_weight_gradient(view(one, *PICTURE), view(np.uint8(1), *PICTURE), (1, 1, 1, 1)),
        "x",
        PICTURE,
    ),
}


@pytest.mark.usefixtures("four_gigabytes")
@pytest.mark.parametrize(("call", "name", "shape"), TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_what_does_not_fit_is_refused_with_its_shape_its_bytes_and_those_there_are(call, name, shape):
    size = 4
    for axis in shape:
        size *= axis
    with pytest.raises(ShapeError) as caught:
        call()
    message = str(caught.value)
    assert re.search(
        rf"{size} bytes( \([\d.]+ [kMGTPE]B\))? for {name} of shape {re.escape(str(shape))}", message
    )
    assert "in float32" in message
    assert "only 4000000000 bytes (4 GB) of memory are available" in message
    assert message.rstrip(".").rpartition(". ")[2].startswith(("Use ", "Pass "))
    assert "\n" not in message


@pytest.mark.usefixtures("four_gigabytes")
def test_the_sentence_says_who_needs_the_memory():
    with pytest.raises(ShapeError, match=r"^conv1d needs "):
        engine.conv1d(view(one, 1, 1, 10**12), SIGNAL)
    with pytest.raises(ShapeError, match=r"^avg_pool2d needs "):
        engine.avg_pool2d(view(one, *PICTURE), 2)
    with pytest.raises(ShapeError, match=r"^Taking dy \(uint8\) as float32 needs "):
        engine.conv2d_backward(view(np.uint8(1), *PICTURE), view(one, *PICTURE), KERNEL[..., :1, :1])


@pytest.mark.usefixtures("four_gigabytes")
def test_float64_needs_twice_the_bytes():
    with pytest.raises(ShapeError, match=r"needs 8000000000000 bytes \(8 TB\) for y of shape .* in float64"):
        engine.conv2d(view(1.0, *PICTURE), KERNEL, padding=1)


def test_memory_is_refused_to_the_byte(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 100_000_000)
    check_fits("it", "f4", {"y": (25_000_000,)}, remedy="Wait.")
    with pytest.raises(
        ShapeError, match=r"^it needs 100000004 bytes \(100 MB\) for y of shape \(25000001,\)"
    ):
        check_fits("it", "f4", {"y": (25_000_001,)}, remedy="Wait.")


def test_arrays_must_fit_together_and_those_that_matter_are_named(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 100_000_000)
    wanted = {"dx": (20, 10**6), "dw": (10, 10**6), "db": (10,)}
    with pytest.raises(ShapeError) as caught:
        check_fits("it", np.float32, wanted, remedy="Use less.")
    assert str(caught.value) == (
        "it needs 80000000 bytes (80 MB) for dx of shape (20, 1000000) and 40000000 bytes (40 MB) for dw of shape "
        "(10, 1000000) in float32, but only 100000000 bytes (100 MB) of memory are available. Use less."
    )


def test_ordinary_sizes_are_not_worth_a_question(monkeypatch):
    def never():
        raise AssertionError

    monkeypatch.setattr(memory, "available_bytes", never)
    check_fits("it", np.float64, {"y": (8, 10**6)}, remedy="")
    assert engine.conv2d(SMALL, KERNEL).shape == (1, 1, 6, 6)


def test_an_empty_array_takes_nothing_unless_its_other_axes_are_beyond_counting():
    check_fits("it", np.float32, {"y": (0, 1, 10**8, 10**8)}, remedy="")
    with pytest.raises(ShapeError, match="16000000000000000000000000 bytes for y of shape"):
        check_fits("it", np.float32, {"y": (0, 4, 10**12, 10**12)}, remedy="")
    with pytest.raises(ShapeError, match="bytes"):
        engine.conv2d(np.ones((0, 1, 8, 8)), KERNEL, padding=10**12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: engine.conv2d(SMALL, KERNEL, padding=10**30, stride=10**30),
        lambda: engine.conv2d(SMALL, KERNEL, padding=10**10, stride=10**10),
        lambda: engine.conv2d_weight_gradient(KERNEL, SMALL, (1, 1, 3, 3), padding=10**10, stride=10**10),
        lambda: engine.conv2d_input_gradient(KERNEL, KERNEL, SMALL.shape, padding=10**10, stride=10**10),
        lambda: engine.conv1d(SMALL[0, :, :1], SIGNAL, padding=10**30, stride=10**30),
        lambda: engine.avg_pool2d(SMALL, 10**30, padding=5 * 10**29),
    ],
)
def test_padding_beyond_counting_is_refused_even_where_the_result_is_small(call):
    with pytest.raises(
        ShapeError, match=r"x with its padding has the shape .* numbers; expected at most \d+"
    ):
        call()


@pytest.mark.parametrize("step", [8, 10**18, 2**63, 10**30])
def test_a_step_out_of_the_picture_is_like_any_other(engine, step, rng):
    x, w = rng.normal(size=(2, 1, 8, 7)), rng.normal(size=(1, 1, 1, 3))
    how = {"stride": (step, 1), "dilation": (step, 1)}
    y = engine.conv2d(x, w, **how)
    np.testing.assert_allclose(y, engine.conv2d(x[:, :, :1], w), rtol=1e-12)
    dx, dw, _ = engine.conv2d_backward(y, x, w, **how)
    above = engine.conv2d_backward(y, x[:, :, :1], w)
    np.testing.assert_allclose(dx[:, :, :1], above[0], rtol=1e-12)
    np.testing.assert_allclose(dw, above[1], rtol=1e-12)
    assert not dx[:, :, 1:].any()
    np.testing.assert_array_equal(
        engine.max_pool2d(x, 2, stride=step), x[:, :, :2, :2].max((2, 3), keepdims=True)
    )


def test_numbers_too_long_to_write_do_not_spoil_the_sentence():
    with pytest.raises(ShapeError, match=r"about 2\*\*33224 bytes"):
        engine.conv2d(SMALL, KERNEL, padding=10**5000)
    with pytest.raises(ShapeError, match=r"it spans about 2\*\*16610"):
        engine.output_size(5, 10**5000)


def test_the_system_has_some_memory_left():
    assert 2**20 < memory.available_bytes() <= np.iinfo(np.intp).max


def test_no_cgroup_means_no_limit(cgroups, left):
    assert left() == []
    cgroups("v2/outer/inner", max="max", current=5)
    assert left() == []


def test_a_containers_limit_counts_without_the_files_it_can_forget(cgroups, left):
    stat = "anon 900\ninactive_file 100\nactive_file 20\nshmem 500"
    cgroups("v2", max=4000, current=1500, stat=stat)
    assert left() == [4000 - (1500 - 120)]


def test_the_limits_of_all_groups_around_the_process_count(cgroups, left):
    cgroups("v2/outer/inner", max=8000, current=1000, stat="")
    cgroups("v2/outer", max=5000, current=2000, stat="")
    assert sorted(left()) == [3000, 7000]


def test_the_older_kind_of_cgroup_counts_too(cgroups, left):
    stat = "total_inactive_file 50\ntotal_active_file 50\ninactive_file 1"
    cgroups("v1/outer/inner", limit_in_bytes=4000, usage_in_bytes=1000, stat=stat)
    cgroups("v1", limit_in_bytes=2**63 - 4096, usage_in_bytes=10, stat=stat)
    assert left() == [3100]


def test_a_full_container_has_nothing_left(cgroups, left):
    cgroups("v2", max=4000, current=4100, stat="")
    assert left() == [0]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1000 bytes (1 kB)"),
        (24_653_807_616, "24653807616 bytes (24.7 GB)"),
        (16 * 10**18, "16000000000000000000 bytes (16 EB)"),
        (10**30, "1000000000000000000000000000000 bytes"),
        (10**400, "about 2**1329 bytes"),
    ],
)
def test_bytes_are_written_exactly_and_in_a_unit_one_can_picture(count, words):
    assert memory._written(count) == words
