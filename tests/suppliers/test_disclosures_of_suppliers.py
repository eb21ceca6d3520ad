"""A supplier's own lists, submitted to the buyers that it is linked with."""

from uuid import UUID

from chassis.state import state_of
from support.cast import Cast
from support.disclosures import draft_of, ids, rows_of
from support.market import linked_user, made, supplier_of
from support.refusals import FORBIDDEN, refusal
from support.sites import csv_of, disclosed, move, send, site


async def test_a_supplier_submits_its_list_to_the_buyers_it_is_linked_with(suppliers: Cast) -> None:
    one, other, stranger = suppliers.buyer(), suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(one)
    person = await linked_user(suppliers, supplier["id"], one, other, is_confirmed=True)
    imported = made(await send(person, csv_of(site()), supplier["id"]))
    version_id = imported["disclosure_id"]
    assert await ids(one, "/v1/disclosures", supplier_id=supplier["id"]) == [], "a draft is its writer's alone"
    made(await move(person, version_id, "submitted"), 200)
    for buyer in (one, other):
        shown = made(await buyer.get(f"/v1/disclosures/{version_id}"), 200)
        assert (shown["status"], shown["addressed_to"]) == ("submitted", [str(buyer.org)])
        assert shown["allowed_transitions"] == ["returned", "accepted"]
    assert (await stranger.get(f"/v1/disclosures/{version_id}")).status_code == 404


async def test_each_buyer_accepts_for_itself(suppliers: Cast) -> None:
    one, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(one)
    person = await linked_user(suppliers, supplier["id"], one, other, is_confirmed=True)
    version_id = made(await send(person, csv_of(site()), supplier["id"]))["disclosure_id"]
    made(await move(person, version_id, "submitted"), 200)
    before = await other.get(f"/v1/disclosures/{version_id}")
    made(await move(one, version_id, "accepted"), 200)
    after = await other.get(f"/v1/disclosures/{version_id}")
    assert (after.json()["status"], after.json()["version"]) == ("submitted", before.json()["version"])
    assert after.json()["in_force"] == []
    assert made(await person.get(f"/v1/disclosures/{version_id}"), 200)["status"] == "accepted"
    made(await move(other, version_id, "returned", reason="Addresses are missing."), 200)
    assert made(await one.get(f"/v1/disclosures/{version_id}"), 200)["status"] == "accepted"


async def test_a_returned_version_is_a_draft_until_it_is_submitted_again(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    version_id = made(await send(person, csv_of(site()), supplier["id"]))["disclosure_id"]
    made(await move(person, version_id, "submitted"), 200)
    needs = await move(buyer, version_id, "returned")
    assert (needs.status_code, needs.json()["code"]) == (422, "move_incomplete")
    returned = made(await move(buyer, version_id, "returned", reason="Addresses are missing."), 200)
    assert (returned["status"], returned["reason"]) == ("returned", "Addresses are missing.")
    assert (await move(buyer, version_id, "draft")).status_code == 403
    made(await move(person, version_id, "draft"), 200)
    assert (await buyer.get(f"/v1/disclosures/{version_id}")).status_code == 404
    again = made(await move(person, version_id, "submitted"), 200)
    assert again["status"] == "submitted"
    assert made(await move(buyer, version_id, "accepted"), 200)["status"] == "accepted"


async def test_a_supplier_without_a_link_cannot_submit(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = suppliers.supplier(supplier["id"])
    version_id = made(await send(person, csv_of(site()), supplier["id"]))["disclosure_id"]
    refused = await move(person, version_id, "submitted")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_buyer_addressed")


async def test_a_supplier_addresses_only_buyers_it_is_linked_with(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    strangers, own = [
        await draft_of(person, supplier["id"], site(), addressed_to=[str(named.org)]) for named in (stranger, buyer)
    ]
    assert refusal(await move(person, strangers["id"], "submitted")) == (422, "no_buyer_addressed")
    assert made(await move(person, own["id"], "submitted"), 200)["status"] == "submitted"


async def test_a_supplier_does_not_accept_its_own_list(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    draft = await draft_of(person, supplier["id"], site())
    made(await move(person, draft["id"], "submitted"), 200)
    assert refusal(await move(person, draft["id"], "accepted")) == FORBIDDEN


async def test_another_supplier_reads_nothing_of_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    draft = await draft_of(person, supplier["id"], site(), confidentiality="public")
    made(await move(person, draft["id"], "submitted"), 200)
    version = made(await move(buyer, draft["id"], "accepted"), 200)
    facility_id = (await rows_of(buyer, version))[0]["facility_id"]
    rival = suppliers.supplier((await supplier_of(buyer))["id"])
    assert (await rival.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    assert (await rival.get(f"/v1/disclosures/{version['id']}/rows")).status_code == 404
    assert (await rival.get(f"/v1/facilities/{facility_id}")).status_code == 404
    assert await ids(rival, "/v1/facilities", supplier_id=supplier["id"]) == []
    assert await ids(person, "/v1/facilities", supplier_id=supplier["id"]) == [facility_id]


async def test_only_the_buyer_sees_its_entry_until_the_supplier_confirms_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    version = await disclosed(buyer, supplier["id"], site(), confidentiality="network")
    stranger = suppliers.buyer()
    assert (await stranger.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    confirmed = made(await person.post(f"/v1/disclosures/{version['id']}/confirmation"), 200)
    assert (confirmed["entered_by_buyer"], confirmed["confirmed_on"] is not None) == (True, True)
    assert len(await rows_of(stranger, version)) == 1


async def test_an_organisation_of_a_supplier_confirms_its_own_versions_and_no_others(suppliers: Cast) -> None:
    buyer, other_buyer = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    author = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    other = await linked_user(suppliers, supplier["id"], other_buyer, is_confirmed=True)
    draft = await draft_of(author, supplier["id"], site(), confidentiality="network")
    made(await move(author, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    entry = await disclosed(buyer, supplier["id"], site(), confidentiality="network", product_family="monitor")
    made(await author.post(f"/v1/disclosures/{entry['id']}/confirmation"), 200)
    for version in (draft, entry):
        assert (await other.get(f"/v1/disclosures/{version['id']}")).status_code == 200
        refused = await other.post(f"/v1/disclosures/{version['id']}/confirmation")
        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_confirm")
        made(await author.post(f"/v1/disclosures/{version['id']}/confirmation"), 200)


async def test_both_sides_and_the_followers_see_an_acceptance(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    draft = await draft_of(person, supplier["id"], site())
    made(await move(person, draft["id"], "submitted"), 200)
    version = made(await move(buyer, draft["id"], "accepted"), 200)
    facility_ids = [row["facility_id"] for row in await rows_of(buyer, version)]
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        found = await connection.exec_driver_sql(
            "select j.audience, j.followed, p.payload from journal j join journal_payloads p on p.journal_id = j.id"
            " where j.verb = 'disclosure.accepted' and j.subject_id = $1",
            (UUID(version["id"]),),
        )
        audience, followed, payload = found.one()
    assert sorted(audience) == sorted([buyer.org, person.org])
    assert followed
    assert payload == {"supplier_id": supplier["id"], "facility_ids": facility_ids}
