"""Routes of lists, declared as such: what a list's request says is known, so it is read here and not by FastAPI.

A list takes a caller with a permission and a query; FastAPI resolves a route's arguments for every request,
which is half of a list's time. `list_route` declares the route with both, FastAPI reads the same declaration for
the API description, and a request is answered from the declaration.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from chassis.accepted_types import refuse_unreadable
from chassis.auth import Permit, permitted
from chassis.callers import Caller
from chassis.list_reader import Reader
from chassis.pages import ListQuery, Page
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Fault, UnknownQueryField
from chassis.read_pool import from_transaction
from chassis.state import state_of
from chassis.transactions import Session
from chassis.validation_errors import shown

ANSWERS = ("application/json",)


def refuse_unknown(given: Mapping[str, str], known: frozenset[str]) -> None:
    """Raises UnknownQueryField, naming those that are known."""
    unknown = [name for name in given if name not in known]
    if unknown:
        has = f"Parameters of this operation: {', '.join(sorted(known))}." if known else "This operation has none."
        faults = [
            Fault(f"/query/{name}", "unknown_query_field", f"Unknown query parameter {shown(name)}. {has}")
            for name in unknown
        ]
        raise UnknownQueryField(faults[0].detail, errors=faults)


async def reader(request: Request, session: Session) -> Reader:
    """A reader over the request's transaction: the route has looked at something else with it."""
    return Reader(from_transaction(session), state_of(request).cursors)


Reads = Annotated[Reader, Depends(reader)]
"""For a list within something: its route looks at that thing first, in the same transaction."""

Read = Callable[[Any, Reader, Any], Awaitable[Response]]
"""A route's function: `(caller: CanReadContracts, reads: Reads, query: ContractQuery)`."""


@dataclass(frozen=True)
class ListEndpoint:
    """A list's route: the function that reads it, the permission it needs and the query it takes."""

    read: Read
    permit: Permit
    query: type[ListQuery]

    @property
    def __signature__(self) -> inspect.Signature:
        """What FastAPI describes."""
        keyword = inspect.Parameter.KEYWORD_ONLY
        caller = inspect.Parameter("caller", keyword, annotation=Annotated[Caller, Depends(self.permit)])
        query = inspect.Parameter("query", keyword, annotation=Annotated[self.query, Query()])
        return inspect.Signature([caller, query])

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an ASGI app: nothing of FastAPI's dependencies is needed."""
        response = await self(Request(scope, receive, send))
        await response(scope, receive, send)

    async def __call__(self, request: Request) -> Response:
        """The page, or a refusal: first for who calls, then for the query."""
        caller = await permitted(request, self.permit)
        refuse_unreadable(request, ANSWERS)
        given = dict(request.query_params)
        refuse_unknown(given, frozenset(self.query.model_fields))
        try:
            query = self.query.model_validate(given)
        except ValidationError as error:
            faults = [{**fault, "loc": ("query", *fault["loc"])} for fault in error.errors()]
            raise RequestValidationError(faults) from error
        return await self.read(caller, state_of(request).reader, query)


def _endpoint(read: Read) -> ListEndpoint:
    """Raises TypeError where the function's `caller` has no permission, or its `query` is none."""
    parameters = inspect.signature(read).parameters
    query = parameters["query"].annotation
    permits = [getattr(part, "dependency", None) for part in get_args(parameters["caller"].annotation)]
    permit = next((part for part in permits if isinstance(part, Permit)), None)
    if permit is None or not issubclass(query, ListQuery):
        raise TypeError(f"{read.__name__} takes a caller with a permission, the reader and a query")
    return ListEndpoint(read, permit, query)


def list_route(router: APIRouter, path: str, *, item: Any) -> Callable[[Read], Read]:
    """Declare the function under it as a list of such items at a path; see `Read` for its parameters.

    Raises TypeError where they are others.
    """

    def declare(read: Read) -> Read:
        router.add_api_route(
            path,
            _endpoint(read),
            methods=["GET"],
            name=read.__name__,
            description=inspect.getdoc(read),
            response_model=Page[item],
            responses=raises(BadCursor),
        )
        return read

    return declare
