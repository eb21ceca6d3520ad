"""Who is told of a finding as a supplier: nobody invented, nobody silently, and nothing tells whose list it was."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from chassis.state import state_of
from dialogue.findings.candidates.rules import EXPLANATIONS, SupplierDoubt
from dialogue.tables import Journal, ReadLog
from suppliers.exposures.candidates.rules import MentionDoubt
from support.cast import Actor, Cast
from support.chains import Chain, chain_of, disclose, represents, state
from support.feeds import ScriptedFeed
from support.findings import CHECKED, Monitor, affiliate, register_organisation
from support.market import made, supplier_of
from support.refusals import refusal
from support.sites import entered, move


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> Chain:
    """A buyer whose supplier states itself, by a confirmed organisation, that it uses the site."""
    return await chain_of(dialogue, suppliers, gateway_feed)


async def released_to(monitor: Monitor, finding: str, *supplier_ids: str) -> Any:
    return await monitor.move(finding, "shared", audiences=["supplier"], suppliers=list(supplier_ids))


async def validated_at(monitor: Monitor, site: str, **facts: Any) -> str:
    return await monitor.validated(facility=None, facility_id=site, **facts)


def doubts_of(candidate: dict[str, Any]) -> list[str]:
    return [doubt["code"] for doubt in candidate["doubts"]]


async def ghost_of(suppliers: Cast, feed: ScriptedFeed, buyer: Actor, site: str, **link: Any) -> tuple[str, UUID]:
    """A supplier that a buyer invented, with a list that the buyer entered and accepted, and its puppet."""
    purchasing, puppet = suppliers.buyer(org=buyer.org), uuid4()
    ghost = str((await supplier_of(purchasing, name="Spookfirma"))["id"])
    await represents(feed, suppliers, buyer=buyer.org, supplier_id=ghost, org=puppet, is_confirmed=False, **link)
    product = made(
        await purchasing.post(
            "/v1/products",
            json={
                "supplier_id": ghost,
                "brand": "Spook",
                "model_name": "Book",
                "model_number": uuid4().hex,
                "category": "laptop",
            },
        ),
        201,
        200,
    )
    await disclose(purchasing, ghost, product["id"], site)
    return ghost, puppet


async def test_a_buyer_with_an_invented_supplier_and_a_puppet_is_told_nothing(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    attacker = dialogue.buyer()
    await affiliate(gateway_feed, attacker.org, monitor.org)
    ghost, org = await ghost_of(suppliers, gateway_feed, attacker, chain.site)
    puppet = dialogue.supplier(ghost, org=org)
    finding = await validated_at(monitor, chain.site)
    assert [each["supplier_id"] for each in await monitor.candidates(finding)] == [chain.supplier_id]
    refused = await released_to(monitor, finding, ghost)
    assert (refused.status_code, refused.json()["code"]) == (422, "supplier_not_eligible")
    assert (await released_to(monitor, finding, chain.supplier_id)).status_code == 200
    assert (await puppet.get(f"/v1/findings/{finding}")).status_code == 404
    listed = await puppet.get("/v1/findings", params={"count": "exact", "facility_id": chain.site})
    assert listed.json()["total"] == 0
    for path, body in [("transitions", {"to": "acknowledged"}), ("replies", {"text": "It is ours to say."})]:
        assert (await puppet.post(f"/v1/findings/{finding}/{path}", json=body)).status_code == 404


async def test_a_puppet_that_states_the_site_itself_is_told_nothing_until_the_platform_confirms_it(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    attacker = dialogue.buyer()
    await affiliate(gateway_feed, attacker.org, monitor.org)
    purchasing = suppliers.buyer(org=attacker.org)
    site = str((await entered(purchasing))["id"])
    ghost, org = await ghost_of(suppliers, gateway_feed, attacker, site)
    await state(suppliers.supplier(ghost, org=org), purchasing, ghost, site)
    finding = await validated_at(monitor, site)
    assert await monitor.candidates(finding) == []
    await represents(gateway_feed, suppliers, buyer=attacker.org, supplier_id=ghost, org=org)
    [candidate] = await monitor.candidates(finding)
    assert (candidate["is_eligible"], doubts_of(candidate)) == (True, ["only_accepted_by_registrar"])


async def test_a_confirmed_organisation_is_told_only_what_it_stated_itself(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    crony, stranger = dialogue.supplier(chain.supplier_id), dialogue.buyer()
    await represents(gateway_feed, suppliers, buyer=stranger.org, supplier_id=chain.supplier_id, org=crony.org)
    finding = await validated_at(monitor, chain.site)
    assert (await released_to(monitor, finding, chain.supplier_id)).status_code == 200
    assert (await chain.voice.get(f"/v1/findings/{finding}")).status_code == 200
    assert refusal(await crony.get(f"/v1/findings/{finding}")) == (404, "finding_not_found")


async def test_a_competitor_that_lists_the_site_is_told_only_if_the_editor_names_it(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    rival = await chain_of(dialogue, suppliers, gateway_feed, site=chain.site)
    finding = await validated_at(monitor, chain.site)
    both = {each["supplier_id"] for each in await monitor.candidates(finding) if each["is_eligible"]}
    assert both == {chain.supplier_id, rival.supplier_id}
    assert (await released_to(monitor, finding, chain.supplier_id)).status_code == 200
    assert (await rival.voice.get(f"/v1/findings/{finding}")).status_code == 404
    assert (await released_to(monitor, finding, rival.supplier_id)).status_code == 200
    assert (await rival.voice.get(f"/v1/findings/{finding}")).status_code == 200


async def test_a_release_to_suppliers_that_names_none_is_refused(monitor: Monitor, chain: Chain) -> None:
    finding = await validated_at(monitor, chain.site)
    for given in ({}, {"suppliers": []}):
        refused = await monitor.move(finding, "shared", audiences=["supplier"], **given)
        assert (refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (
            "supplier_required",
            "/suppliers",
        )
    stray = await monitor.move(
        finding, "shared", audiences=["affiliates"], suppliers=[chain.supplier_id], reason="They prepare."
    )
    assert (stray.json()["code"], stray.json()["errors"][0]["pointer"]) == ("supplier_not_eligible", "/suppliers")
    assert (await chain.voice.get(f"/v1/findings/{finding}")).status_code == 404


async def test_a_supplier_that_is_not_eligible_is_refused_like_one_that_does_not_exist(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    ghost, _ = await ghost_of(suppliers, gateway_feed, dialogue.buyer(), chain.site)
    unrelated = str((await supplier_of(suppliers.buyer()))["id"])
    finding = await validated_at(monitor, chain.site)
    answers = []
    for named in (ghost, unrelated, str(uuid4())):
        refused = await released_to(monitor, finding, chain.supplier_id, named)
        answers.append({name: value for name, value in refused.json().items() if name != "request_id"})
    assert answers[0] == answers[1] == answers[2]
    assert [error["pointer"] for error in answers[0]["errors"]] == ["/suppliers/1"]


async def test_the_preview_names_a_doubtful_supplier_only_where_every_monitor_may_read_the_row(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor
) -> None:
    silent = await chain_of(dialogue, suppliers, gateway_feed, is_linked=False)
    finding = await validated_at(monitor, silent.site)
    assert await monitor.candidates(finding) == [], "a list of its parties only"
    operator = suppliers.platform()
    known = made(await operator.get(f"/v1/facilities/{silent.site}"), 200)
    row = {
        "tier": "T0",
        "confidentiality": "public",
        **{name: known[name] for name in ("name", "address", "country")},
    }
    body = {"supplier_id": silent.supplier_id, "valid_from": "2024-01-01", "rows": [row], "source": "public"}
    public = str(made(await operator.post("/v1/disclosures", json=body))["id"])
    for to in ("submitted", "accepted"):
        made(await move(operator, public, to), 200)
    [candidate] = await monitor.candidates(finding)
    assert candidate == {
        "supplier_id": silent.supplier_id,
        "supplier_name": "Meridiaan Systems",
        "organisation_id": None,
        "organisation_name": None,
        "confirmed_name": None,
        "is_eligible": False,
        "doubts": [
            {"code": "no_account", "text": "No organisation on the platform represents this supplier."},
            {
                "code": "entered_by_buyer",
                "text": "The supplier itself has not stated that it uses this site, nor confirmed it.",
            },
            {
                "code": "not_accepted",
                "text": "No buyer other than the author of the statement accepts it; some may contest it.",
            },
        ],
    }
    pending = uuid4()
    said = {"buyer": silent.officer.org, "supplier_id": silent.supplier_id, "org": pending}
    await represents(gateway_feed, suppliers, **said, is_confirmed=False)
    [candidate] = await monitor.candidates(finding)
    assert (doubts_of(candidate)[0], candidate["organisation_id"]) == ("link_not_confirmed", None)
    await represents(gateway_feed, suppliers, **said)
    [candidate] = await monitor.candidates(finding)
    assert (doubts_of(candidate), candidate["organisation_id"]) == (
        ["entered_by_buyer", "not_accepted"],
        str(pending),
    )


async def test_an_eligible_supplier_is_named_with_its_organisation_and_without_its_buyers(
    monitor: Monitor, chain: Chain, gateway_feed: ScriptedFeed
) -> None:
    await register_organisation(gateway_feed, chain.voice.org, "supplier")
    finding = await validated_at(monitor, chain.site)
    body = {"audiences": ["supplier"], "suppliers": [chain.supplier_id]}
    answer = await monitor.editor.post(f"/v1/findings/{finding}/release-preview", json=body)
    [candidate] = answer.json()["supplier_candidates"]
    assert (candidate["organisation_id"], candidate["is_eligible"]) == (str(chain.voice.org), True)
    assert candidate["organisation_name"].startswith("supplier")
    assert (answer.json()["readers"], answer.json()["needs"]) == ({"supplier": 1}, [])
    assert str(chain.officer.org) not in answer.text


async def test_candidates_are_shown_to_an_editor_for_the_confirmed_site_of_a_validated_finding_only(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    other = await chain_of(dialogue, suppliers, gateway_feed)
    finding = str((await monitor.draft(facility=None, facility_id=chain.site))["id"])
    preview, asks = f"/v1/findings/{finding}/release-preview", {"audiences": ["supplier"]}
    assert (await monitor.editor.post(preview, json=asks)).json()["supplier_candidates"] == []
    await monitor.move(finding, "submitted")
    assert (await monitor.editor.post(preview, json=asks)).json()["supplier_candidates"] == []
    await monitor.move(finding, "validated", checklist=CHECKED)
    assert len((await monitor.editor.post(preview, json=asks)).json()["supplier_candidates"]) == 1
    assert (await monitor.author.post(preview, json=asks)).status_code == 403
    elsewhere = await monitor.editor.post(preview, json={**asks, "facility_id": other.site})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "site_confirmed")
    assert (await monitor.confirm_site(finding, other.site)).json()["code"] == "site_confirmed"


async def test_the_site_is_confirmed_once_and_before_suppliers_are_named(monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.validated()
    asks = {"audiences": ["supplier"], "facility_id": chain.site}
    early = {**asks, "suppliers": [chain.supplier_id]}
    assert (await monitor.editor.post(f"/v1/findings/{finding}/release-preview", json=early)).json()["needs"] == [
        "site"
    ]
    answer = await monitor.editor.post(f"/v1/findings/{finding}/release-preview", json=asks)
    assert (answer.json()["supplier_candidates"], answer.json()["needs"]) == ([], ["site", "suppliers"])
    at_once = await monitor.move(finding, "shared", **asks, suppliers=[chain.supplier_id])
    assert (at_once.status_code, at_once.json()["code"]) == (422, "site_required")
    assert (await monitor.confirm_site(finding, chain.site, by=monitor.author)).status_code == 409
    assert (await monitor.confirm_site(finding, chain.site)).json()["facility_id"] == chain.site
    assert (await released_to(monitor, finding, chain.supplier_id)).status_code == 200


async def test_each_look_at_candidates_is_journalled_to_the_platform_without_the_finding(
    dialogue: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    platform = uuid4()
    await register_organisation(gateway_feed, platform, "platform")
    finding = await validated_at(monitor, chain.site)
    for _ in range(2):
        await monitor.candidates(finding)
    async with state_of(dialogue.app).worker_sessions() as session:
        heard = [each for each in (await session.exec(select(Journal))).all() if platform in each.audience]
        reads = (await session.exec(select(ReadLog).where(col(ReadLog.subject_id) == UUID(finding)))).all()
    assert [(each.verb, each.subject_id) for each in heard] == [("supplier_candidates.read", monitor.org)] * 2
    assert [each.reader for each in reads] == [monitor.editor.person] * 2


def test_every_doubt_of_suppliers_has_a_sentence() -> None:
    assert set(EXPLANATIONS) == set(SupplierDoubt) >= {SupplierDoubt(doubt) for doubt in MentionDoubt}
