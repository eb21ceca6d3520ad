"""Slows down guessing: after too many failures, the same name from the same client must wait.

An attempt is counted before anything is awaited, so that of many at once no more are judged than of as many in a
row. The counts are in the memory of this process; with several gateways each one counts for itself.
"""

import math
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from time import monotonic

from chassis.http_server.open_connections import client_key
from gateway.limits.rules import (
    FAILURE_WINDOW_SECONDS,
    FAILURES_ALLOWED,
    LOCKS_REMEMBERED,
    NAMES_REMEMBERED,
    too_many_failures,
)


@dataclass(slots=True)
class Attempts:
    """Of one name from one client."""

    failures: list[float] = field(default_factory=list)
    """When they happened."""
    running: int = 0
    """Attempts that are not judged yet; each may become a failure."""


class Attempt:
    """One attempt; what is not judged, because of a fault of ours, is no failure."""

    def __init__(self, counted: "FailedAttempts", key: bytes) -> None:
        self._counted = counted
        self._key = key

    def failed(self) -> None:
        self._counted.add_failure(self._key)

    def succeeded(self) -> None:
        self._counted.forget_failures(self._key)


class FailedAttempts:
    """By name and client. Memory is bounded: names with few failures are forgotten first, never a lock."""

    def __init__(self, *, names: int = NAMES_REMEMBERED, locks: int = LOCKS_REMEMBERED) -> None:
        self._most_names, self._most_locks = names, locks
        self._attempts: OrderedDict[bytes, Attempts] = OrderedDict()
        self._locked: OrderedDict[bytes, float] = OrderedDict()
        """Until when, in the order in which they end."""
        self._secret = secrets.token_bytes(32)

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[Attempt]:
        """Raises TooManyRequests with the seconds to wait."""
        key = self._key(name, address)
        attempts = self._begun(key)
        try:
            yield Attempt(self, key)
        finally:
            attempts.running -= 1
            if not attempts.running and not attempts.failures:
                self._attempts.pop(key, None)

    def add_failure(self, key: bytes) -> None:
        attempts = self._attempts[key]
        attempts.failures.append(monotonic())
        if len(attempts.failures) >= FAILURES_ALLOWED:
            attempts.failures.clear()
            self._locked[key] = monotonic() + FAILURE_WINDOW_SECONDS
            self._locked.move_to_end(key)

    def forget_failures(self, key: bytes) -> None:
        self._attempts[key].failures.clear()

    def _key(self, name: str, address: str) -> bytes:
        """Of a fixed size, whatever name was sent; by the secret no client can choose names that share a key."""
        return blake2b(f"{client_key(address)} {name}".encode(), digest_size=16, key=self._secret).digest()

    def _begun(self, key: bytes) -> Attempts:
        now = monotonic()
        self._forget_ended_locks(now)
        if key in self._locked:
            raise too_many_failures(math.ceil(self._locked[key] - now))
        attempts = self._attempts.get(key) or Attempts()
        attempts.failures = [time for time in attempts.failures if time > now - FAILURE_WINDOW_SECONDS]
        if len(attempts.failures) + attempts.running >= FAILURES_ALLOWED:
            raise too_many_failures(1)
        if key not in self._attempts:
            self._make_room()
        attempts.running += 1
        self._attempts[key] = attempts
        self._attempts.move_to_end(key)
        return attempts

    def _forget_ended_locks(self, now: float) -> None:
        while self._locked:
            key, until = next(iter(self._locked.items()))
            if until > now:
                return
            del self._locked[key]

    def _make_room(self) -> None:
        """Raises TooManyRequests where there is none: more names are locked than people could mistype."""
        if len(self._locked) >= self._most_locks:
            raise too_many_failures(1)
        if len(self._attempts) < self._most_names:
            return
        oldest = next((key for key, attempts in self._attempts.items() if not attempts.running), None)
        if oldest is None:
            raise too_many_failures(1)
        del self._attempts[oldest]
