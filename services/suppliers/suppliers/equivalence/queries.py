"""Reading equivalence dossiers and the decisions about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.equivalence.rules import DecisionStage, DossierStatus, EquivalenceDossierNotFound
from suppliers.equivalence.schemas import EquivalenceDossierQuery
from suppliers.tables import EquivalenceDecisionRow, EquivalenceDossier

_of_the_dossier = (
    col(EquivalenceDecisionRow.dossier_id) == col(EquivalenceDossier.id),
    col(EquivalenceDecisionRow.owner_id) == col(EquivalenceDossier.buyer_id),
)
_stage = case(
    (col(EquivalenceDossier.status) == DossierStatus.APPEALED, literal(DecisionStage.APPEAL.value)),
    else_=literal(DecisionStage.ASSESSMENT.value),
)
_decided = (
    select_columns(col(EquivalenceDecisionRow.status))
    .where(
        *_of_the_dossier,
        col(EquivalenceDecisionRow.submission) == col(EquivalenceDossier.submission),
        col(EquivalenceDecisionRow.stage) == _stage,
    )
    .correlate(EquivalenceDossier)
    .scalar_subquery()
)
STATUS: ColumnElement[Any] = case(
    (col(EquivalenceDossier.status) == DossierStatus.DRAFT, col(EquivalenceDossier.status)),
    else_=func.coalesce(_decided, col(EquivalenceDossier.status)),
)
"""The state of a dossier (twin: `equivalence.rules.dossier_state`)."""


def _of_decisions(figure: Any) -> Any:
    return select_columns(figure).where(*_of_the_dossier).correlate(EquivalenceDossier).scalar_subquery()


DOSSIERS = Listing(
    name="equivalence_dossiers",
    columns=(
        col(EquivalenceDossier.id),
        (
            col(EquivalenceDossier.version)
            + func.coalesce(_of_decisions(func.sum(col(EquivalenceDecisionRow.version))), 0)
        ).label("version"),
        col(EquivalenceDossier.created_at),
        func.greatest(
            col(EquivalenceDossier.updated_at), _of_decisions(func.max(col(EquivalenceDecisionRow.updated_at)))
        ).label("updated_at"),
        col(EquivalenceDossier.buyer_id),
        col(EquivalenceDossier.supplier_id),
        col(EquivalenceDossier.product_id),
        col(EquivalenceDossier.contract_id),
        col(EquivalenceDossier.requirement_id),
        col(EquivalenceDossier.requirement),
        col(EquivalenceDossier.scheme),
        col(EquivalenceDossier.min_level),
        col(EquivalenceDossier.route),
        (col(EquivalenceDossier.owner_id) == col(EquivalenceDossier.buyer_id)).label("entered_by_buyer"),
        col(EquivalenceDossier.submitted_on),
        STATUS.label("status"),
    ),
    key=col(EquivalenceDossier.id),
    visible=visibility.EQUIVALENCE_DOSSIERS,
    query=EquivalenceDossierQuery,
    filters={
        "product_id": equals(col(EquivalenceDossier.product_id)),
        "supplier_id": equals(col(EquivalenceDossier.supplier_id)),
        "contract_id": equals(col(EquivalenceDossier.contract_id)),
        "status": equals(STATUS),
    },
)


async def dossier(session: AsyncSession, caller: Caller, dossier_id: UUID) -> EquivalenceDossier:
    """Raises EquivalenceDossierNotFound."""
    return await find(
        session,
        EquivalenceDossier,
        dossier_id,
        caller,
        visible=visibility.EQUIVALENCE_DOSSIERS,
        missing=EquivalenceDossierNotFound,
    )


async def decisions_on(session: AsyncSession, row: EquivalenceDossier) -> Sequence[EquivalenceDecisionRow]:
    """The decisions of its buyer, the earliest first."""
    statement = select(EquivalenceDecisionRow).where(
        col(EquivalenceDecisionRow.dossier_id) == row.id, col(EquivalenceDecisionRow.owner_id) == row.buyer_id
    )
    ordered = statement.order_by(col(EquivalenceDecisionRow.submission), col(EquivalenceDecisionRow.id))
    return (await session.exec(ordered.execution_options(populate_existing=True))).all()
