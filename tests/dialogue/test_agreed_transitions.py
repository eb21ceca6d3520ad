"""No transition lets one person write what readers see of a finding whose source is at risk."""

from collections.abc import Mapping
from typing import Any

import pytest

from dialogue.findings.agreement.rules import SHOWN
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.release.schemas import FindingTransition
from dialogue.findings.rules import MOVES, RELEASED, FindingStatus
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed
from support.findings import CHECKED, Monitor, affiliate, register_site
from support.refusals import refusal

S = FindingStatus
WORDS = "Words that only one editor wrote."
AGREED = {"audiences": ["affiliates"], "reason": "The workers ask for it.", "informed_consent_confirmed": True}
REMEDIED = {"workers_confirmation": {"asked": 40, "confirmed": 34}, "buyers_contribution": WORDS}
FILLED: Mapping[str, Any] = {
    **REMEDIED,
    "reason": WORDS,
    "checklist": CHECKED,
    "facility": None,
    "named_buyers": [],
    "suppliers": [],
    "informed_consent_confirmed": True,
}
"""Every field of a transition but the state and what makes it a release or a proposal."""

WAY_TO: Mapping[FindingStatus, list[FindingStatus]] = {
    S.SHARED: [],
    S.AMENDED: [S.AMENDED],
    S.IN_REMEDIATION: [S.IN_REMEDIATION],
    S.REMEDIATION_VERIFIED: [S.IN_REMEDIATION, S.REMEDIATION_VERIFIED],
    S.CLOSED: [S.IN_REMEDIATION, S.REMEDIATION_VERIFIED, S.CLOSED],
    S.CLOSED_UNREMEDIED: [S.CLOSED_UNREMEDIED],
}

MADE_OF: Mapping[str, set[str]] = {
    "actual_or_potential": {"actual_or_potential"},
    "buyers_contribution": {"buyers_contribution"},
    "deadlines": {"scale", "scope", "irremediability", "likelihood", "imminent_danger"},
    "period_from": {"period_from"},
    "period_to": {"period_to"},
    "provisions": {"provisions"},
    "rights_holders": {"rights_holders"},
    "salient_issue": {"salient_issue"},
    "severity": {"scale", "scope", "irremediability", "likelihood", "imminent_danger"},
    "summary_public": {"summary_public"},
    "workers_affected_estimate": {"workers_affected_estimate"},
    "workers_confirmation": {"workers_confirmation"},
}
"""Which fields of requests each field of a copy is made of."""

OF_NO_REQUEST = {"id", "revision", "released_on", "monitor_id", "monitor_name"}
OF_THE_REGISTER = {"facility_id", "facility_name", "facility_country"}
CODES = {"status", "remediation_status", "do_not_contact_factory"}
"""One editor moves a finding on and says how far the remedy has come; `PROTECTIONS` has what allows contact."""
OF_COMPANIES = {"company_responses", "reactions", "allowed_transitions"}


