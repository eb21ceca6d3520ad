"""Equivalence dossiers: a supplier shows that a product meets a label's criteria, and the buyer decides."""

from collections.abc import Iterable
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from chassis.callers import machine
from chassis.state import state_of
from chassis.vocabulary import Role
from suppliers.equivalence.rules import (
    CriterionAssessment,
    DecisionStage,
    DossierStatus,
    dossier_state,
)
from suppliers.representatives.actions import dismiss, part
from support.cast import Actor, Cast
from support.events import events_for
from support.market import contract_of, linked_user, made, product_of, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

S = DossierStatus
CRITERIA = [
    {"criterion": "Spare parts", "supplier_claim": "Seven years.", "evidence": [{"title": "Price list"}]},
    {"criterion": "Recycled content", "supplier_claim": "A third.", "evidence": []},
]
PATH = "/v1/equivalence-dossiers"
ALREADY_HEARD = ["equivalence_dossier.drafted", "equivalence_dossier.submitted"]


class Tender:
    """A buyer that asks for a label, a colleague and a manager of it, and a supplier without the label."""

    def __init__(self, suppliers: Cast, buyer: Actor, author: Actor, product_id: str) -> None:
        self.buyer, self.author, self.product_id = buyer, author, product_id
        self.manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)

    def facts(self, **facts: Any) -> dict[str, Any]:
        return {
            "buyer_id": str(self.buyer.org),
            "product_id": self.product_id,
            "requirement": "EPEAT silver or equivalent",
            "scheme": "EPEAT",
            "min_level": "silver",
            "route": "technical_dossier",
            "reason_label_unobtainable": "The label has no criteria for this kind of device.",
            "criteria": CRITERIA,
            **facts,
        }

    async def written(self, **facts: Any) -> str:
        """The address of a draft of the supplier."""
        return f"{PATH}/{made(await self.author.post(PATH, json=self.facts(**facts)))['id']}"

    async def submitted(self) -> str:
        address = await self.written()
        await move(self.author, address, to="submitted")
        return address

    async def rejected(self) -> str:
        address = await self.submitted()
        await move(self.buyer, address, to="under_assessment")
        await move(self.buyer, address, **decision("rejected", "met", "not_met"))
        return address


@pytest.fixture
async def tender(suppliers: Cast) -> Tender:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    author = await linked_user(suppliers, seller, buyer)
    return Tender(suppliers, buyer, author, (await product_of(buyer, seller))["id"])


async def move(actor: Actor, address: str, **body: Any) -> dict[str, Any]:
    return made(await actor.post(f"{address}/transitions", json=body), 200)


async def refused(actor: Actor, address: str, **body: Any) -> tuple[int, str]:
    answer = await actor.post(f"{address}/transitions", json=body)
    return answer.status_code, answer.json()["code"]


def decision(to: str, *assessments: str, numbers: Iterable[int] = (1, 2, 3)) -> dict[str, Any]:
    criteria = [
        {"number": number, "assessment": assessment, "motive": "As the evidence says."}
        for number, assessment in zip(numbers, assessments, strict=False)
    ]
    return {"to": to, "reason": "As each criterion says.", "criteria": criteria}


def test_the_state_is_the_last_decision_about_what_the_author_did() -> None:
    first, appeal = DecisionStage.ASSESSMENT, DecisionStage.APPEAL
    table = [
        (S.DRAFT, [], S.DRAFT),
        (S.SUBMITTED, [], S.SUBMITTED),
        (S.SUBMITTED, [(first, S.UNDER_ASSESSMENT)], S.UNDER_ASSESSMENT),
        (S.SUBMITTED, [(first, S.MORE_INFO_NEEDED)], S.MORE_INFO_NEEDED),
        (S.SUBMITTED, [(first, S.ACCEPTED)], S.ACCEPTED),
        (S.APPEALED, [(first, S.REJECTED)], S.APPEALED),
        (S.APPEALED, [(first, S.REJECTED), (appeal, S.ACCEPTED)], S.ACCEPTED),
        (S.APPEALED, [(first, S.REJECTED), (appeal, S.REJECTED)], S.REJECTED),
    ]
    for authors, decisions, state in table:
        assert dossier_state(authors, decisions) is state


