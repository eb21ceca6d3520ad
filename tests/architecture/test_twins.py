"""What two services declare each for itself means the same in both: they share no module but the chassis."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dialogue.meetings import rules as meetings
from dialogue.organisations.rules import LinkStatus as CopiedLinkStatus
from gateway.links.rules import LinkStatus
from suppliers.contacts import rules as contacts


def test_function_areas_are_the_same() -> None:
    assert {area.name: area.value for area in meetings.FunctionArea} == {
        area.name: area.value for area in contacts.FunctionArea
    }
    assert set(map(str, meetings.SALES_AREAS)) == set(map(str, contacts.SELLING))


def test_a_copied_link_has_the_statuses_of_the_gateway_but_a_refused_one_is_not_copied() -> None:
    assert set(map(str, CopiedLinkStatus)) == set(map(str, LinkStatus)) - {LinkStatus.REFUSED.value}


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_working_days_are_counted_in_the_same_way(day: date) -> None:
    assert meetings.comment_until(day) == contacts.working_days_after(day, meetings.COMMENT_DAYS)
