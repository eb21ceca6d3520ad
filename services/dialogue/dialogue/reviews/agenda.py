"""An agenda that builds itself: what is open between the two sides, in the order to go through it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from dialogue.reviews.rules import TITLES, AgendaKind
from dialogue.reviews.schemas import AgendaEntry, AgendaItem
from dialogue.suppliers_client import SuppliersWindow
from dialogue.tables import AnnualReview, Dialogue


@dataclass(frozen=True)
class Look:
    """What every source looks at; `contract_ids` are those the review is about."""

    session: AsyncSession
    caller: Caller
    suppliers: SuppliersWindow
    review: AnnualReview
    dialogue: Dialogue
    contract_ids: tuple[UUID, ...]
    today: date


@dataclass(frozen=True)
class Found:
    """An entry with the title its reader may see, and whether the supplier may know of it."""

    entry: AgendaEntry
    title: str
    is_internal: bool = False


Source = Callable[[Look], Awaitable[list[Found]]]


def found(look: Look, kind: AgendaKind, title: str | None = None, **facts: object) -> Found:
    """An item about the review itself, unless a subject is given."""
    entry = AgendaEntry.model_validate({"kind": kind, "subject_id": look.review.id, **facts})
    return Found(entry, title or TITLES[kind])


def in_order(items: list[Found]) -> list[AgendaItem]:
    """Numbered in the order of the kinds; within a kind as their source gave them."""
    places: Mapping[AgendaKind, int] = {kind: place for place, kind in enumerate(AgendaKind)}
    ordered = sorted(items, key=lambda item: places[item.entry.kind])
    return [
        AgendaItem(**item.entry.model_dump(), position=position, title=item.title)
        for position, item in enumerate(ordered, start=1)
    ]


async def gather(look: Look, sources: tuple[Source, ...]) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """The agenda of both sides, and the buyer's annex."""
    items = [item for source in sources for item in await source(look)]
    shared = [item for item in items if not item.is_internal]
    internal = [item for item in items if item.is_internal]
    return in_order(shared), in_order(internal)
