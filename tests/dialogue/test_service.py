"""The service as a whole: it starts, it is ready, and it follows the other services."""

from uuid import uuid4

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlmodel import col, select

from chassis.state import state_of
from dialogue.suppliers_api.dependencies import suppliers_api
from dialogue.tables import Affiliation, SupplierLink
from support.cast import Cast
from support.feeds import ScriptedFeed


async def test_it_is_ready(dialogue: Cast) -> None:
    answer = await dialogue.anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_an_answer_for_which_another_service_is_asked_costs_much(dialogue_app: FastAPI) -> None:
    """A single read would otherwise keep two services busy, with the places of a usual one."""
    asking = [
        route
        for route in dialogue_app.routes
        if isinstance(route, APIRoute)
        and ("GET" in route.methods or route.path.endswith("-preview"))
        and not (route.openapi_extra or {}).get("x-internal")
        and asks_others(route.dependant)
    ]
    assert len(asking) == 3
    for route in asking:
        assert (route.openapi_extra or {}).get("x-cost") == "heavy", route.path


def asks_others(node: Dependant) -> bool:
    return node.call is suppliers_api or any(map(asks_others, node.dependencies))


async def test_it_copies_affiliations_from_the_gateway(dialogue_app: FastAPI, gateway_feed: ScriptedFeed) -> None:
    buyer, monitor = uuid4(), uuid4()
    said = {"buyer_id": str(buyer), "monitor_id": str(monitor), "from": "2026-01-01", "to": None}
    await gateway_feed.say("affiliation.started", said)
    await gateway_feed.say("affiliation.ended", {**said, "to": "2026-10-31"})
    async with state_of(dialogue_app).worker_sessions() as session:
        kept = (await session.exec(select(Affiliation).where(col(Affiliation.buyer_id) == buyer))).one()
    assert (str(kept.valid_from), str(kept.valid_until)) == ("2026-01-01", "2026-10-31")


async def test_a_link_to_a_supplier_is_pending_until_it_is_confirmed(
    dialogue_app: FastAPI, gateway_feed: ScriptedFeed
) -> None:
    org = uuid4()
    said = {"buyer_id": str(uuid4()), "supplier_id": str(uuid4()), "org_id": str(org), "org_name": "Meridiaan"}
    kept = []
    for verb in ("supplier_link.made", "supplier_link.confirmed"):
        await gateway_feed.say(verb, said)
        async with state_of(dialogue_app).worker_sessions() as session:
            link = (await session.exec(select(SupplierLink).where(col(SupplierLink.org_id) == org))).one()
            kept.append(link.status.value)
    assert kept == ["pending", "confirmed"]
