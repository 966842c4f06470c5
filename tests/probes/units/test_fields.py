import pytest

from filterlab.nets import NetSpec, zoo
from filterlab.nets.spec import Conv2d, Flatten
from filterlab.probes import Box
from filterlab.probes.units import Field, find_field

# Araujo, Norris and Sim (2019) for AlexNet, without conv1's padding of the version they took; LeCun et al. (1998).
ALEXNET = {
    "conv1": 11,
    "pool1": 19,
    "conv2": 51,
    "pool2": 67,
    "conv3": 99,
    "conv4": 131,
    "conv5": 163,
    "pool5": 195,
}
LENET = {"c1": 5, "s2": 6, "c3": 14, "s4": 16, "c5": 32}


@pytest.mark.parametrize(("net", "sizes"), [("alexnet", ALEXNET), ("lenet5-1998", LENET)])
def test_fields_are_as_large_as_published(net, sizes):
    found = {layer: find_field(zoo[net], layer).box for layer in sizes}
    assert {layer: (box.height, box.width) for layer, box in found.items()} == {
        layer: (size, size) for layer, size in sizes.items()
    }


def test_the_middle_cell_of_alexnets_last_maps_looks_at_the_middle_of_the_picture():
    # Thirteen cells whose fields lie 16 pixels apart; the seventh has its middle at pixel 113 of 0 to 226.
    field = find_field(zoo["alexnet"], "conv5", place=(6, 6))
    assert field == Field(Box(32, 32, 163, 163), (16, 16))
    assert field.box.top + 163 // 2 == 226 // 2


def test_a_field_sticks_out_where_the_unit_sees_padding():
    assert find_field(zoo["alexnet"], "conv2").box == Box(-16, -16, 51, 51)


def test_a_class_sees_the_whole_picture():
    assert find_field(zoo["lenet5"], "fc3", 4).box == Box(0, 0, 32, 32)
    assert find_field(zoo["tiny"], "fc1", 4).box.within((28, 28)) == Box(0, 0, 28, 28)


def test_a_number_of_a_flattened_layer_sees_what_its_cell_saw():
    spec = NetSpec("flat", (1, 10, 9), (Conv2d("conv1", 2, 3, stride=2), Flatten("flatten")))
    # Maps of 4 × 4: number 22 is in the second map, at row 1, column 2.
    assert find_field(spec, "flatten", 22) == find_field(spec, "conv1", 1, (1, 2))
