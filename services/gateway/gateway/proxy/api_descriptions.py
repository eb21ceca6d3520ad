"""The operations of the services, read from the API descriptions that are part of this package.

`gateway/openapi/` holds a copy of the committed `openapi/*.json`; `make openapi` writes both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import orjson

from chassis.body_sizes import DEFAULT_BODY
from chassis.costs import Cost
from gateway.limits.rules import HEAVY_QUERIES, Kind
from gateway.services_api.rules import BEHIND_GATEWAY

METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path of one service, the largest body (in bytes) that it accepts, and what it costs."""

    service: str
    method: str
    path: str
    max_body_bytes: int = DEFAULT_BODY
    cost: Cost = Cost.USUAL

    @property
    def brings_file(self) -> bool:
        return self.max_body_bytes > DEFAULT_BODY

    def kind(self, query: bytes) -> Kind:
        """With which requests one with this query shares places."""
        if self.brings_file:
            return Kind.FILE
        is_heavy = self.cost is Cost.HEAVY or any(map(query.__contains__, HEAVY_QUERIES))
        return Kind.HEAVY if is_heavy else Kind.USUAL


def api_description(service: str) -> dict[str, Any]:
    """The OpenAPI document of a service; empty if this distribution was built without it."""
    source = files("gateway") / "openapi" / f"{service}.json"
    document: dict[str, Any] = orjson.loads(source.read_bytes()) if source.is_file() else {}
    return document


def public_operations(service: str, document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation that callers may use. Internal ones are not listed, so they are never routed."""
    for path, item in document.get("paths", {}).items():
        if path.split("/")[1] == "internal":
            continue
        for method in METHODS:
            operation = item.get(method)
            if operation is not None and not operation.get("x-internal", False):
                limit = operation.get("x-max-body-bytes", DEFAULT_BODY)
                cost = Cost(operation.get("x-cost", Cost.USUAL))
                yield Operation(service, method.upper(), path, limit, cost)


def routed_operations() -> Iterator[Operation]:
    """The operations of every service behind this gateway."""
    for service in BEHIND_GATEWAY:
        yield from public_operations(service, api_description(service))
