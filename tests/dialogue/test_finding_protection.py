"""The protection of the people behind a finding: embargo, withdrawal, encryption, events without details."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.caller_proofs import ProvenConnection, proven
from chassis.clock import today
from chassis.database import CALLER_ORG
from chassis.settings import for_asyncpg
from chassis.state import state_of
from dialogue.findings.jobs import lift_embargoes, match_sites_again
from dialogue.findings.restricted.vault import SealBroken, Vault
from dialogue.findings.rules import RESTRICTED_FIELDS
from dialogue.tables import Finding, FindingReader, Journal, JournalPayload, MonitorKey, ReadLog
from support.cast import Actor, Cast
from support.dumps import places_of
from support.feeds import ScriptedFeed
from support.findings import DRAFT, Monitor, affiliate, register_site
from support.market import supplier_of
from support.services import FINDINGS_KEY
from support.sites import disclosed, site


@pytest.fixture
async def affiliated(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """A buyer affiliated to the monitor."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


async def heard(app: FastAPI, finding: str, org: UUID) -> list[Journal]:
    """The events about a finding that an organisation's feed shows."""
    async with state_of(app).worker_sessions() as session:
        statement = select(Journal).where(col(Journal.subject_id) == UUID(finding)).order_by(col(Journal.seq))
        return [entry for entry in (await session.exec(statement)).all() if org in entry.audience]


async def total(actor: Actor, site: str) -> int:
    answer = await actor.get("/v1/findings", params={"facility_id": site, "count": "exact"})
    assert len(answer.json()["items"]) == answer.json()["total"]
    return int(answer.json()["total"])


