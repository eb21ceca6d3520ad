"""What a questionnaire is, how its versions move, and what a complete version holds."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from chassis.moves import Machine, by
from chassis.problems import Conflict, Fault, Invalid, NotFound


class QuestionnairePurpose(StrEnum):
    """What the answers are for."""

    BASELINE = "baseline"
    ANNUAL_REPORT = "annual_report"
    DEEPENING = "deepening"
    TENDER_INFORMATION = "tender_information"
    SAQ = "saq"


class Reach(StrEnum):
    """Whose a questionnaire is to use: its owner's alone, or everybody's."""

    OWN = "own"
    LIBRARY = "library"


class AnswerType(StrEnum):
    """What a full answer holds; `yes_no` goes with an explanation."""

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


class EvidenceRule(StrEnum):
    """Whether a question asks for proof; an answer without it can be specific, never evidenced."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class VersionStatus(StrEnum):
    """A published version never changes: answers of years apart are compared by it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


V = VersionStatus
EDITORS = ("buyer_manager", "buyer_officer")
MANAGER = "buyer_manager"

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


class QuestionnaireNotFound(NotFound):
    """No questionnaire with this id or code that you may use."""

    title = "Questionnaire not found"


class VersionNotFound(NotFound):
    """The questionnaire has no version with this number that you may see."""

    title = "Version not found"


class QuestionnaireCodeTaken(Conflict):
    """You, or the library, have a questionnaire with this code already."""

    title = "Code is taken"


class VersionIsFixed(Conflict):
    """A version that is published or under review does not change; make a new draft of it."""

    title = "The version is fixed"


class DraftExists(Conflict):
    """A questionnaire has one draft at a time; go on with it, or publish it first."""

    title = "There is a draft already"


class TextMissing(Invalid):
    """Every text of a version exists in every language the version claims; `errors` points at each that lacks."""

    title = "A text is missing in a language"


class CodesNotUnique(Invalid):
    """A question's code names it within the version and across versions: it occurs once."""

    title = "A question code occurs twice"


def demand_complete(languages: Collection[str], questions: Sequence[Mapping[str, Any]]) -> None:
    """Raises CodesNotUnique, TextMissing."""
    codes = [question["code"] for question in questions]
    twice = [index for index, code in enumerate(codes) if code in codes[:index]]
    if twice:
        faults = [Fault(f"/questions/{index}/code", "codes_not_unique", codes[index]) for index in twice]
        raise CodesNotUnique(errors=faults)
    missing = [
        Fault(f"/questions/{index}/text/{language}", "text_missing", f"There is no text in {language}.")
        for index, question in enumerate(questions)
        for language in languages
        if not question["text"].get(language)
    ]
    if missing:
        raise TextMissing(errors=missing)
