"""``filterlab download``: a data set that is there is left alone, one that nobody knows is named."""

from filterlab.data import PUBLISHED, published_folder


def test_a_data_set_nobody_knows_is_named_with_those_there_are(call):
    assert "choose mnist, " in call("download", "mnits").complaint


def test_a_data_set_is_fetched_once(call, monkeypatch):
    fetched: list[str] = []

    def fetch(name, *, progress):
        fetched.append(name)
        progress(1, PUBLISHED[name].size)
        folder = published_folder(name)
        folder.mkdir(parents=True)
        for part in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
            (folder / f"{part}-ubyte").touch()
        return folder

    monkeypatch.setattr("filterlab.cli.download.download_dataset", fetch)
    first = call("download", "mnist", "--json")
    assert first.records == [{"data": "mnist", "folder": str(published_folder("mnist")), "downloaded": True}]
    again = call("download", "mnist")
    assert (
        again.out
        == f"MNIST is on this computer already: {published_folder('mnist')}. Train on it with --data mnist.\n"
    )
    assert fetched == ["mnist"]
