"""Obligations: submitted by the supplier, assessed by the officer, breached or waived by the manager."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.callers import NOBODY
from chassis.clock import now
from chassis.feed import Event
from chassis.state import state_of
from chassis.vocabulary import Role
from suppliers.contracts.handlers import HANDLERS
from support.cast import Actor, Cast
from support.market import contract_of, day, linked_user, made, obligations_of, supplier_of
from support.refusals import FORBIDDEN, refusal

REPORT = {"kind": "report", "title": "Yearly report", "reference": "R-1"}
REQUEST = {"addressee": "Panel Works", "date": "2026-01-10", "text": "Please name your factories."}


class Scene:
    """A contract with its two sides, and one of its obligations at a time."""

    def __init__(self, suppliers: Cast, buyer: Actor, contract: dict[str, Any], person: Actor) -> None:
        self.app = suppliers.app
        self.buyer, self.contract, self.person = buyer, contract, person
        self.manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)

    async def one(self, kind: str) -> dict[str, Any]:
        """The earliest that is followed."""
        rows = await obligations_of(self.buyer, self.contract["id"], kind)
        return next(row for row in rows if row["status"] != "not_tracked")

    async def move(self, actor: Actor, kind: str, to: str, **facts: Any) -> Any:
        row = await self.one(kind)
        address = f"/v1/contracts/{self.contract['id']}/obligations/{row['id']}/transitions"
        return await actor.post(address, json={"to": to, **facts})


async def scene(suppliers: Cast, **facts: Any) -> Scene:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    return Scene(suppliers, buyer, await contract_of(buyer, supplier["id"], **facts), person)


async def test_the_supplier_submits_and_the_officer_fulfils(suppliers: Cast) -> None:
    play = await scene(suppliers)
    handed_in = made(await play.move(play.person, "REPORT", "submitted", evidence=[REPORT]), 200)
    assert (handed_in["status"], handed_in["submitted_on"]) == ("submitted", day(0))
    own = await play.move(play.person, "REPORT", "fulfilled")
    assert (own.status_code, own.json()["code"]) == (403, "forbidden")
    judged = made(await play.move(play.buyer, "REPORT", "fulfilled", assessment="It is all there."), 200)
    assert (judged["status"], judged["fulfilment_basis"]) == ("fulfilled", "outcome")
    assert (judged["assessor"], judged["evidence"]) == (str(play.buyer.person), [REPORT])
    assert judged["allowed_transitions"] == []


async def test_nothing_is_fulfilled_without_evidence(suppliers: Cast) -> None:
    play = await scene(suppliers)
    await play.move(play.person, "REPORT", "submitted")
    answer = await play.move(play.buyer, "REPORT", "fulfilled")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/evidence")


async def test_due_diligence_fulfils_where_the_clause_allows_it_and_the_request_is_shown(suppliers: Cast) -> None:
    play = await scene(suppliers)
    await play.move(play.person, "DISCLOSURE_COMPONENTS", "submitted")
    bare = await play.move(play.buyer, "DISCLOSURE_COMPONENTS", "fulfilled_by_due_diligence")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/formal_request")
    shown = await play.move(
        play.buyer, "DISCLOSURE_COMPONENTS", "fulfilled_by_due_diligence", formal_request=REQUEST
    )
    assert made(shown, 200)["formal_request"] == REQUEST
    assert shown.json()["fulfilment_basis"] == "due_diligence_evidence"


async def test_due_diligence_does_not_replace_a_report(suppliers: Cast) -> None:
    play = await scene(suppliers)
    await play.move(play.person, "REPORT", "submitted")
    answer = await play.move(play.buyer, "REPORT", "fulfilled_by_due_diligence", formal_request=REQUEST)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_due_diligence_alternative")


async def test_a_partial_fulfilment_needs_the_gaps_and_a_new_date(suppliers: Cast) -> None:
    play = await scene(suppliers)
    await play.move(play.person, "REPORT", "submitted", evidence=[REPORT])
    bare = await play.move(play.buyer, "REPORT", "partially_fulfilled")
    assert [fault["pointer"] for fault in bare.json()["errors"]] == ["/gaps", "/due_at"]
    facts = {"gaps": ["no obstacles named"], "due_at": day(30)}
    partly = made(await play.move(play.buyer, "REPORT", "partially_fulfilled", **facts), 200)
    assert (partly["status"], partly["gaps"], partly["due_at"]) == (
        "partially_fulfilled",
        ["no obstacles named"],
        day(30),
    )
    assert made(await play.move(play.person, "REPORT", "submitted"), 200)["status"] == "submitted"


async def test_only_the_manager_waives_and_with_a_reason(suppliers: Cast) -> None:
    play = await scene(suppliers)
    officer = await play.move(play.buyer, "DIALOGUE", "waived", reason="no need")
    assert officer.status_code == 403
    bare = await play.move(play.manager, "DIALOGUE", "waived")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert made(await play.move(play.manager, "DIALOGUE", "waived", reason="no need"), 200)["status"] == "waived"


async def test_what_is_overdue_can_be_breached_and_cured(suppliers: Cast) -> None:
    play = await scene(suppliers)
    assert (await play.one("DIALOGUE"))["status"] == "overdue"
    breached = made(await play.move(play.manager, "DIALOGUE", "breached", reason="No answer in 150 days."), 200)
    assert breached["status"] == "breached"
    bare = await play.move(play.buyer, "DIALOGUE", "cured")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/evidence")
    evidence = [{"kind": "meeting", "title": "First meeting"}]
    assert made(await play.move(play.buyer, "DIALOGUE", "cured", evidence=evidence), 200)["status"] == "cured"


async def test_what_is_scheduled_cannot_be_breached(suppliers: Cast) -> None:
    play = await scene(suppliers)
    answer = await play.move(play.manager, "ANNUAL_REVIEW", "breached", reason="x")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert answer.json()["allowed"] == ["submitted", "waived"]


async def test_a_supplier_admin_cannot_submit_an_obligation(suppliers: Cast) -> None:
    play = await scene(suppliers)
    owner = suppliers.supplier(play.contract["supplier_id"], Role.SUPPLIER_ADMIN, org=play.person.org)
    assert refusal(await play.move(owner, "REPORT", "submitted")) == FORBIDDEN


async def test_another_buyer_finds_no_obligation(suppliers: Cast) -> None:
    play, other = await scene(suppliers), await scene(suppliers)
    row = await play.one("REPORT")
    for contract, code in ((play.contract, "contract_not_found"), (other.contract, "obligation_not_found")):
        address = f"/v1/contracts/{contract['id']}/obligations/{row['id']}"
        for stranger in (other.buyer, other.person):
            answers = [
                await stranger.get(address),
                await stranger.post(f"{address}/transitions", json={"to": "submitted"}),
            ]
            assert {refusal(answer) for answer in answers} == {(404, code)}
    assert await play.one("REPORT") == row


async def test_an_obligation_lists_the_transitions_of_its_reader(suppliers: Cast) -> None:
    play = await scene(suppliers)
    row = await play.one("REPORT")
    address = f"/v1/contracts/{play.contract['id']}/obligations/{row['id']}"
    assert made(await play.person.get(address), 200)["allowed_transitions"] == ["submitted"]
    assert made(await play.manager.get(address), 200)["allowed_transitions"] == ["submitted", "waived"]


def event(verb: str, contract_id: str, on: str, **said: Any) -> Event:
    """An event of the dialogue service's feed."""
    return Event(
        position=1,
        id=uuid4(),
        at=now(),
        actor=NOBODY,
        actor_org=uuid4(),
        verb=verb,
        subject_type=verb.partition(".")[0],
        subject_id=uuid4(),
        origin=None,
        outcome=None,
        payload={"contract_ids": [contract_id], "supplier_id": str(uuid4()), "on": on, **said},
    )


