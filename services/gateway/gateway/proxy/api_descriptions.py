"""What the services promise, read from the contracts that travel with this package.

`gateway/openapi/` holds a copy of the committed `openapi/*.json`; `make openapi` writes both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import orjson

METHODS = ("get", "put", "post", "delete", "patch")
DEFAULT_MAX_BODY = 1024 * 1024
ROUTED = ("suppliers", "dialogue")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path of one service, and the largest body (in bytes) it takes."""

    service: str
    method: str
    path: str
    max_body_bytes: int = DEFAULT_MAX_BODY


def contract(service: str) -> dict[str, Any]:
    """The OpenAPI document of a service; empty where this distribution was built without it."""
    source = files("gateway") / "openapi" / f"{service}.json"
    document: dict[str, Any] = orjson.loads(source.read_bytes()) if source.is_file() else {}
    return document


def public_operations(service: str, document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation the outside may reach: what is internal is never listed, so it is never routed."""
    for path, item in document.get("paths", {}).items():
        if path.split("/")[1] == "internal":
            continue
        for method in METHODS:
            promise = item.get(method)
            if promise is not None and not promise.get("x-internal", False):
                limit = promise.get("x-max-body-bytes", DEFAULT_MAX_BODY)
                yield Operation(service, method.upper(), path, limit)


def routed_operations() -> Iterator[Operation]:
    """The operations of every service that stands behind this gateway."""
    for service in ROUTED:
        yield from public_operations(service, contract(service))
