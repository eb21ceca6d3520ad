"""The passwords that are tried first by those who guess."""

from importlib.resources import files


def is_common(text: str) -> bool:
    """Whether the list has this text, which is in lower case.

    It is read each time: passwords are set too rarely to keep it in memory.
    """
    listed = (files(__package__) / "common_passwords.txt").read_text()
    return f"\n{text}\n" in f"\n{listed}"
