"""The tables of the dialogue database, one module for each aggregate."""

from dialogue.tables.action_points import ActionPoint
from dialogue.tables.assignments import Answer, AnswerReview, Assignment
from dialogue.tables.base import Table
from dialogue.tables.copies import Affiliation, Organisation, SupplierLink
from dialogue.tables.dialogues import Dialogue
from dialogue.tables.evidence import Evidence
from dialogue.tables.findings import (
    Finding,
    FindingReaction,
    FindingReader,
    FindingRelease,
    FindingReply,
    MonitorKey,
)
from dialogue.tables.meetings import Meeting
from dialogue.tables.questionnaires import Questionnaire, QuestionnaireVersion
from dialogue.tables.reviews import AnnualReview, ReviewAnnexItem, ReviewOutcome
from dialogue.tables.service_tables import ExpiryEvent, Journal, JournalPayload, Party, ReadLog

__all__ = [
    "ActionPoint",
    "Affiliation",
    "AnnualReview",
    "Answer",
    "AnswerReview",
    "Assignment",
    "Dialogue",
    "Evidence",
    "ExpiryEvent",
    "Finding",
    "FindingReaction",
    "FindingReader",
    "FindingRelease",
    "FindingReply",
    "Journal",
    "JournalPayload",
    "Meeting",
    "MonitorKey",
    "Organisation",
    "Party",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReadLog",
    "ReviewAnnexItem",
    "ReviewOutcome",
    "SupplierLink",
    "Table",
]
