"""A person asks a buyer which meetings name them, and to have the name removed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.rows import fetch_rows
from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Cast
from support.dossiers import MakeScene, Scene
from support.dumps import places_of
from support.events import events_for
from support.market import made
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

EXPORTS, ERASURES = "/v1/participant-exports", "/v1/participant-erasures"
CHECKED = {"identity_check": "in_person"}


async def met(talk: Scene, *names: str, **facts: Any) -> dict[str, Any]:
    participants = [{"role": "supplier_contact", "name": name, "organisation": "Meridiaan"} for name in names]
    body = {"dialogue_id": str(talk.id), "kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z", **facts}
    return made(await talk.officer.post("/v1/meetings", json={**body, "participants": participants}))


async def exported(talk: Scene, name: str) -> dict[str, Any]:
    return made(await talk.officer.post(EXPORTS, json={"person_name": name, **CHECKED}), 200)


async def test_a_participant_is_found_in_every_meeting_and_then_the_name_is_gone(
    scene: MakeScene, dialogue_app: FastAPI
) -> None:
    talk, word = await scene(), f"x{uuid4().hex}"
    first = await met(talk, f"Zoë {word}", "Jan Maes")
    second = await met(talk, "Jan Maes", f"ZOE {word}")
    await met(talk, "Jan Maes")
    found = await exported(talk, f"zoe {word}")
    assert [each["id"] for each in found["meetings"]] == [first["id"], second["id"]]
    [participant] = found["meetings"][0]["participants"]
    assert (participant["name"], participant["role"]) == (f"Zoë {word}", "supplier_contact")
    assert set(found["meetings"][0]["readers"]) == {str(talk.officer.org), str(talk.voice.org)}
    assert (found["meetings"][0]["supplier_id"], found["mentions"]) == (str(talk.supplier_id), [])
    body = {"person_name": f"zoe {word}", "meeting_ids": [first["id"], second["id"]], **CHECKED}
    done = made(await talk.officer.post(ERASURES, json=body), 200)
    assert (done["meeting_ids"], done["mentions"]) == ([first["id"], second["id"]], [])
    assert await places_of(dialogue_app, word) == set()
    for side in (talk.officer, talk.voice):
        shown = made(await side.get(f"/v1/meetings/{second['id']}"), 200)
        assert [each["name"] for each in shown["participants"]] == ["Jan Maes", None]
        assert shown["participants"][1]["role"] == "supplier_contact"
        verbs = [verb for verb, subject in await events_for(dialogue_app, side.org) if subject == second["id"]]
        assert verbs[-1] == "meeting.participant_erased"
    again = await talk.officer.post(ERASURES, json=body)
    assert refusal(again) == (404, "meeting_not_found")


async def test_minutes_that_name_the_person_are_listed_and_not_changed(scene: MakeScene) -> None:
    talk, word = await scene(), f"x{uuid4().hex}"
    text = f"Zoe {word} promised the list."
    meeting = await met(talk, f"Zoe {word}", minutes=text, decisions=[f"Zoe {word} sends it."])
    body = {"person_name": f"Zoe {word}", "meeting_ids": [meeting["id"]], **CHECKED}
    done = made(await talk.officer.post(ERASURES, json=body), 200)
    assert done["mentions"] == [{"kind": "meeting", "id": meeting["id"], "fields": ["minutes", "decisions"]}]
    assert made(await talk.officer.get(f"/v1/meetings/{meeting['id']}"), 200)["minutes"] == text
    assert (await exported(talk, f"Zoe {word}"))["meetings"] == []


async def test_the_name_is_also_removed_after_the_minutes_are_agreed(scene: MakeScene) -> None:
    talk, word = await scene(), f"x{uuid4().hex}"
    meeting = await met(talk, f"Zoe {word}", minutes="They spoke.")
    address = f"/v1/meetings/{meeting['id']}"
    made(await talk.officer.post(f"{address}/transitions", json={"to": "minutes_shared"}), 200)
    made(await talk.voice.post(f"{address}/transitions", json={"to": "minutes_agreed"}), 200)
    body = {"person_name": f"Zoe {word}", "meeting_ids": [meeting["id"]], **CHECKED}
    made(await talk.officer.post(ERASURES, json=body), 200)
    shown = made(await talk.officer.get(address), 200)
    assert (shown["status"], shown["participants"][0]["name"]) == ("minutes_agreed", None)


async def test_the_journal_says_how_the_person_was_known_and_not_whom(
    scene: MakeScene, dialogue_app: FastAPI
) -> None:
    talk, word = await scene(), f"x{uuid4().hex}"
    await exported(talk, f"Zoe {word}")
    statement = (
        "select payload from journal join journal_payloads on journal_id = journal.id"
        " where actor_org = :org and verb = 'personal_data.exported'"
    )
    async with state_of(dialogue_app).worker_sessions() as session:
        [row] = await fetch_rows(session, statement, org=talk.officer.org)
    assert row.payload == {"identity_check": "in_person", "meeting_ids": []}
    assert await places_of(dialogue_app, word) == set()


async def test_meetings_of_other_buyers_are_neither_found_nor_changed(scene: MakeScene) -> None:
    talk, other, word = await scene(), await scene(), f"x{uuid4().hex}"
    meeting = await met(talk, f"Zoe {word}", minutes=f"Zoe {word} spoke.")
    found, nobody = await exported(other, f"Zoe {word}"), await exported(other, f"Zoe {uuid4().hex}")
    assert {**found, "taken_at": ""} == {**nobody, "taken_at": ""}
    body = {"person_name": f"Zoe {word}", **CHECKED}
    answers = [
        await other.officer.post(ERASURES, json={**body, "meeting_ids": [each]})
        for each in (meeting["id"], str(uuid4()))
    ]
    assert [refusal(answer) for answer in answers] == [(404, "meeting_not_found")] * 2
    own = await met(other, f"Zoe {word}")
    mixed = await other.officer.post(ERASURES, json={**body, "meeting_ids": [own["id"], meeting["id"]]})
    assert refusal(mixed) == (404, "meeting_not_found")
    assert made(await other.officer.get(f"/v1/meetings/{own['id']}"), 200)["version"] == own["version"]


async def test_officers_of_the_buyer_answer_and_nobody_else(scene: MakeScene, dialogue: Cast) -> None:
    talk = await scene()
    for path in (EXPORTS, ERASURES):
        body = {
            "person_name": "Zoe Maes",
            **CHECKED,
            **({"meeting_ids": [str(uuid4())]} if path == ERASURES else {}),
        }
        assert refusal(await dialogue.anonymous.post(path, json=body)) == UNAUTHENTICATED
        for other in (
            talk.voice,
            dialogue.buyer(Role.BUYER_VIEWER, org=talk.officer.org),
            dialogue.monitor(),
            dialogue.platform(),
        ):
            assert refusal(await other.post(path, json=body)) == FORBIDDEN
    key = {"Idempotency-Key": "k1"}
    kept = await talk.officer.post(EXPORTS, json={"person_name": "Zoe Maes", **CHECKED}, headers=key)
    assert refusal(kept) == (422, "secret_not_repeatable")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (EXPORTS, CHECKED, "/person_name"),
        (EXPORTS, {"person_name": "Zo", **CHECKED}, "/person_name"),
        (EXPORTS, {"person_name": "Zoe Maes"}, "/identity_check"),
        (EXPORTS, {"person_name": "Zoe Maes", "identity_check": "looked_honest"}, "/identity_check"),
        (ERASURES, {"person_name": "Zoe Maes", **CHECKED}, "/meeting_ids"),
        (ERASURES, {"person_name": "Zoe Maes", "meeting_ids": [], **CHECKED}, "/meeting_ids"),
        (ERASURES, {"person_name": "Zoe Maes", "meeting_ids": [str(UUID(int=1))] * 101, **CHECKED}, "/meeting_ids"),
    ],
)
async def test_a_wrong_request_is_refused_at_its_place(
    dialogue: Cast, path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await dialogue.buyer().post(path, json=body)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]
