"""Lists of many objects in a body, read piece by piece so that one with many wrong values is not read to its end.

Pydantic collects every error of a list before it refuses it: a body of a megabyte can have tens of thousands, and
each costs more than reading the value. Nobody corrects more than `MOST_FAULTS` at once.
"""

from collections.abc import Callable
from typing import Any, get_args

from pydantic import GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from chassis.validation_errors import MOST_FAULTS

PIECE = 10
"""Items that are read at once."""

_KNOWN = frozenset(get_args(core_schema.ErrorType))


class InPieces:
    """Annotates a list, behind its lengths: `Annotated[list[RowIn], Field(max_length=1000), InPieces()]`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        most: int = schema["max_length"]
        if schema.get("min_length", 0) > 1:
            raise TypeError("A list that is read in pieces cannot ask for more than one item.")
        return core_schema.no_info_wrap_validator_function(lambda value, read: _read(value, read, most), schema)


def _read(value: Any, read: Callable[[Any], Any], most: int) -> Any:
    if not isinstance(value, list) or not PIECE < len(value) <= most:
        return read(value)
    items: list[Any] = []
    errors: list[InitErrorDetails] = []
    for start in range(0, len(value), PIECE):
        try:
            items += read(value[start : start + PIECE])
        except ValidationError as error:
            errors += [_moved(each, start) for each in error.errors(include_url=False)]
        if len(errors) >= MOST_FAULTS:
            break
    if errors:
        raise ValidationError.from_exception_data("list", errors)
    return items


def _moved(error: Any, start: int) -> InitErrorDetails:
    """The error of an item in a piece that starts at this place of the list."""
    place, *below = error["loc"]
    kind, context = error["type"], error.get("ctx", {})
    known = kind if kind in _KNOWN else PydanticCustomError(kind, error["msg"], context)
    return InitErrorDetails(type=known, loc=(place + start, *below), input=error["input"], ctx=context)
