"""How long the data about a contact person are kept, why, and what stays when they are removed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.calendar_arithmetic import shifted
from chassis.state import state_of
from suppliers.app import EXPIRIES
from support.cast import Cast
from support.dumps import places_of
from support.events import events_for
from support.expiries import write_all
from support.market import TODAY, contact_facts, contact_of, contract_of, day, linked_user, made, supplier_of
from support.refusals import refusal

DAYS = ("active_from", "active_to", "rejected_on", "retention_until")


async def let_pass(app: FastAPI, org: UUID, days: int) -> None:
    """Everything of this buyer's contacts happened so many days earlier; nothing is written about it yet."""
    changes = ", ".join(f"{name} = {name} - cast(:days as integer)" for name in DAYS)
    changes += ", created_at = created_at - make_interval(days => :days)"
    async with state_of(app).worker_sessions() as session, session.begin():
        statement = text(f"update contact_points set {changes} where owner_id = :org")
        await (await session.connection()).execute(statement, {"days": days, "org": org})


def somebody(word: str, supplier_id: str, **facts: Any) -> dict[str, Any]:
    """A contact whose every text has this word."""
    return contact_facts(
        supplier_id,
        person_name=f"Noor {word}",
        email=f"{word}@meridiaan.example",
        function_title=f"Officer {word}",
        phone="+32 2 123 45 67",
        languages=["nl"],
        **facts,
    )


async def test_a_contact_is_kept_for_two_years_after_the_last_day(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), uuid4().hex
    supplier = (await supplier_of(buyer))["id"]
    contact = made(await buyer.post("/v1/contact-points", json=somebody(word, supplier)))
    assert (contact["retention_until"], contact["lawful_basis"]) == (None, "public_task")
    address = f"/v1/contact-points/{contact['id']}"
    ended = made(await buyer.post(f"{address}/transitions", json={"to": "ended"}), 200)
    last = shifted(TODAY, months=24)
    assert ended["retention_until"] == last.isoformat()
    await let_pass(suppliers.app, buyer.org, (last - TODAY).days)
    await write_all(suppliers.app, EXPIRIES)
    assert made(await buyer.get(address), 200)["status"] == "ended"
    await let_pass(suppliers.app, buyer.org, 1)
    await write_all(suppliers.app, EXPIRIES)
    shown = made(await buyer.get(address), 200)
    assert (shown["status"], shown["person_name"], shown["anonymised_on"]) == (
        "anonymised",
        "Former contact #1",
        day(0),
    )
    assert (shown["email"], shown["function_title"], shown["phone"], shown["languages"]) == (None, None, None, [])
    assert await places_of(suppliers.app, word) == set()


async def test_ticks_that_were_missed_are_made_up_in_the_order_of_the_days(suppliers: Cast) -> None:
    buyer, word = suppliers.buyer(), uuid4().hex
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    contract = await contract_of(buyer, supplier["id"], start=day(-30))
    body = somebody(word, supplier["id"], active_to=day(5))
    contact = made(await buyer.post("/v1/contact-points", json=body))
    await let_pass(suppliers.app, buyer.org, 1000)
    vacancy = (await buyer.get(f"/v1/contracts/{contract['id']}")).json()["contact_vacancy"]
    assert vacancy["vacated_on"] == day(-995)
    await write_all(suppliers.app, EXPIRIES)
    for reader in (buyer, person):
        verbs = [verb for verb, subject in await events_for(suppliers.app, reader.org) if subject == contact["id"]]
        assert verbs == ["contact_point.accepted", "contact_point.ended", "contact_point.anonymised"]
        shown = made(await reader.get(f"/v1/contact-points/{contact['id']}"), 200)
        assert (shown["status"], shown["allowed_transitions"]) == ("anonymised", [])
    assert await places_of(suppliers.app, word) == set()
    await write_all(suppliers.app, EXPIRIES)
    assert made(await buyer.get(f"/v1/contact-points/{contact['id']}"), 200)["version"] == shown["version"]
    assert (await buyer.get(f"/v1/contracts/{contract['id']}")).json()["contact_vacancy"] == vacancy


