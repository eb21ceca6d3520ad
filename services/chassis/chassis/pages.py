"""Pages of a list: what a caller may ask of every list, and what it gets."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from chassis.api_names import noun_of
from chassis.numbers import WHOLE_NUMBER

DEFAULT_LIMIT = 50
MOST = 200

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the one after, null on the last."""

    # A parametrised model has no docstring, so the schema gets its description here.
    model_config = ConfigDict(json_schema_extra={"description": "One page of a list."})

    items: list[Item] = Field(description="The items of this page.")
    next: str | None = Field(description="Cursor of the next page; null on the last one.")
    total: int | None = Field(default=None, description="How many items the list has; only with `count=exact`.")

    @classmethod
    def model_parametrized_name(cls, params: Any) -> str:
        """`ContractPage` for `Page[ContractItem]`."""
        return noun_of(params[0]) + cls.__name__


class Count(StrEnum):
    """How a list counts all its items."""

    EXACT = "exact"


class ListQuery(BaseModel):
    """What every list takes; a list with filters has a subclass with a field for each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paging: ClassVar[frozenset[str]] = frozenset({"limit", "cursor", "count"})

    limit: Annotated[int, Field(ge=1, le=MOST), WHOLE_NUMBER] = Field(
        DEFAULT_LIMIT, description="Most items in the answer."
    )
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    count: Count | None = Field(None, description="`exact` adds `total`.")

    @classmethod
    def filter_names(cls) -> frozenset[str]:
        return frozenset(cls.model_fields) - cls.paging

    def filters(self) -> dict[str, Any]:
        """The filters that were given, by name."""
        return {
            name: value.value if isinstance(value, StrEnum) else value
            for name, value in self
            if value is not None and name not in self.paging
        }

    def link_to(self, cursor: str) -> str:
        """The query of the next page."""
        kept = self.model_fields_set - {"cursor"}
        given = self.model_dump(mode="json", include=kept) if kept else {}
        return urlencode([*given.items(), ("cursor", cursor)])
