"""Every way in which a database can be away, and what is none of them."""

import errno
import socket
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.database_faults import problem_of


def refused(sqlstate: str) -> asyncpg.PostgresError:
    return asyncpg.PostgresError.new({"C": sqlstate, "M": "said by the server"})


def wrapped(error: Exception, **said: Any) -> DBAPIError:
    """As SQLAlchemy's adapter hands errors on."""
    orig = Exception(str(error))
    orig.__cause__ = error
    return OperationalError("select 1", {}, orig, **said)


AWAY = {
    "connection refused": ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
    "refused at both addresses": OSError("Multiple exceptions: [Errno 111], [Errno 111]"),
    "no route": OSError(errno.EHOSTUNREACH, "no route"),
    "unknown name": socket.gaierror(-2, "unknown"),
    "no answer in time": TimeoutError(),
    "no free connection": PoolTimeout("QueuePool limit"),
    "starting": refused("57P03"),
    "stopping": refused("57P01"),
    "crashed": refused("57P02"),
    "too many clients": refused("53300"),
    "broken off": asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    "closed": asyncpg.InterfaceError("connection is closed"),
    "released": asyncpg.InterfaceError("connection has been released back to the pool"),
    "a state that the driver does not know": asyncpg.InternalClientError("got result for unknown protocol state"),
    "an idle transaction that was ended": refused("25P03"),
    "a broken disk": refused("58030"),
    "another password": refused("28P01"),
}


@pytest.mark.parametrize("kind", AWAY)
def test_a_database_that_is_away_is_503_however_the_error_is_wrapped(kind: str) -> None:
    for error in (AWAY[kind], wrapped(AWAY[kind])):
        problem = problem_of(error)
        assert problem is not None
        assert (problem.status, problem.code(), problem.headers) == (503, "unavailable", {"Retry-After": "2"})


def test_a_connection_that_sqlalchemy_has_dropped_is_503() -> None:
    problem = problem_of(wrapped(ValueError("?"), connection_invalidated=True))
    assert problem is not None
    assert problem.status == 503


def test_a_full_disk_and_a_database_that_only_reads_are_told_apart() -> None:
    full, reading = problem_of(wrapped(refused("53100"))), problem_of(wrapped(refused("25006")))
    assert full is not None
    assert (full.status, full.code()) == (507, "storage_full")
    assert reading is not None
    assert (reading.status, reading.detail) == (503, "The database takes no changes at the moment.")


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_transaction_that_was_given_up_may_be_sent_again(sqlstate: str) -> None:
    problem = problem_of(wrapped(refused(sqlstate)))
    assert problem is not None
    assert problem.code() == "concurrent_change"


NOT_AWAY = {
    "a wrong statement": refused("42601"),
    "a unique value": refused("23505"),
    "a wrong argument": asyncpg.exceptions.DataError("invalid input for query argument $1"),
    "two statements at once": asyncpg.InterfaceError("another operation is in progress"),
    "a file that is not there": FileNotFoundError(errno.ENOENT, "gone"),
    "a mistake": AttributeError("no such attribute"),
}


@pytest.mark.parametrize("kind", NOT_AWAY)
def test_any_other_error_is_not_the_databases_absence(kind: str) -> None:
    for error in (NOT_AWAY[kind], wrapped(NOT_AWAY[kind])):
        assert problem_of(error) is None
