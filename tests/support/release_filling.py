"""Fills tables that the demo leaves empty, through the public API of whichever release runs."""

import json
from typing import Any

import httpx

SITE_LIST = b"%PDF-1.4\n% an invented site list\n%%EOF\n"


class Account:
    """One of the demo's accounts, signed in by its API key."""

    def __init__(self, client: httpx.Client, api_key: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {api_key}"}

    def first(self, path: str) -> dict[str, Any]:
        answer = self._client.get(path, headers=self._headers).raise_for_status()
        item: dict[str, Any] = answer.json()["items"][0]
        return item

    def post(self, path: str, **body: Any) -> None:
        answer = self._client.post(path, headers=self._headers, **body)
        if answer.is_error:
            raise SystemExit(f"POST {path} was refused: {answer.status_code} {answer.text}")


def fill(client: httpx.Client, credentials: str) -> None:
    """Spend on a contract, a supplier with an identifier, an evidence file."""
    buyer = Account(client, json.loads(credentials)["buyer"]["api_key"])
    buyer.post(
        f"/v1/contracts/{buyer.first('/v1/contracts')['id']}/spend",
        json={
            "period_start": "2026-01-01",
            "period_end": "2026-06-30",
            "money": {"amount": "125000.00", "currency": "EUR", "vat_included": False},
        },
    )
    buyer.post(
        "/v1/suppliers",
        json={
            "name": "Sample Reseller",
            "country": "BE",
            "kinds": ["reseller"],
            "identifiers": [{"scheme": "DUNS", "value": "123456789"}],
        },
    )
    buyer.post(
        "/v1/evidence",
        data={
            "dialogue_id": buyer.first("/v1/dialogues")["id"],
            "title": "Site list",
            "issuer": "Sample Reseller",
            "issued_on": "2026-09-01",
        },
        files={"file": ("site-list.pdf", SITE_LIST, "application/pdf")},
    )
