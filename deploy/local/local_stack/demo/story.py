"""The state of the story: the people who take part, and the ids that later chapters need."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from local_stack.demo.accounts import Account
from local_stack.demo.invented_data import Calendar
from local_stack.demo.people import Person, Say, platform_day
from local_stack.demo.progress import Progress


@dataclass
class Story:
    """`facts` are the ids of the created resources, by kind; `number` makes the names of each run unique.

    `progress` is for a story that may be interrupted and then played again with the same number.
    """

    gateway: str
    accounts: Mapping[str, Account]
    say: Say
    number: str = field(default_factory=lambda: secrets.token_hex(3))
    facts: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    progress: Progress | None = None

    @cached_property
    def calendar(self) -> Calendar:
        """The dates of the story, counted from the day on which it is played, or was first."""
        if self.progress is not None:
            return Calendar(self.progress.day)
        return Calendar(platform_day(self.gateway, self.accounts["platform_admin"]))

    def person(self, name: str) -> Person:
        if name not in self.people:
            account = self.accounts[name]
            self.people[name] = Person.signed_in(
                name,
                self.gateway,
                username=account["username"],
                password=account["password"],
                progress=self.progress,
            )
        return self.people[name]

    def close(self) -> None:
        for person in self.people.values():
            person.close()
