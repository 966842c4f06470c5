"""FilterLab's own files are found from a checkout and from an installed wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import filterlab
from filterlab.data.assets import asset_path
from filterlab.errors import FilterLabError


def test_a_checkout_finds_its_assets():
    assert asset_path("samples/mouse.png").is_file()
    assert asset_path("icon.svg").read_text(encoding="utf-8").startswith("<svg")
    assert asset_path("samples").is_dir()


def test_an_installed_package_finds_its_assets_inside_itself(tmp_path):
    package = Path(filterlab.__file__).parent
    installed = tmp_path / "site-packages" / "filterlab"
    (installed / "data").mkdir(parents=True)
    for name in ("__init__.py", "errors.py", "data/assets.py"):
        shutil.copy(package / name, installed / name)
    (installed / "data" / "__init__.py").touch()
    shutil.copytree(asset_path("samples"), installed / "assets" / "samples")
    # A stranger's folder of the same name beside the package must not be taken for ours.
    (tmp_path / "site-packages" / "assets" / "samples").mkdir(parents=True)
    (tmp_path / "site-packages" / "assets" / "samples" / "mouse.png").touch()
    program = 'from filterlab.data.assets import asset_path; print(asset_path("samples/mouse.png"))'
    found = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site-packages")},
    )
    assert found.stdout.strip() == str(installed / "assets" / "samples" / "mouse.png")


def test_a_missing_asset_is_named():
    with pytest.raises(FilterLabError, match=r'"samples/cat\.png" is missing'):
        asset_path("samples/cat.png")


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/hostname", "samples/../../README.md"])
def test_a_name_cannot_lead_out_of_the_assets(name):
    with pytest.raises(FilterLabError, match="leads out of the assets folder"):
        asset_path(name)


def test_importing_the_data_room_is_cheap_and_its_names_are_the_things_themselves():
    program = (
        "import sys, filterlab.data as data\n"
        "assert 'numpy' not in sys.modules\n"
        "import filterlab.data.preset_filters, filterlab.data.sample_pictures\n"
        "from filterlab.data import presets, samples, load_image\n"
        "assert presets['curve-detector'].weights.shape == (1, 7, 7)\n"
        "assert samples['mouse'].name == 'mouse'\n"
        "assert {'presets', 'load_dataset'} <= set(dir(data))\n"
        "assert not {'PIL', 'scipy'} & set(sys.modules), 'heavy libraries at import'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_unknown_name_of_the_data_room_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'pressets'"):
        _ = filterlab.data.pressets
