"""The data sets everybody measures with, MNIST and its like: where they lie and whose they are.

The SHA-256 and the sizes are those that TensorFlow Datasets (``url_checksums``) and torchvision's Ruby port keep, two
registries made from downloads of their own; both say the same of every file.

The licences are as stated by Keras's documentation for MNIST, whose own page names none; by the LICENSE of
Fashion-MNIST's repository; and by the README of KMNIST's, which covers the pictures. CIFAR-10's page states none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class RemoteFile:
    """A file on the web whose every byte is known beforehand.

    Attributes
    ----------
    name : str
        What it is called on the disk.
    urls : tuple of str
        Where it lies, the best address first; all have the same bytes.
    size : int
        Its bytes.
    sha256 : str
        Their SHA-256 as 64 hexadecimal digits.
    unpacked_size : int
        Bytes of what is packed in it, where that can lie there in its place; else 0.
    unpacked_sha256 : str
        The SHA-256 of these, empty where nobody has published it.
    """

    name: str
    urls: tuple[str, ...]
    size: int
    sha256: str
    unpacked_size: int = 0
    unpacked_sha256: str = ""


@dataclass(frozen=True)
class PublishedSet:
    """A data set that others have published.

    Attributes
    ----------
    name : str
        What `load_dataset` calls it.
    title : str
        What its makers call it.
    files : tuple of RemoteFile
        What is downloaded.
    class_names : tuple of str
        What label 0, 1, … stands for.
    page : str
        Where its makers describe it.
    licence : str
        Under which terms it may be used.
    """

    name: str
    title: str
    files: tuple[RemoteFile, ...]
    class_names: tuple[str, ...]
    page: str
    licence: str

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)


# 60,000 and 10,000 bytes and pictures of 28 × 28 bytes, each after a header: the same of all three sets.
_UNPACKED_SIZES = {
    "train-images-idx3-ubyte.gz": 47_040_016,
    "train-labels-idx1-ubyte.gz": 60_008,
    "t10k-images-idx3-ubyte.gz": 7_840_016,
    "t10k-labels-idx1-ubyte.gz": 10_008,
}

# As many who work with the unpacked files list them; of the sets made after MNIST no such list was found.
_UNPACKED_MNIST = {
    "train-images-idx3-ubyte.gz": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte.gz": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte.gz": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte.gz": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def _idx_files(
    bases: tuple[str, ...], *facts: tuple[str, int, str], unpacked: Mapping[str, str] = MappingProxyType({})
) -> tuple[RemoteFile, ...]:
    return tuple(
        RemoteFile(
            name,
            tuple(base + name for base in bases),
            size,
            sha256,
            _UNPACKED_SIZES[name],
            unpacked.get(name, ""),
        )
        for name, size, sha256 in facts
    )


PUBLISHED = {
    entry.name: entry
    for entry in (
        PublishedSet(
            name="mnist",
            title="MNIST",
            files=_idx_files(
                (
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/",
                ),
                (
                    "train-images-idx3-ubyte.gz",
                    9_912_422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                ),
                (
                    "train-labels-idx1-ubyte.gz",
                    28_881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                ),
                (
                    "t10k-images-idx3-ubyte.gz",
                    1_648_877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                ),
                (
                    "t10k-labels-idx1-ubyte.gz",
                    4_542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                ),
                unpacked=_UNPACKED_MNIST,
            ),
            class_names=tuple("0123456789"),
            page="http://yann.lecun.com/exdb/mnist/",
            licence="CC BY-SA 3.0",
        ),
        PublishedSet(
            name="fashion-mnist",
            title="Fashion-MNIST",
            files=_idx_files(
                ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
                (
                    "train-images-idx3-ubyte.gz",
                    26_421_880,
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                ),
                (
                    "train-labels-idx1-ubyte.gz",
                    29_515,
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                ),
                (
                    "t10k-images-idx3-ubyte.gz",
                    4_422_102,
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                ),
                (
                    "t10k-labels-idx1-ubyte.gz",
                    5_148,
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                ),
            ),
            class_names=(
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot",
            ),
            page="https://github.com/zalandoresearch/fashion-mnist",
            licence="MIT",
        ),
        PublishedSet(
            name="kmnist",
            title="Kuzushiji-MNIST",
            files=_idx_files(
                ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
                (
                    "train-images-idx3-ubyte.gz",
                    18_165_135,
                    "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
                ),
                (
                    "train-labels-idx1-ubyte.gz",
                    29_497,
                    "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
                ),
                (
                    "t10k-images-idx3-ubyte.gz",
                    3_041_136,
                    "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
                ),
                (
                    "t10k-labels-idx1-ubyte.gz",
                    5_120,
                    "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
                ),
            ),
            class_names=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
            page="https://github.com/rois-codh/kmnist",
            licence="CC BY-SA 4.0",
        ),
        PublishedSet(
            name="cifar-10",
            title="CIFAR-10",
            files=(
                RemoteFile(
                    "cifar-10-binary.tar.gz",
                    ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
                    170_052_171,
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                ),
            ),
            class_names=(
                "airplane",
                "automobile",
                "bird",
                "cat",
                "deer",
                "dog",
                "frog",
                "horse",
                "ship",
                "truck",
            ),
            page="https://www.cs.toronto.edu/~kriz/cifar.html",
            licence="none stated; its makers ask to be cited",
        ),
    )
}
"""By the names that `load_dataset` knows them under."""