@pytest.fixture
async def reader(dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Actor:
    """A buyer that is affiliated to the monitor."""
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    return buyer


async def released(suppliers: Cast, monitor: Monitor, risk: str = "high") -> str:
    finding = await monitor.validated(source_risk=risk)
    terms = {**AGREED, "facility_id": await register_site(suppliers)}
    shared = await monitor.move(finding, "shared", by=monitor.second_editor, **terms)
    assert shared.status_code == 200, shared.text
    return finding


async def moved(monitor: Monitor, finding: str, way: list[FindingStatus]) -> None:
    for to in way:
        given = {**REMEDIED, "buyers_contribution": "none"} if to is S.CLOSED else {"reason": "It went on."}
        if to is S.CLOSED:
            proposed = await monitor.move(finding, to, by=monitor.second_editor, **given, is_proposal=True)
            assert proposed.status_code == 200, proposed.text
        answer = await monitor.move(finding, to, **given)
        assert answer.status_code == 200, answer.text


async def copy_of(reader: Actor, finding: str) -> dict[str, Any]:
    return dict((await reader.get(f"/v1/findings/{finding}")).json())


def test_everything_that_a_copy_is_made_of_is_in_the_table() -> None:
    others = OF_NO_REQUEST | OF_THE_REGISTER | CODES | OF_COMPANIES
    assert FindingCopy.model_fields.keys() == MADE_OF.keys() | others
    assert set().union(*MADE_OF.values()) == set(SHOWN)


def test_the_bodies_below_have_every_field_of_a_transition() -> None:
    of_releases = {"to", "audiences", "facility_id", "is_proposal"}
    assert FindingTransition.model_fields.keys() == FILLED.keys() | of_releases
    assert WAY_TO.keys() == RELEASED


@pytest.mark.parametrize(("before", "to"), [move for move in MOVES if move[0] in RELEASED], ids=str)
async def test_one_editor_writes_no_text_and_no_figure_by_a_transition(
    suppliers: Cast, monitor: Monitor, reader: Actor, before: FindingStatus, to: FindingStatus
) -> None:
    finding = await released(suppliers, monitor)
    await moved(monitor, finding, WAY_TO[before])
    read = await copy_of(reader, finding)
    answer = await monitor.move(finding, to, **FILLED)
    after = await copy_of(reader, finding)
    if to is S.CLOSED:
        assert refusal(answer) == (409, "second_person_required")
        assert after == read
        return
    assert answer.status_code == 200, answer.text
    if to is S.WITHDRAWN:
        assert after["code"] == "finding_not_found"
        return
    changes = {name for name in read if after[name] != read[name]}
    assert changes <= {"status", "remediation_status", "revision", "allowed_transitions"}


@pytest.mark.parametrize("risk", ["high", "unknown"])
async def test_two_editors_close_it_as_remedied(
    suppliers: Cast, monitor: Monitor, reader: Actor, risk: str
) -> None:
    finding = await released(suppliers, monitor, risk)
    await moved(monitor, finding, WAY_TO[S.REMEDIATION_VERIFIED])
    before = await reader.get(f"/v1/findings/{finding}")
    proposed = await monitor.move(finding, "closed", **REMEDIED, is_proposal=True)
    assert (proposed.status_code, proposed.json()["status"]) == (200, "remediation_verified")
    kept = (await monitor.second_editor.get(f"/v1/findings/{finding}/restricted")).json()["proposed_change"]
    assert (kept["by"], kept["change"]) == (str(monitor.editor.person), {"to": "closed", **REMEDIED})
    assert refusal(await monitor.move(finding, "closed", **REMEDIED)) == (409, "second_person_required")
    other = {**REMEDIED, "buyers_contribution": "Other words."}
    for by, given in ((monitor.second_editor, other), (monitor.editor, other)):
        assert refusal(await monitor.move(finding, "closed", by=by, **given)) == (409, "second_person_required")
    unchanged = await reader.get(f"/v1/findings/{finding}")
    assert (unchanged.content, unchanged.headers["ETag"]) == (before.content, before.headers["ETag"])
    closed = await monitor.move(finding, "closed", by=monitor.second_editor, **REMEDIED)
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    assert (await copy_of(reader, finding))["buyers_contribution"] == WORDS


async def test_what_is_proposed_is_checked_at_once(suppliers: Cast, monitor: Monitor) -> None:
    finding = await released(suppliers, monitor)
    await moved(monitor, finding, WAY_TO[S.REMEDIATION_VERIFIED])
    for given, refused in (
        ({**REMEDIED, "workers_confirmation": {"asked": 40, "confirmed": 20}}, (422, "remedy_not_confirmed")),
        ({**REMEDIED, "buyers_contribution": "Ask me: a.worker@mail.example"}, (422, "personal_data_suspected")),
        ({"workers_confirmation": REMEDIED["workers_confirmation"]}, (422, "move_incomplete")),
    ):
        assert refusal(await monitor.move(finding, "closed", **given, is_proposal=True)) == refused


@pytest.mark.parametrize(
    ("risk", "to", "given"),
    [("low", "in_remediation", {}), ("high", "in_remediation", {}), ("high", "shared", AGREED)],
)
async def test_what_needs_no_agreement_is_not_proposed(
    suppliers: Cast, monitor: Monitor, risk: str, to: str, given: dict[str, Any]
) -> None:
    finding = await released(suppliers, monitor, risk)
    answer = await monitor.move(finding, to, **given, is_proposal=True)
    assert refusal(answer) == (422, "no_agreement_needed")
    assert (await monitor.author.get(f"/v1/findings/{finding}")).json()["status"] == "shared"


async def test_without_a_source_at_risk_one_editor_closes_it(suppliers: Cast, monitor: Monitor) -> None:
    finding = await released(suppliers, monitor, "low")
    await moved(monitor, finding, WAY_TO[S.REMEDIATION_VERIFIED])
    refused = await monitor.move(finding, "closed", **REMEDIED, is_proposal=True)
    assert refusal(refused) == (422, "no_agreement_needed")
    assert (await monitor.move(finding, "closed", **REMEDIED)).status_code == 200
