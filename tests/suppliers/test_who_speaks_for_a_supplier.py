"""A buyer can invite any person in a supplier's name: what such a person says is for that buyer alone."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.callers import machine
from chassis.state import state_of
from suppliers.representatives.actions import dismiss
from support.cast import Actor, Cast
from support.events import events_for
from support.market import contract_of, delivered, linked_user, made, product_of, speaks_for, supplier_of
from support.refusals import refusal
from support.sites import disclosed, entered, move, site

NUMBERED = {"brand": "Meridiaan", "category": "laptop"}


class Scene:
    """A real supplier, and a buyer with an invitee of its own in that supplier's name."""

    def __init__(self, suppliers: Cast, buyer: Actor, supplier: dict[str, Any], invitee: Actor) -> None:
        self.suppliers, self.buyer, self.supplier, self.invitee = suppliers, buyer, supplier, invitee
        self.parties: dict[str, Any] = {"supplier_id": supplier["id"], "buyer": buyer.org, "org": invitee.org}

    async def confirm(self) -> None:
        await speaks_for(self.suppliers.app, **self.parties, is_confirmed=True)

    async def refuse(self) -> None:
        async with state_of(self.suppliers.app).worker_sessions() as session, session.begin():
            await dismiss(
                session,
                machine("suppliers"),
                supplier_id=UUID(self.supplier["id"]),
                buyer_id=self.buyer.org,
                org_id=self.invitee.org,
            )

    async def stated(self, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
        """A list of the invitee, accepted by its buyer."""
        body = {"supplier_id": self.supplier["id"], "product_family": "laptop", "valid_from": "2026-01-01", **terms}
        body["rows"] = [{"tier": "T0", **row} for row in rows]
        draft = made(await self.invitee.post("/v1/disclosures", json=body))
        made(await move(self.invitee, draft["id"], "submitted"), 200)
        return made(await move(self.buyer, draft["id"], "accepted"), 200)


@pytest.fixture
async def scene(suppliers: Cast) -> Scene:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    invitee = suppliers.supplier(supplier["id"])
    made_scene = Scene(suppliers, buyer, supplier, invitee)
    await speaks_for(suppliers.app, **made_scene.parties)
    return made_scene


async def versions(reader: Actor, supplier_id: str) -> list[str]:
    found = await reader.get("/v1/disclosures", params={"supplier_id": supplier_id})
    return [item["id"] for item in made(found, 200)["items"]]


async def register_of(reader: Actor, name: str) -> list[str]:
    return [item["id"] for item in made(await reader.get("/v1/facilities", params={"q": name}), 200)["items"]]


# Lists


@pytest.mark.parametrize("level", ["public", "network"])
async def test_an_unconfirmed_list_is_open_to_no_one_but_its_buyer(scene: Scene, level: str) -> None:
    version = await scene.stated(site(), confidentiality=level)
    assert version["standing"] == "unconfirmed"
    for reader in (scene.suppliers.buyer(), scene.suppliers.monitor(), scene.suppliers.platform()):
        assert (await reader.get(f"/v1/disclosures/{version['id']}")).status_code == 404
        assert (await reader.get(f"/v1/disclosures/{version['id']}/rows")).status_code == 404
        assert await versions(reader, scene.supplier["id"]) == []
        named = await reader.get("/v1/facilities", params={"supplier_id": scene.supplier["id"]})
        assert made(named, 200)["items"] == []
    assert (await scene.buyer.get(f"/v1/disclosures/{version['id']}/rows")).json()["items"] != []


async def test_once_the_platform_confirms_it_the_list_is_open(scene: Scene) -> None:
    version = await scene.stated(site(confidentiality="public"), site(confidentiality="parties"))
    await scene.confirm()
    reader = scene.suppliers.monitor()
    shown = made(await reader.get(f"/v1/disclosures/{version['id']}"), 200)
    assert (shown["standing"], shown["rows"]["total"]) == ("confirmed", 1)
    later = await scene.stated(site(), confidentiality="public", product_family="monitor")
    assert later["standing"] == "confirmed"
    assert later["id"] in await versions(reader, scene.supplier["id"])


@pytest.mark.parametrize("was_confirmed", [False, True])
async def test_a_refused_list_counts_nowhere_and_its_buyer_sees_that(scene: Scene, was_confirmed: bool) -> None:
    contract = await contract_of(scene.buyer, scene.supplier["id"], clauses=[])
    product = await product_of(scene.buyer, scene.supplier["id"])
    await delivered(scene.buyer, contract["id"], product["id"])
    listed = site(confidentiality="public")
    version = await scene.stated(listed, product_family="laptop")
    (entry,) = await register_of(scene.buyer, listed["name"])
    if was_confirmed:
        await scene.confirm()
    await scene.refuse()

    for reader in (scene.suppliers.buyer(), scene.suppliers.monitor()):
        assert (await reader.get(f"/v1/disclosures/{version['id']}")).status_code == 404
        assert await register_of(reader, listed["name"]) == []
    shown = made(await scene.buyer.get(f"/v1/disclosures/{version['id']}"), 200)
    assert (shown["standing"], shown["status"], shown["in_force"]) == ("refused", "withdrawn", [])
    assert shown["allowed_transitions"] == []
    assert len(made(await scene.buyer.get(f"/v1/disclosures/{version['id']}/rows"), 200)["items"]) == 1
    asked = {"facility_id": entry, "from": "2026-02-01", "to": "2026-02-28"}
    assert made(await scene.buyer.post("/internal/exposure-lookups", json=asked), 200)["items"] == []
    machine_ = scene.suppliers.machine("dialogue")
    named = await machine_.post("/internal/facility-suppliers", json={"facility_id": entry})
    assert made(named, 200)["items"] == []
    told = await events_for(scene.suppliers.app, scene.buyer.org)
    assert ("disclosure.withdrawn", version["id"]) in told


async def test_a_refused_list_that_waits_can_not_be_accepted_any_more(scene: Scene) -> None:
    body = {"supplier_id": scene.supplier["id"], "valid_from": "2026-01-01", "rows": [{"tier": "T0", **site()}]}
    draft = made(await scene.invitee.post("/v1/disclosures", json=body))
    made(await move(scene.invitee, draft["id"], "submitted"), 200)
    await scene.refuse()
    refused = await move(scene.buyer, draft["id"], "accepted")
    assert (refused.status_code, refused.json()["code"]) == (409, "representative_refused")
    assert (await move(scene.invitee, draft["id"], "draft")).json()["code"] == "representative_refused"


async def test_a_refused_list_gives_back_the_days_that_it_took(scene: Scene) -> None:
    first = await disclosed(scene.buyer, scene.supplier["id"], site(), valid_from="2024-01-01")
    later = await scene.stated(site(), valid_from="2025-01-01")
    own = made(await scene.buyer.get(f"/v1/disclosures/{first['id']}"), 200)
    assert (own["status"], own["in_force"]) == ("superseded", [{"from": "2024-01-01", "to": "2024-12-31"}])
    await scene.refuse()
    own = made(await scene.buyer.get(f"/v1/disclosures/{first['id']}"), 200)
    assert (own["status"], own["in_force"]) == ("accepted", [{"from": "2024-01-01", "to": None}])
    assert made(await scene.buyer.get(f"/v1/disclosures/{later['id']}"), 200)["in_force"] == []


async def test_what_a_buyer_entered_opens_by_no_unconfirmed_word(scene: Scene) -> None:
    version = await disclosed(scene.buyer, scene.supplier["id"], site(), confidentiality="network")
    path = f"/v1/disclosures/{version['id']}"
    assert made(await scene.invitee.post(f"{path}/confirmation"), 200)["standing"] == "unconfirmed"
    assert (await scene.suppliers.buyer().get(path)).status_code == 404
    await scene.refuse()
    shown = made(await scene.buyer.get(path), 200)
    assert (shown["standing"], shown["confirmed_on"], shown["status"]) == ("entered", None, "accepted")


async def test_a_site_that_others_named_stays_in_the_register(scene: Scene) -> None:
    shared, known = site(), await entered(scene.suppliers.buyer())
    other = scene.suppliers.buyer()
    await scene.stated(shared, {name: known[name] for name in ("name", "address", "country")})
    await disclosed(other, (await supplier_of(other))["id"], shared)
    await scene.refuse()
    for name in (shared["name"], known["name"]):
        assert len(await register_of(scene.suppliers.monitor(), name)) == 1


# The register


async def test_a_site_that_an_unconfirmed_person_registers_is_its_own(scene: Scene) -> None:
    own = await entered(scene.invitee)
    for reader in (scene.buyer, scene.suppliers.monitor()):
        assert (await reader.get(f"/v1/facilities/{own['id']}")).status_code == 404
        assert await register_of(reader, own["name"]) == []
    assert (await scene.invitee.get(f"/v1/facilities/{own['id']}")).status_code == 200
    await scene.confirm()
    assert await register_of(scene.suppliers.monitor(), own["name"]) == [own["id"]]
    await scene.refuse()
    assert await register_of(scene.suppliers.monitor(), own["name"]) == []


async def test_a_site_of_an_unconfirmed_person_enters_the_register_with_an_accepted_list(scene: Scene) -> None:
    own = await entered(scene.invitee)
    await scene.stated({"facility_id": own["id"]})
    assert await register_of(scene.suppliers.monitor(), own["name"]) == [own["id"]]


async def test_a_product_that_an_unconfirmed_person_registers_is_for_its_buyer_alone(scene: Scene) -> None:
    product = await product_of(scene.invitee, scene.supplier["id"], brand_id=scene.supplier["id"])
    path = f"/v1/products/{product['id']}"
    assert refusal(await scene.suppliers.buyer().get(path)) == (404, "product_not_found")
    assert refusal(await scene.suppliers.monitor().get(path)) == (404, "product_not_found")
    contract = await contract_of(scene.buyer, scene.supplier["id"])
    await delivered(scene.buyer, contract["id"], product["id"])
    await scene.confirm()
    assert (await scene.suppliers.monitor().get(path)).status_code == 200


async def test_a_buyer_can_still_read_what_was_delivered_to_it(scene: Scene) -> None:
    product = await product_of(scene.invitee, scene.supplier["id"])
    contract = await contract_of(scene.buyer, scene.supplier["id"])
    await delivered(scene.buyer, contract["id"], product["id"])
    await scene.refuse()
    assert made(await scene.buyer.get(f"/v1/products/{product['id']}"), 200)["id"] == product["id"]


# A number of another's product


@pytest.mark.parametrize("is_confirmed", [False, True])
async def test_a_product_that_a_supplier_may_not_see_does_not_exist_for_it(
    scene: Scene, is_confirmed: bool
) -> None:
    if is_confirmed:
        await scene.confirm()
    rival = scene.suppliers.buyer()
    hidden = await product_of(rival, (await supplier_of(rival))["id"])
    body = {**NUMBERED, "model_number": hidden["model_number"], "model_name": "Mine"}
    made_one = await scene.invitee.post("/v1/products", json=body)
    body["model_number"] = "unheard-of"
    nothing_there = await scene.invitee.post("/v1/products", json=body)
    assert made_one.status_code == nothing_there.status_code == 201
    assert made_one.json()["id"] != hidden["id"]
    assert {**made_one.json(), "model_number": "", "id": "", "created_at": "", "updated_at": ""} == {
        **nothing_there.json(),
        "model_number": "",
        "id": "",
        "created_at": "",
        "updated_at": "",
    }
    again = await scene.invitee.post("/v1/products", json={**body, "model_number": hidden["model_number"]})
    assert (again.status_code, again.json()["id"]) == (200, made_one.json()["id"])
    assert made(await scene.buyer.get(f"/v1/products/{hidden['id']}"), 200)["model_name"] == hidden["model_name"]
    known = await scene.buyer.post("/v1/products", json={**body, "model_number": hidden["model_number"]})
    assert (known.status_code, known.json()["id"]) == (200, hidden["id"])


async def test_a_version_of_its_own_is_open_as_soon_as_a_confirmed_person_states_it(scene: Scene) -> None:
    await scene.confirm()
    version = await scene.stated(site(), confidentiality="network")
    assert version["standing"] == "confirmed"
    assert (await scene.suppliers.buyer().get(f"/v1/disclosures/{version['id']}")).status_code == 200


async def test_events_that_are_read_again_confirm_a_link_whose_database_did_not_know_of_it(suppliers: Cast) -> None:
    """As in a database that was made before it could hold what the platform confirmed."""
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    links, of = "from supplier_links where org_id = :org", {"org": person.org}
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        forget = text("update supplier_links set is_confirmed = false, confirmed_as = null where org_id = :org")
        await (await session.connection()).execute(forget, of)
    for is_confirmed in (False, True):
        await speaks_for(
            suppliers.app, org=person.org, supplier_id=supplier["id"], buyer=buyer.org, is_confirmed=is_confirmed
        )
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        found = await (await session.connection()).execute(
            text(f"select is_confirmed, confirmed_as ->> 'name' as name {links}"),
            of,  # our own text
        )
        assert [tuple(row) for row in found] == [(True, supplier["name"])]
