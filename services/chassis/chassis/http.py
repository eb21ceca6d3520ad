"""Calls to other services: one client for each, with time limits; a refusal there stays a refusal here."""

from collections.abc import Mapping
from typing import Any

import httpx

from chassis.connections import refuse_to_wait
from chassis.logs import REQUEST_ID
from chassis.problems import Problem, Unavailable

TIMEOUT = httpx.Timeout(10, connect=2)


def new_client(base_url: str) -> httpx.AsyncClient:
    """A client for a service; it loads certificate authorities only for an https address."""
    return httpx.AsyncClient(
        base_url=base_url,
        verify=base_url.startswith("https:"),
        timeout=TIMEOUT,
        limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
        trust_env=False,
    )


class ServiceRefused(Problem):
    """Another service refused the request; its problem is passed on unchanged."""

    title = "Refused by another service"

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        super().__init__(str(document.get("detail", "")))
        self.document = document
        self.refused_status = status


async def ask(
    client: httpx.AsyncClient, method: str, path: str, *, token: str, service: str, **options: Any
) -> Any:
    """The JSON answer of another service, called with the caller's token.

    Raises Unavailable (503, naming the service) where it does not answer, ServiceRefused where it refuses: the
    caller of `ask` decides what a 404 there means here. No request asks while it holds a connection.
    """
    refuse_to_wait(f"the service {service}", even_with_key=False)
    headers = {"Authorization": f"Bearer {token}", "X-Request-Id": REQUEST_ID.get(), **options.pop("headers", {})}
    try:
        answer = await client.request(method, path, headers=headers, **options)
    except httpx.TransportError as error:
        raise Unavailable(f"The service {service} does not answer.", service=service) from error
    try:
        document = answer.json()
    except ValueError as error:
        raise Unavailable(f"The answer of the service {service} cannot be read.", service=service) from error
    if answer.status_code >= 500:
        raise Unavailable(f"The service {service} has failed.", service=service)
    if answer.status_code >= 400:
        raise ServiceRefused(answer.status_code, document)
    return document
