"""SQL that is injected into a request decides about no list of others, and speaks for no supplier."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.vocabulary import OrgKind
from support.cast import Actor, Cast
from support.disclosures import draft_of
from support.injection import injected, refused
from support.market import linked_user, supplier_of
from support.sites import entered, move, site

NOT_ITS_KIND = "not written by organisations of this kind"
NOT_SUBMITTED_TO_IT = "that a version was submitted to"
FIXED = "permission denied"

DECIDE = """
insert into disclosure_acceptances (id, version, created_at, created_by, updated_at, updated_by, owner_id,
  disclosure_id, supplier_id, subject, submission, status, decided_on, is_entering, is_open)
select gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), $1, $2, $3, $4, 1, 'accepted',
  current_date, false, $5"""


async def submitted(writer: Actor, supplier_id: str, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
    version = await draft_of(writer, supplier_id, *(rows or (site(),)), **terms)
    assert (await move(writer, version["id"], "submitted")).status_code == 200
    return version


def decision(me: UUID, version: dict[str, Any], *, is_open: bool) -> tuple[Any, ...]:
    return me, UUID(version["id"]), UUID(version["supplier_id"]), "family:laptop", is_open


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("kind", [OrgKind.BUYER, OrgKind.SUPPLIER, OrgKind.MONITOR, OrgKind.EXPERT])
async def test_a_stranger_decides_about_no_list(
    suppliers: Cast, suppliers_app: FastAPI, kind: OrgKind, is_open: bool
) -> None:
    """Its decision would make the list look accepted to all, or by an independent buyer."""
    buyer, stranger = suppliers.buyer(), uuid4()
    version = await submitted(buyer, (await supplier_of(buyer))["id"])
    async with injected(suppliers_app, stranger, kind) as session:
        await refused(session, DECIDE, *decision(stranger, version, is_open=is_open))


async def test_a_buyer_decides_for_itself_and_not_for_all(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier_id = (await supplier_of(buyer))["id"]
    voice = await linked_user(suppliers, supplier_id, buyer, is_confirmed=True)
    version = await submitted(voice, supplier_id)
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        await refused(session, DECIDE, *decision(buyer.org, version, is_open=True), match="the platform decides")
        other_subject = (*decision(buyer.org, version, is_open=False)[:3], "family:tablet", False)
        await refused(session, DECIDE, *other_subject, match=NOT_SUBMITTED_TO_IT)
    async with injected(suppliers_app, other.org, OrgKind.BUYER) as session:
        await refused(session, DECIDE, *decision(other.org, version, is_open=False), match=NOT_SUBMITTED_TO_IT)
    assert (await move(buyer, version["id"], "accepted")).status_code == 200
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        for change in ("is_open = true", "disclosure_id = gen_random_uuid()", "subject = 'tablet'"):
            await refused(session, f"update disclosure_acceptances set {change}", match=FIXED)


async def test_a_puppet_of_the_supplier_is_no_buyer(suppliers: Cast, suppliers_app: FastAPI) -> None:
    """Nor is a list addressed to it by injected SQL."""
    buyer, puppet = suppliers.buyer(), uuid4()
    supplier_id = (await supplier_of(buyer))["id"]
    voice = await linked_user(suppliers, supplier_id, buyer)
    version = await submitted(voice, supplier_id)
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        address = "update disclosures set addressed_to = array[$1::uuid]"
        await refused(session, address, puppet, match="stays as it is")
    async with injected(suppliers_app, puppet, OrgKind.SUPPLIER) as session:
        await refused(session, DECIDE, *decision(puppet, version, is_open=False), match=NOT_ITS_KIND)


@pytest.mark.parametrize("level", ["parties", "buyer_only", "restricted", "network"])
async def test_nobody_opens_a_row_but_by_a_decision(suppliers: Cast, suppliers_app: FastAPI, level: str) -> None:
    buyer = suppliers.buyer()
    supplier_id = (await supplier_of(buyer))["id"]
    voice = await linked_user(suppliers, supplier_id, buyer)
    version = await submitted(voice, supplier_id, site(confidentiality=level))
    assert (await move(buyer, version["id"], "accepted")).status_code == 200
    for org, kind in ((voice.org, OrgKind.SUPPLIER), (buyer.org, OrgKind.BUYER)):
        async with injected(suppliers_app, org, kind) as session:
            await refused(session, "update disclosure_rows set is_open = true", match="opened by a decision")
            await refused(session, "update disclosures set is_open = true", match="open if one of its rows is")


async def test_nobody_speaks_for_a_supplier_but_who_is_confirmed(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer = suppliers.buyer()
    supplier_id = (await supplier_of(buyer))["id"]
    voice = await linked_user(suppliers, supplier_id, buyer)
    confirmed = await linked_user(suppliers, supplier_id, suppliers.buyer(), is_confirmed=True)
    await submitted(voice, supplier_id)
    await submitted(buyer, supplier_id)
    change = "update disclosures set {} where owner_id = caller_org()"
    match = "only an organisation of the supplier"
    async with injected(suppliers_app, voice.org, OrgKind.SUPPLIER) as session:
        await refused(session, change.format("standing = 'confirmed'"), match="has not confirmed")
        for column in ("speaker_id", "confirmed_by"):
            await refused(session, change.format(f"{column} = '{confirmed.org}'"), match=match)
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        for org in (confirmed.org, buyer.org):
            await refused(session, change.format(f"confirmed_by = '{org}'"), match=match)


async def test_the_register_is_written_by_those_who_register(suppliers: Cast, suppliers_app: FastAPI) -> None:
    buyer = suppliers.buyer()
    await supplier_of(buyer)
    sites = [await entered(buyer, name=name) for name in ("Havenkant Works", "Duinrand Works")]
    async with injected(suppliers_app, None, OrgKind.SYSTEM) as nobody:
        for table in ("suppliers", "facilities"):
            await refused(nobody, f"update {table} set name = 'Ours'", match=NOT_ITS_KIND)
    async with injected(suppliers_app, buyer.org, OrgKind.BUYER) as session:
        merge = "update facilities set merged_into = $1 where id = $2"
        await refused(session, merge, *(UUID(each["id"]) for each in sites), match="says who wrote it")
        await refused(session, "update suppliers set registered_by = gen_random_uuid()", match=FIXED)
        await refused(session, "delete from suppliers", match="permission denied")
    async with injected(suppliers_app, uuid4(), OrgKind.EXPERT) as expert:
        await refused(expert, "update facilities set is_listed = false", match=NOT_ITS_KIND)
