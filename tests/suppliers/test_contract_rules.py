"""States of contracts, contacts and obligations on a day, and due dates of duties."""

from datetime import date, timedelta
from itertools import product

import pytest
from fastapi import FastAPI

from chassis.moves import allowed
from chassis.state import state_of
from suppliers.clauses.queries import published, template
from suppliers.clauses.rules import Duty, Recurrence, due_dates
from suppliers.contacts.rules import ContactStatus, contact_point_state
from suppliers.contracts import rules as contracts
from suppliers.contracts.rules import ContractFlag, ContractStatus, contract_state, flags, is_hardware
from suppliers.obligations import rules as obligations
from suppliers.obligations.answers.rules import answering
from suppliers.obligations.instances.rules import first_tracked
from suppliers.obligations.rules import ObligationStatus
from suppliers.obligations.states.rules import obligation_state, vacant_state

START = date(2024, 3, 1)
REVIEW = next(duty for duty in template("human-rights-clause").duties if duty.type == "ANNUAL_REVIEW")

ROLES = ("buyer_officer", "buyer_manager", "supplier_contact", "supplier_admin", "platform_admin", "system")


def test_a_settled_obligation_stays_settled() -> None:
    settled = set(ObligationStatus) - set(obligations.OPEN) - {ObligationStatus.NOT_TRACKED}
    assert {state for state in settled if allowed(obligations.MOVES, state, ROLES)} == set()


def test_no_transition_leads_to_a_state_that_the_date_decides() -> None:
    by_calendar = {ContractStatus.ACTIVE, ContractStatus.EXPIRED}
    assert by_calendar.isdisjoint(to for _, to in contracts.MOVES)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2024, 2, 29), ContractStatus.AWARDED),
        (date(2024, 3, 1), ContractStatus.ACTIVE),
        (date(2025, 2, 28), ContractStatus.ACTIVE),
        (date(2025, 3, 1), ContractStatus.EXPIRED),
    ],
)
def test_a_contract_is_active_from_its_first_day_to_its_last(today: date, state: ContractStatus) -> None:
    end = date(2025, 2, 28)
    assert contract_state(ContractStatus.AWARDED, START, end, terminated_on=None, today=today) is state


async def test_the_sql_function_gives_the_same_state_for_every_contract(suppliers_app: FastAPI) -> None:
    days = [START + timedelta(days=offset) for offset in range(6)]
    stored = [state for state in ContractStatus if state not in {ContractStatus.ACTIVE, ContractStatus.EXPIRED}]
    cases = [case for case in product(stored, days[1:3], days[1:5], [None, *days[1:5]], days) if case[1] <= case[2]]
    query = (
        "select contract_state(stored, starts_on, ends_on, terminated_on, today) from"
        " unnest($1::text[], $2::date[], $3::date[], $4::date[], $5::date[])"
        " with ordinality as t(stored, starts_on, ends_on, terminated_on, today, place) order by place"
    )
    said = await _asked(suppliers_app, query, cases)
    ours = [contract_state(s, start, end, terminated_on=over, today=day) for s, start, end, over, day in cases]
    assert said == ours


async def test_the_sql_function_gives_the_same_state_for_every_contact(suppliers_app: FastAPI) -> None:
    days = [START + timedelta(days=offset) for offset in range(3)]
    cases = list(product(ContactStatus, [None, *days], days))
    query = (
        "select contact_point_state(stored, active_to, today) from unnest($1::text[], $2::date[], $3::date[])"
        " with ordinality as t(stored, active_to, today, place) order by place"
    )
    said = await _asked(suppliers_app, query, cases)
    assert said == [contact_point_state(stored, last, today=day) for stored, last, day in cases]


