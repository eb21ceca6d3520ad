"""A file whose parts cannot be told apart."""


class Damaged(Exception):
    """The structure of the file is broken, so its metadata cannot be found."""
