"""SQL that is injected into a request rewrites no list that was submitted, and nothing that others registered."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.vocabulary import OrgKind
from support.cast import Actor, Cast
from support.disclosures import draft_of
from support.injection import as_worker, injected, refused
from support.market import contact_facts, contact_of, contract_of, linked_user, made, product_of, supplier_of
from support.sites import entered, move, site

NO_RIGHT = "permission denied"
KEPT = "stays as it was written"
STAYS = "that was submitted stays as it is"
DECIDE = """
insert into disclosure_acceptances (id, version, created_at, created_by, updated_at, updated_by, owner_id,
  disclosure_id, supplier_id, subject, submission, status, decided_on, is_entering, is_open, in_force)
select gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), caller_org(), $1, $2,
  coalesce((select subject from disclosures where id = $1), 'laptop'), $3, $4,
  current_date, false, false, '{[2026-01-01,)}'"""
COPY = """
insert into {table} select (jsonb_populate_record(t, '{change}')).* from {table} as t
where owner_id = caller_org()"""


async def submitted(writer: Actor, supplier_id: str, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
    version = await draft_of(writer, supplier_id, *(rows or (site(),)), **terms)
    assert (await move(writer, version["id"], "submitted")).status_code == 200
    return version


@pytest.fixture
async def scene(suppliers: Cast) -> tuple[Actor, Actor, str]:
    """A buyer, an organisation of its supplier that the platform has not confirmed, and the supplier."""
    buyer = suppliers.buyer()
    supplier_id = (await supplier_of(buyer))["id"]
    return buyer, await linked_user(suppliers, supplier_id, buyer), supplier_id


async def test_no_decision_counts_that_nobody_made(
    suppliers: Cast, suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    """A list would count for a buyer that was never asked, or for other days than those that it is about."""
    buyer, voice, supplier_id = scene
    stranger, supplier = suppliers.buyer(), UUID(supplier_id)
    version = UUID((await submitted(voice, supplier_id))["id"])
    draft = UUID((await draft_of(buyer, supplier_id, site(), product_family="tablet"))["id"])
    async with injected(suppliers_app, stranger.org, OrgKind.BUYER) as session:
        for status in ("superseded", "withdrawn", "contested", "accepted"):
            await refused(session, DECIDE, version, supplier, 1, status, match="that a version was submitted to")
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        for status in ("superseded", "withdrawn", "contested"):
            await refused(session, DECIDE, version, supplier, 1, status, match="counts for days")
        await refused(session, DECIDE, draft, supplier, 0, "superseded", match="that a version was submitted to")
    assert (await move(buyer, str(version), "accepted")).status_code == 200
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        for change in (
            "status = 'withdrawn'",
            "status = 'returned'",
            "in_force = '{[2020-01-01,)}'",
            "submission = 2",
        ):
            await refused(session, f"update disclosure_acceptances set {change}")
        for change in ("disclosure_id = gen_random_uuid()", "subject = 'tablet'", "is_open = true"):
            await refused(session, f"update disclosure_acceptances set {change}", match=NO_RIGHT)


async def test_the_author_of_a_submitted_list_keeps_to_it(
    suppliers: Cast, suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    buyer, voice, supplier_id = scene
    await submitted(voice, supplier_id, site(), site())
    other = (await supplier_of(buyer))["id"]
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        for column in ("supplier_id", "product_id", "product_family", "subject", "source", "version_no"):
            await refused(session, f"update disclosures set {column} = {column}", match=NO_RIGHT)
        for change in (
            f"addressed_to = array['{other}'::uuid]",
            "valid_from = '2020-01-01'",
            "valid_to = '2030-01-01'",
            "gaps = '[]'::jsonb || '{}'",
            "submission = 7",
        ):
            await refused(session, f"update disclosures set {change}", match=STAYS)
        for column in ("name", "country", "supplier_id", "tier", "confidentiality", "disclosure_id", "owner_id"):
            await refused(session, f"update disclosure_rows set {column} = {column}", match=NO_RIGHT)
        row = f'{{"id": "{uuid4()}", "number": 99}}'
        await refused(session, COPY.format(table="disclosure_rows", change=row), match="row-level security")
        for table in ("disclosure_rows", "disclosures"):
            assert await session.execute(f"delete from {table}") == "DELETE 0"


async def test_a_list_that_counts_is_not_opened_again(
    suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    buyer, voice, supplier_id = scene
    version = await submitted(voice, supplier_id)
    assert (await move(buyer, version["id"], "accepted")).status_code == 200
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, "update disclosures set status = 'draft'", match=STAYS)


async def test_a_list_begins_as_a_draft_and_is_submitted_to_buyers_it_knows(
    suppliers: Cast, suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    buyer, voice, supplier_id = scene
    await draft_of(voice, supplier_id, site())
    stranger = suppliers.buyer()
    submit = (
        "update disclosures set status = 'submitted', submission = submission + 1, addressed_to = array[$1::uuid]"
    )
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        for change in ('"status": "submitted"', '"submission": 3', '"entered_by_buyer": true'):
            version = f'{{"id": "{uuid4()}", "version_no": 9, {change}}}'
            await refused(session, COPY.format(table="disclosures", change=version), match=STAYS)
        await refused(session, submit, stranger.org, match=STAYS)
        await refused(session, submit.replace("+ 1", "+ 2"), buyer.org, match=STAYS)
        await session.execute(submit, buyer.org)


async def test_a_reading_buyer_moves_no_site_and_refuses_no_statement(
    suppliers: Cast, suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    buyer, _, supplier_id = scene
    voice = await linked_user(suppliers, supplier_id, buyer, is_confirmed=True)
    known = await entered(voice)
    version = await submitted(voice, supplier_id, {**site(), "facility_id": known["id"]})
    elsewhere = UUID((await entered(buyer))["id"])
    not_told = "told by its author"
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        for change in ("facility_id = $1", "facility_id = $1, is_entered = true"):
            await refused(session, f"update disclosure_rows set {change}", elsewhere, match=not_told)
        await refused(session, "update disclosure_rows set is_decided = not is_decided", match=not_told)
    assert (await move(buyer, version["id"], "accepted")).status_code == 200
    not_its_statement = "only an organisation of the supplier"
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        await refused(session, "update disclosure_rows set facility_id = $1", elsewhere, match=not_told)
        await refused(session, "update disclosure_rows set is_entered = false", match=not_told)
        for change in ("standing = 'refused'", "standing = 'entered'", "speaker_id = null", "confirmed_on = now()"):
            await refused(session, f"update disclosures set {change}", match=not_its_statement)


async def test_nobody_closes_what_was_published(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer = suppliers.buyer()
    supplier_id = (await supplier_of(buyer))["id"]
    voice = await linked_user(suppliers, supplier_id, buyer, is_confirmed=True)
    version = await submitted(voice, supplier_id, site(confidentiality="public"))
    assert (await move(buyer, version["id"], "accepted")).status_code == 200
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        assert await session.fetchval("select is_open from disclosures")
        for table in ("disclosures", "disclosure_rows"):
            await refused(session, f"update {table} set is_open = false where is_open", match=KEPT)


async def test_no_import_writes_into_a_list_that_was_submitted(
    suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    """A job with all rights writes what waits for it."""
    buyer, voice, supplier_id = scene
    version = UUID((await submitted(voice, supplier_id))["id"])
    waiting = (
        "insert into disclosure_imports (id, version, created_at, created_by, updated_at, updated_by, owner_id,"
        " supplier_id, disclosure_id, filename, tier, status, total, new, matched, review, invalid) values"
        " ($1, 1, now(), gen_random_uuid(), now(), gen_random_uuid(), caller_org(), $2, $3, 'a.csv', 'T0',"
        " 'processing', 1, 0, 0, 0, 0)"
    )
    piece = "insert into import_chunks (import_id, place, rows) values ($1, 0, '')"
    draft = UUID((await draft_of(voice, supplier_id, site(), product_family="tablet"))["id"])
    own = uuid4()
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        supplier = UUID(supplier_id)
        await refused(session, waiting, uuid4(), supplier, version, match="row-level security")
        await session.execute(waiting, own, supplier, draft)
        submit = "update disclosures set status = 'submitted', submission = 1 where id = $1"
        await refused(session, submit, draft, match=STAYS)
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        await refused(session, piece, own, match="belongs to an import")
    await as_worker(suppliers_app, "update disclosure_imports set status = 'done' where id = $1", own)
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, piece, own, match="belongs to an import")
        await refused(session, "update disclosure_imports set status = 'processing'", match=KEPT)


async def test_a_place_of_the_register_is_rewritten_and_hidden_by_nobody(
    suppliers: Cast, suppliers_app: FastAPI
) -> None:
    registrar = suppliers.buyer()
    place = UUID((await entered(registrar))["id"])
    for org, kind in ((registrar.org, OrgKind.BUYER), (uuid4(), OrgKind.MONITOR), (uuid4(), OrgKind.SUPPLIER)):
        async with injected(suppliers_app, org, kind) as session:
            for change in (
                "name = 'Ours'",
                "country = 'BE'",
                "is_listed = false",
                "registered_by = gen_random_uuid()",
                "aliases = array['Ours']",
                "sources = '[]'",
                "status = 'closed'",
            ):
                await refused(session, f"update facilities set {change} where id = $1", place, match=KEPT)
            await refused(session, "update facilities set id = id", match=NO_RIGHT)


async def test_the_register_is_changed_by_who_registered_it(suppliers: Cast, suppliers_app: FastAPI) -> None:
    registrar, stranger = suppliers.buyer(), suppliers.buyer()
    party = (await supplier_of(registrar))["id"]
    product = UUID((await product_of(registrar, party))["id"])
    rename, resell = "update suppliers set {} where id = $1", "update products set {} where id = $1"
    number = "insert into supplier_identifiers (scheme, value, supplier_id) values ('vat', $2, $1)"
    async with injected(suppliers_app, stranger.org, OrgKind.BUYER) as session:
        for change in ("name = 'Ours'", "country = 'CN'", "website = 'https://a.example'", "identifiers = '[{}]'"):
            await refused(session, rename.format(change), UUID(party), match="by who registered it")
        for change in ("model_name = 'Ours'", "status = 'withdrawn'", "gtin = '5'"):
            await refused(session, resell.format(change), product, match="by who registered it")
        await refused(session, number, UUID(party), uuid4().hex, match="by who registered it")
        for table in ("suppliers", "products"):
            await refused(session, f"update {table} set registered_by = registered_by", match=NO_RIGHT)
        await refused(session, "update products set is_listed = false", match=NO_RIGHT)
    async with injected(suppliers_app, registrar.org, OrgKind.BUYER) as session:
        await session.execute(rename.format("name = name || ' and Partners'"), UUID(party))
        await session.execute(resell.format("model_name = 'Book'"), product)
    await linked_user(suppliers, party, registrar, is_confirmed=True)
    async with injected(suppliers_app, registrar.org, OrgKind.BUYER) as session:
        await refused(session, rename.format("name = 'Ours'"), UUID(party), match="by who registered it")


async def test_a_supplier_accepts_no_contact_and_judges_no_obligation_of_its_own(
    suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    buyer, voice, supplier_id = scene
    await contract_of(buyer, supplier_id)
    await contact_of(buyer, supplier_id)
    proposal = contact_facts(supplier_id, person_name="Lena Peeters", buyer_id=str(buyer.org))
    proposed = UUID(made(await voice.post("/v1/contact-points", json=proposal))["id"])
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, "update contact_points set status = 'accepted' where id = $1", proposed, match=KEPT)
        settled = "update contact_points set person_name = 'Another' where status = 'accepted'"
        await refused(session, settled, match=KEPT)
        await refused(session, "update contact_points set purpose = purpose", match=NO_RIGHT)
        for change in (
            "status = 'fulfilled', evidence = '[{}]'",
            "status = 'waived', reason = 'No.'",
            "assessment = 'All is well.'",
            "fulfilment_basis = 'outcome'",
        ):
            await refused(session, f"update obligations set {change}", match=KEPT)
        await session.execute(
            "update obligations set status = 'submitted', evidence = '[{}]' where status = 'scheduled'"
        )
        await refused(session, "update obligations set evidence = '[]'", match=KEPT)
    waive = "update obligations set status = 'waived', reason = 'No.' where owner_id = $1"
    await as_worker(suppliers_app, waive, buyer.org)
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, "update obligations set status = 'submitted'", match=KEPT)


async def test_a_contract_keeps_its_supplier(suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]) -> None:
    buyer, _, supplier_id = scene
    await contract_of(buyer, supplier_id)
    other = UUID((await supplier_of(buyer))["id"])
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        await refused(session, "update contracts set supplier_id = $1", other, match=KEPT)
        for table, column in (
            ("contracts", "parent_contract_id"),
            ("contract_clauses", "wording"),
            ("obligations", "type"),
            ("obligations", "clause_id"),
            ("data_imports", "roles"),
        ):
            await refused(session, f"update {table} set {column} = {column}", match=NO_RIGHT)


async def test_sites_are_entered_for_who_accepted_them(
    suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    """A job registers the sites of a list that a decision says it enters, and no row begins as entered."""
    buyer, voice, supplier_id = scene
    version = await submitted(voice, supplier_id)
    await draft_of(voice, supplier_id, site(), product_family="tablet")
    returned = await move(buyer, version["id"], "returned", reason="It lacks a site.")
    assert returned.status_code == 200, returned.text
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        await refused(session, "update disclosure_acceptances set is_entering = true", match=KEPT)
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        row = f'{{"id": "{uuid4()}", "number": 99, "is_entered": true}}'
        drafted = " and disclosure_id in (select id from disclosures where product_family = 'tablet')"
        insert = COPY.format(table="disclosure_rows", change=row) + drafted
        await refused(session, insert, match="row-level security")
        assert await session.execute(insert.replace("true", "false")) == "INSERT 0 1"


async def test_an_organisation_that_nobody_confirmed_publishes_no_site_and_no_product(
    suppliers: Cast, suppliers_app: FastAPI, scene: tuple[Actor, Actor, str]
) -> None:
    buyer, voice, supplier_id = scene
    place = await entered(voice)
    product = await product_of(voice, supplier_id)
    listed = await product_of(buyer, (await supplier_of(buyer))["id"])
    not_confirmed = "has not confirmed who speaks"
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        for table, made_row in (("facilities", place), ("products", product)):
            copy = (
                "insert into {0} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),"
                " 'is_listed', true))).* from {0} as t where id = $1"
            )
            await refused(session, copy.format(table), UUID(made_row["id"]), match=not_confirmed)
        list_it = "update facilities set is_listed = true where id = $1"
        await refused(session, list_it, UUID(place["id"]), match=not_confirmed)
        offer = "insert into product_offers (product_id, supplier_id) values ($1, $2)"
        await refused(session, offer, UUID(listed["id"]), UUID(supplier_id), match=not_confirmed)
