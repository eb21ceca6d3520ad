"""The contract a service gives: OpenAPI 3.1, sorted, with nothing internal in it."""

import json
from typing import Any

from fastapi import FastAPI

from chassis.problem_documents import MEDIA_TYPE

LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}


def contract_of(app: FastAPI) -> dict[str, Any]:
    """The public operations alone: internal routes are no promise to anyone outside."""
    document = app.openapi()
    document["paths"] = {
        path: public
        for path, operations in document["paths"].items()
        if (public := {verb: op for verb, op in operations.items() if not op.get("x-internal")})
    }
    return document


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def complete(app: FastAPI) -> None:
    """Make the app's own document say what FastAPI leaves out: licence, servers, the one shape of refusals."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = make()
            document["info"]["license"] = LICENCE
            document["servers"] = [{"url": "/", "description": "the gateway"}]
            for operations in document["paths"].values():
                for operation in operations.values():
                    _tidy(operation)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _tidy(operation: dict[str, Any]) -> None:
    default = operation.get("responses", {}).get("default")
    if default and "application/json" in default.get("content", {}):
        default["content"] = {MEDIA_TYPE: default["content"]["application/json"]}
