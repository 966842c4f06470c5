"""What stands above the sheets of what a unit sees; who is asked is named as in "conv1 unit 3 of tiny"."""


def patches_titles(who: str, count: int, data: str) -> tuple[str, str]:
    """Return headline and second line of patches from so many pictures of a data set."""
    return (
        f"What {who} answers to most",
        f"Of {count:,} pictures of {data}; rows and columns are those of its map.",
    )


def tuning_title(who: str) -> str:
    """Return the headline of tuning curves."""
    return f"What {who} is tuned to"


def noise_title(who: str) -> str:
    """Return the headline of reverse correlation."""
    return f"What noise shows of {who}"


def field_title(who: str) -> str:
    """Return the headline of a receptive field."""
    return f"The receptive field of {who}"


def attribution_title(class_name: str, source: str, net: str) -> str:
    """Return the headline of attributions of a class for a picture; ``source`` says which picture it is."""
    return f"What speaks for class {class_name} in {source}, to {net}"


def climb_title(who: str) -> str:
    """Return the headline of the pictures a unit or a class likes best."""
    return f"What {who} likes best"