async def follow(play: Scene, followed: Event) -> None:
    async with state_of(play.app).worker_sessions() as session, session.begin():
        await HANDLERS[followed.verb](session, followed)


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("dialogue.accepted", "DIALOGUE"),
        ("dialogue.activated", "DIALOGUE"),
        ("report.submitted", "REPORT"),
        ("review.held", "ANNUAL_REVIEW"),
        ("review.agreed", "ANNUAL_REVIEW"),
    ],
)
async def test_an_event_of_a_dialogue_submits_the_obligation(suppliers: Cast, verb: str, kind: str) -> None:
    play = await scene(suppliers)
    told = event(verb, play.contract["id"], day(0))
    await follow(play, told)
    row = await play.one(kind)
    assert (row["status"], row["submitted_on"]) == ("submitted", day(0))
    assert row["evidence"] == [
        {"kind": "event", "title": verb, "reference": f"{told.subject_type}/{told.subject_id}"}
    ]


async def test_a_review_answers_the_year_it_was_held_in(suppliers: Cast) -> None:
    play = await scene(suppliers, start=day(-20), end=day(1000))
    await follow(play, event("review.held", play.contract["id"], day(400)))
    reviews = await obligations_of(play.buyer, play.contract["id"], "ANNUAL_REVIEW")
    held_within_the_grace_of_the_first = [row["status"] for row in reviews]
    assert held_within_the_grace_of_the_first == ["submitted", "scheduled"]
    await follow(play, event("review.held", play.contract["id"], day(420)))
    reviews = await obligations_of(play.buyer, play.contract["id"], "ANNUAL_REVIEW")
    assert [row["status"] for row in reviews] == ["submitted", "submitted"]


