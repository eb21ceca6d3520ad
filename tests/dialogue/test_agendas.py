"""Agendas: collected in their order, with what each side may see, stored as ids when they are shared."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from chassis.clock import today
from chassis.state import state_of
from dialogue.tables import AnnualReview
from support.cast import Cast
from support.chains import Chain, chain_of, dialogue_of
from support.dumps import places_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate
from support.market import contact_of, contract_of, day, made
from support.reviews import agenda, moved, of_kind, promise, review_of


@pytest.fixture
async def talk(chain: Chain) -> str:
    """The id of a dialogue on the chain's contract."""
    return await dialogue_of(chain)


async def finding_here(monitor: Monitor, chain: Chain, *audiences: str, **facts: Any) -> str:
    period = {"period_from": (today() - timedelta(days=40)).isoformat(), "period_to": today().isoformat()}
    return await monitor.shared(chain.site, *audiences, **period, **facts)


async def generic_answers(chain: Chain, talk: str) -> None:
    """A first questionnaire whose answers were found generic, but one."""
    body = {"dialogue_id": talk, "questionnaire": "hrdd-start", "due_at": day(30)}
    sent = made(await chain.officer.post("/v1/assignments", json=body))
    address = f"/v1/assignments/{sent['id']}"
    for question in sent["questions"]:
        made(
            await chain.voice.put(f"{address}/answers/{question['code']}", json={"text": "We respect rights."}), 200
        )
    made(await chain.voice.post(f"{address}/transitions", json={"to": "submitted"}), 200)
    for question in sent["questions"]:
        said: dict[str, Any] = {"level": 1, "motive": "No site, no date, no number."}
        if question["code"] == "B1":
            said = {"level": 2, "concrete_elements": ["country"]}
        made(await chain.officer.put(f"{address}/reviews/{question['code']}", json=said), 200)
    made(await chain.officer.post(f"{address}/transitions", json={"to": "review_shared"}), 200)


async def test_an_agenda_is_collected_in_the_order_of_the_kinds(
    suppliers: Cast, monitor: Monitor, chain: Chain, talk: str
) -> None:
    late_theirs = await promise(chain, talk, "supplier", day(-10))
    late_ours = await promise(chain, talk, "buyer", day(-3))
    in_time = await promise(chain, talk, "supplier", day(30))
    await generic_answers(chain, talk)
    known = await finding_here(monitor, chain, "supplier", "affiliates")
    review = await review_of(chain, talk)
    items = (await agenda(chain.officer, review))["items"]
    kinds = list(dict.fromkeys(item["kind"] for item in items))
    assert kinds == [
        "overdue_supplier_action",
        "overdue_buyer_action",
        "open_action",
        "finding",
        "generic_answer",
        "obligation_due",
        "contact_point",
        "standing_question",
        "new_action",
        "next_date",
    ]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    [theirs] = of_kind(items, "overdue_supplier_action")
    assert (theirs["subject_id"], theirs["overdue_days"], theirs["owner_side"]) == (late_theirs, 10, "supplier")
    assert of_kind(items, "overdue_buyer_action")[0]["subject_id"] == late_ours
    assert of_kind(items, "open_action")[0]["subject_id"] == in_time
    assert of_kind(items, "finding")[0]["subject_id"] == known
    assert len(of_kind(items, "generic_answer")) == 7
    assert {item["contract_id"] for item in of_kind(items, "obligation_due")} == {chain.contract}


async def test_an_undisclosed_product_is_a_gap(chain: Chain, talk: str) -> None:
    product = {"supplier_id": chain.supplier_id, "brand": "Meridiaan", "category": "monitor"}
    product |= {"model_name": "View 27", "model_number": f"MV27-{talk[:8]}{talk[-6:]}"}
    undisclosed = made(await chain.purchasing.post("/v1/products", json=product), 201, 200)["id"]
    delivery = {"product_id": undisclosed, "delivered_from": day(-100), "units": 40}
    made(await chain.purchasing.post(f"/v1/contracts/{chain.contract}/deliveries", json=delivery))
    [gap] = of_kind((await agenda(chain.officer, await review_of(chain, talk)))["items"], "disclosure_gap")
    assert (gap["subject_id"], gap["contract_id"], gap["code"]) == (undisclosed, chain.contract, "undisclosed")
    assert "View 27" in gap["title"]


async def test_a_contact_who_starts_later_is_not_in_place_yet(chain: Chain, talk: str) -> None:
    await contact_of(chain.purchasing, chain.supplier_id, active_from=day(60))
    [item] = of_kind((await agenda(chain.officer, await review_of(chain, talk)))["items"], "contact_point")
    assert (item["code"], item["subject_id"]) == ("vacant", chain.supplier_id)


async def test_the_contact_point_of_the_clause_is_named_by_its_id(chain: Chain, talk: str) -> None:
    contact = await contact_of(chain.purchasing, chain.supplier_id)
    [item] = of_kind((await agenda(chain.officer, await review_of(chain, talk)))["items"], "contact_point")
    assert (item["subject_id"], item["code"]) == (contact["id"], "accepted")


