"""What a buyer begins with: a supplier and who speaks for it, a contract with the clause, where it is made."""

import secrets

from local_stack.demo.invented_data import CONTACT, CONTRACT, FACTORY_LIST, LAPTOP
from local_stack.demo.people import Person, counted
from local_stack.demo.story import Story


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
    story.say(f"  The City of Exampleton's procurement officer registers the supplier {supplier['name']}")
    story.say("  and invites somebody there, by a one-time token.")
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
    story.say(f"  That person signs up: {', '.join(who['roles'])} of {who['organisation']['name']}.")
    story.say("  From here on both sides work on the same file, each with an account of its own.")


def name_a_contact(story: Story) -> None:
    buyer = story.person("buyer")
    contact = {
        "supplier_id": story.facts["supplier"],
        "email": f"rights.{story.number}@meridiaan.example",
        **CONTACT,
    }
    refusal = buyer.post("/v1/contact-points", {**contact, "function_area": "account_management"}, expect=422)
    story.say("  The officer enters an account manager as the contact for human rights, and is refused:")
    story.say(f"    {refusal['code']}: {refusal['detail']}")
    accepted = buyer.post("/v1/contact-points", contact)
    story.say(f"  The supplier's {contact['function_title'].lower()} is {accepted['status']}.")


def sign(story: Story) -> None:
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
    story.say(f"  The contract {contract['reference']} began {contract['start']} and is {contract['status']}.")
    story.say("  What was only a sentence in it becomes duties, each with a day, and how it stands today:")
    for duty in buyer.get(f"/v1/contracts/{contract['id']}/obligations")["items"]:
        story.say(f"    {duty['type']:<24} due {duty['due_at']}   {duty['status']}")
    story.say("  not_tracked: its day was before the contract came in here, so nobody is blamed for it.")
    delivery = {"product_id": product["id"], "delivered_from": story.calendar.days(-390), "units": 4800}
    buyer.post(f"/v1/contracts/{contract['id']}/deliveries", delivery)
    story.say(
        f"  {delivery['units']} laptops, {product['brand']} {product['model_name']}, were delivered under it."
    )


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
    story.say(f"  The supplier tries its factory list out; nothing is written: {counted(tried['rows'])}.")
    for row in tried["items"]:
        if row["status"] == "invalid":
            story.say(f"    row {row['row']}: {row['reasons'][0]['detail']}")
    done = supplier.call("POST", "/v1/disclosure-imports", data=form, files=sheet)
    done = supplier.finished(f"/v1/disclosure-imports/{done['id']}")
    story.say(f"  Then it imports the list: {counted(done['rows'])}. (matched: a site the register knows already)")
    disclosure = f"/v1/disclosures/{done['disclosure_id']}"
    supplier.move(disclosure, "submitted")
    accepted = buyer.move(disclosure, "accepted")
    story.facts["disclosure"] = done["disclosure_id"]
    sites = buyer.get("/v1/facilities", supplier_id=story.facts["supplier"])["items"]
    story.say(f"  The supplier hands it in, the buyer reads it: {accepted['status']}.")
    story.say("  Now these sites stand in the register, as the ones behind this laptop:")
    for site in sites:
        story.say(f"    {site['name']}, {site['country']}")
