"""SQL that is injected into a request writes no columns of the other side, and nothing that was handed in."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from chassis.calendar_arithmetic import same_day
from chassis.clock import today
from chassis.vocabulary import OrgKind
from support.assignments import Ask
from support.chains import Chain
from support.dossiers import MakeScene, Scene
from support.findings import Monitor
from support.injection import as_worker, injected, refused

KEPT = "stays as it was written"
NO_RIGHT = "permission denied"
COPY = "insert into {table} select (jsonb_populate_record(t, '{change}')).* from {table} as t"


async def held(talk: Scene) -> str:
    """The address of a review that took place."""
    body = {"dialogue_id": str(talk.id), "year": today().year}
    planned = await talk.officer.post("/v1/annual-reviews", json=body)
    assert planned.status_code == 201, planned.text
    address = str(planned.headers["Location"])
    for to in ("agenda_draft", "agenda_shared", "held", "outcomes_draft", "outcomes_shared"):
        given: dict[str, Any] = {"overall_conclusion": "We agree."} if to.startswith("outcomes") else {}
        moved = await talk.officer.post(f"{address}/transitions", json={"to": to, **given})
        assert moved.status_code == 200, moved.text
    return address


async def test_an_answer_stays_once_it_was_submitted(dialogue_app: FastAPI, ask: Ask) -> None:
    asked, other = await ask(), await ask()
    assert (await asked.say("A1")).status_code == 200
    assert (await asked.submit()).status_code == 200
    too_late = "not written any more, or not yet"
    supplier = asked.talk.voice.org
    async with injected(dialogue_app, supplier, OrgKind.SUPPLIER) as session:
        for change in ("answer_text = 'Never.'", "evidence = '[]'", "refusal_reason = 'No.'"):
            await refused(session, f"update answers set {change}", match=too_late)
        elsewhere = f'{{"id": "{uuid4()}", "assignment_id": "{other.address.rpartition("/")[2]}"}}'
        for answer in (f'{{"id": "{uuid4()}", "question_code": "B1"}}', elsewhere):
            await refused(session, COPY.format(table="answers", change=answer), match=too_late)


async def test_a_review_of_an_answer_stays_once_it_was_shared(dialogue_app: FastAPI, ask: Ask) -> None:
    asked = await ask()
    assert (await asked.say("A1")).status_code == 200
    assert (await asked.submit()).status_code == 200
    assert (await asked.judge("A1", level=1, motive="A policy.")).status_code == 200
    assert (await asked.share()).status_code == 200
    async with injected(dialogue_app, asked.talk.officer.org, OrgKind.BUYER) as session:
        for change in ("level = 0", "motive = 'None.'", "history = '[]'::jsonb || '{}'"):
            await refused(session, f"update answer_reviews set {change}", match="not written any more")


async def test_experts_and_suppliers_move_no_dates_of_the_buyer(dialogue_app: FastAPI, ask: Ask) -> None:
    asked, expert = await ask(), uuid4()
    await as_worker(dialogue_app, "insert into parties values ($1, $2, null)", asked.talk.id, expert)
    async with injected(dialogue_app, expert, OrgKind.EXPERT) as session:
        for change in (
            "due_at = '2099-01-01'",
            "extension_until = '2099-01-01'",
            "submitted_on = '2026-01-01'",
            "status_reason = 'Late.'",
        ):
            await refused(session, f"update assignments set {change}", match=KEPT)
    async with injected(dialogue_app, asked.talk.voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, "update assignments set due_at = '2099-01-01'", match=KEPT)
        await session.execute("update assignments set extension_until = '2099-01-01'")
    async with injected(dialogue_app, asked.talk.officer.org, OrgKind.BUYER) as session:
        await refused(session, "update assignments set submitted_on = '2026-01-01'", match=KEPT)
        for change in (f'"buyer_id": "{uuid4()}"', '"submitted_on": "2026-01-01"'):
            sent = f'{{"id": "{uuid4()}", {change}}}'
            await refused(session, COPY.format(table="assignments", change=sent), match=KEPT)


async def test_a_supplier_writes_no_column_of_the_buyer(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()
    meeting = {
        "dialogue_id": str(talk.id),
        "kind": "kick_off",
        "starts_at": "2026-03-02T09:00:00Z",
        "minutes": "They spoke.",
    }
    assert (await talk.officer.post("/v1/meetings", json=meeting)).status_code == 201
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as session:
        for change in ("title = 'Ours'", "depth_level = 4", "answer_by = '2099-01-01'", "topics = array['x']"):
            await refused(session, f"update dialogues set {change}", match=KEPT)
        for change in (
            "minutes = 'We won.'",
            "decisions = array['x']",
            "internal_notes = 'x'",
            "comment_until = '2099-01-01'",
        ):
            await refused(session, f"update meetings set {change}", match=KEPT)
        for column in ("buyer_name", "supplier_name", "buyer_id", "created_by"):
            await refused(session, f"update dialogues set {column} = {column}", match=NO_RIGHT)
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        await refused(session, "update dialogues set accepted_on = '2026-01-01'", match=KEPT)


async def test_minutes_stay_once_they_are_shared(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()
    meeting = {
        "dialogue_id": str(talk.id),
        "kind": "kick_off",
        "starts_at": "2026-03-02T09:00:00Z",
        "minutes": "They spoke.",
    }
    address = (await talk.officer.post("/v1/meetings", json=meeting)).headers["Location"]
    shared = await talk.officer.post(f"{address}/transitions", json={"to": "minutes_shared"})
    assert shared.status_code == 200, shared.text
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        for change in ("minutes = 'They agreed.'", "decisions = array['x']", "minutes_agreed_on = '2026-01-01'"):
            await refused(session, f"update meetings set {change}", match=KEPT)
        await session.execute("update meetings set internal_notes = 'Unprepared.'")


async def test_a_review_is_agreed_by_both_sides_and_stays(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()
    assert (await talk.move(talk.voice, "accepted")).status_code == 200
    assert (await talk.move(talk.officer, "active")).status_code == 200
    address = await held(talk)
    signed_before = (
        f'{{"id": "{uuid4()}", "year": 2031, "status": "scheduled", "held_on": null,'
        f' "supplier_signed_by": "{uuid4()}", "supplier_signed_at": "2026-01-01T00:00:00Z"}}'
    )
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        await refused(session, COPY.format(table="annual_reviews", change=signed_before), match=KEPT)
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        await refused(session, "update annual_reviews set status = 'agreed'", match=KEPT)
    signed = await talk.voice.post(f"{address}/transitions", json={"to": "agreed"})
    assert signed.status_code == 200, signed.text
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        for change in ("overall_conclusion = 'Ours.'", "agenda_held = '[{}]'", "next_review_due = null"):
            await refused(session, f"update annual_reviews set {change}", match=KEPT)
        outcome = (
            "insert into review_outcomes (id, dossier_id, review_id, kind, subject_id, outcome) select"
            " gen_random_uuid(), dossier_id, id, 'action', gen_random_uuid(), 'done' from annual_reviews"
        )
        await refused(session, outcome, match="outcomes that were shared")
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as session:
        postpone = f"update annual_reviews set grace_ends = '{same_day(today(), today().year + 3)}'"
        await refused(session, postpone, match=KEPT)


async def test_a_monitor_deletes_and_says_nothing_in_the_place_of_a_company(
    dialogue_app: FastAPI, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "supplier")
    disputed = {"to": "disputed", "reason": "It was another site."}
    answer = await chain.voice.post(f"/v1/findings/{finding}/transitions", json=disputed)
    assert answer.status_code == 200, answer.text
    until_withdrawn = "stays until it is withdrawn"
    async with injected(dialogue_app, monitor.org, OrgKind.MONITOR) as session:
        for table in ("finding_replies", "finding_reactions", "finding_readers"):
            await refused(session, f"delete from {table}", match=until_withdrawn)
        await refused(session, "update finding_reactions set status = 'acknowledged'", match="do not make")
        await refused(session, "update finding_reactions set supplier_id = gen_random_uuid()", match=NO_RIGHT)
        await refused(session, "update finding_readers set is_told = false", match=KEPT)
        for column in ("readers", "released_by", "consent_confirmed", "audiences", "released_at"):
            await refused(session, f"update finding_releases set {column} = {column}", match=NO_RIGHT)
        await refused(session, "update findings set owner_name = 'Another'", match=NO_RIGHT)
        finding_of_its_own = f'{{"id": "{uuid4()}"}}'
        await refused(session, COPY.format(table="findings", change=finding_of_its_own), match=KEPT)
    async with injected(dialogue_app, chain.voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, "update finding_reactions set status = 'answered'", match="do not make")
    assert (await monitor.move(finding, "withdrawn", reason="It was another site.")).status_code == 200


@pytest.mark.parametrize("change", ["reach = 'own'", "code = 'ours'", "title = '{}'", "purpose = 'start'"])
async def test_questionnaires_of_all_are_changed_by_nobody(dialogue_app: FastAPI, ask: Ask, change: str) -> None:
    talk = (await ask()).talk
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        await refused(session, f"update questionnaires set {change}", match=NO_RIGHT)
        own = "writes its own questionnaires"
        await refused(session, "update questionnaires set published_no = null where owner_id is null", match=own)
        retire = "update questionnaire_versions set status = 'retired' where owner_id is null"
        await refused(session, retire, match=own)
        library = (
            "insert into questionnaires select (jsonb_populate_record(t, jsonb_build_object('id',"
            " gen_random_uuid(), 'owner_id', caller_org(), 'reach', 'library'))).* from questionnaires as t limit 1"
        )
        await refused(session, library, match=own)
        for owner in ("null", f'"{talk.officer.org}"'):
            version = f'{{"id": "{uuid4()}", "no": 99, "owner_id": {owner}}}'
            insert = COPY.format(table="questionnaire_versions", change=version)
            await refused(session, f"{insert} where t.owner_id is null limit 1", match=own)


async def action_point(talk: Scene, **facts: Any) -> str:
    """The id of one that the buyer proposes and the supplier owns."""
    body = {
        "dialogue_id": str(talk.id),
        "owner_side": "supplier",
        "title": "Name the sites",
        "success_criterion": "A list.",
        "due_date": "2027-06-30",
        **facts,
    }
    made = await talk.officer.post("/v1/action-points", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_a_monitor_is_no_side_of_an_action_point(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk, seated = await scene(), uuid4()
    await action_point(talk)
    await as_worker(dialogue_app, "insert into parties values ($1, $2, null)", talk.id, seated)
    await as_worker(dialogue_app, "update action_points set status = 'done_claimed' where dossier_id = $1", talk.id)
    async with injected(dialogue_app, seated, OrgKind.MONITOR) as session:
        for change in ("title = 'Ours'", "priority = 'low'", "shown_to = 'buyer_only'", "carry_count = 9"):
            await refused(session, f"update action_points set {change}", match=KEPT)
        await refused(session, "update action_points set status = 'verified'", match="does not make the transition")
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as session:
        for change in ("shown_to = 'buyer_only'", "is_escalated = true", "carry_count = 9"):
            await refused(session, f"update action_points set {change}", match=KEPT)
        await refused(session, "update action_points set owner_side = owner_side", match=NO_RIGHT)


async def test_no_side_agrees_to_its_own_action_or_says_that_it_is_done(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    talk = await scene()
    await action_point(talk)
    no_step = "does not make the transition"
    step = "update action_points set status = '{}'"
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as buyer:
        for status in ("agreed", "rejected", "verified", "dropped", "in_progress"):
            await refused(buyer, step.format(status), match=no_step)
        for change in ("claimed_by = 'supplier'", "drop_proposed_by = 'supplier'", "verified_by = 'supplier'"):
            await refused(buyer, f"update action_points set {change}", match=KEPT)
        done = f'{{"id": "{uuid4()}", "status": "verified"}}'
        await refused(buyer, COPY.format(table="action_points", change=done), match=KEPT)
        history = '[{"from": "2026-01-01", "to": "2026-02-01", "reason": "Late.", "by": "supplier"}]'
        await refused(buyer, f"update action_points set due_history = '{history}'", match=KEPT)
        await buyer.execute("update action_points set drop_proposed_by = 'buyer'")
        await refused(buyer, step.format("dropped"), match=no_step)
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as supplier:
        for status in ("agreed", "in_progress", "done_claimed"):
            await supplier.execute(step.format(status))
        await refused(supplier, step.format("verified"), match=no_step)
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as buyer:
        await buyer.execute(f"{step.format('verified')}, verified_by = 'buyer'")


async def test_nobody_adds_words_of_the_other_side_to_minutes(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()
    meeting = {"dialogue_id": str(talk.id), "kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z"}
    assert (await talk.officer.post("/v1/meetings", json=meeting)).status_code == 201
    add = "update meetings set addenda = addenda || jsonb_build_object('by_org', $1::text, 'text', 'We agree.')"
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as session:
        await refused(session, add, str(talk.voice.org), match=KEPT)
        await session.execute(add, str(talk.officer.org))
        for change in ("addenda = '[]'", "disputed_minutes = '{}'"):
            await refused(session, f"update meetings set {change}", match=KEPT)
        forged = f'{{"id": "{uuid4()}"}}'
        await refused(session, COPY.format(table="meetings", change=forged), match=KEPT)
