"""A world on a platform, and the short ways in which its people act."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from visibility.installation import Installation
from visibility.people import org, settle_people
from visibility.world import Organisation, Person, World


@dataclass
class Scene:
    """`admin` is the platform's; all worlds of a platform share this person."""

    installation: Installation
    admin: Person
    world: World

    @classmethod
    def new(cls, installation: Installation, admin: Person) -> "Scene":
        return cls(installation, admin, settle_people(installation, admin))

    def person(self, name: str) -> Person:
        return self.world.people[name]

    def org(self, name: str) -> Organisation:
        return org(self.world, name)

    def post(self, person: str, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        return self.installation.post(self.person(person), path, body, **options)

    def get(self, person: str, path: str, **query: Any) -> dict[str, Any]:
        return self.installation.get(self.person(person), path, **query)

    def status(self, person: str, path: str, **query: Any) -> int:
        return self.installation.send(self.person(person), "GET", path, params=query).status_code

    def patch(self, person: str, path: str, body: Any) -> dict[str, Any]:
        return self.installation.patch(self.person(person), path, body)

    def move(self, person: str, path: str, to: str, **given: Any) -> dict[str, Any]:
        return self.installation.move(self.person(person), path, to, **given)

    def day(self, offset: int = 0) -> str:
        return (self.world.today + timedelta(days=offset)).isoformat()

    def advance(self, days: int) -> None:
        self.world.today = self.installation.advance(self.admin, f"P{days}D")
