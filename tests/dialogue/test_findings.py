"""Findings from draft to release: only the monitor sees them until an editor releases a copy."""

import re
from typing import Any
from uuid import uuid4

import pytest

from chassis.clock import today
from chassis.vocabulary import Role
from dialogue.findings.copies.schemas import FindingCopyItem
from dialogue.findings.schemas import FindingItem
from support.cast import Actor, Cast
from support.dossiers import MakeScene
from support.feeds import ScriptedFeed
from support.findings import CHECKED, DRAFT, RESTRICTED, Monitor, affiliate, register_organisation, register_site
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal


async def test_an_author_drafts_a_finding(monitor: Monitor) -> None:
    answer = await monitor.author.post("/v1/findings", json=DRAFT)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["status"], made["severity"], made["severity_index"]) == ("draft", "medium", 2)
    assert made["given_name"] == "Havenkant Assembly Works"
    assert (made["facility_id"], made["allowed_transitions"]) == (None, ["submitted"])
    assert answer.headers["Location"] == f"/v1/findings/{made['id']}"
    assert answer.headers["ETag"].startswith('"1.')


async def test_its_id_does_not_show_when_it_was_created(monitor: Monitor) -> None:
    assert (await monitor.draft())["id"][14] == "4"


@pytest.mark.parametrize(
    ("facts", "code", "pointer"),
    [
        ({"declaration_no_personal_data": False}, "declaration_missing", "/declaration_no_personal_data"),
        ({"provisions": ["HR01", "XX99"]}, "unknown_provision", "/provisions/1"),
        ({"scale": 5}, "invalid", "/scale"),
        ({"source_risk": None}, "invalid", "/source_risk"),
        ({"facility": None}, "invalid", "/facility"),
        ({"period_from": "2026-05-01"}, "period_reversed", "/period_to"),
        ({"period_from": "0001-01-01"}, "invalid", "/period_from"),
        ({"period_to": "2999-01-01"}, "invalid", "/period_to"),
        ({"period_to": "2999-01"}, "invalid", "/period_to"),
        ({"period_to": "2026-13"}, "invalid", "/period_to"),
        ({"summary_public": "Ask somebody@example.org."}, "personal_data_suspected", "/summary_public"),
        (
            {"facility": {"name": "Havenkant", "address": "7 \x00 Road", "country": "CN"}},
            "invalid",
            "/facility/address",
        ),
        ({"likelihood": 2}, "invalid", "/likelihood"),
        ({"worker_names": ["x"]}, "invalid", "/worker_names"),
    ],
)
async def test_what_is_wrong_with_a_draft_is_pointed_at(
    monitor: Monitor, facts: dict[str, object], code: str, pointer: str
) -> None:
    answer = await monitor.author.post("/v1/findings", json={**DRAFT, **facts})
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_period_may_be_given_in_months(monitor: Monitor) -> None:
    made = await monitor.draft(period_from="2024-01", period_to="2024-02")
    assert (made["period_from"], made["period_to"]) == ("2024-01-01", "2024-02-29")
    this_month = today().isoformat()[:7]
    made = await monitor.draft(period_from=this_month, period_to=this_month)
    assert (made["period_from"], made["period_to"]) == (f"{this_month}-01", today().isoformat())


async def test_source_risk_is_required(monitor: Monitor) -> None:
    body = {name: value for name, value in DRAFT.items() if name != "source_risk"}
    assert refusal(await monitor.author.post("/v1/findings", json=body)) == (422, "invalid")


async def test_an_unknown_facility_is_refused(monitor: Monitor) -> None:
    body = {**DRAFT, "facility": None, "facility_id": str(uuid4())}
    answer = await monitor.author.post("/v1/findings", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "facility_unknown")


@pytest.mark.parametrize(
    ("given", "shown"), [("<5", "<5"), (3, "<5"), ("20-50", "20-50"), ({"low": 2, "high": 9}, "up to 9")]
)
async def test_fewer_than_five_workers_are_kept_as_such(monitor: Monitor, given: object, shown: str) -> None:
    assert (await monitor.draft(workers_affected_estimate=given))["workers_affected_estimate"] == shown


async def test_nobody_reports_without_a_credential(dialogue: Cast) -> None:
    for method, path in [("POST", "/v1/findings"), ("GET", "/v1/findings"), ("GET", f"/v1/findings/{uuid4()}")]:
        answer = await dialogue.anonymous.request(method, path, json=DRAFT if method == "POST" else None)
        assert refusal(answer) == UNAUTHENTICATED


async def test_only_a_monitor_reports(dialogue: Cast) -> None:
    for actor in (dialogue.buyer(), dialogue.supplier(uuid4()), dialogue.platform()):
        assert refusal(await actor.post("/v1/findings", json=DRAFT)) == FORBIDDEN


