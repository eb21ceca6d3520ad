"""The order of the public feed, which is made of several journals, and the position of a reader in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Protocol, TypeVar

from gateway.services_api.rules import BEHIND_GATEWAY, ServiceName

JOURNALS: tuple[str, ...] = (ServiceName.GATEWAY, *BEHIND_GATEWAY)
"""The services whose journals make the feed, in the order in which a position is written."""

DIGITS = 16


class JournalEntry(Protocol):
    """What the order of the feed needs to know of an entry."""

    @property
    def position(self) -> int: ...

    @property
    def at(self) -> datetime: ...


Entry = TypeVar("Entry", bound=JournalEntry)


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """The position, in each journal, of the last entry that was given to the reader."""

    positions: Mapping[str, int]

    def after(self, journal: str, position: int) -> "FeedPosition":
        """The same, but behind this entry of one journal."""
        return FeedPosition({**self.positions, journal: position})

    def as_text(self) -> str:
        """Always of the same length: sealing hides the text but not its length, which would show how long journals
        are."""
        return "".join(f"{self.positions[journal]:0{DIGITS}x}" for journal in JOURNALS)


FEED_START = FeedPosition(dict.fromkeys(JOURNALS, 0))


def position_from(text: str) -> FeedPosition:
    """The reverse of `as_text`."""
    parts = (text[start : start + DIGITS] for start in range(0, DIGITS * len(JOURNALS), DIGITS))
    return FeedPosition({journal: int(part, 16) for journal, part in zip(JOURNALS, parts, strict=True)})


def merged(journals: Mapping[str, Sequence[Entry]], limit: int) -> list[tuple[str, Entry]]:
    """The first `limit` entries by time, each with the name of its journal.

    Those of one journal keep their order, also if its clock went back.
    """
    feeds = ([(journal, entry) for entry in entries] for journal, entries in journals.items())
    return list(islice(merge(*feeds, key=lambda found: found[1].at), limit))


def position_after(position: FeedPosition, entries: Iterable[tuple[str, JournalEntry]]) -> FeedPosition:
    """The position of a reader who has also read these entries, in this order."""
    for journal, entry in entries:
        position = position.after(journal, entry.position)
    return position


def types_of(text: str | None) -> list[str]:
    """The event types of a list with commas between them; empty, which means all, if there is none."""
    return text.split(",") if text else []
