"""Clause templates that a buyer writes: one draft at a time, and published versions that never change."""

from collections.abc import Sequence
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Fault, Invalid
from chassis.vocabulary import Role


class TemplateStatus(StrEnum):
    """State of a version of a clause template: a `draft` can be changed, what is `published` never."""

    DRAFT = "draft"
    PUBLISHED = "published"


S = TemplateStatus
MOVES: Machine[TemplateStatus] = {(S.DRAFT, S.PUBLISHED): by(Role.BUYER_OFFICER, Role.BUYER_MANAGER)}


class CodeOfThePlatform(Conflict):
    """A template of the platform has this code. Copy it under a code of your own, with `source_template`."""

    title = "Code of a template of the platform"


class TemplateDraftExists(Conflict):
    """There is a draft of this template already: publish it or delete it first."""

    title = "There is a draft already"


class NoDraft(Conflict):
    """Only a draft can be published or deleted. A new wording of a published template is a new version: POST it."""

    title = "Not a draft"


class DutyTwice(Invalid):
    """A template has one duty of each type and recurrence."""

    title = "Duty twice"


class WordingMissing(Invalid):
    """A template that is not a copy needs a title, a kind and duties."""

    title = "Text is missing"


def check_keys(keys: Sequence[str]) -> None:
    """Raises DutyTwice."""
    faults = [
        Fault(f"/duties/{index}/type", DutyTwice.code(), f"There is a duty {key} already.")
        for index, key in enumerate(keys)
        if key in keys[:index]
    ]
    if faults:
        raise DutyTwice(errors=faults)


def check_complete(given: dict[str, object]) -> None:
    """Raises WordingMissing."""
    faults = [
        Fault(f"/{name}", WordingMissing.code(), "Required, unless the template is a copy of another one.")
        for name, value in given.items()
        if not value
    ]
    if faults:
        raise WordingMissing(errors=faults)
