"""What a row of a version says about the days of a window, and how sure it is."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from suppliers.disclosures.rows.rules import DisclosureSource, RowBasis, Tier
from suppliers.disclosures.rules import DisclosureStatus
from suppliers.exposures.statements.rules import DisclosedRow, Window, statement_of

FACILITY = UUID(int=1)
ROW = DisclosedRow(
    facility_id=FACILITY,
    tier=Tier.T0,
    relation="assembles",
    basis=RowBasis.SUPPLIER_STATEMENT,
    valid_from=None,
    valid_to=None,
    is_visible=True,
    disclosure_id=UUID(int=2),
    supplier_id=UUID(int=3),
    product_id=None,
    product_family="laptop",
    version_no=1,
    source=DisclosureSource.SUPPLIER,
    category=None,
    status=DisclosureStatus.ACCEPTED,
    in_force=[(date(2026, 1, 1), None)],
    confirmed_on=date(2026, 1, 1),
    accepted_by=UUID(int=4),
    subject="family:laptop",
)
WINDOW = Window(date(2026, 3, 1), date(2026, 4, 30))


def test_a_row_in_force_is_direct_and_sure() -> None:
    statement = statement_of(ROW, WINDOW)
    assert (statement.is_direct, statement.is_doubtful, statement.is_stale) == (True, False, False)
    assert (statement.facility_id, statement.tier, statement.relation) == (FACILITY, Tier.T0, "assembles")


def test_of_a_hidden_row_only_its_version_is_shown() -> None:
    statement = statement_of(replace(ROW, is_visible=False), WINDOW)
    assert (statement.facility_id, statement.tier, statement.relation) == (None, Tier.TX, None)
    assert statement.disclosure_id == ROW.disclosure_id


@pytest.mark.parametrize(
    "change",
    [
        {"basis": RowBasis.ESTIMATE},
        {"source": DisclosureSource.PUBLIC},
        {"status": DisclosureStatus.CONTESTED},
    ],
    ids=["estimate", "public source", "contested"],
)
def test_what_is_estimated_or_contested_is_doubtful(change: dict[str, Any]) -> None:
    assert statement_of(replace(ROW, **change), WINDOW).is_doubtful


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": date(2026, 2, 28)},
        {"valid_from": date(2026, 5, 1)},
        {"in_force": [(date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 5, 1), None)]},
    ],
    ids=["ended before", "begins later", "in force on other days"],
)
def test_a_row_about_other_days_is_not_direct(change: dict[str, Any]) -> None:
    assert not statement_of(replace(ROW, **change), WINDOW).is_direct


def test_a_version_that_was_not_confirmed_for_a_year_is_stale() -> None:
    assert statement_of(replace(ROW, confirmed_on=date(2025, 2, 28)), WINDOW).is_stale
    assert not statement_of(replace(ROW, confirmed_on=date(2025, 3, 1)), WINDOW).is_stale
