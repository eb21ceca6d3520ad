"""Figures and hardware suppliers as API answers."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby

from chassis.callers import Caller
from chassis.figures import Coverage, Figure, Period, Scope, count, share
from suppliers.contacts.rules import Rejection
from suppliers.exposures.versions.rules import DisclosedProducts
from suppliers.figures.queries import ContractCounts, HardwareContract
from suppliers.figures.schemas import HardwareSupplier, HardwareSuppliers, ReviewDue
from suppliers.obligations.states.rules import obligation_state
from suppliers.tables import Obligation


def contract_figures(counts: ContractCounts, caller: Caller, as_of: date) -> list[Figure]:
    """C1, hardware contracts with a human-rights clause, and P1, contracts with the clause that have a contact."""
    scope = Scope(kind=caller.org_kind.value, id=caller.org)
    return [
        share(
            "contracts_with_clause",
            "C1",
            (counts.hardware_with_clause, counts.hardware),
            excluded={"not_hardware": counts.running - counts.hardware},
            as_of=as_of,
            scope=scope,
        ),
        share(
            "contact_coverage",
            "P1",
            (counts.with_clause_and_contact, counts.with_clause),
            excluded={"no_clause": counts.running - counts.with_clause},
            as_of=as_of,
            scope=scope,
        ),
    ]


def rejection_figure(rejections: Mapping[Rejection, int], days: tuple[date, date], caller: Caller) -> Figure:
    """P3, proposed contacts that were rejected as salespeople in these days; other rejections are left out."""
    others = {reason.value: number for reason, number in rejections.items() if reason is not Rejection.SALES}
    figure = count(
        "contacts_rejected_as_sales",
        "P3",
        rejections[Rejection.SALES],
        as_of=days[1],
        scope=Scope(kind=caller.org_kind.value, id=caller.org),
        excluded=others,
    )
    return figure.model_copy(update={"period": Period(start=days[0], end=days[1])})


def disclosure_figure(products: DisclosedProducts, caller: Caller, as_of: date) -> Figure:
    """D1, disclosed products: of those bought in a year under contracts that require disclosure.

    What was bought under contracts without deliveries in that year is not known.
    """
    figure = share(
        "products_disclosed",
        "D1",
        (products.disclosed, products.required),
        as_of=as_of,
        scope=Scope(kind=caller.org_kind.value, id=caller.org),
        excluded={
            "not_asked_for": products.not_required,
            "contracts_without_deliveries": products.contracts_without_deliveries,
        },
    )
    coverage = Coverage(known=products.required, unknown=products.contracts_without_deliveries)
    period = Period(start=products.first, end=products.last)
    return figure.model_copy(update={"period": period, "coverage": coverage})


def hardware_suppliers(contracts: Iterable[HardwareContract], today: date) -> HardwareSuppliers:
    """One item for each supplier; the contracts come ordered by supplier."""
    groups = groupby(contracts, lambda contract: contract.supplier_id)
    return HardwareSuppliers(
        items=[
            HardwareSupplier(
                supplier_id=supplier_id,
                contract_ids=[contract.contract_id for contract in own],
                clause_contract_ids=[contract.contract_id for contract in own if contract.has_clause],
                annual_review_due=[_review(row, today) for contract in own for row in contract.annual_reviews],
            )
            for supplier_id, own in ((supplier_id, list(group)) for supplier_id, group in groups)
        ]
    )


def _review(row: Obligation, today: date) -> ReviewDue:
    status = obligation_state(
        row.status, row.due_at, grace_days=row.grace_days, notice_days=row.notice_days, today=today
    )
    return ReviewDue(
        contract_id=row.contract_id,
        due_at=row.due_at,
        missed_after=row.due_at + timedelta(days=row.grace_days),
        status=status,
    )
