"""A fresh package of kernels for each test."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .fake_package import KERNEL, FakePackage


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePackage]:
    # Numba names its folders after the package's place, and Python keeps imported modules by name.
    name = "kernels_of_" + re.sub(r"\W", "_", tmp_path.name)
    sources = tmp_path / "sources"
    sources.mkdir()
    monkeypatch.syspath_prepend(str(sources))
    monkeypatch.delenv("FILTERLAB_KERNELS", raising=False)
    package = FakePackage(name, sources, tmp_path / "root", tmp_path / "log", tmp_path / "hold")
    package.write(one=KERNEL)
    yield package
    package.hold.unlink(missing_ok=True)
    for child in package.launched:
        child.wait()
    package.forget_imports()
