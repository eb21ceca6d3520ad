"""A contract and its dialogue whose next year is known: what happens on which day, if nobody acts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx

from chassis.calendar_arithmetic import working_days_after

Event = tuple[str, str, str]
"""Verb, id of the subject, and the day from which it is so."""

FACTS = {
    "title": "Laptops of a year",
    "kind": "single",
    "model": "purchase",
    "product_categories": ["laptop"],
    "estimated_units_per_year": 100,
}
CONTACT = {
    "person_name": "Contact of a year",
    "function_title": "Responsible sourcing lead",
    "function_area": "human_rights",
    "email": "rights@meridiaan.example",
    "purpose": "clause_contact",
    "declared_not_sales": True,
}
LAST_DAY, CONTACT_LEAVES, REVIEW_WAS_DUE, HORIZON = 330, 100, -5, 365


@dataclass
class Year:
    """Registered through the public API on `first`; `expected` holds what its year brings, in no order."""

    buyer: httpx.Client
    supplier: httpx.Client
    first: date
    expected: list[Event] = field(default_factory=list)

    def day(self, offset: int) -> date:
        return self.first + timedelta(days=offset)

    def on(self, offset: int) -> str:
        return self.day(offset).isoformat()

    def expect(self, verb: str, subject: str, day: date) -> None:
        """Days before the first count from the first; days after the year are not seen."""
        if day <= self.day(HORIZON):
            self.expected.append((verb, subject, max(day, self.first).isoformat()))

    def prepare(self) -> None:
        supplier_id = get(self.supplier, "/v1/me")["supplier_id"]
        self._end_other_contacts(supplier_id)
        self._contract(supplier_id)
        self._silence(supplier_id)
        self._dialogue(supplier_id)
        self._review(supplier_id)

    def _end_other_contacts(self, supplier_id: str) -> None:
        """The contact of this year is then the last one."""
        query = {"supplier_id": supplier_id, "status": "accepted", "purpose": "clause_contact"}
        for contact in get(self.buyer, "/v1/contact-points", **query)["items"]:
            post(self.buyer, f"/v1/contact-points/{contact['id']}/transitions", {"to": "ended"})

    def _contract(self, supplier_id: str) -> None:
        leaves = self.day(CONTACT_LEAVES)
        contact = post(
            self.buyer, "/v1/contact-points", {**CONTACT, "supplier_id": supplier_id, "active_to": str(leaves)}
        )
        body = {**FACTS, "supplier_id": supplier_id, "reference": f"YEAR-{self.first}", "start": self.on(0)}
        clauses = [{"template": "human-rights-clause", "included_at": "tender"}]
        contract = post(self.buyer, "/v1/contracts", {**body, "end": self.on(LAST_DAY), "clauses": clauses})
        self.expect("contract.expired", contract["id"], self.day(LAST_DAY + 1))
        self.expect("contact_point.ended", contact["id"], leaves + timedelta(days=1))
        self.expect("contact_vacancy.opened", contract["id"], leaves + timedelta(days=1))
        for row in get(self.buyer, f"/v1/contracts/{contract['id']}/obligations")["items"]:
            for verb, day in self._duty(row, leaves):
                self.expect(f"obligation.{verb}", row["id"], day)

    def _duty(self, row: dict[str, Any], leaves: date) -> Iterator[tuple[str, date]]:
        """What days bring to an obligation that nobody answers; the contact leaves and is not replaced."""
        if row["type"] == "CONTACT":
            yield "became_due", leaves + timedelta(days=1)
            yield "became_overdue", working_days_after(leaves, 20) + timedelta(days=1)
            return
        template = get(self.buyer, "/v1/clause-templates/human-rights-clause")
        duty = next(duty for duty in template["duties"] if duty["type"] == row["type"])
        due = date.fromisoformat(row["due_at"])
        yield "due_soon", due - timedelta(days=30)
        yield "became_due", due - timedelta(days=duty["notice_days"])
        yield "became_overdue", due + timedelta(days=duty["grace_days"] + 1)

    def _silence(self, supplier_id: str) -> None:
        proposed = self._proposed(supplier_id)
        answer_by = date.fromisoformat(proposed["answer_by"])
        self.expect("dialogue.unanswered", proposed["id"], answer_by + timedelta(days=1))

    def _dialogue(self, supplier_id: str) -> None:
        talk = self._accepted(supplier_id)
        body = {"dialogue_id": talk, "questionnaire": "hrdd-start", "due_at": self.on(40)}
        assignment = post(self.buyer, "/v1/assignments", body)
        self.expect("assignment.reminder_due", assignment["id"], self.day(33))
        self.expect("assignment.became_overdue", assignment["id"], self.day(41))
        body = {
            "dialogue_id": talk,
            "kind": "deepening",
            "starts_at": f"{self.on(-1)}T09:00:00Z",
            "minutes": "Said.",
        }
        meeting = post(self.buyer, "/v1/meetings", body)
        shared = post(self.buyer, f"/v1/meetings/{meeting['id']}/transitions", {"to": "minutes_shared"})
        comment_until = date.fromisoformat(shared["comment_until"])
        self.expect("meeting.minutes_agreed", meeting["id"], comment_until + timedelta(days=1))
        body = {"dialogue_id": talk, "owner_side": "supplier", "title": "Name the sites", "due_date": self.on(120)}
        action = post(self.buyer, "/v1/action-points", {**body, "success_criterion": "A list is accepted."})
        post(self.supplier, f"/v1/action-points/{action['id']}/transitions", {"to": "agreed"})
        self.expect("action.became_overdue", action["id"], self.day(121))

    def _review(self, supplier_id: str) -> None:
        """A review that is due since some days; its contract began a year before that."""
        due = self.day(REVIEW_WAS_DUE)
        start = due.replace(year=due.year - 1) if (due.month, due.day) != (2, 29) else due - timedelta(days=366)
        body = {**FACTS, "supplier_id": supplier_id, "reference": f"BEFORE-{self.first}", "start": str(start)}
        contract = post(self.buyer, "/v1/contracts", {**body, "end": self.on(3 * HORIZON)})
        talk = self._accepted(supplier_id, contract_ids=[contract["id"]])
        review = post(self.buyer, "/v1/annual-reviews", {"dialogue_id": talk, "year": due.year})
        self.expect("review.became_due", review["id"], date.fromisoformat(review["due_on"]))
        self.expect("review.missed", review["id"], date.fromisoformat(review["grace_ends"]) + timedelta(days=1))

    def _proposed(self, supplier_id: str, **facts: Any) -> dict[str, Any]:
        body = {"supplier_id": supplier_id, "basis": "voluntary", "title": "A year of laptops", **facts}
        return post(self.buyer, "/v1/dialogues", body)

    def _accepted(self, supplier_id: str, **facts: Any) -> str:
        proposed = str(self._proposed(supplier_id, **facts)["id"])
        post(self.supplier, f"/v1/dialogues/{proposed}/transitions", {"to": "accepted"})
        return proposed


def get(client: httpx.Client, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())
