"""The one family of errors a user can cause."""


class FilterLabError(Exception):
    """A mistake the user can mend: the message says what happened and what to do.

    The window shows the message, the command line prints it and ends with exit code 2. Anything else that is
    raised is a bug and is logged with its traceback.
    """
