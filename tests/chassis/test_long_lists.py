"""A long list of wrong values is refused without looking at all of them."""

from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from chassis.batches import read_items
from chassis.long_lists import PIECE, InPieces
from chassis.problems import Problem
from chassis.validation_errors import MOST_FAULTS


def even(value: int) -> int:
    if value % 2:
        raise PydanticCustomError("odd", "{value} is odd", {"value": value})
    return value


class Part(BaseModel):
    name: str
    count: Annotated[int, AfterValidator(even)] = 0


class Whole(BaseModel):
    parts: Annotated[list[Part], Field(min_length=1, max_length=5000), InPieces()] | None = None
    plain: Annotated[list[Part], Field(min_length=1, max_length=5000)] | None = None


def faults(body: Any) -> list[Any]:
    """Without what differs by the name of the field."""
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(body)
    return [(error["type"], error["loc"][1:], error["msg"], error["input"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"name": "x"}] * 6000,
        [{"name": "x"}] * 95 + [{"name": 1, "count": 3}] + [{"name": "x"}] * 20 + [{}, 7],
        [{"name": "x", "count": 1}] * (PIECE + 1),
        "no list",
    ],
    ids=["empty", "too long", "some wrong", "a rule of ours", "no list"],
)
def test_the_faults_are_those_of_a_list_that_is_read_at_once(items: Any) -> None:
    assert faults({"parts": items}) == faults({"plain": items})


def test_a_valid_list_is_the_same() -> None:
    items = [{"name": str(number), "count": 2} for number in range(123)]
    read = Whole.model_validate({"parts": items, "plain": items})
    assert (read.parts, len(read.parts or [])) == (read.plain, 123)
    assert TypeAdapter(Whole).json_schema()["properties"]["parts"]["anyOf"][0]["maxItems"] == 5000


def test_a_list_with_many_faults_is_not_read_to_its_end() -> None:
    found = faults({"parts": [{"name": 1, "count": "x"}] * 5000})
    assert MOST_FAULTS <= len(found) < MOST_FAULTS + 2 * PIECE


def test_of_a_batch_each_wrong_item_is_refused_and_not_each_fault_told() -> None:
    read = read_items(Part, [{"name": 1, "count": "x"}] * 1000)
    assert all(isinstance(item, Problem) for item in read)
    told = [len(item.errors) for item in read if isinstance(item, Problem)]
    assert min(told) == 1
    assert sum(told) <= MOST_FAULTS + len(told)
