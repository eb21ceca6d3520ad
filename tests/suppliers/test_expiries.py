"""What days bring to contracts, obligations and contact points: each event once, and as states are read."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import col, select

from chassis.calendar_arithmetic import working_days_after
from chassis.callers import NOBODY
from chassis.clock import today
from chassis.state import state_of
from suppliers.app import EXPIRIES
from suppliers.contracts.queries import vacancy
from suppliers.tables import Contract
from suppliers.tables.states import POST_IS_VACANT, VACATED_ON
from support.cast import Actor, Cast
from support.expiries import write_all
from support.market import (
    contact_facts,
    contact_of,
    contract_of,
    day,
    delivered,
    linked_user,
    made,
    obligations_of,
    product_of,
    supplier_of,
)

DAYS = {
    "contracts": ("starts_on", "ends_on", "created_at"),
    "obligations": ("due_at", "submitted_on", "created_at"),
    "contact_points": ("active_from", "active_to", "created_at"),
}
"""The days that count, by table."""
WHOLE_DAYS = "cast(:days as integer)"
SPAN = {"created_at": "make_interval(days => cast(:days as integer))"}


class Scene:
    """A contract between a buyer and a supplier's organisation, on whose rows time can pass."""

    def __init__(self, app: FastAPI, buyer: Actor, person: Actor, contract: dict[str, Any]) -> None:
        self.app, self.buyer, self.person = app, buyer, person
        self.contract, self.supplier_id = contract["id"], contract["supplier_id"]

    async def let_pass(self, days: int) -> None:
        """Everything of this buyer's happened so many days earlier; then the job writes what these days brought.

        Whole weeks where working days count, so that a day stays the day of the week that it was.
        """
        async with state_of(self.app).worker_sessions() as session, session.begin():
            connection = await session.connection()
            values = {"days": days, "owner": self.buyer.org}
            for table, columns in DAYS.items():
                changes = ", ".join(f"{name} = {name} - {SPAN.get(name, WHOLE_DAYS)}" for name in columns)
                await connection.execute(text(f"update {table} set {changes} where owner_id = :owner"), values)
                written = (
                    f"update expiry_events set effective_on = effective_on - {WHOLE_DAYS} from {table}"
                    f" where subject_id = {table}.id and owner_id = :owner"
                )
                await connection.execute(text(written), values)
        await write_all(self.app, EXPIRIES)

    async def events(self, subject: str) -> list[Any]:
        """What days have brought to one thing, in the order of the journal."""
        statement = text(
            "select verb, origin, outcome, audience, payload from journal"
            " join journal_payloads on journal_id = journal.id"
            " where subject_id = :id and actor = :nobody and payload ? 'on' order by seq"
        )
        async with state_of(self.app).worker_sessions() as session:
            connection = await session.connection()
            found = await connection.execute(statement, {"id": UUID(subject), "nobody": NOBODY})
            return list(found.mappings())

    async def verbs(self, subject: str) -> list[str]:
        return [event["verb"] for event in await self.events(subject)]

    async def verbs_of_each(self, subjects: list[str]) -> dict[str, list[str]]:
        """The same for several things at once."""
        statement = text(
            "select subject_id, verb from journal join journal_payloads on journal_id = journal.id"
            " where subject_id = any(:ids) and actor = :nobody and payload ? 'on' order by seq"
        )
        async with state_of(self.app).worker_sessions() as session:
            connection = await session.connection()
            found = await connection.execute(statement, {"ids": list(map(UUID, subjects)), "nobody": NOBODY})
        verbs: dict[str, list[str]] = {subject: [] for subject in subjects}
        for subject, verb in found:
            verbs[str(subject)].append(verb)
        return verbs

    async def duty(self, kind: str, instance: int = 0) -> dict[str, Any]:
        rows = await obligations_of(self.buyer, self.contract, kind)
        return next(row for row in rows if row["instance"] == instance)


async def scene(suppliers: Cast, **facts: Any) -> Scene:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    contract = await contract_of(buyer, supplier["id"], **{"start": day(0), "end": day(700), **facts})
    return Scene(suppliers.app, buyer, person, contract)


