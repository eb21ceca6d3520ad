"""Reviews of answers on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.figures import Figure
from chassis.rows import StampedOut
from chassis.text import Prose
from dialogue.assignments.answer_reviews.rules import ConcreteElement, ExcludedAs, ReviewFlag
from dialogue.questionnaires.schemas import Text


class AnswerReviewIn(BaseModel):
    """What a reviewer thinks of an answer: a level, or that it counts neither way."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"level": 1, "motive": "A policy, but nothing about our products."}]},
    )

    level: Annotated[
        int | None, Field(ge=0, le=3, description="0 not answered, 1 generic, 2 specific, 3 evidenced")
    ] = None
    excluded: Annotated[
        ExcludedAs | None, Field(description="accepts the answer's own reason not to answer on the substance")
    ] = None
    motive: Prose | None = None
    flags: Annotated[list[ReviewFlag], Field(max_length=7)] = []
    concrete_elements: Annotated[
        list[ConcreteElement], Field(max_length=7, description="what makes the answer specific")
    ] = []
    is_verified: Annotated[bool, Field(description="an independent source agrees")] = False
    follow_up_text: Annotated[Text | None, Field(description="what the next round asks instead of a template")] = (
        None
    )

    @model_validator(mode="after")
    def _decides(self) -> "AnswerReviewIn":
        if (self.level is None) == (self.excluded is None):
            raise PydanticCustomError("level_or_excluded", "Give either `level` or `excluded`.")
        return self


class AnswerReviewOut(StampedOut):
    """The review of an answer."""

    question_code: str
    level: int | None
    excluded: ExcludedAs | None
    motive: str | None
    flags: list[ReviewFlag]
    concrete_elements: list[ConcreteElement]
    is_verified: bool
    follow_up_text: dict[str, str] | None


class Quality(BaseModel):
    """How the answers of this round were judged; accepted n/a and lawful refusals stand outside and are counted."""

    levels: Annotated[dict[str, int], Field(description="applicable reviewed answers by level")]
    shares: Annotated[dict[str, Figure], Field(description="Q2: the share of each level")]
    generic_share: Annotated[Figure, Field(description="Q3: answers at level 1 in this round")]
    score: Annotated[Figure, Field(description="Q5: weighted levels over the most that was possible")]