async def test_a_dossier_is_written_submitted_assessed_and_accepted(tender: Tender) -> None:
    buyer, author = tender.buyer, tender.author
    address = await tender.written()
    assert (await buyer.get(address)).status_code == 404
    assert (await buyer.get(PATH)).json()["items"] == []
    draft = made(await author.get(address), 200)
    assert (draft["status"], draft["entered_by_buyer"], draft["allowed_transitions"]) == (
        "draft",
        False,
        ["submitted"],
    )
    await move(author, address, to="submitted")
    seen = made(await buyer.get(address), 200)
    assert (seen["status"], seen["allowed_transitions"]) == ("submitted", ["under_assessment"])
    await move(buyer, address, to="under_assessment")
    accepted = await move(buyer, address, **decision("accepted", "met", "not_applicable"))
    assert accepted["status"] == "accepted"
    [decided] = accepted["decisions"]
    assert (decided["stage"], decided["submission"], decided["status"]) == ("assessment", 1, "accepted")
    assert [each["assessment"] for each in decided["criteria"]] == ["met", "not_applicable"]
    read = made(await author.get(address), 200)
    assert read == {**accepted, "allowed_transitions": []}
    for reader in (buyer, author):
        [item] = (await reader.get(PATH)).json()["items"]
        assert item == {name: read[name] for name in item}
        assert (await reader.get(PATH, params={"status": "accepted"})).json()["items"] == [item]
        assert (await reader.get(PATH, params={"status": "submitted"})).json()["items"] == []


@pytest.mark.parametrize("assessments", list(product(CriterionAssessment, repeat=2)))
async def test_a_dossier_is_accepted_only_if_every_criterion_that_applies_is_met(
    tender: Tender, assessments: tuple[CriterionAssessment, CriterionAssessment]
) -> None:
    address = await tender.submitted()
    await move(tender.buyer, address, to="under_assessment")
    is_met = "met" in assessments and "not_met" not in assessments
    answer = await tender.buyer.post(f"{address}/transitions", json=decision("accepted", *assessments))
    said = (answer.status_code, answer.json().get("code"))
    assert said == ((200, None) if is_met else (422, "criteria_not_met"))


async def test_a_decision_has_a_reason_and_names_each_criterion_once(tender: Tender) -> None:
    address = await tender.submitted()
    await move(tender.buyer, address, to="under_assessment")
    incomplete = (422, "criteria_incomplete")
    for to in ("accepted", "rejected"):
        assert await refused(tender.buyer, address, to=to, reason="So.") == incomplete
        assert await refused(tender.buyer, address, **decision(to, "met")) == incomplete
        assert await refused(tender.buyer, address, **decision(to, "met", "met", "met")) == incomplete
        assert await refused(tender.buyer, address, **decision(to, "met", "met", numbers=(1, 1))) == incomplete
        without = {**decision(to, "met", "met"), "reason": None}
        assert await refused(tender.buyer, address, **without) == (422, "move_incomplete")
        blank = {**decision(to, "met", "met"), "reason": " "}
        assert await refused(tender.buyer, address, **blank) == (422, "invalid")
    assert made(await tender.buyer.get(address), 200)["status"] == "under_assessment"


