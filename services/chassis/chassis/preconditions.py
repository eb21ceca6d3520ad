"""Versions on the wire (RFC 9110): ETags of `<version>.<digest of the bytes>`, If-Match, If-None-Match."""

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated

import orjson
from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from chassis.problems import PreconditionRequired, Stale

_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})(?:\.|"|$)', re.ASCII)


def etag(version: int, body: bytes) -> str:
    return f'"{version}.{hashlib.sha256(body).hexdigest()[:16]}"'


def _version_of(tag: str) -> int | None:
    found = _VERSION.match(tag.strip())
    return int(found.group(1)) if found else None


async def expected_version(
    if_match: Annotated[str | None, Header(max_length=200, description="The `ETag` that you read.")] = None,
) -> int:
    """The version the caller read; raises PreconditionRequired (428) where none is given."""
    version = _version_of(if_match) if if_match else None
    if version is None:
        raise PreconditionRequired
    return version


ExpectedVersion = Annotated[int, Depends(expected_version)]


async def version_if_read(
    if_match: Annotated[
        str | None,
        Header(max_length=200, description="The `ETag` that you read; needed where there is something already."),
    ] = None,
) -> int | None:
    """The version the caller read; None where none is given, as for the first PUT."""
    return _version_of(if_match) if if_match else None


VersionIfRead = Annotated[int | None, Depends(version_if_read)]


@dataclass(frozen=True, slots=True)
class TagRead:
    """An ETag that the caller read."""

    tag: str
    version: int


async def tag_if_sent(
    if_match: Annotated[
        str | None,
        Header(
            max_length=200,
            description="The `ETag` that you read. With it, what was changed since is not changed again, and the"
            " answer is 412.",
        ),
    ] = None,
) -> TagRead | None:
    """What the caller read; None where nothing is sent, or anything (`*`). Raises Stale for what is no ETag."""
    if if_match is None or if_match.strip() == "*":
        return None
    version = _version_of(if_match)
    if version is None:
        raise Stale("`If-Match` is no ETag that this platform gave.", current=None)
    return TagRead(if_match.strip().removeprefix("W/"), version)


TagIfSent = Annotated[TagRead | None, Depends(tag_if_sent)]


async def version_if_sent(read: TagIfSent) -> int | None:
    return read.version if read else None


VersionIfSent = Annotated[int | None, Depends(version_if_sent)]
"""For what may be repeated or decided without a version: transitions, deletions, additions to a thing."""


def demand(current: int, expected: int) -> None:
    """Raises Stale (412, with the current version) if it was changed in the meantime."""
    if current != expected:
        raise Stale(f"The current version is {current}; you read version {expected}.", current=current)


def demand_if_sent(current: int, read: int | None) -> None:
    """Raises Stale (412) if the caller sent the version that it read, and it was changed in the meantime."""
    if read is not None:
        demand(current, read)


def demand_same(current: BaseModel, read: TagRead | None) -> None:
    """The same for what is shown without a version: its bytes decide. Raises Stale."""
    if read is not None and read.tag != etag(0, current.model_dump_json(by_alias=True).encode()):
        raise Stale("What you read has changed in the meantime.", current=None)


def demand_for_put(current: int | None, read: int | None) -> None:
    """For a PUT that creates or replaces; `current` is None where there is nothing yet.

    Raises PreconditionRequired (428) for what would be replaced without having been read, Stale (412) for what has
    changed or does not exist any more.
    """
    if current is None and read is not None:
        raise Stale(f"There is nothing here now; you read version {read}.", current=None)
    if current is not None and read is None:
        raise PreconditionRequired(
            f"There is a version {current} already. Read it, and send its `ETag` as `If-Match`."
        )
    if current is not None and read is not None:
        demand(current, read)


def tagged(request: Request, response: Response) -> Response:
    """The answer with its ETag; a 304 if the caller has these bytes already.

    A shape without a version, such as the copy of another organisation's row, has 0 there: only its bytes
    distinguish it.
    """
    body = bytes(response.body)
    tag = etag(orjson.loads(body).get("version", 0), body)
    response.headers["ETag"] = tag
    # A proxy that compresses weakens tags; If-None-Match compares weakly (RFC 9110, 13.1.2).
    known = {item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")}
    if request.method == "GET" and known & {tag, "*"}:
        return Response(status_code=304, headers={"ETag": tag})
    return response
