"""Who may do what in this service, by role."""

from enum import StrEnum
from typing import Annotated

from chassis.auth import Access
from chassis.callers import Caller
from chassis.vocabulary import BUYER_EDITORS, BUYERS, MONITORS, SUPPLIERS, Role

R = Role
# An administrator of a supplier may be in sales, so only its contact answers on human rights.
SUPPLIER_CONTACTS = frozenset({R.SUPPLIER_CONTACT})
PARTIES = BUYERS | SUPPLIERS
PARTICIPANTS = PARTIES | MONITORS | {R.EXPERT}
"""Who may take part in a dialogue: the two sides, and those that the buyer admits."""


class Permission(StrEnum):
    """The permissions, `<thing>:<action>`, in alphabetical order."""

    ACTION_AMEND = "action:amend"
    ACTION_MOVE = "action:move"
    ACTION_READ = "action:read"
    ACTION_WRITE = "action:write"
    ASSIGNMENT_ANSWER = "assignment:answer"
    ASSIGNMENT_MOVE = "assignment:move"
    ASSIGNMENT_READ = "assignment:read"
    ASSIGNMENT_REVIEW = "assignment:review"
    ASSIGNMENT_WRITE = "assignment:write"
    DIALOGUE_MOVE = "dialogue:move"
    DIALOGUE_READ = "dialogue:read"
    DIALOGUE_WRITE = "dialogue:write"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_WRITE = "evidence:write"
    EXPOSURE_READ = "exposure:read"
    FIGURES_READ = "figures:read"
    FINDING_ANSWER = "finding:answer"
    FINDING_MOVE = "finding:move"
    FINDING_READ = "finding:read"
    FINDING_READ_RESTRICTED = "finding:read_restricted"
    FINDING_RELEASE = "finding:release"
    FINDING_WRITE = "finding:write"
    MEETING_MOVE = "meeting:move"
    MEETING_READ = "meeting:read"
    MEETING_WRITE = "meeting:write"
    PERSONAL_DATA_HANDLE = "personal_data:handle"
    QUESTIONNAIRE_MOVE = "questionnaire:move"
    QUESTIONNAIRE_READ = "questionnaire:read"
    QUESTIONNAIRE_WRITE = "questionnaire:write"
    REVIEW_MOVE = "review:move"
    REVIEW_READ = "review:read"
    REVIEW_WRITE = "review:write"


P = Permission

access = Access(
    {
        P.ACTION_AMEND: BUYER_EDITORS | SUPPLIER_CONTACTS | {R.MONITOR_EDITOR},
        P.ACTION_MOVE: BUYER_EDITORS | SUPPLIER_CONTACTS | {R.MONITOR_EDITOR},
        P.ACTION_READ: PARTICIPANTS,
        P.ACTION_WRITE: BUYER_EDITORS | SUPPLIER_CONTACTS,
        P.ASSIGNMENT_ANSWER: SUPPLIER_CONTACTS,
        P.ASSIGNMENT_MOVE: BUYER_EDITORS | SUPPLIER_CONTACTS,
        P.ASSIGNMENT_READ: PARTICIPANTS,
        P.ASSIGNMENT_REVIEW: BUYER_EDITORS | {R.EXPERT},
        P.ASSIGNMENT_WRITE: BUYER_EDITORS,
        P.DIALOGUE_MOVE: BUYER_EDITORS | SUPPLIER_CONTACTS,
        P.DIALOGUE_READ: PARTICIPANTS,
        P.DIALOGUE_WRITE: BUYER_EDITORS,
        P.EVIDENCE_READ: PARTICIPANTS,
        P.EVIDENCE_WRITE: BUYER_EDITORS | SUPPLIER_CONTACTS,
        P.EXPOSURE_READ: BUYERS,
        P.FIGURES_READ: BUYERS | {R.DASHBOARD_CLIENT},
        P.FINDING_ANSWER: SUPPLIER_CONTACTS,
        P.FINDING_MOVE: MONITORS | SUPPLIER_CONTACTS,
        P.FINDING_READ: PARTIES | MONITORS | {R.EXPERT},
        P.FINDING_READ_RESTRICTED: MONITORS,
        P.FINDING_RELEASE: frozenset({R.MONITOR_EDITOR}),
        P.FINDING_WRITE: MONITORS,
        P.MEETING_MOVE: BUYER_EDITORS | SUPPLIER_CONTACTS,
        P.MEETING_READ: PARTICIPANTS,
        P.MEETING_WRITE: BUYER_EDITORS,
        P.PERSONAL_DATA_HANDLE: BUYER_EDITORS,
        P.QUESTIONNAIRE_MOVE: BUYER_EDITORS,
        P.QUESTIONNAIRE_READ: PARTIES | MONITORS | {R.EXPERT, R.PLATFORM_ADMIN},
        P.QUESTIONNAIRE_WRITE: BUYER_EDITORS,
        P.REVIEW_MOVE: BUYER_EDITORS | SUPPLIER_CONTACTS,
        P.REVIEW_READ: PARTIES,
        P.REVIEW_WRITE: BUYER_EDITORS,
    }
)

