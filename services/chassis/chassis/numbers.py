"""Numbers in requests, read as written: "1.000" is a thousand to some people, and one to others."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

WHOLE = re.compile(r"[+-]?[0-9]+")
PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def _whole(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError("int_type")
    if isinstance(value, str) and not WHOLE.fullmatch(value.strip()):
        raise PydanticKnownError("int_parsing")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    if isinstance(value, str) and not PLAIN.fullmatch(value.strip()):
        raise PydanticKnownError("float_parsing")
    return value


def decimals(most: int) -> Callable[[Any], Any]:
    """A check for text with at most so many decimals; more may be thousands that are separated with a point."""

    def check(value: Any) -> Any:
        if isinstance(value, bool):
            raise PydanticKnownError("decimal_type")
        if isinstance(value, str) and not PLAIN.fullmatch(value.strip()):
            raise PydanticKnownError("decimal_parsing")
        if isinstance(value, str) and len(value.strip().partition(".")[2]) > most:
            raise PydanticKnownError("decimal_max_places", {"decimal_places": most})
        return value

    return check


def exact(places: int) -> Callable[[Decimal], Decimal]:
    """Gives a number exactly so many decimals, as the database keeps it; zero is never negative."""
    step = Decimal(1).scaleb(-places)
    return lambda value: value.quantize(step) + 0


WHOLE_NUMBER = BeforeValidator(_whole)
"""For a whole number: no truth value, and no text with separators.

It stands behind the field's bounds, because only then they are in the API description.
"""

PLAIN_NUMBER = BeforeValidator(_plain)
"""For a number with decimals: no truth value, and no text but digits and one point. It stands behind the bounds."""