async def test_the_buyer_asks_for_more_and_the_supplier_submits_again(tender: Tender) -> None:
    address = await tender.submitted()
    changes = {"criteria": CRITERIA[:1]}

    async def changed(actor: Actor) -> tuple[int, str | None]:
        tag = (await actor.get(address)).headers["ETag"]
        answer = await actor.patch(address, json=changes, headers={"If-Match": tag})
        return answer.status_code, answer.json().get("code")

    assert await changed(tender.author) == (409, "dossier_is_fixed")
    await move(tender.buyer, address, to="under_assessment")
    await move(tender.buyer, address, to="more_info_needed", reason="Which document shows the second?")
    assert await changed(tender.buyer) == (409, "dossier_is_fixed")
    assert await changed(tender.author) == (200, None)
    again = await move(tender.author, address, to="submitted")
    assert (again["status"], [each["submission"] for each in again["decisions"]]) == ("submitted", [1])
    await move(tender.buyer, address, to="under_assessment")
    accepted = await move(tender.buyer, address, **decision("accepted", "met"))
    assert [(each["submission"], each["status"]) for each in accepted["decisions"]] == [
        (1, "more_info_needed"),
        (2, "accepted"),
    ]


@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
async def test_another_manager_decides_about_an_appeal_once(suppliers: Cast, tender: Tender, outcome: str) -> None:
    address = await tender.rejected()
    assert await refused(tender.author, address, to="appealed") == (422, "move_incomplete")
    await move(tender.author, address, to="appealed", reason="The price list was overlooked.")
    judged = decision(outcome, "met", "met" if outcome == "accepted" else "not_met")
    assert await refused(tender.buyer, address, **judged) == (403, "forbidden")
    decided = await move(tender.manager, address, **judged)
    assert decided["status"] == outcome
    assert [each["stage"] for each in decided["decisions"]] == ["assessment", "appeal"]
    assert made(await tender.author.get(address), 200)["allowed_transitions"] == []
    again = await refused(tender.author, address, to="appealed", reason="Once more.")
    assert again[0] in (403, 409)


async def test_the_manager_that_rejected_does_not_decide_about_the_appeal(tender: Tender) -> None:
    address = await tender.submitted()
    await move(tender.manager, address, to="under_assessment")
    await move(tender.manager, address, **decision("rejected", "not_met", "met"))
    await move(tender.author, address, to="appealed", reason="It is met.")
    judged = decision("accepted", "met", "met")
    assert await refused(tender.manager, address, **judged) == (403, "appeal_judged_by_assessor")


async def test_a_buyer_enters_a_dossier_for_a_supplier_and_another_person_assesses_it(
    suppliers: Cast, tender: Tender
) -> None:
    seller = (await supplier_of(tender.buyer))["id"]
    facts = tender.facts(buyer_id=None, supplier_id=seller)
    address = f"{PATH}/{made(await tender.buyer.post(PATH, json=facts))['id']}"
    reader = await linked_user(suppliers, seller, tender.buyer)
    assert (await reader.get(address)).status_code == 404
    submitted = await move(tender.buyer, address, to="submitted")
    assert submitted["entered_by_buyer"] is True
    assert made(await reader.get(address), 200)["allowed_transitions"] == []
    late = await linked_user(suppliers, seller, tender.buyer)
    assert (await late.get(address)).status_code == 200
    assert await refused(tender.buyer, address, to="under_assessment") == (403, "assessed_by_author")
    assert await refused(reader, address, to="under_assessment") == (403, "forbidden")
    await move(tender.manager, address, to="under_assessment")
    await move(tender.manager, address, **decision("rejected", "met", "not_met"))
    assert made(await late.get(address), 200)["status"] == "rejected"


