"""Deciding about an equivalence dossier: the assessment of the buyer, and the decision about an appeal."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.rows import stamps, touch
from suppliers.equivalence.rules import (
    DECIDED,
    AppealJudgedByAssessor,
    AssessedByAuthor,
    DecisionStage,
    DossierStatus,
    check_acceptable,
    check_assessed,
    stage_of,
)
from suppliers.equivalence.schemas import EquivalenceDossierTransition
from suppliers.equivalence.views import Decisions
from suppliers.links import actions as link_actions
from suppliers.tables import EquivalenceDecisionRow, EquivalenceDossier

S = DossierStatus


async def decide(
    session: AsyncSession,
    caller: Caller,
    found: tuple[EquivalenceDossier, Decisions],
    body: EquivalenceDossierTransition,
) -> None:
    """`found` is the dossier with its decisions.

    Raises AssessedByAuthor, AppealJudgedByAssessor, CriteriaIncomplete, CriteriaNotMet.
    """
    dossier, decisions = found
    of_submission = {each.stage: each for each in decisions if each.submission == dossier.submission}
    stage = stage_of(dossier.status)
    _check_person(caller, dossier, of_submission.get(DecisionStage.ASSESSMENT), stage)
    if body.to in DECIDED or body.criteria:
        check_assessed(len(dossier.criteria), [each.number for each in body.criteria])
    if body.to is S.ACCEPTED:
        check_acceptable([each.assessment for each in body.criteria])
    values: dict[str, Any] = {
        "status": body.to,
        "reason": body.reason,
        "criteria": [each.model_dump(mode="json") for each in sorted(body.criteria, key=lambda each: each.number)],
        "decided_on": None if body.to is S.UNDER_ASSESSMENT else today(),
        "decided_by": caller.person,
    }
    if stage in of_submission:
        touch(of_submission[stage], caller, **values)
        await session.flush()
        return
    await _add(session, caller, dossier, {**values, "stage": stage})


async def _add(session: AsyncSession, caller: Caller, dossier: EquivalenceDossier, values: dict[str, Any]) -> None:
    """Write a new decision, which the supplier reads."""
    row = EquivalenceDecisionRow(
        **values,
        owner_id=caller.org,
        dossier_id=dossier.id,
        supplier_id=dossier.supplier_id,
        submission=dossier.submission,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await link_actions.share_with_supplier(
        session, EquivalenceDecisionRow, [row.id], supplier_id=dossier.supplier_id, buyer_id=caller.org
    )


def _check_person(
    caller: Caller, dossier: EquivalenceDossier, assessed: EquivalenceDecisionRow | None, stage: DecisionStage
) -> None:
    """Raises AssessedByAuthor, AppealJudgedByAssessor."""
    if dossier.submitted_by == caller.person:
        raise AssessedByAuthor
    if stage is DecisionStage.APPEAL and assessed is not None and assessed.decided_by == caller.person:
        raise AppealJudgedByAssessor