async def test_a_duty_is_due_then_due_soon_then_overdue_for_both_sides(suppliers: Cast) -> None:
    play = await scene(suppliers)
    report = await play.duty("REPORT")
    due = date.fromisoformat(report["due_at"])
    await play.let_pass((due - date.fromisoformat(day(0))).days - 61)
    assert await play.verbs(report["id"]) == []
    await play.let_pass(1)
    assert (await play.duty("REPORT"))["status"] == "due"
    assert await play.verbs(report["id"]) == ["obligation.became_due"]
    await play.let_pass(91)
    assert (await play.duty("REPORT"))["status"] == "overdue"
    events = await play.events(report["id"])
    assert [(event["verb"], event["origin"], event["outcome"]) for event in events] == [
        ("obligation.became_due", "scheduled", "due"),
        ("obligation.due_soon", None, None),
        ("obligation.became_overdue", "due", "overdue"),
    ]
    assert all(set(event["audience"]) == {play.buyer.org, play.person.org} for event in events)
    assert events[-1]["payload"] == {
        "contract_id": play.contract,
        "type": "REPORT",
        "instance": 0,
        "due_at": (due - timedelta(days=(due - date.fromisoformat(day(0))).days - 60 + 91)).isoformat(),
        "on": day(-30),
    }


async def test_two_years_of_missed_ticks_lose_and_double_nothing(suppliers: Cast) -> None:
    """Duties of each recurrence: laid out by dates, asked for, and brought by a delivery."""
    play = await scene(suppliers, clauses=[{"template": "circular-clause"}], end=day(1400))
    product = await product_of(play.buyer, play.supplier_id)
    await delivered(play.buyer, play.contract, product["id"], delivered_from=day(0))
    asked = await play.buyer.post(f"/v1/contracts/{play.contract}/obligations", json={"type": "DATA_WIPE"})
    made(asked)
    await play.let_pass(800)
    await play.let_pass(0)
    rows = await obligations_of(play.buyer, play.contract)
    verbs = await play.verbs_of_each([row["id"] for row in rows])
    each_once = ["obligation.became_due", "obligation.became_overdue", "obligation.due_soon"]
    for row in rows:
        assert sorted(verbs[row["id"]]) == (each_once if row["status"] == "overdue" else []), row
    overdue = Counter(row["type"] for row in rows if row["status"] == "overdue")
    once = ("WARRANTY", "SPARE_PARTS", "MAINTENANCE", "DATA_WIPE", "CHEMICALS_PRODUCT", "LABEL")
    yearly = ("TAKE_BACK", "SECOND_LIFE", "EOL_TRANSPARENCY", "MINERALS")
    assert overdue == {**dict.fromkeys(once, 1), **dict.fromkeys(yearly, 2)}


async def test_of_what_was_submitted_in_time_no_day_says_that_it_is_overdue(suppliers: Cast) -> None:
    play = await scene(suppliers)
    report = await play.duty("REPORT")
    await play.let_pass(130)
    address = f"/v1/contracts/{play.contract}/obligations/{report['id']}/transitions"
    evidence = [{"kind": "report", "title": "Yearly report", "reference": "R-1"}]
    made(await play.person.post(address, json={"to": "submitted", "evidence": evidence}), 200)
    await play.let_pass(300)
    assert await play.verbs(report["id"]) == ["obligation.became_due"]


async def test_what_was_due_before_the_contract_was_registered_is_dated_from_its_registration(
    suppliers: Cast,
) -> None:
    play = await scene(suppliers, start=day(-40), end=day(700))
    duty = await play.duty("DIALOGUE")
    await play.let_pass(0)
    assert [(event["verb"], event["payload"]["on"]) for event in await play.events(duty["id"])] == [
        ("obligation.became_due", day(0)),
        ("obligation.became_overdue", day(0)),
    ]


async def test_a_contract_expires_on_the_day_after_its_last_day(suppliers: Cast) -> None:
    play = await scene(suppliers, end=day(20))
    await play.let_pass(20)
    assert await play.verbs(play.contract) == []
    await play.let_pass(1)
    (event,) = await play.events(play.contract)
    assert (event["verb"], event["origin"], event["outcome"], event["payload"]["on"]) == (
        "contract.expired",
        "active",
        "expired",
        day(0),
    )


