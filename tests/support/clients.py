"""Clients of platforms and services behind a real server; each answer is held against the API description.

Tests make no other clients of the platform, so that no answer escapes (`tests/architecture/test_answer_checks.py`).
"""

from typing import Any

import httpx

from support.answers import committed_checks


def client_at(address: str, key: str | None = None, **options: Any) -> httpx.Client:
    """A client of what is served at this address, with this credential."""
    hooks: dict[str, Any] = {"response": [committed_checks().of_client]}
    return httpx.Client(**_options(address, key, options), event_hooks=hooks)


def async_client_at(address: str, key: str | None = None, **options: Any) -> httpx.AsyncClient:
    hooks: dict[str, Any] = {"response": [committed_checks()]}
    return httpx.AsyncClient(**_options(address, key, options), event_hooks=hooks)


def _options(address: str, key: str | None, options: dict[str, Any]) -> dict[str, Any]:
    headers = dict(options.pop("headers", {}))
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return {"timeout": 60, "trust_env": False, **options, "base_url": address, "headers": headers}