async def test_nobody_else_knows_of_a_dossier(suppliers: Cast, tender: Tender) -> None:
    address = await tender.submitted()
    rival = await linked_user(suppliers, (await supplier_of(tender.buyer))["id"], tender.buyer)
    for other in (suppliers.buyer(), rival):
        assert (await other.get(address)).json()["code"] == "equivalence_dossier_not_found"
        assert (await other.get(PATH)).json()["items"] == []
        assert await refused(other, address, to="under_assessment") == (404, "equivalence_dossier_not_found")
        patched = await other.patch(address, json={"criteria": []}, headers={"If-Match": '"2."'})
        assert patched.status_code == 404
    for other in (suppliers.monitor(), suppliers.expert(), suppliers.platform()):
        assert refusal(await other.get(address)) == FORBIDDEN
    assert refusal(await suppliers.anonymous.get(address)) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post(PATH, json={})) == UNAUTHENTICATED
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=tender.buyer.org)
    assert (await viewer.get(address)).status_code == 200
    assert await refused(viewer, address, to="under_assessment") == (403, "forbidden")


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"criteria": []}, ["/criteria"]),
        ({"reason_label_unobtainable": None}, ["/reason_label_unobtainable"]),
        ({"route": "equivalent_label"}, ["/equivalent_label"]),
        ({"route": "equivalent_label", "criteria": []}, ["/criteria", "/equivalent_label"]),
    ],
)
async def test_what_a_dossier_needs_before_it_is_submitted(
    tender: Tender, facts: dict[str, Any], missing: list[str]
) -> None:
    address = await tender.written(**facts)
    answer = await tender.author.post(f"{address}/transitions", json={"to": "submitted"})
    assert (answer.status_code, answer.json()["code"]) == (422, "dossier_incomplete")
    assert [error["pointer"] for error in answer.json()["errors"]] == missing
    assert (await tender.buyer.get(address)).status_code == 404


async def test_what_a_dossier_is_about(suppliers: Cast, tender: Tender) -> None:
    nobody = str(tender.author.org)
    others = await contract_of(suppliers.buyer())
    for facts, status, code in (
        ({"buyer_id": nobody}, 404, "buyer_not_found"),
        ({"buyer_id": None}, 404, "buyer_not_found"),
        ({"supplier_id": nobody}, 404, "supplier_not_found"),
        ({"product_id": nobody}, 404, "product_not_found"),
        ({"contract_id": others["id"]}, 404, "contract_not_found"),
        ({"min_level": "platinum"}, 422, "unknown_level"),
        ({"scheme": "TCO_CERTIFIED"}, 422, "unknown_level"),
        ({"route": "promise"}, 422, "invalid"),
        ({"status": "accepted"}, 422, "invalid"),
    ):
        answer = await tender.author.post(PATH, json=tender.facts(**facts))
        assert (answer.status_code, answer.json()["code"]) == (status, code), facts
        if code == "unknown_level":
            assert [error["pointer"] for error in answer.json()["errors"]] == ["/min_level"]
    own = await contract_of(tender.buyer)
    for facts, code in (({"buyer_id": nobody}, "buyer_not_found"), ({"supplier_id": None}, "supplier_not_found")):
        answer = await tender.buyer.post(PATH, json=tender.facts(supplier_id=own["supplier_id"]) | facts)
        assert (answer.status_code, answer.json()["code"]) == (404, code)
    entered = tender.facts(supplier_id=own["supplier_id"], contract_id=own["id"])
    assert made(await tender.buyer.post(PATH, json=entered))["contract_id"] == own["id"]


@pytest.mark.parametrize("is_refused", [True, False])
async def test_who_no_longer_works_with_a_buyer_sends_it_no_dossier(
    suppliers: Cast, tender: Tender, *, is_refused: bool
) -> None:
    """Nor hears what the buyer decides about an earlier one, which is not the author's to read any more."""
    draft, rejected, waiting = await tender.written(), await tender.rejected(), await tender.submitted()
    parties = {
        "supplier_id": UUID(made(await tender.author.get(draft), 200)["supplier_id"]),
        "buyer_id": tender.buyer.org,
        "org_id": tender.author.org,
    }
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        await (dismiss(session, machine("suppliers"), **parties) if is_refused else part(session, **parties))
    assert await refused(tender.author, draft, to="submitted") == (404, "buyer_not_found")
    assert (await tender.buyer.get(draft)).status_code == 404
    assert (await refused(tender.author, rejected, to="appealed", reason="Read it again."))[0] in (404, 409)
    await move(tender.buyer, waiting, to="under_assessment")
    await move(tender.buyer, waiting, **decision("rejected", "met", "not_met"))
    heard = await events_for(suppliers.app, tender.author.org)
    assert [verb for verb, subject in heard if waiting.endswith(subject)] == ALREADY_HEARD
