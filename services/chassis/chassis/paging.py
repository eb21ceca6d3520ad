"""Pages of a list: what a caller asks for and what it gets."""

from typing import Generic, TypeVar

from pydantic import BaseModel

DEFAULT_LIMIT = 50
MOST = 200

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the one after, null on the last."""

    items: list[Item]
    next: str | None
    total: int | None = None


class PageQuery(BaseModel):
    """What every list takes."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    count: bool = False
    others: tuple[tuple[str, str], ...] = ()
    """The rest of the query as it came, for the link to the next page."""
