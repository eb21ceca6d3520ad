"""The test clock of the gateway: its arithmetic, and that it is not there where nobody asked for it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.problems import Problem
from gateway.test_clock.rules import NotADuration, TimeMovesForwards, TooFarAhead, advanced, target
from support.accounts import Account, Accounts

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
DURATIONS = {
    "P30D": datetime(2026, 3, 2, 12, tzinfo=UTC),
    "P1M": datetime(2026, 2, 28, 12, tzinfo=UTC),
    "P1Y1M": datetime(2027, 2, 28, 12, tzinfo=UTC),
    "P2W": datetime(2026, 2, 14, 12, tzinfo=UTC),
    "P1M1D": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "PT36H": datetime(2026, 2, 2, 0, tzinfo=UTC),
    "P1DT30M5S": datetime(2026, 2, 1, 12, 30, 5, tzinfo=UTC),
    "P0D": NOW,
}


@pytest.mark.parametrize("duration", DURATIONS)
def test_a_duration_moves_by_the_calendar(duration: str) -> None:
    assert advanced(NOW, duration) == DURATIONS[duration]


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "1D", "P1H", "PT1D", "P-1D", "P1.5D", "p1d", "P1D ", "P1D1M"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(NotADuration):
        advanced(NOW, text)


@given(st.text(st.sampled_from("PTYMWDHS0123456789-."), max_size=40))
def test_whatever_is_given_time_moves_forwards_or_not_at_all(text: str) -> None:
    with suppress(NotADuration, TooFarAhead):
        assert advanced(NOW, text) >= NOW


def test_a_time_that_is_past_is_refused_unless_it_was_asked_for_last() -> None:
    before = NOW - timedelta(seconds=5)
    assert target(NOW, advance=None, to=before, moved_to=before) == before
    with pytest.raises(TimeMovesForwards):
        target(NOW, advance=None, to=before, moved_to=before - timedelta(seconds=1))
    with pytest.raises(Problem):
        target(NOW, advance=None, to=before, moved_to=None)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_the_setting_the_path_does_not_exist(
    accounts: Accounts, gateway_platform: Account, method: str
) -> None:
    for caller in (gateway_platform, accounts.anonymous):
        answer = await caller.request(method, "/v1/test-clock", json={"advance": "P1D"})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_path")


async def test_without_the_setting_the_description_does_not_have_it(accounts: Accounts) -> None:
    whole = (await accounts.anonymous.get("/openapi.json")).json()
    assert "/v1/test-clock" not in whole["paths"]
