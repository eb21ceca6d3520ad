"""Many items in one request: each is accepted or refused by itself, so one bad item does not lose the good ones."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, cast

import orjson
from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chassis.api_names import noun_of
from chassis.body_values import BodyLimits, limits_of, refuse_too_many
from chassis.problem_documents import ProblemDocument, document, request_id_of
from chassis.problems import Fault, Invalid, Problem
from chassis.validation_errors import MOST_FAULTS, not_json, problem_of

MOST_ITEMS = 1000
LINES = "application/x-ndjson"
ALSO_LINES = f"An array; or, with the media type `{LINES}`, one JSON object on each line."
"""Said in words: client generators know no body of lines, and would leave out the operation."""

Item = TypeVar("Item")
Shown = TypeVar("Shown")


class TooManyItems(Invalid):
    """A batch has at most 1,000 items; send the others in another batch."""

    title = "Too many items"


class BatchRefused(Invalid):
    """Nothing was saved: `atomic` was set and some items are not valid. `errors` points at each of them."""

    title = "Batch refused"


class BatchResult(BaseModel, Generic[Shown]):
    """The result of one item: the resource that was created, or the problem."""

    # A parametrised model has no docstring, so the schema gets its description here.
    model_config = ConfigDict(
        json_schema_extra={"description": "The result of one item: the resource that was created, or the problem."}
    )

    status: int = Field(description="The HTTP status that this item would have had by itself.", examples=[201])
    resource: Shown | None = Field(default=None, description="What was created; null where the item was refused.")
    problem: ProblemDocument | None = Field(default=None, description="Why it was refused; else null.")

    @classmethod
    def model_parametrized_name(cls, params: Any) -> str:
        """`ContractBatchResult` for `BatchResult[ContractOut]`."""
        return noun_of(params[0]) + cls.__name__


class BatchAnswer(BaseModel, Generic[Shown]):
    """One result for each item, in the order they were sent."""

    model_config = ConfigDict(
        json_schema_extra={"description": "One result for each item, in the order in which they were sent."}
    )

    items: list[BatchResult[Shown]] = Field(description="The results.")

    @classmethod
    def model_parametrized_name(cls, params: Any) -> str:
        """`ContractBatchAnswer` for `BatchAnswer[ContractOut]`."""
        return noun_of(params[0]) + cls.__name__


async def batch_items(request: Request) -> list[Any]:
    """The items as they were sent; raises BadRequest, Invalid, TooManyItems."""
    body = await request.body()
    try:
        if request.headers.get("content-type", "").startswith(LINES):
            items: Any = [orjson.loads(line) for line in body.splitlines() if line.strip()]
        else:
            items = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise not_json(error.pos) from error
    if not isinstance(items, list) or not items:
        raise Invalid("Send an array of items, or one item on each line.", pointer="")
    if len(items) > MOST_ITEMS:
        raise TooManyItems(f"The batch has {len(items)} items; at most {MOST_ITEMS} are allowed.", pointer="")
    return items


BatchItems = Annotated[list[Any], Depends(batch_items)]
Atomic = Annotated[bool, Query(description="Save all items or, if one is not valid, none.")]


def batch_body(model: type[BaseModel]) -> dict[str, Any]:
    """The body of a batch of these, for the API description: a JSON array, or a JSON object on each line."""
    example = (model.model_config.get("json_schema_extra") or {})["examples"][0]  # type: ignore[index]  # given as a dict
    array = {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_ITEMS,
        "items": {"$ref": f"#/components/schemas/{model.__name__}"},
    }
    content = {"application/json": {"schema": array, "example": [example]}}
    body = {"required": True, "description": ALSO_LINES, "content": content}
    return {"requestBody": body, "x-max-body-values": _limits_of(model).values}


@cache
def _limits_of(model: Any) -> BodyLimits:
    return limits_of(Annotated[list[model], Field(max_length=MOST_ITEMS)])


def read_items(model: type[Item], items: Sequence[Any]) -> list[Item | Problem]:
    """Each item as the model reads it, or the problem with it; raises TooManyValues.

    Of all faults together, a bounded number is reported; each refused item has at least one.
    """
    refuse_too_many(items, _limits_of(cast(Any, model)))
    adapter = TypeAdapter(model)
    read: list[Item | Problem] = []
    left = MOST_FAULTS
    for item in items:
        try:
            read.append(adapter.validate_python(item))
        except ValidationError as error:
            found = error.errors(include_url=False)[: max(left, 1)]
            left -= len(found)
            errors = [{**fault, "loc": ("body", *fault["loc"])} for fault in found]
            read.append(problem_of(RequestValidationError(errors, body=item)))
    return read


def refuse_any(results: Sequence[object]) -> None:
    """Raises BatchRefused where one of them is a problem, pointing into the item: `/3/email`."""
    faults = [
        Fault(f"/{place}{fault.pointer}", fault.code, fault.detail)
        for place, result in enumerate(results)
        if isinstance(result, Problem)
        for fault in result.errors or (Fault("", result.code(), result.detail),)
    ]
    if faults:
        raise BatchRefused(errors=faults)


def batch_answer(
    request: Request, results: Sequence[Item | Problem], show: Callable[[Item], Shown]
) -> BatchAnswer[Shown]:
    """The results on the wire."""
    return BatchAnswer(items=[_result(request, result, show) for result in results])


def _result(request: Request, result: Item | Problem, show: Callable[[Item], Shown]) -> BatchResult[Shown]:
    if not isinstance(result, Problem):
        return BatchResult(status=201, resource=show(result))
    problem = document(result, instance=request.url.path, request_id=request_id_of(request))
    return BatchResult(status=result.status, problem=ProblemDocument.model_validate(problem))
