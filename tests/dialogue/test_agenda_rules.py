"""The rules of agendas: who reads one, the order of its items, and what is on it."""

from datetime import date
from itertools import product

import pytest

from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import Priority
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.findings.assessment.rules import Severity
from dialogue.reviews.agenda.rules import (
    AgendaKind,
    AgendaNotShared,
    demand_shared,
    is_collected,
    is_generic,
    is_in_place,
    kind_of_action,
    next_date,
    order_of_action,
    order_of_finding,
)
from dialogue.reviews.rules import HELD, ReviewStatus, knows_outcomes, transitions

S, K = ReviewStatus, AgendaKind
TODAY = date(2026, 11, 26)
FIRST = date(2026, 1, 1)


@pytest.mark.parametrize("status", ReviewStatus)
def test_the_supplier_reads_an_agenda_from_the_day_it_is_shared(status: ReviewStatus) -> None:
    demand_shared(OrgKind.BUYER, status)
    if status in HELD | {S.AGENDA_SHARED}:
        demand_shared(OrgKind.SUPPLIER, status)
    else:
        with pytest.raises(AgendaNotShared):
            demand_shared(OrgKind.SUPPLIER, status)


@pytest.mark.parametrize("status", ReviewStatus)
def test_the_buyers_agenda_changes_until_the_review_is_held(status: ReviewStatus) -> None:
    assert is_collected(OrgKind.BUYER, status) is (status not in HELD)
    assert not is_collected(OrgKind.SUPPLIER, status)


def test_the_supplier_knows_outcomes_when_they_are_shared() -> None:
    assert all(knows_outcomes(OrgKind.BUYER, status) for status in S)
    assert {status for status in S if knows_outcomes(OrgKind.SUPPLIER, status)} == {
        S.OUTCOMES_SHARED,
        S.AGREED,
        S.CLOSED,
    }


def test_a_side_agrees_once() -> None:
    roles, again = ["buyer_officer"], S.OUTCOMES_DRAFT
    assert transitions(S.OUTCOMES_SHARED, roles, OrgKind.BUYER, [OrgKind.SUPPLIER]) == [again, S.AGREED]
    assert transitions(S.OUTCOMES_SHARED, roles, OrgKind.BUYER, [OrgKind.BUYER]) == [again]


def test_an_overdue_action_counts_for_the_side_that_owns_it() -> None:
    kinds = {owner: kind_of_action(owner, is_overdue=True) for owner in OwnerSide}
    assert kinds == {
        OwnerSide.SUPPLIER: K.OVERDUE_SUPPLIER_ACTION,
        OwnerSide.BUYER: K.OVERDUE_BUYER_ACTION,
        OwnerSide.GROUP: K.OVERDUE_BUYER_ACTION,
        OwnerSide.JOINT: K.OPEN_ACTION,
    }
    assert {kind_of_action(owner, is_overdue=False) for owner in OwnerSide} == {K.OPEN_ACTION}


def test_what_is_urgent_or_severe_comes_first() -> None:
    days = (date(2026, 1, 1), date(2026, 2, 1))
    actions = sorted(product(Priority, days), key=lambda action: order_of_action(*action))
    assert actions == list(product(reversed(Priority), days))
    findings = sorted(product(Severity, (1, 2)), key=lambda finding: order_of_finding(*finding))
    assert findings == list(product(Severity, (2, 1)))


def test_an_answer_is_generic_at_level_0_or_1() -> None:
    assert [is_generic(level) for level in (None, 0, 1, 2, 3)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("purpose", "status", "active_from", "active_to", "expected"),
    [
        ("clause_contact", "accepted", FIRST, None, True),
        ("clause_contact", "accepted", FIRST, TODAY, True),
        ("clause_contact", "accepted", FIRST, date(2026, 11, 25), False),
        ("clause_contact", "accepted", TODAY, None, True),
        ("clause_contact", "accepted", date(2027, 1, 1), None, False),
        ("clause_contact", "proposed", FIRST, None, False),
        ("audit", "accepted", FIRST, None, False),
    ],
)
def test_the_contact_for_the_clause_is_accepted_and_still_there(
    purpose: str, status: str, active_from: date, active_to: date | None, expected: bool
) -> None:
    assert is_in_place(purpose, status, (active_from, active_to), today=TODAY) is expected


def test_the_next_review_is_a_year_after_this_one() -> None:
    held, planned = date(2026, 3, 1), date(2026, 4, 1)
    assert next_date(held, planned, today=TODAY) == date(2027, 3, 1)
    assert next_date(None, planned, today=TODAY) == date(2027, 4, 1)
    assert next_date(None, None, today=TODAY) == date(2027, 11, 26)