async def test_a_finding_the_supplier_may_not_see_is_only_in_the_annex_without_a_trace(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    review = await review_of(chain, talk)
    await moved(chain, review, "agenda_draft", "agenda_shared")
    before = await chain.voice.get(f"/v1/annual-reviews/{review}/agenda")
    finding = await finding_here(monitor, chain, "affiliates")
    ours = await agenda(chain.officer, review)
    assert [item["subject_id"] for item in ours["internal_annex"]] == [finding]
    assert of_kind(ours["items"], "finding") == []
    await moved(chain, review, "held")
    held = await chain.voice.get(f"/v1/annual-reviews/{review}/agenda")
    assert finding not in held.text
    assert "internal_annex" not in held.json()
    assert len(held.json()["items"]) == len(before.json()["items"])
    assert [item["subject_id"] for item in (await agenda(chain.officer, review))["internal_annex"]] == [finding]


async def test_a_finding_released_to_the_supplier_is_on_the_agenda_of_both(
    monitor: Monitor, chain: Chain, talk: str
) -> None:
    finding = await finding_here(monitor, chain, "affiliates")
    review = await review_of(chain, talk)
    await moved(chain, review, "agenda_draft", "agenda_shared")
    assert of_kind((await agenda(chain.voice, review))["items"], "finding") == []
    await monitor.share(finding, None, "supplier")
    ours, theirs = await agenda(chain.officer, review), await agenda(chain.voice, review)
    assert ours["internal_annex"] == []
    for items in (ours["items"], theirs["items"]):
        assert [item["subject_id"] for item in of_kind(items, "finding")] == [finding]
    kinds = [item["kind"] for item in theirs["items"]]
    assert kinds == [item["kind"] for item in ours["items"]]


async def test_a_finding_elsewhere_or_of_another_dialogue_is_on_no_agenda(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain, talk: str
) -> None:
    elsewhere = await chain_of(dialogue, suppliers, gateway_feed)
    await affiliate(gateway_feed, elsewhere.officer.org, monitor.org)
    await finding_here(monitor, elsewhere, "affiliates", "supplier")
    other_contract = await contract_of(
        chain.purchasing, chain.supplier_id, reference="ICT-099", product_categories=["server"]
    )
    ours = await agenda(chain.officer, await review_of(chain, talk))
    assert (ours["internal_annex"], of_kind(ours["items"], "finding")) == ([], [])
    await finding_here(monitor, chain, "affiliates")
    other_talk = await dialogue_of(chain, contract_ids=[other_contract["id"]])
    apart = await agenda(chain.officer, await review_of(chain, other_talk))
    assert apart["internal_annex"] == []


async def test_a_withdrawn_finding_leaves_old_agendas_too(
    dialogue: Cast, monitor: Monitor, chain: Chain, talk: str
) -> None:
    words = f"On an agenda and withdrawn {talk}"
    finding = await finding_here(monitor, chain, "affiliates", "supplier", summary_public=words)
    review = await review_of(chain, talk)
    await moved(chain, review, "agenda_draft", "agenda_shared", "held")
    assert len(of_kind((await agenda(chain.voice, review))["items"], "finding")) == 1
    await monitor.move(finding, "withdrawn", reason="safety")
    for actor in (chain.officer, chain.voice):
        answer = await actor.get(f"/v1/annual-reviews/{review}/agenda")
        assert finding not in answer.text
    assert await places_of(dialogue.app, words) == set()


async def test_a_stored_agenda_has_ids_and_figures_and_no_text(
    dialogue_app: FastAPI, monitor: Monitor, chain: Chain, talk: str
) -> None:
    title = f"Words of a promise {talk}"
    await promise(chain, talk, "supplier", day(-10), title=title)
    await finding_here(monitor, chain, "affiliates", "supplier")
    review = await review_of(chain, talk)
    await moved(chain, review, "agenda_draft", "agenda_shared", "held")
    async with state_of(dialogue_app).worker_sessions() as session:
        row = (await session.exec(select(AnnualReview).where(col(AnnualReview.id) == UUID(review)))).one()
    kept = json.dumps([row.agenda_shared, row.agenda_held])
    assert title not in kept
    assert "Works" not in kept
    assert {name for item in row.agenda_held or [] for name in item} <= {
        "kind", "subject_id", "contract_id", "owner_side", "code", "due_date", "overdue_days", "carry_count"
    }  # fmt: skip
    assert title in [item["title"] for item in (await agenda(chain.voice, review))["items"]]


async def test_the_buyers_own_points_stay_in_the_annex(monitor: Monitor, chain: Chain, talk: str) -> None:
    finding = await finding_here(monitor, chain, "affiliates")
    body = {
        "dialogue_id": talk,
        "owner_side": "buyer",
        "title": "Ask the monitor what the workers want",
        "success_criterion": "We know.",
        "due_date": day(20),
        "origin": {"kind": "finding", "id": finding},
    }
    action = made(await chain.officer.post("/v1/action-points", json=body))["id"]
    review = await review_of(chain, talk)
    annex = (await agenda(chain.officer, review))["internal_annex"]
    assert [item["subject_id"] for item in annex] == [action, finding]
    await moved(chain, review, "agenda_draft", "agenda_shared", "held")
    assert action not in (await chain.voice.get(f"/v1/annual-reviews/{review}/agenda")).text