async def test_later_events_do_not_change_an_assessed_obligation(suppliers: Cast) -> None:
    play = await scene(suppliers)
    await play.move(play.manager, "REPORT", "waived", reason="first year")
    await follow(play, event("report.submitted", play.contract["id"], day(0)))
    assert (await play.one("REPORT"))["status"] == "waived"


async def test_the_same_event_twice_is_evidence_once(suppliers: Cast) -> None:
    play = await scene(suppliers)
    told = event("review.held", play.contract["id"], day(0))
    await follow(play, told)
    await follow(play, told)
    assert len((await play.one("ANNUAL_REVIEW"))["evidence"]) == 1


async def test_a_late_answer_is_marked_late(suppliers: Cast) -> None:
    play = await scene(suppliers, start=day(0))
    await follow(play, event("dialogue.accepted", play.contract["id"], day(31)))
    assert (await play.one("DIALOGUE"))["flags"] == ["late"]


@pytest.mark.parametrize(("answers", "status"), [(["REPORT"], "submitted"), ([], "due"), (["DIALOGUE"], "due")])
async def test_only_a_report_answers_the_duty_to_report(suppliers: Cast, answers: list[str], status: str) -> None:
    play = await scene(suppliers)
    await follow(play, event("report.submitted", play.contract["id"], day(0), obligation_types=answers))
    assert (await play.one("REPORT"))["status"] == status


async def test_a_report_does_not_answer_the_duty_of_the_next_year(suppliers: Cast) -> None:
    """A contract that is registered late: the first report that is tracked is due in almost a year."""
    play = await scene(suppliers, start=day(-280), end=day(1000))
    reports = await obligations_of(play.buyer, play.contract["id"], "REPORT")
    assert [row["status"] for row in reports][:2] == ["not_tracked", "scheduled"]
    await follow(play, event("report.submitted", play.contract["id"], day(0)))
    assert (await play.one("REPORT"))["status"] == "scheduled"
    await follow(play, event("report.submitted", play.contract["id"], day(200)))
    assert (await play.one("REPORT"))["status"] == "submitted"


async def test_a_late_report_answers_the_duty_that_is_open(suppliers: Cast) -> None:
    play = await scene(suppliers, start=day(-20), end=day(1000))
    first, second = [day(300), day(310)]
    await follow(play, event("report.submitted", play.contract["id"], first))
    assert [row["status"] for row in await obligations_of(play.buyer, play.contract["id"], "REPORT")] == [
        "submitted",
        "scheduled",
        "scheduled",
    ]
    await follow(play, event("report.submitted", play.contract["id"], second))
    reports = await obligations_of(play.buyer, play.contract["id"], "REPORT")
    assert [len(row["evidence"]) for row in reports] == [1, 0, 0], "it is no report of the next year"


async def test_a_review_of_an_earlier_year_answers_no_duty_of_a_later_one(suppliers: Cast) -> None:
    play = await scene(suppliers, start=day(-800), end=day(1000))
    assert (await play.one("ANNUAL_REVIEW"))["due_at"] > day(250)
    await follow(play, event("review.held", play.contract["id"], day(-400)))
    assert (await play.one("ANNUAL_REVIEW"))["status"] == "scheduled"


@pytest.mark.parametrize(
    ("years_before", "status"), [(2, "scheduled"), (1, "submitted"), (0, "submitted"), (-1, "scheduled")]
)
async def test_a_review_answers_the_duty_of_its_own_year(suppliers: Cast, years_before: int, status: str) -> None:
    play = await scene(suppliers, start=day(-20), end=day(340))
    due_in = int((await play.one("ANNUAL_REVIEW"))["due_at"][:4])
    held = event("review.held", play.contract["id"], day(-1), year=due_in - years_before)
    await follow(play, held)
    assert (await play.one("ANNUAL_REVIEW"))["status"] == status


async def test_what_is_agreed_later_belongs_to_the_duty_that_the_review_answered(suppliers: Cast) -> None:
    play = await scene(suppliers, start=day(-20), end=day(1000))
    held = event("review.held", play.contract["id"], day(430))
    await follow(play, held)
    await follow(play, held.model_copy(update={"verb": "review.agreed"}))
    reviews = await obligations_of(play.buyer, play.contract["id"], "ANNUAL_REVIEW")
    assert [(row["status"], len(row["evidence"])) for row in reviews] == [("submitted", 2), ("scheduled", 0)]
