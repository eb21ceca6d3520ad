"""Errors that a person at the terminal can act on."""


class StackError(Exception):
    """The message says what is wrong and what to do about it; no traceback is shown."""
