"""Who may be told of a finding is judged on the day on which it is told, and not when it was released."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from chassis.vocabulary import Role
from dialogue.findings.jobs import lift_embargoes
from dialogue.tables import FindingReader, Journal
from support.cast import Actor, Cast
from support.chains import Chain, chain_of, represents, state
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_organisation
from support.market import made
from support.sites import move

TOMORROW = today() + timedelta(days=1)
EMBARGO = {"embargo_until": TOMORROW.isoformat()}
NOT_USED = "The supplier does not use this site."


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Chain:
    """The chain of an affiliated buyer."""
    chain = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    return chain


async def affiliation_ends(feed: ScriptedFeed, buyer: UUID, monitor: UUID, last_day: date) -> None:
    said = {"buyer_id": str(buyer), "monitor_id": str(monitor), "from": "2026-01-01", "to": last_day.isoformat()}
    await feed.say("affiliation.ended", said)


async def release_of(monitor: Monitor, finding: str, index: int = 0) -> dict[str, Any]:
    return dict((await monitor.editor.get(f"/v1/findings/{finding}")).json()["releases"][index])


async def heard(app: FastAPI, finding: str, org: UUID) -> list[str]:
    async with state_of(app).worker_sessions() as session:
        statement = select(Journal).where(col(Journal.subject_id) == UUID(finding)).order_by(col(Journal.seq))
        return [entry.verb for entry in (await session.exec(statement)).all() if org in entry.audience]


async def readers(app: FastAPI, finding: str) -> set[UUID]:
    async with state_of(app).worker_sessions() as session:
        statement = select(FindingReader.org_id).where(col(FindingReader.finding_id) == UUID(finding))
        return set((await session.exec(statement)).all())


async def seen(actor: Actor, finding: str) -> int:
    """The status of the answer; a finding that is not listed either is a 404."""
    listed = [item["id"] for item in (await actor.get("/v1/findings")).json()["items"]]
    status = (await actor.get(f"/v1/findings/{finding}")).status_code
    assert (finding in listed) is (status == 200)
    return int(status)


async def first_list_of(chain: Chain) -> str:
    found = await chain.purchasing.get("/v1/disclosures", params={"supplier_id": chain.supplier_id})
    return min(str(each["id"]) for each in found.json()["items"])


def omission(org: UUID, reason: str) -> list[dict[str, str]]:
    return [{"organisation_id": str(org), "reason": reason}]


async def test_a_buyer_whose_affiliation_ended_under_the_embargo_is_not_told(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    stays = dialogue.buyer()
    await affiliate(gateway_feed, stays.org, monitor.org)
    finding = await monitor.shared(chain.site, "affiliates", **EMBARGO)
    await affiliation_ends(gateway_feed, chain.officer.org, monitor.org, today())
    assert (await release_of(monitor, finding))["omitted"] == []
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert await heard(dialogue.app, finding, chain.officer.org) == []
    assert await heard(dialogue.app, finding, stays.org) == ["finding.released"]
    assert await readers(dialogue.app, finding) == {stays.org}
    release = await release_of(monitor, finding)
    assert (release["readers"], release["omitted"]) == (1, omission(chain.officer.org, "affiliation_ended"))
    assert "finding.recipients_omitted" in await heard(dialogue.app, finding, monitor.org)


async def test_a_buyer_is_told_on_the_last_day_of_its_affiliation(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "affiliates", **EMBARGO)
    await affiliation_ends(gateway_feed, chain.officer.org, monitor.org, TOMORROW)
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert await heard(dialogue.app, finding, chain.officer.org) == ["finding.released"]
    assert (await release_of(monitor, finding))["omitted"] == []


async def test_it_is_judged_also_when_an_editor_ends_the_embargo(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "affiliates", **EMBARGO)
    await affiliation_ends(gateway_feed, chain.officer.org, monitor.org, today() - timedelta(days=1))
    address = f"/v1/findings/{finding}"
    tag = {"If-Match": (await monitor.editor.get(address)).headers["ETag"]}
    made(await monitor.editor.patch(address, json={"embargo_until": None}, headers=tag), 200)
    assert await seen(chain.officer, finding) == 404
    assert (await release_of(monitor, finding))["omitted"] == omission(chain.officer.org, "affiliation_ended")


async def test_who_was_omitted_is_reached_by_a_later_release(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "affiliates", **EMBARGO)
    await affiliation_ends(gateway_feed, chain.officer.org, monitor.org, today() - timedelta(days=1))
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    again = await monitor.share(finding, None, "affiliates")
    assert [each["readers"] for each in again["releases"]] == [0, 1]
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert await heard(dialogue.app, finding, chain.officer.org) == ["finding.released"]


async def test_a_buyer_that_the_editor_named_is_told_without_an_affiliation(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    buyer = chain.officer.org
    await register_organisation(gateway_feed, buyer, "buyer")
    finding = await monitor.validated(**EMBARGO)
    await monitor.share(finding, chain.site, "affiliates", "named_buyers", named_buyers=[str(buyer)])
    await affiliation_ends(gateway_feed, buyer, monitor.org, today())
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert await heard(dialogue.app, finding, buyer) == ["finding.released"]


async def test_a_supplier_whose_only_accepted_list_is_contested_under_the_embargo_is_not_told(
    dialogue: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "supplier", **EMBARGO)
    made(await move(chain.purchasing, await first_list_of(chain), "contested", reason=NOT_USED), 200)
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert await heard(dialogue.app, finding, chain.voice.org) == []
    assert await readers(dialogue.app, finding) == set()
    release = await release_of(monitor, finding)
    assert (release["readers"], release["omitted"]) == (0, omission(chain.voice.org, "supplier_not_eligible"))


async def test_a_supplier_whose_list_is_upheld_in_time_is_told(
    dialogue: Cast, suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "supplier", **EMBARGO)
    stated = await first_list_of(chain)
    made(await move(chain.purchasing, stated, "contested", reason=NOT_USED), 200)
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=chain.officer.org)
    made(await move(manager, stated, "accepted"), 200)
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert await heard(dialogue.app, finding, chain.voice.org) == ["finding.released"]


async def test_an_organisation_that_the_platform_refused_under_the_embargo_is_omitted_visibly(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "supplier", **EMBARGO)
    parties = {"buyer_id": str(chain.officer.org), "supplier_id": chain.supplier_id, "org_id": str(chain.voice.org)}
    await gateway_feed.say("supplier_link.refused", {**parties, "is_confirmed": False})
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    release = await release_of(monitor, finding)
    assert (release["readers"], release["omitted"]) == (0, omission(chain.voice.org, "supplier_not_eligible"))


async def test_a_new_site_stays_out_of_the_register_if_nobody_may_be_told(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    site = {"name": "Lijsterbes Moulding Works", "address": "3 Omitted Lane, Shenzhen", "country": "CN"}
    finding = await monitor.validated(facility=site, **EMBARGO)
    await monitor.share(finding, None, "affiliates", facility="new")
    await affiliation_ends(gateway_feed, buyer.org, monitor.org, today())
    await lift_embargoes(state_of(dialogue.app), on=TOMORROW)
    assert (await release_of(monitor, finding))["announced_at"] is not None
    found = await suppliers.buyer().get("/v1/facilities", params={"q": site["name"]})
    assert found.json()["items"] == []


async def test_a_contested_acceptance_is_no_acceptance(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    made(await move(chain.purchasing, await first_list_of(chain), "contested", reason=NOT_USED), 200)
    finding = await monitor.validated(facility=None, facility_id=chain.site)
    assert await monitor.candidates(finding) == []
    refused = await monitor.move(finding, "shared", audiences=["supplier"], suppliers=[chain.supplier_id])
    assert (refused.status_code, refused.json()["code"]) == (422, "supplier_not_eligible")
    another = dialogue.buyer()
    await represents(gateway_feed, suppliers, buyer=another.org, supplier_id=chain.supplier_id, org=chain.voice.org)
    person = suppliers.supplier(chain.supplier_id, org=chain.voice.org)
    await state(person, suppliers.buyer(org=another.org), chain.supplier_id, chain.site, product_family="laptop")
    [candidate] = await monitor.candidates(finding)
    assert candidate["is_eligible"], "another buyer accepts another list"


async def test_the_editor_sees_why_where_every_monitor_may_read_the_row(
    suppliers: Cast, monitor: Monitor, chain: Chain
) -> None:
    person = suppliers.supplier(chain.supplier_id, org=chain.voice.org)
    rows = [{"tier": "T0", "facility_id": chain.site, "confidentiality": "public"}]
    stated = await state(
        person, chain.purchasing, chain.supplier_id, chain.site, rows=rows, product_family="tablet"
    )
    finding = await monitor.validated(facility=None, facility_id=chain.site)
    [candidate] = await monitor.candidates(finding)
    assert candidate["is_eligible"]
    for contested in (stated, await first_list_of(chain)):
        made(await move(chain.purchasing, contested, "contested", reason=NOT_USED), 200)
    [candidate] = await monitor.candidates(finding)
    assert (candidate["is_eligible"], [doubt["code"] for doubt in candidate["doubts"]]) == (False, ["not_accepted"])
