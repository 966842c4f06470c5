"""What a proof says when it fails: every complaint names its algorithm and its case, the first ones are shown."""

SHOWN = 20


def none_of(complaints: list[str]) -> None:
    """Fail if there are any complaints, and show the first of them."""
    more = f"\n… and {len(complaints) - SHOWN} more" if len(complaints) > SHOWN else ""
    message = f"{len(complaints)} complaints:\n" + "\n".join(complaints[:SHOWN]) + more
    assert not complaints, message
