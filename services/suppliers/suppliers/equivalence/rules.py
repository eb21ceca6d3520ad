"""Equivalence dossiers: proof that a product meets what a label stands for, without the label.

A buyer that asks for a label accepts equivalent ones and, where a supplier could not get a label in time, a
technical dossier (Directive 2014/24/EU, article 43). The buyer decides about each criterion; its manager decides
about an appeal.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Fault, Forbidden, Invalid, NotFound


class EquivalenceRoute(StrEnum):
    """How equivalence is shown: by another label with equivalent requirements, or by a technical dossier."""

    EQUIVALENT_LABEL = "equivalent_label"
    TECHNICAL_DOSSIER = "technical_dossier"


class CriterionAssessment(StrEnum):
    """What the buyer finds of one criterion of the label."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class DossierStatus(StrEnum):
    """State of a dossier; `more_info_needed`: its author completes it and submits it again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_ASSESSMENT = "under_assessment"
    MORE_INFO_NEEDED = "more_info_needed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    APPEALED = "appealed"


class DecisionStage(StrEnum):
    """Whether a decision is the first one about a submission, or that about the appeal."""

    ASSESSMENT = "assessment"
    APPEAL = "appeal"


S = DossierStatus
OF_THE_AUTHOR = frozenset({S.DRAFT, S.SUBMITTED, S.APPEALED})
"""What the author brings about; all else is the buyer's decision."""
CHANGEABLE = frozenset({S.DRAFT, S.MORE_INFO_NEEDED})
DECIDED = frozenset({S.ACCEPTED, S.REJECTED})
AUTHOR, APPELLANT, ASSESSOR, JUDGE = "author", "appellant", "assessor", "appeal_judge"
MOVES: Machine[DossierStatus] = {
    (S.DRAFT, S.SUBMITTED): by(AUTHOR),
    (S.SUBMITTED, S.UNDER_ASSESSMENT): by(ASSESSOR),
    (S.UNDER_ASSESSMENT, S.ACCEPTED): by(ASSESSOR, needs=["reason"]),
    (S.UNDER_ASSESSMENT, S.REJECTED): by(ASSESSOR, needs=["reason"]),
    (S.UNDER_ASSESSMENT, S.MORE_INFO_NEEDED): by(ASSESSOR, needs=["reason"]),
    (S.MORE_INFO_NEEDED, S.SUBMITTED): by(AUTHOR),
    (S.REJECTED, S.APPEALED): by(APPELLANT, needs=["reason"]),
    (S.APPEALED, S.ACCEPTED): by(JUDGE, needs=["reason"]),
    (S.APPEALED, S.REJECTED): by(JUDGE, needs=["reason"]),
}
ACTOR_NAMES = {
    AUTHOR: "the organisation that wrote the dossier",
    APPELLANT: "the organisation that wrote the dossier, once for each submission,",
    ASSESSOR: "an officer or manager of the buyer",
    JUDGE: "a manager of the buyer",
}


class EquivalenceDossierNotFound(NotFound):
    """There is no equivalence dossier with this id, or you may not see it."""

    title = "Equivalence dossier not found"


class BuyerNotFound(NotFound):
    """Your organisation does not represent its supplier towards a buyer with this id."""

    title = "Buyer not found"


class DossierIsFixed(Conflict):
    """A dossier changes only as a draft, or while its buyer waits for more information."""

    title = "The dossier does not change any more"


class DossierIncomplete(Invalid):
    """The dossier lacks what is needed to submit it; `errors` names each field."""

    title = "The dossier is not complete"


class CriteriaIncomplete(Invalid):
    """A decision has an assessment for each criterion of the dossier, by its number, once."""

    title = "Each criterion is assessed once"


class CriteriaNotMet(Invalid):
    """A dossier is accepted only if every criterion that applies is met, and at least one applies."""

    title = "Not all criteria are met"


class AssessedByAuthor(Forbidden):
    """Whoever submitted a dossier does not assess it; another person does."""

    title = "Another person assesses the dossier"


class AppealJudgedByAssessor(Forbidden):
    """Whoever rejected a dossier does not decide about the appeal; another manager does."""

    title = "Another person decides about the appeal"


def dossier_state(
    authors: DossierStatus, decisions: Collection[tuple[DecisionStage, DossierStatus]]
) -> DossierStatus:
    """`authors` is what the author brought about, `decisions` are those about the last submission.

    The twin in SQL is `equivalence.queries.STATUS`.
    """
    if authors is S.DRAFT:
        return authors
    return dict(decisions).get(stage_of(authors), authors)


def stage_of(authors: DossierStatus) -> DecisionStage:
    """What is decided next, after what the author brought about."""
    return DecisionStage.APPEAL if authors is S.APPEALED else DecisionStage.ASSESSMENT


def check_complete(
    route: EquivalenceRoute, *, criteria: int, equivalent_label: str | None, reason_label_unobtainable: str | None
) -> None:
    """`criteria` is how many there are; raises DossierIncomplete."""
    missing = {
        "criteria": criteria == 0,
        "equivalent_label": route is EquivalenceRoute.EQUIVALENT_LABEL and equivalent_label is None,
        "reason_label_unobtainable": route is EquivalenceRoute.TECHNICAL_DOSSIER
        and reason_label_unobtainable is None,
    }
    if any(missing.values()):
        detail = "A dossier of this route needs it; change the dossier first."
        raise DossierIncomplete(
            errors=[Fault(f"/{name}", DossierIncomplete.code(), detail) for name, lacks in missing.items() if lacks]
        )


def check_assessed(criteria: int, numbers: Sequence[int]) -> None:
    """`numbers` are those of the criteria that were assessed, from 1; raises CriteriaIncomplete."""
    if sorted(numbers) != list(range(1, criteria + 1)):
        raise CriteriaIncomplete(f"The dossier has the criteria 1 to {criteria}.", pointer="/criteria")


def check_acceptable(assessments: Collection[CriterionAssessment]) -> None:
    """Raises CriteriaNotMet."""
    found = set(assessments)
    if CriterionAssessment.NOT_MET in found or CriterionAssessment.MET not in found:
        raise CriteriaNotMet(pointer="/criteria")
