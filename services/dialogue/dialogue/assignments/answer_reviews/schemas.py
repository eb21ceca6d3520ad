"""Reviews of answers on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.figures import Figure
from chassis.numbers import WHOLE_NUMBER
from chassis.rows import StampedOut
from chassis.text import Prose
from dialogue.assignments.answer_reviews.rules import ConcreteElement, ExcludedAs, ReviewFlag
from dialogue.questionnaires.schemas import Text

Level = Annotated[
    int,
    Field(
        ge=0,
        le=3,
        description="The quality of the answer, from 0 (worst) to 3 (best): 0 not answered, 1 generic, 2 specific,"
        " 3 shown by evidence.",
        examples=[1],
    ),
    WHOLE_NUMBER,
]
Excluded = Annotated[
    ExcludedAs | None,
    Field(
        description="Why the answer is left out of the scores, if the buyer accepts its reason. Null: see `level`."
    ),
]
Motive = Annotated[
    Prose | None,
    Field(description="Why this level; required for levels 0 and 1, and for each change. Null: not given."),
]
Flags = Annotated[
    list[ReviewFlag], Field(max_length=7, description="What the reviewer noticed about the answer. Empty: nothing.")
]
Elements = Annotated[
    list[ConcreteElement],
    Field(max_length=7, description="What makes the answer specific; required for level 2. Empty: nothing does."),
]
Verified = Annotated[bool, Field(description="True if an independent source says the same.")]
FollowUp = Annotated[
    Text | None,
    Field(description="What the next round asks, by language, instead of the standard text. Null: that text."),
]


class AnswerReviewIn(BaseModel):
    """The buyer's judgement of an answer: a level, or a reason to leave it out of the scores."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"level": 1, "motive": "A policy, but nothing about our products."}]},
    )

    level: Level | None = Field(
        None,
        description="The quality of the answer, from 0 (worst) to 3 (best): 0 not answered, 1 generic, 2 specific,"
        " 3 shown by evidence. Null: `excluded` is given instead.",
    )
    excluded: Excluded = None
    motive: Motive = None
    flags: Flags = []
    concrete_elements: Elements = []
    is_verified: Verified = False
    follow_up_text: FollowUp = None

    @model_validator(mode="after")
    def _decides(self) -> "AnswerReviewIn":
        if (self.level is None) == (self.excluded is None):
            raise PydanticCustomError("level_or_excluded", "Give either `level` or `excluded`.")
        return self


class EarlierReview(BaseModel):
    """What a review said before it was changed."""

    level: Level | None = Field(description="The level then, from 0 (worst) to 3 (best). Null: it was left out.")
    excluded: Excluded
    motive: Motive
    at: datetime = Field(description="When it was written.")


class AnswerReviewOut(StampedOut):
    """How an organisation judged an answer."""

    question_code: str = Field(description="The code of the question.", examples=["M1"])
    reviewer_id: UUID | None = Field(description="The organisation that judged. Null: it was not recorded.")
    counts: bool = Field(
        description="True if this review counts for the score and the next round: of several, the buyer's."
    )
    history: list[EarlierReview] = Field(
        description="What it said before, the oldest first. Empty: nothing, or you are not a reviewer."
    )
    level: Level | None = Field(
        description="The quality of the answer, from 0 (worst) to 3 (best). Null: it is left out of the scores."
    )
    excluded: Excluded
    motive: Motive
    flags: Flags
    concrete_elements: Elements
    is_verified: Verified
    follow_up_text: FollowUp


A_SHARE = {
    "kpi": "answers_at_level_1",
    "code": "Q2",
    "value": 50.0,
    "unit": "percent",
    "numerator": 4,
    "denominator": 8,
    "as_of": "2026-03-02",
    "scope": {"kind": "assignment", "id": "0197f3a2-0000-7000-8000-000000000001"},
}


class Quality(BaseModel):
    """The quality of the answers of a round. Answers with a reason to leave them out are counted separately."""

    levels: dict[str, int] = Field(
        description="How many answers have each level, `0` (worst) to `3` (best).",
        examples=[{"0": 0, "1": 4, "2": 3, "3": 1}],
    )
    shares: dict[str, Figure] = Field(
        description="Figure Q2: the share of each level, in percent.", examples=[{"1": A_SHARE}]
    )
    generic_share: Figure = Field(description="Figure Q3: the share of answers at level 1, in percent.")
    score: Figure = Field(
        description="Figure Q5: the weighted levels divided by the most they could be, from 0 (worst) to 1 (best)."
    )
