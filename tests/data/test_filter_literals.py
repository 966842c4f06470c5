"""Lists in brackets as NumPy and PyTorch write them: read without evaluating anything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from filterlab.data.filter_text import read_kernel_text
from filterlab.errors import FilterLabError

SHAPES = st.tuples(st.sampled_from([1, 3]), st.integers(1, 12), st.integers(1, 12))
WEIGHTS = hnp.arrays(np.float32, SHAPES, elements=st.floats(-1e6, 1e6, width=32))


def _read(text):
    return read_kernel_text(text, "The pasted text").tolist()


def _outcome(text):
    """The weights, or the sentence."""
    try:
        return read_kernel_text(text, "The pasted text")
    except FilterLabError as error:
        return str(error)


def _refusal(text):
    with pytest.raises(FilterLabError) as caught:
        read_kernel_text(text, "The pasted text")
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@settings(max_examples=50, deadline=None)
@given(WEIGHTS)
def test_what_numpy_and_python_print_is_read_back(weights):
    for text in (
        repr(weights),
        str(weights.tolist()),
        str([[list(row) for row in plane] for plane in weights]),
    ):
        back = read_kernel_text(text, "it")
        assert np.array_equal(back.view(np.uint32), weights.view(np.uint32))
    np.testing.assert_allclose(read_kernel_text(str(weights), "it"), weights, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    "text",
    [
        "np.array([[1, 2], [3, 4]])",
        "np.array([[1, 2], [3, 4]], dtype=np.float32)",
        "np.array([[1, 2], [3, 4]], np.float32)",
        "numpy.asarray([[1, 2], [3, 4]], dtype='float32')",
        "np.array([[1, 2], [3, 4]]).astype(np.float32)",
        "np.float32([[1, 2], [3, 4]])",
        "kernel = np.array([[1, 2], [3, 4]])  # a remark",
        "import numpy as np\n\nkernel = np.array(\n    [\n        [1, 2],  # above\n        [3, 4],\n    ]\n)\n",
        "from numpy import array\nk = array([[1, 2], [3, 4]]);",
        "[[np.float64(1.0), np.float64(2.0)], [np.float32(3.0), np.int64(4)]]",
        ">>> np.array([[1, 2],\n           [3, 4]])",
        "In [1]: k = np.array([[1, 2], [3, 4]])",
        "Out[12]: \narray([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "torch.tensor([[1, 2], [3, 4]], dtype=torch.float32)",
        "tensor([[1, 2],\n        [3, 4]])",
        "tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64)",
        "tensor([[[[1., 2.],\n          [3., 4.]]]], device='cuda:0', grad_fn=<CopyBackwards>)",
        "Parameter containing:\ntensor([[[[1.0000e+00, 2.0000e+00],\n    [3., 4.]]]], requires_grad=True)",
        "weight = torch.nn.Parameter(torch.tensor([[1., 2.], [3., 4.]]))",
        "np.array([[2, 4], [6, 8]]) / 2",
        "np.array([[.5, 1], [1.5, 2]])*2",
        "k = 1/2 * np.array([[2, 4], [6, 8]])",
        "2 * [[.5, 1], [1.5, 2]]",
    ],
)
def test_an_array_or_tensor_is_read_however_it_is_wrapped(text):
    assert _read(text) == [[[1, 2], [3, 4]]]


def test_a_factor_is_worked_out_as_exactly_as_numpy_does():
    ninths = np.array([[1, 2, 3]], dtype=np.float32) / np.float32(9)
    assert np.array_equal(read_kernel_text("np.array([[1, 2, 3]]) / 9", "it")[0], ninths)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("np.rot90([[1, 2], [3, 4]])", 'has "np.rot90(" in front of the numbers: give the list alone'),
        ("-np.array([[1, 2]])", 'has "-np.array(" in front'),
        ("1 - np.array([[1, 2]])", "in front of the numbers"),
        ("cv2.filter2D(image, -1, np.array([[1, 2]]))", "in front of the numbers"),
        ("k = np.eye(3)\nk = np.array([[1, 2]])", "in front of the numbers"),
        ("weights [[1, 2]]", 'has "weights" in front'),
        ('"weights": [[1, 2]]', "in front of the numbers"),
        ("np.array([[1, 2]]).T", 'has ".T" after the numbers: give the list alone'),
        ("np.array([[1, 2]]).reshape(2, 1)", "after the numbers"),
        ("np.array([[1, 2]]) + 1", 'has "+ 1" after the numbers'),
        ("np.array([[1, 2]])\nk = k / 3", 'has "k = k / 3" after the numbers'),
        ("[[1, 2]] / 2 / 2", 'has "/ 2" after the numbers'),
        ("[[1, 2]], 3", "after the numbers"),
        ("[[1]] @ [[2]]", "holds more than one list: give the numbers of one filter"),
        ("a = [[1]]\nb = [[2]]", "holds more than one list"),
        ("[[1, 2]] / 0", "divides the numbers by 0: give another divisor"),
        ("[[1e30]] * 1e30", "inf in row 1, column 1"),
        ("[[1, 2], [3", "ends before its list is closed: copy it as a whole"),
        ("np.array([", "ends before its list is closed"),
        ("[[1, 2], [3]]", "row 2 has 1 number and row 1 has 2"),
        ("[[1, 2], [[3, 4]]]", 'row 1 is "1": give it as a list of numbers'),
        ("[[[[1]], [2]]]", 'row 1 of channel 2 is "2": give it as a list'),
        ("[[[1, 2]], 3]", "holds no rows of numbers"),
        ("[1, 2, 3]", "holds no rows of numbers: give rows as lists, as in [[0, 1], [1, 0]]"),
        ("[[1,,2]]", "row 1, cell 2 is empty"),
        ("[[,1]]", "row 1, cell 1 is empty"),
        ("[[1, 'a']]", "row 1, cell 2 is 'a', a text in quotes"),
        ('[["1", "a b"]]', 'row 1, cell 1 is "1", a text in quotes'),
        ("[[1, None]]", '"None", which is not a number'),
        ("[[1, True]]", '"True", which is not a number'),
        ("[[1j, 2]]", "a complex number"),
        ("[[1 + 2, 3]]", "mixes commas and blanks"),
        ("[[os.system('x')]]", "not a number"),
        ("[[nan, 1]]", 'cell 1 is "nan"'),
        ("[[1e400]]", 'cell 1 is "1e400"'),
        ("[]", "holds no numbers"),
        ("[[]]", "holds no numbers"),
        ("[[1], []]", "empty row"),
        ("[[[[1]]], [[[2]]], [[[3]]]]", "holds 3 filters: give one of them"),
        ("[[[[[1]]]]]", "nests its lists too deep"),
        ("[" * 900_000, "nests its lists too deep"),
        ("[[[[" + "]]]],[[[[" * 100_000, "holds no numbers"),
        ("[[[[1" + "]]]],[[[[1" * 90_000, "holds more than one list"),
        ("array([[0., 0., ..., 0., 0.]])", "leaves numbers out (...): print them all"),
        ("tensor([[1., 2.],\n        ...,\n        [3., 4.]])", "leaves numbers out (...)"),
        ("array([[0., ..., 0.]], shape=(31, 40))", "leaves numbers out"),
    ],
)
def test_a_list_that_is_no_filter_gets_one_clear_sentence(text, words):
    assert words in _refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "[[1," + " " * 900_000 + "2]]",
        "\n" * 900_000 + "x = [[1, 2]]",
        "a." * 400_000 + "[[1, 2]]",
        "'" * 900_000 + "[[1, 2]]",
        '"\n' * 400_000 + "[[1, 2]]",
        "[[1, 2]]" + ")" * 900_000,
        "[[1, 2]]" + " " * 900_000 + "x",
        "1" + " " * 900_000 + "2",
        "1," + " " * 900_000 + ",2",
        "[[" + "1" * 900_000 + "]]",
    ],
)
def test_long_stretches_of_one_letter_are_read_in_one_pass(text):
    outcome = _outcome(text)
    assert len(outcome) < 300 if isinstance(outcome, str) else outcome.shape == (1, 1, 2)
