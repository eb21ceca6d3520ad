"""Dialogues with the basis `clause`: checked with suppliers, activated by the first record, followed over there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Cast
from support.dossiers import Scene, link, register_supplier
from support.feeds import ScriptedFeed
from support.market import contract_of

MakeClauseScene = Callable[..., Awaitable[Scene]]


@pytest.fixture
async def clause_scene(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> MakeClauseScene:
    """A dialogue about a contract with the clause: `await clause_scene()`."""

    async def make() -> Scene:
        officer = dialogue.buyer()
        supplier_id = await register_supplier(suppliers)
        contract = await contract_of(suppliers.buyer(org=officer.org), str(supplier_id))
        voice = dialogue.supplier(supplier_id, org=uuid4())
        await link(gateway_feed, buyer=officer.org, supplier_id=supplier_id, org=voice.org)
        body = {
            "supplier_id": str(supplier_id),
            "contract_ids": [contract["id"], contract["id"]],
            "basis": "clause",
            "title": "The laptops of 2026",
        }
        answer = await officer.post("/v1/dialogues", json=body)
        assert answer.status_code == 201, answer.text
        manager = dialogue.buyer(Role.BUYER_MANAGER, org=officer.org)
        return Scene(UUID(answer.json()["id"]), supplier_id, officer, manager, voice)

    return make


async def test_a_dialogue_lists_its_contract_once(clause_scene: MakeClauseScene) -> None:
    talk = await clause_scene()
    said = await talk.read()
    assert (said["status"], said["basis"]) == ("proposed", "clause")
    assert said["contracts"] == [
        {"id": said["contract_ids"][0], "reference": "ICT-014", "title": "Laptops and monitors"}
    ]
    found = await talk.officer.get("/v1/dialogues", params={"contract_id": said["contract_ids"][0]})
    assert [item["id"] for item in found.json()["items"]] == [str(talk.id)]


async def test_a_contract_without_the_clause_is_no_basis(dialogue: Cast, suppliers: Cast) -> None:
    buyer = dialogue.buyer()
    contract = await contract_of(suppliers.buyer(org=buyer.org), clauses=[])
    body = {"supplier_id": contract["supplier_id"], "contract_ids": [contract["id"]], "title": "No clause"}
    answer = await buyer.post("/v1/dialogues", json={**body, "basis": "clause"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_dialogue_clause")
    assert (await buyer.post("/v1/dialogues", json={**body, "basis": "voluntary"})).status_code == 201


async def test_contracts_are_the_buyers_own_and_of_this_supplier(dialogue: Cast, suppliers: Cast) -> None:
    buyer = dialogue.buyer()
    own = await contract_of(suppliers.buyer(org=buyer.org))
    foreign = await contract_of(suppliers.buyer())
    body = {"supplier_id": foreign["supplier_id"], "basis": "clause", "title": "Mixed up"}
    answer = await buyer.post("/v1/dialogues", json={**body, "contract_ids": [own["id"]]})
    assert (answer.status_code, answer.json()["code"]) == (422, "contract_of_another_supplier")
    answer = await buyer.post("/v1/dialogues", json={**body, "contract_ids": [foreign["id"]]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/contract_ids/0")


async def test_the_first_sent_questionnaire_makes_it_active(clause_scene: MakeClauseScene) -> None:
    talk = await clause_scene()
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": "2027-01-31"}
    await talk.officer.post("/v1/assignments", json=body)
    assert (await talk.read())["status"] == "active"


async def test_the_first_held_meeting_makes_it_active_and_a_planned_one_does_not(
    clause_scene: MakeClauseScene,
) -> None:
    talk = await clause_scene()
    body = {"dialogue_id": str(talk.id), "kind": "kick_off", "starts_at": "2030-03-02T09:00:00Z"}
    await talk.officer.post("/v1/meetings", json=body)
    assert (await talk.read())["status"] == "proposed"
    await talk.officer.post("/v1/meetings", json={**body, "starts_at": "2026-03-02T09:00:00Z"})
    assert (await talk.read())["status"] == "active"


async def entries(app: FastAPI, subject: UUID) -> list[Any]:
    """What the journal says of a subject, for the services that follow it."""
    async with state_of(app).worker_sessions() as session:
        statement = text(
            "select verb, followed, payload from journal join journal_payloads on journal_id = journal.id"
            " where subject_id = :subject order by seq"
        )
        return list((await (await session.connection()).execute(statement, {"subject": subject})).mappings())


async def test_events_that_fulfil_a_duty_are_followed_by_suppliers_with_their_contracts(
    clause_scene: MakeClauseScene, dialogue_app: FastAPI
) -> None:
    talk = await clause_scene()
    contract_ids = (await talk.read())["contract_ids"]
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": "2027-01-31"}
    asked = (await talk.officer.post("/v1/assignments", json=body)).headers["Location"]
    await talk.voice.put(f"{asked}/answers/A1", json={"text": "Our head of sourcing."})
    await talk.voice.post(f"{asked}/transitions", json={"to": "submitted"})
    activated = [row for row in await entries(dialogue_app, talk.id) if row["followed"]]
    assert [row["verb"] for row in activated] == ["dialogue.activated"]
    assert activated[0]["payload"]["contract_ids"] == contract_ids
    assignment_id = UUID(asked.rpartition("/")[2])
    followed = [row for row in await entries(dialogue_app, assignment_id) if row["followed"]]
    assert [row["verb"] for row in followed] == ["report.submitted"]
    assert followed[0]["payload"]["contract_ids"] == contract_ids
    assert followed[0]["payload"]["assignment_id"] == str(assignment_id)


async def until(talk: Scene, field: str, expected: Any) -> Any:
    """What the dialogue says of a field, once the follower has taken the change in."""
    for _ in range(200):
        said = (await talk.read())[field]
        if said == expected:
            break
        await asyncio.sleep(0.05)
    return said


async def test_names_are_kept_the_same_as_in_the_suppliers_service(
    clause_scene: MakeClauseScene, suppliers: Cast
) -> None:
    talk = await clause_scene()
    contract_id = (await talk.read())["contract_ids"][0]
    purchasing = suppliers.buyer(Role.BUYER_MANAGER, org=talk.officer.org)
    address = f"/v1/contracts/{contract_id}"
    tag = {"If-Match": (await purchasing.get(address)).headers["ETag"]}
    changed = await purchasing.patch(address, json={"title": "Laptops alone"}, headers=tag)
    assert changed.status_code == 200, changed.text
    named = [{"id": contract_id, "reference": "ICT-014", "title": "Laptops alone"}]
    assert await until(talk, "contracts", named) == named


async def test_the_new_name_of_a_supplier_is_copied(dialogue: Cast, suppliers: Cast) -> None:
    registrar = suppliers.buyer()
    made = await registrar.post(
        "/v1/suppliers?allow_duplicate=true", json={"name": "Old Name", "country": "BE", "kinds": ["supplier"]}
    )
    officer = dialogue.buyer()
    body = {"supplier_id": made.json()["id"], "basis": "voluntary", "title": "Renamed"}
    answer = await officer.post("/v1/dialogues", json=body)
    talk = Scene(UUID(answer.json()["id"]), UUID(made.json()["id"]), officer, officer, officer)
    tag = {"If-Match": made.headers["ETag"]}
    await registrar.patch(made.headers["Location"], json={"name": "New Name"}, headers=tag)
    assert await until(talk, "supplier_name", "New Name") == "New Name"
