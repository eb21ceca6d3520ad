"""What callers read where a value is not valid."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from chassis.dates import Day
from chassis.patterns import worded
from chassis.problems import BadRequest, Fault
from chassis.text import storable
from chassis.validation_errors import SENTENCES, detail_of, not_json, problem_of


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class Whole(BaseModel):
    part: Part
    parts: list[UUID | Part] = []


CODE = worded(r"^[A-Z]{2}-\d+$", "a code such as AB-1")


def refuse(value: str) -> str:
    raise PydanticCustomError("never_valid", "No value is valid here.")


CASES: list[tuple[Any, Any, str, str]] = [
    (int, "ten", "int_parsing", '"ten" is not a whole number.'),
    (int, [], "int_type", "A list is not a whole number."),
    (int, "9" * 5000, "int_parsing_size", "The number is too large."),
    (int, 1.5, "int_from_float", "1.5 is not a whole number."),
    (Annotated[int, Field(ge=1)], 0, "greater_than_equal", "0 is out of range: it must be 1 or more."),
    (Annotated[int, Field(gt=1)], 1, "greater_than", "1 is out of range: it must be more than 1."),
    (Annotated[int, Field(le=200)], 201, "less_than_equal", "201 is out of range: it must be 200 or less."),
    (Annotated[int, Field(lt=2)], 2, "less_than", "2 is out of range: it must be less than 2."),
    (float, "wide", "float_parsing", '"wide" is not a number.'),
    (float, {}, "float_type", "An object is not a number."),
    (Annotated[float, Field(allow_inf_nan=False)], float("nan"), "finite_number", "nan is not a number."),
    (bool, "perhaps", "bool_parsing", '"perhaps" is neither true nor false.'),
    (bool, [], "bool_type", "A list is neither true nor false."),
    (str, 5, "string_type", "5 is not text."),
    (str, None, "string_type", "null is not text."),
    (str, b"\xff", "string_unicode", "The text is not valid UTF-8."),
    (
        Annotated[str, Field(min_length=1)],
        "",
        "string_too_short",
        "The text must have at least 1 character.",
    ),
    (
        Annotated[str, Field(max_length=3)],
        "long",
        "string_too_long",
        "The text can have at most 3 characters.",
    ),
    (Annotated[str, Field(pattern=CODE)], "1-AB", "string_pattern_mismatch", '"1-AB" is not a code such as AB-1.'),
    (Colour, "green", "enum", '"green" is not a known value. Known values: red, blue.'),
    (Literal["x"], "y", "literal_error", '"y" is not a known value. Known values: x.'),
    (date, "01/04/2026", "date_from_datetime_parsing", '"01/04/2026" is not a date; write YYYY-MM-DD.'),
    (date, True, "date_type", "true is not a date; write YYYY-MM-DD."),
    (
        date,
        "2026-04-01T10:00:00Z",
        "date_from_datetime_inexact",
        '"2026-04-01T10:00:00Z" has a time of day; write the date only, as YYYY-MM-DD.',
    ),
    (Day, "1800-01-01", "greater_than_equal", '"1800-01-01" is out of range: it must be 1900-01-01 or later.'),
    (Day, "2200-01-01", "less_than_equal", '"2200-01-01" is out of range: it must be 2100-12-31 or earlier.'),
    (
        datetime,
        "yesterday",
        "datetime_from_date_parsing",
        '"yesterday" is not a date and time; write YYYY-MM-DDThh:mm:ssZ.',
    ),
    (datetime, [], "datetime_type", "A list is not a date and time; write YYYY-MM-DDThh:mm:ssZ."),
    (
        AwareDatetime,
        "2026-04-01T10:00:00",
        "timezone_aware",
        '"2026-04-01T10:00:00" has no time zone; write YYYY-MM-DDThh:mm:ssZ.',
    ),
    (UUID, "7", "uuid_parsing", '"7" is not a UUID.'),
    (UUID, 7, "uuid_type", "7 is not a UUID."),
    (
        Decimal,
        "much",
        "decimal_parsing",
        '"much" is not a decimal number; write it as text, such as "12.50".',
    ),
    (Decimal, [], "decimal_type", 'A list is not a decimal number; write it as text, such as "12.50".'),
    (
        Annotated[Decimal, Field(max_digits=4)],
        "12345",
        "decimal_max_digits",
        '"12345" has too many digits: at most 4 are allowed.',
    ),
    (
        Annotated[Decimal, Field(decimal_places=2)],
        "1.234",
        "decimal_max_places",
        '"1.234" has too many decimals: at most 2 are allowed.',
    ),
    (
        Annotated[Decimal, Field(max_digits=4, decimal_places=2)],
        "123.4",
        "decimal_whole_digits",
        '"123.4" is too large: at most 2 digits before the point are allowed.',
    ),
    (list[int], "many", "list_type", '"many" is not a list.'),
    (tuple[int, ...], 5, "tuple_type", "5 is not a list."),
    (set[int], 5, "set_type", "5 is not a list."),
    (frozenset[int], 5, "frozen_set_type", "5 is not a list."),
    (
        Annotated[list[int], Field(min_length=2)],
        [1],
        "too_short",
        "The list must have at least 2 items.",
    ),
    (
        Annotated[list[int], Field(max_length=1)],
        [1, 2],
        "too_long",
        "The list can have at most 1 item.",
    ),
    (dict[str, int], "x", "dict_type", '"x" is not a JSON object.'),
    (Part, "x", "model_type", '"x" is not a JSON object.'),
    (
        Annotated[str, AfterValidator(storable)],
        "a\x00",
        "value_error",
        "The text contains a NUL character, which cannot be stored.",
    ),
    (Annotated[str, AfterValidator(refuse)], "a", "never_valid", "No value is valid here."),
]


def errors_of(kind: Any, value: Any, *location: str | int, **options: Any) -> list[dict[str, Any]]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value, **options)
    return [{**error, "loc": (*location, *error["loc"])} for error in caught.value.errors()]


@pytest.mark.parametrize(("kind", "value", "code", "expected"), CASES)
def test_each_kind_of_error_is_a_sentence_with_the_value(kind: Any, value: Any, code: str, expected: str) -> None:
    [fault] = problem_of(RequestValidationError(errors_of(kind, value, "body", "field"))).errors
    assert fault == Fault("/field", code, expected)


def test_a_place_that_is_missing_and_one_that_is_unknown_are_pointed_at() -> None:
    errors = errors_of(Whole, {"part": {"nmae": "x"}}, "body")
    faults = problem_of(RequestValidationError(errors, body={"part": {"nmae": "x"}})).errors
    assert set(faults) == {
        Fault("/part/name", "missing", "This field is required."),
        Fault("/part/nmae", "extra_forbidden", "This field is unknown here."),
    }


def test_a_pointer_leads_into_the_body_and_not_to_a_member_of_a_union() -> None:
    body = {"part": {"name": "x"}, "parts": ["seven", {"nam": "y"}]}
    faults = problem_of(RequestValidationError(errors_of(Whole, body, "body"), body=body)).errors
    assert {fault.pointer for fault in faults} == {"/parts/0", "/parts/1", "/parts/1/name", "/parts/1/nam"}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (("body",), "A body is required."),
        (("query", "from"), "This query parameter is required."),
        (("header", "If-Match"), "This field is required."),
    ],
)
def test_what_is_missing_is_named_by_its_kind(location: tuple[str, ...], expected: str) -> None:
    assert detail_of({"type": "missing", "loc": location, "input": None}) == expected


def test_a_query_parameter_keeps_its_part_of_the_request_in_the_pointer() -> None:
    [fault] = problem_of(RequestValidationError(errors_of(int, "x", "query", "limit"))).errors
    assert fault.pointer == "/query/limit"


def test_a_body_that_is_no_object_is_told_so() -> None:
    [fault] = problem_of(
        RequestValidationError(errors_of(Part, ["x"], "body", from_attributes=True), body=["x"])
    ).errors
    assert (fault.pointer, fault.detail) == ("", "A list is not a JSON object.")


@pytest.mark.parametrize("name", ["password", "client_secret", "token"])
def test_a_secret_is_never_repeated(name: str) -> None:
    [fault] = problem_of(RequestValidationError(errors_of(UUID, "s3cret", "body", name))).errors
    assert fault.detail == "This value is not a UUID."


def test_a_long_value_is_cut() -> None:
    [fault] = problem_of(RequestValidationError(errors_of(UUID, "x" * 500, "body", "id"))).errors
    assert fault.detail == f'"{"x" * 60}…" is not a UUID.'


def test_broken_json_says_where_it_breaks() -> None:
    problem = not_json(12)
    assert isinstance(problem, BadRequest)
    assert (problem.detail, problem.errors[0].detail) == (
        "The body is not valid JSON in UTF-8.",
        "The JSON breaks off or goes wrong after character 12.",
    )


def test_every_sentence_is_read_in_a_test_of_this_page() -> None:
    """What needs a whole request to come about stands in the tests above; three need a Python object to."""
    here = {code for _, _, code, _ in CASES} | {"missing", "extra_forbidden", "model_attributes_type"}
    assert set(SENTENCES) - here <= {"invalid_key", "date_parsing", "datetime_parsing", "datetime_object_invalid"}
