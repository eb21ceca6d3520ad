"""Links of organisations to a supplier: they open existing and later rows of the two."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.callers import NOBODY
from chassis.clock import now
from chassis.feed import Event
from chassis.state import state_of
from suppliers.representatives.handlers import HANDLERS
from support.cast import Cast
from support.disclosures import draft_of
from support.market import contact_of, contract_facts, contract_of, linked_user, made, speaks_for, supplier_of
from support.sites import move, site


def link_event(verb: str, *, buyer: UUID, supplier_id: str, org: UUID) -> Event:
    """An event of the gateway's feed."""
    return Event(
        position=1,
        id=uuid4(),
        at=now(),
        actor=NOBODY,
        actor_org=buyer,
        verb=verb,
        subject_type="supplier_link",
        subject_id=uuid4(),
        origin=None,
        outcome=None,
        payload={"buyer_id": str(buyer), "supplier_id": supplier_id, "org_id": str(org), "org_name": "Meridiaan"},
    )


async def heard(suppliers: Cast, verb: str, *, is_of_buyer: bool = True, **parties: Any) -> None:
    event = link_event(verb, **parties)
    event = event.model_copy(update={"payload": {**event.payload, "is_of_buyer": is_of_buyer}})
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        await HANDLERS[verb](session, event)


@pytest.mark.parametrize("verb", ["supplier_link.made", "supplier_link.confirmed"])
async def test_a_link_opens_existing_and_later_rows_of_the_two(suppliers: Cast, verb: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    contact = await contact_of(buyer, contract["supplier_id"])
    person = suppliers.supplier(contract["supplier_id"])
    event = link_event(verb, buyer=buyer.org, supplier_id=contract["supplier_id"], org=person.org)
    for _ in range(2):
        async with state_of(suppliers.app).worker_sessions() as session, session.begin():
            await HANDLERS[verb](session, event)
    later = await contract_of(buyer, contract["supplier_id"])
    contracts = (await person.get("/v1/contracts")).json()["items"]
    assert [item["id"] for item in contracts] == [later["id"], contract["id"]]
    assert (await person.get(f"/v1/contact-points/{contact['id']}")).status_code == 200


async def test_a_link_that_ends_closes_the_rows_of_that_buyer_and_unsays_nothing(suppliers: Cast) -> None:
    """A list of the confirmed organisation stays its statement, and it stays confirmed towards its other buyers."""
    leaving, staying = suppliers.buyer(), suppliers.buyer()
    contracts = [await contract_of(leaving)]
    contracts.append(await contract_of(staying, contracts[0]["supplier_id"]))
    supplier_id = contracts[0]["supplier_id"]
    person = suppliers.supplier(supplier_id)
    for buyer, verb in ((leaving, "supplier_link.confirmed"), (staying, "supplier_link.made")):
        await heard(suppliers, verb, buyer=buyer.org, supplier_id=supplier_id, org=person.org)
    before = await draft_of(person, supplier_id, site())
    made(await move(person, before["id"], "submitted"), 200)
    platform, parties = uuid4(), {"supplier_id": supplier_id, "org": person.org}
    for _ in range(2):
        await heard(suppliers, "supplier_link.kept", buyer=platform, is_of_buyer=False, **parties)
        await heard(suppliers, "supplier_link.ended", buyer=leaving.org, **parties)
    assert [item["id"] for item in (await person.get("/v1/contracts")).json()["items"]] == [contracts[1]["id"]]
    later = await draft_of(person, supplier_id, site())
    for version in (before, later):
        assert (await person.get(f"/v1/disclosures/{version['id']}")).json()["standing"] == "confirmed"


async def test_a_link_to_the_platform_opens_nothing(suppliers: Cast) -> None:
    """Neither lists that the platform enters about the supplier, nor does the platform become one of its buyers."""
    platform, supplier = suppliers.platform(), await supplier_of(suppliers.buyer())
    person = suppliers.supplier(supplier["id"])
    terms = {"source": "public", "confidentiality": "public"}
    entered = await draft_of(platform, supplier["id"], site(), **terms)
    parties = {"buyer": platform.org, "supplier_id": supplier["id"], "org": person.org}
    await heard(suppliers, "supplier_link.confirmed", is_of_buyer=False, **parties)
    made(await move(platform, entered["id"], "submitted"), 200)
    later = await draft_of(platform, supplier["id"], site(), **terms)
    made(await move(platform, later["id"], "submitted"), 200)
    await heard(suppliers, "supplier_link.confirmed", is_of_buyer=False, **parties)
    for version in (entered, later):
        assert (await person.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    own = await draft_of(person, supplier["id"], site())
    assert (await move(person, own["id"], "submitted")).json()["code"] == "no_buyer_addressed"


async def test_a_link_with_one_buyer_opens_nothing_of_another(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    theirs = await contract_of(other, supplier["id"])
    person = await linked_user(suppliers, supplier["id"], buyer)
    assert (await person.get(f"/v1/contracts/{theirs['id']}")).status_code == 404
    assert (await person.get("/v1/contracts")).json()["items"] == []


async def test_a_contract_registered_while_its_reader_is_linked_is_shared(suppliers: Cast) -> None:
    for _ in range(8):
        buyer = suppliers.buyer()
        supplier = await supplier_of(buyer)
        person = suppliers.supplier(supplier["id"])
        answer, _linked = await asyncio.gather(
            buyer.post("/v1/contracts?allow_duplicate=true", json=contract_facts(supplier["id"])),
            speaks_for(suppliers.app, org=person.org, supplier_id=supplier["id"], buyer=buyer.org),
        )
        contract = made(answer)
        assert made(await person.get(f"/v1/contracts/{contract['id']}"), 200)["reference"] == contract["reference"]
