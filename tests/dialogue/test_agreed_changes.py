"""What two people released for a source at risk, one person alone neither rewrites nor shows earlier."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import today
from chassis.vocabulary import Role
from dialogue.findings.agreement.rules import PROTECTIONS, SHOWN, WRITTEN_BY_MOVES
from dialogue.findings.content.schemas import FindingPatch
from dialogue.findings.release.schemas import FindingTransition
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import CHECKED, SUMMARY, Monitor, affiliate, register_site
from support.sites import site

WORDS = {"summary_public": "Words that only one editor wrote."}
AGREED = {"audiences": ["affiliates"], "reason": "The workers ask for it.", "informed_consent_confirmed": True}


def day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


@pytest.fixture
async def reader(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """A buyer that is affiliated to the monitor."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


async def released(suppliers: Cast, monitor: Monitor, **facts: Any) -> str:
    finding = await monitor.validated(**{"source_risk": "high", **facts})
    terms = {**AGREED, "facility_id": await register_site(suppliers)}
    shared = await monitor.move(finding, "shared", by=monitor.second_editor, **terms)
    assert shared.status_code == 200, shared.text
    return finding


async def patch(actor: Actor, finding: str, **change: Any) -> tuple[int, str]:
    """The status of the answer and the code of the problem, if there is one."""
    address = f"/v1/findings/{finding}"
    tag = (await actor.get(address)).headers["ETag"]
    answer = await actor.patch(address, json=change, headers={"If-Match": tag})
    return answer.status_code, answer.json().get("code", "")


BY_ONE_PERSON = {
    "reference",
    "method",
    "description_restricted",
    "severity_motive",
    "retaliation_risk_note",
    "partner",
    "sources",
    "remedy_sought",
    "evidence_strength",
    "remediation_status",
    "proposed_source_risk",
    "source_risk_motive",
    "consent_note",
    "is_proposal",
    "facility",
}
"""Fields that no reader sees, those of a proposal, and a site in words: it does not change after a release."""

NOT_WRITTEN = {
    "to",
    "reason",
    "checklist",
    "audiences",
    "named_buyers",
    "suppliers",
    "informed_consent_confirmed",
}
"""What a transition only checks, what it keeps for the monitor, and the terms of a release, which needs a second
person of its own."""

REFUSED = (409, "second_person_required")
DONE = (200, "")


@pytest.mark.parametrize("risk", ["high", "unknown"])
async def test_one_editor_does_not_rewrite_what_two_people_released(
    suppliers: Cast, monitor: Monitor, reader: Actor, risk: str
) -> None:
    finding = await released(suppliers, monitor, source_risk=risk)
    assert (await monitor.move(finding, "amended")).status_code == 200
    before = await reader.get(f"/v1/findings/{finding}")
    assert await patch(monitor.editor, finding, **WORDS) == REFUSED
    assert await patch(monitor.editor, finding, **WORDS, is_proposal=True) == DONE
    assert await patch(monitor.editor, finding, **WORDS) == REFUSED
    assert await patch(monitor.second_editor, finding, summary_public="Other words.") == REFUSED
    after = await reader.get(f"/v1/findings/{finding}")
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    assert after.json()["summary_public"] == SUMMARY
    kept = (await monitor.second_editor.get(f"/v1/findings/{finding}/restricted")).json()["proposed_change"]
    assert (kept["by"], kept["change"]) == (str(monitor.editor.person), WORDS)
    assert await patch(monitor.second_editor, finding, **WORDS) == DONE
    assert (await reader.get(f"/v1/findings/{finding}")).json()["summary_public"] == WORDS["summary_public"]
    kept = (await monitor.editor.get(f"/v1/findings/{finding}/restricted")).json()["proposed_change"]
    assert kept is None


@pytest.mark.parametrize("change", [{"provisions": ["HR01"]}, {"scale": 4}, {"period_from": "2026-04-01"}])
async def test_no_other_thing_that_readers_see_is_changed_by_one_editor(
    suppliers: Cast, monitor: Monitor, change: dict[str, Any]
) -> None:
    finding = await released(suppliers, monitor)
    await monitor.move(finding, "amended")
    assert await patch(monitor.editor, finding, **change) == REFUSED
    assert await patch(monitor.editor, finding, description_restricted="Only for the monitor.") == DONE


