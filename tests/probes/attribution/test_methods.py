import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.probes.attribution import METHODS, attribute


@pytest.mark.parametrize("name", METHODS)
def test_every_method_ends_with_a_map_of_the_picture(subject, picture, last, rng, name):
    found = last(attribute(name, subject, picture, 1, rng))
    assert (found.method, found.label, found.done) == (name, 1, found.total)
    assert found.map.shape == picture.shape[1:]
    assert np.isfinite(found.values).all()
    assert found.score == pytest.approx(subject.net(picture[None])[0, 1])


def test_an_unknown_method_names_those_there_are(subject, picture, rng):
    with pytest.raises(FilterLabError, match="choose one of gradient, smoothgrad, guided"):
        next(attribute("lime", subject, picture, 1, rng))
