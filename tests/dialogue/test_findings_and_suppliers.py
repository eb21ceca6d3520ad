"""The part of the supplier in a finding: who can read it, what a release to it needs, and the right of reply."""

from typing import Any

import pytest

from support.cast import Actor, Cast
from support.chains import Chain, chain_of, represents, state
from support.dumps import places_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate
from support.refusals import refusal

CONSENT = {"informed_consent_confirmed": True}


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor) -> Chain:
    """The chain of an affiliated buyer, whose supplier's person it has invited."""
    made = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, made.officer.org, monitor.org)
    return made


async def read(actor: Actor, finding: str) -> Any:
    return await actor.get(f"/v1/findings/{finding}")


async def move(actor: Actor, finding: str, to: str, **given: Any) -> Any:
    return await actor.post(f"/v1/findings/{finding}/transitions", json={"to": to, **given})


async def test_a_supplier_does_not_see_it_before_it_is_released_to_it(monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.shared(chain.site, "affiliates")
    assert (await read(chain.officer, finding)).status_code == 200
    assert (await read(chain.voice, finding)).status_code == 404
    for to in ("acknowledged", "disputed"):
        assert (await move(chain.voice, finding, to, reason="x")).status_code == 404
    reply = await chain.voice.post(f"/v1/findings/{finding}/replies", json={"text": "x"})
    assert (reply.status_code, reply.json()["code"]) == (404, "finding_not_found")
    await monitor.share(finding, None, "supplier")
    assert (await read(chain.voice, finding)).json()["allowed_transitions"] == ["acknowledged", "disputed"]


async def test_it_reaches_the_representatives_of_a_supplier_that_discloses_the_site(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    elsewhere = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, elsewhere.officer.org, monitor.org)
    finding = await monitor.shared(chain.site, "supplier")
    assert (await read(chain.voice, finding)).status_code == 200
    assert refusal(await read(elsewhere.voice, finding)) == (404, "finding_not_found")
    assert refusal(await read(chain.officer, finding)) == (404, "finding_not_found")


async def test_a_representative_invited_by_another_buyer_sees_nothing_until_the_platform_confirms_it(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    stranger, crony = dialogue.buyer(), dialogue.supplier(chain.supplier_id)
    parties = {"buyer": stranger.org, "supplier_id": chain.supplier_id, "org": crony.org}
    await represents(gateway_feed, suppliers, **parties, is_confirmed=False)
    person = suppliers.supplier(chain.supplier_id, org=crony.org)
    await state(person, suppliers.buyer(org=stranger.org), chain.supplier_id, chain.site)
    finding = await monitor.shared(chain.site, "supplier")
    assert refusal(await read(crony, finding)) == (404, "finding_not_found")
    await represents(gateway_feed, suppliers, **parties)
    await monitor.share(finding, None, "supplier")
    assert (await read(crony, finding)).status_code == 200


async def test_a_source_at_risk_needs_consent_and_a_second_person(monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.validated(source_risk="unknown", facility=None, facility_id=chain.site)
    suppliers = {"audiences": ["supplier"], "suppliers": [chain.supplier_id]}
    terms = {**suppliers, "reason": "The union asks for it."}
    without = await monitor.move(finding, "shared", **terms)
    assert (without.status_code, without.json()["code"]) == (422, "consent_required")
    alone = await monitor.move(finding, "shared", **terms, **CONSENT)
    assert (alone.status_code, alone.json()["code"]) == (409, "second_person_required")
    unexplained = await monitor.move(
        finding, "shared", by=monitor.second_editor, **{**terms, "reason": None}, **CONSENT
    )
    assert unexplained.json()["code"] == "reason_required"
    shared = await monitor.move(finding, "shared", by=monitor.second_editor, **terms, **CONSENT)
    assert (shared.status_code, shared.json()["releases"][0]["consent_confirmed"]) == (200, True)
    assert shared.json()["releases"][0]["readers"] == 1


async def test_the_supplier_first_needs_no_reason(monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.validated(facility=None, facility_id=chain.site)
    terms = {"audiences": ["supplier"], "suppliers": [chain.supplier_id]}
    answer = await monitor.move(finding, "shared", **terms)
    assert answer.status_code == 200, answer.text
    widened = await monitor.move(finding, "shared", audiences=["affiliates"])
    assert (widened.status_code, len(widened.json()["releases"])) == (200, 2)


async def test_suppliers_of_one_site_do_not_see_each_others_replies(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    rival = await chain_of(dialogue, suppliers, gateway_feed, site=chain.site)
    await affiliate(gateway_feed, rival.officer.org, monitor.org)
    finding = await monitor.shared(chain.site, "supplier")
    before = await read(rival.voice, finding)
    said = await chain.voice.post(f"/v1/findings/{finding}/replies", json={"text": "Ours to answer."})
    assert (said.status_code, said.json()["revision"]) == (201, 2)
    after = await read(rival.voice, finding)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)
    assert "Ours to answer." in (await read(monitor.author, finding)).text


async def test_withdrawing_a_finding_deletes_the_replies(dialogue: Cast, monitor: Monitor, chain: Chain) -> None:
    finding = await monitor.shared(chain.site, "supplier", summary_public="To be withdrawn b7c1.")
    words = {"text": "An answer that must go d41f."}
    await chain.voice.post(f"/v1/findings/{finding}/replies", json=words, headers={"Idempotency-Key": "a reply"})
    assert await places_of(dialogue.app, words["text"]) == {"finding_replies.text", "idempotency_answers.body"}
    await monitor.move(finding, "withdrawn", reason="safety")
    assert await places_of(dialogue.app, words["text"]) == set()
    assert await places_of(dialogue.app, "To be withdrawn b7c1.") == set()
    assert (await read(chain.voice, finding)).status_code == 404
    kept = (await monitor.author.get(f"/v1/findings/{finding}/restricted")).json()["withdrawn"]
    assert kept["replies"][0]["text"] == words["text"]
