"""Routes of this house: unknown query fields are refused, single resources carry ETags, POSTs may be repeated.

Each operation's contract also says its permission (`x-permission`) and how large a body it takes
(`x-max-body-bytes`), read from the same declarations that enforce them.
"""

from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.responses import Response
from fastapi.routing import APIRoute

from chassis import idempotency, preconditions
from chassis.problems import Fault, Invalid

DEFAULT_BODY = 1 << 20
"""Bytes of body an operation takes where its route does not say otherwise."""


class UnknownQueryField(Invalid):
    """A misspelt filter would silently widen the answer, so a query field the operation has not is refused."""

    title = "Unknown query field"


def _walk(dependant: Dependant) -> list[Dependant]:
    return [dependant, *(found for below in dependant.dependencies for found in _walk(below))]


def _query_names(dependant: Dependant) -> set[str]:
    names: set[str] = set()
    for node in _walk(dependant):
        for field in node.query_params:
            fields = getattr(field.field_info.annotation, "model_fields", None)
            names |= set(fields) if fields else {field.alias}
    return names


def _refuse_unknown(request: Request, known: set[str]) -> None:
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        faults = [Fault(f"/query/{name}", "unknown_query_field", f"known: {sorted(known)}") for name in unknown]
        raise UnknownQueryField(errors=faults)


class HouseRoute(APIRoute):
    """A route with the conventions every operation of the public API keeps."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["max_body_size"] = options.get("max_body_size") or DEFAULT_BODY
        super().__init__(path, endpoint, **options)
        extra = dict(self.openapi_extra or {})
        for node in _walk(self.dependant):
            if permission := getattr(node.call, "permission", None):
                extra["x-permission"] = permission
                extra["x-roles"] = getattr(node.call, "roles", [])
        if (self.methods or set()) & {"POST", "PUT", "PATCH"}:
            extra["x-max-body-bytes"] = options["max_body_size"]
        self.openapi_extra = extra

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        known = _query_names(self.dependant)
        versioned = "version" in getattr(self.response_model, "model_fields", {})

        async def handle(request: Request) -> Response:
            _refuse_unknown(request, known)
            response = await _at_most_once(request, handler)
            if versioned and response.status_code < 300:
                response = preconditions.tagged(request, response)
            return response

        return handle


async def _at_most_once(request: Request, handler: Callable[[Request], Coroutine[Any, Any, Response]]) -> Response:
    key = idempotency.key_of(request)
    if key is None:
        return await handler(request)
    print_ = await idempotency.fingerprint(request)
    request.state.idempotency = (key, print_)
    try:
        response = await handler(request)
    except idempotency.Replayed as replayed:
        return replayed.response
    session = getattr(request.state, "session", None)
    if session is not None:
        await idempotency.keep(session, request.state.caller, key, print_, response)
    return response


def new_router(prefix: str, *tags: str | Enum) -> APIRouter:
    """A router of house routes under `prefix`, named by its tags in the contract."""
    return APIRouter(prefix=prefix, tags=list(tags), route_class=HouseRoute)