async def test_a_contract_that_had_ended_when_it_was_registered_does_not_expire(suppliers: Cast) -> None:
    play = await scene(suppliers, start=day(-90), end=day(-10))
    await play.let_pass(10)
    assert await play.verbs(play.contract) == []


async def test_with_the_last_contact_the_post_is_vacant_and_the_duty_due_again(suppliers: Cast) -> None:
    play = await scene(suppliers)
    contact = await contact_of(play.buyer, play.supplier_id, active_to=day(50))
    duty = await play.duty("CONTACT")
    await play.let_pass(50)
    assert (duty["status"], await play.verbs(contact["id"])) == ("fulfilled", [])
    await play.let_pass(1)
    assert await play.verbs(contact["id"]) == ["contact_point.ended"]
    (vacancy,) = await play.events(play.contract)
    assert (vacancy["verb"], vacancy["payload"]) == (
        "contact_vacancy.opened",
        {"on": day(0), "replace_by": working_days_after(date.fromisoformat(day(-1)), 20).isoformat()},
    )
    now = await play.duty("CONTACT")
    assert (now["status"], now["flags"], now["due_at"]) == ("due", ["at_risk"], vacancy["payload"]["replace_by"])
    await play.let_pass(40)
    assert (await play.duty("CONTACT"))["status"] == "overdue"
    events = await play.events(duty["id"])
    assert [(event["verb"], event["origin"], event["outcome"]) for event in events] == [
        ("obligation.became_due", "fulfilled", "due"),
        ("obligation.became_overdue", "due", "overdue"),
    ]


async def test_a_contact_takes_the_post_on_its_first_day(suppliers: Cast) -> None:
    play = await scene(suppliers)
    contact = await contact_of(play.buyer, play.supplier_id, active_from=day(30))
    assert (contact["is_primary"], (await play.duty("CONTACT"))["status"]) == (False, "due")
    await play.let_pass(29)
    assert (await play.verbs(contact["id"]), (await play.duty("CONTACT"))["evidence"]) == ([], [])
    await play.let_pass(1)
    read = made(await play.person.get(f"/v1/contact-points/{contact['id']}"), 200)
    duty = await play.duty("CONTACT")
    assert (read["is_primary"], duty["status"], duty["submitted_on"]) == (True, "fulfilled", day(0))
    assert [item["reference"] for item in duty["evidence"]] == [contact["id"]]
    (event,) = await play.events(contact["id"])
    assert (event["verb"], event["payload"]["on"]) == ("contact_point.became_active", day(0))
    assert set(event["audience"]) == {play.buyer.org, play.person.org}
    await play.let_pass(7)
    assert await play.verbs(contact["id"]) == ["contact_point.became_active"]


