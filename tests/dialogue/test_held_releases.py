"""A release under embargo is judged again when the embargo ends: a source may have come into danger meanwhile."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from dialogue.findings.jobs import lift_embargoes
from dialogue.tables import Journal
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_organisation, register_site
from support.sites import site as site_of_words

TOMORROW = today() + timedelta(days=1)
TERMS = {"audiences": ["affiliates"], "reason": "The workers ask for it."}
AGREED = {**TERMS, "informed_consent_confirmed": True}
MOTIVE = "The employer asks who spoke."


@pytest.fixture
async def reader(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """A buyer that is affiliated to the monitor."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


async def patch(actor: Actor, finding: str, **change: Any) -> dict[str, Any]:
    address = f"/v1/findings/{finding}"
    tag = (await actor.get(address)).headers["ETag"]
    answer = await actor.patch(address, json=change, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def raised(monitor: Monitor, site: dict[str, str]) -> str:
    """Released under embargo at a low risk by the person who validated it, without consent; then the risk rises."""
    finding = await monitor.validated(embargo_until=TOMORROW.isoformat(), facility=site)
    shared = await monitor.move(finding, "shared", **TERMS, facility="new")
    assert shared.status_code == 200, shared.text
    assert shared.json()["releases"][0]["held_for"] == []
    await patch(monitor.editor, finding, source_risk="high", source_risk_motive=MOTIVE)
    return finding


def described() -> dict[str, str]:
    """A site that is like no other."""
    typed = site_of_words()
    return {name: typed[name] for name in ("name", "address", "country")}


async def seen(actor: Actor, finding: str) -> int:
    """The status of the answer; a finding that is not listed either is a 404."""
    listed = [item["id"] for item in (await actor.get("/v1/findings")).json()["items"]]
    status = (await actor.get(f"/v1/findings/{finding}")).status_code
    assert (finding in listed) is (status == 200)
    return int(status)


async def heard(app: FastAPI, finding: str, org: UUID) -> list[str]:
    async with state_of(app).worker_sessions() as session:
        statement = select(Journal).where(col(Journal.subject_id) == UUID(finding)).order_by(col(Journal.seq))
        return [entry.verb for entry in (await session.exec(statement)).all() if org in entry.audience]


async def releases(monitor: Monitor, finding: str) -> list[tuple[list[str], bool]]:
    """What each release is held for, and whether its readers are informed."""
    read = (await monitor.author.get(f"/v1/findings/{finding}")).json()
    return [(each["held_for"], each["announced_at"] is not None) for each in read["releases"]]


async def end_embargo(monitor: Monitor, finding: str) -> None:
    await patch(monitor.editor, finding, embargo_until=None, is_proposal=True)
    await patch(monitor.second_editor, finding, embargo_until=None)


async def embargo_ends(app: FastAPI, monitor: Monitor, finding: str) -> None:
    """As the clock does it, and as two editors do it who end the embargo today."""
    await lift_embargoes(state_of(app), on=TOMORROW)
    await end_embargo(monitor, finding)
    await lift_embargoes(state_of(app))


async def test_a_risk_raised_under_embargo_holds_the_release_and_its_new_site(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    site = described()
    finding = await raised(monitor, site)
    assert await releases(monitor, finding) == [(["consent", "second_person"], False)]
    await embargo_ends(dialogue_app, monitor, finding)
    assert await seen(reader, finding) == 404
    assert await heard(dialogue_app, finding, reader.org) == []
    found = await suppliers.buyer().get("/v1/facilities", params={"q": site["name"]})
    assert found.json()["items"] == []
    assert await releases(monitor, finding) == [(["consent", "second_person"], False)]


async def test_a_held_release_goes_on_with_consent_and_a_second_person(
    dialogue_app: FastAPI, monitor: Monitor, reader: Actor
) -> None:
    finding = await raised(monitor, described())
    await embargo_ends(dialogue_app, monitor, finding)
    preview = await monitor.second_editor.post(f"/v1/findings/{finding}/release-preview", json=AGREED)
    assert (preview.json()["readers"], preview.json()["needs"]) == ({"affiliates": 1}, [])
    for by, terms, refusal in (
        (monitor.editor, AGREED, "second_person_required"),
        (monitor.second_editor, TERMS, "consent_required"),
    ):
        refused = await monitor.move(finding, "shared", by=by, **terms)
        assert refused.json()["code"] == refusal
    assert await seen(reader, finding) == 404
    agreed = await monitor.move(finding, "shared", by=monitor.second_editor, **AGREED)
    assert agreed.status_code == 200, agreed.text
    assert await seen(reader, finding) == 200
    assert await heard(dialogue_app, finding, reader.org) == ["finding.released"]
    assert await releases(monitor, finding) == [([], True), ([], True)]


async def test_a_second_person_agrees_while_the_embargo_lasts(
    dialogue_app: FastAPI, monitor: Monitor, reader: Actor
) -> None:
    finding = await raised(monitor, described())
    agreed = await monitor.move(finding, "shared", by=monitor.second_editor, **AGREED)
    assert [each["readers"] for each in agreed.json()["releases"]] == [1, 1]
    assert await seen(reader, finding) == 404
    await end_embargo(monitor, finding)
    assert await seen(reader, finding) == 200
    assert await heard(dialogue_app, finding, reader.org) == ["finding.released"]
    assert await releases(monitor, finding) == [([], True), ([], True)]


async def test_a_further_release_informs_nobody_of_another_audience_that_is_held(
    dialogue_app: FastAPI, dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, reader: Actor
) -> None:
    finding = await raised(monitor, described())
    await embargo_ends(dialogue_app, monitor, finding)
    named = dialogue.buyer()
    await register_organisation(gateway_feed, named.org, "buyer")
    terms = {**AGREED, "audiences": ["named_buyers"], "named_buyers": [str(named.org)]}
    agreed = await monitor.move(finding, "shared", by=monitor.second_editor, **terms)
    assert agreed.status_code == 200, agreed.text
    assert [await seen(actor, finding) for actor in (named, reader)] == [200, 404]
    assert await releases(monitor, finding) == [(["consent", "second_person"], False), ([], True)]


async def test_a_held_release_goes_on_when_two_people_lower_the_risk(
    dialogue_app: FastAPI, monitor: Monitor, reader: Actor
) -> None:
    finding = await raised(monitor, described())
    await embargo_ends(dialogue_app, monitor, finding)
    motive = {"source_risk_motive": "The people who spoke have left the region."}
    await patch(monitor.editor, finding, proposed_source_risk="low", **motive)
    assert await seen(reader, finding) == 404
    await patch(monitor.second_editor, finding, source_risk="low", **motive)
    assert await seen(reader, finding) == 200


async def test_what_two_people_released_is_not_held_when_the_risk_rises(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    finding = await monitor.validated(embargo_until=TOMORROW.isoformat())
    terms = {**AGREED, "facility_id": await register_site(suppliers)}
    assert (await monitor.move(finding, "shared", by=monitor.second_editor, **terms)).status_code == 200
    await patch(monitor.editor, finding, source_risk="high", source_risk_motive=MOTIVE)
    assert await releases(monitor, finding) == [([], False)]
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert await heard(dialogue_app, finding, reader.org) == ["finding.released"]
