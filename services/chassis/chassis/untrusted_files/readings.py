"""What is done with a file from outside, and what that may take; the process that does it imports this as well."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.problems import Problem
from chassis.untrusted_files.times import READING_SECONDS


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one process; the kernel enforces all but `seconds`, which the service does."""

    memory: int = 512 << 20
    """Bytes of address space. Python and its libraries take some of them before they read anything."""
    cpu_seconds: int = READING_SECONDS
    seconds: int = READING_SECONDS
    """By the clock."""
    output: int = 128 << 20
    """Bytes of the result."""


@dataclass(frozen=True)
class Reading:
    """What a process does with a file.

    `function` is called with the file, a file for the result, and further plain values; it returns a small plain
    value. `refusals` are the problems that it may raise, with a text and fields.
    """

    function: Callable[..., Mapping[str, Any]]
    refusals: Sequence[type[Problem]]
    limits: Limits = Limits()
