"""Routes of the platform: unknown fields are refused, single resources carry ETags, POSTs may be repeated.

The API description of each operation also has its permission (`x-permission`) and how large a body it takes
(`x-max-body-bytes`, `x-max-body-values`), read from the same declarations that enforce them.
"""

import email.message
from collections.abc import Callable, Coroutine
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.params import File, Form
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.utils import deep_dict_update
from starlette.exceptions import HTTPException
from starlette.types import Message

from chassis import idempotency, preconditions
from chassis.accepted_types import refuse_unreadable
from chassis.api_operations import conventions
from chassis.auth import Permit, permitted
from chassis.body_sizes import DEFAULT_BODY, STRANGERS_BODY, too_large
from chassis.body_values import BodyLimits, limits_of, refuse_too_many_in
from chassis.forms import form_fields, refuse_unknown_fields
from chassis.list_routes import ListEndpoint, refuse_unknown
from chassis.patches import refuse_empty
from chassis.problem_documents import ProblemDocument
from chassis.problems import Unsupported
from chassis.rereads import refusal_of
from chassis.state import request_state_of
from chassis.transactions import transaction

ANY_REFUSAL: dict[int | str, dict[str, Any]] = {
    "default": {"model": ProblemDocument, "description": "Any other refusal, as a problem document"}
}
JSON, MULTIPART, FORM = "application/json", "multipart/form-data", "application/x-www-form-urlencoded"


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def _walk(dependant: Dependant) -> list[Dependant]:
    return [dependant, *(found for below in dependant.dependencies for found in _walk(below))]


def _permit_of(dependant: Dependant) -> Permit | None:
    return next((node.call for node in _walk(dependant) if isinstance(node.call, Permit)), None)


def _query_names(dependant: Dependant) -> set[str]:
    names: set[str] = set()
    for node in _walk(dependant):
        for field in node.query_params:
            fields = getattr(field.field_info.annotation, "model_fields", None)
            names |= {info.alias or name for name, info in fields.items()} if fields else {field.alias}
    return names


def _media_types(dependant: Dependant) -> set[str]:
    """The types of body an operation reads; empty where it reads none, or reads it in its own way."""
    fields = [field.field_info for node in _walk(dependant) for field in node.body_params]
    if any(isinstance(field, File) for field in fields):
        return {MULTIPART}
    if any(isinstance(field, Form) for field in fields):
        return {MULTIPART, FORM}
    return {JSON} if fields else set()


def _refuse_other_types(request: Request, known: set[str]) -> None:
    """Raises Unsupported: FastAPI would call a body of another type a missing or malformed value."""
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    if not (known and has_body):
        return
    message = email.message.Message()
    message["content-type"] = request.headers.get("content-type", "application/octet-stream")
    media_type = message.get_content_type()
    is_json = media_type.startswith("application/") and media_type.endswith("+json")
    if media_type not in known and not (JSON in known and is_json):
        raise Unsupported(f"This operation reads {' or '.join(sorted(known))}, not {media_type}.")


def _answers_of(route: APIRoute) -> frozenset[str]:
    """The media types of a success; empty where there is no body, or a file of a type of its own."""
    if route.status_code == 204 or route.response_model is None:
        return frozenset()
    described = route.responses.get(route.status_code or 200, {}).get("content", {})
    return frozenset({JSON, *described})


