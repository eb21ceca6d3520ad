"""Text fields: what PostgreSQL can store and a person can read, without NUL, lone surrogates and blank names."""

import re
import unicodedata
from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.countries import known_country
from chassis.patterns import worded
from chassis.stored_values import on_input

HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Categories of Unicode without a form of their own: control characters, marks of direction, breaks of lines."""
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and symbols that show nothing."""
JOINERS = frozenset("\u200c\u200d")
FIRST_JOINED = "\u0600"
"""From here on there are scripts in which words are written with joiners: Arabic, Persian, the scripts of India."""
WEB_ADDRESS = re.compile(r"https?://[^\s/?#@:]+\.[^\s/?#@:]+(?::\d{1,5})?(?:[/?#][^\s]*)?", re.IGNORECASE)
SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)


def storable(text: str) -> str:
    """The text; raises ValueError where neither `text` nor `jsonb` can store it."""
    if "\x00" in text:
        raise ValueError("The text contains a NUL character, which cannot be stored.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("The text contains half of a surrogate pair, which cannot be stored.")
    return text


def visible(text: str) -> str:
    """The text; raises ValueError where it has characters that cannot be seen, or that turn the others around."""
    for place, char in enumerate(text):
        is_joining = char in JOINERS and place > 0 and text[place - 1] >= FIRST_JOINED
        if (unicodedata.category(char) in HIDDEN or char in BLANK) and not is_joining:
            raise ValueError(
                f"The text has a character that cannot be seen (U+{ord(char):04X}, in place {place + 1}); omit it."
            )
    return text


def seen(text: str) -> str:
    """The text; raises ValueError where it has no character that can be seen."""
    if all(unicodedata.category(char)[0] in "CZM" or char in BLANK for char in text):
        raise ValueError("The text has no character that a person can see.")
    return text


def web_address(text: str) -> str:
    """The text; raises ValueError where it is no address of a website."""
    if not WEB_ADDRESS.fullmatch(text):
        raise ValueError("This is not a web address; write one such as https://www.example.org/page.")
    return text


def harmless(text: str) -> str:
    """The text; raises ValueError where a browser would run it as a program."""
    if SCRIPT.match(text):
        raise ValueError("This is a program and no reference; write an id, a file number or a web address.")
    return text


def as_list(value: object) -> object:
    """A single text is a list of one; anything else stays as it is."""
    return [value] if isinstance(value, str) else value


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    on_input(storable),
    on_input(visible),
]
"""A name or title: 1 to 200 characters that can be seen."""

WebAddress = Annotated[Line, on_input(web_address)]
"""The address of a website or of a page of one."""

Reference = Annotated[Line, on_input(harmless)]
"""Where something can be found: an id, a file number or a web address."""

Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    on_input(storable),
    on_input(seen),
]
"""Running text: 1 to 20,000 characters, of which at least one can be seen."""

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=200, pattern=worded(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address")
    ),
    on_input(storable),
    on_input(visible),
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
    on_input(known_country),
    Field(description="ISO 3166-1 alpha-2", examples=["BE"]),
]