async def test_one_editor_lengthens_an_embargo_and_two_end_it_earlier(
    suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    finding = await released(suppliers, monitor, embargo_until=day(50))
    assert await patch(monitor.editor, finding, embargo_until=day(60)) == DONE
    for earlier in (None, day(0), day(59)):
        assert await patch(monitor.editor, finding, embargo_until=earlier) == REFUSED
    assert await patch(monitor.editor, finding, embargo_until=None, is_proposal=True) == DONE
    assert await patch(monitor.editor, finding, embargo_until=None) == REFUSED
    assert (await reader.get(f"/v1/findings/{finding}")).status_code == 404
    assert await patch(monitor.second_editor, finding, embargo_until=None) == DONE
    assert (await reader.get(f"/v1/findings/{finding}")).status_code == 200


async def test_without_a_source_at_risk_one_editor_is_enough(suppliers: Cast, monitor: Monitor) -> None:
    finding = await released(suppliers, monitor, source_risk="low", embargo_until=day(50))
    await monitor.move(finding, "amended")
    assert await patch(monitor.editor, finding, **WORDS, is_proposal=True) == (422, "no_agreement_needed")
    assert await patch(monitor.editor, finding, **WORDS, embargo_until=None) == DONE


def test_it_is_decided_of_each_field_whether_two_people_change_it() -> None:
    by_one_person = BY_ONE_PERSON | NOT_WRITTEN
    fields = FindingPatch.model_fields.keys() | FindingTransition.model_fields.keys()
    assert fields == PROTECTIONS.keys() | by_one_person
    assert not PROTECTIONS.keys() & by_one_person
    assert set().union(*WRITTEN_BY_MOVES.values()) == FindingTransition.model_fields.keys() & set(SHOWN)


@pytest.mark.parametrize("risk", ["low", "high"])
async def test_one_editor_does_not_allow_that_the_site_is_contacted(
    suppliers: Cast, monitor: Monitor, reader: Actor, risk: str
) -> None:
    finding = await released(suppliers, monitor, source_risk=risk, do_not_contact_factory=True)
    allowed: dict[str, Any] = {"do_not_contact_factory": False}
    assert await patch(monitor.editor, finding, **allowed) == REFUSED
    assert await patch(monitor.editor, finding, **allowed, is_proposal=True) == DONE
    assert await patch(monitor.editor, finding, **allowed) == REFUSED
    assert (await reader.get(f"/v1/findings/{finding}")).json()["do_not_contact_factory"] is True
    assert await patch(monitor.second_editor, finding, **allowed) == DONE
    assert (await reader.get(f"/v1/findings/{finding}")).json()["do_not_contact_factory"] is False
    assert await patch(monitor.editor, finding, do_not_contact_factory=True) == DONE


async def test_who_drafts_edits_and_releases_alone_does_not_allow_it_before_the_release(
    dialogue: Cast, suppliers: Cast, monitor: Monitor, reader: Actor
) -> None:
    alone = dialogue.monitor(Role.MONITOR_AUTHOR, Role.MONITOR_EDITOR, org=monitor.org)
    finding = str((await monitor.draft(do_not_contact_factory=True))["id"])
    allowed: dict[str, Any] = {"do_not_contact_factory": False}
    for is_proposal in ({}, {"is_proposal": True}, {}):
        expected = DONE if is_proposal else REFUSED
        assert await patch(alone, finding, **allowed, **is_proposal) == expected
    assert await patch(monitor.author, finding, **allowed) == REFUSED, "an author does not confirm"
    for to, given in (
        ("submitted", {}),
        ("validated", {"checklist": CHECKED}),
        ("shared", {"audiences": ["affiliates"], "reason": "x", "facility_id": await register_site(suppliers)}),
    ):
        assert (await monitor.move(finding, to, by=alone, **given)).status_code == 200
    assert (await reader.get(f"/v1/findings/{finding}")).json()["do_not_contact_factory"] is True


async def test_one_editor_does_not_say_which_site_a_new_one_is(suppliers: Cast, monitor: Monitor) -> None:
    """Suppliers and contracts are found by the site, so it decides whom the finding is about."""
    typed = site()
    described = {name: typed[name] for name in ("name", "address", "country")}
    finding = await monitor.validated(source_risk="high", embargo_until=day(50), facility=described)
    shared = await monitor.move(finding, "shared", by=monitor.second_editor, **AGREED, facility="new")
    assert shared.status_code == 200, shared.text
    chosen = {"facility_id": await register_site(suppliers)}
    assert await patch(monitor.editor, finding, **chosen) == REFUSED
    assert await patch(monitor.editor, finding, **chosen, is_proposal=True) == DONE
    assert (await monitor.author.get(f"/v1/findings/{finding}")).json()["is_new_site"] is True
    assert await patch(monitor.second_editor, finding, **chosen) == DONE
    confirmed = (await monitor.author.get(f"/v1/findings/{finding}")).json()
    assert (confirmed["facility_id"], confirmed["is_new_site"]) == (chosen["facility_id"], False)
