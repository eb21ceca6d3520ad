"""Text fields: what PostgreSQL can store and a person can read, without NUL, lone surrogates and blank names."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from chassis.patterns import worded


def storable(text: str) -> str:
    """The text; raises ValueError where neither `text` nor `jsonb` can store it."""
    if "\x00" in text:
        raise ValueError("The text contains a NUL character, which cannot be stored.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("The text contains half of a surrogate pair, which cannot be stored.")
    return text


def as_list(value: object) -> object:
    """A single text is a list of one; anything else stays as it is."""
    return [value] if isinstance(value, str) else value


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(storable)
]
"""A name or title: 1 to 200 characters."""

Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), AfterValidator(storable)
]
"""Running text: 1 to 20,000 characters."""

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=200, pattern=worded(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address")
    ),
    AfterValidator(storable),
]
"""An e-mail address by its form; only a mail that arrives proves that it exists."""

Code = Annotated[
    str,
    StringConstraints(
        pattern=worded(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "a code of 1 to 64 letters, digits and ._-")
    ),
]
"""A code of a code list, or a reference that people type."""

Country = Annotated[
    str,
    StringConstraints(
        pattern=worded(r"^[A-Za-z]{2}$", "a country code of two letters (ISO 3166-1), such as BE"), to_upper=True
    ),
    Field(description="ISO 3166-1 alpha-2", examples=["BE"]),
]