CanAnswerAssignments = Annotated[Caller, access.may(P.ASSIGNMENT_ANSWER)]
CanAnswerFindings = Annotated[Caller, access.may(P.FINDING_ANSWER)]
CanAmendActionPoints = Annotated[Caller, access.may(P.ACTION_AMEND)]
CanMoveActionPoints = Annotated[Caller, access.may(P.ACTION_MOVE)]
CanMoveAssignments = Annotated[Caller, access.may(P.ASSIGNMENT_MOVE)]
CanMoveDialogues = Annotated[Caller, access.may(P.DIALOGUE_MOVE)]
CanMoveFindings = Annotated[Caller, access.may(P.FINDING_MOVE)]
CanMoveMeetings = Annotated[Caller, access.may(P.MEETING_MOVE)]
CanHandlePersonalData = Annotated[Caller, access.may(P.PERSONAL_DATA_HANDLE)]
CanMoveQuestionnaires = Annotated[Caller, access.may(P.QUESTIONNAIRE_MOVE)]
CanMoveReviews = Annotated[Caller, access.may(P.REVIEW_MOVE)]
CanReadActionPoints = Annotated[Caller, access.may(P.ACTION_READ)]
CanReadAssignments = Annotated[Caller, access.may(P.ASSIGNMENT_READ)]
CanReadDialogues = Annotated[Caller, access.may(P.DIALOGUE_READ)]
CanReadEvidence = Annotated[Caller, access.may(P.EVIDENCE_READ)]
CanReadExposures = Annotated[Caller, access.may(P.EXPOSURE_READ)]
CanReadFigures = Annotated[Caller, access.may(P.FIGURES_READ)]
CanReadFindings = Annotated[Caller, access.may(P.FINDING_READ)]
CanReadMeetings = Annotated[Caller, access.may(P.MEETING_READ)]
CanReadQuestionnaires = Annotated[Caller, access.may(P.QUESTIONNAIRE_READ)]
CanReadRestricted = Annotated[Caller, access.may(P.FINDING_READ_RESTRICTED)]
CanReadReviews = Annotated[Caller, access.may(P.REVIEW_READ)]
CanReleaseFindings = Annotated[Caller, access.may(P.FINDING_RELEASE)]
CanReviewAssignments = Annotated[Caller, access.may(P.ASSIGNMENT_REVIEW)]
CanWriteActionPoints = Annotated[Caller, access.may(P.ACTION_WRITE)]
CanWriteAssignments = Annotated[Caller, access.may(P.ASSIGNMENT_WRITE)]
CanWriteDialogues = Annotated[Caller, access.may(P.DIALOGUE_WRITE)]
CanWriteEvidence = Annotated[Caller, access.may(P.EVIDENCE_WRITE)]
CanWriteFindings = Annotated[Caller, access.may(P.FINDING_WRITE)]
CanWriteMeetings = Annotated[Caller, access.may(P.MEETING_WRITE)]
CanWriteQuestionnaires = Annotated[Caller, access.may(P.QUESTIONNAIRE_WRITE)]
CanWriteReviews = Annotated[Caller, access.may(P.REVIEW_WRITE)]
