"""Problems on the wire: RFC 9457 documents for every refusal, our own or a library's."""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from chassis import validation_errors
from chassis.accepted_types import PROBLEM_TYPE
from chassis.http import ServiceRefused
from chassis.problems import (
    BadRequest,
    Forbidden,
    NotFound,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from chassis.state import request_state_of, state_of

MEDIA_TYPE = PROBLEM_TYPE
log = logging.getLogger("chassis.problems")


class FaultDocument(BaseModel):
    """One fault, with the place it was found."""

    pointer: str = Field(
        description="RFC 6901 pointer into the request: `/contacts/0/email`, `/query/limit`.",
        examples=["/contacts/0/email"],
    )
    code: str = Field(description="What is wrong there, stable and language-neutral.", examples=["missing"])
    detail: str = Field(description="The same for a person to read.", examples=["This field is required."])


class ProblemDocument(BaseModel):
    """A refusal, as RFC 9457 has it; further members depend on `code`."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/not_found",
                    "title": "Not found",
                    "status": 404,
                    "detail": "It does not exist, or you may not see it.",
                    "instance": "/v1/suppliers/0197f3a2-0000-7000-8000-000000000001",
                    "code": "not_found",
                    "request_id": "3f0c2a9e",
                    "errors": [],
                }
            ]
        },
    )

    type: str = Field(description="`/problems/<code>`: what kind of problem it is.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status of the answer.")
    detail: str = Field(description="What is wrong with this request, and what would be right.")
    instance: str = Field(description="The path that was asked.")
    code: str = Field(description="Stable and language-neutral: programs decide by this one.")
    request_id: str = Field(description="Names this request in the logs; quote it when you ask for help.")
    errors: list[FaultDocument] = Field(default=[], description="Every bad value, each with its place.")


def document(problem: Problem, *, instance: str, request_id: str) -> dict[str, Any]:
    code = problem.code()
    return {
        "type": f"/problems/{code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "code": code,
        "request_id": request_id,
        "errors": [
            {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in problem.errors
        ],
        **problem.extensions,
    }


def written(body: Mapping[str, Any]) -> bytes:
    """A document as JSON; what it quotes of a request may be text that UTF-8 cannot have."""
    try:
        return orjson.dumps(body, default=str)
    except TypeError:
        return json.dumps(body, default=str, ensure_ascii=False).encode("utf-8", "replace")


def answer(request: Request, problem: Problem) -> Response:
    body = document(problem, instance=request.url.path, request_id=request_id_of(request))
    return Response(written(body), problem.status, problem.headers, MEDIA_TYPE)


def request_id_of(request: Request) -> str:
    return request_state_of(request).request_id


def raises(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may raise these problems, each with its example."""
    responses: dict[int | str, dict[str, Any]] = {}
    for problem in problems:
        entry = responses.setdefault(
            problem.status,
            {
                "description": "",
                "content": {
                    MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}, "examples": {}}
                },
            },
        )
        entry["description"] = " · ".join(filter(None, [entry["description"], problem.title]))
        example = document(problem(), instance="/v1/…", request_id="3f0c2a9e")
        entry["content"][MEDIA_TYPE]["examples"][problem.code()] = {
            "summary": problem.title,
            "value": example,
        }
    return responses


HTTP_PROBLEMS: dict[int, type[Problem]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
    415: Unsupported,
    503: Unavailable,
}


class MethodNotAllowed(Problem):
    """This path does not have this method; `Allow` lists those it has."""

    status, title = 405, "Method not allowed"


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  # narrows the type the handler was registered for
    return answer(request, error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return answer(request, validation_errors.problem_of(error))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == 405:
        return answer(request, MethodNotAllowed(headers=allowed(_methods_of(request))))
    kind = HTTP_PROBLEMS.get(error.status_code, BadRequest)
    return answer(request, kind())


def allowed(methods: Iterable[str]) -> dict[str, str]:
    """The header `Allow` of a path with these methods."""
    known = set(methods)
    return {"Allow": ", ".join(sorted(known | {"HEAD"} if "GET" in known else known))}


def _methods_of(request: Request) -> set[str]:
    """All methods of the path: the router's own header names only those of its first route."""
    asked = {**request.scope, "root_path": request.scope.get("app_root_path", "")}
    routes = [route for route in request.app.router.routes if route.matches(asked)[0] is not Match.NONE]
    return {method for route in routes for method in getattr(route, "methods", None) or {"GET"}}


async def _on_neighbour(request: Request, error: Exception) -> Response:
    """The refusal of another service, passed on with its own text."""
    assert isinstance(error, ServiceRefused)  # noqa: S101
    body = {**error.document, "instance": request.url.path, "request_id": request_id_of(request)}
    return Response(written(body), error.refused_status, media_type=MEDIA_TYPE)


async def _on_integrity(request: Request, error: Exception) -> Response:
    assert isinstance(error, IntegrityError)  # noqa: S101
    problem = state_of(request).refusals.translate(error)
    if problem is None:
        raise error
    return answer(request, problem)


REFUSED_BY_ROW_SECURITY = "42501"


async def _on_refused_row(request: Request, error: Exception) -> Response:
    """Row-level security refused a change, or found no row to change. A rule should have refused it before."""
    log.error("no rule refused what the database refuses", exc_info=error, extra={"path": request.url.path})
    return answer(request, Forbidden("Your organisation can read this, but not change it."))


async def _on_database(request: Request, error: Exception) -> Response:
    """What row-level security refuses; whether the database is away says `chassis.database_faults`."""
    assert isinstance(error, DBAPIError)  # noqa: S101
    if getattr(error.orig, "sqlstate", None) == REFUSED_BY_ROW_SECURITY:
        return await _on_refused_row(request, error)
    raise error


def install(app: FastAPI) -> None:
    """Give the app its handlers: every refusal is a problem document. What has none is for `chassis.faults`."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(IntegrityError, _on_integrity)
    app.add_exception_handler(ServiceRefused, _on_neighbour)
    app.add_exception_handler(StaleDataError, _on_refused_row)
    app.add_exception_handler(DBAPIError, _on_database)
