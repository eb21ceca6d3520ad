"""What two services declare each for itself means the same in both: they share no module but the chassis."""

from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from dialogue.meetings.participants.rules import SALES_AREAS, FunctionArea
from dialogue.organisations.rules import LinkStatus as CopiedLinkStatus
from gateway.links.rules import OPEN
from suppliers.contacts import rules as contacts
from support.services import ROOT, SERVICES

OWN = frozenset({"Permission"})
"""Words that each service has for itself."""


def enums(service: str) -> Iterator[type[StrEnum]]:
    folder = ROOT / "services" / service
    for file in sorted(Path(folder, service).rglob("*.py")):
        if "migrations" in file.parts or file.name.startswith("__"):
            continue
        module = import_module(".".join(file.relative_to(folder).with_suffix("").parts))
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__:
                yield value


def twins() -> dict[str, dict[str, type[StrEnum]]]:
    """Enums of one name in several services: by name and service."""
    found: dict[str, dict[str, type[StrEnum]]] = defaultdict(dict)
    for service in SERVICES:
        for enum in enums(service):
            found[enum.__name__][service] = enum
    return {name: by_service for name, by_service in found.items() if len(by_service) > 1 and name not in OWN}


TWINS = twins()


def test_function_areas_are_the_same() -> None:
    assert {area.name: area.value for area in FunctionArea} == {
        area.name: area.value for area in contacts.FunctionArea
    }
    assert set(map(str, SALES_AREAS)) == set(map(str, contacts.SELLING))


def test_a_copied_link_has_the_statuses_in_which_a_link_opens_dossiers() -> None:
    assert set(map(str, CopiedLinkStatus)) == set(map(str, OPEN))


def test_the_twins_are_found() -> None:
    assert {"FunctionArea", "LinkStatus"} <= set(TWINS)


@pytest.mark.parametrize("name", TWINS)
def test_what_one_service_knows_of_anothers_words_are_words_of_it(name: str) -> None:
    """A follower may know fewer: dialogue keeps no link that opens nothing."""
    values = sorted(({member.value for member in enum} for enum in TWINS[name].values()), key=len)
    assert all(fewer <= more for fewer, more in pairwise(values)), TWINS[name]
