"""A supplier that the platform confirmed as one company is told nothing new in the name of another one."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.clock import now, today
from chassis.feed import Event
from chassis.rows import fetch_rows
from chassis.state import state_of
from dialogue.dialogues.handlers import on_supplier_amended
from dialogue.findings.jobs import lift_embargoes
from suppliers.representatives.handlers import HANDLERS
from support.cast import Actor, Cast
from support.chains import Chain, chain_of, represents, state
from support.events import events_for
from support.feeds import ScriptedFeed
from support.findings import Monitor, register_organisation
from support.market import made
from support.refusals import refusal

TOMORROW = today() + timedelta(days=1)
FAMOUS = "A Famous Company"


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> Chain:
    """A supplier that the platform has confirmed; a buyer accepted its confidential list."""
    return await chain_of(dialogue, suppliers, gateway_feed)


async def renamed(suppliers: Cast, chain: Chain, **facts: Any) -> str:
    """The supplier's own people give it another name; returns the one of before."""
    person, address = (
        suppliers.supplier(chain.supplier_id, org=chain.voice.org),
        f"/v1/suppliers/{chain.supplier_id}",
    )
    before = await person.get(address)
    tag = {"If-Match": before.headers["ETag"]}
    made(await person.patch(f"{address}?allow_duplicate=true", json=facts or {"name": FAMOUS}, headers=tag), 200)
    return str(before.json()["name"])


async def validated_at(monitor: Monitor, chain: Chain, **facts: Any) -> str:
    return await monitor.validated(facility=None, facility_id=chain.site, **facts)


async def released(monitor: Monitor, finding: str, chain: Chain) -> Any:
    return await monitor.move(finding, "shared", audiences=["supplier"], suppliers=[chain.supplier_id])


async def status(actor: Actor, finding: str) -> int:
    return int((await actor.get(f"/v1/findings/{finding}")).status_code)


async def test_a_renamed_supplier_is_no_recipient_until_the_platform_confirms_it_again(
    suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain)
    before = await renamed(suppliers, chain)
    [candidate] = await monitor.candidates(finding)
    assert (candidate["supplier_name"], candidate["confirmed_name"]) == (FAMOUS, before)
    doubts = [doubt["code"] for doubt in candidate["doubts"]]
    assert (candidate["is_eligible"], doubts[-1]) == (False, "renamed_since_confirmed")
    assert refusal(await released(monitor, finding, chain)) == (422, "supplier_not_eligible")
    await represents(
        gateway_feed, suppliers, buyer=chain.officer.org, supplier_id=chain.supplier_id, org=chain.voice.org
    )
    [candidate] = await monitor.candidates(finding)
    assert (candidate["is_eligible"], candidate["confirmed_name"]) == (True, None)
    assert (await released(monitor, finding, chain)).status_code == 200
    assert await status(chain.voice, finding) == 200


@pytest.mark.parametrize(
    "change", [{"website": "https://famous.example"}, {"country": "NL"}, {"legal_name": FAMOUS}]
)
async def test_whatever_the_platform_compared_is_a_ground_of_its_confirmation(
    suppliers: Cast, monitor: Monitor, chain: Chain, change: dict[str, str]
) -> None:
    finding = await validated_at(monitor, chain)
    name = await renamed(suppliers, chain, **change)
    [candidate] = await monitor.candidates(finding)
    assert (candidate["is_eligible"], candidate["confirmed_name"]) == (False, name)


async def test_a_supplier_that_is_renamed_under_an_embargo_is_not_told_when_it_ends(
    dialogue: Cast, suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain, embargo_until=TOMORROW.isoformat())
    assert (await released(monitor, finding, chain)).status_code == 200
    await renamed(suppliers, chain)
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    [release] = (await monitor.editor.get(f"/v1/findings/{finding}")).json()["releases"]
    omitted = {"organisation_id": str(chain.voice.org), "reason": "supplier_not_eligible"}
    assert (release["readers"], release["omitted"]) == (0, [omitted])


async def test_a_supplier_that_knows_a_finding_keeps_it_under_its_new_name(
    suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain)
    assert (await released(monitor, finding, chain)).status_code == 200
    await renamed(suppliers, chain)
    assert await status(chain.voice, finding) == 200


async def test_a_renamed_supplier_without_buyers_is_confirmed_again_and_told(
    suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    """The platform needs no buyer to confirm it: it keeps a link of its own."""
    finding, platform = await validated_at(monitor, chain), uuid4()
    parties = {"supplier_id": chain.supplier_id, "org_id": str(chain.voice.org)}
    of_platform = {**parties, "buyer_id": str(platform), "is_confirmed": True, "is_of_buyer": False}
    with_buyer = {**parties, "buyer_id": str(chain.officer.org), "is_confirmed": True}
    await to_both(suppliers, gateway_feed, "supplier_link.kept", of_platform)
    await to_both(suppliers, gateway_feed, "supplier_link.ended", with_buyer)
    [candidate] = await monitor.candidates(finding)
    assert candidate["is_eligible"]
    await renamed(suppliers, chain)
    [candidate] = await monitor.candidates(finding)
    assert not candidate["is_eligible"]
    await to_both(suppliers, gateway_feed, "supplier_link.confirmed", of_platform)
    assert (await released(monitor, finding, chain)).status_code == 200
    assert await status(chain.voice, finding) == 200


async def to_both(suppliers: Cast, feed: ScriptedFeed, verb: str, payload: dict[str, Any]) -> None:
    """Both services hear an event of the accounts."""
    await feed.say(verb, payload)
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        await HANDLERS[verb](session, event_of(verb, payload, uuid4()))


def event_of(verb: str, payload: dict[str, Any], subject_id: UUID) -> Event:
    return Event(
        position=1, id=uuid4(), at=now(), actor=uuid4(), actor_org=uuid4(), verb=verb,
        subject_type=verb.partition(".")[0], subject_id=subject_id, origin=None, outcome=None, payload=payload,
    )  # fmt: skip


@pytest.mark.parametrize(("change", "is_told"), [({"name": FAMOUS}, True), ({"kinds": ["brand"]}, False)])
async def test_the_platform_is_told_that_a_renamed_supplier_waits_for_it(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, chain: Chain, change: dict[str, Any], is_told: bool
) -> None:
    platform = uuid4()
    await register_organisation(gateway_feed, platform, "platform")
    await renamed(suppliers, chain, **change)
    statement = (
        "select payload from journal join journal_payloads on journal_id = journal.id"
        " where verb = 'supplier.amended' and subject_id = :supplier order by seq desc limit 1"
    )
    supplier = UUID(chain.supplier_id)
    async with state_of(suppliers.app).worker_sessions() as session:
        [row] = await fetch_rows(session, statement, supplier=supplier)
    async with state_of(dialogue.app).worker_sessions() as session, session.begin():
        await on_supplier_amended(session, event_of("supplier.amended", row.payload, supplier))
    heard = set(await events_for(dialogue.app, platform))  # the service's own follower may have read the event too
    assert heard == ({("supplier.renamed", chain.supplier_id)} if is_told else set())
    assert "supplier.renamed" not in dict(await events_for(dialogue.app, chain.voice.org))


async def test_a_list_that_is_accepted_after_the_change_does_not_heal_it(
    suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await validated_at(monitor, chain)
    await renamed(suppliers, chain)
    person = suppliers.supplier(chain.supplier_id, org=chain.voice.org)
    await state(person, chain.purchasing, chain.supplier_id, chain.site, product_family="tablet")
    [candidate] = await monitor.candidates(finding)
    assert not candidate["is_eligible"]
