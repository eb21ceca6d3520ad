"""Patterns of text fields, each with the words that say to a person what it asks for."""

WORDINGS: dict[str, str] = {}


def worded(pattern: str, wanted: str) -> str:
    """The pattern; where a value does not match it, the caller reads that the value is not `wanted`."""
    WORDINGS[pattern] = wanted
    return pattern
