"""Versions of lists that are entered by hand, and what readers see of them."""

from typing import Any

from support.cast import Actor
from support.market import made


async def draft_of(writer: Actor, supplier_id: str, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
    """A draft entered by hand."""
    body = {
        "supplier_id": supplier_id,
        "product_family": "laptop",
        "valid_from": "2026-01-01",
        "rows": [{"tier": "T0", **row} for row in rows],
        **terms,
    }
    return made(await writer.post("/v1/disclosures", json=body))


async def rows_of(reader: Actor, version: dict[str, Any]) -> list[dict[str, Any]]:
    return list(made(await reader.get(f"/v1/disclosures/{version['id']}/rows"), 200)["items"])


async def ids(reader: Actor, path: str, **params: Any) -> list[str]:
    return [item["id"] for item in made(await reader.get(path, params=params), 200)["items"]]
