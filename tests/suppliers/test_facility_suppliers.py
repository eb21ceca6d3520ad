"""Which suppliers lists name for a site, and what is doubtful: asked by services only."""

from typing import Any
from uuid import UUID

from support.cast import Actor, Cast
from support.market import linked_user, made, supplier_of
from support.sites import accepted, entered, move

FIELDS = ("name", "address", "country")


async def asked(suppliers: Cast, site: dict[str, Any]) -> list[dict[str, Any]]:
    machine = suppliers.machine("dialogue")
    body = {"facility_id": site["id"]}
    return list(made(await machine.post("/internal/facility-suppliers", json=body), 200)["items"])


async def listed(author: Actor, supplier: str, site: dict[str, Any], level: str = "parties", **terms: Any) -> str:
    """The id of a draft that names the site."""
    row = {"tier": "T0", "confidentiality": level, **{name: site[name] for name in FIELDS}}
    body = {"supplier_id": supplier, "valid_from": "2024-01-01", "rows": [row], **terms}
    return str(made(await author.post("/v1/disclosures", json=body))["id"])


async def test_only_a_service_may_ask(suppliers: Cast) -> None:
    site = await entered(suppliers.buyer())
    assert await asked(suppliers, site) == []
    for person in (suppliers.buyer(), suppliers.monitor(), suppliers.platform(), suppliers.expert()):
        refused = await person.post("/internal/facility-suppliers", json={"facility_id": site["id"]})
        assert refused.status_code == 403


async def test_a_list_that_a_buyer_entered_and_accepted_itself_proves_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    site, ghost = await entered(buyer), await supplier_of(buyer, name="Spookfirma")
    draft = await listed(buyer, ghost["id"], site)
    assert await asked(suppliers, site) == [], "a draft names nothing"
    await accepted(buyer, draft)
    doubts = ["entered_by_buyer", "not_accepted"]
    expected = {
        "supplier_id": ghost["id"],
        "supplier_name": "Spookfirma",
        "stated_by": None,
        "confirmed_name": None,
    }
    assert await asked(suppliers, site) == [{**expected, "doubts": doubts, "open_doubts": None}]


async def test_a_confirmation_by_the_supplier_makes_the_statement_its_own_but_not_accepted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    site, supplier = await entered(buyer), await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    entry = await listed(buyer, supplier["id"], site)
    await accepted(buyer, entry)
    made(await person.post(f"/v1/disclosures/{entry}/confirmation"), 200)
    [found] = await asked(suppliers, site)
    assert (found["stated_by"], found["doubts"]) == (str(person.org), ["not_accepted"])


async def test_what_a_buyer_changes_after_the_confirmation_is_not_confirmed(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    site, supplier = await entered(buyer), await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    entry = await listed(buyer, supplier["id"], site, "network")
    made(await move(buyer, entry, "submitted"), 200)
    made(await person.post(f"/v1/disclosures/{entry}/confirmation"), 200)
    made(await move(buyer, entry, "returned", reason="A site is missing."), 200)
    reopened = await move(buyer, entry, "draft")
    assert reopened.json()["confirmed_on"] is None
    headers = {"If-Match": reopened.headers["ETag"]}
    made(await buyer.patch(f"/v1/disclosures/{entry}", json={"valid_from": "2020-01-01"}, headers=headers), 200)
    await accepted(buyer, entry)
    [found] = await asked(suppliers, site)
    assert (found["stated_by"], found["open_doubts"]) == (None, None)


async def test_a_statement_of_the_supplier_that_another_buyer_accepted_is_sure(suppliers: Cast) -> None:
    registrar, buyer = suppliers.buyer(), suppliers.buyer()
    site, supplier = await entered(registrar), await supplier_of(registrar)
    person = await linked_user(suppliers, supplier["id"], registrar, buyer)
    stated = await listed(person, supplier["id"], site)
    made(await move(person, stated, "submitted"), 200)
    assert await asked(suppliers, site) == []
    made(await move(registrar, stated, "accepted"), 200)
    [found] = await asked(suppliers, site)
    assert (found["stated_by"], found["doubts"]) == (str(person.org), ["only_accepted_by_registrar"])
    made(await move(buyer, stated, "accepted"), 200)
    [found] = await asked(suppliers, site)
    assert (found["doubts"], found["open_doubts"]) == ([], None)


async def test_an_open_row_says_no_more_than_it_proves_itself(suppliers: Cast) -> None:
    buyer, operator = suppliers.buyer(), suppliers.platform()
    site, supplier = await entered(buyer), await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    public = await listed(operator, supplier["id"], site, "public", source="public", product_family="laptop")
    await accepted(operator, public)
    stated = await listed(person, supplier["id"], site)
    made(await move(person, stated, "submitted"), 200)
    made(await move(buyer, stated, "accepted"), 200)
    by_author = {found["stated_by"]: found for found in await asked(suppliers, site)}
    assert by_author[None]["open_doubts"] == ["entered_by_buyer", "not_accepted"]
    assert by_author[str(person.org)]["open_doubts"] is None


async def test_rows_that_only_their_author_may_read_name_nobody(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    site, supplier = await entered(buyer), await supplier_of(buyer)
    for number, level in enumerate(("buyer_only", "restricted")):
        await accepted(buyer, await listed(buyer, supplier["id"], site, level, product_family=f"family {number}"))
    assert await asked(suppliers, site) == []


async def test_a_merged_site_is_asked_for_under_both_ids(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    site, survivor, supplier = await entered(buyer), await entered(buyer), await supplier_of(buyer)
    await accepted(buyer, await listed(buyer, supplier["id"], site))
    made(await suppliers.platform().post(f"/v1/facilities/{site['id']}/merge", json={"into": survivor["id"]}), 200)
    for each in (site, survivor):
        assert [UUID(found["supplier_id"]) for found in await asked(suppliers, each)] == [UUID(supplier["id"])]
