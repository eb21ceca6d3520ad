"""The clause of a contract with its duties, in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.numbers import WHOLE_NUMBER
from chassis.patches import Patch
from suppliers.clauses.rules import ObligationType, Recurrence
from suppliers.clauses.schemas import (
    DUTY_TYPE,
    GRACE_DAYS,
    NOTICE_DAYS,
    OFFSET_DAYS,
    OFFSET_MONTHS,
    RECURRENCE,
    ClauseOut,
    DutyOut,
)

Months = Annotated[int, Field(ge=0, le=120), WHOLE_NUMBER]
Days = Annotated[int, Field(ge=0, le=3_660), WHOLE_NUMBER]
DaysOfNotice = Annotated[int, Field(ge=0, le=366), WHOLE_NUMBER]
AGREED = "Day on which both parties agreed to other terms than those of the template"


class DutyTerms(BaseModel):
    """What was agreed otherwise for a duty; what is left out stays as in the template."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[ObligationType, DUTY_TYPE]
    recurrence: Annotated[Recurrence, RECURRENCE]
    offset_months: Annotated[Months | None, OFFSET_MONTHS] = None
    offset_days: Annotated[Days | None, OFFSET_DAYS] = None
    grace_days: Annotated[Days | None, GRACE_DAYS] = None
    notice_days: Annotated[DaysOfNotice | None, NOTICE_DAYS] = None

    @property
    def key(self) -> str:
        return f"{self.type.value}/{self.recurrence.value}"


class ClausePatch(Patch):
    """What can be changed of a clause in a contract: the deadlines of its duties."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "duties": [{"type": "REPORT", "recurrence": "yearly", "offset_months": 9, "grace_days": 14}],
                    "agreed_on": "2026-11-02",
                }
            ]
        }
    )
    clearable: ClassVar[frozenset[str]] = frozenset()

    duties: Annotated[list[DutyTerms] | None, Field(max_length=60)] = Field(
        default=None, description="Duties with other terms than the template; all others are as in the template."
    )
    agreed_on: Day | None = Field(default=None, description=f"{AGREED}; required after the award.")


class ContractClauseOut(ClauseOut):
    """A clause of a contract, with its duties as they are in this contract."""

    version: int = Field(description="The version of the contract; a PATCH needs its ETag.", examples=[1])
    title: dict[str, str] = Field(
        description="The title by language: `nl`, `fr` and `en`.",
        examples=[{"nl": "Circulaire clausule", "fr": "Clause circulaire", "en": "Circular clause"}],
    )
    terms_agreed_on: date | None = Field(description=f"{AGREED}; null where nothing was agreed.")
    duties: list[DutyOut] = Field(description="The duties, with the deadlines that apply in this contract.")
