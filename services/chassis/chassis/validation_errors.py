"""What a caller reads where a value is not valid: plain sentences with the value that was given, never pydantic's.

`SENTENCES` has one for each kind of error that our schemas can produce; the kind itself stays the fault's `code`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile

from chassis.patterns import WORDINGS
from chassis.problems import BadRequest, Fault, Invalid, Problem

LONGEST_VALUE = 60
MOST_FAULTS = 1000
"""A body of a megabyte can have a hundred thousand faults; a person corrects no more than these at once."""
SECRET = frozenset({"password", "current", "new", "client_secret", "refresh_token", "token", "authorization"})
"""Fields whose values are never repeated."""
QUOTED = re.compile(r"'([^']*)'")

Sentence = str | Callable[[str, Mapping[str, Any]], str]


def shown(value: object) -> str:
    """A value as it appears in a sentence."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case str():
            short = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
            return f'"{short}"'
        case list() | tuple():
            return "A list"
        case UploadFile():
            return "A file"
        case int() | float():
            return str(value)[:LONGEST_VALUE]
        case _:
            return "An object"


BOUNDS = {"ge": "{} or more", "gt": "more than {}", "le": "{} or less", "lt": "less than {}"}
BOUNDS_OF_DAYS = {"ge": "{} or later", "gt": "later than {}", "le": "{} or earlier", "lt": "earlier than {}"}


def _within(value: str, context: Mapping[str, Any]) -> str:
    name, bound = next((name, context[name]) for name in BOUNDS if name in context)
    words = (BOUNDS_OF_DAYS if isinstance(bound, date | str) else BOUNDS)[name]
    return f"{value} is out of range: it must be {words.format(bound)}."


def _one_of(value: str, context: Mapping[str, Any]) -> str:
    known = QUOTED.findall(str(context["expected"]))
    return f"{value} is not a known value. Known values: {', '.join(known)}."


def _matching(value: str, context: Mapping[str, Any]) -> str:
    return f"{value} is not {WORDINGS.get(context['pattern'], 'written as this field asks for')}."


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _own(_: str, context: Mapping[str, Any]) -> str:
    """The text of a validator of ours; FastAPI's own text about a missing file is replaced."""
    text = str(context["error"])
    return "A file is expected here." if text.startswith("Expected UploadFile") else sentence_of(text)


def sentence_of(text: str) -> str:
    """The text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


OBJECT = "{value} is not a JSON object."
DATE = "{value} is not a date; write YYYY-MM-DD."
INSTANT = "{value} is not a date and time; write YYYY-MM-DDThh:mm:ssZ."
WHOLE = "{value} is not a whole number."
NUMBER = "{value} is not a number."
DECIMAL = '{value} is not a decimal number; write it as text, such as "12.50".'
IDENTIFIER = "{value} is not a UUID."
TRUTH = "{value} is neither true nor false."
TEXT = "{value} is not text."

SENTENCES: Mapping[str, Sentence] = {
    "missing": "This field is required.",
    "extra_forbidden": "This field is unknown here.",
    "invalid_key": "The names of an object's fields must be text.",
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "dict_type": OBJECT,
    "list_type": "{value} is not a list.",
    "tuple_type": "{value} is not a list.",
    "set_type": "{value} is not a list.",
    "frozen_set_type": "{value} is not a list.",
    "too_short": lambda _, context: f"The list must have at least {_count(context['min_length'], 'item')}.",
    "too_long": lambda _, context: f"The list can have at most {_count(context['max_length'], 'item')}.",
    "string_type": TEXT,
    "string_unicode": "The text is not valid UTF-8.",
    "string_too_short": lambda _, context: (
        f"The text must have at least {_count(context['min_length'], 'character')}."
    ),
    "string_too_long": lambda _, context: (
        f"The text can have at most {_count(context['max_length'], 'character')}."
    ),
    "string_pattern_mismatch": _matching,
    "enum": _one_of,
    "literal_error": _one_of,
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": "The number is too large.",
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "decimal_type": DECIMAL,
    "decimal_parsing": DECIMAL,
    "decimal_max_digits": "{value} has too many digits: at most {max_digits} are allowed.",
    "decimal_max_places": "{value} has too many decimals: at most {decimal_places} are allowed.",
    "decimal_whole_digits": "{value} is too large: at most {whole_digits} digits before the point are allowed.",
    "greater_than": _within,
    "greater_than_equal": _within,
    "less_than": _within,
    "less_than_equal": _within,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": "{value} has a time of day; write the date only, as YYYY-MM-DD.",
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "timezone_aware": "{value} has no time zone; write YYYY-MM-DDThh:mm:ssZ.",
    "uuid_type": IDENTIFIER,
    "uuid_parsing": IDENTIFIER,
    "value_error": _own,
}
"""By pydantic's type of error. Kinds of our own (`PydanticCustomError`) bring their sentence with them."""


def detail_of(error: Mapping[str, Any]) -> str:
    """What the caller reads of one of pydantic's errors."""
    location: Sequence[str | int] = error.get("loc", ())
    sentence = SENTENCES.get(error["type"])
    if sentence is None:
        return sentence_of(str(error["msg"]))
    if error["type"] == "missing" and tuple(location) == ("body",):
        return "A body is required."
    if location and location[0] == "query" and error["type"] == "missing":
        return "This query parameter is required."
    is_secret = any(str(part).lower() in SECRET for part in location)
    value = "This value" if is_secret else shown(error.get("input"))
    context: Mapping[str, Any] = error.get("ctx", {})
    return sentence.format(value=value, **context) if isinstance(sentence, str) else sentence(value, context)


def pointer_of(error: Mapping[str, Any], body: Any) -> str:
    """Where an error lies: `("body", "contacts", 0)` is `/contacts/0`; other parts of a request keep their name."""
    location: Sequence[str | int] = error["loc"]
    if location and location[0] == "body":
        location = location[1:]
        if isinstance(body, dict | list):
            location = list(_steps(location, body, is_absent=error["type"] == "missing"))
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)


def _steps(location: Sequence[str | int], body: Any, *, is_absent: bool) -> Iterator[str | int]:
    """The steps that lead into the body: pydantic puts the names of a union's members among them."""
    here = body
    for place, step in enumerate(location):
        if _has(here, step):
            here = here[step]
        elif not (is_absent and place == len(location) - 1):
            continue
        yield step


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def problem_of(error: RequestValidationError) -> Problem:
    """The refusal of a request whose values are not valid."""
    errors = error.errors()[:MOST_FAULTS]
    broken = next((item for item in errors if item["type"] == "json_invalid"), None)
    if broken is not None:
        return not_json(broken["loc"][-1])
    faults = [Fault(pointer_of(item, error.body), item["type"], detail_of(item)) for item in errors]
    return Invalid(errors=tuple(dict.fromkeys(faults)))


def not_json(place: object) -> BadRequest:
    """`place` is the number of characters that were read."""
    fault = Fault("", "json_invalid", f"The JSON breaks off or goes wrong after character {place}.")
    return BadRequest("The body is not valid JSON in UTF-8.", errors=[fault])
