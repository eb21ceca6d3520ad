"""SQL that is injected into a request of one side of a dialogue writes no tables of the other."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from chassis.clock import today
from chassis.settings import for_asyncpg
from chassis.state import state_of
from chassis.vocabulary import OrgKind
from dialogue.findings.jobs import lift_embargoes
from support.assignments import Ask
from support.chains import Chain
from support.dossiers import MakeScene
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_organisation
from support.injection import injected, refused

NOT_ITS_KIND = "not written by organisations of this kind"
NO_MOVE = "do not make the transition"
CLAIM = "says who wrote it"
FIXED = "permission denied"
TOMORROW = today() + timedelta(days=1)
COPY = "insert into {table} select (jsonb_populate_record(t, '{change}')).* from {table} as t"


async def test_each_side_writes_its_own_tables(dialogue_app: FastAPI, ask: Ask) -> None:
    asked = await ask()
    talk = asked.talk
    assert (await asked.say("A1")).status_code == 200
    assert (await asked.submit()).status_code == 200
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as buyer:
        assert await buyer.fetchval("select count(*) from answers") == 1, "a buyer reads what was submitted"
        await refused(buyer, "update answers set answer_text = 'We confess.'", match=NOT_ITS_KIND)
        await refused(buyer, COPY.format(table="answers", change="{}"), match=NOT_ITS_KIND)
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as supplier:
        for table in (
            "answer_reviews",
            "assignments",
            "meetings",
            "annual_reviews",
            "review_outcomes",
            "dialogues",
        ):
            await refused(supplier, f"insert into {table} (id) values (gen_random_uuid())", match=NOT_ITS_KIND)
        await refused(supplier, "update answer_reviews set level = 3", match=NOT_ITS_KIND)
        await refused(supplier, "update review_outcomes set note = 'Done.'", match=NOT_ITS_KIND)


async def test_a_seat_gives_no_right_to_write(dialogue_app: FastAPI, ask: Ask) -> None:
    talk = (await ask()).talk
    for kind in (OrgKind.MONITOR, OrgKind.EXPERT):
        guest = uuid4()
        await seat(dialogue_app, talk.id, guest)
        async with injected(dialogue_app, guest, kind) as seated:
            assert await seated.fetchval("select count(*) from dialogues") == 1
            for change in ("dialogues set title = ''", "answers set answer_text = ''", "meetings set minutes = ''"):
                await refused(seated, f"update {change}", match=NOT_ITS_KIND)
            await refused(seated, COPY.format(table="evidence", change="{}"), match=NOT_ITS_KIND)


@pytest.mark.parametrize(
    "table", ["dialogues", "assignments", "answers", "answer_reviews", "action_points", "meetings", "evidence"]
)
@pytest.mark.parametrize("kind", [OrgKind.BUYER, OrgKind.SUPPLIER])
async def test_nobody_deletes_what_both_sides_have(
    dialogue_app: FastAPI, scene: MakeScene, table: str, kind: OrgKind
) -> None:
    talk = await scene()
    org = talk.officer.org if kind is OrgKind.BUYER else talk.voice.org
    async with injected(dialogue_app, org, kind) as session:
        await refused(session, f"delete from {table}", match="permission denied")


async def test_a_side_makes_its_own_transitions_only(dialogue_app: FastAPI, ask: Ask) -> None:
    talk = (await ask()).talk
    assert (await talk.move(talk.voice, "accepted")).status_code == 200
    assert (await talk.move(talk.officer, "active")).status_code == 200
    conclude = "update dialogues set status = 'concluded', closing_summary = 'All is well.'"
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as supplier:
        await refused(supplier, conclude, match=NO_MOVE)
        await refused(supplier, "update dialogues set status = 'on_hold'", match=NO_MOVE)
        await refused(supplier, "update assignments set status = 'closed'", match=NO_MOVE)
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as buyer:
        await refused(buyer, "update dialogues set status = 'declined'", match=NO_MOVE)
        await refused(buyer, "update assignments set status = 'submitted'", match=NO_MOVE)
    assert (await talk.read())["status"] == "active"


async def test_what_was_agreed_once_stays(dialogue_app: FastAPI, ask: Ask) -> None:
    talk = (await ask()).talk
    for org, kind in ((talk.officer.org, OrgKind.BUYER), (talk.voice.org, OrgKind.SUPPLIER)):
        async with injected(dialogue_app, org, kind) as session:
            await refused(session, "update assignments set questions = '[]'", match=FIXED)
            await refused(session, "update assignments set created_by = gen_random_uuid()", match=FIXED)
            await refused(session, "update dialogues set supplier_id = gen_random_uuid()", match=FIXED)


async def test_a_supplier_does_not_become_the_buyer_who_gives_seats(
    dialogue_app: FastAPI, gateway_feed: ScriptedFeed, scene: MakeScene
) -> None:
    talk, expert = await scene(), uuid4()
    await register_organisation(gateway_feed, expert, "expert")
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as supplier:
        await refused(supplier, "update dialogues set buyer_id = $1", talk.voice.org, match=FIXED)
        await refused(supplier, "select seat_participant($1, $2, null)", talk.id, expert, match="only the buyer")


async def test_a_dossier_is_opened_by_a_buyer_to_those_who_speak_for_its_supplier(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    talk, victim = await scene(), uuid4()
    opens = "select open_dossier(gen_random_uuid(), array[cast($1 as uuid), $2])"
    match = "to those who speak for its supplier"
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as buyer:
        await refused(buyer, opens, talk.officer.org, victim, match=match)
        await buyer.execute(opens, talk.officer.org, talk.voice.org)
    async with injected(dialogue_app, talk.voice.org, OrgKind.SUPPLIER) as supplier:
        await refused(supplier, opens, talk.voice.org, talk.officer.org, match=match)


async def test_nobody_signs_or_reviews_for_others(dialogue_app: FastAPI, ask: Ask) -> None:
    asked = await ask()
    talk = asked.talk
    assert (await asked.say("A1")).status_code == 200
    assert (await asked.submit()).status_code == 200
    assert (await asked.judge("A1", level=1, motive="A policy.")).status_code == 200
    stranger = f'{{"id": "{uuid4()}", "reviewer_id": "{uuid4()}", "counts": false, "question_code": "A2"}}'
    async with injected(dialogue_app, talk.officer.org, OrgKind.BUYER) as buyer:
        await refused(buyer, COPY.format(table="answer_reviews", change=stranger), match=CLAIM)
        await refused(buyer, "update answer_reviews set counts = false", match="stays as it was written")
    expert = uuid4()
    await seat(dialogue_app, talk.id, expert)
    counting = f'{{"id": "{uuid4()}", "reviewer_id": "{expert}", "counts": true, "question_code": "A2"}}'
    async with injected(dialogue_app, expert, OrgKind.EXPERT) as reviewer:
        await refused(reviewer, COPY.format(table="answer_reviews", change=counting), match=CLAIM)
        await refused(reviewer, "update answer_reviews set level = 0", match=CLAIM)


async def seat(app: FastAPI, dossier: UUID, org: UUID) -> None:
    """As a job would."""
    connection = await asyncpg.connect(for_asyncpg(state_of(app).settings.worker_database_url))
    await connection.execute("insert into parties values ($1, $2, null)", dossier, org)
    await connection.close()


async def test_a_company_replies_in_its_own_name_only(
    dialogue_app: FastAPI, monitor: Monitor, chain: Chain
) -> None:
    finding = await monitor.shared(chain.site, "supplier")
    insert = (
        "insert into finding_replies (id, finding_id, owner_id, org_id, supplier_id, kind, text, is_published,"
        " replied_on) values (gen_random_uuid(), $1, $2, $3, $4, 'comment', 'We confess.', true, current_date)"
    )
    async with injected(dialogue_app, chain.voice.org, OrgKind.SUPPLIER) as company:
        for org, supplier in ((chain.voice.org, uuid4()), (uuid4(), UUID(chain.supplier_id))):
            await refused(company, insert, UUID(finding), monitor.org, org, supplier, match="row-level security")
    async with injected(dialogue_app, monitor.org, OrgKind.MONITOR) as author:
        values = UUID(finding), monitor.org, chain.voice.org, UUID(chain.supplier_id)
        await refused(author, insert, *values, match=NOT_ITS_KIND)


async def test_a_grant_begins_when_a_reader_is_told_and_nobody_who_is_left_out_has_one(
    dialogue_app: FastAPI, gateway_feed: ScriptedFeed, monitor: Monitor, chain: Chain
) -> None:
    stays = uuid4()
    await affiliate(gateway_feed, stays, monitor.org)
    finding = await monitor.shared(chain.site, "affiliates", embargo_until=TOMORROW.isoformat())
    leaves = chain.officer.org
    assert await granted(dialogue_app, leaves, finding) is await granted(dialogue_app, stays, finding) is False
    said = {"buyer_id": str(leaves), "monitor_id": str(monitor.org), "from": "2026-01-01"}
    await gateway_feed.say("affiliation.ended", {**said, "to": today().isoformat()})
    await lift_embargoes(state_of(dialogue_app), on=TOMORROW)
    assert await granted(dialogue_app, leaves, finding) is False
    assert await granted(dialogue_app, stays, finding) is True
    assert (await monitor.move(finding, "withdrawn", reason="It was another site.")).status_code == 200
    assert await granted(dialogue_app, stays, finding) is False


async def granted(app: FastAPI, org: UUID, finding: str) -> bool:
    """Whether SQL in a request of this buyer reads the row."""
    async with injected(app, org, OrgKind.BUYER) as session:
        grants = await session.fetchval("select count(*) from grants where row_id = $1", UUID(finding))
        assert grants == await session.fetchval("select count(*) from findings where id = $1", UUID(finding))
    return bool(grants)
