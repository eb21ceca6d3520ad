"""How severe a finding is, on the wire: the measures that its monitor gives, each from 1 to 4."""

from typing import Annotated

from pydantic import Field

from chassis.numbers import WHOLE_NUMBER
from chassis.text import Code
from dialogue.findings.assessment.rules import RightsHolder, SalientIssue, Severity

Scale = Annotated[
    int,
    Field(
        ge=1,
        le=4,
        description="How serious the harm is, from 1 (least) to 4 (most): 1 discomfort or a minor breach,"
        " 2 a clear loss of rights or pay that can be made good, 3 serious harm to health, freedom or income,"
        " 4 death, forced or child labour, or grave injury.",
        examples=[3],
    ),
    WHOLE_NUMBER,
]
ScopeOfHarm = Annotated[
    int,
    Field(
        ge=1,
        le=4,
        description="How many workers are affected, from 1 (fewest) to 4 (most): 1 below 5 % or fewer than ten"
        " people, 2 up to 25 %, 3 up to 60 %, 4 more than 60 % or several sites.",
        examples=[3],
    ),
    WHOLE_NUMBER,
]
Irremediability = Annotated[
    int,
    Field(
        ge=1,
        le=4,
        description="How hard the harm is to repair, from 1 (easiest) to 4 (impossible): 1 fully and quickly,"
        " 2 within a year, 3 hard or only in part, 4 it cannot be repaired.",
        examples=[2],
    ),
    WHOLE_NUMBER,
]
Likelihood = Annotated[
    int | None,
    Field(
        ge=1,
        le=4,
        description="How likely a potential harm is, from 1 (least) to 4 (most). Null: the harm is actual.",
    ),
    WHOLE_NUMBER,
]
SeverityLevel = Annotated[
    Severity, Field(description="How severe the harm is, calculated from the measures and the provisions.")
]
Provisions = Annotated[
    list[Code],
    Field(
        min_length=1,
        max_length=30,
        description="Codes of the standards that were breached, from the code lists `provisions` and `practices`.",
        examples=[["HR01", "WG03"]],
    ),
]
MainIssue = Annotated[SalientIssue | None, Field(description="The main human-rights issue. Null: not chosen.")]
RightsHolders = Annotated[
    list[RightsHolder],
    Field(
        max_length=20,
        description="Groups of people who are affected. Empty: not said.",
        examples=[["migrant_workers"]],
    ),
]
