"""Whatever a person sends to whatever operation, the platform refuses it or does it; it never fails.

`make faults ROUNDS=50 SEED=7` sends more. The platform is a launched one with the demo, so that there is something
to read and to change.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
import pytest

from support.arbitrary_requests import UUID, Requests
from support.launching import Launched, launched

ROUNDS = int(os.environ.get("ROUNDS", "1"))
SEED = int(os.environ.get("SEED", "1"))
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


def people_of(stack: Launched) -> dict[str, str]:
    """API keys by the name of the account."""
    shown = subprocess.run(
        [sys.executable, "-m", "local_stack", "credentials"],
        env=os.environ | {"HRDD_DATA": str(stack.home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    accounts: dict[str, Any] = json.loads(shown.stdout)
    return {name: account["api_key"] for name, account in accounts.items() if isinstance(account, dict)}


def known_ids(client: httpx.Client, document: dict[str, Any]) -> list[str]:
    """The ids in everything that this person can list."""
    found: set[str] = set()
    for template, item in document["paths"].items():
        if "get" in item and "{" not in template and template != "/v1/events":
            found.update(UUID.findall(client.get(template).text))
    return sorted(found)


def test_no_request_of_anybody_is_a_fault(stack: Launched) -> None:
    faults: list[str] = []
    for number, (name, key) in enumerate([*sorted(people_of(stack).items()), ("anonymous", "")]):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with httpx.Client(base_url=stack.address, headers=headers, timeout=60, trust_env=False) as client:
            document = client.get("/openapi.json").json()
            ids = known_ids(client, document) or ["5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11"]
            requests = Requests(document, Random(f"{SEED} {number}"), ids)  # noqa: S311  # to be repeated
            for _ in range(ROUNDS):
                for method, template, operation in requests.operations():
                    if (method, template) in ENDS_THE_DEMO:
                        continue
                    asked = requests.request(method, template, operation)
                    answer = client.request(asked.method, asked.path, **asked.options)
                    if answer.status_code >= 500:
                        faults.append(f"{name}: {answer.status_code} {asked} {answer.text[:200]}")
    assert faults == [], f"seed {SEED}:\n" + "\n".join(faults)
