"""The API description of a service: OpenAPI 3.1, sorted, with nothing internal in it."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from chassis.accepted_types import NotAcceptable
from chassis.api_examples import add_examples
from chassis.api_names import rename_schemas, set_titles
from chassis.api_operations import HEADERS, SIGN_IN, describe_locations, offer_sign_in
from chassis.api_parameters import drop_nulls, mark_files
from chassis.body_values import TooManyValues
from chassis.idempotency import IdempotencyKeyReused, StillRunning
from chassis.problem_documents import MEDIA_TYPE, raises
from chassis.problems import (
    BadCursor,
    BadRequest,
    ConcurrentChange,
    Forbidden,
    Invalid,
    NotFound,
    OutcomeUnknown,
    PreconditionRequired,
    Problem,
    ServiceTimeout,
    Stale,
    StorageFull,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unexpected,
    UnknownQueryField,
    Unsupported,
)

LICENCE = {"name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2"}
CONTACT = {"name": "The operator of this installation"}
RETRIED = frozenset({"429", "503"})
"""Answers that may say when to send the request again; 504 never does, as the request may have taken effect."""
SCHEMA = re.compile(r'"#/components/schemas/([^"]+)"')
EXAMPLE = re.compile(r'"#/components/examples/([^"]+)"')


def public_description(app: FastAPI) -> dict[str, Any]:
    """Only the public operations: internal routes may change at any time."""
    document = {**app.openapi()}
    document["paths"] = {
        path: public
        for path, operations in document["paths"].items()
        if (public := {verb: op for verb, op in operations.items() if not op.get("x-internal")})
    }
    schemas = document["components"]["schemas"]
    used = _schemas_of(document["paths"], schemas)
    document["components"] = {**document["components"], "schemas": {name: schemas[name] for name in used}}
    examples = document["components"]["examples"]
    referenced = set(EXAMPLE.findall(json.dumps(document["paths"])))
    document["components"]["examples"] = {name: examples[name] for name in referenced}
    return document


def _schemas_of(part: Any, schemas: dict[str, Any]) -> set[str]:
    """Names of the schemas that a part of the document refers to, directly or not."""
    used: set[str] = set()
    unread = [part]
    while unread:
        found = set(SCHEMA.findall(json.dumps(unread.pop()))) - used
        used |= found
        unread.extend(schemas[name] for name in found)
    return used


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def complete(app: FastAPI) -> None:
    """Make the app's own document say what FastAPI leaves out: licence, servers, the refusals of every route."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = make()
            rename_schemas(document)
            set_titles(document)
            describe_locations(document["paths"])
            drop_nulls(document)
            mark_files(document)
            document["info"] |= {"license": LICENCE, "contact": CONTACT}
            document["servers"] = [{"url": "/", "description": "The gateway."}]
            shared: dict[str, Any] = {}
            for operations in document["paths"].values():
                for method, operation in operations.items():
                    _tidy(operation)
                    offer_sign_in(operation)
                    _add_refusals(method, operation)
                    _share_examples(operation, shared)
            document["components"]["examples"] = shared
            document["components"]["headers"] = HEADERS
            document["components"].setdefault("securitySchemes", {}).update(SIGN_IN)
            add_examples(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _tidy(operation: dict[str, Any]) -> None:
    operation.setdefault("security", [])  # said in so many words: this operation needs no credential
    default = operation.get("responses", {}).get("default")
    if default and "application/json" in default.get("content", {}):
        default["content"] = {MEDIA_TYPE: default["content"]["application/json"]}


def _refusals_of(method: str, operation: dict[str, Any]) -> Iterator[type[Problem]]:
    """The problems that the conventions of all routes can raise."""
    yield from (Unavailable, ConcurrentChange, Unexpected, UnknownQueryField, ServiceTimeout)
    if method != "get":
        yield from (OutcomeUnknown, StorageFull)
    if any("application/json" in answer.get("content", {}) for answer in operation["responses"].values()):
        yield NotAcceptable
    if "x-permission" in operation:
        yield from (Unauthenticated, Forbidden)
    names = {parameter["name"].lower() for parameter in operation.get("parameters", ())}
    if "if-match" in names:
        yield Stale
        if method in {"put", "patch"}:
            yield PreconditionRequired
    if "cursor" in names:
        yield BadCursor
    if "parameters" in operation or "requestBody" in operation:
        yield Invalid
    if "requestBody" in operation:
        yield from (BadRequest, TooLarge, Unsupported)
    if "x-max-body-values" in operation:
        yield TooManyValues
    if "idempotency-key" in names:
        yield from (IdempotencyKeyReused, StillRunning, NotFound)


def _add_refusals(method: str, operation: dict[str, Any]) -> None:
    """Add them, except those whose code the route declares itself."""
    # Routes may share one `responses` of theirs, and not all that is added to one of them.
    responses = operation["responses"] = copy.deepcopy(operation["responses"])
    for problem in _refusals_of(method, operation):
        status = str(problem.status)
        added = raises(problem)[problem.status]
        known = responses.setdefault(status, added)
        examples = known.setdefault("content", {}).setdefault(MEDIA_TYPE, {}).setdefault("examples", {})
        if problem.code() not in examples:
            examples |= added["content"][MEDIA_TYPE]["examples"]
            known["description"] = f"{known['description']} · {problem.title}"
    for status in RETRIED & responses.keys():
        responses[status].setdefault("headers", {})["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}


def _share_examples(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Move the example of each problem to the shared examples, under its code."""
    for response in operation["responses"].values():
        examples = response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
        for code, example in examples.items():
            if shared.setdefault(code, example) == example:
                examples[code] = {"$ref": f"#/components/examples/{code}"}
