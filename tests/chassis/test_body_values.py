"""A body with more values than an operation can use is refused before each of them is looked at."""

from enum import StrEnum
from typing import Annotated, Any

import orjson
import pytest
from pydantic import BaseModel, ConfigDict, Field

from chassis.body_values import MOST_VALUES, BodyLimits, TooManyValues, limits_of, refuse_too_many
from support.cast import Cast

JSON = {"Content-Type": "application/json"}


class Tongue(StrEnum):
    DUTCH = "nl"
    FRENCH = "fr"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    label: dict[Tongue, str] = {}


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parts: Annotated[list[Part], Field(max_length=10)] = []
    choice: Part | int | None = None
    queries: Annotated[dict[str, int], Field(max_length=30)] = {}


WHOLE = limits_of(Whole)


def refusal(body: Any, limits: BodyLimits = WHOLE) -> tuple[str, int] | None:
    """Where it is, and the limit."""
    try:
        refuse_too_many(body, limits)
    except TooManyValues as problem:
        return problem.errors[0].pointer, next(iter(problem.extensions.values()))
    return None


def test_the_limits_follow_from_the_lengths_of_lists_and_the_names_of_fields() -> None:
    part = 1 + (1 + 2)  # its name, its label in two languages
    assert WHOLE.values == 3 + 10 * (1 + part) + part + 30 + 100
    assert WHOLE.unknown == 30 + 100
    assert {"parts", "name", "label", "choice", "queries", "nl", "fr"} <= WHOLE.names


def test_what_the_schema_does_not_limit_is_limited_all_the_same() -> None:
    assert limits_of(dict[str, Any]).values == MOST_VALUES
    assert limits_of(list[Part]).values == MOST_VALUES


def test_the_largest_valid_body_passes() -> None:
    part = {"name": "x", "label": {"nl": "x", "fr": "x"}}
    queries = {f"q{number}": 1 for number in range(30)}
    assert refusal({"parts": [part] * 10, "choice": part, "queries": queries}) is None


@pytest.mark.parametrize(
    ("body", "pointer", "limit"),
    [
        ({f"k{number}": 1 for number in range(131)}, "", WHOLE.unknown),
        ({"parts": [{"name": {f"k{number}": 1 for number in range(131)}}]}, "/parts/0/name", WHOLE.unknown),
        ({"parts": [{f"k{number}": 1 for number in range(9)}] * 20}, "/parts/5", WHOLE.unknown),
        ({"parts": [{}] * 1000}, "/parts", WHOLE.values),
        ({"choice": {"a/b": [0] * 1000}}, "/choice/a~1b", WHOLE.values),
        ([0] * 1000, "", WHOLE.values),
    ],
)
def test_more_is_refused_where_it_is(body: Any, pointer: str, limit: int) -> None:
    assert refusal(body) == (pointer, limit)


async def test_a_body_of_unknown_fields_is_refused_as_one_fault(notebook: Cast) -> None:
    body = orjson.dumps({f"k{number}": 1 for number in range(65_000)})
    answer = await notebook.buyer().post("/v1/notes", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_values")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [""]
    assert answer.json()["max_values"] == MOST_VALUES
