"""Contracts as API answers."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from chassis.vocabulary import OrgKind
from suppliers.clauses import queries as clause_queries
from suppliers.clauses.views import clause_out
from suppliers.contracts import queries
from suppliers.contracts.rules import MOVES, flags
from suppliers.contracts.schemas import ContactVacancy, ContractOut
from suppliers.obligations import queries as obligation_queries
from suppliers.tables import Contract


async def contract_out(session: AsyncSession, caller: Caller, row: Contract) -> ContractOut:
    """A contract in its state today; only the buyer sees its flags and the date of the next tender."""
    status = row.status_on(today())
    clauses = await clause_queries.clauses(session, row.id)
    is_buyer = caller.org_kind is OrgKind.BUYER
    marks = flags(
        status,
        categories=row.product_categories,
        clause_kinds=[clause.kind for clause in clauses],
        ends_on=row.ends_on,
        next_tender_date=row.next_tender_date,
        today=today(),
    )
    return ContractOut.model_validate(
        row.model_dump()
        | {
            "buyer_id": row.owner_id,
            "version": row.version if is_buyer else row.shared_version,
            "updated_at": row.updated_at if is_buyer else row.shared_at,
            "supplier_name": await queries.supplier_name(session, row.supplier_id),
            "start": row.starts_on,
            "end": row.ends_on,
            "status": status,
            "clauses": [clause_out(clause) for clause in clauses],
            "next_tender_date": row.next_tender_date if is_buyer else None,
            "contact_vacancy": await _contact_vacancy(session, row),
            "flags": marks if is_buyer else [],
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        }
    )


async def _contact_vacancy(session: AsyncSession, row: Contract) -> ContactVacancy | None:
    """Set where a running contract that requires a contact has lost its last one."""
    vacancy = await queries.vacancy(session, row)
    if vacancy is None or vacancy.vacated_on is None or vacancy.replace_by is None:
        return None
    if not await obligation_queries.requires_contact(session, row.id):
        return None
    return ContactVacancy(vacated_on=vacancy.vacated_on, replace_by=vacancy.replace_by)