@pytest.mark.parametrize("step", [7, 140])
async def test_a_contact_that_came_and_left_had_the_post_however_fast_time_passed(
    suppliers: Cast, step: int
) -> None:
    play = await scene(suppliers)
    contact = await contact_of(play.buyer, play.supplier_id, active_from=day(28), active_to=day(84))
    for _ in range(140 // step):
        await play.let_pass(step)
    duty = await play.duty("CONTACT")
    assert (duty["status"], [item["reference"] for item in duty["evidence"]]) == ("overdue", [contact["id"]])
    assert await play.verbs(contact["id"]) == ["contact_point.became_active", "contact_point.ended"]
    assert await play.verbs(play.contract) == ["contact_vacancy.opened"]


async def test_a_contact_that_is_accepted_before_its_first_day_waits_for_it(suppliers: Cast) -> None:
    play = await scene(suppliers)
    first = await contact_of(play.buyer, play.supplier_id)
    proposed = contact_facts(play.supplier_id, active_from=day(10))
    second = made(await play.person.post("/v1/contact-points", json=proposed))
    made(await play.buyer.post(f"/v1/contact-points/{second['id']}/transitions", json={"to": "accepted"}), 200)
    await play.let_pass(3)
    made(await play.buyer.post(f"/v1/contact-points/{first['id']}/transitions", json={"to": "ended"}), 200)
    assert (await play.duty("CONTACT"))["flags"] == ["at_risk"]
    await play.let_pass(7)
    read = made(await play.buyer.get(f"/v1/contact-points/{second['id']}"), 200)
    assert (read["is_primary"], (await play.duty("CONTACT"))["status"]) == (True, "fulfilled")


async def test_where_somebody_else_answers_they_become_primary_and_nothing_is_vacant(suppliers: Cast) -> None:
    play = await scene(suppliers)
    first = await contact_of(play.buyer, play.supplier_id, active_to=day(50))
    second = await contact_of(play.buyer, play.supplier_id, person_name="Second Person")
    await play.let_pass(51)
    assert await play.verbs(first["id"]) == ["contact_point.ended"]
    assert await play.verbs(play.contract) == []
    read = made(await play.buyer.get(f"/v1/contact-points/{second['id']}"), 200)
    assert read["is_primary"] is True


async def test_of_two_who_leave_one_after_the_other_the_last_opens_the_vacancy(suppliers: Cast) -> None:
    play = await scene(suppliers)
    for last in (day(50), day(60)):
        await contact_of(play.buyer, play.supplier_id, active_to=last)
    await play.let_pass(100)
    (vacancy,) = await play.events(play.contract)
    assert (vacancy["verb"], vacancy["payload"]["on"]) == ("contact_vacancy.opened", day(-39))


async def test_a_vacancy_that_a_person_opened_is_not_opened_again(suppliers: Cast) -> None:
    play = await scene(suppliers)
    contact = await contact_of(play.buyer, play.supplier_id)
    made(await play.buyer.post(f"/v1/contact-points/{contact['id']}/transitions", json={"to": "ended"}), 200)
    await play.let_pass(60)
    assert await play.verbs(contact["id"]) == []
    assert await play.verbs(play.contract) == []
    assert await play.verbs((await play.duty("CONTACT"))["id"]) == ["obligation.became_overdue"]


@pytest.mark.parametrize("step", [7, 133, 399])
async def test_events_say_what_is_read_however_fast_time_passes(suppliers: Cast, step: int) -> None:
    play = await scene(suppliers)
    await contact_of(play.buyer, play.supplier_id, active_to=day(100))
    for _ in range(399 // step):
        await play.let_pass(step)
        rows = await obligations_of(play.buyer, play.contract)
        verbs = await play.verbs_of_each([row["id"] for row in rows])
        for row in rows:
            said = verbs[row["id"]]
            assert ("obligation.became_overdue" in said) == (row["status"] == "overdue"), row
            assert ("obligation.became_due" in said) == (row["status"] in {"due", "overdue"}), row
    assert Counter(verb for said in verbs.values() for verb in said) == {
        "obligation.became_due": 7,
        "obligation.due_soon": 6,
        "obligation.became_overdue": 6,
    }


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200))
async def test_the_database_counts_working_days_as_we_do(suppliers_app: FastAPI, day: date, number: int) -> None:
    async with state_of(suppliers_app).worker_sessions() as session:
        statement = text("select working_days_after(:day, :number)")
        found = await (await session.connection()).execute(statement, {"day": day, "number": number})
        assert found.scalar() == working_days_after(day, number)


POSTS: list[list[dict[str, Any]]] = [
    [],
    [{}],
    [{"active_to": day(-1)}],
    [{"active_to": day(0)}],
    [{"active_from": day(1)}],
    [{"active_to": day(-30)}, {"active_to": day(-10)}],
    [{"active_to": day(-30)}, {}],
    [{"active_to": day(-30), "purpose": "auditor"}],
]


@pytest.mark.parametrize("contacts", POSTS)
@pytest.mark.parametrize("facts", [{}, {"end": day(-1)}])
async def test_the_database_finds_a_vacant_post_where_we_do(
    suppliers: Cast, contacts: list[dict[str, Any]], facts: dict[str, Any]
) -> None:
    play = await scene(suppliers, start=day(-300), **facts)
    for contact in contacts:
        await contact_of(play.buyer, play.supplier_id, **{"active_from": day(-200), **contact})
    async with state_of(suppliers.app).worker_sessions() as session:
        statement = select(POST_IS_VACANT, VACATED_ON).where(col(Contract.id) == UUID(play.contract))
        is_vacant, vacated_on = (await session.exec(statement.select_from(Contract))).one()
        contract = await session.get_one(Contract, UUID(play.contract))
        ours = await vacancy(session, contract, today())
    assert is_vacant == (ours is not None)
    if ours is not None:
        assert vacated_on == ours.vacated_on
