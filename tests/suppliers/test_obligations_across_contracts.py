"""The list of obligations across contracts: what is due, to whom, and as each contract says it."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.list_reader import _shape
from chassis.state import state_of
from chassis.vocabulary import OrgKind
from local_stack import provisioning
from suppliers.obligations.lists.queries import LISTINGS
from suppliers.obligations.rules import ObligationStatus
from support.cast import Actor, Cast
from support.market import TODAY, contact_of, contract_of, day, linked_user, made, obligations_of, supplier_of
from support.refusals import FORBIDDEN, refusal
from support.services import Keys

LIST = "/v1/obligations"


async def listed(reader: Actor, **query: Any) -> list[dict[str, Any]]:
    """All pages, each of a few items."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await reader.get(LIST, params={"limit": 7, **query, **cursor})
        page = made(answer, 200)
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def ids(reader: Actor, **query: Any) -> list[str]:
    return [item["id"] for item in await listed(reader, **query)]


async def test_what_is_due_in_a_month_is_one_call(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    for start in (-10, -5, 300):
        await contract_of(buyer, start=day(start))
    items = await listed(buyer, due_after=day(20), due_before=day(25))
    due = sorted((item["due_at"], item["type"]) for item in items)
    kinds = ["CONTACT", "DIALOGUE", "DISCLOSURE_ASSEMBLY"]
    assert due == [(when, kind) for when in (day(20), day(25)) for kind in kinds]
    assert [item["due_at"] for item in items] == sorted(item["due_at"] for item in items)


async def test_an_item_names_its_contract_and_its_supplier(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, reference="ICT-77", title="Screens")
    [item] = await listed(buyer, type="DIALOGUE")
    [own] = await obligations_of(buyer, contract["id"], "DIALOGUE")
    more = {
        "buyer_id": str(buyer.org),
        "contract_reference": "ICT-77",
        "contract_title": "Screens",
        "supplier_id": contract["supplier_id"],
        "supplier_name": contract["supplier_name"],
    }
    assert item == {**own, **more}


async def test_pages_neither_skip_nor_repeat_where_many_are_due_on_one_day(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contracts = [await contract_of(buyer) for _ in range(4)]
    owned = [row["id"] for each in contracts for row in await obligations_of(buyer, each["id"])]
    found = await ids(buyer)
    assert (len(found), sorted(found)) == (len(set(found)), sorted(owned))
    counted = made(await buyer.get(LIST, params={"limit": 1, "count": "exact"}), 200)
    assert counted["total"] == len(owned)


async def test_filters_select_by_contract_supplier_and_type(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    one, two = await contract_of(buyer), await contract_of(buyer)
    of_one = {row["id"] for row in await obligations_of(buyer, one["id"])}
    assert set(await ids(buyer, contract_id=one["id"])) == of_one
    assert set(await ids(buyer, supplier_id=one["supplier_id"])) == of_one
    reports = await listed(buyer, type="REPORT", supplier_id=two["supplier_id"])
    assert {item["type"] for item in reports} == {"REPORT"}
    assert {item["contract_id"] for item in reports} == {two["id"]}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"status": "late"}, "/query/status"),
        ({"type": "report"}, "/query/type"),
        ({"due_before": "December"}, "/query/due_before"),
        ({"due_after": "2026-13-01"}, "/query/due_after"),
        ({"overdue": "perhaps"}, "/query/overdue"),
        ({"supplier_id": "x"}, "/query/supplier_id"),
        ({"contract_id": "x"}, "/query/contract_id"),
        ({"owner_id": "x"}, "/query/owner_id"),
    ],
)
async def test_a_filter_with_a_wrong_value_is_refused(suppliers: Cast, query: dict[str, str], pointer: str) -> None:
    answer = await suppliers.buyer().get(LIST, params=query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_cursor_of_another_list_or_filter_is_refused(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await contract_of(buyer)
    await contract_of(buyer)
    cursor = made(await buyer.get(LIST, params={"limit": 1}), 200)["next"]
    others = made(await buyer.get("/v1/contracts", params={"limit": 1}), 200)["next"]
    for query in ({"cursor": others}, {"cursor": cursor, "type": "REPORT"}, {"cursor": "x"}):
        answer = await buyer.get(LIST, params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
    stranger = await suppliers.buyer().get(LIST, params={"cursor": cursor})
    assert stranger.status_code == 400


# Who sees what


async def test_the_list_needs_a_caller_who_reads_contracts(suppliers: Cast) -> None:
    assert (await suppliers.anonymous.get(LIST)).status_code == 401
    assert refusal(await suppliers.monitor().get(LIST)) == FORBIDDEN


async def test_another_buyer_finds_and_counts_nothing(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    contract = await contract_of(buyer)
    ours = {"contract_id": contract["id"]}, {"supplier_id": contract["supplier_id"]}, {}
    for query in ours:
        page = made(await stranger.get(LIST, params={**query, "count": "exact"}), 200)
        assert (page["items"], page["total"]) == ([], 0)


async def test_a_supplier_sees_the_obligations_of_its_contracts_from_the_award_on(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    awarded = await contract_of(buyer, supplier)
    await contract_of(buyer, supplier, status="tendering")
    await contract_of(buyer)
    await contract_of(other, supplier)
    seen = await listed(person)
    assert seen == await listed(buyer, contract_id=awarded["id"])
    assert len(seen) > 0
    assert await listed(suppliers.supplier(supplier)) == [], "a stranger who names the supplier sees nothing"


# The same as each contract says

STORED = (None, None, "submitted", "partially_fulfilled", "rejected", "fulfilled", "waived", "breached")
CHANGE = text("""
update obligations set reason = 'a reason', evidence = '[{"kind": "other", "title": "Note", "reference": null}]',
  status = case when status = 'not_tracked' then status else coalesce(:stored, status) end,
  submitted_on = :submitted, due_at = due_at + cast(:moved as integer) where id = :id""")
CONTACT = text("update contact_points set active_from = :first, active_to = :last where id = :id")


async def a_market(suppliers: Cast, chance: Random) -> tuple[Actor, Actor, list[str]]:
    """A buyer with contracts in many states, one of its suppliers' people, and the ids of the contracts."""
    buyer = suppliers.buyer()
    known = [(await supplier_of(buyer))["id"] for _ in range(5)]
    person = await linked_user(suppliers, known[0], buyer)
    contracts = []
    for number in range(15):
        start = chance.randint(-900, 60)
        dates = {"start": day(start), "end": day(start + chance.choice([100, 400, 1400]))}
        facts = {**dates, "contact_replacement_days": chance.choice([1, 20, 100])}
        contracts.append((await contract_of(buyer, known[number % 5], **facts))["id"])
    posts = [(-90, None), (-90, -1), (-90, 0), (-400, -200), (5, None), (-300, -30)]
    periods = [(each, *chosen) for each in known[:4] for chosen in chance.sample(posts, chance.randint(1, 2))]
    contacts = [((await contact_of(buyer, supplier))["id"], first, last) for supplier, first, last in periods]
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        for contact, first, last in contacts:
            await connection.execute(CONTACT, {"id": UUID(contact), "first": on(first), "last": on(last)})
        for contract in contracts:
            for row in await obligations_of(buyer, contract):
                values = {
                    "id": UUID(row["id"]),
                    "stored": chance.choice(STORED),
                    "submitted": on(chance.choice([None, -300, -20, -1])),
                    "moved": chance.randint(-60, 60),
                }
                await connection.execute(CHANGE, values)
    return buyer, person, contracts


def on(offset: int | None) -> date | None:
    return None if offset is None else date.fromisoformat(day(offset))


@pytest.mark.parametrize("seed", range(4))
async def test_the_list_says_of_each_obligation_what_its_contract_says(suppliers: Cast, seed: int) -> None:
    """The states are computed by the database here and by the rules there."""
    buyer, person, contracts = await a_market(suppliers, Random(seed))  # noqa: S311
    for reader in (buyer, person):
        told = {item["id"]: item for item in await listed(reader, limit=200)}
        own = [row for each in contracts for row in await visible_obligations(reader, each)]
        assert {row["id"]: {name: told[row["id"]][name] for name in row} for row in own} == {
            row["id"]: row for row in own
        }
        assert len(own) == len(told)
        order = sorted((row["due_at"], row["id"]) for row in own)
        assert [(item["due_at"], item["id"]) for item in told.values()] == order


async def visible_obligations(reader: Actor, contract: str) -> list[dict[str, Any]]:
    answer = await reader.get(f"/v1/contracts/{contract}/obligations")
    return answer.json()["items"] if answer.is_success else []


@pytest.mark.parametrize("seed", range(2))
async def test_a_state_selects_those_and_only_those_that_are_in_it(suppliers: Cast, seed: int) -> None:
    buyer, person, _ = await a_market(suppliers, Random(seed))  # noqa: S311
    for reader in (buyer, person):
        told = await listed(reader, limit=200)
        assert len({item["status"] for item in told}) > 5
        for state in ObligationStatus:
            expected = [item["id"] for item in told if item["status"] == state]
            assert await ids(reader, status=state.value) == expected, state
        for overdue in ("true", "false"):
            expected = [item["id"] for item in told if (item["status"] == "overdue") == (overdue == "true")]
            assert await ids(reader, overdue=overdue) == expected


# Many contracts

MANY = 10_000
COPY_CONTRACTS = text("""
insert into contracts (id, version, created_at, created_by, updated_at, updated_by, shared_version, shared_at,
  owner_id, supplier_id, reference, title, kind, model, brands, product_categories, cpv, monitored_by, starts_on,
  ends_on, contact_replacement_days, status)
select gen_random_uuid(), version, created_at, created_by, updated_at, updated_by, shared_version, shared_at,
  owner_id, supplier_id, reference, title, kind, model, brands, product_categories, cpv, monitored_by, starts_on,
  ends_on, contact_replacement_days, status
from contracts, generate_series(1, :many) where id = :id""")
COPY_CLAUSES = text("""
insert into contract_clauses (id, owner_id, contract_id, template, template_version, kind, included_at, inherited)
select gen_random_uuid(), owner_id, contracts.id, template, template_version, clause.kind, included_at, inherited
from contracts, (select template, template_version, kind, included_at, inherited from contract_clauses
  where contract_id = :id) as clause
where supplier_id = (select supplier_id from contracts where id = :id) and contracts.id <> :id""")
COPY_OBLIGATIONS = text("""
insert into obligations (id, version, created_at, created_by, updated_at, updated_by, owner_id, contract_id,
  clause_id, type, instance, recurrence, due_at, grace_days, notice_days, weight, dd_alternative, status,
  fulfilment_basis, evidence, gaps)
select gen_random_uuid(), duty.version, duty.created_at, duty.created_by, duty.updated_at, duty.updated_by,
  duty.owner_id, clause.contract_id, clause.id, duty.type, duty.instance, duty.recurrence,
  duty.due_at + (hashtext(clause.id::text) % 300), duty.grace_days, duty.notice_days, duty.weight,
  duty.dd_alternative, duty.status, duty.fulfilment_basis, duty.evidence, duty.gaps
from obligations as duty, contract_clauses as clause
where duty.contract_id = :id and clause.contract_id <> :id and clause.owner_id = duty.owner_id""")


@pytest.fixture(scope="module")
async def many(suppliers_app: FastAPI, keys: Keys, admin_url: str) -> AsyncIterator[Actor]:
    """A buyer with 10,000 contracts, each with all obligations of the clause; PostgreSQL knows how many."""
    async with Cast(suppliers_app, keys) as suppliers:
        buyer = suppliers.buyer()
        contract = await contract_of(buyer)
        await contact_of(buyer, contract["supplier_id"])
        values = {"id": UUID(contract["id"]), "many": MANY}
        async with state_of(suppliers_app).worker_sessions() as session, session.begin():
            connection = await session.connection()
            for statement in (COPY_CONTRACTS, COPY_CLAUSES, COPY_OBLIGATIONS):
                await connection.execute(statement, {name: values[name] for name in statement.compile().params})
            database = (await connection.execute(text("select current_database()"))).scalar_one()
        owner = await asyncpg.connect(provisioning.with_database(admin_url, database))
        await owner.execute("analyze obligations, contracts, contact_points, suppliers")
        await owner.close()
        yield buyer


def rows_read(node: dict[str, Any]) -> float:
    """How many obligations a plan has looked at, those included that it then left out."""
    own = 0.0
    if node.get("Relation Name") == "obligations":
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return float(own + sum(map(rows_read, node.get("Plans", []))))


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ({}, 200),
        ({"due_after": TODAY, "due_before": TODAY + timedelta(days=30)}, 200),
        ({"overdue": True}, 200),
        ({"status": "overdue"}, 200),
        ({"status": "breached"}, 0),
        ({"status": "due"}, 40_000),
        ({"type": "REPORT", "due_after": TODAY}, 2_000),
    ],
    ids=str,
)
async def test_a_page_reads_few_of_the_obligations_of_ten_thousand_contracts(
    suppliers_app: FastAPI, many: Actor, query: dict[str, Any], most: int
) -> None:
    shape = _shape(LISTINGS[OrgKind.BUYER], OrgKind.BUYER, frozenset(query))
    given = {f"f_{name}": value for name, value in query.items()}
    values = {"caller_org": many.org, "caller_supplier": None, "most": 51, **given}
    async with state_of(suppliers_app).reader.source(many.org) as connection:
        explain = f"explain (analyze, format json) {shape.sql}"
        [plan] = json.loads(await connection.fetchval(explain, *shape.arguments(values)))
    assert rows_read(plan["Plan"]) <= most, plan
