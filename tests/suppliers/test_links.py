"""Who speaks for a supplier: what the accounts say of it opens a buyer's rows, and closes them again."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.clock import now
from chassis.feed import Event
from suppliers.links.following import HANDLERS
from support.cast import Actor, Cast
from support.market import contact_of, contract_of, made


@dataclass(frozen=True)
class Relation:
    """A buyer with a contract and a contact point, and somebody who says they speak for the supplier."""

    app: FastAPI
    buyer: Actor
    voice: Actor
    supplier_id: str
    contract: str
    contact: str

    async def hear(self, status: str) -> None:
        """What the gateway's feed says of the link, taken in as the follower does."""
        said = {"buyer_id": str(self.buyer.org), "supplier_id": self.supplier_id, "org_id": str(self.voice.org)}
        verb = f"supplier_link.{status}"
        event = Event(
            position=1,
            id=uuid4(),
            at=now(),
            actor=uuid4(),
            actor_org=uuid4(),
            verb=verb,
            subject_type="supplier_link",
            subject_id=uuid4(),
            origin=None,
            outcome=status,
            payload=said,
        )
        async with self.app.state.worker_sessions() as session, session.begin():
            await HANDLERS[verb](session, event)

    async def seen(self) -> tuple[int, int, int, int]:
        """(contract, contact point) as statuses, and how many of each its lists show to the voice."""
        contracts = made(await self.voice.get("/v1/contracts"), 200)["items"]
        contacts = made(await self.voice.get("/v1/contact-points"), 200)["items"]
        return (
            (await self.voice.get(f"/v1/contracts/{self.contract}")).status_code,
            (await self.voice.get(f"/v1/contact-points/{self.contact}")).status_code,
            len(contracts),
            len(contacts),
        )


OPEN, CLOSED = (200, 200, 1, 1), (404, 404, 0, 0)


@pytest.fixture
async def relation(suppliers: Cast, suppliers_app: FastAPI) -> Relation:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    supplier_id = contract["supplier_id"]
    contact = await contact_of(buyer, supplier_id)
    voice = suppliers.supplier(UUID(supplier_id))
    return Relation(suppliers_app, buyer, voice, supplier_id, contract["id"], contact["id"])


async def test_a_link_opens_what_a_refusal_closes(relation: Relation) -> None:
    seen = [await relation.seen()]
    for status in ("made", "confirmed", "refused", "confirmed"):
        await relation.hear(status)
        seen.append(await relation.seen())
    assert seen == [CLOSED, OPEN, OPEN, CLOSED, OPEN]


async def test_after_a_refusal_new_rows_stay_closed(relation: Relation) -> None:
    await relation.hear("made")
    await relation.hear("refused")
    later = await contract_of(relation.buyer, relation.supplier_id, reference="ICT-015")
    assert (await relation.voice.get(f"/v1/contracts/{later['id']}")).status_code == 404
    assert await relation.seen() == CLOSED


async def test_a_refusal_of_one_leaves_another_who_speaks_for_the_supplier(
    suppliers: Cast, relation: Relation
) -> None:
    rightful = Relation(**{**vars(relation), "voice": suppliers.supplier(UUID(relation.supplier_id))})
    await relation.hear("made")
    await rightful.hear("made")
    await relation.hear("refused")
    assert (await relation.seen(), await rightful.seen()) == (CLOSED, OPEN)
