"""The faults that the platform has today, so that the crawler finds only new ones.

Whoever repairs a fault deletes its entry here and the mark at its test; each test is a minimal reproduction.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from visibility.judging import Violation


@dataclass(frozen=True)
class Known:
    """A fault. A violation belongs to it if all patterns are found, `people` in the person's name and so on."""

    sentence: str
    test: str
    people: str = ""
    path: str = ""
    fault: str = ""
    text: str = ""
    """In what it is about, or in its details."""
    acts: str = ""

    def covers(self, violation: Violation) -> bool:
        text = f"{violation.about} {violation.details}"
        pairs = (
            (self.people, violation.person),
            (self.path, violation.path),
            (self.fault, violation.fault),
            (self.text, text),
            (self.acts, ", ".join(violation.acts)),
        )
        return all(re.search(pattern, value) for pattern, value in pairs)


KNOWN: tuple[Known, ...] = ()


def unknown_faults(violations: Iterable[Violation]) -> list[Violation]:
    return [violation for violation in violations if not any(known.covers(violation) for known in KNOWN)]
