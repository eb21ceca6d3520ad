"""Pages of a list: what a caller asks for and what it gets."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from chassis.api_names import noun_of

DEFAULT_LIMIT = 50
MOST = 200

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the one after, null on the last."""

    items: list[Item] = Field(description="The items of this page.")
    next: str | None = Field(description="Cursor of the next page; null on the last one.")
    total: int | None = Field(default=None, description="How many items the list has; only with `count=exact`.")

    @classmethod
    def model_parametrized_name(cls, params: Any) -> str:
        """`ContractPage` for `Page[ContractItem]`."""
        return noun_of(params[0]) + cls.__name__


class PageQuery(BaseModel):
    """What every list takes."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    count: bool = False
    others: tuple[tuple[str, str], ...] = ()
    """The rest of the query as it came, for the link to the next page."""