async def test_figures_of_a_day_before_are_the_same_after_the_person_is_removed(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    await contract_of(buyer, supplier, start=day(-1500), end=day(1500))
    await contact_of(buyer, supplier, active_from=day(-1400), active_to=day(-1000))

    async def coverage() -> Any:
        figures = made(await buyer.get("/internal/figures", params={"as_of": day(-1100)}), 200)["figures"]
        return next(figure for figure in figures if figure["code"] == "P1")

    before = await coverage()
    await write_all(suppliers.app, EXPIRIES)
    [contact] = made(await buyer.get("/v1/contact-points"), 200)["items"]
    assert (contact["status"], contact["email"], contact["function_title"]) == ("anonymised", None, None)
    assert (before["numerator"], await coverage()) == (1, before)


async def test_former_contacts_of_a_supplier_are_told_apart_and_found_by_their_status(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    for _ in range(2):
        await contact_of(buyer, supplier, active_from=day(-1400), active_to=day(-1000))
    kept = await contact_of(buyer, supplier)
    await write_all(suppliers.app, EXPIRIES)
    found = made(await buyer.get("/v1/contact-points", params={"status": "anonymised"}), 200)["items"]
    assert {contact["person_name"] for contact in found} == {"Former contact #1", "Former contact #2"}
    accepted = made(await buyer.get("/v1/contact-points", params={"status": "accepted"}), 200)["items"]
    assert [contact["id"] for contact in accepted] == [kept["id"]]


async def test_a_contact_that_is_anonymised_is_not_filled_in_again(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    contact = await contact_of(buyer, supplier, active_from=day(-1400), active_to=day(-1000))
    await write_all(suppliers.app, EXPIRIES)
    address = f"/v1/contact-points/{contact['id']}"
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    answer = await buyer.patch(address, json={"person_name": "Noor Verhulst"}, headers=tag)
    assert refusal(answer) == (409, "contact_is_anonymised")


async def test_a_proposal_that_nobody_answers_or_that_is_rejected_is_kept_for_half_a_year(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    words = [uuid4().hex for _ in range(2)]
    waiting, rejected = [
        made(await person.post("/v1/contact-points", json=somebody(word, supplier))) for word in words
    ]
    last = shifted(TODAY, months=6)
    body = {"to": "rejected", "rejection": "other", "reason": f"Knows {words[1]} only."}
    answer = await buyer.post(f"/v1/contact-points/{rejected['id']}/transitions", json=body)
    assert made(answer, 200)["retention_until"] == waiting["retention_until"] == last.isoformat()
    await let_pass(suppliers.app, buyer.org, (last - TODAY).days + 1)
    await write_all(suppliers.app, EXPIRIES)
    for word in words:
        assert await places_of(suppliers.app, word) == set()
    shown = made(await buyer.get(f"/v1/contact-points/{rejected['id']}"), 200)
    assert (shown["status"], shown["rejection"], shown["reason"]) == ("anonymised", "other", None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"to": "rejected"}, "/rejection"),
        ({"to": "rejected", "reason": "Sells."}, "/rejection"),
        ({"to": "rejected", "rejection": "other"}, "/reason"),
        ({"to": "rejected", "rejection": "unfriendly"}, "/rejection"),
        ({"to": "accepted", "rejection": "sales"}, "/rejection"),
    ],
)
async def test_a_rejection_has_a_reason_that_can_be_counted(
    suppliers: Cast, body: dict[str, str], pointer: str
) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    proposal = made(await person.post("/v1/contact-points", json=contact_facts(supplier)))
    answer = await buyer.post(f"/v1/contact-points/{proposal['id']}/transitions", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert (await buyer.get(f"/v1/contact-points/{proposal['id']}")).json()["status"] == "proposed"


async def test_rejections_as_sales_are_counted_among_those_of_a_year(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    for rejection in ("sales", "sales", "no_mandate"):
        proposal = made(await person.post("/v1/contact-points", json=contact_facts(supplier)))
        body = {"to": "rejected", "rejection": rejection}
        made(await buyer.post(f"/v1/contact-points/{proposal['id']}/transitions", json=body), 200)

    async def rejected(as_of: str) -> Any:
        figures = made(await buyer.get("/internal/figures", params={"as_of": as_of}), 200)["figures"]
        return next(figure for figure in figures if figure["code"] == "P3")

    figure = await rejected(day(0))
    assert (figure["kpi"], figure["value"], figure["denominator"]) == ("contacts_rejected_as_sales", 2, None)
    assert figure["excluded"] == {"no_mandate": 1, "incomplete": 0, "other": 0}
    assert figure["period"]["end"] == day(0)
    assert (await rejected(day(-1)))["value"] == 0
    other = made(await suppliers.buyer().get("/internal/figures"), 200)["figures"]
    assert next(figure for figure in other if figure["code"] == "P3")["value"] == 0


async def test_only_the_buyer_says_why_it_may_keep_the_data(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    own = await person.post("/v1/contact-points", json=contact_facts(supplier, lawful_basis="consent"))
    assert (own.status_code, own.json()["errors"][0]["pointer"]) == (422, "/lawful_basis")
    proposal = made(await person.post("/v1/contact-points", json=contact_facts(supplier)))
    address, tag = f"/v1/contact-points/{proposal['id']}", {"If-Match": '"1."'}
    late = await person.patch(address, json={"lawful_basis": "consent"}, headers=tag)
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/lawful_basis")
    changed = await buyer.patch(address, json={"lawful_basis": "legitimate_interest"}, headers=tag)
    assert made(changed, 200)["lawful_basis"] == "legitimate_interest"
