"""Reading the contracts and the spend that a target is about, as they count on a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Text, and_, cast, exists, func, literal, not_, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.listing import Clause
from suppliers.contracts.criteria.rules import SUSTAINABLE, CriterionDomain
from suppliers.contracts.rules import BEFORE_AWARD
from suppliers.figures.queries import HARDWARE, with_clause
from suppliers.spend.rules import SpendKind
from suppliers.tables import Contract, ContractCriterion, ContractSpend, LabelRequirement, Target
from suppliers.tables.states import contract_runs, contract_status
from suppliers.targets.progress.rules import Counted, Spent
from suppliers.targets.rules import TargetMetric

M = TargetMetric
OTHER_SIDE = frozenset({CriterionDomain.ENVIRONMENT, CriterionDomain.CIRCULAR})


def _holds(part: type[ContractCriterion | LabelRequirement], day: date) -> Clause:
    """Twin of `criteria.rules.holds_on`."""
    return and_(
        col(part.contract_id) == col(Contract.id),
        func.coalesce(col(part.agreed_on), day) <= day,
        or_(col(part.ended_on).is_(None), col(part.ended_on) > day),
    )


def _with_criterion(day: date, domains: Iterable[CriterionDomain]) -> Clause:
    return exists().where(_holds(ContractCriterion, day), col(ContractCriterion.domain).in_(sorted(domains)))


def _counts(metric: TargetMetric, day: date) -> Clause:
    """Whether a contract has what the target asks for."""
    match metric:
        case M.CRITERIA:
            return _with_criterion(day, SUSTAINABLE)
        case M.BOTH_SIDES:
            return and_(_with_criterion(day, {CriterionDomain.SOCIAL_HR}), _with_criterion(day, OTHER_SIDE))
        case M.LABELS:
            return exists().where(_holds(LabelRequirement, day))
        case M.CLAUSE:
            return with_clause(day)


def _of_the_target(target: Target) -> Clause:
    """The contracts of the target's owner and scope."""
    categories = literal(target.product_categories, ARRAY(Text))
    in_scope: Any = col(Contract.product_categories).op("&&", is_comparison=True)(cast(categories, ARRAY(Text)))
    return and_(col(Contract.owner_id) == target.owner_id, in_scope if target.product_categories else true())


def _asked(metric: TargetMetric, first: date, day: date) -> tuple[Clause, Clause, str]:
    """Which contracts a metric is about, which of the rest are told, and as what."""
    if metric is M.CLAUSE:
        return and_(contract_runs(day), HARDWARE), and_(contract_runs(day), not_(HARDWARE)), "not_hardware"
    is_awarded = contract_status(day).not_in(sorted(BEFORE_AWARD))
    awarded = and_(is_awarded, col(Contract.award_date).between(first, day))
    undated = and_(is_awarded, col(Contract.award_date).is_(None), col(Contract.starts_on).between(first, day))
    return awarded, undated, "award_date_unknown"


async def counted(
    session: AsyncSession, target: Target, first: date, day: date
) -> tuple[Sequence[Counted], dict[str, int]]:
    """The contracts that count, and how many are left out, by reason; `first` is the first day of the period."""
    asked, rest, reason = _asked(target.metric, first, day)
    mine = _of_the_target(target)
    statement = select(Contract.id, _counts(target.metric, day)).where(mine, asked).order_by(col(Contract.id))
    rows = (await session.exec(statement)).all()
    left_out = (await session.exec(select(func.count()).select_from(Contract).where(mine, rest))).one()
    return [Counted(contract_id, counts) for contract_id, counts in rows], {reason: left_out}


async def spent(session: AsyncSession, target: Target, first: date, day: date) -> Sequence[Spent]:
    """What was paid under the contracts of the target in periods that touch this one."""
    asked, _, _ = _asked(target.metric, first, day)
    is_within = and_(col(ContractSpend.period_start) >= first, col(ContractSpend.period_end) <= day)
    statement = (
        select_columns(
            col(ContractSpend.contract_id),
            col(ContractSpend.currency),
            col(ContractSpend.vat_included),
            col(ContractSpend.amount),
            col(ContractSpend.complete),
            is_within,
        )
        .join(Contract, col(Contract.id) == col(ContractSpend.contract_id))
        .where(
            _of_the_target(target),
            asked,
            col(ContractSpend.kind) == SpendKind.ACTUAL,
            col(ContractSpend.period_start) <= day,
            col(ContractSpend.period_end) >= first,
        )
    )
    rows = (await (await session.connection()).execute(statement)).all()
    return [Spent(*row) for row in rows]
