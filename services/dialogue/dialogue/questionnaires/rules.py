"""Questionnaires: their vocabulary, the state machine of their versions, and what a complete version has."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from chassis.moves import Machine, allowed, by
from chassis.problems import Conflict, Fault, Invalid, NotFound
from chassis.vocabulary import BUYER_EDITORS, Role


class QuestionnairePurpose(StrEnum):
    """What the answers are for.

    `baseline`: the first picture of a supplier. `annual_report`: its yearly report. `deepening`: more about one
    subject. `tender_information`: information before a tender. `saq`: a self-assessment questionnaire.
    """

    BASELINE = "baseline"
    ANNUAL_REPORT = "annual_report"
    DEEPENING = "deepening"
    TENDER_INFORMATION = "tender_information"
    SAQ = "saq"


class Reach(StrEnum):
    """Who can use a questionnaire: `own`: its owner only. `library`: all organisations."""

    OWN = "own"
    LIBRARY = "library"


class AnswerType(StrEnum):
    """What sort of answer is expected.

    `yes_no`: yes or no, with an explanation. `single`, `multi`: one or several of the options. `facility_list`: a
    list of facilities. `file`: a document. `percent`: a percentage. `text`, `number`, `date`, `table`: one of
    these.
    """

    YES_NO = "yes_no"
    TEXT = "text"
    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TABLE = "table"
    FACILITY_LIST = "facility_list"
    FILE = "file"


CHOICES = frozenset({AnswerType.SINGLE, AnswerType.MULTI})
"""Types whose answers are codes of options."""


class EvidenceRule(StrEnum):
    """Whether a question asks for evidence; without evidence an answer reaches level 2 at most.

    `none`: no evidence is asked for. `optional`: it can be given. `required`: it is asked for.
    """

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ObligationType(StrEnum):
    """Types of duties of a contract; the code list `obligation_types` has their names in three languages."""

    DIALOGUE = "DIALOGUE"
    CONTACT = "CONTACT"
    REPORT = "REPORT"
    ANNUAL_REVIEW = "ANNUAL_REVIEW"
    DISCLOSURE_ASSEMBLY = "DISCLOSURE_ASSEMBLY"
    DISCLOSURE_COMPONENTS = "DISCLOSURE_COMPONENTS"
    DISCLOSURE_SUBSUPPLIERS = "DISCLOSURE_SUBSUPPLIERS"
    COMPLIANCE_FINDINGS = "COMPLIANCE_FINDINGS"
    CHEMICALS_INVENTORY = "CHEMICALS_INVENTORY"
    TRADING_CONDITIONS = "TRADING_CONDITIONS"
    FACTORY_ACCESS = "FACTORY_ACCESS"
    NON_RETALIATION = "NON_RETALIATION"
    REMEDIATION_EVIDENCE = "REMEDIATION_EVIDENCE"
    FLOWDOWN = "FLOWDOWN"
    SUBCONTRACTOR_LAW = "SUBCONTRACTOR_LAW"
    LABEL = "LABEL"
    WARRANTY = "WARRANTY"
    SPARE_PARTS = "SPARE_PARTS"
    MAINTENANCE = "MAINTENANCE"
    TAKE_BACK = "TAKE_BACK"
    SECOND_LIFE = "SECOND_LIFE"
    EOL_TRANSPARENCY = "EOL_TRANSPARENCY"
    DATA_WIPE = "DATA_WIPE"
    CHEMICALS_PRODUCT = "CHEMICALS_PRODUCT"
    MINERALS = "MINERALS"


class VersionStatus(StrEnum):
    """The status of a version.

    `draft`: can be changed. `in_review`: waits for the manager. `published`: used by assignments, never changes.
    `retired`: no longer used by new assignments.
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


V = VersionStatus
EDITORS = BUYER_EDITORS
MANAGER = Role.BUYER_MANAGER

MOVES: Machine[VersionStatus] = {
    (V.DRAFT, V.IN_REVIEW): by(*EDITORS),
    (V.IN_REVIEW, V.DRAFT): by(*EDITORS),
    (V.IN_REVIEW, V.PUBLISHED): by(MANAGER),
    (V.PUBLISHED, V.RETIRED): by(MANAGER),
}

VERBS: dict[VersionStatus, str] = {
    V.DRAFT: "questionnaire.returned",
    V.IN_REVIEW: "questionnaire.submitted",
    V.PUBLISHED: "questionnaire.published",
    V.RETIRED: "questionnaire.retired",
}


def transitions(status: VersionStatus, roles: Collection[str], *, is_owner: bool) -> list[VersionStatus]:
    """The states to which a caller with these roles can move a version: only that of its own questionnaire."""
    return allowed(MOVES, status, roles) if is_owner else []


class QuestionnaireNotFound(NotFound):
    """There is no questionnaire with this id or code that you can use."""

    title = "Questionnaire not found"


class VersionNotFound(NotFound):
    """The questionnaire has no version with this number, or you may not see it."""

    title = "Version not found"


class QuestionnaireCodeTaken(Conflict):
    """This code is used by another questionnaire of yours or of the library; choose another code."""

    title = "The code is already used"


class VersionIsFixed(Conflict):
    """Only a draft can be changed; make a new draft from this version."""

    title = "The version is fixed"


class DraftExists(Conflict):
    """The questionnaire already has a draft; change that one, or publish it first."""

    title = "A draft already exists"


class TextMissing(Invalid):
    """Every question needs a text in every language of the version; `errors` points at each missing text."""

    title = "A text is missing in a language"


class OptionsMissing(Invalid):
    """A question of the type `single` or `multi` needs options to choose from; `errors` points at each one."""

    title = "Options are missing"


class CodesNotUnique(Invalid):
    """Each question needs a code of its own; `errors` points at each code that is used twice."""

    title = "A question code occurs twice"


def demand_complete(languages: Collection[str], questions: Sequence[Mapping[str, Any]]) -> None:
    """Raises CodesNotUnique, OptionsMissing, TextMissing."""
    codes = [question["code"] for question in questions]
    twice = [index for index, code in enumerate(codes) if code in codes[:index]]
    if twice:
        faults = [
            Fault(f"/questions/{index}/code", "codes_not_unique", f'The code "{codes[index]}" is used twice.')
            for index in twice
        ]
        raise CodesNotUnique(errors=faults)
    _demand_options(questions)
    missing = [
        Fault(
            f"/questions/{index}/text/{language}",
            "text_missing",
            f'The text in the language "{language}" is missing.',
        )
        for index, question in enumerate(questions)
        for language in languages
        if not question["text"].get(language)
    ]
    if missing:
        raise TextMissing(errors=missing)


def _demand_options(questions: Sequence[Mapping[str, Any]]) -> None:
    faults = [
        Fault(f"/questions/{index}/options", "options_missing", "Give the options to choose from.")
        for index, question in enumerate(questions)
        if question["answer_type"] in CHOICES and not question["options"]
    ]
    if faults:
        raise OptionsMissing(errors=faults)