async def _asked(app: FastAPI, query: str, cases: list[tuple[object, ...]]) -> list[str]:
    async with state_of(app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        rows = await connection.exec_driver_sql(query, tuple(map(list, zip(*cases, strict=True))))
        return list(rows.scalars())


def test_the_first_review_is_due_a_year_after_the_start_and_missed_after_sixty_days_of_grace() -> None:
    [due, *_] = due_dates(REVIEW, START, date(2028, 2, 29))
    assert due == date(2025, 3, 1)
    states = [
        obligation_state(
            ObligationStatus.SCHEDULED, due, grace_days=REVIEW.grace_days, notice_days=REVIEW.notice_days, today=day
        )
        for day in (date(2024, 12, 30), date(2024, 12, 31), date(2025, 4, 30), date(2025, 5, 1))
    ]
    assert states == ["scheduled", "due", "due", "overdue"]


def test_yearly_dates_come_from_the_start_and_reach_to_the_end_of_the_last_year() -> None:
    assert [day.isoformat() for day in due_dates(REVIEW, START, date(2028, 2, 29))] == [
        "2025-03-01",
        "2026-03-01",
        "2027-03-01",
        "2028-03-01",
    ]


def test_a_duty_falls_due_once_even_in_a_short_contract() -> None:
    assert due_dates(REVIEW, START, START + timedelta(days=90)) == [date(2025, 3, 1)]


@pytest.mark.parametrize(
    ("registered_on", "first"), [(date(2024, 6, 1), 0), (date(2025, 4, 30), 0), (date(2025, 5, 1), 1)]
)
def test_a_contract_registered_late_starts_with_its_current_period(registered_on: date, first: int) -> None:
    dates = due_dates(REVIEW, START, date(2028, 2, 29))
    assert first_tracked(dates, yearly=True, grace_days=60, registered_on=registered_on) == first


def test_a_duty_that_is_not_yearly_is_tracked_whatever_its_date() -> None:
    assert first_tracked([START], yearly=False, grace_days=0, registered_on=date(2026, 1, 1)) == 0


@pytest.mark.parametrize(("on", "instance"), [(START, 0), (date(2025, 4, 10), 0), (date(2025, 5, 1), 1)])
def test_an_act_answers_the_instance_that_is_not_yet_missed(on: date, instance: int) -> None:
    assert answering([(date(2025, 3, 1), 60), (date(2026, 3, 1), 60)], on) == instance


def test_an_act_after_the_last_instance_answers_the_last_one() -> None:
    assert answering([(date(2025, 3, 1), 60)], date(2030, 1, 1)) == 0


def test_an_empty_post_is_due_at_once_and_overdue_after_the_day_to_fill_it() -> None:
    def state(stored: ObligationStatus, today: date) -> tuple[ObligationStatus, date]:
        return vacant_state(stored, START, grace_days=0, replace_by=date(2024, 6, 3), today=today)

    assert state(ObligationStatus.FULFILLED, date(2024, 6, 3)) == ("due", date(2024, 6, 3))
    assert state(ObligationStatus.FULFILLED, date(2024, 6, 4)) == ("overdue", date(2024, 6, 3))
    assert state(ObligationStatus.WAIVED, date(2024, 6, 4)) == ("waived", START)


@pytest.mark.parametrize(
    ("categories", "hardware"),
    [(["laptop"], True), (["cloud_service", "server"], True), (["cloud_service"], False)],
)
def test_hardware_is_what_brings_devices(categories: list[str], hardware: bool) -> None:
    assert is_hardware(categories) is hardware


def test_a_running_hardware_contract_without_the_clause_is_flagged() -> None:
    def marks(status: ContractStatus, kinds: list[str]) -> list[ContractFlag]:
        return flags(
            status,
            categories=["laptop"],
            clause_kinds=kinds,
            ends_on=date(2028, 2, 29),
            next_tender_date=None,
            today=date(2026, 1, 1),
        )

    assert marks(ContractStatus.ACTIVE, []) == ["no_human_rights_clause"]
    assert marks(ContractStatus.ACTIVE, ["human_rights"]) == []
    assert marks(ContractStatus.EXPIRED, []) == []


def test_a_contract_that_ends_within_a_year_needs_its_next_tender() -> None:
    def marks(today: date) -> list[ContractFlag]:
        return flags(
            ContractStatus.ACTIVE,
            categories=["laptop"],
            clause_kinds=["human_rights"],
            ends_on=date(2026, 12, 31),
            next_tender_date=None,
            today=today,
        )

    assert marks(date(2025, 12, 30)) == []
    assert marks(date(2025, 12, 31)) == ["next_tender_date_missing"]


def test_every_clause_template_has_texts_in_three_languages() -> None:
    for clause in published().values():
        assert set(clause.title) == {"nl", "fr", "en"}
        assert all(set(duty.text) == {"nl", "fr", "en"} for duty in clause.duties)


def test_a_new_duty_needs_no_grace_to_be_due() -> None:
    once = Duty("FLOWDOWN", Recurrence.ONCE, 0, 90, 0, 30, False, 1, {})
    assert due_dates(once, START, START) == [date(2024, 5, 30)]
