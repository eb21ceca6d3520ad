"""Who may see which rows: WHERE clauses by kind of organisation, in one place.

A kind of organisation that is not listed sees nothing. Row security protects owned rows and dossiers in addition.
"""

from typing import Any

from sqlalchemy import and_, func, literal, or_, select
from sqlmodel import col

from chassis.callers import NOBODY
from chassis.listing import ORG, Clause
from chassis.sql_time import TODAY
from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import OriginKind, ShownTo
from dialogue.action_points.sides.rules import SIDE_OF
from dialogue.findings.rules import RELEASED
from dialogue.questionnaires.rules import Reach, VersionStatus
from dialogue.tables import (
    ActionPoint,
    AnnualReview,
    Assignment,
    Dialogue,
    Evidence,
    Finding,
    FindingReader,
    Meeting,
    Party,
    Questionnaire,
    QuestionnaireVersion,
)

dossiers = select(col(Party.dossier_id)).where(
    col(Party.org_id) == ORG, or_(col(Party.until).is_(None), col(Party.until) >= TODAY)
)
"""Ids of the dossiers in which the caller's organisation takes part."""


def in_a_dossier_of_the_caller(dossier_id: Any) -> Clause:
    """Compare with an array and not with a subquery: the planner then uses the index on the dossier."""
    clause: Clause = dossier_id == func.any(func.array(dossiers.scalar_subquery()))
    return clause


is_out: Clause = and_(
    col(Finding.status).in_(sorted(RELEASED)),
    or_(col(Finding.embargo_until).is_(None), col(Finding.embargo_until) <= TODAY),
)
"""A finding that is released and under no embargo: before that, only its monitor sees it."""

_released_to_caller = and_(
    is_out,
    col(Finding.id).in_(
        select(col(FindingReader.finding_id)).where(
            or_(col(FindingReader.org_id) == ORG, col(FindingReader.org_id) == literal(NOBODY)),
            col(FindingReader.is_told),
        )
    ),
)

FINDINGS: dict[OrgKind, Clause] = {
    OrgKind.MONITOR: or_(col(Finding.owner_id) == ORG, _released_to_caller),
    **dict.fromkeys((OrgKind.BUYER, OrgKind.SUPPLIER, OrgKind.EXPERT), _released_to_caller),
}
"""The people of the platform are not listed: they may not read what monitors write."""


def _of_all_parties(dossier_id: Any) -> dict[OrgKind, Clause]:
    """What both sides of a dossier see, and the experts and monitors that the buyer admitted."""
    kinds = (OrgKind.BUYER, OrgKind.SUPPLIER, OrgKind.MONITOR, OrgKind.EXPERT)
    return dict.fromkeys(kinds, in_a_dossier_of_the_caller(dossier_id))


def _of_both_sides(dossier_id: Any) -> dict[OrgKind, Clause]:
    """What only the two sides see."""
    return dict.fromkeys(SIDE_OF, in_a_dossier_of_the_caller(dossier_id))


DIALOGUES = _of_all_parties(col(Dialogue.dossier_id))
ASSIGNMENTS = _of_all_parties(col(Assignment.dossier_id))
MEETINGS = _of_all_parties(col(Meeting.dossier_id))
EVIDENCE = _of_all_parties(col(Evidence.dossier_id))
REVIEWS = _of_both_sides(col(AnnualReview.dossier_id))

_actions = in_a_dossier_of_the_caller(col(ActionPoint.dossier_id))
_of_own_findings = and_(
    col(ActionPoint.origin_kind) == OriginKind.FINDING,
    col(ActionPoint.origin_id).in_(select(col(Finding.id)).where(col(Finding.owner_id) == ORG)),
)

ACTIONS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: _actions,
    **dict.fromkeys(
        (OrgKind.SUPPLIER, OrgKind.EXPERT),
        and_(_actions, col(ActionPoint.shown_to) == ShownTo.PARTIES),
    ),
    OrgKind.MONITOR: and_(or_(_actions, _of_own_findings), col(ActionPoint.shown_to) == ShownTo.PARTIES),
}
"""A monitor also reads what its own findings led to, in dialogues in which it has no seat."""

PARTICIPANTS = _of_all_parties(col(Party.dossier_id))

_library = col(Questionnaire.reach) == Reach.LIBRARY

QUESTIONNAIRES: dict[OrgKind, Clause] = {
    OrgKind.BUYER: or_(_library, col(Questionnaire.owner_id) == ORG),
    **dict.fromkeys((OrgKind.SUPPLIER, OrgKind.MONITOR, OrgKind.EXPERT, OrgKind.PLATFORM), _library),
}

_out = col(QuestionnaireVersion.status).in_((VersionStatus.PUBLISHED, VersionStatus.RETIRED))

VERSIONS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: or_(_out, col(QuestionnaireVersion.owner_id) == ORG),
    **dict.fromkeys((OrgKind.SUPPLIER, OrgKind.MONITOR, OrgKind.EXPERT, OrgKind.PLATFORM), _out),
}
"""Used after the questionnaire was read, which decides whether the caller may see any version."""
