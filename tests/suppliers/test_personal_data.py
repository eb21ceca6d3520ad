"""A person asks a buyer for the data about them, and to have them erased."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import String, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.rows import fetch_rows
from chassis.state import state_of
from chassis.vocabulary import Role
from suppliers.app import EXPIRIES
from suppliers.personal_data.queries import TEXTS
from suppliers.tables import Contract
from support.cast import Actor, Cast
from support.dumps import places_of
from support.events import events_for
from support.expiries import write_all
from support.market import (
    contact_facts,
    contract_of,
    day,
    linked_user,
    made,
    obligations_of,
    product_of,
    supplier_of,
)
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.workbooks import CONTACT, imported, only_row, xlsx

EXPORTS, ERASURES = "/v1/personal-data-exports", "/v1/personal-data-erasures"
CHECKED = {"identity_check": "recorded_address"}


def address_of(word: str) -> str:
    return f"{word}@meridiaan.example"


async def contact_named(author: Actor, supplier_id: str, word: str, **facts: Any) -> dict[str, Any]:
    body = contact_facts(
        supplier_id,
        person_name=f"Noor {word}",
        email=address_of(word),
        function_title=f"Officer {word}",
        **facts,
    )
    return made(await author.post("/v1/contact-points", json=body))


async def exported(buyer: Actor, **person: str) -> dict[str, Any]:
    return made(await buyer.post(EXPORTS, json={**person, **CHECKED}), 200)


async def erased(buyer: Actor, **body: Any) -> list[tuple[str, str, str | None]]:
    answer = made(await buyer.post(ERASURES, json={**body, **CHECKED}), 200)
    return [(each["kind"], each["id"], each["kept"]) for each in answer["outcomes"]]


async def test_a_person_gets_everything_that_a_buyer_has_and_then_it_is_gone(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    reader = await linked_user(suppliers, supplier, buyer)
    contact = await contact_named(buyer, supplier, word)
    row = await waiting_row(buyer, supplier, word)
    found = await exported(buyer, email=address_of(word).upper())
    [held] = found["contact_points"]
    assert (held["id"], held["person_name"], held["readers"]) == (contact["id"], f"Noor {word}", [str(reader.org)])
    assert (held["lawful_basis"], held["supplier_name"]) == ("public_task", "Meridiaan Systems")
    [waiting] = found["import_rows"]
    assert (waiting["id"], waiting["cells"]["email"]) == (row["id"], address_of(word))
    assert {place["service"] for place in found["other_places"]} >= {"dialogue", "gateway"}
    ids = {"contact_point_ids": [contact["id"]], "import_row_ids": [row["id"]]}
    assert await erased(buyer, **ids) == [
        ("contact_point", contact["id"], "still_contact"),
        ("import_row", row["id"], None),
    ]
    assert await erased(buyer, **ids, end_current=True) == [
        ("contact_point", contact["id"], None),
        ("import_row", row["id"], None),
    ]
    assert await places_of(suppliers.app, word) == set()
    again = await exported(buyer, email=address_of(word), person_name=f"Noor {word}")
    assert (again["contact_points"], again["import_rows"], again["mentions"]) == ([], [], [])
    assert await erased(buyer, **ids) == [("contact_point", contact["id"], None), ("import_row", row["id"], None)]


async def waiting_row(buyer: Actor, supplier_id: str, word: str) -> dict[str, Any]:
    """A row of a workbook about the person that was not applied: it has an area in which nobody works."""
    values = (
        supplier_id,
        f"Noor {word}",
        f"Officer {word}",
        "astrology",
        address_of(word),
        "clause contact",
        "yes",
    )
    row = await only_row(buyer, await imported(buyer, xlsx(contacts=[CONTACT, values])))
    assert (row["status"], row["cells"]["email"]) == ("invalid", address_of(word))
    return row


async def test_a_contact_in_force_leaves_a_vacancy_when_the_person_is_erased(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    reader = await linked_user(suppliers, supplier, buyer)
    contract = await contract_of(buyer, supplier)
    contact = await contact_named(buyer, supplier, word)
    await erased(buyer, contact_point_ids=[contact["id"]], end_current=True)
    assert (await buyer.get(f"/v1/contracts/{contract['id']}")).json()["contact_vacancy"]["vacated_on"] == day(0)
    [duty] = await obligations_of(buyer, contract["id"], "CONTACT")
    assert duty["flags"] == ["at_risk"]
    for side in (buyer, reader):
        verbs = [verb for verb, subject in await events_for(suppliers.app, side.org) if subject == contact["id"]]
        assert verbs == ["contact_point.accepted", "contact_point.ended", "contact_point.anonymised"]
        shown = made(await side.get(f"/v1/contact-points/{contact['id']}"), 200)
        assert (shown["status"], shown["person_name"]) == ("anonymised", "Former contact #1")


async def test_the_journal_says_who_erased_and_how_the_person_was_known_and_not_whom(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    contact = await contact_named(buyer, supplier, word, purpose="auditor", declared_not_sales=False)
    await exported(buyer, person_name=f"NOOR {word}")
    await erased(buyer, contact_point_ids=[contact["id"]], end_current=True)
    statement = (
        "select verb, actor, payload from journal join journal_payloads on journal_id = journal.id"
        " where actor_org = :org and verb in ('personal_data.exported', 'contact_point.anonymised') order by seq"
    )
    async with state_of(suppliers.app).worker_sessions() as session:
        export, erasure = await fetch_rows(session, statement, org=buyer.org)
    assert (export.actor, export.payload["contact_point_ids"]) == (buyer.person, [contact["id"]])
    assert (erasure.actor, erasure.payload["cause"], erasure.payload["identity_check"]) == (
        buyer.person,
        "request",
        "recorded_address",
    )


async def test_an_answer_that_was_kept_for_a_repeat_is_not_given_after_the_erasure(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    body = contact_facts(supplier, person_name=f"Noor {word}", email=address_of(word))
    headers = {"Idempotency-Key": word[:20]}
    contact = made(await buyer.post("/v1/contact-points", json=body, headers=headers))
    await erased(buyer, contact_point_ids=[contact["id"]], end_current=True)
    assert await places_of(suppliers.app, word) == set()
    secret = await buyer.post(EXPORTS, json={"email": "a@b.example", **CHECKED}, headers=headers)
    assert refusal(secret) == (422, "secret_not_repeatable")


async def test_texts_that_mention_the_person_are_named_with_their_field(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(Role.BUYER_MANAGER), f"x{uuid4().hex}"
    contract = await contract_of(buyer, title=f"Laptops as Noor {word} asked")
    found = await exported(buyer, person_name=f"noor {word}")
    assert found["mentions"] == [{"kind": "contract", "id": contract["id"], "fields": ["title"]}]
    assert found["contact_points"] == []


async def test_texts_about_a_tender_its_targets_and_its_market_are_searched_too(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(Role.BUYER_MANAGER, Role.BUYER_OFFICER), f"x{uuid4().hex}"
    person = f"Noor {word}"
    contract = await contract_of(buyer, status="tendering", clauses=[])
    product = await product_of(buyer, contract["supplier_id"])
    address, prices = f"/v1/contracts/{contract['id']}", {"title": person, "received_on": day(0)}
    criterion = {"topic": "energy", "domain": "environment", "role": "technical", "strength": "requirement"}
    written = {
        "criterion": (f"{address}/criteria", {**criterion, "verification_subject": "product", "source": person}),
        "label_requirement": (
            f"{address}/label-requirements",
            {"labels": [{"scheme": "TCO_CERTIFIED"}], "wording": person},
        ),
        "life_cycle_cost": (
            f"{address}/life-cycle-costs",
            {
                "offer": person,
                "years": 1,
                "currency": "EUR",
                "vat_included": True,
                "costs": [{"kind": "energy", "amount": "1.00"}],
            },
        ),
        "quote": (
            f"/v1/products/{product['id']}/quotes",
            {"supplier_id": contract["supplier_id"], "quoted_on": day(0), "spare_parts_prices": prices},
        ),
        "target": (
            "/v1/targets",
            {"metric": "contracts_with_clause", "value": "80", "year": 2040, "note": f"{person} decides."},
        ),
        "market_observation": (
            "/v1/market-observations",
            {
                "category": "laptop",
                "scheme": "EPEAT",
                "level": "gold",
                "observed_on": day(0),
                "source": person,
                "models_total": 9,
                "models_with_label": 3,
            },
        ),
    }
    ids = {kind: made(await buyer.post(path, json=body))["id"] for kind, (path, body) in written.items()}
    found = await exported(buyer, person_name=f"noor   {word}")
    assert {mention["kind"]: mention["id"] for mention in found["mentions"]} == ids


async def test_a_buyer_finds_who_is_named_in_a_dossier_that_a_supplier_submitted(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    author = await linked_user(suppliers, supplier, buyer, is_confirmed=True)
    product = await product_of(author, supplier)
    body = {
        "product_id": product["id"],
        "buyer_id": str(buyer.org),
        "requirement": f"As Noor {word} said",
        "scheme": "TCO_CERTIFIED",
        "route": "equivalent_label",
        "equivalent_label": "Blue Angel",
        "criteria": [{"criterion": "Energy", "supplier_claim": "Meets it."}],
    }
    dossier = made(await author.post("/v1/equivalence-dossiers", json=body))
    assert (await exported(buyer, person_name=f"Noor {word}"))["mentions"] == []
    moved = await author.post(f"/v1/equivalence-dossiers/{dossier['id']}/transitions", json={"to": "submitted"})
    made(moved, 200)
    named = {"kind": "equivalence_dossier", "id": dossier["id"], "fields": ["requirement"]}
    assert (await exported(buyer, person_name=f"Noor {word}"))["mentions"] == [named]


NO_PERSON = {
    "contact_points": {"person_name", "function_title", "email"},
    "contracts": {"estimated_value", "awarded_value", "framework_maximum", "duration"},
    "label_requirements": {"labels"},
    "life_cycle_costs": {"costs"},
    "product_quotes": {"extra_warranty_year"},
    "disclosure_rows": {"name", "address", "city", "region", "site", "component"},
    "data_imports": {"failure"},
    "data_import_rows": {"title"},
    "disclosure_imports": {"failure"},
    "import_rows": {"sheet"},
    "supplier_numbers": {"number"},
}
"""Texts that are not searched for names: found by the person's own columns, or numbers, codes and places."""


