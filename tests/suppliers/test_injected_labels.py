"""SQL that is injected into a request verifies no label for others, and decides about no dossier."""

from uuid import UUID

from fastapi import FastAPI

from chassis.vocabulary import OrgKind
from support.cast import Cast
from support.injection import injected, refused
from support.market import day, linked_user, made, product_of, supplier_of

FIXED = "permission denied"
SAYS_WHO = "says who wrote it"
VERIFY = """
insert into label_verifications (id, version, created_at, created_by, updated_at, updated_by, owner_id, claim_id,
  status, method, checked_on)
select gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), $1, $2, 'verified', 'registry',
  current_date"""
CLAIM = """
insert into label_claims (id, version, created_at, created_by, updated_at, updated_by, product_id, scheme,
  country_scope, valid_from, source, claimed_by, is_listed)
select gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), $1, 'EPEAT', '{}', current_date,
  $2, $3, $4"""
DRAFT = """
insert into equivalence_dossiers (id, version, created_at, created_by, updated_at, updated_by, owner_id, buyer_id,
  supplier_id, product_id, requirement, scheme, route, criteria, status, submission)
select gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), $1, $2, $3, $4, 'A label', 'EPEAT',
  'equivalent_label', '[]', 'draft', 0"""
DECIDE = """
insert into equivalence_decisions (id, version, created_at, created_by, updated_at, updated_by, owner_id,
  dossier_id, supplier_id, submission, stage, status, reason, criteria, decided_on, decided_by)
select gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), $1, $2, $3, 1, 'assessment',
  'accepted', 'Yes.', '[]', current_date, gen_random_uuid()"""


async def test_nobody_but_the_platform_verifies_a_label_for_all(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, seller, buyer, is_confirmed=True)
    product_id = (await product_of(buyer, seller))["id"]
    body = {"product_id": product_id, "scheme": "BLUE_ANGEL", "valid_from": day(-30)}
    claim = UUID(made(await person.post("/v1/label-claims", json=body))["id"])
    for org, kind in ((person.org, OrgKind.SUPPLIER), (buyer.org, OrgKind.BUYER)):
        async with injected(suppliers_app, org, kind) as session:
            checked = "platform_status = 'verified', platform_checked_on = current_date"
            await refused(session, f"update label_claims set {checked}", match=SAYS_WHO)
            for change in ("level = 'gold'", "valid_to = '2099-01-01'", "is_listed = not is_listed"):
                await refused(session, f"update label_claims set {change}", match=FIXED)
    async with injected(suppliers_app, other.org, OrgKind.BUYER) as session:
        await refused(session, "update label_claims set withdrawn_on = current_date", match=SAYS_WHO)
        await refused(session, VERIFY, buyer.org, claim)
    async with injected(suppliers_app, person.org, OrgKind.SUPPLIER) as session:
        await refused(session, VERIFY, person.org, claim, match="not written by organisations of this kind")


async def test_a_claim_says_from_whom_it_is(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    person, product_id = await linked_user(suppliers, seller, buyer), (await product_of(buyer, seller))["id"]
    for org, kind, source, is_listed in (
        (person.org, OrgKind.SUPPLIER, "platform", False),
        (person.org, OrgKind.SUPPLIER, "supplier", True),
        (buyer.org, OrgKind.BUYER, "supplier", True),
        (buyer.org, OrgKind.BUYER, "platform", True),
    ):
        async with injected(suppliers_app, org, kind) as session:
            await refused(session, CLAIM, UUID(product_id), source, org, is_listed, match="says from whom it is")


async def test_a_dossier_is_between_organisations_that_work_together(
    suppliers: Cast, suppliers_app: FastAPI
) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    seller, rival = (await supplier_of(buyer))["id"], (await supplier_of(buyer))["id"]
    person, product_id = await linked_user(suppliers, seller, buyer), (await product_of(buyer, seller))["id"]
    for org, kind, buyer_id, supplier_id in (
        (person.org, OrgKind.SUPPLIER, buyer.org, rival),
        (person.org, OrgKind.SUPPLIER, other.org, seller),
        (person.org, OrgKind.SUPPLIER, person.org, seller),
        (other.org, OrgKind.BUYER, buyer.org, seller),
    ):
        async with injected(suppliers_app, org, kind) as session:
            ids = org, buyer_id, UUID(supplier_id), UUID(product_id)
            await refused(session, DRAFT, *ids, match="that work together")


async def test_a_supplier_decides_about_no_dossier_and_another_buyer_about_none_of_others(
    suppliers: Cast, suppliers_app: FastAPI
) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, seller, buyer)
    facts = {
        "buyer_id": str(buyer.org),
        "product_id": (await product_of(buyer, seller))["id"],
        "requirement": "Blue Angel or equivalent",
        "scheme": "BLUE_ANGEL",
        "route": "equivalent_label",
        "equivalent_label": "Voorbeeld Keurmerk",
        "criteria": [{"criterion": "All", "supplier_claim": "As the label says."}],
    }
    dossier = made(await person.post("/v1/equivalence-dossiers", json=facts))
    address = f"/v1/equivalence-dossiers/{dossier['id']}"
    made(await person.post(f"{address}/transitions", json={"to": "submitted"}), 200)
    ids = UUID(dossier["id"]), UUID(seller)
    async with injected(suppliers_app, person.org, OrgKind.SUPPLIER) as session:
        await refused(session, DECIDE, person.org, *ids, match="not written by organisations of this kind")
    async with injected(suppliers_app, other.org, OrgKind.BUYER) as session:
        await refused(session, DECIDE, buyer.org, *ids)
        await refused(session, DECIDE, other.org, *ids, match="what was submitted to it")
        assert await session.fetch("select id from equivalence_dossiers") == []
    for reader in (buyer, person):
        assert made(await reader.get(address), 200)["status"] == "submitted"
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        assert await session.fetchval("select count(*) from equivalence_dossiers") == 1
        await refused(session, "update equivalence_dossiers set requirement = 'Other'", match=FIXED)
    async with injected(suppliers_app, person.org, OrgKind.SUPPLIER) as session:
        await refused(
            session, "update equivalence_dossiers set criteria = '[]'", match="until its buyer asks for more"
        )
    assert made(await buyer.get(address), 200)["requirement"] == facts["requirement"]