async def test_restricted_fields_have_their_own_address_and_each_read_is_logged(
    dialogue: Cast, monitor: Monitor
) -> None:
    made = await monitor.draft(partner="A partner on site", sources="Three conversations")
    answer = await monitor.editor.get(f"/v1/findings/{made['id']}/restricted")
    assert answer.json()["description_restricted"] == RESTRICTED
    assert answer.json()["assessments"][0]["motive"] == DRAFT["severity_motive"]
    for path in (f"/v1/findings/{made['id']}", "/v1/findings"):
        assert RESTRICTED not in (await monitor.author.get(path)).text
    other = Monitor(dialogue)
    assert (await other.editor.get(f"/v1/findings/{made['id']}/restricted")).status_code == 404
    assert (await dialogue.buyer().get(f"/v1/findings/{made['id']}/restricted")).status_code == 403


async def test_a_change_of_severity_keeps_its_history(monitor: Monitor) -> None:
    made = await monitor.draft()
    address = f"/v1/findings/{made['id']}"
    tag = (await monitor.author.get(address)).headers["ETag"]
    change = {"scale": 4, "severity_motive": "Two people were gravely hurt."}
    changed = await monitor.author.patch(address, json=change, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["severity"], changed.json()["version"]) == (200, "critical", 2)
    words = (await monitor.author.get(f"{address}/restricted")).json()
    assert [(entry["scale"], entry["motive"][:3]) for entry in words["assessments"]] == [(2, "Mos"), (4, "Two")]
    assert words["description_restricted"] == RESTRICTED
    assert (await monitor.author.patch(address, json=change, headers={"If-Match": tag})).status_code == 412
    assert (await monitor.author.patch(address, json=change)).status_code == 428


