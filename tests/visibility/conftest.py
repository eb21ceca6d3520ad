"""One platform with a test clock for all tests of a worker, and one world of people for those that need no more."""

from collections.abc import Iterator

import pytest

from support.launching import launched
from visibility.installation import Installation
from visibility.scene import Scene
from visibility.world import Organisation, Person


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with launched(HRDD_TEST_CLOCK="1") as stack, Installation(stack) as installation:
        yield installation


@pytest.fixture(scope="session")
def admin(installation: Installation) -> Person:
    key = installation.accounts["platform_admin"]["api_key"]
    person = Person("platform administrator", frozenset({"platform_admin"}), key=key)
    me = installation.get(person, "/v1/me")["organisation"]
    person.organisation = Organisation(id=me["id"], name=me["name"], kind="platform")
    return person


@pytest.fixture(scope="session")
def people(installation: Installation, admin: Person) -> Scene:
    return Scene.new(installation, admin)


@pytest.fixture
def scene(people: Scene) -> Scene:
    """People without a history; each test adds what it needs."""
    people.world.today = people.installation.today(people.admin)
    return people
