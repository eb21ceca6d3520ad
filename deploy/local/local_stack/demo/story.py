"""The story the platform exists for, played against a running system through the gateway alone.

A buyer's officer registers a supplier, records a contract with the human-rights clause, imports a factory list,
asks questions and judges the answers, meets, agrees action points on both sides; a monitor reports what it found
at one factory; the buyer sees at once which contract it touches; the annual review's agenda builds itself.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from local_stack.accounts import Account
from local_stack.demo.invented import FACTORY_LIST, GENERIC, SPECIFIC, TOUCHED_SITE, Calendar
from local_stack.demo.people import Person, Say


@dataclass
class Story:
    """Who takes part, and what each chapter leaves for the next."""

    gateway: str
    accounts: Mapping[str, Account]
    say: Say
    calendar: Calendar = field(default_factory=lambda: Calendar(datetime.now(UTC).date()))
    number: str = field(default_factory=lambda: secrets.token_hex(3))
    facts: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        if name not in self.people:
            account = self.accounts[name]
            self.people[name] = Person.signed_in(
                name, self.gateway, username=account["username"], password=account["password"]
            )
        return self.people[name]

    def play(self) -> dict[str, Any]:
        """Every chapter in order; gives the ids of what was made. Raises Refused where the platform says no."""
        try:
            for title, chapter in CHAPTERS.items():
                self.say(f"\n{title}")
                chapter(self)
        finally:
            self.close()
        return self.facts

    def close(self) -> None:
        for person in self.people.values():
            person.close()


def register(story: Story) -> None:
    buyer = story.person("buyer")
    body = {
        "name": f"Meridiaan Devices {story.number}",
        "country": "BE",
        "kinds": ["supplier", "brand"],
        "identifiers": [],
    }
    supplier = buyer.post("/v1/suppliers", body)
    story.facts["supplier"] = supplier["id"]
    story.say(f"  The buyer's officer registers the supplier {supplier['name']}.")
    invitation = buyer.post(
        "/v1/invitations",
        {
            "email": f"rights.{story.number}@meridiaan.example",
            "role": "supplier_contact",
            "supplier_id": supplier["id"],
        },
    )
    username, password = f"meridiaan-{story.number}", secrets.token_urlsafe(15)
    accepted = {"token": invitation["token"], "username": username, "password": password}
    buyer.post("/v1/invitations/accept", accepted)
    story.people["supplier"] = Person.signed_in("supplier", story.gateway, username=username, password=password)
    who = story.people["supplier"].get("/v1/me")
    story.say(
        f"  Its person accepts the invitation and is {', '.join(who['roles'])} of {who['organisation']['name']}."
    )


def name_a_contact(story: Story) -> None:
    buyer = story.person("buyer")
    contact = {
        "supplier_id": story.facts["supplier"],
        "person_name": "Contact of the demo",
        "function_title": "Responsible sourcing lead",
        "function_area": "account_management",
        "email": f"rights.{story.number}@meridiaan.example",
        "purpose": "clause_contact",
        "declared_not_sales": True,
    }
    refusal = buyer.post("/v1/contact-points", contact, expect=422)
    story.say(f"  An account manager is refused as the clause's contact: {refusal['code']}.")
    accepted = buyer.post("/v1/contact-points", {**contact, "function_area": "human_rights"})
    story.say(f"  Somebody who works on human rights is {accepted['status']}.")


def sign(story: Story) -> None:
    buyer = story.person("buyer")
    product = buyer.post(
        "/v1/products",
        {
            "supplier_id": story.facts["supplier"],
            "brand": "Meridiaan",
            "model_name": "Folio 14",
            "model_number": f"F14-{story.number}",
            "category": "laptop",
        },
    )
    contract = buyer.post(
        "/v1/contracts",
        {
            "supplier_id": story.facts["supplier"],
            "reference": f"CLIENTS-{story.number}",
            "title": "Laptops for staff and students",
            "kind": "framework",
            "model": "purchase",
            "product_categories": ["laptop"],
            "start": story.calendar.days(-400),
            "end": story.calendar.days(700),
            "estimated_units_per_year": 5000,
            "clauses": [{"template": "human-rights-clause", "included_at": "tender"}],
        },
    )
    story.facts |= {"product": product["id"], "contract": contract["id"]}
    story.say(f"  The contract {contract['reference']} is {contract['status']}; its clause makes these duties:")
    for duty in buyer.get(f"/v1/contracts/{contract['id']}/obligations")["items"]:
        story.say(f"    {duty['type']:<24} {duty['status']:<14} due {duty['due_at']}")
    delivery = {"product_id": product["id"], "delivered_from": story.calendar.days(-390), "units": 4800}
    buyer.post(f"/v1/contracts/{contract['id']}/deliveries", delivery)


def disclose(story: Story) -> None:
    supplier, buyer = story.people["supplier"], story.person("buyer")
    form = {
        "supplier_id": story.facts["supplier"],
        "product_id": story.facts["product"],
        "valid_from": story.calendar.days(-390),
        "tier": "T0",
    }
    sheet = {"file": ("factories.csv", FACTORY_LIST.encode(), "text/csv")}
    tried = supplier.call("POST", "/v1/disclosure-imports", data={**form, "dry_run": "true"}, files=sheet)
    story.say(f"  The supplier tries its list out first: {tried['rows']}; nothing is written.")
    done = supplier.call("POST", "/v1/disclosure-imports", data=form, files=sheet)
    done = supplier.finished(f"/v1/disclosure-imports/{done['id']}")
    story.say(f"  Then it imports it: {done['rows']}.")
    disclosure = f"/v1/disclosures/{done['disclosure_id']}"
    supplier.move(disclosure, "submitted")
    accepted = buyer.move(disclosure, "accepted")
    story.facts["disclosure"] = done["disclosure_id"]
    sites = buyer.get("/v1/facilities", supplier_id=story.facts["supplier"])["items"]
    story.say(f"  The buyer reads and {accepted['status']} it; {len(sites)} sites stand in the register.")


def converse(story: Story) -> None:
    supplier, buyer = story.people["supplier"], story.person("buyer")
    dialogue = buyer.post(
        "/v1/dialogues",
        {
            "supplier_id": story.facts["supplier"],
            "contract_ids": [story.facts["contract"]],
            "basis": "clause",
            "title": "Human rights in the making of our laptops",
        },
    )
    story.facts["dialogue"] = dialogue["id"]
    body = {"dialogue_id": dialogue["id"], "questionnaire": "hrdd-start", "due_at": story.calendar.days(30)}
    assignment = buyer.post("/v1/assignments", body)
    path = f"/v1/assignments/{assignment['id']}"
    codes = [question["code"] for question in assignment["questions"]]
    for index, code in enumerate(codes):
        supplier.put(f"{path}/answers/{code}", {"text": SPECIFIC if index % 2 else GENERIC})
    supplier.move(path, "submitted")
    story.say(f"  {len(codes)} questions asked and answered. The buyer judges each answer and says why:")
    for index, code in enumerate(codes):
        level = 2 if index % 2 else 1
        motive = "names a site, a number and a date" if level == 2 else "a policy, nothing about our products"
        buyer.put(f"{path}/reviews/{code}", {"level": level, "motive": motive})
    refusal = buyer.put(f"{path}/reviews/{codes[1]}", {"level": 3, "motive": "convincing"}, expect=422)
    story.say(f"    level 3 without a document is refused: {refusal['code']}")
    buyer.move(path, "review_shared")
    again = buyer.post(f"{path}/rounds", {"due_at": story.calendar.days(60)})
    story.facts |= {"assignment": assignment["id"], "second_round": again["id"]}
    asked = ", ".join(question["code"] for question in again["questions"])
    story.say(f"    round 2 asks only what stayed general: {asked}")


def meet(story: Story) -> None:
    supplier, buyer = story.people["supplier"], story.person("buyer")
    meeting = buyer.post(
        "/v1/meetings",
        {
            "dialogue_id": story.facts["dialogue"],
            "kind": "auditor_session",
            "starts_at": f"{story.calendar.days(-3)}T09:00:00Z",
            "participants": [
                {"role": "buyer", "name": "Officer of the demo", "organisation": "Demo buyer"},
                {
                    "role": "supplier_auditor",
                    "name": "Auditor of the demo",
                    "organisation": "Meridiaan Devices",
                    "function_area": "audit",
                },
            ],
            "agenda": ["What the last audit found", "What we as a buyer can change"],
            "minutes": "The audit's open points were read together.",
            "decisions": ["Both sides take one action point."],
        },
    )
    points = {
        "supplier": "Repay the recruitment fees found so far",
        "buyer": "Give the yearly forecast twelve weeks earlier",
    }
    for side, title in points.items():
        body = {
            "dialogue_id": story.facts["dialogue"],
            "meeting_id": meeting["id"],
            "owner_side": side,
            "title": title,
            "success_criterion": "Shown by a document the other side has read",
            "due_date": story.calendar.days(120),
        }
        point = buyer.post("/v1/action-points", body)
        story.facts[f"{side}_action"] = point["id"]
        story.say(f"  {side} takes on: {title}")
    owned = f"/v1/action-points/{story.facts['supplier_action']}"
    supplier.move(owned, "agreed")
    supplier.move(owned, "in_progress")
    supplier.move(owned, "done_claimed")
    refusal = supplier.post(f"{owned}/transitions", {"to": "verified"}, expect=403)
    story.say(f"  The supplier cannot close its own point ({refusal['code']}); nor can the buyer its own.")
    story.facts["meeting"] = meeting["id"]


def find(story: Story) -> None:
    author, editor, buyer = (story.person(name) for name in ("monitor_author", "monitor_editor", "buyer"))
    finding = author.post(
        "/v1/findings",
        {
            "facility": dict(TOUCHED_SITE),
            "period_from": story.calendar.days(-120),
            "period_to": story.calendar.days(-60),
            "method": ["worker_interviews_offsite"],
            "summary_public": "Agency workers paid fees to be hired, in part not repaid.",
            "description_restricted": "Invented for the demo.",
            "provisions": ["FL02"],
            "scale": 3,
            "scope": 2,
            "irremediability": 2,
            "severity_motive": "Debt that takes months of pay to work off.",
            "source_risk": "low",
            "declaration_no_personal_data": True,
        },
    )
    path = f"/v1/findings/{finding['id']}"
    author.move(path, "submitted")
    unseen = buyer.call("GET", path, expect=404)
    story.say(f"  The monitor drafts a finding; for everyone else it does not exist: {unseen['code']}.")
    checklist = {"no_personal_data": True, "period_is_coarse": True, "sources_consented": True}
    editor.move(path, "validated", checklist=checklist)
    match = editor.post("/v1/facilities/match", {"queries": {"site": dict(TOUCHED_SITE)}, "limit": 3})
    best = match["responses"]["site"]["results"][0]
    story.say(f"  Which site is it? {best['facility']['name']}: {best['decision']}, {best['score']:.2f}.")
    editor.move(
        path,
        "shared",
        audiences=["affiliates"],
        facility_id=best["facility"]["id"],
        reason="Buyers prepare before the supplier is told.",
    )
    story.facts |= {"finding": finding["id"], "facility": best["facility"]["id"]}
    story.say("  A person, the monitor's editor, confirms the site and shares it with affiliated buyers first.")


def see_exposure(story: Story) -> None:
    buyer, second = story.person("buyer"), story.person("second_buyer")
    touched = buyer.get("/v1/exposures", finding_id=story.facts["finding"])
    for item in touched["items"]:
        if item["contract_id"] == story.facts["contract"]:
            story.say(
                f"  It touches {item['contract_reference']} through {item['product_name']}"
                f" ({item['tier']}, {item['match_kind']}, confidence {item['confidence']})."
            )
    story.say(f"  How much is known at all: {touched['coverage']}")
    other = second.get("/v1/exposures", finding_id=story.facts["finding"])
    story.say(
        f"  The second buyer, who does not buy from there, gets {len(other['items'])} rows of the same shape."
    )


def review(story: Story) -> None:
    buyer = story.person("buyer")
    year = story.calendar.today.year
    made = buyer.post("/v1/annual-reviews", {"dialogue_id": story.facts["dialogue"], "year": year})
    agenda = buyer.get(f"/v1/annual-reviews/{made['id']}/agenda")
    story.facts["review"] = made["id"]
    for position, item in enumerate(agenda["items"], start=1):
        story.say(f"  {position:>2}. {item['kind']:<24} {item['title']}")
    story.say(f"  internal annex, not for the supplier: {[item['kind'] for item in agenda['internal_annex']]}")


def look(story: Story) -> None:
    overview = story.person("buyer").get("/v1/dashboards/overview")
    for figure in overview["figures"]:
        value = "unknown" if figure["value"] is None else f"{figure['value']} {figure['unit']}"
        story.say(f"  {figure['kpi']:<28} {value} ({figure['numerator']} of {figure['denominator']})")


CHAPTERS = {
    "1  A supplier, and a person who speaks for it": register,
    "2  A contact who is not a salesperson": name_a_contact,
    "3  A contract with the human-rights clause": sign,
    "4  Where it is made, and by whom": disclose,
    "5  Questions, answers, and what they are worth": converse,
    "6  A meeting that leaves action points on both sides": meet,
    "7  A monitor reports what it found": find,
    "8  Which of my contracts does that touch?": see_exposure,
    "9  The annual review's agenda builds itself": review,
    "10 The overview": look,
}
