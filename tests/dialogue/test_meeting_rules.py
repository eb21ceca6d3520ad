"""The rules of meetings: days for comments, warnings, and what each side reads."""

from datetime import date

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import OrgKind
from dialogue.meetings.participants.rules import Attendee, Caution, ParticipantRole, cautions
from dialogue.meetings.rules import (
    NOTES,
    WITH_MINUTES,
    MeetingKind,
    MeetingStatus,
    comment_until,
    hidden_fields,
    status_on,
    version_for,
)


@pytest.mark.parametrize(
    ("shared_on", "last_day"),
    [
        (date(2026, 11, 16), date(2026, 11, 30)),
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 11, 21), date(2026, 12, 4)),
    ],
)
def test_the_supplier_has_ten_working_days(shared_on: date, last_day: date) -> None:
    assert comment_until(shared_on) == last_day


DAYS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
TODAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(cases=st.lists(st.tuples(st.sampled_from(MeetingStatus), DAYS, TODAYS), min_size=1, max_size=20))
async def test_the_database_says_the_same_status_as_the_rule(
    dialogue_app: FastAPI, cases: list[tuple[MeetingStatus, date | None, date]]
) -> None:
    async with state_of(dialogue_app).sessions() as session:
        connection = await session.connection()
        for stored, until, today in cases:
            said = await connection.execute(
                text("select meeting_status(:stored, :until, :today)"),
                {"stored": stored.value, "until": until, "today": today},
            )
            assert said.scalar() == status_on(stored, comment_until=until, today=today)


@pytest.mark.parametrize(
    ("words", "is_cautioned"),
    [
        ("A worker called Ana Dummy said so.", True),
        ("De werknemer Jan Voorbeeld was erbij.", True),
        ("Workers were paid late.", False),
        ("Meridiaan Systems answers for the workers.", False),
    ],
)
def test_a_name_after_the_word_worker_is_noticed(words: str, is_cautioned: bool) -> None:
    found = cautions(MeetingKind.KICK_OFF, [], [words])
    assert (Caution.MAY_NAME_A_WORKER in found) is is_cautioned


@pytest.mark.parametrize("kind", MeetingKind)
def test_a_deepening_and_an_annual_review_need_more_than_sales(kind: MeetingKind) -> None:
    seller = Attendee(ParticipantRole.SUPPLIER_SALES, None, is_named=True)
    contact = Attendee(ParticipantRole.SUPPLIER_CONTACT, None, is_named=True)
    needs = kind in {MeetingKind.ANNUAL_REVIEW, MeetingKind.DEEPENING}
    assert cautions(kind, [contact, seller], []) == []
    assert cautions(kind, [], []) == ([Caution.NO_OTHER_VOICE] if needs else [])
    assert cautions(kind, [seller], []) == [Caution.SALES_ONLY, *([Caution.NO_OTHER_VOICE] if needs else [])]


OTHERS = [kind for kind in OrgKind if kind is not OrgKind.BUYER]


def test_the_buyer_reads_all_of_a_meeting_and_others_no_notes_of_it() -> None:
    for status in MeetingStatus:
        assert hidden_fields(OrgKind.BUYER, status) == frozenset()
        assert all(hidden_fields(kind, status) >= NOTES for kind in OTHERS)


@pytest.mark.parametrize("kind", OTHERS)
def test_others_read_minutes_when_they_are_shared(kind: OrgKind) -> None:
    hidden = {status for status in MeetingStatus if hidden_fields(kind, status) >= WITH_MINUTES}
    assert set(MeetingStatus) - hidden == {
        MeetingStatus.MINUTES_SHARED,
        MeetingStatus.MINUTES_DISPUTED,
        MeetingStatus.MINUTES_AGREED,
    }


def test_changes_that_others_do_not_see_count_in_the_buyers_version_only() -> None:
    assert version_for(OrgKind.BUYER, version=3, unseen_changes=2) == 5
    assert {version_for(kind, version=3, unseen_changes=2) for kind in OTHERS} == {3}
