"""A site that is new with a finding enters the register with the first reader, once and not earlier."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from dialogue.findings.jobs import lift_embargoes, match_sites_again
from dialogue.findings.sites.rules import registration_of
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, Journal
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_site
from support.market import made
from support.sites import site as site_of_words

TOMORROW = today() + timedelta(days=1)
NEW = {"to": "shared", "audiences": ["affiliates"], "facility": "new", "reason": "The workers ask for it."}


@pytest.fixture
async def reader(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """A buyer that is affiliated to the monitor."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


def described() -> dict[str, str]:
    """A site that is like no other, in the words of a monitor."""
    typed = site_of_words()
    return {name: typed[name] for name in ("name", "address", "country")}


async def registered(suppliers: Cast, site: dict[str, str]) -> list[dict[str, Any]]:
    """The facilities of this name in the register, as any buyer lists them."""
    return list((await suppliers.buyer().get("/v1/facilities", params={"q": site["name"]})).json()["items"])


async def released(monitor: Monitor, site: dict[str, str], **facts: Any) -> str:
    finding = await monitor.validated(facility=site, **facts)
    answer = await monitor.editor.post(f"/v1/findings/{finding}/transitions", json=NEW)
    assert answer.status_code == 200, answer.text
    return finding


async def held_back(monitor: Monitor, site: dict[str, str]) -> str:
    """Released under an embargo until tomorrow."""
    return await released(monitor, site, embargo_until=TOMORROW.isoformat())


async def own(monitor: Monitor, finding: str) -> dict[str, Any]:
    return dict((await monitor.editor.get(f"/v1/findings/{finding}")).json())


async def patched(monitor: Monitor, finding: str, **change: Any) -> httpx.Response:
    address = f"/v1/findings/{finding}"
    tag = (await monitor.editor.get(address)).headers["ETag"]
    return await monitor.editor.patch(address, json=change, headers={"If-Match": tag})


async def events(app: FastAPI, finding: str, org: UUID) -> list[str]:
    async with state_of(app).worker_sessions() as session:
        statement = select(Journal).where(col(Journal.subject_id) == UUID(finding)).order_by(col(Journal.seq))
        return [entry.verb for entry in (await session.exec(statement)).all() if org in entry.audience]


