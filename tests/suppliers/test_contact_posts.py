"""The post of clause contact on a day: its holders, the primary one, and since when it is vacant."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from suppliers.contacts.posts.rules import is_holder, post_on, primary_of
from suppliers.contacts.rules import ContactStatus, Purpose

TODAY = date(2026, 6, 15)


@dataclass(frozen=True)
class Contact:
    id: UUID
    purpose: Purpose = Purpose.CLAUSE_CONTACT
    status: ContactStatus = ContactStatus.ACCEPTED
    active_from: date = date(2026, 1, 1)
    active_to: date | None = None
    is_primary: bool = False


FIRST, SECOND, THIRD = (Contact(id=UUID(int=number)) for number in (1, 2, 3))


def test_a_contact_holds_the_post_from_its_first_to_its_last_day() -> None:
    assert is_holder(replace(FIRST, active_from=TODAY, active_to=TODAY), today=TODAY)
    assert not is_holder(replace(FIRST, active_from=date(2026, 6, 16)), today=TODAY)
    assert not is_holder(replace(FIRST, active_to=date(2026, 6, 14)), today=TODAY)
    assert not is_holder(replace(FIRST, purpose=Purpose.AUDITOR), today=TODAY)


def test_a_post_without_holders_is_vacant_since_the_last_of_them_left() -> None:
    left = [replace(FIRST, active_to=date(2026, 3, 31)), replace(SECOND, active_to=date(2026, 5, 31))]
    post = post_on(TODAY, left)
    assert (post.is_vacant, post.vacated_on) == (True, date(2026, 5, 31))
    held = post_on(TODAY, [*left, THIRD])
    assert (held.is_vacant, held.vacated_on) == (False, None)
    assert (post_on(TODAY, []).is_vacant, post_on(TODAY, []).vacated_on) == (True, None)


def test_the_primary_contact_is_the_preferred_one_else_the_current_one_else_the_oldest() -> None:
    assert primary_of([SECOND, FIRST]) == FIRST.id
    assert primary_of([FIRST, replace(SECOND, is_primary=True)]) == SECOND.id
    assert primary_of([FIRST, replace(SECOND, is_primary=True)], preferred=FIRST.id) == FIRST.id
    assert primary_of([]) is None
