"""Days that are written as instants."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from chassis.dates import DueDate


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-04-01", date(2027, 4, 1)),
        ("2027-04-01T00:00:00+02:00", date(2027, 4, 1)),
        ("2027-03-31T22:00:00Z", date(2027, 4, 1)),
        ("2027-03-31T22:00:00.000Z", date(2027, 4, 1)),
        ("2027-01-31T23:00:00Z", date(2027, 2, 1)),
        ("2027-02-01T00:00:00+01:00", date(2027, 2, 1)),
        ("2027-04-01T00:00:00Z", date(2027, 4, 1)),
        ("2027-01-31T17:00:00Z", date(2027, 1, 31)),
        ("2027-03-31T18:00:00-04:00", date(2027, 4, 1)),
        ("2027-04-01T00:00:00", date(2027, 4, 1)),
    ],
)
def test_one_instant_is_one_day_however_it_is_written(written: str, day: date) -> None:
    assert TypeAdapter(DueDate).validate_python(written) == day


@pytest.mark.parametrize("written", ["2027-04-01Tnoon", "2027-04-31T00:00:00Z", "0001-01-01T00:00:00Z", "2027-04"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(DueDate).validate_python(written)
