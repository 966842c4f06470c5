"""How a command ends that its user has stopped."""


class StoppedError(Exception):
    """The user pressed Ctrl-C; the message says in one sentence how things stand."""
