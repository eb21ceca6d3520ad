"""The short road of lists: their dependencies are worked out once per route, not once per request.

A list takes a caller with a permission, the reader, paging and plain query fields. FastAPI walks the tree of these
for every request, which is half of a list's time; where a route's tree holds nothing else, the same values are
found here directly, by the same fields, with the same refusals.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, cast, get_args, get_origin

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel

from chassis.auth import AnyCaller, Permit, current_caller
from chassis.paging import DEFAULT_LIMIT, MOST, PageQuery
from chassis.reader import Reader
from chassis.state import state_of


class Count(StrEnum):
    """How a list counts all its items."""

    EXACT = "exact"


async def page_query(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most items in the answer.")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
    count: Annotated[Count | None, Query(description="`exact` adds `total`.")] = None,
) -> PageQuery:
    others = tuple((name, value) for name, value in request.query_params.multi_items() if name != "cursor")
    return PageQuery(limit=limit, cursor=cursor, count=count is not None, others=others)


Paging = Annotated[PageQuery, Depends(page_query)]


async def reader(request: Request, caller: AnyCaller) -> Reader:  # noqa: ARG001  # nobody reads without a caller
    return state_of(request).reader


Reads = Annotated[Reader, Depends(reader)]

COMPOUND = (list, tuple, set, frozenset, dict, BaseModel)


@dataclass(frozen=True)
class Field:
    """One query field: its name in the request and in the function, and how its text becomes a value."""

    alias: str
    name: str
    default: Any
    validate: Callable[..., tuple[Any, list[dict[str, Any]]]]


@dataclass(frozen=True)
class ListRoute:
    """How a list's arguments are found."""

    endpoint: Callable[..., Awaitable[Response]]
    permit: Permit
    names: dict[str, str]
    paging: tuple[Field, ...]
    filters: tuple[Field, ...]

    async def __call__(self, request: Request) -> Response:
        caller = await self.permit(await current_caller(request, _bearer(request)))
        faults: list[dict[str, Any]] = []
        paging = _values(request, self.paging, faults)
        filters = _values(request, self.filters, faults)
        if faults:
            raise RequestValidationError(faults)
        own = {
            self.names["caller"]: caller,
            self.names["reads"]: state_of(request).reader,
            self.names["paging"]: await page_query(request, **paging),
        }
        return await self.endpoint(**own, **filters)


def _bearer(request: Request) -> HTTPAuthorizationCredentials | None:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credentials:
        return None
    return HTTPAuthorizationCredentials(scheme=scheme, credentials=credentials.strip())


def _values(request: Request, fields: tuple[Field, ...], faults: list[dict[str, Any]]) -> dict[str, Any]:
    given = request.query_params
    values: dict[str, Any] = {}
    for field in fields:
        if field.alias in given:
            value, wrong = field.validate(given[field.alias], values, loc=("query", field.alias))
            faults += wrong
            values[field.name] = value
        else:
            values[field.name] = field.default
    return values


def _fields(dependant: Dependant) -> tuple[Field, ...]:
    return tuple(Field(field.alias, field.name, field.default, field.validate) for field in dependant.query_params)


def _is_plain(dependant: Dependant) -> bool:
    """Only query fields that may be left out and are given once, each a single value."""
    return all(
        not field.field_info.is_required() and _is_single(field.field_info.annotation)
        for field in dependant.query_params
    )


def _is_single(annotation: Any) -> bool:
    kinds = (get_origin(part) or part for part in (annotation, *get_args(annotation)))
    return not any(isinstance(kind, type) and issubclass(kind, COMPOUND) for kind in kinds)


def list_route_of(dependant: Dependant, endpoint: Callable[..., Any]) -> ListRoute | None:
    """The short road of a route, or None where it takes anything a plain list does not."""
    asks_more = dependant.path_params or dependant.header_params or dependant.body_params or dependant.cookie_params
    kinds = {_kind(below): below for below in dependant.dependencies}
    if asks_more or set(kinds) != {"caller", "reads", "paging"} or len(dependant.dependencies) != 3:
        return None
    if dependant.request_param_name or dependant.response_param_name or not _is_plain(dependant):
        return None
    return ListRoute(
        endpoint=endpoint,
        permit=cast(Permit, kinds["caller"].call),
        names={kind: str(below.name) for kind, below in kinds.items()},
        paging=_fields(kinds["paging"]),
        filters=_fields(dependant),
    )


def _kind(dependant: Dependant) -> str:
    if isinstance(dependant.call, Permit):
        return "caller"
    if dependant.call is reader:
        return "reads"
    return "paging" if dependant.call is page_query else "other"