async def test_what_was_submitted_is_not_edited(monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    moved = await monitor.move(finding, "submitted")
    answer = await monitor.author.patch(
        f"/v1/findings/{finding}", json={"scale": 1}, headers={"If-Match": moved.headers["ETag"]}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "finding_not_editable")


async def test_an_editor_returns_with_a_reason_that_the_author_reads(monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    await monitor.move(finding, "submitted")
    assert (await monitor.move(finding, "returned")).status_code == 422
    assert (await monitor.move(finding, "returned", reason="Say it without the line.")).json()[
        "status"
    ] == "returned"
    words = (await monitor.author.get(f"/v1/findings/{finding}/restricted")).json()
    assert words["remarks"][0]["text"] == "Say it without the line."


async def test_an_author_does_not_validate(monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    await monitor.move(finding, "submitted")
    answer = await monitor.move(finding, "validated", by=monitor.author, checklist=CHECKED)
    assert refusal(answer) == FORBIDDEN


async def test_the_safety_checklist_must_hold(monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    await monitor.move(finding, "submitted")
    answer = await monitor.move(finding, "validated", checklist={**CHECKED, "sources_consented": False})
    assert (answer.status_code, answer.json()["code"]) == (422, "checklist_incomplete")
    assert answer.json()["errors"][0]["pointer"] == "/checklist/sources_consented"


async def test_a_source_at_risk_needs_two_people_to_validate(dialogue: Cast, monitor: Monitor) -> None:
    both = dialogue.monitor(Role.MONITOR_AUTHOR, Role.MONITOR_EDITOR, org=monitor.org)
    finding = str((await monitor.draft(source_risk="unknown"))["id"])
    await monitor.move(finding, "submitted", by=both)
    answer = await monitor.move(finding, "validated", by=both, checklist=CHECKED)
    assert (answer.status_code, answer.json()["code"]) == (409, "second_person_required")
    assert (await monitor.move(finding, "validated", checklist=CHECKED)).status_code == 200


async def test_an_illegal_transition_lists_the_legal_ones(monitor: Monitor) -> None:
    finding = str((await monitor.draft())["id"])
    answer = await monitor.move(finding, "closed")
    assert (answer.status_code, answer.json()["allowed"]) == (409, ["withdrawn"])


@pytest.mark.parametrize("status", ["draft", "submitted", "validated"])
async def test_until_it_is_shared_it_does_not_exist_for_anyone_else(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, status: str
) -> None:
    site = await register_site(suppliers)
    finding = str((await monitor.draft(facility=None, facility_id=site))["id"])
    if status != "draft":
        await monitor.move(finding, "submitted")
    if status == "validated":
        await monitor.move(finding, "validated", checklist=CHECKED)
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    unknown = str(uuid4())
    for other in (buyer, Monitor(dialogue).editor, dialogue.supplier(uuid4())):
        hidden, missing = [await other.get(f"/v1/findings/{each}") for each in (finding, unknown)]
        assert hidden.status_code == missing.status_code == 404
        as_missing = re.sub("request_id.*?,", "", missing.text).replace(unknown, finding)
        assert re.sub("request_id.*?,", "", hidden.text) == as_missing
        assert "ETag" not in hidden.headers
        listed = (await other.get("/v1/findings", params={"count": "exact", "facility_id": site})).json()
        assert listed == {"items": [], "next": None, "total": 0}
    assert (await dialogue.platform().get(f"/v1/findings/{finding}")).status_code == 403


async def test_an_affiliate_reads_a_copy_and_nothing_more(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    buyer, stranger = dialogue.buyer(), dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    site = await register_site(suppliers, name="Havenkant Assembly Works Ltd")
    finding = await monitor.shared(site, "affiliates")
    answer = await buyer.get(f"/v1/findings/{finding}")
    assert answer.status_code == 200, answer.text
    copy = answer.json()
    assert set(copy) == {
        "id", "revision", "released_on", "monitor_id", "monitor_name", "status", "facility_id", "facility_name",
        "facility_country", "period_from", "period_to", "summary_public", "provisions", "salient_issue",
        "actual_or_potential", "severity", "remediation_status", "do_not_contact_factory", "rights_holders",
        "workers_affected_estimate", "deadlines", "company_responses", "reactions",
        "workers_confirmation", "buyers_contribution", "allowed_transitions",
    }  # fmt: skip
    assert (copy["period_from"], copy["period_to"], copy["revision"]) == ("2026-03", "2026-04", 1)
    assert (copy["facility_name"], copy["facility_id"]) == ("Havenkant Assembly Works Ltd", site)
    assert copy["allowed_transitions"] == []
    assert answer.headers["ETag"].startswith('"0.')
    again = await buyer.get(f"/v1/findings/{finding}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    listed = (await buyer.get("/v1/findings", params={"facility_id": site, "count": "exact"})).json()
    assert listed["total"] == 1
    assert listed["items"][0].items() <= copy.items()
    assert (await stranger.get(f"/v1/findings/{finding}")).status_code == 404
    nothing = await stranger.get("/v1/findings", params={"facility_id": site, "count": "exact"})
    assert nothing.json() == {"items": [], "next": None, "total": 0}


async def test_a_later_affiliate_reads_nothing_of_an_earlier_release(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    finding = await monitor.shared(await register_site(suppliers), "affiliates")
    late = dialogue.buyer()
    await affiliate(gateway_feed, late.org, monitor.org)
    assert (await late.get(f"/v1/findings/{finding}")).status_code == 404
    assert (await monitor.share(finding, None, "affiliates"))["status"] == "shared"
    assert (await late.get(f"/v1/findings/{finding}")).status_code == 200


async def test_a_named_buyer_reads_it_and_must_be_one(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    buyer, other = dialogue.buyer(), dialogue.buyer()
    await register_organisation(gateway_feed, buyer.org, "buyer")
    finding = await monitor.validated()
    terms = {"facility_id": await register_site(suppliers), "reason": "It is theirs to know."}
    refused = await monitor.move(
        finding, "shared", audiences=["named_buyers"], named_buyers=[str(buyer.org), str(uuid4())], **terms
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/named_buyers/1")
    without = await monitor.move(finding, "shared", audiences=["named_buyers"], **terms)
    assert without.json()["code"] == "unknown_buyer"
    shared = await monitor.move(
        finding, "shared", audiences=["named_buyers"], named_buyers=[str(buyer.org)], **terms
    )
    assert shared.status_code == 200
    assert (await buyer.get(f"/v1/findings/{finding}")).status_code == 200
    assert (await other.get(f"/v1/findings/{finding}")).status_code == 404


async def test_everybody_signed_in_reads_what_is_public(dialogue: Cast, suppliers: Cast, monitor: Monitor) -> None:
    site = await register_site(suppliers)
    finding = await monitor.shared(site, "public")
    for reader in (dialogue.buyer(), dialogue.supplier(uuid4()), Monitor(dialogue).author):
        answer = await reader.get(f"/v1/findings/{finding}")
        assert answer.status_code == 200
        assert "version" not in answer.json()
    assert len((await dialogue.buyer().get("/v1/findings", params={"facility_id": site})).json()["items"]) == 1
    moved = await dialogue.supplier(uuid4()).post(
        f"/v1/findings/{finding}/transitions", json={"to": "acknowledged"}
    )
    assert (moved.status_code, moved.json()["code"]) == (409, "not_released_to_supplier")


async def test_a_monitor_lists_its_own_findings_and_copies_of_public_ones(
    dialogue: Cast, suppliers: Cast, monitor: Monitor
) -> None:
    site, other = await register_site(suppliers), Monitor(dialogue)
    public = await monitor.shared(site, "public")
    own = await other.shared(site, "public", reference="2026-7")
    assert (await other.confirm_site(str((await other.draft())["id"]), site)).status_code == 200
    page = (await other.author.get("/v1/findings", params={"facility_id": site, "count": "exact"})).json()
    items = {item["id"]: item for item in page["items"]}
    assert page["total"] == len(page["items"]) == 3
    read = {finding: (await other.author.get(f"/v1/findings/{finding}")).json() for finding in (public, own)}
    assert list(items[public]) == list(FindingCopyItem.model_fields)
    assert items[public].items() <= read[public].items()
    assert list(items[own]) == list(FindingItem.model_fields)
    assert items[own].items() <= read[own].items()
    assert await all_pages_of(other.author, site) == list(items)


async def all_pages_of(reader: Actor, site: str) -> list[str]:
    """The ids on pages of one finding."""
    seen: list[str] = []
    query: dict[str, Any] = {"facility_id": site, "limit": 1}
    while True:
        page = (await reader.get("/v1/findings", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            return seen
        query["cursor"] = page["next"]


async def test_a_release_before_the_supplier_needs_a_reason(suppliers: Cast, monitor: Monitor) -> None:
    finding = await monitor.validated()
    site = await register_site(suppliers)
    answer = await monitor.move(finding, "shared", audiences=["affiliates"], facility_id=site)
    assert (answer.status_code, answer.json()["code"]) == (422, "reason_required")
    assert answer.json()["errors"][0]["pointer"] == "/reason"


async def test_a_release_needs_an_audience_and_a_site_that_a_person_confirmed(monitor: Monitor) -> None:
    finding = await monitor.validated()
    nobody = await monitor.move(finding, "shared", audiences=[], reason="x")
    assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/audiences")
    nowhere = await monitor.move(finding, "shared", audiences=["affiliates"], reason="x")
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "site_required")
    unknown = await monitor.move(finding, "shared", audiences=["affiliates"], reason="x", facility_id=str(uuid4()))
    assert (unknown.status_code, unknown.json()["code"]) == (422, "facility_unknown")


async def test_a_confirmed_site_cannot_be_changed(suppliers: Cast, monitor: Monitor) -> None:
    first, other = await register_site(suppliers), await register_site(suppliers)
    finding = await monitor.shared(first, "affiliates")
    answer = await monitor.move(finding, "shared", audiences=["public"], facility_id=other, reason="x")
    assert (answer.status_code, answer.json()["code"]) == (409, "site_confirmed")


async def test_the_preview_counts_and_writes_nothing(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    buyer = dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    finding = await monitor.validated(source_risk="high")
    before = (await monitor.editor.get(f"/v1/findings/{finding}")).json()
    answer = await monitor.editor.post(
        f"/v1/findings/{finding}/release-preview", json={"audiences": ["affiliates"]}
    )
    assert answer.json() == {
        "readers": {"affiliates": 1},
        "supplier_candidates": [],
        "needs": ["reason", "consent", "second_person", "site"],
    }
    assert (await monitor.editor.get(f"/v1/findings/{finding}")).json() == before
    assert (await buyer.get(f"/v1/findings/{finding}")).status_code == 404


async def test_other_monitors_and_buyers_cannot_move_it(dialogue: Cast, suppliers: Cast, monitor: Monitor) -> None:
    finding = await monitor.validated()
    other = Monitor(dialogue)
    assert (await other.move(finding, "withdrawn", reason="safety")).status_code == 404
    assert (await other.editor.post(f"/v1/findings/{finding}/release-preview", json={})).status_code == 404
    assert (
        await dialogue.buyer().post(f"/v1/findings/{finding}/transitions", json={"to": "closed"})
    ).status_code == 403
    assert (await monitor.share(finding, await register_site(suppliers), "affiliates"))["status"] == "shared"


async def test_no_action_point_is_shared_with_the_supplier_while_contact_is_not_allowed(
    scene: MakeScene, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    talk = await scene()
    await affiliate(gateway_feed, talk.officer.org, monitor.org)
    finding = await monitor.shared(await register_site(suppliers), "public", do_not_contact_factory=True)
    body = {
        "dialogue_id": str(talk.id),
        "owner_side": "buyer",
        "title": "Ask the monitor what may be done",
        "success_criterion": "We know.",
        "due_date": "2027-01-31",
        "origin": {"kind": "finding", "id": finding},
    }
    for actor, wish in [(talk.officer, {"shown_to": "parties"}), (talk.voice, {})]:
        refused = await actor.post("/v1/action-points", json={**body, **wish})
        assert (refused.status_code, refused.json()["code"]) == (409, "contact_forbidden")
    kept = await talk.officer.post("/v1/action-points", json=body)
    assert (kept.status_code, kept.json()["shown_to"]) == (201, "buyer_only")
    assert (await talk.officer.get(f"/v1/findings/{finding}")).json()["do_not_contact_factory"] is True
