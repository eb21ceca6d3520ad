"""Where somebody stands in the feed, and how many may stand there at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from chassis.problems import TooManyRequests

JOURNALS = ("gateway", "suppliers", "dialogue")
DIGITS = 16


@dataclass(frozen=True, slots=True)
class Place:
    """The position, in each journal, of the last entry that was given: of those in between it says nothing."""

    positions: Mapping[str, int]

    def past(self, journal: str, position: int) -> "Place":
        return Place({**self.positions, journal: position})

    def written(self) -> str:
        """Always of one length, which sealing leaves visible: it would tell how long the journals are."""
        return "".join(f"{self.positions[journal]:0{DIGITS}x}" for journal in JOURNALS)


BEGINNING = Place(dict.fromkeys(JOURNALS, 0))


def place_from(written: str) -> Place:
    parts = (written[start : start + DIGITS] for start in range(0, DIGITS * len(JOURNALS), DIGITS))
    return Place({journal: int(part, 16) for journal, part in zip(JOURNALS, parts, strict=True)})


class TooManyStreams(TooManyRequests):
    """This many event streams are open already; close one, or ask for pages instead."""

    title = "Too many streams"


class Streams:
    """How many streams are open in this process, bounded in all and for each organisation."""

    def __init__(self, *, most: int = 64, most_each: int = 8) -> None:
        self._most, self._most_each = most, most_each
        self._open: Counter[UUID] = Counter()

    def admit(self, organisation: UUID) -> None:
        """Raises TooManyStreams."""
        if self._open.total() >= self._most or self._open[organisation] >= self._most_each:
            raise TooManyStreams(headers={"Retry-After": "10"})

    @contextmanager
    def counted(self, organisation: UUID) -> Iterator[None]:
        self._open[organisation] += 1
        try:
            yield
        finally:
            self._open[organisation] -= 1
            self._open += Counter()  # forgets who has none open
