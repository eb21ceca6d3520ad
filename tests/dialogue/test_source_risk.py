"""The risk of a source falls only if two people of the monitor say so; nobody lowers it and then releases alone."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.problems import Problem
from chassis.state import state_of
from chassis.vocabulary import Role
from dialogue.findings.risk.rules import RANKS, RiskNow, RiskStep, changed_risk, proposed_risk
from dialogue.findings.rules import SourceRisk
from dialogue.tables import Journal
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import CHECKED, Monitor, affiliate, register_site
from support.refusals import refusal

MOTIVE = "The people who spoke have left the region."
PERSON, OTHER = uuid4(), uuid4()
FALLS = [(before, after) for before, after in product(SourceRisk, SourceRisk) if RANKS[after] < RANKS[before]]


@pytest.fixture
def both(dialogue: Cast, monitor: Monitor) -> Actor:
    """Author and editor in one person."""
    return dialogue.monitor(Role.MONITOR_AUTHOR, Role.MONITOR_EDITOR, org=monitor.org)


async def patch(actor: Actor, finding: str, **change: Any) -> Any:
    address = f"/v1/findings/{finding}"
    tag = (await actor.get(address)).headers["ETag"]
    return await actor.patch(address, json=change, headers={"If-Match": tag})


@pytest.mark.parametrize(("before", "after"), FALLS)
def test_a_lower_risk_needs_the_proposal_of_another_person_an_editor_and_a_motive(
    before: SourceRisk, after: SourceRisk
) -> None:
    for proposed, proposed_by, is_editor, motive in product(
        (None, *SourceRisk), (None, PERSON, OTHER), (True, False), (None, MOTIVE)
    ):
        now = RiskNow(before, proposed, proposed_by)
        may = proposed is after and proposed_by == OTHER and is_editor and motive is not None
        try:
            change = changed_risk(now, after, by=PERSON, is_editor=is_editor, motive=motive)
        except Problem:
            assert not may
        else:
            assert may
            assert change.after == RiskNow(after, None, None)


@pytest.mark.parametrize(("before", "after"), sorted(set(product(SourceRisk, SourceRisk)) - set(FALLS)))
def test_a_risk_that_does_not_fall_is_set_at_once_and_ends_a_proposal(
    before: SourceRisk, after: SourceRisk
) -> None:
    change = changed_risk(RiskNow(before, SourceRisk.LOW, PERSON), after, by=PERSON, is_editor=False, motive=None)
    assert (change.step, change.after) == (RiskStep.RAISED, RiskNow(after, None, None))
    with pytest.raises(Problem):
        proposed_risk(RiskNow(before, None, None), after, by=PERSON, motive=MOTIVE)


async def test_one_person_does_not_lower_the_risk_and_release_alone(
    dialogue: Cast, suppliers: Cast, monitor: Monitor, both: Actor
) -> None:
    finding = str((await monitor.draft(source_risk="high"))["id"])
    terms = {"source_risk": "low", "source_risk_motive": MOTIVE}
    assert refusal(await patch(both, finding, **terms)) == (409, "risk_not_confirmed")
    proposed = await patch(both, finding, proposed_source_risk="low", source_risk_motive=MOTIVE)
    assert (proposed.json()["source_risk"], proposed.json()["proposed_source_risk"]) == ("high", "low")
    assert refusal(await patch(both, finding, **terms)) == (409, "risk_not_confirmed")
    again = await patch(both, finding, proposed_source_risk="medium", **terms)
    assert refusal(again) == (409, "risk_not_confirmed")
    await monitor.move(finding, "submitted", by=both)
    assert refusal(await monitor.move(finding, "validated", by=both, checklist=CHECKED)) == (
        409,
        "second_person_required",
    )
    await monitor.move(finding, "validated", checklist=CHECKED)
    released = await monitor.move(
        finding, "shared", audiences=["public"], facility_id=await register_site(suppliers), reason="x"
    )
    assert refusal(released) == (422, "consent_required")
    assert (await dialogue.buyer().get(f"/v1/findings/{finding}")).status_code == 404


@pytest.mark.parametrize("status", ["draft", "submitted", "validated", "shared"])
async def test_a_second_editor_sets_what_another_person_proposed_in_every_state(
    suppliers: Cast, monitor: Monitor, status: str
) -> None:
    finding = str((await monitor.draft(source_risk="unknown"))["id"])
    if status != "draft":
        await monitor.move(finding, "submitted")
    if status in ("validated", "shared"):
        await monitor.move(finding, "validated", checklist=CHECKED)
    if status == "shared":
        terms = {"informed_consent_confirmed": True, "facility_id": await register_site(suppliers), "reason": "x"}
        shared = await monitor.move(finding, "shared", by=monitor.second_editor, audiences=["public"], **terms)
        assert shared.status_code == 200, shared.text
    no_motive = await patch(monitor.editor, finding, proposed_source_risk="medium")
    assert refusal(no_motive) == (422, "risk_motive_required")
    made = await patch(monitor.editor, finding, proposed_source_risk="medium", source_risk_motive=MOTIVE)
    assert (made.status_code, made.json()["risk_proposed_by"]) == (200, str(monitor.editor.person))
    lower = await patch(monitor.second_editor, finding, source_risk="low", source_risk_motive=MOTIVE)
    assert refusal(lower) == (409, "risk_not_confirmed"), "it was not proposed"
    done = await patch(monitor.second_editor, finding, source_risk="medium", source_risk_motive="I agree.")
    assert (done.json()["source_risk"], done.json()["proposed_source_risk"]) == ("medium", None)
    history = (await monitor.author.get(f"/v1/findings/{finding}/restricted")).json()["risk_history"]
    assert [(each["step"], each["before"], each["risk"], each["motive"]) for each in history] == [
        ("proposed", "unknown", "medium", MOTIVE),
        ("lowered", "unknown", "medium", "I agree."),
    ]


async def test_an_author_proposes_and_does_not_confirm(dialogue: Cast, monitor: Monitor) -> None:
    finding = str((await monitor.draft(source_risk="high"))["id"])
    other_author = dialogue.monitor(Role.MONITOR_AUTHOR, org=monitor.org)
    terms = {"source_risk_motive": MOTIVE}
    assert (await patch(monitor.author, finding, proposed_source_risk="low", **terms)).status_code == 200
    assert refusal(await patch(other_author, finding, source_risk="low", **terms)) == (409, "risk_not_confirmed")
    assert (await patch(monitor.editor, finding, source_risk="low", **terms)).json()["source_risk"] == "low"


async def test_a_risk_is_raised_at_once_and_only_lower_ones_are_proposed(monitor: Monitor) -> None:
    finding = await monitor.validated(source_risk="low")
    raised = await patch(monitor.editor, finding, source_risk="high")
    assert (raised.status_code, raised.json()["source_risk"]) == (200, "high")
    wrong = await patch(monitor.editor, finding, proposed_source_risk="unknown", source_risk_motive=MOTIVE)
    assert refusal(wrong) == (422, "risk_not_lower")
    refused = await monitor.move(finding, "shared", audiences=["public"], reason="x")
    assert refusal(refused) == (422, "consent_required")


async def test_a_proposal_can_be_dropped_and_ends_when_the_risk_is_set_to_anything(monitor: Monitor) -> None:
    finding = str((await monitor.draft(source_risk="medium"))["id"])
    proposal = {"proposed_source_risk": "low", "source_risk_motive": MOTIVE}
    for ends in ({"proposed_source_risk": None}, {"source_risk": "medium"}, {"source_risk": "high"}):
        assert (await patch(monitor.author, finding, **proposal)).json()["proposed_source_risk"] == "low"
        assert (await patch(monitor.editor, finding, **ends)).json()["proposed_source_risk"] is None
        late = await patch(monitor.editor, finding, source_risk="low", source_risk_motive=MOTIVE)
        assert refusal(late) == (409, "risk_not_confirmed")


async def test_setting_the_risk_of_before_drops_a_proposal_with_its_history(monitor: Monitor) -> None:
    finding = str((await monitor.draft(source_risk="high"))["id"])
    await patch(monitor.author, finding, proposed_source_risk="low", source_risk_motive=MOTIVE)
    assert (await patch(monitor.editor, finding, source_risk="high")).json()["risk_proposed_by"] is None
    again = await patch(monitor.editor, finding, source_risk="high")
    assert again.json()["source_risk"] == "high"
    history = (await monitor.author.get(f"/v1/findings/{finding}/restricted")).json()["risk_history"]
    assert [(each["step"], each["before"], each["risk"]) for each in history] == [
        ("proposed", "high", "low"),
        ("dropped", "high", "low"),
    ]


async def test_readers_notice_nothing_of_the_risk(
    dialogue: Cast, dialogue_app: FastAPI, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    finding = await monitor.shared(await register_site(suppliers), "affiliates")
    before = await buyer.get(f"/v1/findings/{finding}")
    assert (await patch(monitor.editor, finding, source_risk="high")).status_code == 200
    proposal = {"proposed_source_risk": "low", "source_risk_motive": MOTIVE}
    assert (await patch(monitor.editor, finding, **proposal)).status_code == 200
    confirmed = await patch(monitor.second_editor, finding, source_risk="low", source_risk_motive=MOTIVE)
    assert confirmed.status_code == 200, confirmed.text
    after = await buyer.get(f"/v1/findings/{finding}")
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    async with state_of(dialogue_app).worker_sessions() as session:
        entries = (await session.exec(select(Journal).order_by(col(Journal.seq)))).all()
    heard = [entry.verb for entry in entries if buyer.org in entry.audience]
    own = [entry.verb for entry in entries if str(entry.subject_id) == finding]
    steps = [verb for verb in own if verb.startswith("finding.risk_")]
    assert heard == ["finding.released"]
    assert steps == ["finding.risk_raised", "finding.risk_proposed", "finding.risk_lowered"]
