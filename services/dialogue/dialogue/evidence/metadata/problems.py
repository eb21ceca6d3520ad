"""A file whose structure cannot be read."""


class Damaged(Exception):
    """The structure of the file is broken, so its metadata cannot be found."""
