"""What the conventions of all routes add to the API description of an operation: headers, keys, ETags."""

from collections.abc import Iterator
from typing import Any

from chassis.pages import Page

HEADERS = {
    "ETag": {
        "description": "`<version>.<digest>`, for `If-Match` with a change and `If-None-Match` with the next read.",
        "schema": {"type": "string"},
        "example": '"1.5f3c9a0d21e47b86"',
    },
    "Location": {
        "description": "The path of what was created.",
        "schema": {"type": "string", "format": "uri-reference"},
        "example": "/v1/suppliers/0197f3a2-0000-7000-8000-000000000001",
    },
    "Link": {
        "description": "The next page, with `rel=\"next\"`; absent on the last one.",
        "schema": {"type": "string"},
        "example": '</v1/suppliers?cursor=eyJh>; rel="next"',
    },
    "Idempotent-Replayed": {
        "description": "`true` where this answer was given before, to the same `Idempotency-Key`.",
        "schema": {"type": "string", "const": "true"},
        "example": "true",
    },
    "Retry-After": {
        "description": "After so many seconds the request can be sent again. It is absent where repeating it is"
        " not safe: a change that may have been made already, without an `Idempotency-Key`.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 2,
    },
}  # fmt: skip

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeats of this request with the same key give the first answer again, for 24 hours, as long as"
    " you may read what it is about.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "4b1e0c52-order-14",
}

SIGN_IN = {
    "SignIn": {
        "type": "oauth2",
        "description": "Sign in with user name and password; client id and client secret stay empty.",
        "flows": {"password": {"tokenUrl": "/v1/token", "refreshUrl": "/v1/token", "scopes": {}}},
    }
}
"""How a person gets the bearer token, for pages and programs that do it themselves."""

NOT_MODIFIED = {"description": "What you hold, by your `If-None-Match`, is still the same."}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what you hold; if it is still the same, the answer is 304 without a body.",
    "schema": {"type": "string", "maxLength": 2000},
    "example": '"1.5f3c9a0d21e47b86"',
}


def offer_sign_in(operation: dict[str, Any]) -> None:
    """Whatever needs a credential takes one that a sign-in gives, too."""
    if operation["security"]:
        operation["security"].extend({name: []} for name in SIGN_IN)


def describe_locations(paths: dict[str, Any]) -> None:
    """A 201 has a `Location` where what was created can be read by an address of its own."""
    single = [path for path, operations in paths.items() if path.endswith("}") and "get" in operations]
    readable = {path.rpartition("/{")[0] for path in single}
    for path in readable & paths.keys():
        created = paths[path].get("post", {}).get("responses", {}).get("201")
        if created:
            created.setdefault("headers", {})["Location"] = {"$ref": "#/components/headers/Location"}


def conventions(method: str, status: int, model: Any, *, versioned: bool, repeatable: bool) -> dict[str, Any]:
    """The parameters and answers to add; `repeatable` is an operation that takes an Idempotency-Key."""
    headers = list(_headers(model, versioned=versioned, repeatable=repeatable))
    answer = {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers}}
    extra: dict[str, Any] = {"responses": {str(status): answer}} if headers else {}
    parameters = [IDEMPOTENCY_KEY] if repeatable else []
    if versioned and method == "GET":
        parameters.append(IF_NONE_MATCH)
        extra["responses"]["304"] = {**NOT_MODIFIED, "headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}
    return extra | ({"parameters": parameters} if parameters else {})


def _headers(model: Any, *, versioned: bool, repeatable: bool) -> Iterator[str]:
    if versioned:
        yield "ETag"
    if isinstance(model, type) and issubclass(model, Page):
        yield "Link"
    if repeatable:
        yield "Idempotent-Replayed"
