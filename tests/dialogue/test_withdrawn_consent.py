"""The people who spoke can withdraw their consent: nobody else is told, and who was told stays told."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from dialogue.findings.jobs import lift_embargoes
from dialogue.tables import Journal
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import CHECKED, Monitor, affiliate, register_organisation, register_site

TOMORROW = today() + timedelta(days=1)
AGREED = {"audiences": ["affiliates"], "reason": "The workers ask for it.", "informed_consent_confirmed": True}
WITHDRAWN = {"is_consent_withdrawn": True, "consent_note": "They fear for their contracts."}
AGAIN: dict[str, Any] = {"is_consent_withdrawn": False}
REFUSED = (409, "consent_withdrawn")
DONE = (200, "")


@pytest.fixture
async def reader(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """A buyer that is affiliated to the monitor."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def patch(actor: Actor, finding: str, **change: Any) -> tuple[int, str]:
    """The status of the answer and the code of the problem, if there is one."""
    address = f"/v1/findings/{finding}"
    tag = (await actor.get(address)).headers["ETag"]
    return code_of(await actor.patch(address, json=change, headers={"If-Match": tag}))


async def share(suppliers: Cast, monitor: Monitor, finding: str, **terms: Any) -> tuple[int, str]:
    """A release to affiliates by the second editor, with all that it needs."""
    known = (await monitor.author.get(f"/v1/findings/{finding}")).json()["facility_id"]
    site = {} if known else {"facility_id": await register_site(suppliers)}
    return code_of(await monitor.move(finding, "shared", by=monitor.second_editor, **AGREED, **site, **terms))


async def seen(actor: Actor, finding: str) -> int:
    return int((await actor.get(f"/v1/findings/{finding}")).status_code)


@pytest.mark.parametrize("risk", ["low", "high"])
async def test_after_a_withdrawal_there_is_no_release_whatever_the_risk(
    suppliers: Cast, monitor: Monitor, reader: Actor, risk: str
) -> None:
    finding = await monitor.validated(source_risk=risk)
    assert await patch(monitor.author, finding, **WITHDRAWN) == DONE
    assert await share(suppliers, monitor, finding) == REFUSED
    preview = await monitor.second_editor.post(f"/v1/findings/{finding}/release-preview", json=AGREED)
    assert preview.json()["needs"][0] == "consent_not_withdrawn"
    assert await seen(reader, finding) == 404


async def test_a_finding_without_consent_is_not_validated(monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    assert await patch(monitor.author, finding, **WITHDRAWN) == DONE
    await monitor.move(finding, "submitted")
    assert code_of(await monitor.move(finding, "validated", checklist=CHECKED)) == REFUSED


async def test_a_release_that_waits_for_its_day_informs_nobody(
    dialogue_app: FastAPI, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    finding = await monitor.validated(source_risk="high", embargo_until=TOMORROW.isoformat())
    assert await share(suppliers, monitor, finding) == DONE
    assert await patch(monitor.author, finding, **WITHDRAWN) == DONE
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    read = (await monitor.author.get(f"/v1/findings/{finding}")).json()
    assert [(each["held_for"], each["announced_at"]) for each in read["releases"]] == [
        (["consent_not_withdrawn"], None)
    ]
    async with state_of(dialogue_app).worker_sessions() as session:
        entries = (await session.exec(select(Journal).where(col(Journal.audience).contains([reader.org])))).all()
    assert entries == []


async def test_readers_who_know_it_keep_it_and_notice_nothing_and_nobody_else_gets_it(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, reader: Actor
) -> None:
    finding = await monitor.validated(source_risk="high")
    assert await share(suppliers, monitor, finding) == DONE
    before = await reader.get(f"/v1/findings/{finding}")
    assert await patch(monitor.author, finding, **WITHDRAWN) == DONE
    after = await reader.get(f"/v1/findings/{finding}")
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    named = dialogue.buyer()
    await register_organisation(gateway_feed, named.org, "buyer")
    for wider in (
        {"audiences": ["public"]},
        {"audiences": ["named_buyers"], "named_buyers": [str(named.org)]},
    ):
        answer = await monitor.move(finding, "shared", by=monitor.second_editor, **{**AGREED, **wider})
        assert code_of(answer) == REFUSED
    assert await seen(named, finding) == 404


async def test_two_people_record_that_they_agree_again(suppliers: Cast, monitor: Monitor, reader: Actor) -> None:
    finding = await monitor.validated(source_risk="high")
    assert await patch(monitor.author, finding, **WITHDRAWN) == DONE
    assert await patch(monitor.editor, finding, **AGAIN) == (409, "second_person_required")
    assert await patch(monitor.author, finding, **AGAIN, is_proposal=True) == DONE
    assert await patch(monitor.author, finding, **AGAIN) == (409, "second_person_required")
    assert await share(suppliers, monitor, finding) == REFUSED
    assert await patch(monitor.editor, finding, **AGAIN) == DONE
    assert await share(suppliers, monitor, finding) == DONE
    assert await seen(reader, finding) == 200
    history = (await monitor.author.get(f"/v1/findings/{finding}/restricted")).json()["consent_history"]
    assert [(each["is_withdrawn"], each["note"]) for each in history] == [
        (True, WITHDRAWN["consent_note"]),
        (False, None),
    ]


async def test_a_proposal_ends_when_somebody_says_again_that_consent_is_withdrawn(monitor: Monitor) -> None:
    finding = await monitor.validated()
    assert await patch(monitor.author, finding, **WITHDRAWN) == DONE
    assert await patch(monitor.editor, finding, **AGAIN, is_proposal=True) == DONE
    assert await patch(monitor.author, finding, is_consent_withdrawn=True) == DONE
    assert await patch(monitor.second_editor, finding, **AGAIN) == (409, "second_person_required")


async def test_who_may_not_withdraw_it(dialogue: Cast, suppliers: Cast, monitor: Monitor, reader: Actor) -> None:
    finding = await monitor.validated()
    other = Monitor(dialogue)
    tag = {"If-Match": '"1."'}
    for actor, status in ((other.editor, 404), (reader, 403), (dialogue.anonymous, 401)):
        answer = await actor.patch(f"/v1/findings/{finding}", json=WITHDRAWN, headers=tag)
        assert answer.status_code == status
    bad = await monitor.author.patch(f"/v1/findings/{finding}", json={"is_consent_withdrawn": None}, headers=tag)
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/is_consent_withdrawn")
    assert await share(suppliers, monitor, finding) == DONE
    assert await seen(reader, finding) == 200
    assert (await monitor.move(finding, "withdrawn", reason="safety")).status_code == 200
    assert await patch(monitor.author, finding, **WITHDRAWN) == (409, "finding_not_editable")
