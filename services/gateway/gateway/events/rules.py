"""The position of a reader in the public feed, which is made of several journals."""

from collections.abc import Mapping
from dataclasses import dataclass

JOURNALS = ("gateway", "suppliers", "dialogue")
"""The services whose journals make the feed, in the order in which a position is written."""

DIGITS = 16


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


def types_of(text: str | None) -> list[str]:
    """The event types of a list with commas between them; empty, which means all, if there is none."""
    return text.split(",") if text else []