def _bounded(request: Request, limit: int) -> Request:
    """The request, whose body is refused as soon as it is known to be too large: by its length, or by its bytes.

    FastAPI's own limit answers in plain text. What is raised while a body is read must be an HTTPException, because
    FastAPI turns any other into a 400; `_with_limit` makes the problem of it.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(limit)
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)


def _is_versioned(model: Any) -> bool:
    """Whether an answer carries an ETag; one of several shapes does where one of them has a version."""
    while get_origin(model) is Annotated:
        model = get_args(model)[0]
    shapes = get_args(model) if get_origin(model) in (Union, UnionType) else (model,)
    return any("version" in getattr(shape, "model_fields", {}) for shape in shapes)


class ApiRoute(APIRoute):
    """A route with the conventions every operation of the public API keeps."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._size_given: int | None = options.pop("max_body_size", None)
        super().__init__(path, endpoint, **options)
        if isinstance(endpoint, ListEndpoint):
            self.app = endpoint.answer
        self.openapi_extra = self._described(dict(self.openapi_extra or {}))

    @property
    def most_bytes(self) -> int:
        """How large a body may be; it is small where anyone can send one, because no permission is needed."""
        return self._size_given or (DEFAULT_BODY if _permit_of(self.dependant) else STRANGERS_BODY)

    @cached_property
    def value_limits(self) -> BodyLimits | None:
        """How many values a JSON body may have; None for another body. Batches look at their items themselves."""
        if self.body_field is None or _media_types(self.dependant) != {JSON}:
            return None
        field = self.body_field.field_info
        return limits_of(Annotated[field.annotation, field])

    def _described(self, extra: dict[str, Any]) -> dict[str, Any]:
        """What this route itself says in the API description, with what its declarations add."""
        (method,) = self.methods or {"GET"}
        if permit := _permit_of(self.dependant):
            extra["x-permission"] = permit.permission
            extra["x-roles"] = sorted(permit.roles)
        if method in {"POST", "PUT", "PATCH"}:
            extra["x-max-body-bytes"] = self.most_bytes
        if limits := self.value_limits:
            extra["x-max-body-values"] = limits.values
        added = conventions(
            method,
            self.status_code or 200,
            self.response_model,
            versioned=_is_versioned(self.response_model),
            repeatable=method == "POST" and self._is_repeatable(),
        )
        deep_dict_update(added, extra)
        return added

    def _is_repeatable(self) -> bool:
        calls = [node.call for node in _walk(self.dependant)]
        return transaction in calls and idempotency.refuse_idempotency_key not in calls

    def get_route_handler(self) -> Handler:
        if isinstance(self.endpoint, ListEndpoint):
            return self.endpoint
        handler = super().get_route_handler()
        known = frozenset(_query_names(self.dependant))
        media_types = _media_types(self.dependant)
        fields = form_fields(_walk(self.dependant))
        versioned = _is_versioned(self.response_model)
        permit = _permit_of(self.dependant)
        answers = _answers_of(self)
        is_patch = "PATCH" in (self.methods or ())
        limits, most_bytes = self.value_limits, self.most_bytes

        async def handle(request: Request) -> Response:
            """First who calls, and only then what they send: FastAPI would read the body before."""
            if permit:
                await permitted(request, permit)
            request = _bounded(request, most_bytes)
            refuse_unreadable(request, answers)
            refuse_unknown(request.query_params, known)
            _refuse_other_types(request, media_types)
            if is_patch:
                refuse_empty(await request.body())
            if fields:
                await refuse_unknown_fields(request, fields)
            if limits:
                await refuse_too_many_in(request, limits)
            response = await _at_most_once(request, handler)
            if versioned and response.status_code < 300:
                response = preconditions.tagged(request, response)
            return response

        return _with_limit(handle, most_bytes)


def _with_limit(handle: Handler, limit: int) -> Handler:
    """The handler, whose refusal of a larger body names the limit; see `_bounded`."""

    async def limited(request: Request) -> Response:
        try:
            return await handle(request)
        except HTTPException as error:
            if error.status_code != 413:
                raise
            raise too_large(limit) from None

    return limited


async def _at_most_once(request: Request, handler: Handler) -> Response:
    key = idempotency.key_of(request)
    if key is None:
        return await handler(request)
    print_ = await idempotency.fingerprint(request)
    state = request_state_of(request)
    state.idempotency = (key, print_)
    try:
        response = await handler(request)
    except idempotency.Replayed as replayed:
        return await refusal_of(request, replayed.response) or replayed.response
    if state.session is not None and state.caller is not None:
        await idempotency.keep(state.session, state.caller, key, print_, response=response)
    return response


def new_router(prefix: str, *tags: str | Enum) -> APIRouter:
    """A router of such routes under `prefix`, with its tags in the API description."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags),
        route_class=ApiRoute,
        responses=ANY_REFUSAL,
        generate_unique_id_function=lambda route: route.name,
    )
