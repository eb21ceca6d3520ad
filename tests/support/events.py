"""Events as an organisation reads them, as soon as they are there."""

import asyncio

import httpx


async def heard(who: httpx.AsyncClient, *verbs: str) -> list[str]:
    """Which of these verbs are in the events of a caller, in their order, as soon as the last one is."""
    found: list[str] = []
    for _ in range(200):
        page = (await who.get("/v1/events", params={"types": ",".join(verbs)})).json()
        found = [event["type"] for event in page["items"]]
        if verbs[-1] in found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{verbs[-1]} is not among {found}")
