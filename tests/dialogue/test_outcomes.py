"""Outcomes of a review: drafts change nothing that others see; shared ones take effect."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.clock import today
from chassis.state import state_of
from support.cast import Actor, Cast
from support.chains import Chain, chain_of, dialogue_of
from support.events import events_for
from support.feeds import ScriptedFeed
from support.findings import Monitor, register_organisation
from support.market import day, made
from support.reviews import agenda, moved, of_kind, promise, review_of


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> Chain:
    return await chain_of(dialogue, suppliers, gateway_feed)


@pytest.fixture
async def guests(dialogue: Cast, gateway_feed: ScriptedFeed) -> list[Actor]:
    """A monitor and an expert that the platform knows."""
    guests = [Monitor(dialogue).editor, dialogue.expert()]
    for guest, kind in zip(guests, ("monitor", "expert"), strict=True):
        await register_organisation(gateway_feed, guest.org, kind)
    return guests


@pytest.fixture
async def talk(chain: Chain, guests: list[Actor]) -> str:
    talk = await dialogue_of(chain)
    for guest in guests:
        body = {"organisation_id": str(guest.org)}
        made(await chain.officer.post(f"/v1/dialogues/{talk}/participants", json=body))
    return talk


@pytest.fixture
async def action(chain: Chain, talk: str) -> str:
    """The address of an action point that the supplier has agreed to."""
    body = {
        "dialogue_id": talk,
        "owner_side": "supplier",
        "title": "Pay the overtime",
        "success_criterion": "The workers have their pay.",
        "due_date": day(60),
    }
    address = f"/v1/action-points/{made(await chain.officer.post('/v1/action-points', json=body))['id']}"
    made(await chain.voice.post(f"{address}/transitions", json={"to": "agreed"}), 200)
    return address


@pytest.fixture
async def review(chain: Chain, talk: str, action: str) -> str:
    """The address of a review that was held; the action point is on its agenda."""
    body = {"dialogue_id": talk, "year": today().year}
    address = f"/v1/annual-reviews/{made(await chain.officer.post('/v1/annual-reviews', json=body))['id']}"
    await move(chain, address, "agenda_draft", "agenda_shared", "held")
    return address


async def move(chain: Chain, review: str, *steps: str) -> None:
    for to in steps:
        made(await chain.officer.post(f"{review}/transitions", json={"to": to}), 200)


async def decide(chain: Chain, review: str, action: str, outcome: str, **more: Any) -> None:
    said = {"kind": "open_action", "subject_id": action.rpartition("/")[2], "outcome": outcome, **more}
    made(await chain.officer.post(f"{review}/outcomes", json=[said]), 200)


DRAFTS = {"carry_over": {"new_due_date": day(200)}, "escalate": {}}


@pytest.mark.parametrize("outcome", DRAFTS)
async def test_a_draft_outcome_leaves_no_trace_for_the_supplier(
    dialogue: Cast, chain: Chain, review: str, action: str, outcome: str
) -> None:
    before, events = await chain.voice.get(action), await events_for(dialogue.app, chain.voice.org)
    await decide(chain, review, action, outcome, **DRAFTS[outcome])
    after = await chain.voice.get(action)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)
    assert await events_for(dialogue.app, chain.voice.org) == events


async def test_outcomes_take_effect_when_they_are_shared(
    dialogue: Cast, chain: Chain, review: str, action: str
) -> None:
    await decide(chain, review, action, "carry_over", new_due_date=day(200))
    await decide(chain, review, action, "carry_over", new_due_date=day(180))
    await move(chain, review, "outcomes_draft", "outcomes_shared")
    read = made(await chain.voice.get(action), 200)
    assert (read["due_date"], read["carry_count"], len(read["due_history"])) == (day(180), 1, 1)
    assert ("action.carried_over", action.rpartition("/")[2]) in await events_for(dialogue.app, chain.voice.org)


async def test_what_was_decided_last_counts(dialogue: Cast, chain: Chain, review: str, action: str) -> None:
    await decide(chain, review, action, "carry_over", new_due_date=day(200))
    await decide(chain, review, action, "escalate")
    await move(chain, review, "outcomes_draft", "outcomes_shared")
    read = made(await chain.voice.get(action), 200)
    assert (read["due_date"], read["carry_count"], read["is_escalated"]) == (day(60), 0, True)
    assert ("action.escalated", action.rpartition("/")[2]) in await events_for(dialogue.app, chain.voice.org)


async def test_an_action_that_was_closed_in_the_meantime_stays_as_it_is(
    chain: Chain, review: str, action: str
) -> None:
    await decide(chain, review, action, "carry_over", new_due_date=day(200))
    for to in ("in_progress", "done_claimed"):
        made(await chain.voice.post(f"{action}/transitions", json={"to": to}), 200)
    made(await chain.officer.post(f"{action}/transitions", json={"to": "verified"}), 200)
    before = await chain.voice.get(action)
    await move(chain, review, "outcomes_draft", "outcomes_shared")
    assert (await chain.voice.get(action)).content == before.content


async def test_guests_of_a_dialogue_are_told_nothing_of_reviews(
    dialogue: Cast, chain: Chain, guests: list[Actor], review: str, action: str
) -> None:
    await decide(chain, review, action, "escalate")
    await move(chain, review, "outcomes_draft", "outcomes_shared")
    for guest in guests:
        assert (await guest.get(review)).status_code in (403, 404)
        assert [verb for verb, _ in await events_for(dialogue.app, guest.org) if verb.startswith("review.")] == []
    for side in (chain.officer, chain.voice):
        assert ("review.outcomes_shared", review.rpartition("/")[2]) in await events_for(dialogue.app, side.org)


async def test_no_agreement_while_an_action_has_no_outcome(dialogue: Cast, chain: Chain, talk: str) -> None:
    action = await promise(chain, talk, "supplier", day(-10))
    review = await review_of(chain, talk)
    await moved(chain, review, "agenda_draft", "agenda_shared", "held")
    address = f"/v1/annual-reviews/{review}"
    await moved(chain, review, "outcomes_draft")
    early = await chain.officer.post(f"{address}/transitions", json={"to": "outcomes_shared"})
    assert (early.status_code, early.json()["code"], early.json()["missing"]) == (409, "outcomes_missing", [action])
    await share_as_earlier_releases(dialogue, review)
    refused = await chain.voice.post(f"{address}/transitions", json={"to": "agreed"})
    assert (refused.status_code, refused.json()["missing"]) == (409, [action])


async def test_shared_outcomes_that_lack_one_can_be_drafted_again_and_agreed(
    dialogue: Cast, chain: Chain, review: str, action: str
) -> None:
    await move(chain, review, "outcomes_draft")
    await share_as_earlier_releases(dialogue, review.rpartition("/")[2])
    assert "outcomes_draft" in made(await chain.officer.get(review), 200)["allowed_transitions"]
    again = {"to": "outcomes_draft", "reason": "An action has no outcome."}
    made(await chain.officer.post(f"{review}/transitions", json=again), 200)
    await decide(chain, review, action, "escalate")
    await move(chain, review, "outcomes_shared", "agreed")
    agreed = await chain.voice.post(f"{review}/transitions", json={"to": "agreed"})
    assert made(agreed, 200)["status"] == "agreed"


async def test_outcomes_that_are_drafted_again_need_both_signatures_again(
    chain: Chain, review: str, action: str
) -> None:
    await decide(chain, review, action, "carry_over", new_due_date=day(200))
    await move(chain, review, "outcomes_draft", "outcomes_shared", "agreed")
    unexplained = await chain.officer.post(f"{review}/transitions", json={"to": "outcomes_draft"})
    assert (unexplained.status_code, unexplained.json()["errors"][0]["pointer"]) == (422, "/reason")
    again = {"to": "outcomes_draft", "reason": "The supplier asks for another date."}
    assert made(await chain.officer.post(f"{review}/transitions", json=again), 200)["signed_off_by"] == []
    await decide(chain, review, action, "carry_over", new_due_date=day(220))
    await move(chain, review, "outcomes_shared")
    read = made(await chain.voice.get(action), 200)
    assert (read["due_date"], read["carry_count"]) == (day(220), 1)


async def share_as_earlier_releases(dialogue: Cast, review: str) -> None:
    """Earlier releases shared outcomes also where an action had none."""
    async with state_of(dialogue.app).worker_sessions() as session, session.begin():
        statement = text("update annual_reviews set status = 'outcomes_shared' where id = :id")
        await (await session.connection()).execute(statement, {"id": UUID(review)})


async def test_a_carried_over_action_gets_a_new_date_and_is_counted(chain: Chain, talk: str) -> None:
    action = await promise(chain, talk, "supplier", day(-10))
    review = await review_of(chain, talk)
    await moved(chain, review, "agenda_draft", "agenda_shared", "held")
    said = {
        "kind": "overdue_supplier_action",
        "subject_id": action,
        "outcome": "carry_over",
        "new_due_date": day(60),
    }
    for _ in range(2):
        made(await chain.officer.post(f"/v1/annual-reviews/{review}/outcomes", json=[said]), 200)
    await moved(chain, review, "outcomes_draft", "outcomes_shared")
    read = made(await chain.voice.get(f"/v1/action-points/{action}"), 200)
    assert (read["carry_count"], read["due_date"], read["carried_over_from"]) == (1, day(60), review)
    assert read["due_history"][0]["to"] == day(60)
    await moved(chain, review, "agreed")
    made(await chain.voice.post(f"/v1/annual-reviews/{review}/transitions", json={"to": "agreed"}), 200)
    following = await review_of(chain, talk, today().year + 1)
    items = (await agenda(chain.officer, following))["items"]
    assert (items[0]["kind"], items[0]["code"]) == ("previous_decision", "carry_over")
    [open_action] = of_kind(items, "open_action")
    assert (open_action["subject_id"], open_action["carry_count"]) == (action, 1)