async def test_it_enters_the_register_at_a_release_to_a_reader(
    suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await monitor.validated(facility=site)
    assert await registered(suppliers, site) == []
    shared = await monitor.editor.post(f"/v1/findings/{finding}/transitions", json=NEW)
    assert shared.status_code == 200, shared.text
    [entry] = await registered(suppliers, site)
    assert (shared.json()["facility_id"], shared.json()["is_new_site"]) == (entry["id"], False)
    assert (await reader.get(f"/v1/findings/{finding}")).json()["facility_id"] == entry["id"]


async def test_in_the_register_it_looks_like_the_site_of_a_buyer(
    suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site, other = described(), described()
    await released(monitor, site)
    assert (await suppliers.buyer().post("/v1/facilities", json=other)).status_code == 201
    [ours], [theirs] = await registered(suppliers, site), await registered(suppliers, other)
    differing = {"id", "name", "address"}
    assert {key: value for key, value in ours.items() if key not in differing} == {
        key: value for key, value in theirs.items() if key not in differing
    }
    assert [source["kind"] for source in ours["sources"]] == ["platform"]


async def test_a_release_that_reaches_nobody_adds_no_site(
    suppliers: Cast, gateway_feed: ScriptedFeed, dialogue: Cast, monitor: Monitor
) -> None:
    site = described()
    finding = await released(monitor, site)
    read = await own(monitor, finding)
    assert (read["status"], read["facility_id"], read["is_new_site"]) == ("shared", None, True)
    assert await registered(suppliers, site) == []
    late = dialogue.buyer()
    await affiliate(gateway_feed, late.org, monitor.org)
    further = await monitor.move(finding, "shared", audiences=["affiliates"], reason="Now there is a reader.")
    [entry] = await registered(suppliers, site)
    assert further.json()["facility_id"] == entry["id"]
    assert (await late.get(f"/v1/findings/{finding}")).json()["facility_name"] == site["name"]


async def test_under_an_embargo_it_is_not_in_the_register(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    await lift_embargoes(state_of(dialogue_app))
    read = await own(monitor, finding)
    assert (read["facility_id"], read["is_new_site"], await registered(suppliers, site)) == (None, True, [])


async def test_it_enters_the_register_once_when_the_embargo_ends(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    for _ in range(2):
        await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    [entry] = await registered(suppliers, site)
    assert (await own(monitor, finding))["facility_id"] == entry["id"]
    assert await events(dialogue_app, finding, reader.org) == ["finding.released"]


async def test_it_enters_the_register_when_the_editor_ends_the_embargo(
    suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    assert (await patched(monitor, finding, embargo_until=None)).status_code == 200
    [entry] = await registered(suppliers, site)
    assert (await reader.get(f"/v1/findings/{finding}")).json()["facility_id"] == entry["id"]


async def test_a_withdrawal_under_an_embargo_leaves_no_site(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    assert (await monitor.move(finding, "withdrawn", reason="safety")).status_code == 200
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert await registered(suppliers, site) == []


async def test_a_process_that_stopped_after_the_registration_registers_nothing_more(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    stopped = SuppliersApi.of_system(state_of(dialogue_app))
    before = await stopped.register_facility(registration_of(UUID(finding)), site)
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert [UUID(entry["id"]) for entry in await registered(suppliers, site)] == [before.id]
    assert UUID((await own(monitor, finding))["facility_id"]) == before.id
    assert await events(dialogue_app, finding, reader.org) == ["finding.released"]


async def test_while_suppliers_is_away_the_finding_waits_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch,
    dialogue_app: FastAPI,
    suppliers: Cast,
    monitor: Monitor,
    reader: Actor,
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    other = await monitor.shared(await register_site(suppliers), "affiliates", embargo_until=TOMORROW.isoformat())
    with monkeypatch.context() as patch:
        client = httpx.AsyncClient(base_url="http://127.0.0.1:9")
        patch.setitem(state_of(dialogue_app).clients, "suppliers", client)
        await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert await events(dialogue_app, finding, reader.org) == []
    assert await events(dialogue_app, other, reader.org) == ["finding.released"]
    assert (await own(monitor, finding))["releases"][0]["announced_at"] is None
    for _ in range(2):
        await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert len(await registered(suppliers, site)) == 1
    assert await events(dialogue_app, finding, reader.org) == ["finding.released"]


async def test_a_release_that_lost_a_race_adds_no_site(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await monitor.validated(facility=site)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        row = await session.get_one(Finding, UUID(finding), with_for_update=True)
        late = asyncio.create_task(monitor.editor.post(f"/v1/findings/{finding}/transitions", json=NEW))
        await waits_for_a_lock(dialogue_app)
        row.version += 1
    answer = await late
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert await registered(suppliers, site) == []


async def waits_for_a_lock(app: FastAPI) -> None:
    """Return when another transaction waits for a row."""
    async with asyncio.timeout(30):
        while True:
            async with state_of(app).worker_sessions() as session, session.begin():
                connection = await session.connection()
                waiting = await connection.exec_driver_sql("select count(*) from pg_locks where not granted")
                if waiting.scalar():
                    return
            await asyncio.sleep(0.05)


async def test_a_site_that_may_be_in_the_register_is_refused_with_its_candidates(
    suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    known = await register_site(suppliers, **site)
    finding = await monitor.validated(facility=site)
    path = f"/v1/findings/{finding}/transitions"
    refused = await monitor.editor.post(path, json=NEW)
    assert (refused.status_code, refused.json()["code"]) == (409, "site_may_be_registered"), refused.text
    [candidate] = refused.json()["candidates"]
    assert (candidate["id"], candidate["name"], candidate["decision"]) == (known, site["name"], "same")
    assert len(await registered(suppliers, site)) == 1
    confirmed = await monitor.editor.post(path, json={**NEW, "facility": None, "facility_id": known})
    assert (confirmed.status_code, confirmed.json()["facility_id"]) == (200, known)


async def test_a_site_that_came_into_the_register_meanwhile_can_be_confirmed(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    known = await register_site(suppliers, **site)
    confirmed = await patched(monitor, finding, facility_id=known)
    assert (confirmed.status_code, confirmed.json()["is_new_site"]) == (200, False), confirmed.text
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert [entry["id"] for entry in await registered(suppliers, site)] == [known]
    assert await events(dialogue_app, finding, reader.org) == ["finding.released"]
    again = await patched(monitor, finding, facility_id=await register_site(suppliers))
    assert (again.status_code, again.json()["code"]) == (409, "site_confirmed")


async def test_a_site_that_waits_is_matched_again_after_a_disclosure(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await held_back(monitor, site)
    known = await register_site(suppliers, **site)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        row = await session.get_one(Finding, UUID(finding))
        row.needs_rematch = True
    await match_sites_again(state_of(dialogue_app))
    read = await own(monitor, finding)
    assert (read["site_candidates"], read["facility_id"], read["is_new_site"]) == ([known], None, True)


async def test_a_new_draft_proposes_the_registered_site_at_once(suppliers: Cast, monitor: Monitor) -> None:
    there = site_of_words()
    known = made(await suppliers.buyer().post("/v1/facilities", json=there))["id"]
    described = {name: there[name] for name in ("name", "address", "country")}
    draft = await monitor.draft(facility=described)
    assert (draft["site_candidates"], draft["facility_id"]) == ([known], None)


async def test_a_draft_that_describes_another_site_proposes_that_one(suppliers: Cast, monitor: Monitor) -> None:
    there = site_of_words()
    known = made(await suppliers.buyer().post("/v1/facilities", json=there))["id"]
    finding = str((await monitor.draft(facility=described()))["id"])
    assert (await own(monitor, finding))["site_candidates"] == []
    changed = await patched(
        monitor, finding, facility={name: there[name] for name in ("name", "address", "country")}
    )
    assert changed.json()["site_candidates"] == [known]
    confirmed = await patched(monitor, finding, facility_id=known)
    assert (confirmed.json()["site_candidates"], confirmed.json()["facility_id"]) == ([], known)


@pytest.mark.parametrize(
    ("field", "value", "pointer", "known"),
    [
        ("salient_issue", "SI99", "/salient_issue", "SI01"),
        ("rights_holders", ["workers", "aliens"], "/rights_holders/1", "migrant_workers"),
    ],
)
async def test_a_code_that_no_list_knows_is_refused(
    monitor: Monitor, field: str, value: Any, pointer: str, known: str
) -> None:
    finding = str((await monitor.draft(facility=described(), salient_issue="SI17"))["id"])
    refused = await patched(monitor, finding, **{field: value})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    [fault] = refused.json()["errors"]
    assert (fault["pointer"], known in fault["detail"]) == (pointer, True)
