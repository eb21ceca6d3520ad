"""The first chapters: a supplier and its representative, a contract with the clause, the factories."""

import secrets

from local_stack.demo.invented_data import CONTACT, CONTRACT, FACTORY_LIST, LAPTOP
from local_stack.demo.people import Person, counted
from local_stack.demo.story import Story


def register_supplier(story: Story) -> None:
    buyer = story.person("buyer")
    body = {
        "name": f"Meridiaan Devices {story.number}",
        "country": "BE",
        "kinds": ["supplier", "brand"],
        "identifiers": [],
    }
    supplier = buyer.post("/v1/suppliers", body)
    story.facts["supplier"] = supplier["id"]
    story.say(f"  A procurement officer of the City of Exampleton registers the supplier {supplier['name']}")
    story.say("  and invites a person of the supplier with a one-time token.")
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
    me = story.people["supplier"].get("/v1/me")
    story.say(f"  The person creates an account: {', '.join(me['roles'])} of {me['organisation']['name']}.")
    story.say("  From now on both sides work on the same dossier, each with its own account.")


def add_contact_point(story: Story) -> None:
    buyer = story.person("buyer")
    contact = {
        "supplier_id": story.facts["supplier"],
        "email": f"rights.{story.number}@meridiaan.example",
        **CONTACT,
    }
    refusal = buyer.post("/v1/contact-points", {**contact, "function_area": "account_management"}, expect=422)
    story.say("  The officer names an account manager as the contact point for human rights. This is refused:")
    story.say(f"    {refusal['code']}: {refusal['detail']}")
    accepted = buyer.post("/v1/contact-points", contact)
    story.say(f"  The supplier's {contact['function_title'].lower()} is {accepted['status']} as the contact point.")


def register_contract(story: Story) -> None:
    buyer = story.person("buyer")
    supplier_id = story.facts["supplier"]
    laptop = {"supplier_id": supplier_id, "model_number": f"F14-{story.number}", **LAPTOP}
    product = buyer.post("/v1/products", laptop)
    contract = buyer.post(
        "/v1/contracts",
        {
            "supplier_id": supplier_id,
            "reference": f"CLIENTS-{story.number}",
            "start": story.calendar.days(-400),
            "end": story.calendar.days(700),
            **CONTRACT,
        },
    )
    story.facts |= {"product": product["id"], "contract": contract["id"]}
    story.say(f"  The contract {contract['reference']} started on {contract['start']}: {contract['status']}.")
    story.say("  The clause becomes obligations, each with a due date and a status:")
    for obligation in buyer.get(f"/v1/contracts/{contract['id']}/obligations")["items"]:
        story.say(f"    {obligation['type']:<24} due {obligation['due_at']}   {obligation['status']}")
    story.say("  not_tracked: it was due before the contract was registered here, so it is not counted.")
    delivery = {"product_id": product["id"], "delivered_from": story.calendar.days(-390), "units": 4800}
    buyer.post(f"/v1/contracts/{contract['id']}/deliveries", delivery)
    story.say(
        f"  {delivery['units']} laptops, {product['brand']} {product['model_name']}, were delivered under it."
    )


def disclose_factories(story: Story) -> None:
    supplier, buyer = story.people["supplier"], story.person("buyer")
    form = {
        "supplier_id": story.facts["supplier"],
        "product_id": story.facts["product"],
        "valid_from": story.calendar.days(-390),
        "tier": "T0",
    }
    sheet = {"file": ("factories.csv", FACTORY_LIST.encode(), "text/csv")}
    trial = supplier.call("POST", "/v1/disclosure-imports", data={**form, "dry_run": "true"}, files=sheet)
    story.say(f"  The supplier tests its factory list with a dry run; nothing is saved: {counted(trial['rows'])}.")
    for row in trial["items"]:
        if row["status"] == "invalid":
            story.say(f"    row {row['row']}: {row['reasons'][0]['detail']}")
    started = supplier.call("POST", "/v1/disclosure-imports", data=form, files=sheet)
    done = supplier.finished(f"/v1/disclosure-imports/{started['id']}")
    story.say(f"  Then it imports the list: {counted(done['rows'])}. (matched: a site that the register has)")
    disclosure = f"/v1/disclosures/{done['disclosure_id']}"
    supplier.move(disclosure, "submitted")
    accepted = buyer.move(disclosure, "accepted")
    story.facts["disclosure"] = done["disclosure_id"]
    sites = buyer.get("/v1/facilities", supplier_id=story.facts["supplier"])["items"]
    story.say(f"  The supplier submits the list and the buyer accepts it: {accepted['status']}.")
    story.say("  These sites are now in the register, linked to this laptop:")
    for site in sites:
        story.say(f"    {site['name']}, {site['country']}")


def count_duties_and_spend(story: Story) -> None:
    buyer = story.person("buyer")
    contract = buyer.get(f"/v1/contracts/{story.facts['contract']}")
    due = buyer.get(
        "/v1/obligations", contract_id=contract["id"], due_before=story.calendar.days(30), count="exact"
    )
    story.say(f"  {due['total']} obligations of {contract['reference']} are due within a month or were due before.")
    money = {"currency": "EUR", "vat_included": False}
    for first, last, amount in ((-400, -221, "812450.40"), (-220, -30, "403119.95")):
        buyer.post(
            f"/v1/contracts/{contract['id']}/spend",
            {
                "period_start": story.calendar.days(first),
                "period_end": story.calendar.days(last),
                "money": {**money, "amount": amount},
            },
        )
    totals = buyer.get("/v1/spend-totals", contract_id=contract["id"], group_by="contract")
    story.say("  What was paid, to the cent; currencies, and amounts with and without VAT, are never added up:")
    for total in totals["items"]:
        vat = "with" if total["vat_included"] else "without"
        story.say(f"    {total['contract_reference']}: {total['amount']} {total['currency']} {vat} VAT")
