"""The sheet of contracts: by reference."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.clock import today
from suppliers.clauses import queries as clause_queries
from suppliers.clauses.rules import IncludedAt
from suppliers.clauses.schemas import ClauseIn
from suppliers.contracts import actions
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.rules import ContractNotFound, ContractStatus
from suppliers.contracts.schemas import ContractIn, ContractPatch
from suppliers.data_imports.outcomes.rows import Candidate, invalid
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.kinds import Kind, Values, checked, picked, same_set
from suppliers.data_imports.records.references import Context, folded
from suppliers.tables import Contract

S = ContractStatus
DATED = {"start": "starts_on", "end": "ends_on", "max_end": "max_end", "award_date": "award_date"}
DAYS = {**DATED, "next_tender_date": "next_tender_date"}
PLAIN = (
    *("reference", "title", "kind", "model", "product_categories", "award_method", "estimated_units_per_year"),
    *("brands", "cpv", "monitored_by", "contact_replacement_days"),
)
BY_DATE = frozenset({S.AWARDED, S.ACTIVE, S.EXTENDED, S.EXPIRED})
"""States that follow from the award and the dates: which of them a row names does not matter."""
BEFORE = frozenset({S.PLANNED, S.TENDERING})


async def by_id(context: Context, contract_id: UUID) -> Contract | None:
    try:
        return await contract_queries.contract(context.session, context.caller, contract_id)
    except ContractNotFound:
        return None


async def find(context: Context, values: Values) -> Sequence[Contract]:
    reference = values.get("reference")
    return await queries.contracts_named(context.session, context.caller, reference) if reference else []


def label(row: Contract) -> Candidate:
    return Candidate(row.id, f"{row.reference}: {row.title}")


async def shown(context: Context, row: Contract) -> dict[str, Any]:
    clauses = await clause_queries.clauses(context.session, row.id)
    values: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    for name, column in DAYS.items():
        values[name] = _iso(getattr(row, column))
    return {
        **values,
        "supplier": row.supplier_id,
        "parent_contract": row.parent_contract_id,
        "clauses": [(each.template, _iso(each.agreed_on)) for each in clauses if not each.inherited],
        "inherited": {each.template for each in clauses if each.inherited},
        "status": row.status_on(today()).value,
        "id": row.id,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


async def create(context: Context, values: Values, as_new: bool) -> Contract:
    facts = {
        **picked(values, (*PLAIN, *DAYS)),
        "supplier_id": values["supplier"],
        "parent_contract_id": values.get("parent_contract"),
        "clauses": [_clause(template, day) for template, day in values.get("clauses", ())],
    }
    if status := values.get("status"):
        facts["status"] = _first_status(ContractStatus(status)).value
    body = checked(ContractIn, facts)
    return await actions.register_contract(context.session, context.caller, body, allow_duplicate=as_new)


def _first_status(status: ContractStatus) -> ContractStatus:
    """The status that a new contract is given; raises Unsettled where it cannot begin there."""
    if status in BY_DATE:
        return S.AWARDED
    if status in BEFORE:
        return status
    detail = f"A contract cannot be registered as {status}. Register it as it was, then move it there."
    raise invalid("status", "status_not_possible", detail, status)


def _clause(template: str, day: str | None) -> dict[str, Any]:
    included = IncludedAt.AMENDMENT if day else IncludedAt.TENDER
    return {"template": template, "included_at": included.value, "agreed_on": day}


async def amend(context: Context, row: Contract, changes: Values, as_new: bool) -> None:
    session, caller = context.session, context.caller
    if facts := picked(changes, (*PLAIN, *DAYS)):
        body = checked(ContractPatch, facts)
        await actions.amend_contract(
            session, caller, row.id, body, expected=row.version, allow_duplicate=as_new or "reference" not in facts
        )
    if "clauses" in changes:
        present = {each.template for each in await clause_queries.clauses(session, row.id)}
        for template, day in changes["clauses"]:
            if template not in present:
                clause = checked(ClauseIn, _clause(template, day))
                await actions.include_clause(session, caller, row.id, clause, read=None)


def _same_status(given: str, current: str) -> bool:
    return given == current or {ContractStatus(given), ContractStatus(current)} <= BY_DATE


def _has_clauses(given: Sequence[tuple[str, str | None]], current: Sequence[tuple[str, str | None]]) -> bool:
    return {template for template, _ in given} <= {template for template, _ in current}


CONTRACTS = Kind(
    sheet="contracts",
    by_id=by_id,
    find=find,
    shown=shown,
    create=create,
    amend=amend,
    label=label,
    fixed=frozenset({"supplier", "parent_contract", "status"}),
    columns={"supplier_id": "supplier", "parent_contract_id": "parent_contract", "template": "clauses"},
    same={
        **dict.fromkeys(("product_categories", "brands", "cpv", "monitored_by"), same_set),
        "status": _same_status,
        "clauses": _has_clauses,
        "reference": lambda a, b: folded(a) == folded(b),
    },
)
