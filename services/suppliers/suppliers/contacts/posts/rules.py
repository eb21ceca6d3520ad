"""The post of clause contact between a buyer and a supplier: who holds it, or since when it is vacant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from suppliers.contacts.rules import ContactStatus, Purpose, holds_post


class ClauseContact(Protocol):
    """A contact point, as far as the post depends on it."""

    @property
    def id(self) -> UUID: ...
    @property
    def purpose(self) -> Purpose: ...
    @property
    def status(self) -> ContactStatus: ...
    @property
    def active_from(self) -> date: ...
    @property
    def active_to(self) -> date | None: ...
    @property
    def is_primary(self) -> bool: ...


Contact = TypeVar("Contact", bound=ClauseContact)


@dataclass(frozen=True, slots=True)
class Post(Generic[Contact]):
    """The post of a supplier's clause contact with one buyer: its holders, or its last day with one."""

    holders: list[Contact]
    vacated_on: date | None

    @property
    def is_vacant(self) -> bool:
        return not self.holders


def post_on(today: date, contacts: Sequence[Contact]) -> Post[Contact]:
    """The post on a day, given the contacts that decide it."""
    holders = [each for each in contacts if is_holder(each, today=today)]
    last_days = [each.active_to for each in contacts if each.active_to is not None and each.active_from <= today]
    return Post(holders, None if holders else max(last_days, default=None))


def is_holder(contact: ClauseContact, *, today: date) -> bool:
    """Whether this contact point holds the post on a day."""
    return contact.purpose is Purpose.CLAUSE_CONTACT and holds_post(
        contact.status, contact.active_from, contact.active_to, today=today
    )


def primary_of(holders: Sequence[ClauseContact], *, preferred: UUID | None = None) -> UUID | None:
    """Which holder is the primary contact: the preferred one, else the current one, else the oldest."""
    ranked = sorted(holders, key=lambda holder: (holder.id != preferred, not holder.is_primary, holder.id))
    return ranked[0].id if ranked else None
