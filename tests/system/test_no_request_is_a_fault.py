"""Whatever a person sends to whatever operation, the platform refuses it or does it; it never fails.

`make faults ROUNDS=50 SEED=7` sends more. The platform is a launched one with the demo, so that there is something
to read and to change.
"""

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
import pytest

from local_stack.demo.accounts import ACCOUNT_NAMES
from local_stack.keyring import keyring
from support.arbitrary_requests import UUID, Requests
from support.clients import client_at
from support.launching import Launched, launched

ROUNDS = int(os.environ.get("ROUNDS", "1"))
SEED = int(os.environ.get("SEED", "1"))
ANONYMOUS = "anonymous"
ENDS_THE_DEMO = {
    ("POST", "/v1/me/password"),
    ("DELETE", "/v1/members/{member_id}"),
    ("PATCH", "/v1/members/{member_id}"),
}
"""Done by the demo's own people, they would end the sweep."""


@pytest.fixture(scope="module")
def stack() -> Iterator[Launched]:
    with launched() as stack:
        yield stack


def headers_of(stack: Launched, name: str) -> dict[str, str]:
    if name == ANONYMOUS:
        return {}
    return {"Authorization": f"Bearer {keyring(stack.home).accounts[name]['api_key']}"}


def known_ids(client: httpx.Client, document: dict[str, Any]) -> list[str]:
    """The ids in everything that this person can list."""
    found: set[str] = set()
    for template, item in document["paths"].items():
        if "get" in item and "{" not in template and template != "/v1/events":
            found.update(UUID.findall(client.get(template).text))
    return sorted(found)


@pytest.mark.parametrize("name", [*sorted(ACCOUNT_NAMES), ANONYMOUS])
def test_no_request_of_anybody_is_a_fault(stack: Launched, name: str) -> None:
    faults: list[str] = []
    headers = headers_of(stack, name)
    with client_at(stack.address, headers=headers) as client:
        document = client.get("/openapi.json").json()
        ids = known_ids(client, document) or ["5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11"]
        requests = Requests(document, Random(f"{SEED} {name}"), ids)  # noqa: S311  # to be repeated
        for _ in range(ROUNDS):
            for method, template, operation in requests.operations():
                if (method, template) in ENDS_THE_DEMO:
                    continue
                asked = requests.request(method, template, operation)
                answer = client.request(asked.method, asked.path, **asked.options)
                if answer.status_code >= 500:
                    faults.append(f"{answer.status_code} {asked} {answer.text[:200]}")
    assert faults == [], f"seed {SEED}:\n" + "\n".join(faults)
