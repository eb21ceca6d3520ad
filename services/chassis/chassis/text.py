"""Text that PostgreSQL can hold and a person can read: no NUL, no lone surrogates, no blank names."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints


def storable(text: str) -> str:
    """Refuse what neither `text` nor `jsonb` can hold."""
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("must not contain a lone surrogate")
    return text


DEEPEST = 32
"""How far a caller's own JSON may be nested."""


def _storable_tree(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"must not be nested deeper than {DEEPEST} levels")
    match value:
        case str():
            storable(value)
        case dict():
            for key, item in value.items():
                storable(str(key))
                _storable_tree(item, depth + 1)
        case list():
            for item in value:
                _storable_tree(item, depth + 1)
    return value


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(storable)
]
"""A name or title: 1 to 200 characters."""

Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), AfterValidator(storable)
]
"""Running text: 1 to 20,000 characters."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A code of a code list or a reference people type."""

Country = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z]{2}$", to_upper=True),
    Field(description="ISO 3166-1 alpha-2", examples=["BE"]),
]

FreeJson = Annotated[dict[str, Any], AfterValidator(lambda value: _storable_tree(value))]
"""A JSON object of the caller's own shape."""
