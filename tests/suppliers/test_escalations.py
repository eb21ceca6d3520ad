"""The ladder of escalation: one level at a time, ended when the obligation is settled, seen by both sides."""

from typing import Any

import pytest

from chassis.problems import Problem
from chassis.vocabulary import Role
from suppliers.obligations.escalations.rules import LevelsMissing, StepSkipped, check_level
from support.cast import Actor, Cast
from support.events import events_for
from support.market import contract_of, linked_user, made, obligations_of, supplier_of
from support.refusals import FORBIDDEN, refusal


@pytest.mark.parametrize(
    ("current", "to", "reached", "is_banned", "refused"),
    [
        (0, 1, set(), False, None),
        (0, 2, set(), False, StepSkipped),
        (1, 1, {1}, False, StepSkipped),
        (2, 1, {1, 2}, False, StepSkipped),
        (3, 4, {1, 2, 3}, False, None),
        (4, 5, {1, 2, 3, 4}, False, None),
        (4, 5, {1, 3, 4}, False, LevelsMissing),
        (4, 5, {4}, True, None),
        (0, 5, set(), True, None),
        (0, 5, set(), False, StepSkipped),
        (0, 4, set(), True, StepSkipped),
        (5, 5, {1, 2, 3, 4, 5}, True, StepSkipped),
    ],
)
def test_the_ladder_is_climbed_one_level_at_a_time(
    current: int, to: int, reached: set[int], is_banned: bool, refused: type[Problem] | None
) -> None:
    def climb() -> None:
        check_level(to, current=current, reached=reached, is_banned=is_banned)

    if refused is None:
        climb()
    else:
        with pytest.raises(refused):
            climb()


class Scene:
    """An overdue obligation, with the people of both sides."""

    def __init__(self, suppliers: Cast, buyer: Actor, person: Actor, duty: dict[str, Any]) -> None:
        self.buyer, self.person, self.duty = buyer, person, duty
        self.manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
        self.address = f"/v1/contracts/{duty['contract_id']}/obligations/{duty['id']}"

    async def escalate(self, actor: Actor, level: int, **more: Any) -> Any:
        body = {"level": level, "reason": "No answer.", **more}
        return await actor.post(f"{self.address}/escalations", json=body)

    async def levels(self, actor: Actor) -> list[int]:
        answer = made(await actor.get(f"{self.address}/escalations"), 200)
        return [step["level"] for step in answer["items"]]

    async def shown(self, actor: Actor) -> tuple[int, int]:
        """On the obligation, and on the contract."""
        contract = made(await actor.get(f"/v1/contracts/{self.duty['contract_id']}"), 200)
        return made(await actor.get(self.address), 200)["escalation_level"], contract["escalation_level"]


async def scene(suppliers: Cast, kind: str = "DIALOGUE") -> Scene:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    contract = await contract_of(buyer, supplier)
    [duty, *_] = await obligations_of(buyer, contract["id"], kind)
    return Scene(suppliers, buyer, person, duty)


async def test_both_sides_see_each_step(suppliers: Cast) -> None:
    play = await scene(suppliers)
    assert await play.shown(play.person) == (0, 0)
    for level in (1, 2, 3, 4, 5):
        step = made(await play.escalate(play.manager, level))
        assert (step["level"], step["reason"], step["legal_ban"]) == (level, "No answer.", None)
        assert await play.shown(play.buyer) == await play.shown(play.person) == (level, level)
    assert await play.levels(play.person) == [1, 2, 3, 4, 5]
    told = [verb for verb, _ in await events_for(suppliers.app, play.person.org)]
    assert told.count("obligation.escalated") == 5
    skipped = await play.escalate(play.manager, 5)
    assert (skipped.status_code, skipped.json()["code"], skipped.json()["allowed"]) == (409, "step_skipped", [])


async def test_an_escalation_ends_when_the_obligation_is_cured(suppliers: Cast) -> None:
    play = await scene(suppliers)
    for level in (1, 2):
        made(await play.escalate(play.manager, level))
    moves = f"{play.address}/transitions"
    made(await play.manager.post(moves, json={"to": "breached", "reason": "No answer."}), 200)
    assert await play.shown(play.buyer) == (2, 2)
    evidence = [{"kind": "meeting", "title": "First meeting"}]
    made(await play.buyer.post(moves, json={"to": "cured", "evidence": evidence}), 200)
    assert await play.shown(play.person) == (0, 0)
    assert await play.levels(play.buyer) == [1, 2, 0]
    assert refusal(await play.escalate(play.manager, 1)) == (409, "nothing_to_escalate")


async def test_an_officer_engages_informally_and_a_manager_does_more(suppliers: Cast) -> None:
    play = await scene(suppliers)
    made(await play.escalate(play.buyer, 1))
    assert refusal(await play.escalate(play.buyer, 2)) == FORBIDDEN
    made(await play.escalate(play.manager, 2))


async def test_a_legal_ban_leads_to_the_last_level_at_once(suppliers: Cast) -> None:
    play = await scene(suppliers)
    assert refusal(await play.escalate(play.manager, 5)) == (409, "step_skipped")
    banned = made(await play.escalate(play.manager, 5, legal_ban="A ban on goods made with forced labour."))
    assert banned["legal_ban"] == "A ban on goods made with forced labour."
    assert await play.shown(play.person) == (5, 5)


async def test_what_is_not_yet_due_is_not_escalated(suppliers: Cast) -> None:
    play = await scene(suppliers, "ANNUAL_REVIEW")
    assert refusal(await play.escalate(play.manager, 1)) == (409, "nothing_to_escalate")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"level": 0, "reason": "x"}, "/level"),
        ({"level": 6, "reason": "x"}, "/level"),
        ({"level": 1}, "/reason"),
        ({"level": 1, "reason": " "}, "/reason"),
        ({"level": 1, "reason": "x", "note": "y"}, "/note"),
    ],
)
async def test_an_escalation_has_a_level_and_a_reason(suppliers: Cast, body: dict[str, Any], pointer: str) -> None:
    play = await scene(suppliers)
    answer = await play.manager.post(f"{play.address}/escalations", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_who_escalates_and_who_reads_that(suppliers: Cast) -> None:
    play, other = await scene(suppliers), await scene(suppliers)
    path = f"{play.address}/escalations"
    body = {"level": 1, "reason": "x"}
    assert (await suppliers.anonymous.post(path, json=body)).status_code == 401
    assert (await suppliers.anonymous.get(path)).status_code == 401
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=play.buyer.org)
    for wrong in (play.person, viewer, suppliers.monitor()):
        assert refusal(await wrong.post(path, json=body)) == FORBIDDEN
    for stranger in (other.manager, other.person):
        assert refusal(await stranger.get(path)) == (404, "contract_not_found")
    assert refusal(await other.manager.post(path, json=body)) == (404, "contract_not_found")
    mixed = f"/v1/contracts/{other.duty['contract_id']}/obligations/{play.duty['id']}/escalations"
    assert refusal(await other.manager.post(mixed, json=body)) == (404, "obligation_not_found")
    assert await play.levels(viewer) == []