def test_every_text_that_a_buyer_writes_is_searched_or_said_to_name_nobody() -> None:
    searched = {table.__tablename__: set(names) for table, names in TEXTS.values()}
    for table in Contract.metadata.tables.values():
        if "owner_id" not in table.columns or "id" not in table.columns:
            continue
        texts = {
            column.name
            for column in table.columns
            if isinstance(column.type, JSONB)
            or (isinstance(column.type, String) and (column.type.length or 999) >= 200)
        }
        left = texts - searched.get(table.name, set()) - NO_PERSON.get(table.name, set())
        assert left == set(), table.name


@pytest.mark.parametrize("name", ["a", "%", " ab "])
async def test_a_name_of_one_letter_is_too_short(suppliers: Cast, name: str) -> None:
    answer = await suppliers.buyer().post(EXPORTS, json={"person_name": name, **CHECKED})
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/person_name", "string_too_short")


async def test_a_name_is_found_without_regard_to_accents_and_a_part_of_it_is_not(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    facts = contact_facts(supplier, person_name=f"Zoë {word}")
    contact = made(await buyer.post("/v1/contact-points", json=facts))
    assert [each["id"] for each in (await exported(buyer, person_name=f"zoe {word}"))["contact_points"]] == [
        contact["id"]
    ]
    assert (await exported(buyer, person_name="zoe"))["contact_points"] == []


async def test_what_another_buyer_has_is_neither_found_nor_erased(suppliers: Cast) -> None:
    buyer, other, word = suppliers.buyer(), suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    contact = await contact_named(buyer, supplier, word)
    row = await waiting_row(buyer, supplier, word)
    nobody = await exported(other, email=f"{uuid4().hex}@meridiaan.example")
    found = await exported(other, email=address_of(word), person_name=f"Noor {word}")
    assert {**found, "taken_at": ""} == {**nobody, "taken_at": ""}
    for field, known, code in (
        ("contact_point_ids", contact["id"], "contact_not_found"),
        ("import_row_ids", row["id"], "data_row_not_found"),
    ):
        answers = [
            await other.post(ERASURES, json={field: [each], "end_current": True, **CHECKED})
            for each in (known, str(uuid4()))
        ]
        assert [refusal(answer) for answer in answers] == [(404, code)] * 2
    assert made(await buyer.get(f"/v1/contact-points/{contact['id']}"), 200)["version"] == contact["version"]


async def test_all_named_records_are_erased_or_none(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    contact = await contact_named(buyer, supplier, word)
    body = {"contact_point_ids": [contact["id"]], "import_row_ids": [str(uuid4())], "end_current": True, **CHECKED}
    assert refusal(await buyer.post(ERASURES, json=body)) == (404, "data_row_not_found")
    assert made(await buyer.get(f"/v1/contact-points/{contact['id']}"), 200)["status"] == "accepted"


async def test_officers_of_a_buyer_answer_and_nobody_else(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    others = [
        suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org),
        await linked_user(suppliers, supplier, buyer),
        suppliers.monitor(),
        suppliers.platform(),
    ]
    for path, body in (
        (EXPORTS, {"email": "a@b.example", **CHECKED}),
        (ERASURES, {"contact_point_ids": [str(uuid4())], **CHECKED}),
    ):
        assert refusal(await suppliers.anonymous.post(path, json=body)) == UNAUTHENTICATED
        for other in others:
            assert refusal(await other.post(path, json=body)) == FORBIDDEN


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (EXPORTS, CHECKED, "/email"),
        (EXPORTS, {"email": "noor", **CHECKED}, "/email"),
        (EXPORTS, {"person_name": "No", **CHECKED}, "/person_name"),
        (EXPORTS, {"email": "a@b.example"}, "/identity_check"),
        (EXPORTS, {"email": "a@b.example", "identity_check": "looked_honest"}, "/identity_check"),
        (ERASURES, CHECKED, "/contact_point_ids"),
        (ERASURES, {"contact_point_ids": ["1"], **CHECKED}, "/contact_point_ids/0"),
        (ERASURES, {"contact_point_ids": [str(UUID(int=1))] * 101, **CHECKED}, "/contact_point_ids"),
        (ERASURES, {"email": "a@b.example", **CHECKED}, "/email"),
    ],
)
async def test_a_wrong_request_is_refused_at_its_place(
    suppliers: Cast, path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await suppliers.buyer().post(path, json=body)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


async def test_rows_about_people_that_nobody_settles_are_emptied_after_three_months(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), f"x{uuid4().hex}"
    supplier = (await supplier_of(buyer))["id"]
    row = await waiting_row(buyer, supplier, word)
    address = f"/v1/data-imports/{await import_of(suppliers, row['id'])}/rows"

    async def let_pass(days: int) -> None:
        statement = text(
            "update data_import_rows set updated_at = updated_at - make_interval(days => :days) where id = :id"
        )
        async with state_of(suppliers.app).worker_sessions() as session, session.begin():
            await (await session.connection()).execute(statement, {"days": days, "id": UUID(row["id"])})
        await write_all(suppliers.app, EXPIRIES)

    await let_pass(90)
    assert made(await buyer.get(address), 200)["items"][0]["cells"] == row["cells"]
    await let_pass(300)
    [emptied] = made(await buyer.get(address), 200)["items"]
    assert (emptied["cells"], emptied["status"]) == ({}, "invalid")
    assert [message["code"] for message in emptied["messages"]] == ["personal_data_removed"]
    assert await places_of(suppliers.app, word) == set()
    assert "workbook_row.emptied" in [verb for verb, _ in await events_for(suppliers.app, buyer.org)]


async def import_of(suppliers: Cast, row_id: str) -> str:
    async with state_of(suppliers.app).worker_sessions() as session:
        [row] = await fetch_rows(session, "select import_id from data_import_rows where id = :id", id=UUID(row_id))
    return str(row.import_id)
