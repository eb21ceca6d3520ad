"""Sites and lists that no other test has heard of, invented as they are needed."""

import asyncio
import csv
import io
import secrets
from collections.abc import Callable
from string import ascii_lowercase
from typing import Any

import httpx

from support.cast import Actor
from support.market import made

KEPT_FIELDS = ("tier", "name", "address", "country")


def word() -> str:
    return "".join(secrets.choice(ascii_lowercase) for _ in range(9))


def site(**changes: Any) -> dict[str, Any]:
    """A site as somebody would type it."""
    facts = {"name": f"{word()} {word()} Works", "address": f"{word()} Straat 7, {word()}", "country": "CN"}
    return {**facts, **changes}


async def entered(actor: Actor, **changes: Any) -> dict[str, Any]:
    """A site of the register."""
    return made(await actor.post("/v1/facilities", json=site(**changes)))


def csv_of(*sites: dict[str, Any]) -> bytes:
    """A list of these sites, its columns named by what they hold."""
    columns = list(dict.fromkeys(column for each in sites for column in each))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(sites)
    return text.getvalue().encode()


async def send(actor: httpx.AsyncClient, file: bytes, supplier_id: str, **terms: Any) -> httpx.Response:
    """Hand a list in; it names final assembly of a family of laptops unless the terms say otherwise."""
    form = {"supplier_id": supplier_id, "valid_from": "2026-01-01", "tier": "T0"}
    if "product_id" not in terms:
        form["product_family"] = "laptop"
    filename = terms.pop("filename", "sites.csv")
    return await actor.post("/v1/disclosure-imports", data={**form, **terms}, files={"file": (filename, file)})


async def until(reader: httpx.AsyncClient, path: str, ready: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What stands at the path once it is ready: something goes on after the answer."""
    async with asyncio.timeout(60):
        while not ready(found := made(await reader.get(path), 200)):  # noqa: ASYNC110  # HTTP has no event to wait for
            await asyncio.sleep(0.1)
    return found


async def move(actor: httpx.AsyncClient, disclosure_id: str, to: str, **said: Any) -> httpx.Response:
    return await actor.post(f"/v1/disclosures/{disclosure_id}/transitions", json={"to": to, **said})


async def accepted(actor: httpx.AsyncClient, disclosure_id: str) -> dict[str, Any]:
    """Submitted and accepted by the same person, as a buyer's own entry is."""
    made(await move(actor, disclosure_id, "submitted"), 200)
    return made(await move(actor, disclosure_id, "accepted"), 200)


async def disclosed(
    actor: httpx.AsyncClient, supplier_id: str, *sites: dict[str, Any], **terms: Any
) -> dict[str, Any]:
    """A list that was imported and accepted; gives the version."""
    imported = made(await send(actor, csv_of(*sites), supplier_id, **terms))
    return await accepted(actor, imported["disclosure_id"])