async def test_under_embargo_it_does_not_exist_for_others(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    site, tomorrow = await register_site(suppliers), today() + timedelta(days=1)
    finding = await monitor.shared(site, "affiliates", embargo_until=tomorrow.isoformat())
    answer = await affiliated.get(f"/v1/findings/{finding}")
    assert (answer.status_code, "ETag" in answer.headers, await total(affiliated, site)) == (404, False, 0)
    await lift_embargoes(state_of(dialogue_app))
    assert await heard(dialogue_app, finding, affiliated.org) == []
    assert (await monitor.editor.get(f"/v1/findings/{finding}")).json()["releases"][0]["announced_at"] is None


async def test_the_end_of_an_embargo_is_published_once(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    tomorrow = today() + timedelta(days=1)
    finding = await monitor.shared(await register_site(suppliers), "affiliates", embargo_until=tomorrow.isoformat())
    await lift_embargoes(state_of(dialogue_app), on=tomorrow)
    await lift_embargoes(state_of(dialogue_app), on=tomorrow)
    assert [entry.verb for entry in await heard(dialogue_app, finding, affiliated.org)] == ["finding.released"]


async def test_what_happens_under_embargo_counts_no_revision(
    suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    tomorrow = today() + timedelta(days=1)
    finding = await monitor.shared(await register_site(suppliers), "affiliates", embargo_until=tomorrow.isoformat())
    moved = await monitor.move(finding, "in_remediation")
    lifted = await monitor.editor.patch(
        f"/v1/findings/{finding}",
        json={"embargo_until": today().isoformat()},
        headers={"If-Match": moved.headers["ETag"]},
    )
    assert lifted.status_code == 200, lifted.text
    copy = (await affiliated.get(f"/v1/findings/{finding}")).json()
    assert (copy["revision"], copy["status"]) == (1, "in_remediation")


async def revision_of(app: FastAPI, finding: str, org: UUID) -> int:
    async with state_of(app).worker_sessions() as session:
        return (await session.get_one(FindingReader, (UUID(finding), org))).revision


async def test_a_change_under_a_second_embargo_counts_when_the_embargo_ends(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    tomorrow = today() + timedelta(days=1)
    changed, unchanged = [await monitor.shared(await register_site(suppliers), "affiliates") for _ in range(2)]
    for finding in (changed, unchanged):
        address = f"/v1/findings/{finding}"
        tag = (await monitor.editor.get(address)).headers["ETag"]
        hidden = {"embargo_until": tomorrow.isoformat()}
        assert (await monitor.editor.patch(address, json=hidden, headers={"If-Match": tag})).status_code == 200
    assert (await monitor.move(changed, "in_remediation")).status_code == 200
    await lift_embargoes(state_of(dialogue_app))
    assert await revision_of(dialogue_app, changed, affiliated.org) == 1
    for _ in range(2):
        await lift_embargoes(state_of(dialogue_app), on=tomorrow)
    assert [await revision_of(dialogue_app, each, affiliated.org) for each in (changed, unchanged)] == [2, 1]
    told = [entry.verb for entry in await heard(dialogue_app, changed, affiliated.org)]
    assert told == ["finding.released", "finding.changed"]
    assert [entry.verb for entry in await heard(dialogue_app, unchanged, affiliated.org)] == ["finding.released"]


async def test_only_the_monitor_gets_events_of_a_draft(dialogue_app: FastAPI, monitor: Monitor) -> None:
    finding = await monitor.validated()
    async with state_of(dialogue_app).worker_sessions() as session:
        statement = select(Journal).where(col(Journal.subject_id) == UUID(finding))
        entries = (await session.exec(statement)).all()
    assert [entry.verb for entry in entries] == ["finding.reported", "finding.submitted", "finding.validated"]
    assert {tuple(entry.audience) for entry in entries} == {(monitor.org,)}
    assert not any(entry.followed for entry in entries)


async def test_the_event_of_a_release_does_not_name_its_author(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    finding = await monitor.shared(await register_site(suppliers), "affiliates")
    await monitor.move(finding, "in_remediation")
    events = await heard(dialogue_app, finding, affiliated.org)
    assert [entry.verb for entry in events] == ["finding.released", "finding.changed"]
    people = {monitor.author.person, monitor.editor.person, monitor.second_editor.person}
    assert not people & {entry.actor for entry in events}
    assert not any(entry.followed for entry in events)
    assert (await affiliated.get(f"/v1/findings/{finding}")).json()["revision"] == 2


async def test_a_change_that_a_reader_cannot_see_counts_no_revision(
    suppliers: Cast, monitor: Monitor, affiliated: Actor, dialogue: Cast
) -> None:
    finding = await monitor.shared(await register_site(suppliers), "affiliates")
    before = await affiliated.get(f"/v1/findings/{finding}")
    await monitor.share(finding, None, "public")
    after = await affiliated.get(f"/v1/findings/{finding}")
    assert (after.headers["ETag"], after.json()) == (before.headers["ETag"], before.json())
    assert (await dialogue.buyer().get(f"/v1/findings/{finding}")).json()["revision"] == 1


def unique(words: str) -> str:
    return f"{words} {uuid4().hex}"


async def test_restricted_fields_are_nowhere_in_plain_text(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor
) -> None:
    words = {name: unique(name) for name in RESTRICTED_FIELDS}
    made = await monitor.author.post("/v1/findings", json={**DRAFT, **words}, headers={"Idempotency-Key": "once"})
    finding, reasons = made.json()["id"], [unique("why it is returned"), unique("why it is shared")]
    await monitor.move(finding, "submitted")
    await monitor.move(finding, "returned", reason=reasons[0])
    await monitor.move(finding, "draft")
    await monitor.move(finding, "submitted")
    checked = {"no_personal_data": True, "period_is_coarse": True, "sources_consented": True}
    await monitor.move(finding, "validated", checklist=checked)
    await monitor.share(finding, await register_site(suppliers), "affiliates", reason=reasons[1])
    await monitor.editor.get(f"/v1/findings/{finding}/restricted")
    for secret in (*words.values(), *reasons):
        assert await places_of(dialogue_app, secret) == set()
    read = (await monitor.editor.get(f"/v1/findings/{finding}/restricted")).json()
    assert {name: read[name] for name in words} == words
    async with state_of(dialogue_app).worker_sessions() as session:
        log = (await session.exec(select(ReadLog).where(col(ReadLog.subject_id) == UUID(finding)))).all()
    assert [entry.reader for entry in log] == [monitor.editor.person] * 2


async def test_a_withdrawn_finding_is_nowhere_in_the_database(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    public, name, address = unique("Said in public"), unique("Verzonnen Works"), unique("Nowhere Lane")
    site = await register_site(suppliers)
    given = {"name": name, "address": address, "country": "CN"}
    made = await monitor.author.post(
        "/v1/findings",
        json={**DRAFT, "summary_public": public, "facility": given},
        headers={"Idempotency-Key": "withdrawn later"},
    )
    finding = made.json()["id"]
    await monitor.move(finding, "submitted")
    await monitor.move(
        finding,
        "validated",
        checklist={"no_personal_data": True, "period_is_coarse": True, "sources_consented": True},
    )
    await monitor.share(finding, site, "affiliates")
    assert public in (await affiliated.get(f"/v1/findings/{finding}")).text
    assert "idempotency_answers.body" in await places_of(dialogue_app, public)
    withdrawn = await monitor.move(finding, "withdrawn", reason="safety")
    assert (withdrawn.status_code, withdrawn.json()["summary_public"]) == (200, "")
    for words in (public, name, address):
        assert await places_of(dialogue_app, words) == set()
    assert (await affiliated.get(f"/v1/findings/{finding}")).status_code == 404
    assert await total(affiliated, site) == 0
    kept = (await monitor.author.get(f"/v1/findings/{finding}/restricted")).json()["withdrawn"]
    assert (kept["summary_public"], kept["given_name"], kept["given_address"]) == (public, name, address)


async def test_a_withdrawal_has_an_event_and_leaves_the_journal_without_payloads(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, affiliated: Actor
) -> None:
    finding = await monitor.shared(await register_site(suppliers), "affiliates")
    await monitor.move(finding, "withdrawn", reason="safety")
    events = await heard(dialogue_app, finding, affiliated.org)
    assert [entry.verb for entry in events] == ["finding.released", "finding.withdrawn"]
    async with state_of(dialogue_app).worker_sessions() as session:
        earlier = select(JournalPayload).where(col(JournalPayload.journal_id) == events[0].id)
        assert (await session.exec(earlier)).all() == []


async def test_nothing_follows_a_withdrawal(suppliers: Cast, monitor: Monitor) -> None:
    finding = await monitor.shared(await register_site(suppliers), "public")
    assert (await monitor.move(finding, "withdrawn")).status_code == 422
    assert (await monitor.move(finding, "withdrawn", reason="safety")).json()["allowed_transitions"] == []
    again = await monitor.move(finding, "shared", audiences=["public"], reason="x", facility="new")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


async def test_an_encrypted_text_can_be_read_in_its_own_row_only(dialogue_app: FastAPI, monitor: Monitor) -> None:
    first, second = [UUID(str((await monitor.draft())["id"])) for _ in range(2)]
    async with state_of(dialogue_app).worker_sessions() as session:
        wrapped = (
            await session.exec(select(MonitorKey.wrapped).where(col(MonitorKey.owner_id) == monitor.org))
        ).one()
        sealed = (await session.exec(select(Finding.sealed).where(col(Finding.id) == first))).one()
    ring = Vault(FINDINGS_KEY).key(monitor.org, wrapped)
    assert ring.open(first, sealed)["severity_motive"] == DRAFT["severity_motive"]
    with pytest.raises(SealBroken):
        ring.open(second, sealed)
    with pytest.raises(SealBroken):
        Vault(FINDINGS_KEY).key(uuid4(), wrapped)


@pytest.mark.parametrize("key", ["", "not base64!", "dG9vIHNob3J0"])
def test_the_service_does_not_start_with_an_invalid_key(key: str) -> None:
    with pytest.raises(ValueError, match="DIALOGUE_FINDINGS_KEY"):
        Vault(key)


async def test_only_the_monitor_reads_the_row_of_its_key(
    dialogue_app: FastAPI, dialogue: Cast, monitor: Monitor
) -> None:
    await monitor.draft()
    other = Monitor(dialogue)
    await other.draft()
    token = CALLER_ORG.set(other.org)
    try:
        async with state_of(dialogue_app).sessions() as session, session.begin():
            owners = set((await session.exec(select(MonitorKey.owner_id))).all())
    finally:
        CALLER_ORG.reset(token)
    assert owners == {other.org}


async def registered(buyer: Actor, name: str) -> list[str]:
    """The ids of the sites of that name, once the accepted list has entered the register."""
    async with asyncio.timeout(30):
        while True:
            items = (await buyer.get("/v1/facilities", params={"q": name})).json()["items"]
            if items:
                return [item["id"] for item in items]
            await asyncio.sleep(0.1)


async def follows_up(app: FastAPI, finding: str) -> None:
    """Return when the follower has heard of an accepted list."""
    async with asyncio.timeout(30):
        while True:
            async with state_of(app).worker_sessions() as session:
                row = await session.get(Finding, UUID(finding))
                if row is not None and (row.needs_rematch or row.site_candidates):
                    return
            await asyncio.sleep(0.1)


async def test_a_later_disclosure_suggests_the_site_and_confirms_nothing(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor
) -> None:
    there = site()
    given = {"name": there["name"].upper(), "address": there["address"], "country": "CN"}
    finding = str((await monitor.draft(facility=given))["id"])
    address = f"/v1/findings/{finding}"
    assert (await monitor.author.get(address)).json()["site_candidates"] == []
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    await disclosed(buyer, supplier["id"], there)
    [facility] = await registered(buyer, there["name"])
    await follows_up(dialogue_app, finding)
    await match_sites_again(state_of(dialogue_app))
    read = (await monitor.author.get(address)).json()
    assert (read["site_candidates"], read["facility_id"], read["version"]) == ([facility], None, 1)


async def waits_to_be_matched(app: FastAPI, finding: str) -> None:
    """Mark the finding as after a disclosure."""
    async with state_of(app).worker_sessions() as session, session.begin():
        row = await session.get_one(Finding, UUID(finding))
        row.needs_rematch = True


async def matched(app: FastAPI, finding: str) -> tuple[bool, list[UUID]]:
    """Whether the finding still waits after a run of the job, and the sites that the job suggests."""
    await match_sites_again(state_of(app))
    async with state_of(app).worker_sessions() as session:
        row = await session.get_one(Finding, UUID(finding))
        return row.needs_rematch, row.site_candidates


async def test_a_withdrawn_finding_does_not_wait_to_be_matched(dialogue_app: FastAPI, monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    await waits_to_be_matched(dialogue_app, finding)
    assert (await monitor.move(finding, "withdrawn", reason="safety")).status_code == 200
    assert await matched(dialogue_app, finding) == (False, [])


async def test_a_site_that_cannot_be_matched_keeps_no_other_waiting(
    dialogue_app: FastAPI, monitor: Monitor
) -> None:
    broken, sound = sorted([str((await monitor.draft())["id"]) for _ in range(2)])
    for finding in (broken, sound):
        await waits_to_be_matched(dialogue_app, finding)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        (await session.get_one(Finding, UUID(broken))).given_name = ""
    assert (await matched(dialogue_app, sound))[0] is False
    assert (await matched(dialogue_app, broken))[0] is True


async def test_a_finding_whose_site_is_confirmed_gets_no_suggestions(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor
) -> None:
    there = site()
    facility = await register_site(suppliers, there["name"], address=there["address"])
    draft = await monitor.draft(facility={"name": there["name"], "address": there["address"], "country": "CN"})
    address, version = f"/v1/findings/{draft['id']}", {"If-Match": f'"{draft["version"]}"'}
    confirmed = await monitor.author.patch(address, json={"facility_id": facility}, headers=version)
    assert confirmed.status_code == 200
    await waits_to_be_matched(dialogue_app, draft["id"])
    assert await matched(dialogue_app, draft["id"]) == (False, [])


@pytest.fixture
async def stranger(dialogue_app: FastAPI) -> AsyncIterator[asyncpg.Connection]:
    """A session of the app role, which proves that it acts for no organisation."""
    state = state_of(dialogue_app)
    url, kind = for_asyncpg(state.settings.database_url), proven(ProvenConnection, state.proofs)
    connection = await asyncpg.connect(url, connection_class=kind)
    await connection.act_for(None, in_transaction=False)
    yield connection
    await connection.close()


async def test_the_database_shows_a_public_finding_to_no_stranger_before_its_readers_are_informed(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, stranger: asyncpg.Connection
) -> None:
    tomorrow = today() + timedelta(days=1)
    finding = await monitor.shared(
        await register_site(suppliers), "affiliates", "public", embargo_until=tomorrow.isoformat()
    )
    found = "select count(*) from {} where {} = $1"
    tables = {"findings": "id", "finding_readers": "finding_id"}
    embargoed = [await stranger.fetchval(found.format(*each), UUID(finding)) for each in tables.items()]
    assert embargoed == [0, 0]

    await lift_embargoes(state_of(dialogue_app), on=tomorrow)
    assert await stranger.fetchval(found.format("finding_readers", "finding_id"), UUID(finding)) == 1
    await stranger.execute("reset app.org")
    for table in tables:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only a process of the service"):
            await stranger.fetchval(f"select count(*) from {table}")
