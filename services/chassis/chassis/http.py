"""Calls between services: one client per neighbour, bounded in time, its refusals kept as refusals."""

from collections.abc import Mapping
from typing import Any

import httpx

from chassis.logs import REQUEST_ID
from chassis.problems import Problem, Unavailable

TIMEOUT = httpx.Timeout(10, connect=2)


def new_client(base_url: str) -> httpx.AsyncClient:
    """A client that knows the world's certificate authorities only where there are certificates to look at."""
    return httpx.AsyncClient(
        base_url=base_url,
        verify=base_url.startswith("https:"),
        timeout=TIMEOUT,
        limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
        trust_env=False,
    )


class NeighbourRefused(Problem):
    """A service this one asked has refused; its problem is passed on as it was given."""

    title = "Refused by a neighbouring service"

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        super().__init__(str(document.get("detail", "")))
        self.document = document
        self.refused_status = status


async def ask(
    client: httpx.AsyncClient, method: str, path: str, *, token: str, neighbour: str, **options: Any
) -> Any:
    """The JSON answer of a neighbour, asked with the caller's own token.

    Raises Unavailable (503, naming the neighbour) where it does not answer, NeighbourRefused where it refuses:
    the caller of `ask` decides what a 404 over there means here.
    """
    headers = {"Authorization": f"Bearer {token}", "X-Request-Id": REQUEST_ID.get(), **options.pop("headers", {})}
    try:
        answer = await client.request(method, path, headers=headers, **options)
    except httpx.TransportError as error:
        raise Unavailable(f"The service {neighbour} does not answer.", service=neighbour) from error
    try:
        document = answer.json()
    except ValueError as error:
        raise Unavailable(f"The answer of the service {neighbour} cannot be read.", service=neighbour) from error
    if answer.status_code >= 500:
        raise Unavailable(f"The service {neighbour} has failed.", service=neighbour)
    if answer.status_code >= 400:
        raise NeighbourRefused(answer.status_code, document)
    return document
