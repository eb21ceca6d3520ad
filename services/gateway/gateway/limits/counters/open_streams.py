"""How many event streams are open in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from gateway.limits.rules import STREAMS_ALLOWED, STREAMS_PER_ORGANISATION, TooManyStreams


class OpenStreams:
    """Bounded in total and for each organisation."""

    def __init__(self, *, most: int = STREAMS_ALLOWED, most_each: int = STREAMS_PER_ORGANISATION) -> None:
        self._most, self._most_each = most, most_each
        self._open: Counter[UUID] = Counter()

    def check(self, organisation: UUID) -> None:
        """Raises TooManyStreams where no further stream may be opened."""
        if self._open.total() >= self._most or self._open[organisation] >= self._most_each:
            raise TooManyStreams(headers={"Retry-After": "10"})

    @contextmanager
    def counted(self, organisation: UUID) -> Iterator[None]:
        self._open[organisation] += 1
        try:
            yield
        finally:
            self._open[organisation] -= 1
            self._open += Counter()  # removes organisations with no open stream
