"""Clause templates that a buyer writes, in requests."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from chassis.numbers import WHOLE_NUMBER
from chassis.text import Code, Line, Prose
from suppliers.clauses.rules import ObligationType, Recurrence, VerificationSubject
from suppliers.clauses.schemas import (
    DD_ALTERNATIVE,
    DUTY_TYPE,
    GRACE_DAYS,
    KIND,
    NOTICE_DAYS,
    OFFSET_DAYS,
    OFFSET_MONTHS,
    RECURRENCE,
    WEIGHT,
)
from suppliers.clauses.wordings.rules import TemplateStatus

Months = Annotated[int, Field(ge=0, le=120), WHOLE_NUMBER]
Days = Annotated[int, Field(ge=0, le=3_660), WHOLE_NUMBER]
DaysOfNotice = Annotated[int, Field(ge=0, le=366), WHOLE_NUMBER]
Weight = Annotated[int, Field(ge=1, le=10), WHOLE_NUMBER]
KindCode = Annotated[Code, Field(max_length=32)]
TITLE = "The title in each of the three languages."
SOURCE = "Where the clause comes from, with its licence if it is not your own."


class Titles(BaseModel):
    """A title in three languages."""

    model_config = ConfigDict(extra="forbid")

    nl: Line = Field(description="In Dutch.", examples=["Onze clausule"])
    fr: Line = Field(description="In French.", examples=["Notre clause"])
    en: Line = Field(description="In English.", examples=["Our clause"])


class Texts(BaseModel):
    """The wording of a duty in three languages."""

    model_config = ConfigDict(extra="forbid")

    nl: Prose = Field(description="In Dutch.", examples=["De opdrachtnemer rapporteert elk jaar."])
    fr: Prose = Field(description="In French.", examples=["L'adjudicataire fait rapport chaque année."])
    en: Prose = Field(description="In English.", examples=["The contractor reports each year."])


class DutyIn(BaseModel):
    """A duty of a clause, due `offset_months` and then `offset_days` after what its recurrence names."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[ObligationType, DUTY_TYPE]
    recurrence: Annotated[Recurrence, RECURRENCE]
    verification_subject: VerificationSubject | None = Field(
        default=None, description="What the duty verifies; what is usual for its type where it is left out."
    )
    offset_months: Annotated[Months, OFFSET_MONTHS] = 0
    offset_days: Annotated[Days, OFFSET_DAYS] = 0
    grace_days: Annotated[Days, GRACE_DAYS] = 0
    notice_days: Annotated[DaysOfNotice, NOTICE_DAYS] = 30
    dd_alternative: Annotated[bool, DD_ALTERNATIVE] = False
    weight: Annotated[Weight, WEIGHT] = 1
    text: Texts = Field(description="The wording.")


Duties = Annotated[list[DutyIn], Field(min_length=1, max_length=60)]
EXAMPLE: dict[str, Any] = {
    "code": "our-reports",
    "kind": "human_rights",
    "title": {"nl": "Onze clausule", "fr": "Notre clause", "en": "Our clause"},
    "source": "Own wording.",
    "duties": [
        {
            "type": "REPORT",
            "recurrence": "yearly",
            "offset_months": 6,
            "text": {
                "nl": "De opdrachtnemer rapporteert elk jaar.",
                "fr": "L'adjudicataire fait rapport chaque année.",
                "en": "The contractor reports each year.",
            },
        }
    ],
}


class ClauseTemplateIn(BaseModel):
    """A clause template to write, or the next version of one: it begins as a draft.

    With `source_template` it begins as a copy of that one; fields that are given take the place of those copied.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    code: Code = Field(description="Code of your own; of a template of yours for its next version.")
    source_template: Code | None = Field(default=None, description="Code of the template to copy.")
    source_version: Annotated[int, Field(ge=1, le=10_000), WHOLE_NUMBER] | None = Field(
        default=None, description="Which version of it; the latest where it is left out."
    )
    kind: Annotated[KindCode | None, KIND] = None
    title: Titles | None = Field(default=None, description=TITLE)
    source: Prose | None = Field(default=None, description=SOURCE)
    duties: Duties | None = Field(default=None, description="What the clause requires of the supplier.")


class ClauseTemplateTransition(BaseModel):
    """The next state of a draft."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "published"}]})

    to: TemplateStatus = Field(
        description="`published`: from then on it can be added to contracts, and never changes."
    )
