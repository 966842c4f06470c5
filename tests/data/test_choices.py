"""A choice of data gives the same pictures again, also when it was written down and read."""

import json
import pickle
from dataclasses import replace

import pytest

from filterlab.data.augmenting import Augmentation
from filterlab.data.choices import DataChoice, choice_from_plain, choice_to_plain, fingerprint
from filterlab.errors import FilterLabError

FULL = DataChoice(
    source="strokes",
    seed=3,
    test_share=0.25,
    train_size=30,
    test_size=10,
    image_size=(20, 24),
    augmentation=Augmentation(shift=1.5, horizontal_flip=True),
)


def test_a_choice_loads_what_it_says():
    dataset = FULL.load()
    assert dataset.train.images.shape == (30, 1, 20, 24)
    assert dataset.test.images.shape == (10, 1, 20, 24)


def test_a_fingerprint_tells_whether_the_data_are_the_same():
    same, again, other = (replace(FULL, seed=seed).load() for seed in (3, 3, 4))
    assert fingerprint(same) == fingerprint(again)
    assert len(fingerprint(same)) == 32
    turned = replace(same, train=same.test, test=same.train)
    relabelled = replace(same, test=replace(same.test, labels=same.test.labels[::-1]))
    assert len({fingerprint(dataset) for dataset in (same, other, turned, relabelled)}) == 4


@pytest.mark.parametrize("choice", [FULL, DataChoice()])
def test_a_choice_comes_back_from_json_as_it_was(choice):
    again = choice_from_plain(json.loads(json.dumps(choice_to_plain(choice))))
    assert again == choice
    assert hash(again) == hash(choice)
    assert pickle.loads(pickle.dumps(choice)) == choice


def test_settings_left_out_have_their_usual_value():
    assert choice_from_plain({"seed": 4}) == DataChoice(seed=4)
    assert choice_from_plain({"augmentation": {"noise": 0.1}}) == DataChoice(
        augmentation=Augmentation(noise=0.1)
    )


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ([], "names and values"),
        ({"colour": 1}, "unknown setting 'colour'"),
        ({"augmentation": 3}, "names and values"),
        ({"augmentation": {"bend": 3}}, "unknown setting 'bend'"),
        ({"augmentation": {"noise": -3}}, "noise is -3"),
        ({"augmentation": None}, "names and values"),
        ({"source": ""}, "source is ''"),
        ({"source": 5}, "source is 5"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 1.5}, "seed is 1.5"),
        ({"test_share": 1}, "above 0 and below 1"),
        ({"test_share": "half"}, "test_share is 'half'"),
        ({"train_size": 0}, "train_size is 0"),
        ({"image_size": [3]}, "image_size is"),
        ({"image_size": [3, 0]}, "image_size is 0"),
        ({"image_size": 28}, "image_size is 28"),
    ],
)
def test_a_description_that_cannot_be_is_told(plain, words):
    with pytest.raises(FilterLabError) as caught:
        choice_from_plain(plain)
    sentence = str(caught.value)
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_an_augmentation_of_another_kind_is_told():
    with pytest.raises(FilterLabError, match="augmentation is None"):
        DataChoice(augmentation=None)
