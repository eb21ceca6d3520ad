"""What keeps the stack from starting, said to a person."""


class CannotStart(Exception):
    """The message says what is wrong and what to do about it; no traceback is shown."""
